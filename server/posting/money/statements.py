"""Statements of money: amounts joined to ranges, with their bounds, currency and period."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from server.document.model import Span
from server.posting.model import Evidence, Figure
from server.posting.money import amounts, periods
from server.posting.money.amounts import Amount, Mark, Told
from server.posting.money.lexicon import UNSPACED, Lexicon, currencies, lexicon
from server.posting.money.model import Bound, Money
from server.posting.money.numbers import NUMBER
from server.posting.money.territories import currency_of

MOST = 20_000
"""Numbers read in one text. The longest postings hold a few hundred; a text of a million is an attack."""

_JOIN = 24
"""Characters between the ends of a range at most: " up to a maximum of "."""
_NOISE = " \t\u00a0\u202f\u2009\u200b\u200e\u200f*_…"
_OPEN_END = frozenset("~〜～")
"""What ends a Japanese figure that has no upper end: "259,000円 ~"."""
_LABEL = 60
"""Characters of a line that can be the label of the next one."""
_WORDS_BEFORE = re.compile(rf"{amounts.LETTER}+(?:['’.-]{amounts.LETTER}+)*['’.]?|[<>≤≥~〜～+]")
_NO_FIGURE_AFTER = re.compile(
    r"\s?(?:%|‰|percent|prozent|процент|º|°|[/.:]\d|-?[x×]\b|\([a-zA-Z]\))|[’']?[a-zA-Z]{1,2}\d|\)?\s?\(k\)|[-–]\d{1,2}[-–]",
    re.IGNORECASE,
)
_NO_FIGURE_BEFORE = re.compile(r"(?:[#№@_/\\:=&]|[A-Za-z]-?|\+|\d[-.:])\Z")
_INSTALMENTS = re.compile(r"\s?[·•∙・*x×✕]\s?(\d\d)(?:[.,]\d+)?\s?(?:薪|个月|個月|mal\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text, and the label above it where that line is one."""

    span: Span
    above: Span | None


def find(text: str, *, language: str | None = None, country: str | None = None) -> tuple[Money, ...]:
    """Every statement of money in the text, in order.

    `text` is the canonical text (a line per block, cells by tab); `language` a BCP 47 tag, `country`
    ISO 3166: they settle what "$", "kr" or "¥" mean, and nothing else. Never raises.

    >>> [(str(m.low.value), str(m.high.value), m.currency, m.period) for m in find("€55K – €85K per year")]
    [('55000', '85000', 'EUR', 'year')]
    """
    tongue = language.replace("_", "-").split("-")[0].casefold() if language else None
    if country is None and language and (region := re.search(r"[-_]([A-Z]{2})\b", language)):
        country = region[1]
    words = lexicon(tongue)
    found: list[Money] = []
    above: Span | None = None
    budget = MOST
    for span in amounts.lines(text):
        line = _Line(span, above)
        read = _amounts(text, span, words, budget)
        budget -= len(read)
        found += _statements(text, line, read, words, tongue, country)
        above = span if span.end - span.start <= _LABEL else None
    return tuple(found)


def _amounts(text: str, line: Span, words: Lexicon, budget: int) -> list[Amount]:
    """The amounts of a line, plain numbers that may be one end of a range included."""
    read: list[Amount] = []
    floor = line.start
    for number in NUMBER.finditer(text, line.start, line.end):
        if number.start() < floor:
            continue
        if budget <= 0:
            break
        budget -= 1
        if amount := amounts.read(text, number, floor, words):
            read.append(amount)
            floor = amount.span.end
    return read


def _statements(
    text: str, line: _Line, read: list[Amount], words: Lexicon, language: str | None, country: str | None
) -> Iterable[Money]:
    """Amounts of one line as statements, in order."""
    groups: list[tuple[Amount, Amount | None]] = []
    index = 0
    while index < len(read):
        pair = read[index + 1] if index + 1 < len(read) else None
        joined = _join(text, line.span.start, read[index], pair, words) if pair else None
        if joined:
            groups.append(joined)
            index += 2
        else:
            groups.append((read[index], None))
            index += 1
    previous = line.span.start
    for at, (low, high) in enumerate(groups):
        following = groups[at + 1][0].span.start if at + 1 < len(groups) else line.span.end
        money = _statement(text, line, previous, following, low, high, words, language, country)
        if money:
            yield money
            previous = money.span.end


