"""The rules, in the order in which they are asked."""

from __future__ import annotations

from server.rules import encoding, posting, recruiter, salary
from server.rules.model import Rule

RULES: tuple[Rule, ...] = (*encoding.RULES, *salary.RULES, *recruiter.RULES, *posting.RULES)
