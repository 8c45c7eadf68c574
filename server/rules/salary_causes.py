"""Why two statements of pay differ, as far as arithmetic shows it.

Boards copy pay by machine: they add the ends of a range up, drop a thousand, take an hourly figure
for a yearly one, print another currency's sign. Each of these leaves numbers that can be checked.
`explain` tries them in order of simplicity, all of them exactly before any with two swapped digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from server.messages import Amounts, Message, amount, say
from server.posting.model import Period

CauseName = Literal[
    "sum-of-ends",
    "twice-one-end",
    "missing-thousand",
    "extra-thousand",
    "hourly-as-yearly",
    "monthly-as-yearly",
    "cents-as-units",
    "digits-swapped",
    "other-currency",
    "unknown",
]

PER_YEAR: dict[Period, tuple[int, str]] = {
    "hour": (2080, "hours"),
    "day": (260, "days"),
    "week": (52, "weeks"),
    "month": (12, "months"),
}
"""How often each period comes in a year of full-time work, as in `data/units.txt`."""

TELLING_DIGITS = 3
"""Two swapped digits say something only in a number of this many digits before its trailing zeros: 135,000 and 153,000
may be a slip, 120,000 and 210,000 are two numbers."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The numbers of one statement of pay."""

    low: Decimal | None
    high: Decimal | None
    currency: str | None = None
    period: Period | None = None

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """The one or two different numbers, lower first."""
        return tuple(dict.fromkeys(end for end in (self.low, self.high) if end is not None))

    @property
    def single(self) -> Decimal | None:
        """The number, if there is but one."""
        return self.numbers[0] if len(self.numbers) == 1 else None

    @property
    def figures(self) -> Amounts:
        """The numbers as one amount or a range; there must be one."""
        return Amounts(self.numbers[0], self.numbers[-1])


@dataclass(frozen=True, slots=True)
class Cause:
    """One arithmetic relation between a statement and another one that holds."""

    name: CauseName
    arithmetic: Message
    """The relation written out: "190,000 + 251,257 = 441,257"."""
    way: str
    """Which message of the rule says it: its name or a narrower one, "twice-upper-end"."""
    swapped: bool = False
    """True where it holds once two neighbouring digits change places."""


def explain(stated: Ends, others: Iterable[Ends]) -> tuple[Cause, int] | None:
    """The simplest cause that turns one of `others` into `stated`, and which of them; None where none fits.

    >>> text = Ends(Decimal(190000), Decimal(251257), "USD", "year")
    >>> cause, at = explain(Ends(Decimal(441275), Decimal(441275)), [text])
    >>> cause.name, cause.arithmetic, cause.swapped, at
    ('sum-of-ends', '190,000 + 251,257 = 441,257', True, 0)
    >>> explain(Ends(Decimal(150), Decimal(190)), [Ends(Decimal(150000), Decimal(190000))])[0].name
    'missing-thousand'
    >>> explain(Ends(Decimal(170000), Decimal(170000)), [text]) is None
    True
    """
    bands = list(others)
    for exact in (True, False):
        same = _equal if exact else swapped
        for cause_of in EXACT if exact else SWAPPED:
            for at, other in enumerate(bands):
                cause = cause_of(stated, other, same)
                if cause is not None:
                    return cause, at
    return None


Same = Callable[[Decimal, Decimal], bool]


def _sum_of_ends(stated: Ends, other: Ends, same: Same) -> Cause | None:
    """Both ends of a range added up, or a single figure counted twice.

    >>> _sum_of_ends(Ends(Decimal(222000), Decimal(222000)), Ends(Decimal(111000), Decimal(111000)), _equal).arithmetic
    '111,000 + 111,000 = 222,000'
    >>> _sum_of_ends(Ends(Decimal(180000), Decimal(180000)), Ends(Decimal(80), Decimal(100)), _equal).arithmetic
    '(80 + 100) × 1,000 = 180,000'
    """
    value = stated.single
    if value is None or not other.numbers:
        return None
    low, high = other.numbers[0], other.numbers[-1]
    for factor, id in _scales(other.period):
        total = (low + high) * factor
        if same(value, total):
            times = {} if factor == 1 else {"times": amount(factor)}
            arithmetic = say(id, low=amount(low), high=amount(high), total=amount(total), **times)
            return Cause("sum-of-ends", arithmetic, "counted-twice" if low == high else "sum-of-ends", same is swapped)
    return None