def _join(text: str, lo: int, one: Amount, two: Amount, words: Lexicon) -> tuple[Amount, Amount] | None:
    """Two neighbouring amounts as the ends of one range, scale shared; None where they are two statements."""
    if two.span.start - one.end > _JOIN or not _same_money(one, two):
        return None
    if one.told and two.told and one.told.period != two.told.period:
        return None
    between = text[one.end : two.span.start]
    gap = between.strip(_NOISE).strip(" .").casefold()
    if not gap:
        if between or not two.marks or two.marks[0].span.start > two.number.start or not one.signed:
            return None
    elif gap in words.pairs and gap not in words.joins:
        if not _opened(text, lo, one.span.start, words):
            return None
    elif gap not in words.joins:
        return None
    return _share_scale(one, two)


def _opened(text: str, lo: int, start: int, words: Lexicon) -> bool:
    """Whether a range is announced before it: "between", "zwischen", "entre"."""
    before = text[max(lo, start - 30) : start].casefold()
    return any(word in words.openers for word in _WORDS_BEFORE.findall(before)[-3:])


def _same_money(one: Amount, two: Amount) -> bool:
    first = {c for mark in one.marks for c in mark.candidates}
    second = {c for mark in two.marks for c in mark.candidates}
    return not first or not second or bool(first & second)


def _share_scale(one: Amount, two: Amount) -> tuple[Amount, Amount]:
    """A scale word written once counts for both ends where both ends are then alike: "$120-150k", "£30-35,000"."""
    if one.scale == 1 and two.scale != 1 and one.value < 1000 and one.value * two.scale < two.scaled * 10:
        return replace(one, scale=two.scale, scale_span=two.scale_span), two
    if two.scale == 1 and one.scale != 1 and two.value < 1000 and two.value * one.scale * 2 > one.scaled:
        return one, replace(two, scale=one.scale, scale_span=one.scale_span)
    if (
        one.scale == two.scale == 1
        and two.grouped
        and two.value % 500 == 0
        and 1 <= one.value < 1000
        and one.value * 1000 <= two.value <= one.value * 3000
    ):
        return replace(one, scale=Decimal(1000)), two
    return one, two


def _statement(
    text: str,
    line: _Line,
    previous: int,
    following: int,
    one: Amount,
    two: Amount | None,
    words: Lexicon,
    language: str | None,
    country: str | None,
) -> Money | None:
    """One or two amounts as a statement, or None where they are no money."""
    last = two or one
    bound, start, end = _bound(text, previous, one, two, words)
    lo, hi = periods.sentence(text, previous, start, end, following)
    pay = _pay_word(text, lo, start, words) or (line.above and _pay_word(text, *line.above, words)) or ""
    told = one.told or last.told
    alone = _alone(text, line.span, start, end, words)
    if not _is_money(text, one, two, told, bool(pay), alone, words):
        return None
    told = told or _instalments(text, last.end)
    if told is None:
        told = _period(text, line, lo, start, end, hi, words)
    marks = (*one.marks, *(two.marks if two else ()))
    currency, sign, settled = _currency(text, marks, (one, last), lo, hi, language, country)
    evidence = [settled] if settled else []
    if told:
        evidence.append(Evidence("period", text[told.span.start : told.span.end], told.span))
        if end < told.span.end <= last.end:
            end = told.span.end
    figures = [_figure(text, amount) for amount in ((one, two) if two else (one,))]
    evidence += [
        Evidence("scale", text[a.scale_span.start : a.scale_span.end], a.scale_span)
        for a in ((one, two) if two else (one,))
        if a.scale_span
    ]
    low, high = figures[0], figures[-1]
    high_first = low.value > high.value
    if high_first:
        low, high = high, low
    return Money(
        low=None if bound == "up-to" else low,
        high=None if bound == "from" else high,
        currency=currency,
        currency_sign=sign,
        period=told.period if told else None,
        span=Span(start, end),
        written=text[start:end],
        high_first=high_first,
        bound=bound,
        evidence=tuple(evidence),
        pay_word=pay,
        tax=one.tax or last.tax,
        alone=alone,
    )


