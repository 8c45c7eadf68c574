"""The period of an amount whose own words do not tell it: from its sentence, row or label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.document.model import Span
from server.posting.money import suffixes
from server.posting.money.lexicon import UNSPACED, Lexicon
from server.posting.money.suffixes import Told
from server.posting.money.tokens import LETTER, entries, key, look_up, split

_BEFORE = 160
_AFTER = 60
_LABEL = 20
"""Characters between a word like "biweekly" and a figure it is about; further off it is of how pay is handed out."""
_CLAUSE_END = re.compile("[,;、，；]")
_OTHER_MATTER = re.compile(r"[\d;+|%]")
"""Where what follows a figure is not about it any more."""
_TOKEN = re.compile(rf"{LETTER}(?:{LETTER}|['’.-](?={LETTER})){{0,29}}|[/／\d]")
_DATED = frozenset("半今来來昨前上下本一二三四五六七八九十")
"""What makes 月 or 年 a date or half of one: 今月, 半年."""
_SENTENCE_END = re.compile(
    r"""
      (?: (?<=[^\W\d_]{2}\.) | (?<=[\d)*_%]\.) ) [\s*_]+ (?=[A-ZÀ-ÞА-ЯЁІЇЄΑ-Ω•])   # "a year. Monthly", "$5,000. This"
    | [。！？!?;•|]
    """,
    re.VERBOSE,
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
    if text[sentence.end : sentence.end + 1] == "\n":
        below = suffixes.read(text, sentence.end + 1, False, words)
        if below.told and text[below.end : below.end + 1] in {"", "\n"}:
            return below.told._replace(loose=True)
    if above and not any(char.isdigit() for char in text[above.start : above.end]):
        return before(text, *above, words)
    return None


def before(text: str, lo: int, start: int, words: Lexicon) -> Told | None:
    """The period told nearest before a figure: "Hourly rate: $25", "Salaire mensuel : de 2000", "月給".

    "Per hour" does not reach over a comma: "40 days off per year, $1,500 for books". An adverb tells it loosely over a
    comma or an "and": "an annual bonus and a salary of £3,000".
    """
    found: Told | None = None
    per_unit = False
    for told, by_unit in _told(text, lo, start, words):
        if told.period or start - told.span.end <= _LABEL:
            found, per_unit = told, by_unit or told.period is None
    if found is None or found.span.end > start:
        return None
    if _CLAUSE_END.search(text, found.span.end, start):
        return None if per_unit else found._replace(loose=True)
    return found._replace(loose=not words.pairs.isdisjoint(split(text[found.span.end : start])))


def after(text: str, end: int, hi: int, words: Lexicon) -> Told | None:
    """The period told after a figure in the same clause: "$90,000 base salary per year".

    An adverb tells it loosely: "£30,000, paid monthly", "28 000 € plus prime mensuelle".
    """
    stop = _OTHER_MATTER.search(text, end, hi)
    told = _told(text, end, stop.start() if stop else hi, words)
    return next((each._replace(loose=not by_unit) for each, by_unit in told if each.period), None)


def _told(text: str, lo: int, hi: int, words: Lexicon) -> Iterator[tuple[Told, bool]]:
    """Every period told in [lo, hi), and whether as "per hour"; not where it is one of how often or how long."""
    per = counted = False
    here = lo
    while token := _TOKEN.search(text, here, hi):
        at = token.start()
        here = at + 1 if text[at] >= UNSPACED else token.end()
        if text[at] in "/／":
            per = True
            continue
        found = entries(text, at)
        if per and (length := look_up(words.unit, found)):
            if not counted:
                yield Told(words.unit[key(text, at, at + length)], Span(at, at + length)), True
            per, here = False, at + length
        elif (length := look_up(words.telling, found)) and (length > 2 or _label(text, at, length, hi)):
            yield Told(words.telling[key(text, at, at + length)], Span(at, at + length)), False
            per, here = False, at + length
        elif text[at] >= UNSPACED and (period := words.unit.get(text[at])) and _opens(text, at, hi):
            yield Told(period, Span(at, at + 1)), False
        elif length := look_up(words.per, found):
            per, here = True, at + length
        else:
            per, counted = False, bool(look_up(words.unit, found) or look_up(words.times, found))


def _opens(text: str, at: int, hi: int) -> bool:
    """Whether the character of a unit stands right before what begins at `hi`, and is no date: "交通費月3万円"."""
    before = text[max(0, at - 1) : at]
    return at + 1 == hi and not before.isdigit() and before not in _DATED


def _label(text: str, at: int, length: int, hi: int) -> bool:
    """Whether a short word of unspaced script is the label of what begins at `hi`: "월 300만원", "月給25万円"."""
    return text[at] >= UNSPACED and (length > 1 or at + length >= hi - 1)