def _twice_one_end(stated: Ends, other: Ends, same: Same) -> Cause | None:
    """One end of a range counted twice.

    >>> text = Ends(Decimal(198200), Decimal(297300))
    >>> _twice_one_end(Ends(Decimal(594600), Decimal(594600)), text, _equal).arithmetic
    '2 × 297,300 = 594,600'
    """
    value = stated.single
    if value is None or len(other.numbers) < 2:
        return None
    for end, which in zip(reversed(other.numbers), ("upper", "lower"), strict=True):
        if same(value, 2 * end):
            return Cause("twice-one-end", _product(Decimal(2), end, 2 * end), f"twice-{which}-end", same is swapped)
    return None


def _missing_thousand(stated: Ends, other: Ends, same: Same) -> Cause | None:
    return _by_factor("missing-thousand", Decimal("0.001"), stated, other, same)


def _extra_thousand(stated: Ends, other: Ends, same: Same) -> Cause | None:
    return _by_factor("extra-thousand", Decimal(1000), stated, other, same)


def _cents_as_units(stated: Ends, other: Ends, same: Same) -> Cause | None:
    return _by_factor("cents-as-units", Decimal(100), stated, other, same)


def _by_factor(name: CauseName, factor: Decimal, stated: Ends, other: Ends, same: Same) -> Cause | None:
    """Every number of `stated` is one of `other`, and at least one of them only after multiplication.

    >>> text = Ends(Decimal(120000), Decimal(150000))
    >>> _missing_thousand(Ends(Decimal(120), Decimal(150000)), text, _equal).arithmetic
    '120 × 1,000 = 120,000'
    """
    products = []
    for value in stated.numbers:
        match = next((end for end in other.numbers if same(value, end * factor)), None)
        if match is not None:
            products.append((value, match))
        elif not any(_equal(value, end) for end in other.numbers):
            return None
    if not products:
        return None
    times = [
        _product(value, 1 / factor, end) if factor < 1 else _product(end, factor, value) for value, end in products
    ]
    return Cause(name, _both(times), name)


def _hourly_as_yearly(stated: Ends, other: Ends, same: Same) -> Cause | None:
    return _by_period("hourly-as-yearly", "hour", stated, other, same)


def _monthly_as_yearly(stated: Ends, other: Ends, same: Same) -> Cause | None:
    return _by_period("monthly-as-yearly", "month", stated, other, same)


def _by_period(name: CauseName, period: Period, stated: Ends, other: Ends, same: Same) -> Cause | None:
    """The same numbers, by the year in one place and by a shorter period in the other.

    >>> hourly = Ends(Decimal(45), Decimal(60), "USD", "hour")
    >>> _hourly_as_yearly(Ends(Decimal(45), Decimal(60), "USD", "year"), hourly, _equal).arithmetic
    '45 per hour × 2,080 hours = 93,600 per year'
    """
    if stated.period != "year" or other.period != period or not _alike(stated, other, same):
        return None
    times, unit = PER_YEAR[period]
    end = other.numbers[0]
    total = amount(end * times)
    return Cause(name, say(f"arithmetic.year-of-{unit}", value=amount(end), times=amount(times), total=total), name)


