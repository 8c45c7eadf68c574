"""What pay comes to in another period. Pint does the units; no text of a page reaches its parser."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from server.posting.model import Period

if TYPE_CHECKING:
    from pint import UnitRegistry

_UNITS: Final = Path(__file__).parents[1] / "data" / "units.txt"
_UNKNOWN: Final = "XXX"
"""ISO 4217's code for no currency."""


def per_year(value: Decimal, currency: str | None, period: Period | None) -> Decimal | None:
    """Pay per `period` as pay per work year: 2080 hours, 260 days, 52 weeks, 12 months.

    None where the period is not known or the currency is no legal tender of today.

    >>> per_year(Decimal("52"), "USD", "hour"), per_year(Decimal("412.30"), "EUR", "month")
    (Decimal('108160'), Decimal('4947.60'))
    >>> per_year(Decimal("100"), "USD", None), per_year(Decimal("100"), "PLZ", "year")
    (None, None)
    """
    return None if period is None else convert(value, currency, period, "year")


def convert(value: Decimal, currency: str | None, per: Period, to: Period) -> Decimal | None:
    """Pay per one period as pay per another; None for a currency that is no legal tender of today.

    >>> convert(Decimal("104000"), "USD", "year", "hour"), convert(Decimal("3000"), None, "month", "year")
    (Decimal('50'), Decimal('36000'))
    """
    if currency is not None and currency not in tenders():
        return None
    many, one = _ratio(currency or _UNKNOWN, per, to)
    return value * many / one


def comparable(one: str | None, other: str | None) -> bool:
    """Whether two amounts can be compared at all: the same currency, or one that is not told.

    >>> comparable("USD", "USD"), comparable("USD", None), comparable("USD", "EUR")
    (True, True, False)
    """
    if one is None or other is None or one == other:
        return True
    return {one, other} <= tenders() and _registry().Unit(one).is_compatible_with(_registry().Unit(other))


@cache
def tenders() -> frozenset[str]:
    """The currencies that are legal tender somewhere, ISO 4217."""
    lines = _UNITS.read_text(encoding="utf-8").splitlines()
    return frozenset(line[:3] for line in lines if "[money_" in line) - {_UNKNOWN}


@cache
def _ratio(currency: str, per: Period, to: Period) -> tuple[Decimal, Decimal]:
    """What to multiply and divide by, whole numbers so that no digit is lost."""
    units = _registry()
    one = units.Quantity(Decimal(1), units.Unit(f"{currency} / work_minute"))
    many = one.to(units.Unit(f"{currency} / work_{to}")).magnitude
    few = one.to(units.Unit(f"{currency} / work_{per}")).magnitude
    return many, few


@cache
def _registry() -> UnitRegistry[Any]:
    """The registry, made at first use: importing Pint takes a tenth of a second."""
    from pint import UnitRegistry

    return UnitRegistry(str(_UNITS), non_int_type=Decimal)
