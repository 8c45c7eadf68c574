"""Which wrong decodings a page shows, from all its runs of characters beyond ASCII together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from server.document.model import Span
from server.document.mojibake import likelihood
from server.document.mojibake.codecs import CODECS, Codec

_RUN = re.compile("[^\x00-\x7f]{2,}")
_HEALTHY = re.compile("[^\x00-\x7f]+")
_QUOTES = set("\"'`“”‘’«»„")


_LOOKALIKES = frozenset(("CYRILLIC", "GREEK"))
"""Scripts whose letters are typed for Latin ones one at a time: the С of "С++"."""


def _any(first: int, last: int) -> str:
    return "".join(codec.characters(first, last) for codec in CODECS)


SUSPICIOUS = re.compile(f"[{_any(0xC2, 0xF4)}][{_any(0x80, 0xBF)}]")
"""Two characters that could be the first two bytes of a UTF-8 sequence in any codec: no damage without it."""


class Run(NamedTuple):
    """A stretch of characters beyond ASCII, with what is next to it: "" at the ends of a text."""

    text: str
    before: str
    after: str
    whole: bool
    """False for a part of a stretch that no codec reads from end to end."""
    again: bool = False
    """True where one wrong decoding is undone already: a second one is likely then."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page proves."""

    codecs: tuple[Codec, ...]
    """The wrong decodings, the best proved first."""
    scripts: frozenset[str]
    """The scripts other than Latin that the repaired text is in."""
    healthy: frozenset[str]
    """The characters beyond ASCII that the page also holds undamaged."""
    alphabets: frozenset[str | None]
    """The scripts of those that are letters, other than Latin."""
    shapes: frozenset[str]
    """The classes of those that are none, as `likelihood.shape` has them."""

    def proved(self, run: Run) -> bool:
        """Whether `run` is damaged beyond doubt, in one of the ways that the page shows."""
        return any((text := sound(codec, run, self.scripts)) and proves(run, text) for codec in self.codecs)

    def read(self, run: Run, damaged_line: bool) -> tuple[Codec, str] | None:
        """The codec that `run` was decoded with and what it reads; None where it is left as it is.

        `damaged_line` tells that the line around it holds a run that is damaged beyond doubt.
        """
        around = (run.text, run.before, run.after)
        natural = likelihood.natural(*around) or likelihood.ends_capitals(*around)
        scripts = self.scripts if natural else self.scripts | _LOOKALIKES
        readings = [(codec, text) for codec in self.codecs if (text := sound(codec, run, scripts))]
        for codec, text in readings:
            if proves(run, text):
                return codec, text
        if not readings or not run.whole:
            return None
        if natural and not damaged_line and not self._strange(run, readings[0][1]):
            return None
        return readings[0]

    def _strange(self, run: Run, text: str) -> bool:
        """Whether `run` has a letter that is strange to the page, where `text` is what many pages hold."""
        if likelihood.ends_capitals(run.text, run.before, run.after) or likelihood.common(text) < len(text):
            return False
        letters = {char for char in run.text if char.isalpha()}
        if not letters:
            return not set(likelihood.shape(run.text)) & self.shapes
        return not letters <= self.healthy and not self.alphabets & set(map(likelihood.script, letters))


def places(text: str) -> Iterator[tuple[Span, Run]]:
    """The runs of `text` that some codec reads as UTF-8, in order."""
    for match in _RUN.finditer(text):
        start = match.start()
        parts = _readable(match[0])
        for first, last in parts:
            at, to = start + first, start + last
            whole = len(parts) == 1 and not (match[0][:first] + match[0][last:]).strip("\xa0")
            yield Span(at, to), Run(text[at:to], text[at - 1 : at] if at else "", text[to : to + 1], whole)


def _readable(run: str) -> tuple[tuple[int, int], ...]:
    """The stretches of `run` that have the form of UTF-8 in some codec: all of it, or parts of it."""
    if not SUSPICIOUS.search(run):
        return ()
    best: tuple[tuple[int, int], ...] = ()
    for codec in CODECS:
        if codec.undo(run):
            return ((0, len(run)),)
        stretches = tuple(match.span() for match in codec.stretches(run))
        if sum(end - start for start, end in stretches) > sum(end - start for start, end in best):
            best = stretches
    return best


def weigh(runs: Iterable[Run], texts: Iterable[str], known: frozenset[str] = frozenset()) -> Evidence:
    """What the `runs` of `texts` prove together, where the repaired text is `known` to be in some scripts."""
    left = Counter(runs)
    readings = {
        codec: {run: text for run in left if (text := sound(codec, run, known)) and proves(run, text)}
        for codec in CODECS
    }
    shown: list[Codec] = []
    scripts = set(known)
    while True:
        best = max(CODECS, key=lambda codec: _weight(readings[codec], left))
        explained = [run for run in readings[best] if run in left]
        if not explained:
            break
        if shown or not all(_quoted(run) for run in explained):
            shown.append(best)
            scripts.update(*(likelihood.scripts(readings[best][run]) for run in explained))
        for run in explained:
            del left[run]
    codecs = tuple(shown)
    healthy = _healthy(texts, codecs) if codecs else frozenset()
    alphabets = frozenset(likelihood.script(char) for char in healthy if char.isalpha()) - {"LATIN"}
    shapes = frozenset(likelihood.shape(char) for char in healthy if not char.isalpha())
    return Evidence(codecs, frozenset(scripts), healthy, alphabets, shapes)


def _weight(readings: dict[Run, str], left: Counter[Run]) -> tuple[int, int]:
    """How many of the runs that are `left` a codec explains, and how common the letters are that it reads."""
    explained = [(left[run], text) for run, text in readings.items() if run in left]
    return sum(times for times, _ in explained), sum(times * likelihood.common(text) for times, text in explained)


def _quoted(run: Run) -> bool:
    """Whether `run` stands between quotation marks of its own: an example, not damage."""
    return run.before in _QUOTES and run.after in _QUOTES


def _healthy(texts: Iterable[str], codecs: tuple[Codec, ...]) -> frozenset[str]:
    stretches = {stretch for text in texts for stretch in _HEALTHY.findall(text)}
    return frozenset("".join(one for one in stretches if not any(codec.undo(one) for codec in codecs)))


def proves(run: Run, text: str) -> bool:
    """Whether `run` could hardly be anything but damage to `text`; a part of a stretch has to show more."""
    if run.again and "À" <= run.text[0] <= "ß" and not run.text.isalpha() and not run.before.isupper():
        return likelihood.common(text) == len(text) or likelihood.proves(run.text, text, run.before, run.after)
    if run.whole:
        return likelihood.proves(run.text, text, run.before, run.after)
    return likelihood.proves(run.text, text, "", "") and likelihood.has_sign(text)


def sound(codec: Codec, run: Run, scripts: frozenset[str], depth: int = 2) -> str | None:
    """What `run` reads when `codec` is undone, where that can stand on a page or is damage in its turn."""
    text = codec.undo(run.text)
    if text is None:
        return None
    strange = likelihood.foreign(text) - scripts - likelihood.scripts(text)
    if not strange and likelihood.fits(text, run.before, run.after):
        return text
    deeper = run._replace(text=text)
    if depth and any(sound(other, deeper, scripts, depth - 1) for other in CODECS):
        return text
    return None