def _figure(text: str, amount: Amount) -> Figure:
    return Figure(amount.scaled, amount.span, text[amount.span.start : amount.span.end], amount.malformed)


def _bound(text: str, lo: int, one: Amount, two: Amount | None, words: Lexicon) -> tuple[Bound, int, int]:
    """Whether the amounts are exact, a range or one end, and the span with the words that say so."""
    start, end = one.span.start, (two or one).end
    before, begin = _word_before(text, lo, start, words)
    if two:
        return "range", begin if before else start, end
    after = end
    while after < len(text) and text[after] in " \u00a0*_":
        after += 1
    if text[end : end + 1] == "+" and not text[end + 1 : end + 2].isalnum():
        return "from", begin if before else start, end + 1
    length = amounts.entry(words.floor_after, text, after)
    if text[after : after + 1] in _OPEN_END and not text[after + 1 : after + 4].strip(_NOISE)[:1].isdigit():
        length = 1
    if length:
        return "from", begin if before else start, after + length
    if length := amounts.entry(words.ceiling_after, text, after):
        return "up-to", begin if before else start, after + length
    if before == "up-to":
        return "up-to", begin, end
    if before == "from":
        return "from", begin, end
    return "exact", start, end


def _word_before(text: str, lo: int, start: int, words: Lexicon) -> tuple[Bound | None, int]:
    """A bound word directly before a figure, and where it begins: "from", "bis zu", "от"."""
    lo = max(lo, start - 24)
    end = start
    while end > lo and (text[end - 1].isspace() or text[end - 1] in "*_:"):
        end -= 1
    if end > lo and text[end - 1] >= UNSPACED:
        for length in range(min(12, end - lo), 0, -1):
            word = text[end - length : end]
            if word in words.ceiling:
                return "up-to", end - length
            if word in words.floor:
                return "from", end - length
        return None, start
    tokens = list(_WORDS_BEFORE.finditer(text, lo, end))
    if not tokens or tokens[-1].end() < end:
        return None, start
    for count in (4, 3, 2, 1):
        if len(tokens) >= count:
            begin = tokens[-count].start()
            if count > 1 and text[begin:end].count(" ") < count - 1:
                pass
            phrase = text[begin:end].casefold()
            if phrase in words.ceiling:
                return "up-to", begin
            if phrase in words.floor:
                return "from", begin
    return None, start


def _pay_word(text: str, lo: int, hi: int, words: Lexicon) -> str:
    """The last word of pay in [lo, hi), as written."""
    if hi - lo > 160:
        lo = hi - 160
    found = ""
    for match in words.pay.finditer(text[lo:hi].casefold()):
        found = match.group()
    return found.strip(" :,-")


def _alone(text: str, line: Span, start: int, end: int, words: Lexicon) -> bool:
    """Whether the line says nothing but this statement and words of pay, period and tax."""
    if line.end - line.start > 80:
        return False
    rest = f"{text[line.start : start]} {text[end : line.end]}".casefold()
    for word in _WORDS_BEFORE.findall(rest):
        if not (
            word in words.telling
            or word in words.tax
            or word in words.per
            or word in words.unit
            or word in words.floor
            or word in words.ceiling
            or words.pay.search(f"{word} ")
        ):
            return False
    return not re.search(r"\d", rest)


