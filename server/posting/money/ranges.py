"""Two amounts as the ends of one range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from server.posting.money import bounds
from server.posting.money.amounts import Amount
from server.posting.money.lexicon import Lexicon
from server.posting.money.tokens import LETTER, UNSEEN

_BETWEEN = 24
"""Characters between the ends of a range at most: " up to a maximum of "."""
_NOISE = " .\t\u00a0\u202f\u2009*_…"
_SEEN = dict.fromkeys(map(ord, UNSEEN))
_LABELLED = 40
"""Characters between "Minimum: $58.25" and "Maximum: $72.10" at most, a middle figure not counted."""
_SPREAD = 20
"""How many times the lower end the upper one is at most, where nothing else tells that they belong together."""
_WORD = re.compile(rf"{LETTER}+")
_REMARK = re.compile(r"^\s?\(([^()\d]{1,16})\)")
"""What may be said of the lower end: "$70,000 (min) - $90,000 (max)", "56.000 € (geschätzt) bis"."""
_RISES = re.compile(rf"^, ?(?={LETTER}{{2,12}} {LETTER})")
"""What may stand before a phrase that joins: "£27,000, rising to £31,000"."""
_TWICE = 2
"""How many times the lower of two neighbouring figures the upper one is at most to be ends by an "and" or a slash."""


class Ends(NamedTuple):
    """A single amount, or both ends of a range as they are written."""

    first: Amount
    second: Amount | None

    @property
    def last(self) -> Amount:
        return self.second or self.first


def join(text: str, lo: int, amounts: Sequence[Amount], words: Lexicon) -> Iterator[Ends]:
    """The amounts of one line, those that are the two ends of a range joined, in order."""
    at = 0
    while at < len(amounts):
        one, *others = amounts[at : at + 3]
        if others and (ends := _range(text, lo, one, others[0], words)):
            yield ends
            at += 2
        elif at_highest := _labelled(text, lo, one, others, words):
            yield Ends(*_share_scale(one, others[at_highest - 1]))
            at += at_highest + 1
        else:
            yield Ends(one, None)
            at += 1


def _range(text: str, lo: int, one: Amount, two: Amount, words: Lexicon) -> Ends | None:
    """Two neighbouring amounts as one range; None where they are two statements."""
    if two.span.start - one.end > _BETWEEN or not _alike(one, two):
        return None
    between = text[one.end : two.span.start].translate(_SEEN)
    gap = _RISES.sub("", _without_remark(between.casefold(), words)).strip(_NOISE)
    if not gap:
        run_together = not between and one.signed and two.marks and two.marks[0].span.start < two.number.start
        if not run_together and "…" not in between and ".." not in between:
            return None
    elif not (
        gap in words.joins
        or (
            gap in words.pairs
            and (_announced(text, lo, one.span.start, words) or _labels_both(text, lo, one, two, words))
        )
        or (gap == "/" and _one_of_two(one, two))
    ):
        return None
    one, two = _share_scale(_whole(text, one, two), _whole(text, two, one))
    return Ends(one, two) if _near(one, two) else None


def _whole(text: str, amount: Amount, other: Amount) -> Amount:
    """An amount that lacks a digit by the other end's size: in "$138,800 - $201,00" or "$139k - $201,00" 201,000."""
    written, like = text[slice(*amount.number)], text[slice(*other.number)]
    mark = written[-3:-2]
    grouped_alike = other.grouped and mark in {",", "."} and like[-4:-3] == mark
    if not (grouped_alike or (mark == "," and other.scale == 1000)) or written.count(mark) > 1:
        return amount
    if amount.scale != 1 or amount.value * 100 > other.scaled or len(written) < len("10,00"):
        return amount
    return replace(amount, value=Decimal(written.replace(mark, "") + "0"), malformed="wrong-groups", grouped=True)


