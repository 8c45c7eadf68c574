"""One amount: a number with the signs, scale words, period and tax words that stand directly at it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeVar

from server.document.model import Span
from server.posting.model import Period
from server.posting.money import numbers
from server.posting.money.lexicon import UNSPACED, Currencies, Lexicon, currencies

LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u0970-\u097f\u0e31-\u0e4e])"
"""A letter with the marks of Arabic, Hebrew, Devanagari and Thai, which Python does not count among letters."""

_SPACE = r"[\s\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069]"
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|(?<=.)[.'’״-](?={LETTER})){{0,29}}")
_GAP = re.compile(rf"{_SPACE}{{0,3}}")
_ROUND = re.compile(r"[.,][-–—]{1,2}(?![\d\s]?\d)|,=")
"""What stands for no pence: "3.000,–", "5'000.-"."""
_BROKEN = re.compile(r"[,.] (\d{3})(?![\d]|[.,]\d)| ,(\d{3})(?!\d)")
"""The rest of a number with a space that does not belong: "95, 000"."""
_LEFT_WORD = re.compile(rf"(?<![\w.])({LETTER}{{1,8}}\.?)[:.]?{_SPACE}{{0,2}}\Z")
_TAX_SKIP = re.compile(r"\+? ?(?:vat|iva|tva|mwst\.?|ust\.?|dph|moms|btw|b2b|uop|ндс|пдв|super|tax)\b", re.IGNORECASE)

ONE: Final = Decimal(1)
UNSPACED_SCALE: Final = 10_000
"""From 万 and 만 on, a number goes on after its scale word."""

Tax = Literal["gross", "net"]

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Mark:
    """What says which currency an amount is in."""

    written: str
    span: Span
    candidates: tuple[str, ...]
    weak: bool = False
    """An ordinary word or name as well: it takes more than this to be money."""


@dataclass(frozen=True, slots=True)
class Told:
    """A period, and the word that told it."""

    period: Period
    span: Span


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


def read(text: str, number: re.Match[str], floor: int, lexicon: Lexicon) -> Amount | None:
    """The amount at a number; `floor` is where the amount before it ends, or its line begins."""
    start, end = number.span()
    money = currencies()
    left, begin = _marks_before(text, start, floor, money)
    written = number.group()
    broken = _BROKEN.match(text, end) if left and len(written) <= 3 else None
    if broken:
        end = broken.end()
        got: tuple[Decimal, str | None] | None = Decimal(written + (broken[1] or broken[2])), "split-digits"
    else:
        got = numbers.read(written)
    if got is None:
        return None
    value, malformed = got
    at = end
    if pence := _ROUND.match(text, at):
        at = pence.end()
    scale, scale_span, scaled_end = _scale(text, at, value, bool(left), lexicon)
    right, figure_end = _marks_after(text, scaled_end, lexicon, money)
    open_end = not right and text[scaled_end : scaled_end + 1] == "+"
    if open_end:
        right, beyond = _marks_after(text, scaled_end + 1, lexicon, money)
        open_end, figure_end = bool(right), beyond if right else figure_end
    if not right and scale_span is None and (thousands := _merged_scale(text, at, lexicon, money)):
        scale, scale_span, mark = thousands
        right, figure_end = (mark,), mark.span.end
    small = any(_SMALL.issuperset(mark.candidates) for mark in (*left, *right))
    if malformed is None and scale == 1000 and value >= 1000 and not small:
        scale, malformed = Decimal(1), "thousands-and-k"
    told, tax, after = suffix(text, figure_end, bool(left or right or scale_span) or value >= 1000, lexicon)
    if told is None and scale_span and (word := key(text, *scale_span)) in lexicon.telling:
        told = Told(lexicon.telling[word], scale_span)
    return Amount(
        number=Span(start, end),
        span=Span(begin, figure_end),
        end=after,
        value=value,
        malformed=malformed,
        scale=scale,
        scale_span=scale_span,
        marks=(*left, *right),
        told=told,
        tax=tax,
        grouped=not written.isdecimal() and value >= 1000,
        open_end=open_end,
    )


def _marks_before(text: str, start: int, floor: int, money: Currencies) -> tuple[tuple[Mark, ...], int]:
    """The signs and codes that lead to a figure, and where the first begins: "SEK 655 000", "USD $207,900"."""
    lo = max(floor, start - 12)
    marks: list[Mark] = []
    begin = start
    while begin > lo and len(marks) < 2:
        mark = _sign_before(text, begin, lo, money) or _word_before(text, begin, lo, money)
        if mark is None:
            break
        marks.insert(0, mark)
        begin = mark.span.start
    return tuple(marks), begin


def _sign_before(text: str, begin: int, lo: int, money: Currencies) -> Mark | None:
    end = begin
    while end > lo and end > begin - 2 and text[end - 1].isspace():
        end -= 1
    if end <= lo or text[end - 1].isalnum():
        return None
    for length in (5, 4, 3, 2, 1):
        start = end - length
        written = text[max(start, lo) : end]
        if start >= lo and written in money.signs:
            if written[0].isalpha() and start > lo and text[start - 1].isalpha():
                continue
            return Mark(written, Span(start, end), money.signs[written])
    return None


def _word_before(text: str, begin: int, lo: int, money: Currencies) -> Mark | None:
    found = _LEFT_WORD.search(text, lo, begin)
    if not found:
        return None
    written = found[1]
    bare = written.rstrip(".")
    span = Span(found.start(1), found.end(1))
    if bare in money.codes:
        return Mark(bare, Span(span.start, span.start + len(bare)), (bare,), bare in money.weak)
    word = bare.casefold()
    candidates = money.words.get(word)
    if candidates is None or (word not in money.before and word.upper() not in money.codes):
        return None
    if word in money.weak and written[0] == word[0]:  # "r 5", "fr 5": only "R 5", "Fr. 5" are money
        return None
    return Mark(written, span, candidates, word in money.weak)


def _marks_after(text: str, at: int, lexicon: Lexicon, money: Currencies) -> tuple[tuple[Mark, ...], int]:
    """The signs and codes that follow a figure, and where the last ends: "60.000 €", "150 pln", "100 $ (USD)"."""
    marks: list[Mark] = []
    end = at
    while len(marks) < 3:
        gap = _GAP.match(text, end)
        begin = gap.end() if gap else end
        if marks and text[begin : begin + 1] == "(":
            begin += 1
        mark = _mark_at(text, begin, money)
        if mark is None or (marks and mark.span.start > end + 2):
            break
        if _opens_another(text, mark, at, lexicon):
            break
        marks.append(mark)
        end = mark.span.end
        if text[end : end + 1] == ")" and "(" in text[at:end]:
            end += 1
    return tuple(marks), end


def _opens_another(text: str, mark: Mark, at: int, lexicon: Lexicon) -> bool:
    """Whether a sign after a figure is the sign before the next one: "$164,200$229,900", "€5 €6"."""
    if (
        mark.span.start == at
        and not mark.written[0].isalpha()
        and not text[mark.span.end : mark.span.end + 1].isdigit()
    ):
        return False
    following = text[mark.span.end : mark.span.end + 2].lstrip()
    if not following[:1].isdigit():
        return False
    return mark.written.casefold().strip(".") not in lexicon.joins


def _mark_at(text: str, at: int, money: Currencies) -> Mark | None:
    """A sign, code or word of money that begins at `at`."""
    first = text[at : at + 1]
    if not first or first.isspace() or first.isdigit():
        return None
    for length in (5, 4, 3, 2, 1):
        written = text[at : at + length]
        if written in money.signs and not (written[-1].isalpha() and text[at + length : at + length + 1].isalpha()):
            return Mark(written, Span(at, at + len(written)), money.signs[written])
    if first >= UNSPACED:
        length = prefix(money.words, text, at)
        return (
            Mark(text[at : at + length], Span(at, at + length), money.words[text[at : at + length]]) if length else None
        )
    found = _WORD.match(text, at)
    if not found:
        return None
    written = found.group()
    if written in money.codes:
        return Mark(written, Span(at, at + len(written)), (written,), written in money.weak)
    if text[found.end() : found.end() + 1] == " " and (length := entry(money.words, text, at)) > len(written):
        return Mark(text[at : at + length], Span(at, at + length), money.words[key(text, at, at + length)])
    for word in dict.fromkeys((written, written.split(".")[0], written.split("-")[0])):
        candidates = money.words.get(word.casefold())
        weak = word.casefold() in money.weak
        if candidates and not (weak and word.islower()):
            end = at + len(word)
            if text[end : end + 1] == "." and len(word) <= 4:
                end += 1
            return Mark(text[at:end], Span(at, end), candidates, weak)
    return None


def prefix(table: Mapping[str, _Value] | frozenset[str], text: str, at: int, longest: int = 10) -> int:
    """The length of the longest word of `table` that `text` begins with at `at`; 0 for none."""
    for length in range(longest, 0, -1):
        if text[at : at + length] in table:
            return min(length, len(text) - at)
    return 0


def _scale(text: str, at: int, value: Decimal, signed: bool, lexicon: Lexicon) -> tuple[Decimal, Span | None, int]:
    """The factor of a scale word at `at`, its place, and where it ends: "k", "тыс.", "万", "Lacs"."""
    gap = _GAP.match(text, at)
    begin = gap.end() if gap else at
    first = text[begin : begin + 1]
    if first >= UNSPACED:
        factor, end = Decimal(1), begin
        while length := prefix(lexicon.scale, text, end, 3):
            factor *= lexicon.scale[text[end : end + length]]
            end += length
        return (factor, Span(begin, end), end) if end > begin else (factor, None, at)
    found = _WORD.match(text, begin)
    if not found:
        return Decimal(1), None, at
    word = found.group().casefold()
    if word not in lexicon.scale:
        word = re.split("[.-]", word, maxsplit=1)[0]  # "50 тыс.руб", "CA$130K-CA$160K"
    factor = lexicon.scale.get(word, Decimal(1))
    end = begin + len(word)
    if factor == 1 or (len(word) == 1 and not _letter_scales(text, word, begin, end, at, signed)):
        return Decimal(1), None, at
    if (text[end : end + 1] == "." and 1 < len(word) < 5) or (text[end : end + 1] == "." and word == "т"):
        end += 1
    return factor, Span(begin, end), end


def _letter_scales(text: str, word: str, begin: int, end: int, at: int, signed: bool) -> bool:
    """Whether a single letter after a number is a scale: "120k", "€1.5M", "7 m" is not."""
    if word in "kкκ":
        return True
    if begin > at:
        return False
    if word == "w":
        return True
    return signed or (text[begin].isupper() and word != "l")


def _merged_scale(text: str, at: int, lexicon: Lexicon, money: Currencies) -> tuple[Decimal, Span, Mark] | None:
    """A scale and a currency in one word: "60 TEUR", "T€", "35 tkr", "12kEUR", "50 тр"."""
    gap = _GAP.match(text, at)
    begin = gap.end() if gap else at
    for length in (2, 1):
        factor = _MERGED.get(text[begin : begin + length].casefold())
        if factor is None:
            continue
        after = begin + length
        if text[begin] == "т":  # "т.р.", "т р"
            while text[after : after + 1] in {".", " "}:
                after += 1
        mark = _mark_at(text, after, money)
        if mark and not mark.weak:
            return Decimal(factor), Span(begin, begin + length), mark
    return None


_SMALL = frozenset({"VND", "IDR", "LAK", "KHR", "UZS", "IRR", "COP", "CLP", "PYG", "GNF", "UGX", "TZS", "KRW", "JPY"})
"""Currencies that are paid in millions: "15.000k" is no slip there."""
_MERGED = {"k": 10**3, "t": 10**3, "т": 10**3, "e": 10**3, "m": 10**6, "mn": 10**6, "tr": 10**6}
"""Scales that make one word with the currency after them: kEUR, TEUR, tkr, т.р., EFt, MSEK, trđ."""


def suffix(text: str, at: int, large: bool, lexicon: Lexicon) -> tuple[Told | None, Tax | None, int]:
    """The period and the tax words directly after a figure, and where they end: "brutto/Monat", "(per annum)".

    Only a `large` figure has abbreviations of two letters for its period: "£30k pa", but "9 pm".
    """
    tax: Tax | None = None
    end, here, per, parens = at, at, False, 0
    for _ in range(8):
        gap = _GAP.match(text, here)
        here = gap.end() if gap else here
        char = text[here : here + 1]
        if not char or char == "\n":
            break
        if char in "/／":
            per, here = True, here + 1
            continue
        if char in "([（":
            parens, here = parens + 1, here + 1
            continue
        if char in ")]）*,":
            parens, here = parens - (char in ")]）"), here + 1
            continue
        if skip := _TAX_SKIP.match(text, here):
            here = skip.end()
            continue
        told, length = _told(text, here, per, lexicon, glued=large and here - at <= 1, listed=parens > 0)
        if told:
            end = here + length
            if text[end : end + 1] in {")", "]", "）"} and parens > 0:
                end += 1
            return Told(told, Span(here, here + length)), tax or _tax_after(text, end, lexicon), end
        if length := entry(lexicon.tax, text, here):
            tax = lexicon.tax[key(text, here, here + length)]
            here += length
            here += text[here : here + 1] == "."
            end = here
            continue
        if length := entry(lexicon.per, text, here):
            per, here = True, here + length
            continue
        break
    return None, tax, end


def _tax_after(text: str, at: int, lexicon: Lexicon) -> Tax | None:
    here = at
    while text[here : here + 1] in {".", ",", "(", " ", "\u00a0"}:
        here += 1
    length = entry(lexicon.tax, text, here)
    return lexicon.tax[text[here : here + length].casefold()] if length else None


def _told(text: str, at: int, per: bool, lexicon: Lexicon, *, glued: bool, listed: bool) -> tuple[Period | None, int]:
    """A period told by the word at `at`, and the length of the word.

    In scripts without spaces a word of pay is the label of what follows ("25万円 年収…"), unless in brackets.
    """
    if (
        per
        and (length := entry(lexicon.unit, text, at))
        and (length > 1 or text[at] >= UNSPACED or text[at - 1] in "/／p")
    ):
        return lexicon.unit[key(text, at, at + length)], length
    if length := entry(lexicon.telling, text, at):
        word = key(text, at, at + length)
        if glued or listed or length > 2 or text[at] >= UNSPACED:
            label = text[at] >= UNSPACED and lexicon.pay.search(word)
            return (None, 0) if label and not listed else (lexicon.telling[word], length)
    if glued and (length := entry(lexicon.unit, text, at)) and key(text, at, at + length) in _GLUED:
        return lexicon.unit[key(text, at, at + length)], length
    return None, 0


_GLUED = frozenset({"hr", "hour", "annum", "std", "yr", "mth"})
"""Units that stand at a figure without "per": "$15 hr", "£30,000 annum"."""


def entry(table: Mapping[str, _Value] | frozenset[str], text: str, at: int) -> int:
    """The length of the entry of `table` at `at`: a word, a phrase of two or three, or a prefix of unspaced script."""
    first = text[at : at + 1]
    if first >= UNSPACED:
        return prefix(table, text, at)
    found = _WORD.match(text, at)
    if not found:
        return 0
    ends = [found.end()]
    for _ in range(2):
        if text[ends[-1] : ends[-1] + 1] != " ":
            break
        found = _WORD.match(text, ends[-1] + 1)
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
            if key(text, at, at + short) in table:
                return short
    return 0


def key(text: str, start: int, end: int) -> str:
    """How the tables spell a word: case-folded, abbreviation points left out ("p.a." is "pa")."""
    word = text[start:end].casefold()
    return word.replace(".", "") if "." in word else word


def words(text: str) -> list[str]:
    """The words of a short text, as the tables spell them."""
    return [key(text, *word.span()) for word in _WORD.finditer(text)]
