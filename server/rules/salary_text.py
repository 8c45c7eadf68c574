"""Pay in words and in data: how findings write it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from server.posting.model import Pay
from server.rules.salary_causes import plain

_SIGN = re.compile(r"(?:US|CA|AU|NZ|HK|S|R|A|C)?[$£€¥￥₹₽₩]")


def sign_of(pay: Pay) -> str:
    """The sign of the currency as the page writes it: "$"; empty where there is none, or a code or word."""
    sign = _SIGN.search(pay.written)
    return sign[0] if sign else ""


def in_words(pay: Pay) -> str:
    """A statement as it should read: "$190,000 – $251,257 per year".

    The currency is written as the page writes it; a range is in order.
    """
    figures = [figure for figure in (pay.low, pay.high) if figure]
    values = list(dict.fromkeys(figure.value for figure in figures))
    sign = sign_of(pay)
    amounts = " – ".join(sign + plain(value) for value in values)
    if pay.stated_currency and (not sign or pay.stated_currency in pay.written):
        amounts = f"{amounts} {pay.currency}"
    bound = "up to " if pay.low is None else "from " if pay.high is None else ""
    return f"{bound}{amounts}{f' per {pay.stated_period}' if pay.stated_period else ''}"


def as_data(pay: Pay) -> dict[str, Any]:
    """A statement as JSON values, money as decimal strings."""
    return {
        "origin": pay.origin,
        "min": text(pay.min),
        "max": text(pay.max),
        "currency": pay.currency,
        "period": pay.period,
        "label": pay.label,
    }


def text(value: Decimal | None) -> str | None:
    """A decimal as a string without an exponent and without idle zeros.

    >>> text(Decimal("441275.0")), text(Decimal("1E+3")), text(None)
    ('441275', '1000', None)
    """
    if value is None:
        return None
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
