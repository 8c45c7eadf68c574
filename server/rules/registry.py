"""The rules, in the order in which their findings are told."""

from __future__ import annotations

from server.rules.model import Rule

RULESET = "1"
"""Rises whenever any output can change: stored reports of another ruleset are not served."""

RULES: tuple[Rule, ...] = ()