def _other_currency(stated: Ends, other: Ends, same: Same) -> Cause | None:
    """The same numbers in another currency.

    >>> pounds = Ends(Decimal(38000), Decimal(41900), "GBP", "year")
    >>> _other_currency(Ends(Decimal(38000), Decimal(41900), "USD"), pounds, _equal).arithmetic
    'USD 38,000 – 41,900 and GBP 38,000 – 41,900'
    """
    if stated.currency is None or other.currency is None or stated.currency == other.currency:
        return None
    if not _alike(stated, other, same):
        return None
    arithmetic = say(
        "arithmetic.currencies",
        currency=stated.currency,
        figures=stated.figures,
        other_currency=other.currency,
        other_figures=other.figures,
    )
    return Cause("other-currency", arithmetic, "other-currency")


def _digits_swapped(stated: Ends, other: Ends, same: Same) -> Cause | None:
    """Two neighbouring digits have changed places, at one end or at both.

    >>> text = Ends(Decimal(107200), Decimal(160800))
    >>> _digits_swapped(Ends(Decimal(107200), Decimal(168000)), text, swapped).arithmetic
    '168,000 for 160,800'
    """
    if len(stated.numbers) != len(other.numbers):
        return None
    pairs = [pair for pair in zip(stated.numbers, other.numbers, strict=True) if pair[0] != pair[1]]
    if not pairs or not all(same(value, end) for value, end in pairs):
        return None
    slips = [say("arithmetic.swapped", value=amount(value), total=amount(end)) for value, end in pairs]
    return Cause("digits-swapped", _both(slips), "digits-swapped")


def _product(value: Decimal, times: Decimal, total: Decimal) -> Message:
    return say("arithmetic.product", value=amount(value), times=amount(times), total=amount(total))


def _both(relations: list[Message]) -> Message:
    """One relation, or the two of both ends."""
    return relations[0] if len(relations) == 1 else say("arithmetic.both", first=relations[0], second=relations[1])


CauseOf = Callable[[Ends, Ends, Same], Cause | None]
EXACT: tuple[CauseOf, ...] = (
    _sum_of_ends,
    _twice_one_end,
    _missing_thousand,
    _extra_thousand,
    _hourly_as_yearly,
    _monthly_as_yearly,
    _cents_as_units,
    _other_currency,
)
SWAPPED: tuple[CauseOf, ...] = (_digits_swapped, _sum_of_ends, _twice_one_end)


def swapped(value: Decimal, other: Decimal) -> bool:
    """Whether two neighbouring digits, changed over, turn one whole number into the other.

    >>> swapped(Decimal(441275), Decimal(441257)), swapped(Decimal(441275), Decimal(441275))
    (True, False)
    >>> swapped(Decimal(120000), Decimal(210000))
    False
    """
    if value == other or value != value.to_integral_value() or other != other.to_integral_value():
        return False
    ours, theirs = f"{value:.0f}", f"{other:.0f}"
    if len(ours) != len(theirs) or max(len(ours.rstrip("0")), len(theirs.rstrip("0"))) < TELLING_DIGITS:
        return False
    differ = [at for at, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]
    first, *rest = differ
    return rest == [first + 1] and ours[first : first + 2] == theirs[first : first + 2][::-1]


def _equal(value: Decimal, other: Decimal) -> bool:
    """Equal but for a unit lost in rounding; numbers below a hundred must be equal to the cent."""
    return value == other or (min(abs(value), abs(other)) >= 100 and abs(value - other) < 1)


def _alike(stated: Ends, other: Ends, same: Same) -> bool:
    """Both state the same numbers."""
    return len(stated.numbers) == len(other.numbers) > 0 and all(map(same, stated.numbers, other.numbers))


def _scales(period: Period | None) -> Iterator[tuple[int, str]]:
    """Factors that a sum may carry, and its message: none, the lost thousand, the period brought to a year."""
    yield 1, "arithmetic.sum"
    yield 1000, "arithmetic.sum-times"
    if period is not None and period != "year":
        times, unit = PER_YEAR[period]
        yield times, f"arithmetic.sum-{unit}"
