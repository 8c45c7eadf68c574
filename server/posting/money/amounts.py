"""One amount: a number with the signs, scale words, period and tax words that stand directly at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from server.document.model import Span
from server.posting.money import marks, numbers, suffixes
from server.posting.money.lexicon import UNSPACED, Currencies, Lexicon, Tax
from server.posting.money.marks import Mark
from server.posting.money.suffixes import Told
from server.posting.money.tokens import WORD, key, prefix, skip_gap

ONE: Final = Decimal(1)

_ROUND = re.compile(r"[.,][-–—]{1,2}(?![\d\s]?\d)|,=|/[-=](?!\d)")
"""What stands for no pence: "3.000,–", "5'000.-", "20,000/-"."""
_BROKEN = re.compile(r"[,.] (\d{3})(?![\d]|[.,]\d)| ,(\d{3})(?!\d)")
"""The rest of a number with a space that does not belong: "95, 000"."""
_IN_LAKHS = frozenset({"INR", "PKR", "BDT", "NPR", "LKR"})
"""Currencies that are written in lakhs and crores: "12,00,000"; of any other, such groups are a slip."""
_MILLIONS = frozenset(
    {"VND", "IDR", "LAK", "KHR", "UZS", "IRR", "COP", "CLP", "PYG", "GNF", "UGX", "TZS", "KRW", "JPY"}
)
"""Currencies that people are paid millions of: "15.000k" is no slip there."""
_MERGED: Final = {"k": 10**3, "t": 10**3, "т": 10**3, "e": 10**3, "m": 10**6, "mn": 10**6, "tr": 10**6}
"""Scales that make one word with the currency after them: kEUR, TEUR, tkr, т.р., EFt, MSEK, trđ."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and what stands directly at it."""

    number: Span
    """The digits alone."""
    span: Span
    """With sign and scale word: what a reader would call the figure."""
    end: int
    """Where the words that belong to it end: period and tax included."""
    value: Decimal
    malformed: str | None
    scale: Decimal
    """1 where no scale word stands at it."""
    scale_span: Span | None
    marks: tuple[Mark, ...]
    told: Told | None
    tax: Tax | None
    grouped: bool
    """Written in thousands ("60.000", "181 000")."""
    open_end: bool = False
    """A plus stands between the number and its currency: "100 000+ рублей"."""

    @property
    def signed(self) -> bool:
        """Whether a currency stands at it for certain."""
        return any(not mark.weak for mark in self.marks)

    @property
    def scaled(self) -> Decimal:
        """Its value in units of the currency, without decimals where they are none ("15.00" is 15)."""
        value = self.value * self.scale
        return value.to_integral_value() if value == value.to_integral_value() else value


def read(text: str, number: re.Match[str], floor: int, words: Lexicon, money: Currencies) -> Amount | None:
    """The amount at a number; `floor` is where the amount before it ends, or its line begins.

    None where the digits are no number: an address, a version, a chain of figures.
    """
    left, begin = marks.before(text, number.start(), floor, money)
    digits = _digits(text, number, bool(left))
    if digits is None:
        return None
    tail = _tail(text, digits.end, bool(left), words, money)
    value, scale, malformed = digits.value, tail.scale, digits.malformed
    signs = (*left, *tail.marks)
    meant = {code for mark in signs if not mark.weak for code in mark.candidates}
    if point := next((money.thousandths[code] for code in meant if code in money.thousandths), None):
        exact = numbers.with_thousandths(number.group(), point)
        value, malformed = (value, malformed) if exact is None else (exact, None)
    if meant and not meant & _IN_LAKHS and numbers.in_lakhs(number.group()):
        malformed = "wrong-groups"
    if scale == 1000 and value >= 1000 and not malformed and not any(_MILLIONS.issuperset(m.candidates) for m in signs):
        scale, malformed = ONE, "thousands-and-k"
    large = bool(signs or tail.scale_span) or value >= 1000
    told, tax, end = suffixes.read(text, tail.end, large, words)
    if told is None and tail.scale_span and (word := key(text, *tail.scale_span)) in words.telling:
        told = Told(words.telling[word], tail.scale_span)  # "LPA": lakhs per annum
    return Amount(
        number=Span(number.start(), digits.end),
        span=Span(begin, tail.end),
        end=end,
        value=value,
        malformed=malformed,
        scale=scale,
        scale_span=tail.scale_span,
        marks=signs,
        told=told,
        tax=tax,
        grouped=value >= 1000 and not number.group().isdecimal(),
        open_end=tail.open_end,
    )


