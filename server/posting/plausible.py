"""Whether a figure can be somebody's pay at all: orders of magnitude, never a judgement of how good it is."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import get_args

from server.posting import units
from server.posting.model import Period
from server.posting.money.lexicon import currencies

_TABLE = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "typical_pay.toml").read_text("utf-8"), parse_float=Decimal
)

PERIODS: tuple[Period, ...] = get_args(Period)

TYPICAL: dict[str, Decimal] = {code: Decimal(value) for code, value in _TABLE["year"].items()}
"""What a full-time employee typically earns in a year, by ISO 4217 code."""

DOLLARS = "USD"
"""Stands in where the currency is unknown: most such figures are some dollar, euro or pound."""


def plausible(value: Decimal, currency: str | None, period: Period | None) -> bool | None:
    """Whether `value` can be pay for one `period`; for any period where it is None.

    None where nothing is known of the currency.

    >>> plausible(Decimal(190_000), "USD", "hour"), plausible(Decimal(190_000), "USD", "year")
    (False, True)
    >>> plausible(Decimal(12), "GBP", "month"), plausible(Decimal(12), "GBP", None)
    (False, True)
    >>> plausible(Decimal(12), "XCD", "month") is None
    True
    """
    typical = TYPICAL.get(currency or DOLLARS)
    if typical is None:
        return None
    if period is None:
        return any(plausible(value, currency, candidate) for candidate in PERIODS)
    yearly = units.per_year(value, currency, period)
    return yearly is not None and typical * _TABLE["low"] <= yearly <= typical * _TABLE["high"]


def likely(value: Decimal, currency: str | None) -> tuple[Period, ...]:
    """The periods that somebody who leaves the period out can mean: those for which `value` is common pay.

    Weekly pay is never left unsaid. Nothing where the currency is unknown.

    >>> likely(Decimal(120_000), "USD"), likely(Decimal(2_900), "EUR"), likely(Decimal(30_000), "GBP")
    (('year',), ('month',), ('year',))
    >>> likely(Decimal(25_000), "USD"), likely(Decimal(25_000), "PLN"), likely(Decimal(30_000), None)
    (('month', 'year'), ('month',), ())
    """
    typical = TYPICAL.get(currency or "")
    if typical is None:
        return ()
    by_month = currency in _TABLE["monthly"]
    found = [
        period
        for period in PERIODS
        if period != "week"
        and (yearly := units.per_year(value, currency, period)) is not None
        and typical * _TABLE["common_low"] <= yearly <= typical * _highest(period, by_month)
    ]
    return ("month",) if by_month and "month" in found else tuple(found)


def meant(value: Decimal, currency: str | None) -> Period | None:
    """The period of a figure that names none, where one is likely and no other comes near it.

    >>> meant(Decimal(120_000), "USD"), meant(Decimal(2_900), "EUR"), meant(Decimal(16), "GBP")
    ('year', 'month', 'hour')
    >>> meant(Decimal(25_000), "USD"), meant(Decimal(1_200), "USD")
    (None, None)
    """
    found = likely(value, currency)
    if len(found) != 1 or currency in _TABLE["monthly"]:
        return found[0] if len(found) == 1 else None
    typical = TYPICAL[currency or ""]
    ratios: dict[Period, Decimal] = {
        period: yearly / typical
        for period in PERIODS
        if period != "week" and (yearly := units.per_year(value, currency, period))
    }
    off = {period: max(ratio, 1 / ratio) for period, ratio in ratios.items()}
    nearest = min(off[period] for period in off if period != found[0])
    return found[0] if nearest >= _TABLE["margin"] * off[found[0]] else None


def can_be(values: Sequence[Decimal], currency: str | None, sign: str) -> bool:
    """Whether all of `values` can be somebody's pay for one period or another, in some currency written like this.

    Any currency, where neither it nor a sign is known; pesos where the sign is "$".

    >>> can_be([Decimal(6_000_000)], None, "¥"), can_be([Decimal(6_000_000)], "EUR", "€")
    (True, False)
    >>> can_be([Decimal(45_000_000)], None, "$"), can_be([Decimal(50_000_000), Decimal(12_000_000_000)], None, "$")
    (True, False)
    """
    return any(
        all(plausible(value, candidate, None) for value in values)
        for candidate in ([currency] if currency else currencies().signs.get(sign, tuple(TYPICAL)))
    )


def _highest(period: Period, by_month: bool) -> Decimal:
    """How many times typical pay is still common when it stands without its period."""
    if period == "year":
        return Decimal(_TABLE["high"])
    return Decimal(_TABLE["monthly_high" if period == "month" and by_month else "common_high"])
