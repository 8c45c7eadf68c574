"""Whether a page reads like a job posting: by how many kinds of things it says that postings say.

Only told, so that somebody who sent the wrong page sees why little was found. No rule depends on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple, get_args

from server.document.model import Document, Span
from server.posting import words
from server.posting.domains import table
from server.posting.model import Contact, JobPosting, Pay
from server.posting.salaries.words import lists, spaced

Kind = Literal["duties", "demands", "offer", "sought", "terms", "apply", "equal", "advice"]
KINDS: tuple[Kind, ...] = get_args(Kind)

TOO_LITTLE = 600
"""Code points of text below which nobody can tell."""

ENOUGH = ((1_200, 2), (3_500, 3), (1 << 62, 4))
"""Kinds of evidence that make a posting of texts up to a length: excerpts and short notices say less of themselves."""

ADVICE = 3
"""More kinds than that are asked of a page whose title gives advice on work: it names all the parts of a posting."""

LOOKED_AT = 50_000
"""Code points of the text that are looked at; a posting that begins behind them is one among much else."""

HEADINGS = frozenset[Kind](("duties", "demands", "offer"))
"""Kinds whose words count only as headings: in prose they belong to any talk of work."""

_HEADING = 60
"""Code points of a line that is a heading."""


class Sense(NamedTuple):
    """What a word is evidence of, and in which language."""

    kind: Kind
    language: str


def recognised(
    document: Document, structured: Sequence[JobPosting], pays: Sequence[Pay], contacts: Sequence[Contact]
) -> bool:
    """Whether the page reads like a job posting, one or several; True also where there is too little text to tell."""
    if structured or len(document.text) < TOO_LITTLE:
        return True
    shown: set[str] = set()
    if any(pay.kind not in ("bonus", "equity") for pay in pays):
        shown.add("pay")
    if any(contact.role == "apply" for contact in contacts):
        shown.add("way")
    enough = next(kinds for length, kinds in ENOUGH if len(document.text) <= length) + ADVICE * _advises(document)
    said: defaultdict[str, set[str]] = defaultdict(lambda: set(shown))
    for kind, language in senses(document.text, Span(0, min(len(document.text), LOOKED_AT))):
        if kind != "advice":
            said[language].add(kind)
        if len(said[language]) >= enough:
            return True
    return len(shown) >= enough


def _advises(document: Document) -> bool:
    """Whether its title, or what it begins with, says that a page is about postings, pay or careers in general."""
    begins = next((heading.span for heading in document.headings if heading.level == 1), Span(0, _HEADING))
    titles = (document.title or "", document.text[slice(*begins)])
    return any(sense.kind == "advice" for title in titles for sense in senses(title, Span(0, len(title))))


def senses(text: str, span: Span) -> Iterator[Sense]:
    """What the words of a stretch of text are evidence of, in its order."""
    folded = words.folded(text)
    for pattern, known in _lists():
        for match in pattern.finditer(folded, *span):
            heads = None
            for sense in known[spaced(match[1])]:
                if sense.kind in HEADINGS:
                    heads = _heads(text, Span(*match.span())) if heads is None else heads
                    if not heads:
                        continue
                yield sense


def _heads(text: str, word: Span) -> bool:
    """Whether a word begins a short line, or stands before a colon."""
    if ":" in text[word.end : word.end + 2]:
        return True
    start = text.rfind("\n", max(0, word.start - _HEADING), word.start) + 1
    if (not start and word.start > _HEADING) or any(c.isalpha() for c in text[start : word.start]):
        return False
    return text.find("\n", word.end, start + _HEADING + 1) != -1 or len(text) - start <= _HEADING


@cache
def _lists() -> tuple[tuple[re.Pattern[str], dict[str, tuple[Sense, ...]]], ...]:
    found: defaultdict[str, dict[Sense, str]] = defaultdict(dict)
    words_of = table("recognised_words.toml")
    for kind in KINDS:
        for language, entries in words_of[kind].items():
            for entry in entries:
                found[spaced(entry.strip("*"))][Sense(kind, language)] = entry
    # Where one language has a word and another has all that begin like it, the latter holds for both.
    meant = {max(entries.values(), key=len): tuple(entries) for entries in found.values()}
    return lists(meant, r"\b")  # six times as fast as what `words` uses, and a digit before a word can wait
