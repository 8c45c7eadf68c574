"""The period of an amount whose own words do not tell it: from its sentence, row or label."""

from __future__ import annotations

import re

from server.document.model import Span
from server.posting.money.amounts import LETTER, Told, entry, key, suffix
from server.posting.money.lexicon import UNSPACED, Lexicon

_BEFORE = 160
_AFTER = 60
_LINE_BELOW = 24
"""Characters of a line that is nothing but the period of the one above it."""
_TOKEN = re.compile(rf"{LETTER}(?:{LETTER}|['’.-](?={LETTER})){{0,29}}|[/／\d,;+(|%]")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2}[.!?])[\s*_]+(?=[A-ZÀ-ÞА-ЯЁІЇЄΑ-Ω•])|[。！？!?;•|]")
_PERIOD_OF_SOMETHING_ELSE = frozenset(
    {"times", "time", "once", "twice", "mal", "fois", "veces", "vezes", "volte", "keer", "razy", "раз"}
)


def sentence(text: str, room: Span, start: int, end: int) -> Span:
    """The part of `room` that is one sentence with [start, end)."""
    lo, hi = max(room.start, start - _BEFORE), min(room.end, end + _AFTER)
    for stop in _SENTENCE_END.finditer(text, lo, start):
        lo = stop.end()
    if next_one := _SENTENCE_END.search(text, end, hi):
        hi = next_one.start()
    return Span(lo, max(hi, end))


def around(text: str, sentence: Span, start: int, end: int, above: Span | None, words: Lexicon) -> Told | None:
    """The period told nearest to [start, end) in its sentence, else in the line below, else in the label above."""
    left = before(text, sentence.start, start, words)
    right = after(text, end, sentence.end, words)
    if left and right:
        return left if start - left.span.end <= right.span.start - end else right
    if left or right:
        return left or right
    if sentence.end == text.find("\n", end, sentence.end + 1):
        line = text.find("\n", sentence.end + 1, sentence.end + 1 + _LINE_BELOW)
        told, _, read_to = suffix(text, sentence.end + 1, False, words)
        if told and read_to == (line if line >= 0 else min(len(text), sentence.end + 1 + _LINE_BELOW)):
            return told
    if above and not any(char.isdigit() for char in text[above.start : above.end]):
        return before(text, *above, words)
    return None


def before(text: str, lo: int, start: int, lexicon: Lexicon) -> Told | None:
    """The period told nearest before a figure: "Hourly rate: $25", "Salaire mensuel : de 2000", "月給"."""
    found: Told | None = None
    per = unit_before = False
    here = lo
    while here < start:
        token = _TOKEN.search(text, here, start)
        if token is None:
            break
        at = token.start()
        if text[at] in "/／":
            per, here = True, at + 1
            continue
        length = 0
        if per and not unit_before and (length := entry(lexicon.unit, text, at)) and at + length <= start:
            found = Told(lexicon.unit[key(text, at, at + length)], Span(at, at + length))
        elif (
            (length := entry(lexicon.telling, text, at))
            and at + length <= start
            and (length > 2 or (text[at] >= UNSPACED and at + length >= start - 2))
        ):
            found = Told(lexicon.telling[key(text, at, at + length)], Span(at, at + length))
        elif not length or at + length > start:
            unit_before = bool(entry(lexicon.unit, text, at)) or (text[at].isdigit() and unit_before)
            length = 0
        per = bool(entry(lexicon.per, text, at)) and length == 0
        step = length or (1 if text[at] >= UNSPACED else token.end() - at)
        here = at + step
    return found


def after(text: str, end: int, hi: int, lexicon: Lexicon) -> Told | None:
    """The period told after a figure in the same clause: "$90,000 base salary per year"."""
    per = unit_before = False
    here = end
    while here < hi:
        token = _TOKEN.search(text, here, hi)
        if token is None:
            return None
        at = token.start()
        if text[at] in "/／":
            per, here = True, at + 1
            continue
        if not (text[at].isalpha() or text[at] in "(,"):
            return None
        if per and not unit_before and (length := entry(lexicon.unit, text, at)):
            return Told(lexicon.unit[key(text, at, at + length)], Span(at, at + length))
        length = entry(lexicon.telling, text, at)
        if length > 2 or (length and text[at] >= UNSPACED):
            return Told(lexicon.telling[key(text, at, at + length)], Span(at, at + length))
        unit_before = bool(entry(lexicon.unit, text, at)) or token.group().casefold() in _PERIOD_OF_SOMETHING_ELSE
        per = bool(entry(lexicon.per, text, at))
        here = at + (1 if text[at] >= UNSPACED else token.end() - at)
    return None
