"""Which sentences ask an applicant for money, and which only speak of it."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server import document, posting, rules
from server.rules.recruiter_asks import pays_to_apply

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "recruiter_asks" / "money.toml").read_text("utf-8"))
AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)


def told(text: str) -> list[tuple[str, str, str, str]]:
    """What is to be paid, the severity and certainty, and the text that it is told at."""
    facts = posting.read(document.read(text.encode(), "text/markdown; charset=utf-8", None), AS_OF)
    (verdict,) = rules.judge(facts, (pays_to_apply,))
    assert verdict.error is None
    return [
        (
            str(one.data["what"]),
            one.severity or verdict.rule.severity,
            one.certainty,
            facts.document.text[slice(*one.span)],
        )
        for one in verdict.findings
        if one.span
    ]


@pytest.mark.parametrize("case", CASES["asked"], ids=lambda case: case["text"])
def test_money_is_asked_of_applicants(case: dict) -> None:
    assert told(case["text"]) == [(case["what"], "serious", "review", case["text"])]


@pytest.mark.parametrize("text", CASES["silent"]["texts"])
def test_money_is_only_spoken_of(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("case", CASES["asked"], ids=lambda case: case["text"])
def test_nothing_is_told_inside_a_notice_about_fraud(case: dict) -> None:
    assert told(f"Beware of scams. {case['text']}") == []
