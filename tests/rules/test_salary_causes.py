"""The arithmetic behind a disagreement: found where it holds, silent where it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.posting import units
from server.rules.salary_causes import PER_YEAR, Ends, explain, swapped

amounts = st.integers(20_000, 400_000).map(Decimal)


def ends(low: str, high: str | None = None, currency: str | None = None, period: str | None = None) -> Ends:
    return Ends(Decimal(low), Decimal(high or low), currency, period)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stated", "other", "name", "arithmetic"),
    [
        (ends("330000"), ends("60000", "270000"), "sum-of-ends", "60,000 + 270,000 = 330,000"),
        (ends("441275"), ends("190000", "251257"), "sum-of-ends", "190,000 + 251,257 = 441,257"),
        (ends("222000"), ends("111000"), "sum-of-ends", "111,000 + 111,000 = 222,000"),
        (ends("180000"), ends("80", "100"), "sum-of-ends", "(80 + 100) × 1,000 = 180,000"),
        (ends("228800"), ends("50", "60", "USD", "hour"), "sum-of-ends", "(50 + 60) × 2,080 hours = 228,800"),
        (ends("594600"), ends("198200", "297300"), "twice-one-end", "2 × 297,300 = 594,600"),
        (ends("396400"), ends("198200", "297300"), "twice-one-end", "2 × 198,200 = 396,400"),
        (ends("45", "55"), ends("45000", "55000"), "missing-thousand", "45 × 1,000 = 45,000; 55 × 1,000 = 55,000"),
        (ends("62000000"), ends("62000"), "extra-thousand", "62,000 × 1,000 = 62,000,000"),
        (ends("1850"), ends("18.50"), "cents-as-units", "18.50 × 100 = 1,850"),
        (ends("35400"), ends("53400"), "digits-swapped", "35,400 for 53,400"),
        (
            ends("45", "60", "USD", "year"),
            ends("45", "60", "USD", "hour"),
            "hourly-as-yearly",
            "45 per hour × 2,080 hours = 93,600 per year",
        ),
        (
            ends("5000", None, "EUR", "year"),
            ends("5000", None, "EUR", "month"),
            "monthly-as-yearly",
            "5,000 per month × 12 months = 60,000 per year",
        ),
        (
            ends("38000", "41900", "USD"),
            ends("38000", "41900", "GBP"),
            "other-currency",
            "USD 38,000 – 41,900 and GBP 38,000 – 41,900",
        ),
    ],
)
def test_cause(stated: Ends, other: Ends, name: str, arithmetic: str) -> None:
    found = explain(stated, [ends("1234567"), other])
    assert found is not None
    cause, at = found
    assert (cause.name, cause.arithmetic, at) == (name, arithmetic, 1)


@pytest.mark.parametrize(
    ("stated", "other"),
    [
        (ends("170000"), ends("190000", "251257")),
        (ends("100000", "120000"), ends("90000", "130000")),
        (ends("120000"), ends("210000")),
        (ends("54"), ends("45")),
        (Ends(None, None), ends("45")),
        (ends("45"), Ends(None, None)),
    ],
)
def test_no_cause(stated: Ends, other: Ends) -> None:
    assert explain(stated, [other]) is None


def test_the_year_has_as_many_hours_as_pint_counts() -> None:
    for period, (times, _) in PER_YEAR.items():
        assert units.convert(Decimal(1), "USD", period, "year") == times


@given(amounts, amounts)
def test_every_sum_is_found(low: Decimal, high: Decimal) -> None:
    assume(low < high)
    found = explain(Ends(low + high, low + high), [Ends(low, high)])
    assert found is not None
    assert found[0].name == "sum-of-ends"


@given(amounts, st.integers(0, 4))
def test_two_swapped_digits_are_seen_from_both_sides(value: Decimal, at: int) -> None:
    digits = list(str(value))
    assume(at + 1 < len(digits) and not (at == 0 and digits[1] == "0"))
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    other = Decimal("".join(digits))
    assert swapped(value, other) == swapped(other, value)
    assert not swapped(value, value)


@given(st.lists(st.none() | st.decimals(0, 10**9, places=2), min_size=4, max_size=4))
def test_any_numbers_are_explained_or_not(values: list[Decimal | None]) -> None:
    found = explain(Ends(values[0], values[1]), [Ends(values[2], values[3])])
    assert found is None or found[1] == 0