def _is_money(
    text: str, one: Amount, two: Amount | None, told: Told | None, pay: bool, alone: bool, words: Lexicon
) -> bool:
    """Whether amounts are money: a currency says so, or the shape of pay where pay is spoken of."""
    last = two or one
    if one.signed or last.signed:
        return not (False)
    if one.malformed not in (None, "thousands-and-k") or last.malformed not in (None, "thousands-and-k"):
        return False
    if _NO_FIGURE_AFTER.match(text, last.span.end) or _NO_FIGURE_BEFORE.search(
        text, max(0, one.span.start - 2), one.span.start
    ):
        return False
    if one.scale_span or last.scale_span:
        scale = last.scale_span or one.scale_span
        idiom = scale is not None and text[scale.start : scale.end].casefold() in {
            "lpa",
            "lacs",
            "lakhs",
            "lakh",
            "lac",
        }
        return idiom or pay or alone or bool(told) or bool(one.marks) or bool(_INSTALMENTS.match(text, last.end))
    year = (not one.grouped and 1900 <= one.value <= 2100) or (not last.grouped and 1900 <= last.value <= 2100)
    if told and (one.marks or pay or alone):
        return True
    if year:
        return False
    if two:
        return last.value >= 1000 and one.value >= 500 and (pay or alone) and last.value % 10 == 0
    if told and told.period == "hour" and "/" in text[one.span.end : told.span.start + 1]:
        return True
    return one.value >= 1000 and (pay or (alone and text[one.span.end : one.end + 8].strip() != ""))


def _instalments(text: str, end: int) -> Told | None:
    """Salaries a year written as a factor mean that the figure is one of them, a month's: "25-40K·14薪", "× 13"."""
    found = _INSTALMENTS.match(text, end)
    if found and 12 <= int(found[1]) <= 18:
        return Told("month", Span(*found.span()))
    return None


def _period(text: str, line: _Line, lo: int, start: int, end: int, hi: int, words: Lexicon) -> Told | None:
    """The nearest period in the sentence or the label above."""
    before = periods.before(text, lo, start, words)
    after = periods.after(text, end, hi, words)
    if before and after:
        return before if start - before.span.end <= after.span.start - end else after
    if before or after:
        return before or after
    if line.above and not re.search(r"\d", text[line.above.start : line.above.end]):
        return periods.before(text, line.above.start, line.above.end, words)
    return None


def _currency(
    text: str,
    marks: tuple[Mark, ...],
    ends: tuple[Amount, Amount],
    lo: int,
    hi: int,
    language: str | None,
    country: str | None,
) -> tuple[str | None, str, Evidence | None]:
    """The currency, the sign as written and what settled it."""
    table = currencies()
    if not marks:
        for amount in ends:
            if amount.scale_span and language:
                word = text[amount.scale_span.start : amount.scale_span.end].casefold()
                if language in _SCALE_MONEY.get(word, ()):
                    return table.of_language[language], "", Evidence("currency", word, amount.scale_span)
        return None, "", None
    for mark in marks:
        if len(mark.candidates) == 1:
            return mark.candidates[0], mark.written, Evidence("currency", mark.written, mark.span)
    mark = marks[0]
    for code in re.finditer(r"\b[A-Z]{3}\b", text[lo:hi]):
        if code.group() in mark.candidates:
            return (
                code.group(),
                mark.written,
                Evidence("currency", code.group(), Span(lo + code.start(), lo + code.end())),
            )
    if country and (own := currency_of(country)) in mark.candidates:
        return own, mark.written, Evidence("currency", f"country {country.upper()}", None)
    if language and (own := table.of_language.get(language)) in mark.candidates:
        return own, mark.written, Evidence("currency", f"language {language}", None)
    return None, mark.written, None


_SCALE_MONEY = {
    "万": ("ja",),
    "万円": ("ja",),
    "만": ("ko",),
    "천만": ("ko",),
    "triệu": ("vi",),
    "tr": ("vi",),
    "juta": ("id",),
    "jt": ("id",),
}
