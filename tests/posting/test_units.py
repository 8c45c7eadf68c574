"""Pay per period as pay per year, and what cannot be compared."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.posting.model import Period
from server.posting.units import comparable, convert, per_year, tenders

PERIODS: tuple[Period, ...] = get_args(Period)


@pytest.mark.parametrize(
    ("value", "period", "year"),
    [("50", "hour", "104000"), ("600", "day", "156000"), ("900", "week", "46800"), ("4600", "month", "55200")],
)
def test_a_year_of_work_is_2080_hours_260_days_52_weeks_12_months(value: str, period: Period, year: str) -> None:
    assert per_year(Decimal(value), "USD", period) == Decimal(year)


@pytest.mark.parametrize("currency", ["PLZ", "usd", "", "9**9**7", "work_hour", "XXX", "US$", "EUR / work_hour"])
def test_only_codes_of_currencies_reach_pint(currency: str) -> None:
    assert per_year(Decimal(1), currency, "hour") is None


def test_a_period_or_a_currency_that_is_not_told() -> None:
    assert per_year(Decimal("100000"), "USD", None) is None
    assert per_year(Decimal("3000"), None, "month") == Decimal("36000")


@pytest.mark.parametrize(
    ("one", "other", "can"),
    [("USD", "USD", True), ("USD", None, True), (None, None, True), ("USD", "EUR", False), ("USD", "PLZ", False)],
)
def test_two_currencies_are_never_compared(one: str | None, other: str | None, can: bool) -> None:
    assert comparable(one, other) is comparable(other, one) is can


def test_the_list_of_currencies() -> None:
    assert len(tenders()) > 150
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in tenders())
    assert {"USD", "EUR", "GBP", "JPY", "INR", "VND"} <= tenders()


@given(
    st.decimals("0.01", "10000000", places=2),
    st.sampled_from(["USD", "JPY", None]),
    st.sampled_from(PERIODS),
    st.sampled_from(PERIODS),
)
def test_there_and_back_again(value: Decimal, currency: str | None, per: Period, to: Period) -> None:
    there = convert(value, currency, per, to)
    assert there is not None
    back = convert(there, currency, to, per)
    assert back is not None
    assert round(back, 9) == round(value, 9)
    assert (there >= value) == (PERIODS.index(to) >= PERIODS.index(per))
