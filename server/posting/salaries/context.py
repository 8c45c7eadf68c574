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
from server.posting.salaries.sentences import BREAK, REACH, Sentences
from server.posting.salaries.words import Sense, Word

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

RIGHT_BEHIND = 6
"""Code points between an open word and a small figure without a period that it names: "Pay: $16", "rate is £18"."""

COUNTED_WITHIN = 12
"""Code points behind a bare number among which a word says what it counts: "20k - 50k users"."""

NEXT_TO = 40
"""Code points between a word and a bare number that it makes pay."""

SMALL_PAGE = 600
"""Code points of a page that holds a pay badge and little more: a card, a search hit."""

_SEPARATOR = re.compile(r"[|•·\t]")
_APART = re.compile(
    r"\b(?:excl\w{0,7}|without|besides|not including|on top of|hors|sans|ohne|zzgl|zuzüglich|sin|sem|bez|без)\W{1,3}$",
    re.IGNORECASE,
)
"""Words before what the figure does not cover: "hors frais de déplacement"."""
_INCLUDED = re.compile(
    r"\b(?:incl\w{0,8}|inkl\w{0,7}|inclu[ií]\w{0,6}|with|mit|met|med|avec|compris|con|com|vč\w{0,6}|włącznie z|с|з)"
    r"\W{1,3}$",
    re.IGNORECASE,
)
"""Words before what the figure already covers: "€14.50 an hour including allowances"."""
_EACH = re.compile(r"\s?(?:per|an?|each|for each|for every|pro|je|par|por|za|per ogni|за)\s")
"""Between a figure and what it is paid for, piece by piece: "$50 per referral"."""
_FOR = re.compile(r"\s(?:for|on|für|pour|por|za|per|за)\s(?:\w{1,12}\s){0,2}")
"""Between a figure and the hours it is paid for: "$45 for all overtime"."""
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
    sentences: Sentences = field(init=False)
    small: bool = field(init=False)
    """The page is a pay badge and little more."""
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.sentences = Sentences(self.document.text, max((m.span.end for m in self.money), default=0) + 2 * REACH)
        self.small = len(self.document.text) <= SMALL_PAGE
        self._starts = [money.span.start for money in self.money]

    def verdict(self, at: int) -> Verdict:
        """What the figure number `at` is."""
        money = self.money[at]
        sentence = self.sentences.around(money.span)
        found = self.sentences.words(sentence)
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
        if word.sense == "aside" or (word.sense in _PAY and self._is_aside(money, found)):
            return Verdict("bonus", evidence)
        if word.sense in ("bonus", "equity"):
            return Verdict(word.sense, evidence)
        if word.sense == "unknown" and not self._believable(money, word, found):
            return Verdict(None, evidence)
        if word.sense in _PAY and self._is_further(at, word) and not _sized(money):
            return Verdict(None, evidence)
        return Verdict(self._kind(money, word, found), evidence)

    def _nearest(self, at: int, sentence: Span, found: Sequence[Word]) -> Word | None:
        """The listed word that governs a figure: the nearest in its clause, before it or right behind it."""
        money = _core(self.money[at])
        before = self.money[at - 1].span.end if at else 0
        named = any(word.sense in _STRONG for word in found if word.end <= money.start)
        if not self.money[at].currency_sign:
            for word in found:
                if word.sense in ("weak", "counted") and 0 <= word.start - money.end <= COUNTED_WITHIN:
                    return replace(word, sense="counted")
        best: Word | None = None
        least = float("inf")
        behind = bisect_left(found, money.start, key=lambda word: word.end)
        while behind < len(found) and found[behind].end <= money.start:
            behind += 1
        for place in (*range(behind - 1, -1, -1), *range(behind, len(found))):
            word = found[place]
            if word.end <= money.start and money.start - word.end > least:
                continue
            follows = found[place + 1] if place + 1 < len(found) else None
            if word.sense in ("role", "counted") or _names_role(word, follows) or (word.sense == "weak" and named):
                continue
            distance = self._distance(at, money, word, before)
            if distance is None:
                break
            if word.sense in _NOT and self._follows(_APART, word, sentence):
                continue
            if word.sense == "bonus" and word.start >= money.end and self._follows(_INCLUDED, word, sentence):
                continue
            if word.sense == "weak":
                distance += WEAK
            if word.sense == "unknown" and word.start >= money.end and best and self._same_clause(best, money):
                continue
            if distance < least or (distance == least and word.end <= money.start):
                best, least = word, distance
        return best

    def _follows(self, introduced: re.Pattern[str], word: Word, sentence: Span) -> bool:
        """Whether one of the words of `introduced` stands right before a word."""
        return introduced.search(self.document.text, max(sentence.start, word.start - 20), word.start) is not None

    def _distance(self, at: int, money: Span, word: Word, before: int) -> float | None:
        """How far a word is from naming a figure; None where it and all behind it are too far."""
        text = self.document.text
        if word.end <= money.start:
            between = text[word.end : money.start]
            stop = word.end + len(between.rstrip(" :-–(~"))
            distance = float(len(between)) + ACROSS_BREAK * min(self.sentences.breaks(word.end, stop), 3)
            distance += ACROSS_FIGURE if word.start < before else 0
            return distance + (INSIDE_BRACKETS if between.count(")") > between.count("(") else 0)
        if word.start >= money.end:
            after = self.money[at + 1].span.start if at + 1 < len(self.money) else len(text)
            between = text[money.end : word.start]
            if word.end > after:
                return float("inf")
            if len(between) > AFTER or BREAK.search(between.removeprefix(" (").removeprefix("(")):
                return None
            return 0 if _EACH.fullmatch(between) else len(between)
        return 0 if money.start <= word.start and word.sense not in _NOT else float("inf")

    def _same_clause(self, word: Word, money: Span) -> bool:
        """Whether a word for other money stands before a figure in one clause: an open word behind does not name it."""
        other = word.sense not in _PAY and word.sense != "weak"
        return other and word.end <= money.start and not self.sentences.breaks(word.end, money.start)

    def _is_aside(self, money: Money, found: Sequence[Word]) -> bool:
        """Whether the clause of a figure speaks of other hours or other people than the posting."""
        start, text = _core(money).start, self.document.text
        return any(
            (word.end <= start and not self.sentences.breaks(word.end, start))
            or (word.start >= money.span.end and _FOR.fullmatch(text, money.span.end, word.start) is not None)
            for word in found
            if word.sense == "aside"
        )

    def _is_further(self, at: int, word: Word) -> bool:
        """Whether a word stands before an earlier figure: "Bruttolohn 3.200 € im Monat, Menüscheine zu 8 € pro Tag".

        What nobody is paid is then no slip but something else that no list knows.
        """
        return at > 0 and word.end <= self.money[at - 1].span.start

    def _is_apart(self, word: Word, money: Money) -> bool:
        """Whether a bar or bullet stands between a word and a figure: "Series B start-up | $140k-$180k | Remote"."""
        return bool(_SEPARATOR.search(self.document.text, word.end, max(word.end, money.span.start)))

    def _kind(self, money: Money, word: Word, found: Sequence[Word]) -> PayKind:
        """The kind that a word names; OTE and totals win where they stand with it or behind the figure."""
        text = self.document.text
        for other in found:
            if other.sense not in ("ote", "total"):
                continue
            gap = text[min(word.end, other.end) : max(word.start, other.start)]
            apart = "," in gap or (word.start >= money.span.end and BREAK.search(gap))
            beside = len(gap) <= 2 and not apart
            behind = 0 <= other.start - money.span.end <= 12 and not BREAK.search(text, money.span.end, other.start)
            if other is word or beside or behind:
                return other.sense
        return "base" if word.sense == "base" else "unknown"

    def _next_to(self, at: int, word: Word) -> bool:
        """Whether a word stands so near that it makes a bare number pay: "зарплата 50000-120000", "salary: 45000"."""
        money = self.money[at]
        if self.small or money.alone or word.start >= money.span.start:
            return True
        between = self.document.text[word.end : money.span.start]
        return len(between) <= NEXT_TO and not BREAK.search(between.rstrip(" :-–(~"))

    def _unnamed(self, at: int, weak: Word | None) -> Verdict:
        """A figure that no word of its sentence names for certain: its shape and the lines above it decide."""
        money = self.money[at]
        if not _fits(money):
            return Verdict(None)
        if self._bare(money.span):
            for line in self._above(money.span):
                found = self.sentences.words(line)
                senses = {word.sense for word in found}
                if senses & _PAY:
                    word = next(word for word in found if word.sense in _PAY)
                    evidence = Evidence("kind", word.written, Span(word.start, word.end))
                    return Verdict(self._kind(money, word, found), (evidence,))
                if senses & {"company", "benefit", "bonus", "equity"}:
                    return Verdict(None)
        if money.alone and (money.currency_sign or money.period or _is_scaled(money)):
            return Verdict("unknown", (Evidence("kind", "line of its own", None),))
        if self.small and not self._is_sentence(money.span):
            return Verdict("unknown")
        if not money.currency_sign or not _sized(money):
            return Verdict(None)
        if weak and 0 <= _core(money).start - weak.end <= JUST_BEFORE:
            return Verdict(None)
        if not money.period and not _in_thousands(money):
            return Verdict(None)
        if money.pay_word and (money.bound == "range" or not weak):
            return Verdict("unknown", (Evidence("kind", money.pay_word, None),))
        return Verdict("unknown" if money.bound == "range" or _is_hourly(money) else None)

    def _is_sentence(self, span: Span) -> bool:
        """Whether the line of a figure ends as prose does; the cards of a list glue their parts together instead."""
        line = self.sentences.line(span.start)
        return self.document.text[line.end - 1 : line.end] in {*".!?。！…"}

    def _bare(self, span: Span) -> bool:
        """Whether the line of a figure holds few letters beside its figures."""
        text, line = self.document.text, self.sentences.line(span.start)
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
        here = self.sentences.line(span.start)
        for _ in range(LABELLED_BY):
            if here.start == 0 or len(lines) == 2:
                break
            here = self.sentences.line(here.start - 1)
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

    def _believable(self, money: Money, word: Word, found: Sequence[Word]) -> bool:
        """Whether a figure that only an open word ("pay", "rate", "gross") names is pay.

        "We pay up to $500 for courses" names no salary, nor does "you are paid $75 for the course"; a range, a period
        or a figure of yearly size does, a small one right behind its word, and one that a surer word leads to and
        only its own "brutto" stands nearer: "Wynagrodzenie 5 200 zł brutto".
        """
        if money.bound == "range" or (money.period is not None and _sized(money)):
            return True
        text, start = self.document.text, _core(money).start
        if start <= word.start < money.span.end and any(
            each.sense in _STRONG and each.end <= start and not self.sentences.breaks(each.end, start) for each in found
        ):
            return True
        right_behind = 0 <= start - word.end <= RIGHT_BEHIND and not _FOR.match(text, money.span.end)
        if not (money.alone or right_behind or _in_thousands(money)):
            return False
        return self.small or not any(word.sense in ("weak", "benefit", "company") for word in found)


