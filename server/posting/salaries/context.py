"""What a figure is money for, told from its sentence, its row or its list item, each figure by itself."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from server.document.model import Document, Span
from server.posting import plausible
from server.posting.model import Evidence, PayKind
from server.posting.money.model import Money
from server.posting.salaries.words import Sense, Word, words

REACH = 300
"""Code points of a sentence that are read on either side of a figure; longer sentences are rare and slow."""

INSIDE_BRACKETS = 100
"""What it adds that a word stands in brackets that close before the figure: "total pay (base + bonus): $90,000"."""

WEAK = 1000
"""What a word that also stands in sentences on pay adds to its distance: it governs where nothing else does."""

AFTER = 45
"""How far behind a figure a word may still name it: "$1,000 annual home office setup allowance"."""

ACROSS_FIGURE, ACROSS_BREAK = 60, 25
"""What another figure, or a comma or "plus", between a word and a figure adds to their distance."""

FEW = 25
"""Letters beside the figures in a line that says nothing but the figures and their label: "Zone A:"."""

LABELLED_BY = 12
"""Lines above a line of bare figures among which its label is looked for: a list of bands under one heading."""

JUST_BEFORE = 15
"""Code points between a weak word and a range that it names after all: "company cars worth €40,000 - €60,000"."""

NEXT_TO = 40
"""Code points between a word and a bare number that it makes pay."""

SMALL_PAGE = 600
"""Code points of a page that holds a pay badge and little more: a card, a search hit."""

_SENTENCE = re.compile(
    r"(?<=[.!?…])[\"'”’)\]*_]{0,3}[ \t]{1,3}(?=[^\Wa-zа-яё]|[•·\"“(*_$£€])|[。！？；]|(?<=;) ",
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:approx|ca|circa|e\.g|i\.e|min|max|incl|excl|inkl|exkl|bzw|zzgl|z\.B|ggf|mind|no|nr|est|inc|ltd|co|corp|vs|p\.a|p\.m"
    r"|p\.h|p\.w|etc|sr|jr|u\.s|st|kr|тыс|руб|р|тис|грн|tys|mies|godz|brut|mens|ann|rs|hr|hrs|yr|mo|avg)|\b\w)\.$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[|•·\t]")
_CLAUSE = (
    *("plus", "and", "with", "as well as", "in addition", "along with"),
    *("depending", "dependent", "based", "commensurate", "according"),
    *("und", "et", "y", "e", "og", "och", "en", "и", "je nach", "selon", "según", "conforme", "в зависимости"),
)
"""Words behind which something else is spoken of."""
_BREAK = re.compile(rf"[,;:+|&(—•\t]|(?<![^\W_])(?:{'|'.join(_CLAUSE)})(?![^\W_])", re.IGNORECASE)
_APART = re.compile(
    r"\b(?:excl\w{0,7}|without|besides|not including|on top of|hors|sans|ohne|zzgl|zuzüglich|sin|sem|bez|без)\W{1,3}$",
    re.IGNORECASE,
)
"""Words before what the figure does not cover: "hors frais de déplacement"."""
_STRONG: frozenset[Sense] = frozenset({"base", "total", "ote"})
_PAY: frozenset[Sense] = _STRONG | {"unknown"}
_NOT: frozenset[Sense] = frozenset({"company", "benefit", "weak", "counted"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a figure is."""

    kind: PayKind | None
    """None: it is no pay."""
    evidence: tuple[Evidence, ...] = ()
    """The words that settled it."""


