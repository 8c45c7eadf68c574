"""The period of an amount whose own words do not tell it: from its sentence, row or label."""

from __future__ import annotations

import re

from server.document.model import Span
from server.posting.money.amounts import LETTER, Told, entry
from server.posting.money.lexicon import UNSPACED, Lexicon

_BEFORE = 160
_AFTER = 60
_TOKEN = re.compile(rf"{LETTER}(?:{LETTER}|['’.-](?={LETTER})){{0,29}}|[/／\d,;+(|%]")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2}[.!?])[\s*_]+(?=[A-ZÀ-ÞА-ЯЁІЇЄΑ-Ω•])|[。！？!?;•|]")
_PERIOD_OF_SOMETHING_ELSE = frozenset(
    {"times", "time", "once", "twice", "mal", "fois", "veces", "vezes", "volte", "keer", "razy", "раз"}
)


def sentence(text: str, lo: int, start: int, end: int, hi: int) -> tuple[int, int]:
    """The part of [lo, hi) that is one sentence with [start, end), at most a line long on either side."""
    lo, hi = max(lo, start - _BEFORE), min(hi, end + _AFTER)
    for stop in _SENTENCE_END.finditer(text, lo, start):
        lo = stop.end()
    if stop := _SENTENCE_END.search(text, end, hi):
        hi = stop.start()
    return lo, hi


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
            found = Told(lexicon.unit[_key(text, at, length)], Span(at, at + length))
        elif (
            (length := entry(lexicon.telling, text, at))
            and at + length <= start
            and (length > 2 or (text[at] >= UNSPACED and at + length >= start - 2))
        ):
            found = Told(lexicon.telling[_key(text, at, length)], Span(at, at + length))
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
            return Told(lexicon.unit[_key(text, at, length)], Span(at, at + length))
        length = entry(lexicon.telling, text, at)
        if length > 2 or (length and text[at] >= UNSPACED):
            return Told(lexicon.telling[_key(text, at, length)], Span(at, at + length))
        unit_before = bool(entry(lexicon.unit, text, at)) or token.group().casefold() in _PERIOD_OF_SOMETHING_ELSE
        per = bool(entry(lexicon.per, text, at))
        here = at + (1 if text[at] >= UNSPACED else token.end() - at)
    return None


def _key(text: str, at: int, length: int) -> str:
    return text[at : at + length].casefold().replace(".", "")
