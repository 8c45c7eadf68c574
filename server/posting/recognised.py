"""Whether a page reads like a job posting: by how many kinds of things it says that postings say.

Only told, so that somebody who sent the wrong page sees why little was found. No rule depends on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Literal, NamedTuple, get_args

from server.document.model import Document, Span
from server.posting import words
from server.posting.domains import table
from server.posting.model import Contact, JobPosting, Pay
from server.posting.salaries.words import spaced

Kind = Literal["duties", "demands", "offer", "sought", "terms", "apply", "equal", "advice"]
KINDS: tuple[Kind, ...] = get_args(Kind)

TOO_LITTLE = 600
"""Code points of text below which nobody can tell that a page is no posting."""

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


_KEY = 4
"""First letters that entries are found by."""

_MOST_PLACES = 5
"""Places of a word without blanks around it that are looked at, for one where it is a heading."""

_WORD = re.compile(r"\b\w")


class Sense(NamedTuple):
    """What a word is evidence of, and in which language."""

    kind: Kind
    language: str


class Entry(NamedTuple):
    """One entry of the lists."""

    stem: str
    is_whole: bool
    """Whether a word has to end with it."""
    meant: Sequence[Sense]


Entries = Mapping[str, Sequence[Entry]]


def read(
    document: Document, structured: Sequence[JobPosting], pays: Sequence[Pay], contacts: Sequence[Contact]
) -> bool | None:
    """Whether the page reads like a job posting, one or several; None where there is too little text to tell."""
    if structured:
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
    if len(shown) >= enough:
        return True
    return None if len(document.text) < TOO_LITTLE else False


def _advises(document: Document) -> bool:
    """Whether its title, or what it begins with, says that a page is about postings, pay or careers in general."""
    begins = next((heading.span for heading in document.headings if heading.level == 1), Span(0, _HEADING))
    titles = (document.title or "", document.text[slice(*begins)])
    return any(sense.kind == "advice" for title in titles for sense in senses(title, Span(0, len(title))))


def senses(text: str, span: Span) -> Iterator[Sense]:
    """What the words of a stretch of text are evidence of, in its order; those of scripts without blanks come last.

    >>> sorted({sense.kind for sense in senses("Requirements: a permit. Please apply by May.", Span(0, 43))})
    ['apply', 'demands']
    """
    said = spaced(words.folded(text)[slice(*span)])
    long, short = _entries()
    for word in _WORD.finditer(said):
        at = word.start()
        key = said[at : at + _KEY]
        for stem, is_whole, meant in (*long.get(key, ()), *short.get(key[:2], ())):
            if said.startswith(stem, at) and not (is_whole and said[at + len(stem) : at + len(stem) + 1].isalnum()):
                yield from _counted(meant, text, Span(span.start + at, span.start + at + len(stem)))
    if words.UNSPACED.search(said):
        for stem, meant in _unspaced():
            for at in islice(words.places(said, stem), _MOST_PLACES):
                yield from _counted(meant, text, Span(span.start + at, span.start + at + len(stem)))


def _counted(meant: Sequence[Sense], text: str, word: Span) -> Iterator[Sense]:
    """Of what a word can mean, what it does at its place."""
    heads = any(sense.kind in HEADINGS for sense in meant) and _heads(text, word)
    for sense in meant:
        if heads or sense.kind not in HEADINGS:
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
def _entries() -> tuple[Entries, Entries]:
    """Entries by their first letters, the long ones and those of less than `_KEY` letters.

    Not a pattern: one of three thousand words takes longer to compile than many pages to be read.
    """
    long: defaultdict[str, list[Entry]] = defaultdict(list)
    short: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry, meant in _meanings().items():
        stem = spaced(entry.removesuffix("*"))
        key, by_key = (stem[:2], short) if len(stem) < _KEY else (stem[:_KEY], long)
        by_key[key].append(Entry(stem, not entry.endswith("*"), meant))
    return long, short


@cache
def _unspaced() -> Sequence[tuple[str, Sequence[Sense]]]:
    return [(entry, meant) for entry, meant in _meanings().items() if words.UNSPACED.search(entry)]


@cache
def _meanings() -> Mapping[str, Sequence[Sense]]:
    found: defaultdict[str, list[Sense]] = defaultdict(list)
    by_kind = table("recognised_words.toml")
    for kind in KINDS:
        for language, entries in by_kind[kind].items():
            for entry in entries:
                found[entry].append(Sense(kind, language))
    return found
