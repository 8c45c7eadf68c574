"""Facts to findings: every rule, asked once about a posting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from server.document.model import Incomplete
from server.messages import say
from server.posting.model import Posting
from server.rules.model import Finding, Rule
from server.rules.registry import RULES

Outcome = Literal["flagged", "passed", "inapplicable", "failed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule said of a posting."""

    rule: Rule
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    error: Incomplete | None = None
    """Why it failed; None unless it did."""


def judge(posting: Posting, rules: Iterable[Rule] = RULES) -> tuple[Verdict, ...]:
    """Ask every rule, in their order. A rule that crashes is told as failed and takes nothing else with it."""
    return tuple(_ask(rule, posting) for rule in rules)


def _ask(rule: Rule, posting: Posting) -> Verdict:
    try:
        if not rule.applies(posting):
            return Verdict(rule, "inapplicable")
        findings = tuple(rule.find(posting))
    except Exception as error:  # noqa: BLE001 whatever a page makes a rule do, the others are still heard
        detail = say("incomplete.rule-failed", rule=rule.id, error=type(error).__name__)
        return Verdict(rule, "failed", error=Incomplete("rule-failed", detail))
    return Verdict(rule, "flagged" if findings else "passed", findings)
