"""Statements of money in a text: amounts and ranges with their bounds, currency and period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from server.document.model import Span
from server.posting.model import Evidence, Figure
from server.posting.money import amounts, bounds, currencies, periods, ranges, shapes, tokens
from server.posting.money.amounts import Amount
from server.posting.money.currencies import Page
from server.posting.money.lexicon import Currencies, Lexicon, Tax, currencies_of, languages, lexicon
from server.posting.money.model import Money
from server.posting.money.numbers import NUMBER
from server.posting.money.ranges import Ends

MOST = 2_500
"""Numbers read in one text. The longest postings hold a few hundred; more is a data file or an attack."""

_GOES_ON = 10_000
"""The least scale word after which a number can go on: 万, 만."""
_LABEL = 60
"""Characters of a line that can be the label of the next one."""
_REGION = re.compile(r"[-_]([A-Z]{2})(?![A-Za-z])")


class _Line(NamedTuple):
    """A line with numbers, and the short line above it."""

    span: Span
    above: Span | None
    numbers: list[re.Match[str]]


def find(text: str, *, language: str | None = None, country: str | None = None) -> tuple[Money, ...]:
    """Every statement of money in the text, in order.

    `text` is the canonical text (a line per block, cells by tab); `language` a BCP 47 tag; `country`
    ISO 3166. Both settle only what is written with a shared sign ("$", "kr", "¥"). Never raises.

    >>> [(str(m.low.value), str(m.high.value), m.currency, m.period) for m in find("€55K – €85K per year")]
    [('55000', '85000', 'EUR', 'year')]
    """
    tag = language or ""
    region = _REGION.search(tag)
    tongue = re.split("[-_]", tag)[0].casefold() or None
    page = Page(tongue, (country or (region[1] if region else "")).upper() or None)
    words = lexicon(tongue if tongue in languages() else None)
    marks = currencies_of(tongue, page.country)
    return tuple(money for line in _lines(text) for money in _read(text, line, words, marks, page))


def is_cut(text: str) -> bool:
    """Whether a text holds more numbers than `find` reads.

    >>> is_cut("1 " * MOST), is_cut("1 " * MOST + "and Pay: $20 an hour")
    (False, True)
    """
    return len(text) > MOST and next(islice(NUMBER.finditer(text), MOST, None), None) is not None


def _lines(text: str) -> Iterator[_Line]:
    """The lines that hold numbers, at most `MOST` numbers in all."""
    line: _Line | None = None
    for number in islice(NUMBER.finditer(text), MOST):
        if line is None or number.start() >= line.span.end:
            if line:
                yield line
            line = _line_of(text, number, line.span.end if line else 0)
        line.numbers.append(number)
    if line:
        yield line


def _line_of(text: str, number: re.Match[str], after: int) -> _Line:
    """The line of a number; `after` is where the last line ended, so that no stretch is searched twice."""
    start = max(text.rfind("\n", after, number.start()) + 1, after)
    end = text.find("\n", number.end())
    above = Span(text.rfind("\n", max(0, start - _LABEL), max(0, start - 1)) + 1, max(0, start - 1))
    is_label = above.start < above.end <= above.start + _LABEL
    return _Line(Span(start, end if end >= 0 else len(text)), above if is_label else None, [])


def _read(text: str, line: _Line, words: Lexicon, marks: Currencies, page: Page) -> Iterator[Money]:
    """The statements of one line, in order."""
    groups = list(ranges.join(text, line.span.start, _amounts(text, line, words, marks), words))
    lo = line.span.start
    for at, ends in enumerate(groups):
        hi = groups[at + 1].first.span.start if at + 1 < len(groups) else line.span.end
        if money := _statement(text, line, Span(lo, hi), ends, words, page):
            yield money
            lo = money.span.end


def _amounts(text: str, line: _Line, words: Lexicon, marks: Currencies) -> list[Amount]:
    """The amounts of a line, among them plain numbers that may be one end of a range."""
    read: list[Amount] = []
    floor = line.span.start
    for number in line.numbers:
        if number.start() < floor:
            continue
        amount = amounts.read(text, number, floor, words, marks)
        if amount is None:
            continue
        if read and (whole := _compound(text, read[-1], amount)):
            read[-1] = whole
        else:
            read.append(amount)
        floor = amount.span.end
    return read


def _compound(text: str, one: Amount, two: Amount) -> Amount | None:
    """Two numbers that are one in Japanese, Chinese or Korean: "25万5千円", "1억 2천만원"."""
    if not one.scale_span or one.scale < _GOES_ON or text[one.span.end : two.number.start].strip():
        return None
    if one.span.end != one.scale_span.end or two.span.start - one.span.end > 1 or two.span.start != two.number.start:
        return None
    if two.scaled >= one.scale:
        return None
    return replace(
        two,
        number=Span(one.number.start, two.number.end),
        span=Span(one.span.start, two.span.end),
        value=one.scaled + two.scaled,
        scale=amounts.ONE,
        scale_span=one.scale_span,
        marks=(*one.marks, *two.marks),
    )


def _statement(text: str, line: _Line, room: Span, ends: Ends, words: Lexicon, page: Page) -> Money | None:
    """One or two amounts as a statement; None where they are no money. `room` ends where its neighbours begin."""
    one, last = ends.first, ends.last
    if shapes.hopeless(ends):
        return None
    bound, start, end = bounds.read(text, room.start, one, last, words)
    sentence = periods.sentence(text, room, start, end)
    pay, distance = _pay_word(text, sentence.start, start, words)
    if not pay and line.above:
        pay, distance = _pay_word(text, *line.above, words)
        distance += start - line.span.start
    near_pay = pay != "" and distance <= shapes.reach(text, end, words)
    alone = shapes.alone(text, line.span, start, end, words)
    badge = alone and (ends.second is not None or shapes.says_more(text, line.span, ends))
    told = one.told or last.told
    if not shapes.is_money(text, ends, told, near_pay=near_pay, badge=badge):
        return None
    told = told or shapes.instalments(text, last.end) or periods.around(text, sentence, start, end, line.above, words)
    marks = (*one.marks, *(ends.second.marks if ends.second else ()))
    currency = currencies.settle(text, marks, last.scale_span or one.scale_span, sentence, page)
    low, high = (_figure(text, amount) for amount in (one, last))
    high_first = low.value > high.value
    if high_first:
        low, high = high, low
    evidence = [currency.evidence] if currency.evidence else []
    evidence += [Evidence("period", text[slice(*told.span)], None if told.loose else told.span)] if told else []
    scales = dict.fromkeys(amount.scale_span for amount in (one, last) if amount.scale_span)
    evidence += [Evidence("scale", text[slice(*scale)], scale) for scale in scales]
    return Money(
        low=None if bound == "up-to" else low,
        high=None if bound == "from" else high,
        currency=currency.currency,
        currency_sign=currency.sign,
        period=told.period if told else None,
        span=Span(start, end),
        written=text[start:end],
        high_first=high_first,
        bound=bound,
        evidence=tuple(evidence),
        pay_word=pay,
        tax=one.tax or last.tax or _tax_before(text, sentence.start, start, words),
        alone=alone,
    )


def _figure(text: str, amount: Amount) -> Figure:
    return Figure(amount.scaled, amount.span, text[slice(*amount.span)], amount.malformed)


def _pay_word(text: str, lo: int, hi: int, words: Lexicon) -> tuple[str, int]:
    """The word of pay nearest before `hi`, as far as its stem goes, and how many characters lie between."""
    found, end = "", 0
    before = f"{text[lo:hi].casefold()} "
    for match in words.pay.finditer(before):
        found, end = match.group(), match.end()
    while found and end < len(before) and before[end - 1].isalpha() and before[end].isalpha():
        end += 1
    return found.strip(" :,-"), len(before) - end


def _tax_before(text: str, lo: int, start: int, words: Lexicon) -> Tax | None:
    """What one of the last words before a figure says of tax: "bruttó 600 000 Ft", "Gehalt (brutto): 4.000"."""
    before = tokens.split(text[max(lo, start - 30) : start])
    return next((words.tax[word] for word in reversed(before) if word in words.tax), None)
