"""The lists of words and amounts: their shape, and that no entry is there in vain."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from babel import Locale

from server.posting import units
from server.posting.plausible import TYPICAL
from server.posting.salaries.words import spaced, words

DATA = Path(__file__).parents[2] / "server" / "data"


def table(name: str) -> dict:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


ENTRIES = [
    (sense, language, entry)
    for name in ("pay_kinds", "not_pay")
    for sense, languages in table(name).items()
    for language, entries in languages.items()
    for entry in entries
]


def test_every_entry_is_in_lower_case_and_in_a_known_language() -> None:
    for _, language, entry in ENTRIES:
        assert entry == entry.lower().strip()
        assert "*" not in entry.strip("*")
        Locale(language)


@pytest.mark.parametrize("name", ["pay_kinds", "not_pay"])
def test_no_entry_stands_twice_in_a_list(name: str) -> None:
    for languages in table(name).values():
        for entries in languages.values():
            assert len(set(entries)) == len(entries)


def test_every_entry_is_found_in_a_text() -> None:
    for _, _, entry in ENTRIES:
        stem = entry.strip("*")
        assert any(spaced(stem) in spaced(word.written.lower()) or spaced(word.written.lower()) in spaced(stem)
                   for word in words(f"({stem})")), entry  # fmt: skip


def test_typical_pay_is_given_in_currencies_of_today() -> None:
    assert TYPICAL.keys() <= units.tenders()
    assert all(amount > 0 for amount in TYPICAL.values())


def test_headings_of_other_postings_are_in_lower_case() -> None:
    for entries in table("other_jobs").values():
        assert all(entry == entry.lower() and len(entry.split(" ")) <= 5 for entry in entries)
