"""Words in running text, as the tables of `lexicon` hold them: whole words, phrases, prefixes of unspaced script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from server.posting.money.lexicon import UNSPACED

LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u0970-\u097f\u0e31-\u0e4e])"
"""A letter with the marks of Arabic, Hebrew, Devanagari and Thai, which Python does not count among letters."""
SPACE = r"(?:[^\S\n]|[\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069])"
"""White space within a line and the marks of direction that pages in Arabic and Hebrew put around figures."""
WORD = re.compile(rf"{LETTER}(?:{LETTER}|(?<=.)['’.\u05f4-](?={LETTER})){{0,29}}")
"""A word, abbreviations with points and hyphened compounds included: "p.a", "all'anno", "m-c"."""

_GAP = re.compile(rf"{SPACE}{{0,3}}")
_Value = TypeVar("_Value")


def skip_gap(text: str, at: int) -> int:
    """Where the next character stands that is no space; at most three spaces on."""
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def entry(table: Mapping[str, _Value] | frozenset[str], text: str, at: int) -> int:
    """The length of the entry of `table` at `at`: a word, a phrase of two or three, or a prefix of unspaced script."""
    first = text[at : at + 1]
    if first >= UNSPACED:
        return prefix(table, text, at)
    found = WORD.match(text, at)
    if not found:
        return 0
    ends = [found.end()]
    for _ in range(2):
        if text[ends[-1] : ends[-1] + 1] != " ":
            break
        found = WORD.match(text, ends[-1] + 1)
        if not found:
            break
        ends.append(found.end())
    for end in reversed(ends):
        if key(text, at, end) in table:
            return end - at
    word_end = ends[0]
    for cut in ("-", "."):
        if cut in text[at:word_end]:
            short = text[at:word_end].index(cut)
            if short > 1 and key(text, at, at + short) in table:
                return short
    return 0


def key(text: str, start: int, end: int) -> str:
    """How the tables spell a word: case-folded, abbreviation points left out ("p.a." is "pa")."""
    word = text[start:end].casefold()
    return word.replace(".", "") if "." in word else word


def split(text: str) -> list[str]:
    """The words of a short text, as the tables spell them."""
    return [key(text, *word.span()) for word in WORD.finditer(text)]


def prefix(table: Mapping[str, _Value] | frozenset[str], text: str, at: int, longest: int = 10) -> int:
    """The length of the longest word of `table` that `text` begins with at `at`; 0 for none."""
    for length in range(longest, 0, -1):
        if text[at : at + length] in table:
            return min(length, len(text) - at)
    return 0
