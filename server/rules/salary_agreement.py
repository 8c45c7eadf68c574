"""Whether two statements of pay on one page can both be true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from server.posting import units
from server.posting.model import Pay, Period
from server.posting.money.lexicon import currencies
from server.rules.salary_text import sign_of

ROUNDING = Decimal("0.01")
"""How far a rounded figure may lie from the exact one: "~261k" for 260,800."""

CONVERSION = Decimal("0.05")
"""How far a figure brought to another period may lie from the stated one: many count 2,000 hours to the year."""

COMPARED = frozenset({"base", "total", "ote", "unknown"})
"""Kinds that say what the job pays. A bonus or a share in the company stands beside it."""


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of pay; None at an open end."""

    low: Decimal | None
    high: Decimal | None

    slack: Decimal = ROUNDING
    """How far from an end still counts as at it, as a share."""

    def within(self, other: Range) -> bool:
        """Whether it lies inside `other`, rounding allowed.

        >>> Range(Decimal(261000), Decimal(261000)).within(Range(Decimal(190000), Decimal(260800)))
        True
        """
        slack = max(self.slack, other.slack)
        above = other.low is None or (self.low is not None and self.low >= other.low * (1 - slack))
        below = other.high is None or (self.high is not None and self.high <= other.high * (1 + slack))
        return above and below

    def apart(self, other: Range) -> bool:
        """Whether it has nothing in common with `other`, rounding allowed."""
        return self._below(other) or other._below(self)

    def _below(self, other: Range) -> bool:
        slack = 1 + max(self.slack, other.slack)
        return self.high is not None and other.low is not None and self.high * slack < other.low


def is_named(pay: Pay) -> bool:
    """Whether its page calls it pay, by a word beside it or by its place, and not only its looks do."""
    return pay.origin != "text" or any(evidence.about == "kind" for evidence in pay.evidence)


def comparable(pays: Iterable[Pay], stated: Pay) -> tuple[Pay, ...]:
    """Those of `pays` that speak of the same: pay for the job, in a currency that can be the same."""
    return tuple(
        pay for pay in pays if pay.kind in COMPARED and _same_kind(pay, stated) and _same_currency(pay, stated)
    )


def _same_currency(one: Pay, other: Pay) -> bool:
    """Whether two statements can be in one currency: a bare "$" is some dollar or peso, and never a euro."""
    if one.stated_currency and other.stated_currency:
        return units.comparable(one.stated_currency, other.stated_currency)
    mine, theirs = _currencies(one), _currencies(other)
    return mine is None or theirs is None or bool(mine & theirs)


def _currencies(pay: Pay) -> frozenset[str] | None:
    """What a statement can be in; None where nothing tells."""
    if pay.stated_currency:
        return frozenset({pay.stated_currency})
    shared = currencies().signs.get(sign_of(pay))
    return frozenset(shared) if shared else None


def _same_kind(one: Pay, other: Pay) -> bool:
    """Base pay and what comes with bonus in it stand beside each other, where both are called so."""
    return "unknown" in (one.kind, other.kind) or (one.kind == "base") == (other.kind == "base")


def agree(stated: Pay, others: Sequence[Pay]) -> bool:
    """Whether `stated` fits one of the others, or the stretch from the lowest to the highest of them.

    A band inside another fits, and so does a band around another: a headline may sum up bands per city, or
    name one of them. A period that is not stated may be any in which the figures fit.
    """
    return any(
        mine.within(theirs) or theirs.within(mine)
        for period in _periods(stated, others)
        if (mine := per(stated, period))
        for theirs in _stretches(others, period)
    )


def apart(stated: Pay, others: Sequence[Pay]) -> bool:
    """Whether `stated` has nothing in common with any of the others in any period that can be meant."""
    return all(
        mine.apart(theirs)
        for period in _periods(stated, others)
        if (mine := per(stated, period))
        for theirs in _stretches(others, period)
    )


def per(pay: Pay, period: Period | None) -> Range | None:
    """Pay brought to a period; as written where it or the period is not known."""
    written = pay.stated_period
    if period is None or written is None or written == period:
        return Range(pay.min, pay.max)
    low, high = (
        None if end is None else units.convert(end, pay.currency, written, period) for end in (pay.min, pay.max)
    )
    return None if low is None and high is None else Range(low, high, CONVERSION)


def _periods(stated: Pay, others: Sequence[Pay]) -> list[Period | None]:
    """The periods to compare by: one where all state the same, else by the year, and as written if any states none."""
    told = {pay.stated_period for pay in (stated, *others)}
    if len(told) == 1:
        return list(told)
    return ["year", None] if None in told else ["year"]


def _stretches(others: Sequence[Pay], period: Period | None) -> list[Range]:
    """Each of the others, and the stretch that all together cover."""
    ranges = [each for pay in others if (each := per(pay, period))]
    if len(ranges) < 2:
        return ranges
    lows, highs = [each.low for each in ranges], [each.high for each in ranges]
    closed_lows, closed_highs = [low for low in lows if low is not None], [high for high in highs if high is not None]
    hull = Range(
        min(closed_lows) if len(closed_lows) == len(lows) else None,
        max(closed_highs) if len(closed_highs) == len(highs) else None,
        max(each.slack for each in ranges),
    )
    return [*ranges, hull]
