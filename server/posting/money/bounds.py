"""The words that make a figure a lower or an upper end: "from", "bis zu", "+", "以上"."""

from __future__ import annotations

import re
from typing import NamedTuple

from server.posting.money.amounts import Amount
from server.posting.money.lexicon import UNSPACED, Lexicon
from server.posting.money.model import Bound
from server.posting.money.tokens import LETTER, UNSEEN, entry, is_space

_REACH = 24
"""Characters of the longest phrase before a figure: "starting from"."""
_TOKEN = re.compile(rf"{LETTER}+(?:['’.-]{LETTER}+)*['’.]?|[<>≤≥]=?|[~〜～]")
_OPEN_END = frozenset("~〜～")
"""What ends a Japanese figure that has no upper end: "259,000円 ~"."""
_NOISE = f" \u00a0\u202f*_{UNSEEN}"


class Bounded(NamedTuple):
    """What the words around a figure or range make of it, and where they begin and end."""

    bound: Bound
    start: int
    end: int


def read(text: str, lo: int, first: Amount, last: Amount, words: Lexicon) -> Bounded:
    """The bound of an amount or, where `last` is another than `first`, a range: the word before it joins its span."""
    start, end = first.span.start, last.end
    before, begin = _before(text, lo, start, words)
    if last is not first:
        return Bounded("range", begin, end)
    after = Bounded("from", start, end) if first.open_end else _after(text, end, words)
    if after:
        return Bounded(after.bound, begin if before else start, after.end)
    if before == "range" and begin == lo:  # "Da € 25.000 all'anno" is a badge that opens at it
        return Bounded("from", begin, end)
    if before in ("from", "up-to", "exact"):
        return Bounded(before, begin, end)
    return Bounded("exact", start, end)


def label(text: str, lo: int, start: int) -> frozenset[str]:
    """The last two words before a figure, case-folded: "Minimum salary:"."""
    tokens = _TOKEN.findall(text[max(lo, start - _REACH) : start].casefold())
    return frozenset(token.strip(".") for token in tokens[-2:])


def _after(text: str, end: int, words: Lexicon) -> Bounded | None:
    if text[end : end + 1] == "+" and not text[end + 1 : end + 2].isalnum():
        return Bounded("from", end, end + 1)
    at = end
    while at < len(text) and text[at] in _NOISE:
        at += 1
    if text[at : at + 1] == "-" and text[at + 1 : at + 2].isalpha():
        at += 1  # Hungarian endings: "400.000 Ft-tól"
    if text[at : at + 1] in _OPEN_END and not text[at + 1 : at + 4].strip(_NOISE)[:1].isdigit():
        return Bounded("from", end, at + 1)
    if length := entry(words.floor_after, text, at):
        return Bounded("from", end, at + length)
    if length := entry(words.ceiling_after, text, at):
        return Bounded("up-to", end, at + length)
    return None


def _before(text: str, lo: int, start: int, words: Lexicon) -> tuple[Bound | None, int]:
    """What the word or phrase directly before a figure says, and where it begins; "range" for one that only opens."""
    lo = max(lo, start - _REACH)
    end = start
    while end > lo and (is_space(text[end - 1]) or text[end - 1] in "*_:"):
        end -= 1
    if end > lo and text[end - 1] >= UNSPACED:
        begins = list(range(max(lo, end - 12), end))
    else:
        tokens = list(_TOKEN.finditer(text, lo, end))
        if not tokens or tokens[-1].end() < end:
            return None, start
        begins = [token.start() for token in tokens[-4:]]
    for begin in begins:
        phrase = text[begin:end].casefold()
        if phrase in words.ceiling:
            return "up-to", begin
        if phrase in words.floor:
            return "from", begin
        if phrase in words.lead:
            return "range", begin
        if phrase in words.about:
            return "exact", begin
    return None, start