@dataclass(slots=True)
class Reader:
    """Reads the surroundings of the figures of one page."""

    document: Document
    money: Sequence[Money]
    """All figures of the page, in order."""
    small: bool = field(init=False)
    """The page is a pay badge and little more."""
    _starts: list[int] = field(init=False)
    _words: dict[Span, tuple[list[int], list[Word]]] = field(init=False, default_factory=dict)
    """Words found so far and where they begin, by line: its figures share them."""

    def __post_init__(self) -> None:
        self.small = len(self.document.text) <= SMALL_PAGE
        self._starts = [money.span.start for money in self.money]

    def verdict(self, at: int) -> Verdict:
        """What the figure number `at` is."""
        money = self.money[at]
        sentence = self.sentence(money.span)
        found = self.words(sentence)
        word = self._nearest(at, sentence, found)
        if word is None or word.sense == "weak":
            return self._unnamed(at, word)
        if not money.currency_sign and not self._next_to(at, word):
            return Verdict(None)
        evidence = (Evidence("kind", word.written, Span(word.start, word.end)),)
        if word.sense in _NOT and self._is_apart(word, money) and _is_offer(money):
            return Verdict("unknown")
        if word.sense in _NOT or not _fits(money):
            return Verdict(None, evidence)
        if word.sense in ("bonus", "equity"):
            return Verdict(word.sense, evidence)
        if word.sense == "unknown" and not self._believable(money, found):
            return Verdict(None, evidence)
        return Verdict(self._kind(money, word, found), evidence)

    def words(self, span: Span) -> list[Word]:
        """The listed words in a stretch, placed in the text."""
        line = Span(self.line(span.start).start, self.line(span.end).end)
        if line not in self._words:
            found = [
                Word(line.start + word.start, line.start + word.end, word.sense, word.written)
                for word in words(self.document.text[line.start : line.end])
            ]
            self._words[line] = [word.start for word in found], found
        starts, found = self._words[line]
        inside = found[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        return inside[:-1] if inside and inside[-1].end > span.end else inside

    def line(self, offset: int) -> Span:
        """The line around an offset."""
        text = self.document.text
        end = text.find("\n", offset)
        return Span(text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end)

    def sentence(self, span: Span) -> Span:
        """The sentence around a figure, within its line and within reach."""
        text = self.document.text
        line = Span(self.line(span.start).start, self.line(span.end).end)
        start, end = max(line.start, span.start - REACH), min(line.end, span.end + REACH)
        for match in _SENTENCE.finditer(text, start, min(span.start + 1, len(text))):
            if match.end() <= span.start and not _ABBREVIATION.search(
                text, max(start, match.start() - 8), match.start()
            ):
                start = match.end()
        if text[span.end - 1 : span.end].isdigit() and text[span.end : span.end + 1].isupper():
            return Span(start, span.end)  # the next sentence is glued on: "$170,000-$210,000This position is …"
        for match in _SENTENCE.finditer(text, span.end, end):
            if not _ABBREVIATION.search(text, max(span.end, match.start() - 8), match.start()):
                end = match.start()
                break
        return Span(start, end)

    def _nearest(self, at: int, sentence: Span, found: Sequence[Word]) -> Word | None:
        """The listed word that governs a figure: the nearest in its clause, before it or right behind it."""
        money, text = _core(self.money[at]), self.document.text
        before = self.money[at - 1].span.end if at else 0
        after = self.money[at + 1].span.start if at + 1 < len(self.money) else len(text)
        named = any(word.sense in _STRONG for word in found if word.end <= money.start)
        best: Word | None = None
        least = float("inf")
        for word, follows in zip(found, [*found[1:], None], strict=False):
            if word.sense == "role" or _names_role(word, follows):
                continue
            if word.sense in _NOT and _APART.search(text, max(sentence.start, word.start - 20), word.start):
                continue
            if word.sense in ("weak", "counted") and self._counts(at, word):
                return replace(word, sense="counted")
            if word.sense == "counted" or (word.sense == "weak" and named):
                continue
            if word.end <= money.start:
                between = text[word.end : money.start]
                distance = float(len(between)) + ACROSS_BREAK * min(len(_BREAK.findall(between.rstrip(" :-–(~"))), 3)
                distance += ACROSS_FIGURE if word.start < before else 0
                distance += INSIDE_BRACKETS if between.count(")") > between.count("(") else 0
            elif word.start >= money.end and word.end <= after:
                between = text[money.end : word.start]
                if len(between) > AFTER or _BREAK.search(between.removeprefix(" (").removeprefix("(")):
                    break
                distance = len(between)
            elif money.start <= word.start < money.end:
                distance = 0 if word.sense not in _NOT else float("inf")
            else:
                continue
            if word.sense == "weak":
                distance += WEAK
            if distance < least:
                best, least = word, distance
        return best

    def _counts(self, at: int, word: Word) -> bool:
        """Whether a word says what a bare number counts: "20k - 50k users"."""
        money = self.money[at]
        return not money.currency_sign and 0 <= word.start - money.span.end <= 12

    def _is_apart(self, word: Word, money: Money) -> bool:
        """Whether a bar or bullet stands between a word and a figure: "Series B start-up | $140k-$180k | Remote"."""
        return bool(_SEPARATOR.search(self.document.text, word.end, max(word.end, money.span.start)))

    def _kind(self, money: Money, word: Word, found: Sequence[Word]) -> PayKind:
        """The kind that a word names; OTE and totals win where they stand with it or behind the figure."""
        text = self.document.text
        for other in found:
            beside = 0 <= other.start - word.end <= 2 or 0 <= word.start - other.end <= 2
            behind = 0 <= other.start - money.span.end <= 12 and not _BREAK.search(text, money.span.end, other.start)
            if other.sense in ("ote", "total") and (other is word or beside or behind):
                return other.sense
        return "base" if word.sense == "base" else "unknown"

    def _next_to(self, at: int, word: Word) -> bool:
        """Whether a word stands so near that it makes a bare number pay: "зарплата 50000-120000", "salary: 45000"."""
        money = self.money[at]
        if self.small or money.alone or word.start >= money.span.start:
            return True
        between = self.document.text[word.end : money.span.start]
        return len(between) <= NEXT_TO and not _BREAK.search(between.rstrip(" :-–(~"))

    def _unnamed(self, at: int, weak: Word | None) -> Verdict:
        """A figure that no word of its sentence names for certain: its shape and the lines above it decide."""
        money = self.money[at]
        if not _fits(money):
            return Verdict(None)
        if self._bare(money.span):
            for line in self._above(money.span):
                found = self.words(line)
                senses = {word.sense for word in found}
                if senses & _PAY:
                    word = next(word for word in found if word.sense in _PAY)
                    evidence = Evidence("kind", word.written, Span(word.start, word.end))
                    return Verdict(self._kind(money, word, found), (evidence,))
                if senses & {"company", "benefit", "bonus", "equity"}:
                    return Verdict(None)
        if self.small or (money.alone and (money.currency_sign or money.period or _is_scaled(money))):
            return Verdict("unknown")
        sized = _sized(money)
        if not money.currency_sign or not sized:
            return Verdict(None)
        if weak and 0 <= _core(money).start - weak.end <= JUST_BEFORE:
            return Verdict(None)
        if money.bound == "range" and (money.period or _in_thousands(money)):
            return Verdict("unknown")
        if weak:
            return Verdict(None)
        if money.pay_word and (money.period or _in_thousands(money)):
            return Verdict("unknown", (Evidence("kind", money.pay_word, None),))
        if money.period is not None:
            return Verdict("unknown")
        return Verdict(None)

    def _bare(self, span: Span) -> bool:
        """Whether the line of a figure holds few letters beside its figures."""
        text, line = self.document.text, self.line(span.start)
        first = bisect_right(self._starts, line.start - 1)
        letters, here = 0, line.start
        for money in self.money[first : first + 8]:
            if money.span.start >= line.end:
                break
            letters += sum(map(str.isalpha, text[here : min(money.span.start, here + 200)]))
            here = money.span.end
        letters += sum(map(str.isalpha, text[here : min(line.end, here + 200)]))
        return letters <= FEW

    def _above(self, span: Span) -> list[Span]:
        """The lines above a figure up to the first that is no line of figures, nearest first; two at most."""
        lines: list[Span] = []
        here = self.line(span.start)
        for _ in range(LABELLED_BY):
            if here.start == 0 or len(lines) == 2:
                break
            here = self.line(here.start - 1)
            if any(here.start <= start < here.end for start in self._around(here)) and self._bare(
                Span(here.start, here.end)
            ):
                continue
            lines.append(Span(max(here.start, here.end - REACH), here.end))
        return lines

    def _around(self, line: Span) -> list[int]:
        """Where figures begin at or after the start of a line, the first of them."""
        first = bisect_right(self._starts, line.start - 1)
        return self._starts[first : first + 1]

    def _believable(self, money: Money, found: Sequence[Word]) -> bool:
        """Whether a figure that only an open word ("pay", "rate", "gross") names is large enough to be pay.

        "We pay up to $500 for courses" names no salary; a range, a period or a figure of yearly size does.
        """
        if money.bound == "range" or (money.period is not None and _sized(money)):
            return True
        return self.small or not any(word.sense in ("weak", "benefit", "company") for word in found)


def _fits(money: Money) -> bool:
    """False for a figure beyond any pay: funding, revenue. Without a currency no bound is known."""
    return (money.currency is None and not money.currency_sign) or all(
        plausible.plausible(figure.value, money.currency, None) is not False or figure.value == 0 or figure.malformed
        for figure in (money.low, money.high)
        if figure
    )


def _core(money: Money) -> Span:
    """A statement without the words before its first figure: "of $250,000" names nothing by its "of"."""
    return Span(min(figure.span.start for figure in (money.low, money.high) if figure), money.span.end)


def _names_role(word: Word, follows: Word | None) -> bool:
    """Whether a word that is no pay begins the name of a trade: "Revenue Operations Manager", "training role"."""
    near = follows is not None and follows.sense == "role" and follows.start - word.end <= 1
    return near and word.sense in ("company", "benefit", "weak")


def _is_offer(money: Money) -> bool:
    """Whether a figure speaks for itself: a range of common yearly or hourly pay."""
    return money.bound == "range" and all(
        bool(plausible.likely(figure.value, money.currency or plausible.DOLLARS))
        for figure in (money.low, money.high)
        if figure
    )


def _is_scaled(money: Money) -> bool:
    """Whether a scale word stands at a figure: a line "5,501" may count anything, "25-35K" is a pay badge."""
    return any(evidence.about == "scale" for evidence in money.evidence)


def _in_thousands(money: Money) -> bool:
    """Whether the figure is large enough to be pay for a month or a year without saying so."""
    figure = money.low or money.high
    return figure is not None and figure.value >= 1000


def _sized(money: Money) -> bool:
    """Whether the figure is of a size that pay has for its period, or for a year or an hour where it names none."""
    figure = money.high or money.low
    return figure is not None and plausible.plausible(figure.value, money.currency, money.period) is not False
