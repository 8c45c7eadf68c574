"""Pay in structured data: baseSalary and estimatedSalary of a JobPosting, in the many shapes that sites write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from server.document.model import Span
from server.posting import money
from server.posting.model import Evidence, Figure, JobPosting, Pay, PayKind, Period
from server.posting.money.numbers import read as number

NESTING = 4
"""MonetaryAmount holds QuantitativeValue; two more for pages that wrap once too often."""

MOST = 20
"""Statements read from one posting; a page that gives more gives a table of something else."""

_PERIODS: dict[str, Period] = {
    name: period  # type: ignore[misc]
    for period, names in tomllib.loads(
        (Path(__file__).parents[2] / "data" / "pay_periods.toml").read_text("utf-8")
    ).items()
    for name in names
}
_CODE = re.compile(r"[A-Za-z]{3}")


def read(job: JobPosting) -> tuple[Pay, ...]:
    """Every statement of pay in one posting's data. Zeros stand for "not stated" and are left out.

    >>> salary = {"currency": "USD", "value": {"minValue": "90,000", "maxValue": 120000.0, "unitText": "YEAR"}}
    >>> [pay] = read(JobPosting({"baseSalary": salary}, "json-ld"))
    >>> str(pay.min), str(pay.max), pay.currency, pay.period
    ('90000', '120000.0', 'USD', 'year')
    """
    found: list[Pay] = []
    kinds: tuple[tuple[str, PayKind], ...] = (("baseSalary", "base"), ("estimatedSalary", "unknown"))
    for name, kind in kinds:
        inherited = {"currency": job.value.get("salaryCurrency")}
        found += _amounts(job.value.get(name), name, kind, inherited, NESTING)
    return tuple(found[:MOST])


def _amounts(value: Any, name: str, kind: PayKind, inherited: Mapping[str, Any], depth: int) -> Iterator[Pay]:
    """Statements in one value; currency and period of the outer level hold inside."""
    if depth <= 0 or value is None or isinstance(value, bool):
        return
    if isinstance(value, list):
        for item in value[:MOST]:
            yield from _amounts(item, name, kind, inherited, depth - 1)
        return
    if not isinstance(value, Mapping):
        pay = _scalar(value, name, kind, inherited)
        if pay:
            yield pay
        return
    told = dict(inherited)
    for key, names in (("currency", ("currency", "priceCurrency")), ("period", ("unitText", "unitCode", "duration"))):
        told[key] = next((value[given] for given in names if value.get(given)), told.get(key))
    label = value.get("name")
    told["label"] = label if isinstance(label, str) and label.lower() not in ("base", "salary") else told.get("label")
    low = next((value[key] for key in ("minValue", "minPrice", "percentile10") if value.get(key) is not None), None)
    high = next((value[key] for key in ("maxValue", "maxPrice", "percentile90") if value.get(key) is not None), None)
    if low is not None or high is not None:
        pay = _pay(_figure(low), _figure(high), name, kind, told)
        if pay:
            yield pay
        return
    for key in ("value", "price", "median"):
        if value.get(key) is not None:
            yield from _amounts(value[key], name, kind, told, depth - 1)
            return


def _scalar(value: Any, name: str, kind: PayKind, told: Mapping[str, Any]) -> Pay | None:
    """A number, a number as text, or a statement in words: "$50,000 - $60,000 per year"."""
    figure = _figure(value)
    if figure:
        return _pay(figure, figure, name, kind, told)
    if isinstance(value, str) and len(value) <= 200:
        for stated in money.find(value):
            told = {
                **told,
                "currency": stated.currency or told.get("currency"),
                "period": stated.period or told.get("period"),
            }
            nowhere = [
                Figure(f.value, Span(0, 0), f.written, f.malformed) if f else None for f in (stated.low, stated.high)
            ]
            return _pay(nowhere[0], nowhere[1], name, kind, told)
    return None


def _pay(low: Figure | None, high: Figure | None, name: str, kind: PayKind, told: Mapping[str, Any]) -> Pay | None:
    low, high = (figure if figure and figure.value > 0 else None for figure in (low, high))
    if low is None and high is None:
        return None
    high_first = bool(low and high and low.value > high.value)
    if high_first:
        low, high = high, low
    currency, period = told.get("currency"), _period(told.get("period"))
    code = currency.strip().upper() if isinstance(currency, str) and _CODE.fullmatch(currency.strip()) else None
    written = " – ".join(dict.fromkeys(figure.written for figure in (low, high) if figure))
    evidence = (Evidence("kind", name, None),)
    label = told.get("label")
    return Pay(low, high, code, period, kind, "structured", None, written, label, high_first, evidence)


def _figure(value: Any) -> Figure | None:
    """A number in any form that JSON has for it; no place, for it has none in the text.

    >>> [figure and str(figure.value) for figure in map(_figure, (50000, "50000.00", "50,000", "DOE", True, 1e400))]
    ['50000', '50000.00', '50000', None, None, None]
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    written = str(value).strip()[:40]
    try:
        amount = Decimal(written)
    except InvalidOperation:
        got = number(written) if re.fullmatch(r"\d[\d.,' \xa0\u202f]*", written) else None
        amount = got[0] if got else Decimal("NaN")
    if not amount.is_finite() or amount.adjusted() >= 15:
        return None
    return Figure(amount, Span(0, 0), written)


def _period(value: Any) -> Period | None:
    """The period that a unit names; a mapping or list is looked into once."""
    if isinstance(value, list):
        value = value[0] if value else None
    return _PERIODS.get(value.strip().lower()) if isinstance(value, str) else None
