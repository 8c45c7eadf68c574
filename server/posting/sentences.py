"""The sentences of a page that could say something: by the words that they must hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from server.document.model import Span
from server.posting import words

LISTED = 80
"""Characters of a line that is a member of a list."""
_LONGEST = 2_000
"""Characters; longer sentences are cut into pieces."""

_HOST_DOT = re.compile(r"\.(?<=[^\W_]\.)[^\W\d_]{2}")
_END = re.compile(r"[.!?…][\"'”’)\]*_]{0,3}\s+(?=[\"'“‘(\[*_•✅❌-]{0,3}[^\W\d_a-z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|z\.B|bzw|vs|etc|inc|ltd|co|corp|mr|mrs|ms|dr|prof|mme|mlle|sra?|lic|u\.s|p\.ej|ex|np|bijv|d\.h)|\b[A-Z])\.\Z",
    re.I,
)


def holding(text: str, cues: Iterable[str], *, hosts: bool = False) -> Iterator[Span]:
    """The sentences of all lines that hold one of the cues, in order; a list belongs to the colon that announces it.

    With `hosts` also those of lines in which something like a host stands.

    >>> text = "We sort. Mail us: a@b.example\\nTea\\nWrite to:\\n@c.example\\n@d.example\\nBye"
    >>> [text[slice(*span)] for span in holding(text, ["@"])]
    ['We sort.', 'Mail us: a@b.example', 'Write to:\\n@c.example\\n@d.example']
    """
    for line in _lines(text, cues, hosts):
        start = line.start
        for end in _END.finditer(text, *line):
            if not is_abbreviation(text, end.start()):
                yield from _pieces(Span(start, end.start() + 1))
                start = end.end()
        yield from _pieces(Span(start, line.end))


def is_abbreviation(text: str, dot: int) -> bool:
    """Whether the dot at a place belongs to an abbreviation: "Mr. Lee", "z.B. heute".

    >>> is_abbreviation("ask Mr. Lee", 6), is_abbreviation("ask him. Lee", 7)
    (True, False)
    """
    return _ABBREVIATION.search(text, max(0, dot - 8), dot + 1) is not None


def _pieces(sentence: Span) -> Iterator[Span]:
    for start in range(sentence.start, sentence.end, _LONGEST):
        yield Span(start, min(start + _LONGEST, sentence.end))


def _lines(text: str, cues: Iterable[str], hosts: bool) -> Iterator[Span]:
    folded = words.folded(text)
    places = sorted({at for cue in cues for at in _first_on_lines(folded, cue)}.union(_dotted(text) if hosts else ()))
    done = 0
    for at in places:
        if at >= done:
            start = max(done, text.rfind("\n", 0, at) + 1)
            start, done = _with_list(text, start, _line_end(text, at))
            yield Span(start, done)


def _first_on_lines(text: str, cue: str) -> Iterator[int]:
    at = text.find(cue)
    while at != -1:
        yield at
        at = text.find(cue, _line_end(text, at))


def _dotted(text: str) -> Iterator[int]:
    """The first dot on each line that could be one of a host."""
    match = _HOST_DOT.search(text)
    while match:
        yield match.start()
        match = _HOST_DOT.search(text, _line_end(text, match.start()))


def line_of(text: str, place: Span) -> Span:
    """The line that a place stands on, or the lines.

    >>> text = "We sort.\\nTea\\nBye"
    >>> text[slice(*line_of(text, Span(10, 11)))]
    'Tea'
    """
    return Span(text.rfind("\n", 0, place.start) + 1, _line_end(text, place.end))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end == -1 else end


def _with_list(text: str, start: int, end: int) -> tuple[int, int]:
    """A line together with the short lines of addresses that it announces, or with its announcement."""
    announced = text[start - 2 : start] == ":\n" and end - start < LISTED and has_address(text, start, end)
    if announced:
        start = text.rfind("\n", 0, start - 1) + 1
    if announced or text[max(start, end - 2) : end].rstrip().endswith(":"):
        while end < len(text):
            next_end = _line_end(text, end + 1)
            if next_end - end > LISTED or not has_address(text, end, next_end):
                break
            end = next_end
    return start, end


def has_address(text: str, start: int, end: int) -> bool:
    """Whether something like an address or a host stands in a stretch of text."""
    return text.find("@", start, end) != -1 or _HOST_DOT.search(text, start, end) is not None
