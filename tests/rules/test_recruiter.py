"""Whole postings and everything that the recruiter rules say of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import rows

from server import document, posting, rules
from server.posting.model import Posting
from server.rules.recruiter import RULES

AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)

VERDICTS = re.compile(r"\b(scam|fraud|fake|phishing|criminal|dangerous|malicious)\w*", re.IGNORECASE)
"""What no message may say: the rules tell what was seen, a reader judges."""


def read(text: str, url: str | None = None) -> Posting:
    text = text.strip()
    kind = "text/html" if text.startswith("<") else "text/markdown"
    return posting.read(document.read(text.encode(), f"{kind}; charset=utf-8", url), AS_OF)


def said(facts: Posting) -> list[tuple[str, str, str, str]]:
    """Rule, severity and certainty of every finding, and the text that it stands at."""
    found = []
    for verdict in rules.judge(facts, RULES):
        assert verdict.outcome != "failed", verdict.error
        for finding in verdict.findings:
            place = facts.document.text[slice(*finding.span)] if finding.span else ""
            found.append((verdict.rule.id, finding.severity or verdict.rule.severity, finding.certainty, place))
    return found


@pytest.mark.parametrize("case", rows("recruiter"))
def test_posting_is_told(case: dict) -> None:
    found = said(read(case["text"], case.get("url")))
    expected = []
    for line in case["says"]:
        rule, severity, certainty, place = re.fullmatch(r"(\S+) (\S+)(?: (certain|review))? @ ?(.*)", line).groups()
        alike = (f for f in found if f[:2] == (rule, severity) and certainty in (None, f[2]) and place in f[3])
        expected.append(next(alike, (rule, severity, certainty or "", place)))
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("case", rows("recruiter"))
def test_messages_name_facts_and_judge_nobody(case: dict) -> None:
    for verdict in rules.judge(read(case["text"], case.get("url")), RULES):
        for finding in verdict.findings:
            assert not VERDICTS.search(finding.message)
            assert len(finding.message) <= 400
            assert finding.data


def test_the_sentence_of_the_declaration_is_related() -> None:
    facts = read("We sort. Mail only comes from @acme.example.\n\n[Apply](https://desk.example/7)")
    (finding,) = (f for v in rules.judge(facts, RULES) for f in v.findings)
    ((label, place),) = finding.related
    assert facts.document.text[slice(*place)] == "Mail only comes from @acme.example."
    assert label
    assert finding.data == {"host": "desk.example", "known_as": None, "declared": ["acme.example"]}


PIECES = st.sampled_from(
    [
        "Mail only comes from @acme.example.",
        "We never use gmail.com.",
        "Send your CV to jo@acme.example.",
        "Send your CV to acme_hr@gmail.com.",
        "[Apply](https://acme.example/7)",
        "[Apply](https://аcme.example/7)",
        "[Apply](https://bit.ly/7)",
        "[acme.example](http://203.0.113.7/x)",
        "WhatsApp: +1 415 555 0132",
        "Applicants must pay a registration fee.",
        "xn--",
        "https://[::1",
        "[x](https://[)",
        "[Apply](https://user@@acme..example:99999/%)",
    ]
)


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=8).map("\n\n".join))
def test_every_rule_survives_any_page(text: str) -> None:
    facts = read(text)
    for verdict in rules.judge(facts, RULES):
        assert verdict.outcome != "failed", verdict.error
        for finding in verdict.findings:
            assert finding.span is None or facts.document.text[slice(*finding.span)]
