"""The words that stand directly after a figure: its period, and whether it is before or after tax."""

from __future__ import annotations

import re
from typing import NamedTuple

from server.document.model import Span
from server.posting.model import Period
from server.posting.money.lexicon import UNSPACED, Lexicon, Tax
from server.posting.money.tokens import entries, entry, key, look_up, skip_gap

_MOST = 8
"""Words and brackets between a figure and its period: "zł netto (+ VAT) / miesiąc" has six."""
_PASSED = re.compile(r"\+? ?(?:vat|iva|tva|mwst\.?|ust\.?|dph|moms|btw|b2b|uop|ндс|пдв|super|tax)\b", re.IGNORECASE)
"""Words of tax and contract that may stand between."""
_GLUED = frozenset({"hr", "hour", "annum", "std", "yr", "mth"})
"""Units that stand at a figure without "per": "$15 hr", "£30,000 annum"."""


_SLASH = frozenset("/／")
_OPENING = frozenset("([（")
_CLOSING = frozenset(")]）")
_BETWEEN = _CLOSING | frozenset("*,")


class Told(NamedTuple):
    """A period, and the word that told it."""

    period: Period | None
    """None where the word is for none of the five: "biweekly", "per mile"."""
    span: Span
    loose: bool = False
    """Told apart from the figure, by a word that may be of something else: "£30,000 paid monthly"."""


class Suffix(NamedTuple):
    """What the words after a figure say, and where they end."""

    told: Told | None
    tax: Tax | None
    end: int


def read(text: str, start: int, large: bool, words: Lexicon) -> Suffix:
    """The period and the tax words that follow at `start`: "brutto/Monat", "(per annum)", "netto VAT/ MD".

    Only a `large` figure has abbreviations of two letters for its period: "£30k pa", but "9 pm".
    """
    tax: Tax | None = None
    end = here = start
    per, comma, brackets = False, False, 0
    for _ in range(_MOST):
        here = skip_gap(text, here)
        char = text[here : here + 1]
        if char in _SLASH:
            per, here = True, here + 1
        elif char in _OPENING:
            brackets, here = brackets + 1, here + 1
        elif char in _BETWEEN:
            brackets, comma, here = brackets - (char in _CLOSING), comma or char == ",", here + 1
        elif passed := _PASSED.match(text, here):
            here = passed.end()
        elif not (found := entries(text, here)):
            break
        elif told := _told(text, here, found, per, words, first=large and here - start <= 1, bracketed=brackets > 0):
            end = told.span.end
            if brackets > 0 and text[end : end + 1] in _CLOSING:
                end += 1
            return Suffix(told._replace(loose=comma and not per), tax or _tax_after(text, end, words), end)
        elif length := look_up(words.tax, found):
            tax = words.tax[key(text, here, here + length)]
            here += length + (text[here + length : here + length + 1] == ".")
            end = here
        elif length := look_up(words.per, found):
            per, here = True, here + length
        else:
            break
    return Suffix(None, tax, end)


def _told(
    text: str, at: int, found: list[tuple[str, int]], per: bool, words: Lexicon, *, first: bool, bracketed: bool
) -> Told | None:
    """The period that the word at `at` tells, one of those `found` there.

    In scripts without spaces a word of pay is the label of what follows ("25万円 年収…"), unless alone in brackets.
    """
    unspaced = text[at : at + 1] >= UNSPACED
    length = look_up(words.unit, found)
    if length and per and (length > 1 or unspaced or text[at - 1] in "/／p"):
        return Told(words.unit[key(text, at, at + length)], Span(at, at + length))
    if length and first and key(text, at, at + length) in _GLUED:
        return Told(words.unit[key(text, at, at + length)], Span(at, at + length))
    length = look_up(words.telling, found)
    if not length or not (first or bracketed or unspaced or length > 2):
        return None
    word = key(text, at, at + length)
    in_brackets = bracketed and text[at + length : at + length + 1] in _CLOSING
    if unspaced and not in_brackets and words.pay.search(word):
        return None
    return Told(words.telling[word], Span(at, at + length))


def _tax_after(text: str, at: int, words: Lexicon) -> Tax | None:
    """What stands of tax behind the period: "zł / godz. brutto", "за месяц, на руки"."""
    while text[at : at + 1] in {".", ",", "(", " ", "\u00a0"}:
        at += 1
    length = entry(words.tax, text, at)
    return words.tax[key(text, at, at + length)] if length else None
