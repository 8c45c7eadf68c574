"""The signs, codes and words that say which currency an amount is in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from server.document.model import Span
from server.posting.money.lexicon import UNSPACED, Currencies, Lexicon
from server.posting.money.tokens import LETTER, SPACE, WORD, entry, is_space, key, prefix, skip_gap

_SPACED = 7
"""Characters of the widest gap between a mark and its figure, those without width included."""
_REACH = 16
"""Characters of the longest marks before a figure: "USD $"."""
_LENGTHS = (5, 4, 3, 2, 1)
"""Characters of a sign, longest first: "US$" before "$"."""
_WORD_GOES_ON = re.compile(rf"{LETTER}\d{{0,3}}\Z")
"""What makes letters the rest of a name: the "S/" of "K8S/"."""
_LEFT_WORD = re.compile(rf"(?<![\w.])({LETTER}{{1,8}}\.?)[:.]?{SPACE}{{0,{_SPACED}}}\Z")


@dataclass(frozen=True, slots=True)
class Mark:
    """What says which currency an amount is in."""

    written: str
    span: Span
    candidates: tuple[str, ...]
    weak: bool = False
    """An ordinary word or name as well: it takes more than this to be money."""


def before(text: str, start: int, floor: int, money: Currencies) -> tuple[tuple[Mark, ...], int]:
    """The signs and codes that lead to a figure, and where the first begins: "SEK 655 000", "USD $207,900"."""
    lo = max(floor, start - _REACH)
    marks: list[Mark] = []
    begin = start
    while begin > lo and len(marks) < 2:
        mark = _sign_before(text, begin, lo, money) or _word_before(text, begin, lo, money)
        if mark is None:
            break
        marks.insert(0, mark)
        begin = mark.span.start
    return tuple(marks), begin


def after(text: str, start: int, words: Lexicon, money: Currencies) -> tuple[tuple[Mark, ...], int]:
    """The signs and codes that follow a figure, and where the last ends: "60.000 €", "100 $ (USD)", "900 (EUR)"."""
    marks: list[Mark] = []
    end = start
    while len(marks) < 3:
        begin = skip_gap(text, end)
        bracketed = text[begin : begin + 1] == "("
        mark = at(text, begin + bracketed, money)
        if mark and bracketed and not marks:
            if text[mark.span.end : mark.span.end + 1] != ")":
                break
            mark = replace(mark, weak=True)  # "2 (CAD) engineers"
        begin += bracketed
        if mark is None or (marks and begin > end + 2) or _opens_another(text, mark, start, words):
            break
        marks.append(mark)
        end = mark.span.end
        if text[end : end + 1] == ")" and "(" in text[start:end]:
            end += 1
    return tuple(marks), end


def at(text: str, start: int, money: Currencies) -> Mark | None:
    """A sign, code or word of money that begins at `start`."""
    first = text[start : start + 1]
    if not first or first.isspace() or first.isdigit():
        return None
    for length in _LENGTHS:
        written = text[start : start + length]
        if written in money.signs and not (
            written[-1].isalpha() and text[start + length : start + length + 1].isalpha()
        ):
            return Mark(written, Span(start, start + len(written)), money.signs[written])
    if first >= UNSPACED:
        return _word(text, start, prefix(money.words, text, start), money)
    found = WORD.match(text, start)
    if not found:
        return None
    written = found.group()
    if written in money.codes:
        return Mark(written, Span(*found.span()), (written,), written in money.weak)
    length = entry(money.words, text, start)
    mark = _word(text, start, length, money)
    if mark is None or (mark.weak and mark.written.islower()):
        return None
    end = mark.span.end
    if length <= 4 and text[end : end + 1] == ".":
        return replace(mark, written=text[start : end + 1], span=Span(start, end + 1))
    return mark


def _word(text: str, start: int, length: int, money: Currencies) -> Mark | None:
    if not length:
        return None
    word = key(text, start, start + length)
    return Mark(text[start : start + length], Span(start, start + length), money.words[word], word in money.weak)


def _sign_before(text: str, begin: int, lo: int, money: Currencies) -> Mark | None:
    end = begin
    while end > lo and end > begin - _SPACED and is_space(text[end - 1]):
        end -= 1
    if end <= lo or text[end - 1].isalnum():
        return None
    for length in _LENGTHS:
        start = end - length
        written = text[max(start, lo) : end]
        within_word = written[:1].isalpha() and _WORD_GOES_ON.search(text, max(0, start - 4), start)
        if start >= lo and written in money.signs and not within_word:
            return Mark(written, Span(start, end), money.signs[written])
    return None


def _word_before(text: str, begin: int, lo: int, money: Currencies) -> Mark | None:
    found = _LEFT_WORD.search(text, lo, begin)
    if not found:
        return None
    written, start = found[1], found.start(1)
    bare = written.rstrip(".")
    if bare in money.codes:
        return Mark(bare, Span(start, start + len(bare)), (bare,), bare in money.weak)
    word = bare.casefold()
    if word not in money.words or not (word in money.before or word.upper() in money.codes):
        return None
    if word in money.weak and bare.islower():
        return None
    return Mark(written, Span(start, start + len(written)), money.words[word], word in money.weak)


def _opens_another(text: str, mark: Mark, start: int, words: Lexicon) -> bool:
    """Whether what follows a figure is the sign before the next one: "$164,200$229,900", "€5 €6", "EUR 5 EUR 6"."""
    end = mark.span.end
    attached = mark.span.start == start and not mark.written[0].isalpha()
    if attached and not text[end : end + 1].isdigit():
        return False
    following = text[end : end + 2].lstrip()
    return following[:1].isdigit() and mark.written.casefold().strip(".") not in words.joins