def _one_of_two(one: Amount, two: Amount) -> bool:
    """Whether a slash stands between two ends that share what follows: "30/35k€", "$85/90k", "1700/1800 € net"."""
    if one.scale_span or two.span.start != two.number.start or not one.value <= two.value <= _TWICE * one.value:
        return False
    if one.signed and not two.marks and one.grouped and two.grouped:
        return True  # "$50,000/60,000 a year"
    return two.scale_span is not None or (two.signed and not one.marks and one.value >= 500)


def _without_remark(between: str, words: Lexicon) -> str:
    """What stands between two ends but for a remark in brackets on the lower one."""
    remark = _REMARK.match(between)
    known = (words.lowest, words.about, words.tax, words.floor)
    if remark and any(remark[1].strip(" .") in table for table in known):
        return between[remark.end() :]
    return between


def _labels_both(text: str, lo: int, one: Amount, two: Amount, words: Lexicon) -> bool:
    """Whether a label of pay right before two figures of a size is about both: "Salario: $1,200 y $1,500".

    So is the beginning of the line: "$50,000 and $60,000 per year".
    """
    if not (one.signed and two.signed and one.told is None and one.scaled < two.scaled <= _TWICE * one.scaled):
        return False
    label = text[max(lo, one.span.start - _BETWEEN) : one.span.start].casefold()
    return one.span.start == lo or (label.rstrip()[-1:] == ":" and words.pay.search(f"{label} ") is not None)


def _alike(one: Amount, two: Amount) -> bool:
    """Whether neither currency nor period keeps two amounts apart."""
    first = {code for mark in one.marks for code in mark.candidates}
    second = {code for mark in two.marks for code in mark.candidates}
    if first and second and not first & second:
        return False
    return not (one.told and two.told and one.told.period != two.told.period)


def _near(one: Amount, two: Amount) -> bool:
    """Whether two amounts can be ends of one range: a number without a currency must be of the other's size.

    "up to $2100 - 3 to 4 days" has no range of money.
    """
    if bool(one.marks) == bool(two.marks):
        return True
    low, high = sorted((one.scaled, two.scaled))
    return low * _SPREAD >= high


def _announced(text: str, lo: int, start: int, words: Lexicon) -> bool:
    """Whether the words before tell that two figures follow: "between", "zwischen", "entre"."""
    before = text[max(lo, start - 30) : start].casefold()
    return any(word in words.openers for word in _WORD.findall(before)[-3:])


def _labelled(text: str, lo: int, one: Amount, others: Sequence[Amount], words: Lexicon) -> int:
    """How many amounts after `one` the upper end stands, where labels tell both: "MIN: … MID: … MAX: …"; else 0."""
    if not others or not bounds.label(text, lo, one.span.start) & words.lowest:
        return 0
    end = one.end
    for count, other in enumerate(others, 1):
        if other.span.start - end > _LABELLED or not _alike(one, other):
            return 0
        if bounds.label(text, end, other.span.start) & words.highest:
            return count
        end = other.end
    return 0


def _share_scale(one: Amount, two: Amount) -> tuple[Amount, Amount]:
    """A scale word written once counts for both ends where both are then alike.

    "$120-150k", "3,000~4,000만원" and "13 - 16 triệu" share the word, "£30-35,000" the thousands;
    "50,000-3 Lacs" and "$500-1k" do not.
    """
    if one.malformed == "thousands-and-k" and two.scale == 1000 and two.value >= 1000:
        return replace(one, scale=two.scale, malformed=None), two  # "15.000k - 20.000k VND" are millions
    far_apart = one.value * _SPREAD < two.scaled
    if one.scale == 1 and two.scale != 1 and far_apart and one.value * two.scale < two.scaled * 10:
        return replace(one, scale=two.scale, scale_span=two.scale_span), two
    if two.scale == 1 and one.scale != 1 and two.value < 1000 and two.value * one.scale * 2 > one.scaled:
        return one, replace(two, scale=one.scale, scale_span=one.scale_span)
    thousands = one.value * 1000
    if one.scale == two.scale == 1 and two.grouped and two.value % 500 == 0 and thousands <= two.value <= thousands * 3:
        return replace(one, scale=Decimal(1000)), two
    return one, two
