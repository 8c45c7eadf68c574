"""Pairs of domains: those that must be told as alike, those of which nothing may be said."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.posting import domains
from server.rules.lookalike import edits, likeness, skeleton

CASES = Path(__file__).parents[1] / "cases" / "lookalike"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


TOLD = [pytest.param(*row, id=f"{row[1]} for {row[0]} ({row[2]})") for row in rows("told.txt")]
SILENT = [pytest.param(*row, id=f"{row[1]} for {row[0]} ({row[3]})") for row in rows("silent.txt")]


@pytest.mark.parametrize(("reference", "seen", "change"), TOLD)
def test_changed_name_is_told(reference: str, seen: str, change: str) -> None:
    found = likeness(seen, reference, declared=True)
    assert found
    assert found.detail


@pytest.mark.parametrize(("reference", "seen", "named", "why"), SILENT)
def test_honest_name_is_not(reference: str, seen: str, named: str, why: str) -> None:
    assert likeness(seen, reference, declared=named == "declared") is None


def test_the_tables_are_large_and_even() -> None:
    assert len(TOLD) + len(SILENT) >= 300
    assert 0.4 <= len(SILENT) / (len(TOLD) + len(SILENT)) <= 0.6
    assert min(Counter(row[2] for row in rows("told.txt")).values()) >= 5


@pytest.mark.parametrize(
    ("seen", "reference", "kind"),
    [
        ("rnedium.com", "medium.com", "confusable"),
        ("mеdium.com", "medium.com", "confusable"),
        ("xn--mdium-zwe.com", "medium.com", "confusable"),
        ("medíum.com", "medium.com", "confusable"),
        ("med1um.com", "mediurn.com", None),
        ("vvestwave.io", "westwave.io", "confusable"),
        ("medium.com.evil.io", "medium.com", "embedded"),
        ("medium-com.evil.io", "medium.com", "embedded"),
        ("careers-medium.com", "medium.com", "embedded"),
        ("mediumcom.com", "medium.com", "embedded"),
        ("med.ium.com", "medium.com", "split"),
        ("mediun.com", "medium.com", "one-edit"),
        ("mdeium.com", "medium.com", "one-edit"),
        ("lanterrworkz.com", "lanternworks.com", "two-edits"),
        ("medium-recruiting.com", "medium.com", "recruiting-words"),
        ("hrnorthwindgroup.com", "northwind.com", "recruiting-words"),
    ],
)
def test_the_way_is_named(seen: str, reference: str, kind: str | None) -> None:
    found = likeness(seen, reference, declared=True)
    assert (found.kind if found else None) == kind


HOSTS = st.from_regex(r"[a-z]{1,12}(-[a-z]{1,8})?(\.[a-z]{2,8})?\.(com|co\.uk|de|io|example)", fullmatch=True)


@given(HOSTS)
def test_a_host_is_not_like_itself(host: str) -> None:
    assert likeness(host, host, declared=True) is None
    assert likeness("www." + host.upper() + ".", host, declared=True) is None


@given(HOSTS, HOSTS)
def test_case_and_final_dot_change_nothing(seen: str, reference: str) -> None:
    assert likeness(seen.upper() + ".", reference, declared=True) == likeness(seen, reference, declared=True)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_strings_are_compared(seen: str, reference: str) -> None:
    found = likeness(seen, reference, declared=True)
    assert found is None or domains.registrable(seen) != domains.registrable(reference)


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_distance_is_symmetric(one: str, other: str) -> None:
    assert edits(one, other, 3) == edits(other, one, 3)
    assert (edits(one, other, 3) == 0) == (one == other)


@given(st.text("abcdefghijklmnopqrstuvwxyz-", max_size=20))
def test_skeleton_is_stable(label: str) -> None:
    assert skeleton(skeleton(label)) == skeleton(label)