class _Digits(NamedTuple):
    value: Decimal
    malformed: str | None
    end: int


def _digits(text: str, number: re.Match[str], signed: bool) -> _Digits | None:
    """The value of the digits, with a part that a space broke off and with dashes for pence."""
    end = number.end()
    rest = _BROKEN.match(text, end) if len(number.group()) <= 3 else None
    if rest and (signed or rest[1] == "000"):
        return _Digits(Decimal(number.group() + (rest[1] or rest[2])), "split-digits", rest.end())
    got = numbers.read(number.group())
    if got is None:
        return None
    pence = _ROUND.match(text, end)
    return _Digits(*got, pence.end() if pence else end)


class _Tail(NamedTuple):
    """What stands after the digits: a scale word, a plus, signs of money, in this order."""

    scale: Decimal
    scale_span: Span | None
    marks: tuple[Mark, ...]
    end: int
    open_end: bool = False


def _tail(text: str, at: int, signed: bool, words: Lexicon, money: Currencies) -> _Tail:
    scale, scale_span, end = _scale(text, at, signed, words, money)
    signs, figure_end = marks.after(text, end, words, money)
    if signs:
        return _Tail(scale, scale_span, signs, figure_end)
    if text[end : end + 1] == "+":
        signs, figure_end = marks.after(text, end + 1, words, money)
        if signs:
            return _Tail(scale, scale_span, signs, figure_end, open_end=True)
    merged = _merged(text, at, money) if scale_span is None else None
    return merged or _Tail(scale, scale_span, (), end)


def _scale(text: str, at: int, signed: bool, words: Lexicon, money: Currencies) -> tuple[Decimal, Span | None, int]:
    """The factor of a scale word at `at`, its place, and where it ends: "k", "тыс.", "万", "Lacs"."""
    begin = skip_gap(text, at)
    if text[begin : begin + 1] >= UNSPACED:
        factor, end = ONE, begin
        while length := prefix(words.scale, text, end, 3):
            factor *= words.scale[text[end : end + length]]
            end += length
        return (factor, Span(begin, end), end) if end > begin else (ONE, None, at)
    found = WORD.match(text, begin)
    if not found:
        return ONE, None, at
    word = found.group().casefold()
    if word not in words.scale:
        word = re.split("[.-]", word, maxsplit=1)[0]  # "50 тыс.руб", "CA$130K-CA$160K"
    end = begin + len(word)
    if word not in words.scale or (len(word) == 1 and not _letter_scales(text, begin, begin == at, signed, money)):
        return ONE, None, at
    if text[end : end + 1] == "." and len(word) < 5 and word not in "kкm":
        end += 1
    return words.scale[word], Span(begin, end), end


def _letter_scales(text: str, at: int, attached: bool, signed: bool, money: Currencies) -> bool:
    """Whether a single letter after a number is a scale: "120k", "90 k", "€1.5M", "40W"; "7 m" and "5 L" are not."""
    letter = text[at]
    if letter in "kKкКκ":
        return True
    if not attached:
        if text[at + 1 : at + 2] == " " and (mark := marks.at(text, at + 2, money)) and not mark.weak:
            return True  # "1,2 M Ft", "500 e Ft"
        return signed and letter in "MB" and text[at + 1 : at + 2] in {"", " ", "+", ".", ",", ")", "\n"}
    return signed or letter in "wW" or (letter.isupper() and letter != "L")


def _merged(text: str, at: int, money: Currencies) -> _Tail | None:
    """A scale and a currency in one word: "60 TEUR", "T€", "35 tkr", "12kEUR", "50 т.р."."""
    begin = skip_gap(text, at)
    for length in (2, 1):
        scale = _MERGED.get(text[begin : begin + length].casefold())
        after = begin + length
        while scale and text[begin] == "т" and text[after : after + 1] in {".", " "}:
            after += 1
        mark = marks.at(text, after, money) if scale else None
        if scale and mark and not mark.weak:
            return _Tail(Decimal(scale), Span(begin, begin + length), (mark,), mark.span.end)
    return None
