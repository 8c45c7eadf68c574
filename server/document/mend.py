"""A parsed page with its wrong decodings repaired: its text, the places in it, and what it says beside its text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from server.document import linked_data, mojibake
from server.document.html import Element, Page
from server.document.model import Incomplete, Repair, Span
from server.messages import say

_READ_ALOUD = ("alt", "aria-label", "title", "value")
"""Attributes that people see or hear. <meta> and microdata say it in `content`."""


MANY_REPAIRS = Incomplete("many-repairs", say("incomplete.many-repairs"))


def mended(page: Page, blocks: list[Any]) -> tuple[Page, list[Any], tuple[Repair, ...], tuple[Incomplete, ...]]:
    """The page and its JSON-LD `blocks` as they should read, what was repaired, the text first, and what was not.

    One page is decoded in one way: all its strings are evidence for the repair of each.
    """
    outside = [text for *_, text in _strings(page)]
    outside += [text for block in blocks for text in linked_data.strings(block) if not text.isascii()]
    if page.text.isascii() and not outside:
        return page, blocks, (), ()
    found = mojibake.repair(page.text, outside)
    repairs = list(found.repairs)

    def mend(text: str, where: str) -> str:
        if text.isascii():
            return text
        text, repair = found.mend(text)
        if repair:
            repairs.append(replace(repair, where=where))
        return text

    for element, name, where, text in _strings(page):
        if name:
            element.attrs[name] = mend(text, where)
        else:
            element.hidden_text = mend(text, where)
    blocks = [linked_data.mapped(block, lambda text: mend(text, "structured")) for block in blocks]
    if found.repairs:
        page = Page(mojibake.apply(page.text, found.repairs), page.kept)
        _move(page.kept, found.repairs)
    return page, blocks, tuple(repairs), (MANY_REPAIRS,) if found.is_cut else ()


def _strings(page: Page) -> Iterator[tuple[Element, str, str, str]]:
    """What elements say outside the visible text: element, attribute ("" for its hidden text), kind, string."""
    for element in page.kept:
        if element.hidden_text and element.name != "script" and not element.hidden_text.isascii():
            yield element, "", "title" if element.name == "title" else "structured", element.hidden_text
        for name in _READ_ALOUD:
            if name in element.attrs and not str(element.attrs[name]).isascii():
                yield element, name, "attribute", str(element.attrs[name])
        if "content" in element.attrs and not str(element.attrs["content"]).isascii():
            where = "structured" if "itemprop" in element.attrs else "meta"
            yield element, "content", where, str(element.attrs["content"])


def _move(elements: tuple[Element, ...], repairs: tuple[Repair, ...]) -> None:
    """Bring the places of elements from the text as shown to the repaired text.

    An end that falls inside a repair goes to the end of that repair, a start to its start.
    """
    spans = [repair.span for repair in repairs if repair.span is not None]
    ends = [span.end for span in spans]
    shifts = [0]
    for repair in repairs:
        shifts.append(shifts[-1] + len(repair.text) - len(repair.broken))

    def moved(offset: int, *, end: bool) -> int:
        before = bisect_right(ends, offset)
        inside = before < len(spans) and spans[before].start < offset
        if inside and end:
            return ends[before] + shifts[before + 1]
        return (spans[before].start if inside else offset) + shifts[before]

    for element in elements:
        start, end = element.span
        element.span = Span(moved(start, end=False), moved(end, end=True))
