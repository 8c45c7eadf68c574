"""Postings with their structured data, and everything that the posting rules say of them."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import document, posting, rules
from server.posting.model import Posting
from server.rules.posting import RULES, moment

CASES = Path(__file__).parents[1] / "cases" / "posting"
ROWS = tomllib.loads((CASES / "postings.toml").read_text(encoding="utf-8"))["case"]
AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)
COMPLETE = {
    "title": "Clerk",
    "description": "We sort.",
    "datePosted": "2025-10-01",
    "hiringOrganization": {"name": "Acme"},
    "jobLocation": {"address": {"addressCountry": "PT"}},
}


def read(text: str, data: dict | None = None) -> Posting:
    if data is not None:
        job = {"@context": "https://schema.org", "@type": "JobPosting", **data}
        text = f'<script type="application/ld+json">{json.dumps(job)}</script>{text}'
    kind = "text/html" if text.startswith("<") else "text/markdown"
    return posting.read(document.read(text.encode(), f"{kind}; charset=utf-8", None), AS_OF)


def said(facts: Posting) -> list[tuple[str, str, str]]:
    found = []
    for verdict in rules.judge(facts, RULES):
        assert verdict.outcome != "failed", verdict.error
        for finding in verdict.findings:
            place = facts.document.text[slice(*finding.span)] if finding.span else ""
            found.append((verdict.rule.id, finding.severity or verdict.rule.severity, place))
    return found


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case["why"])
def test_posting_is_told(case: dict) -> None:
    data = case.get("data")
    if data is not None and not case.get("bare"):
        data = COMPLETE | data
    expected = [re.fullmatch(r"(\S+) (\S+) @ ?(.*)", line).groups() for line in case["says"]]
    assert sorted(said(read(case["text"], data))) == sorted(expected)


def test_a_page_of_many_postings_is_compared_with_none() -> None:
    jobs = [COMPLETE | {"@type": "JobPosting", "title": f"Baker {n}"} for n in range(3)]
    page = f'<script type="application/ld+json">{json.dumps(jobs)}</script><h1>Tide jobs</h1><p>Acme</p>'
    assert said(read(page)) == []


@pytest.mark.parametrize(
    ("line", "certainty"),
    [
        ("This job is no longer available.", "certain"),
        ("No longer accepting applications", "certain"),
        ("This job is no longer available in Lisbon, but Porto is open.", "review"),
    ],
)
def test_what_goes_on_after_closed_has_to_be_looked_at(line: str, certainty: str) -> None:
    facts = read(f"# Clerk\n\n{line}\n\n[Apply](https://acme.example/7)")
    assert [finding.certainty for verdict in rules.judge(facts, RULES) for finding in verdict.findings] == [certainty]


def test_broken_data_is_told() -> None:
    page = '<script type="application/ld+json">{"@type": "JobPosting", </script><h1>Clerk</h1>'
    assert said(read(page)) == [("posting/structured-data-incomplete", "info", "")]


@given(st.text(max_size=40))
def test_any_string_is_a_moment_or_none(text: str) -> None:
    found = moment(text)
    assert found is None or found.tzinfo is UTC


@given(st.dictionaries(st.sampled_from(sorted(COMPLETE)), st.one_of(st.none(), st.text(max_size=9), st.integers())))
def test_any_data_is_judged(data: dict) -> None:
    said(read("<h1>Clerk</h1><p>Acme</p>", data))
