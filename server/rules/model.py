"""What a rule is, and what it finds."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from server.document.model import Span
from server.messages import Message, say
from server.posting.model import Posting

Severity = Literal["serious", "warning", "info"]
Certainty = Literal["certain", "review"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule saw in a posting."""

    span: Span | None
    """Where, in `Document.text`; None for the posting as a whole."""
    message: Message
    """One or two sentences that a job seeker understands: what was seen, what it was compared with."""
    title: Message | None = None
    """A headline for this finding; the rule's own where None."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The same as facts: JSON values, money as decimal strings."""
    related: tuple[tuple[Message, Span], ...] = ()
    """Other places that belong to it, each with a label."""
    replacements: tuple[str, ...] = ()
    """What the place should probably read, best first."""
    severity: Severity | None = None
    """Where it differs from the rule's own."""
    certainty: Certainty = "certain"
    """"review" where a person has to look before believing it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: a function from a posting to findings, and everything that is said about it."""

    id: str
    """family/name, stable for ever."""
    severity: Severity
    find: Callable[[Posting], Iterable[Finding]]
    applies: Callable[[Posting], bool]
    """False where a posting has nothing for this rule to judge: "inapplicable", not "passed"."""
    bad: tuple[str, ...]
    """Postings (Markdown, or HTML when they begin with "<") in which it must find something. Run as tests."""
    good: tuple[str, ...]
    """Postings in which it must find nothing. Run as tests."""

    @property
    def title(self) -> Message:
        """The headline of its findings, sentence case, without a full stop."""
        return say(f"{self.id}.title")

    @property
    def summary(self) -> str:
        """The first sentence of its documentation."""
        return self.sections["What it finds"]

    @property
    def sections(self) -> dict[str, str]:
        """The docstring by section: What it finds, Why it matters, Example, Not flagged."""
        doc = inspect.cleandoc(self.find.__doc__ or "")
        first, *rest = re.split(r"^(Why it matters|Example|Not flagged):\s*", doc, flags=re.MULTILINE)
        pairs = zip(rest[::2], rest[1::2], strict=True)
        return {"What it finds": _flow(first)} | {name: _flow(text) for name, text in pairs}


def rule(
    id: str,
    *,
    severity: Severity,
    applies: Callable[[Posting], bool] = lambda posting: True,
    bad: tuple[str, ...],
    good: tuple[str, ...],
) -> Callable[[Callable[[Posting], Iterable[Finding]]], Rule]:
    """Make a rule of a function whose docstring has the sections Why it matters, Example, Not flagged."""
    return lambda find: Rule(id, severity, find, applies, bad, good)


def _flow(text: str) -> str:
    """Lines of a docstring as flowing text."""
    return re.sub(r"\s+", " ", text).strip()
