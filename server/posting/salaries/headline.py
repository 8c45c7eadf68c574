"""Where on a page the posting's own pay can stand: its title, the summary beside it, and where other postings begin."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from server.document.model import Document, Span
from server.posting.model import Evidence, Figure
from server.posting.money.model import Money
from server.posting.money.numbers import NUMBER
from server.posting.money.numbers import read as number
from server.posting.salaries.words import words

MOST_LINES = 7
"""Lines of a summary: company, place, pay, kind of contract, date. More is the posting itself."""

LONGEST = 160
"""Code points of a line of a summary, a long list of countries aside."""

PROSE = 14
"""Words in a line that is a sentence of the posting and no longer its summary."""

CARDS = 3
"""Headings of one level that are links: the cards of a list of postings. A posting's own headings lead nowhere."""

BESIDE_WORDS = 6
"""Code points beside the words of pay in a heading that names such a part: " & ", "Your ", an emoji."""

SENTENCE = 4
"""Blanks in a line with a full stop that is a sentence; fewer may be "approx. £40k p.a."."""

_STOPS = (".", "!", "?", "。")
_OTHER_JOBS = frozenset(
    heading
    for headings in tomllib.loads((Path(__file__).parents[2] / "data" / "other_jobs.toml").read_text("utf-8")).values()
    for heading in headings
)
_MONEY_SIGN = re.compile("[💰💵💶💷💴💸💲🤑🪙]\ufe0f?[ \t\xa0:~≈]{0,3}")
_PLACE_SIGN = re.compile("[🌎🌍🌏🗺📍🏠🏡🏢]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a page, as spans of its text."""

    title: Span
    """The main heading; empty where there is none."""
    summary: Span
    """The short lines right under it, before the first prose: company, place, pay."""
    end: int
    """Where other postings begin, or the text ends."""


def layout(document: Document) -> Layout:
    """Find title and summary, and cut off other postings.

    Where no heading is the main one, the first is, unless it is a card of a list; a page without headings whose
    first line repeats its <title> has that line for its heading.
    """
    text, headings = document.text, document.headings
    main = next((heading for heading in headings if heading.level == 1), None)
    end = _end(document, main.span.end if main else -1)
    title = main.span if main else _title(document, end)
    return Layout(title, _summary(text, title, {heading.span.start for heading in headings}), end)


def _title(document: Document, end: int) -> Span:
    """The title of a page that marks none as such; empty where other postings begin at once."""
    first = Span(0, (document.text + "\n").index("\n"))
    if document.headings:
        title = document.headings[0].span
    elif document.title and document.text[: first.end] == document.title:
        title = first
    else:
        return Span(0, 0)
    return title if title.start < end else Span(0, 0)


def _summary(text: str, title: Span, sections: Container[int]) -> Span:
    """The short lines after the title, up to prose or a heading such as "Compensation" or "Benefits"."""
    if title.start == title.end:
        return Span(title.end, title.end)
    start = end = min(title.end + 1, len(text))
    for _ in range(MOST_LINES):
        stop = text.find("\n", end)
        stop = len(text) if stop < 0 else stop
        line = text[end:stop]
        if not line or _is_prose(line) or (end in sections and _names_section(line)):
            break
        end = min(stop + 1, len(text))
    return Span(start, end)


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence, and not a badge or a list of places.

    >>> _is_prose("💰 120,000 🌎 United States"), _is_prose("Compensation:"), _is_prose("We pay £50,000 a year.")
    (False, True, True)
    """
    if _MONEY_SIGN.search(line) or _PLACE_SIGN.search(line):
        return False
    return (
        line.endswith(":")
        or (line.endswith(_STOPS) and line.count(" ") >= SENTENCE)
        or len(line) > LONGEST
        or (line.count(" ") >= PROSE and line.count(",") * 3 < line.count(" "))
    )


def _names_section(heading: str) -> bool:
    """Whether a heading opens the part of the posting on pay: such words, and little else.

    >>> _names_section("Your salary"), _names_section("Wages of Fear Ltd"), _names_section("Salary: £40k")
    (True, False, False)
    """
    found = [word for word in words(heading) if word.sense in ("base", "total", "ote", "unknown")]
    named = sum(word.end - word.start for word in found)
    return bool(found) and len(heading) - named <= BESIDE_WORDS and not any(map(str.isdigit, heading))


def _end(document: Document, start: int) -> int:
    """Where other postings begin: at a heading that says so, or at the first of several headings that are links."""
    text = document.text
    linked = {link.span.start for link in document.links if link.kind == "a" and link.span.start < link.span.end}
    later = [heading for heading in document.headings if heading.span.start > start]
    said = (heading.span.start for heading in later if _is_other_jobs(text[heading.span.start : heading.span.end]))
    cards: list[int] = []
    for level in {heading.level for heading in later}:
        alike = [heading.span.start for heading in later if heading.level == level]
        links = [at for at in alike if at in linked]
        if len(links) >= CARDS and 2 * len(links) >= len(alike):
            cards.append(links[0])
    return min([*said, *cards], default=len(text))


_LONGEST_HEADING = 100
"""Characters of a heading that are read; one that is never closed holds the rest of its page."""


def _is_other_jobs(heading: str) -> bool:
    """Whether a heading announces other postings.

    >>> _is_other_jobs("Similar jobs"), _is_other_jobs("More jobs at Acme (12)"), _is_other_jobs("Similar work")
    (True, True, False)
    """
    words = heading[:_LONGEST_HEADING].lower().strip(" :…").split(" ")
    return any(" ".join(words[:size]) in _OTHER_JOBS for size in range(1, 6))


def bare_figure(text: str, summary: Span) -> Money | None:
    """A number that stands as the pay in the summary without any currency: behind a money sign, or alone in its line.

    >>> badge = "💰 441275.0 🌎 United States"
    >>> str(bare_figure(badge, Span(0, len(badge))).low.value)
    '441275.0'
    """
    for match in _MONEY_SIGN.finditer(text, summary.start, summary.end):
        found = NUMBER.match(text, match.end(), summary.end)
        if found and not _LETTER.match(text, found.end()):
            return _single(text, Span(found.start(), found.end()), match[0].strip(" \t\xa0:~≈"))
    start = summary.start
    for line in text[summary.start : summary.end].split("\n"):
        if line and not _LETTER.search(line):
            found = NUMBER.fullmatch(text, start, start + len(line))
            if found and (_money := _single(text, Span(found.start(), found.end()), "")) and _size(_money) >= 10_000:
                return _money
        start += len(line) + 1
    return None


def has_money_sign(text: str, figure: Span) -> bool:
    """Whether a money sign stands in the line before a figure: "💰 $150k · Series A"."""
    start = text.rfind("\n", 0, figure.start) + 1
    return _MONEY_SIGN.search(text, start, figure.start) is not None


def _single(text: str, span: Span, sign: str) -> Money | None:
    got = number(text[span.start : span.end])
    if got is None:
        return None
    value, malformed = got
    figure = Figure(value, span, text[span.start : span.end], malformed)
    evidence = (Evidence("kind", sign, None),) if sign else ()
    return Money(figure, figure, None, "", None, span, figure.written, False, "exact", evidence, alone=True)


def _size(money: Money) -> Decimal:
    return money.low.value if money.low else Decimal(0)
