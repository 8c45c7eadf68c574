"""What is read from a text, by the tables in tests/cases/money, and what holds for any text."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.posting.money import Money, find

CASES = Path(__file__).parents[1] / "cases" / "money"


def rows() -> list[tuple[str, str, list[str]]]:
    tables = [tomllib.loads(file.read_text("utf-8")) for file in sorted(CASES.glob("*.toml"))]
    return [(tag, text, want) for table in tables for tag, cases in table.items() for text, want in cases.items()]


def shown(money: Money) -> str:
    """A reading in the notation of the tables."""
    low, high = (str(figure.value) if figure else "" for figure in (money.low, money.high))
    parts = [low if money.bound == "exact" else f"{low}..{high}", money.currency or "?", money.period or "?"]
    parts += [money.tax] if money.tax else []
    parts += ["high-first"] if money.high_first else []
    parts += sorted({f"!{figure.malformed}" for figure in (money.low, money.high) if figure and figure.malformed})
    return " ".join(parts)


@pytest.mark.parametrize(("tag", "text", "want"), [pytest.param(*row, id=f"{row[0]}: {row[1]}") for row in rows()])
def test_reads_what_the_table_says_and_nothing_else(tag: str, text: str, want: list[str]) -> None:
    assert [shown(money) for money in find(text, language=tag)] == want


def test_a_third_of_the_table_says_nothing() -> None:
    silent = Counter(not want for _, _, want in rows())
    assert silent.total() >= 250
    assert silent[True] * 3 >= silent.total()
