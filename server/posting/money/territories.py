"""Which money a country uses, by Unicode CLDR."""

from __future__ import annotations

from functools import cache


@cache
def currency_of(country: str) -> str | None:
    """The legal tender of a country (ISO 3166) today; None for an unknown one.

    >>> currency_of("us"), currency_of("CH"), currency_of("ZZ")
    ('USD', 'CHF', None)
    """
    from babel.numbers import get_territory_currencies  # costs 30 ms, needed for ambiguous signs only

    codes = get_territory_currencies(country.upper())
    return codes[0] if codes else None