def _fits(money: Money) -> bool:
    """False for a figure beyond any pay: funding, revenue. Without a sign no bound is known.

    A "$" of unknown country is taken for a dollar: pesos name their country, or their page does.
    """
    if money.currency is None and not money.currency_sign:
        return True
    known = money.currency or (plausible.DOLLARS if "$" in money.currency_sign else None)
    return all(
        figure.value == 0 or bool(figure.malformed) or plausible.can_be([figure.value], known, money.currency_sign)
        for figure in (money.low, money.high)
        if figure and (known is None or known in plausible.TYPICAL)
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


def _is_hourly(money: Money) -> bool:
    """Whether it is what people commonly earn in an hour, and says so: hardly anything else is counted by the hour."""
    figure = money.low or money.high
    return figure is not None and "hour" == money.period in plausible.likely(figure.value, money.currency)


def _in_thousands(money: Money) -> bool:
    """Whether the figure is large enough to be pay for a month or a year without saying so."""
    figure = money.low or money.high
    return figure is not None and figure.value >= 1000


def _sized(money: Money) -> bool:
    """Whether the figure is of a size that pay has for its period, or for a year or an hour where it names none."""
    figure = money.high or money.low
    return figure is not None and plausible.plausible(figure.value, money.currency, money.period) is not False
