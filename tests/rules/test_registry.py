"""Every rule keeps what it promises about itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from server import document, posting, rules
from server.posting.model import Posting
from server.rules.model import Finding, Rule, rule
from server.rules.registry import RULES

AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)


def read(page: str) -> Posting:
    kind = "text/html" if page.startswith("<") else "text/markdown; charset=utf-8"
    return posting.read(document.read(page.encode(), kind, None), AS_OF)


def findings(checked: Rule, page: str) -> tuple[Finding, ...]:
    (verdict,) = rules.judge(read(page), [checked])
    assert verdict.outcome != "failed", verdict.error
    return verdict.findings


def examples(which: str) -> list:
    return [
        pytest.param(checked, page, id=f"{checked.id}-{which}-{number}")
        for checked in RULES
        for number, page in enumerate(getattr(checked, which))
    ]


@pytest.mark.parametrize(("checked", "page"), examples("bad"))
def test_bad_example_is_flagged(checked: Rule, page: str) -> None:
    found = findings(checked, page)
    assert found
    for finding in found:
        assert finding.message
        assert len(finding.message) <= 400
        assert finding.message[-1] in ".”)!?"


@pytest.mark.parametrize(("checked", "page"), examples("good"))
def test_good_example_is_not_flagged(checked: Rule, page: str) -> None:
    assert not findings(checked, page)


@pytest.mark.parametrize("checked", RULES, ids=lambda checked: checked.id)
def test_rule_is_documented(checked: Rule) -> None:
    assert re.fullmatch(r"(encoding|salary|recruiter|posting)/[a-z]+(-[a-z]+)*", checked.id)
    assert list(checked.sections) == ["What it finds", "Why it matters", "Example", "Not flagged"]
    assert all(checked.sections.values())
    assert not checked.title.endswith(".")
    assert checked.bad
    assert checked.good


def test_ids_are_unique() -> None:
    assert len({checked.id for checked in RULES}) == len(RULES)


def test_a_rule_that_crashes_takes_nothing_else_with_it() -> None:
    @rule("salary/crashes", severity="warning", bad=("x",), good=("x",))
    def crashes(posting: Posting):
        raise ZeroDivisionError

    first, *rest = rules.judge(read("Pay: $100,000 a year"), (crashes, *RULES))
    assert first.outcome == "failed"
    assert "salary/crashes" in first.error.detail
    assert {verdict.outcome for verdict in rest} <= {"flagged", "passed", "inapplicable"}


def test_a_rule_without_anything_to_judge_is_inapplicable() -> None:
    @rule("salary/never", severity="info", applies=lambda posting: False, bad=("x",), good=("x",))
    def never(posting: Posting):
        yield Finding(None, "Never said.")

    (verdict,) = rules.judge(read("Pay: $100,000 a year"), [never])
    assert (verdict.outcome, verdict.findings) == ("inapplicable", ())
