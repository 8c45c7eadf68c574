"""Pay in words and in data: how findings write it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from server.messages import Amounts, Message, english, say
from server.posting.model import Pay

_SIGN = re.compile(r"(?:US|CA|AU|NZ|HK|S|R|A|C)?[$£€¥￥₹₽₩]")


def sign_of(pay: Pay) -> str:
    """The sign of the currency as the page writes it: "$"; empty where there is none, or a code or word."""
    sign = _SIGN.search(pay.written)
    return sign[0] if sign else ""


def pay_said(pay: Pay) -> Message | Amounts:
    """A statement as it should read, for a message.

    The currency is written as the page writes it; a range is in order.
    """
    values = [figure.value for figure in (pay.low, pay.high) if figure]
    sign = sign_of(pay)
    coded = pay.stated_currency and (not sign or pay.stated_currency in pay.written)
    said: Message | Amounts = Amounts(values[0], values[-1], sign, pay.currency if coded else None)
    if pay.stated_period:
        said = say(f"pay.per-{pay.stated_period}", pay=said)
    if pay.low and pay.high:
        return said
    return say("pay.up-to" if pay.low is None else "pay.from", pay=said)


def in_words(pay: Pay) -> str:
    """The same in English: "$190,000 – $251,257 per year"."""
    return english(pay_said(pay))


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
