"""Telling numbers that are money from those that are years, sizes, times or names."""

from __future__ import annotations

import re
from typing import Final

from server.document.model import Span
from server.posting.money import tokens
from server.posting.money.amounts import Amount
from server.posting.money.lexicon import Lexicon
from server.posting.money.ranges import Ends
from server.posting.money.suffixes import Told

_BADGE: Final = 80
"""Characters of the longest line that can be a pay badge."""
_UNIT_AFTER = re.compile(
    r"""
      \s?(?:%|‰|percent|prozent|процент|º|°)   # "10-15%"
    | [/.:]\d | [-–]\d{1,2}[-–]                 # "24/7", a date
    | \s?\([a-zA-Z]\)                           # "401(k)"
    | -?[x×]\b | [a-zA-Z]{1,2}\d                # "10x", "5G2"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"(?:[#№@_/\\:=&+]|[A-Za-z]-?|\d[-.:])\Z")
"""What makes a number the rest of a name: "#1200", "R-104552", "+49"."""
_PLANS = frozenset({401, 403, 457})
"""Retirement plans of the United States are called by these numbers and a "k" or "b"."""
_INSTALMENTS = re.compile(
    r"\s?[(（]?\s?(?:[·•∙・*x×✕]\s?(\d\d)|(\d\d)\s?[x×]|[,，]\s?(\d\d)(?=薪))(?!\d)\s?薪?", re.IGNORECASE
)
_LAKHS = frozenset({"lakh", "lakhs", "lac", "lacs", "lpa"})
"""What postings count nothing but money in."""
_NEAR: Final = 6
"""Characters between a word of pay and the figure it means, where anything may follow: "оклад 40000 +% с продаж"."""
_FAR: Final = 40
"""The same, where no noun follows: "the compensation is 85,000 depending on …"."""


def hopeless(ends: Ends) -> bool:
    """Whether an amount is a small plain number, as most in a posting are: nothing around it can make it money.

    >>> from server.posting.money import find
    >>> find("5 years, 24/7, 3-5 days a week, a team of 120")
    ()
    """
    return all(
        not amount.marks and amount.scale_span is None and amount.told is None and amount.value < 1000
        for amount in (ends.first, ends.last)
    )


def is_money(text: str, ends: Ends, told: Told | None, *, near_pay: bool, badge: bool) -> bool:
    """Whether amounts are money: a currency says so, or they have the shape of pay where pay is spoken of.

    Without a currency they count where a period stands at them, a word of pay before them, or nothing else
    on their line; years, percentages, sizes and names never do.
    """
    one, last = ends.first, ends.last
    if one.signed or last.signed:
        return True
    weak = bool(one.marks or last.marks)
    if weak and (told or near_pay or any(_in_thousands(amount) for amount in (one, last) if amount.marks)):
        code = any(mark.written.isupper() and len(mark.written) == 3 for mark in one.marks)
        return not code or near_pay or told is not None
    if told and told.period is None:  # "10k per page" is a size
        told, badge = None, False
    if not {one.malformed, last.malformed} <= {None, "thousands-and-k", *(("split-digits",) if near_pay else ())}:
        return False
    if _UNIT_AFTER.match(text, last.span.end) or _NAME_BEFORE.search(text, max(0, one.span.start - 2), one.span.start):
        return False
    spoken = near_pay or badge or last.tax is not None
    if last.scale_span or one.scale_span:
        if last.value in _PLANS and last.scale == 1000:
            return False
        return spoken or instalments(text, last.end) is not None or (told is not None and _per_unit(text, told, last))
    if told and spoken:
        return last.value >= (1 if told.period == "hour" else 100)
    if _is_year(one) or _is_year(last):
        return False
    if told and told.period == "hour" and "/" in text[last.span.end : told.span.start + 1]:
        return True
    if ends.second:
        return spoken and last.value >= 1000 and one.value >= 500 and not last.value % 10 and not one.value % 10
    return one.value >= 1000 and spoken


def reach(text: str, end: int, words: Lexicon) -> int:
    """How far before a plain number a word of pay may stand: less where a noun tells what the number counts."""
    following = tokens.split(text[end : end + 24])
    if text[end : end + 1] in {"'", "’"}:
        return 0
    if not following or not text[end : end + 3].lstrip(" +*_")[:1].isalpha():
        return _FAR
    known = (words.telling, words.tax, words.per, words.joins, words.pairs)
    return _FAR if any(following[0] in table for table in known) else _NEAR


def _per_unit(text: str, told: Told, amount: Amount) -> bool:
    """Whether a period is told by "per month" or "LPA", not by an adjective that may be of something else."""
    if amount.scale_span and told.span.start < amount.scale_span.end:
        return True
    return text[amount.span.end : told.span.start].strip(" ()") != "" or text[amount.span.end : told.span.end].isupper()


def instalments(text: str, end: int) -> Told | None:
    """The period where salaries a year are written as a factor: the figure is one of them, a month's.

    "25-40K·14薪", "CHF 6'500 × 13", "€ 2.738,10 (14x)". Wrong for an annual figure that is paid in 13 parts.
    """
    found = _INSTALMENTS.match(text, end)
    if found and 12 <= int(found[1] or found[2] or found[3]) <= 18:
        return Told("month", Span(*found.span()))
    return None


def alone(text: str, line: Span, start: int, end: int, words: Lexicon) -> bool:
    """Whether the line says nothing but this statement and words of pay, period and tax."""
    if line.end - line.start > _BADGE:
        return False
    rest = f"{text[line.start : start]} {text[end : line.end]}"
    if any(char.isdigit() for char in rest):
        return False
    known = (words.telling, words.tax, words.per, words.lead, words.about, words.floor, words.ceiling)
    return all(
        words.unit.get(word) or any(word in table for table in known) or words.pay.search(f"{word} ")
        for word in tokens.split(rest)
    )


def says_more(text: str, line: Span, ends: Ends) -> bool:
    """Whether a line with a single figure has a word beside it, or the figure is a placeholder or in lakhs.

    "15,000 ขึ้นไป" and "up to 4k" are badges of pay; "10,000+" and "50K" more often count customers.
    """
    only = ends.first
    if only.value == 0 or (only.scale_span and text[slice(*only.scale_span)].casefold() in _LAKHS):
        return True
    return any(char.isalpha() for char in text[line.start : only.span.start] + text[only.span.end : line.end])


def _in_thousands(amount: Amount) -> bool:
    return amount.grouped or amount.scale_span is not None


def _is_year(amount: Amount) -> bool:
    return not amount.grouped and 1900 <= amount.value <= 2100
