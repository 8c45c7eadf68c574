"""What a band of pay is for: a city, a level, a zone, a country."""

from __future__ import annotations

import re

from server.document.model import Span
from server.posting.salaries.words import words

LONGEST = 60
"""Code points of a label; a longer text before a figure is a sentence."""

_TRIM = " \t\xa0:-–—*_•·|([{=~"
_NAME = r"(?:[A-Z][\w.’'&-]{0,20}|\([^()\n]{1,40}\))"
"""A word of a name, or what stands in brackets after it: "California (outside of the Bay Area)"."""
_FOR = re.compile(
    r"\b(?:in|for|within|based in|located in|candidates in|residents of|outside of|at)(?: the)? "
    rf"({_NAME}(?:,? (?:{_NAME}|and|of|the|or|/)){{0,6}})"
)


def label(text: str, line: Span, figure: Span) -> str | None:
    """The label of the band at `figure` in its line, or None.

    >>> row = "Zone A: USD $198,000 - USD $297,000"
    >>> label(row, Span(0, len(row)), Span(8, len(row)))
    'Zone A'
    >>> row = "The base pay in Colorado is $100,000"
    >>> label(row, Span(0, len(row)), Span(28, len(row)))
    'Colorado'
    >>> row = "Salary range: $100,000"
    >>> label(row, Span(0, len(row)), Span(14, len(row))) is None
    True
    """
    start = max(line.start, figure.start - 3 * LONGEST)
    before = text[start : figure.start]
    cell = re.split(r"[\t;|•]|(?<=[\d)]), ", before)[-1].strip(_TRIM)
    head = cell.rpartition(":")[2].strip(_TRIM) or cell
    for candidate in (cell, head):
        if (
            0 < len(candidate) <= LONGEST
            and not words(candidate)
            and re.search(r"[^\W\d_]", candidate)
            and _is_name(candidate)
        ):
            return candidate
    places = [match[1].strip(" ,/") for match in _FOR.finditer(before)]
    return places[-1] if places and not words(places[-1]) else None


def _is_name(candidate: str) -> bool:
    """A label begins with a capital, a digit or a letter that has no case, and is no sentence."""
    return (
        not candidate[0].islower()
        and candidate.count(" ") <= 7
        and not re.search(r"\b(?:is|are|we|you|your|our)\b", candidate)
    )
