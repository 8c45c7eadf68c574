"""Words in running text, as the tables of `lexicon` hold them: whole words, phrases, prefixes of unspaced script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from server.posting.money.lexicon import UNSPACED

_MARKS = r"\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u0970-\u097f\u0981-\u0983\u09bc-\u09cd\u0e31-\u0e4e"
"""The marks of Arabic, Hebrew, Devanagari, Bengali and Thai, which Python does not count among letters."""
LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
"""A letter or a mark on one."""
UNSEEN = "".join(map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)))
"""Characters without width: joiners, and the marks of direction that pages in Arabic and Hebrew put around figures."""
SPACE = rf"(?:[^\S\n]|[{UNSEEN}])"
"""White space within a line, and what is not seen."""
WORD = re.compile(rf"{LETTER}(?:{LETTER}|(?<=.)['’.\u05f4-](?={LETTER})){{0,29}}")
"""A word, abbreviations with points and hyphened compounds included: "p.a", "all'anno", "m-c"."""

_GAP = re.compile(rf"(?:[{UNSEEN}]{{0,3}}[^\S\n]){{0,3}}[{UNSEEN}]{{0,3}}")
_Value = TypeVar("_Value")


_LONGEST = 10
"""Characters of the longest entry in a script without spaces."""


def skip_gap(text: str, at: int) -> int:
    """Where the next character stands that is no space; at most three spaces on."""
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def is_space(char: str) -> bool:
    """Whether a reader sees nothing but a gap there."""
    return char.isspace() or char in UNSEEN


def entries(text: str, at: int) -> list[tuple[str, int]]:
    """What the tables may hold at `at`, longest first, each with its length.

    Phrases of three and two words, the word, and its part before a hyphen or point; in scripts without
    spaces every beginning.

    >>> entries("per annum plus", 0)
    [('per annum plus', 14), ('per annum', 9), ('per', 3)]
    """
    if text[at : at + 1] >= UNSPACED:
        longest = min(_LONGEST, len(text) - at)
        return [(text[at : at + length], length) for length in range(longest, 0, -1)]
    found = WORD.match(text, at)
    if not found:
        return []
    end = found.end()
    candidates = [(key(text, at, end), end - at)]
    for cut in ("-", "."):
        short = text.find(cut, at + 2, end)
        if short > 0:
            candidates.append((key(text, at, short), short - at))
    for _ in range(2):
        following = WORD.match(text, end + 1) if text[end : end + 1] == " " else None
        if not following:
            break
        end = following.end()
        candidates.insert(0, (key(text, at, end), end - at))
    return candidates


def look_up(table: Mapping[str, _Value] | frozenset[str], candidates: list[tuple[str, int]]) -> int:
    """The length of the longest of the candidates that `table` holds; 0 for none."""
    for word, length in candidates:
        if word in table:
            return length
    return 0


def entry(table: Mapping[str, _Value] | frozenset[str], text: str, at: int) -> int:
    """The length of the longest entry of `table` at `at`; 0 for none."""
    return look_up(table, entries(text, at))


def key(text: str, start: int, end: int) -> str:
    """How the tables spell a word: case-folded, abbreviation points left out ("p.a." is "pa")."""
    word = text[start:end].casefold()
    return word.replace(".", "") if "." in word else word


def split(text: str) -> list[str]:
    """The words of a short text, as the tables spell them."""
    return [key(text, *word.span()) for word in WORD.finditer(text)]


def prefix(table: Mapping[str, _Value] | frozenset[str], text: str, at: int, longest: int = _LONGEST) -> int:
    """The length of the longest word of `table` that `text` begins with at `at`; 0 for none."""
    for length in range(longest, 0, -1):
        if text[at : at + length] in table:
            return min(length, len(text) - at)
    return 0
