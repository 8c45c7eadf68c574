"""The lines, sentences, clauses and listed words of a page, each read once however many figures ask for them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from server.document.model import Span
from server.posting.salaries.words import Word, words

REACH = 300
"""Code points of a sentence that are read on either side of a figure; longer sentences are rare and slow."""

_STOP = re.compile(
    r"(?<=[.!?…])[\"'”’)\]*_]{0,3}[ \t]{1,3}(?=[^\Wa-zа-яё]|[•·\"“(*_$£€])|[。！？；]|(?<=;) ",
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:approx|ca|circa|e\.g|i\.e|min|max|incl|excl|inkl|exkl|bzw|zzgl|z\.B|ggf|mind|no|nr|est|inc|ltd|co|corp|vs|p\.a|p\.m"
    r"|p\.h|p\.w|etc|sr|jr|u\.s|st|kr|тыс|руб|р|тис|грн|tys|mies|godz|brut|mens|ann|rs|hr|hrs|yr|mo|avg)|\b\w)\.$",
    re.IGNORECASE,
)
_CLAUSE = (
    *("plus", "and", "with", "as well as", "in addition", "along with"),
    *("depending", "dependent", "based", "commensurate", "according"),
    *("und", "et", "y", "e", "og", "och", "en", "и", "je nach", "selon", "según", "conforme", "в зависимости"),
)
"""Words behind which something else is spoken of."""
BREAK = re.compile(rf"[,;:+|&(—•\t]|(?<![^\W_])(?:{'|'.join(_CLAUSE)})(?![^\W_])", re.IGNORECASE)
"""What ends a clause."""


class _Line(NamedTuple):
    """What one line holds, by where it begins."""

    word_starts: list[int]
    words: list[Word]
    breaks: list[int]
    stops: list[tuple[int, int]]
    """Where a sentence ends and where the next one begins."""


@dataclass(slots=True)
class Sentences:
    """The text of a page in sentences."""

    text: str
    until: int
    """How far it is read: a little behind the last figure."""
    _lines: dict[Span, _Line] = field(init=False, default_factory=dict)

    def line(self, offset: int) -> Span:
        """The line around an offset."""
        end = self.text.find("\n", offset)
        return Span(self.text.rfind("\n", 0, offset) + 1, len(self.text) if end < 0 else end)

    def around(self, span: Span) -> Span:
        """The sentence around a figure, within its line and within reach."""
        line = self._whole(span)
        stops = self._read(line).stops
        start, end = max(line.start, span.start - REACH), min(line.end, span.end + REACH)
        after = bisect_left(stops, (span.start + 1, 0))
        begins = [begin for _, begin in stops[max(0, after - 1) : after] if begin <= span.start]
        start = max(start, *begins) if begins else start
        if self.text[span.end - 1 : span.end].isdigit() and self.text[span.end : span.end + 1].isupper():
            return Span(start, span.end)  # the next sentence is glued on: "$170,000-$210,000This position is …"
        following = stops[bisect_left(stops, (span.end, 0)) :][:1]
        return Span(start, min(end, *(stop for stop, _ in following)) if following else end)

    def words(self, span: Span) -> Sequence[Word]:
        """The listed words in a stretch, placed in the text."""
        line = self._read(self._whole(span))
        inside = line.words[bisect_left(line.word_starts, span.start) : bisect_left(line.word_starts, span.end)]
        return inside[:-1] if inside and inside[-1].end > span.end else inside

    def breaks(self, start: int, end: int) -> int:
        """How many clauses end between two places of one line."""
        ends = self._read(self._whole(Span(start, end))).breaks
        return max(0, bisect_left(ends, end) - bisect_left(ends, start))

    def _whole(self, span: Span) -> Span:
        return Span(self.line(span.start).start, self.line(span.end).end)

    def _read(self, line: Span) -> _Line:
        if line not in self._lines:
            end = min(line.end, max(self.until, line.start))
            found = [
                Word(line.start + word.start, line.start + word.end, word.sense, word.written)
                for word in words(self.text[line.start : end])
            ]
            self._lines[line] = _Line(
                [word.start for word in found],
                found,
                [match.start() for match in BREAK.finditer(self.text, line.start, end)],
                [
                    match.span()
                    for match in _STOP.finditer(self.text, line.start, end)
                    if not _ABBREVIATION.search(self.text, max(line.start, match.start() - 8), match.start())
                ],
            )
        return self._lines[line]
