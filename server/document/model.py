"""What a page is once it has been decoded, parsed and repaired: text with places in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from server.messages import Message

EncodingSource = Literal["bom", "header", "meta", "detected", "default"]
"""What decided the encoding of the bytes, strongest first."""


class Span(NamedTuple):
    """A half-open stretch of a text, in Unicode code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repair:
    """One stretch of the page that was decoded wrongly, and what it reads once repaired."""

    span: Span | None
    """Where it stands in `Document.page_text`; None outside the visible text (title, attribute, structured data)."""
    broken: str
    """The stretch as the page shows it."""
    text: str
    """What it reads after repair."""
    steps: tuple[str, ...]
    """What went wrong, first to last, one sentence part each: "UTF-8 text read as windows-1252"."""
    certain: bool
    """False where the repair is one good reading of text that lost bytes."""
    where: str = "text"
    """"text", "title", "meta", "attribute" or "structured"."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page, h1 to h6."""

    level: int
    span: Span
    """In `Document.text`."""


@dataclass(frozen=True, slots=True)
class Link:
    """Something on the page that leads elsewhere when it is clicked or sent."""

    href: str
    """The address, absolute wherever the page or the request gives a base."""
    span: Span
    """The visible text of it, in `Document.text`; empty (start == end) where it shows none."""
    label: str
    """What a person or a screen reader reads on it: its text, else aria-label, title or the alt text of its image."""
    kind: Literal["a", "form", "button", "area"]


@dataclass(frozen=True, slots=True)
class LinkedData:
    """One block of structured data, as plain Python values in the shape of JSON-LD."""

    value: Any
    """dicts, lists, strings, numbers, None. Microdata is brought to the same shape (`@type`, property: value)."""
    syntax: Literal["json-ld", "microdata"]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Something that could not be read or checked, so that no silence is taken for "all clear"."""

    code: str
    """A stable slug: "broken-json-ld", "rule-failed", "undecodable-bytes", ..."""
    detail: Message
    """One sentence for people."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page as people see it. All spans but those of `repairs` are over `text`, the repaired text."""

    content_type: str
    """Media type without parameters: text/html, application/xhtml+xml, text/markdown, text/plain."""
    encoding: str
    """WHATWG name in lower case: "utf-8", "windows-1252", ..."""
    encoding_source: EncodingSource
    language: str | None
    """BCP 47 tag that the page declares; None where it declares none."""
    url: str | None
    """The address the client gave for the page."""
    page_text: str
    """The canonical text as the page shows it, before repair: what the extension sees in the DOM."""
    text: str
    """The canonical text after repair: what everything downstream reads."""
    declared_encoding: str | None = None
    """The label, in lower case, that a header or the page gives, where it could not be right; else None."""
    repairs: tuple[Repair, ...] = ()
    """In the order of the page; those with a span do not overlap. Applied to `page_text` they give `text`."""
    title: str | None = None
    """The <title>, repaired, white space collapsed."""
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    """<meta name|property=... content=...>, keys in lower case, repaired, the first of each name."""
    canonical_url: str | None = None
    """<link rel=canonical>, absolute."""
    linked_data: tuple[LinkedData, ...] = ()
    """JSON-LD and microdata in page order, strings repaired."""
    incomplete: tuple[Incomplete, ...] = ()
    _mended: tuple[tuple[int, int, Span], ...] = field(default=(), init=False, repr=False, compare=False)
    """Each placed repair as (start in `text`, end in `text`, span in `page_text`)."""

    def __post_init__(self) -> None:
        """Lay the placed repairs out in both texts once, so that offsets map by bisection."""
        mended, shift = [], 0
        for repair in self.repairs:
            if repair.span is not None:
                start = repair.span.start + shift
                end = start + len(repair.text)
                shift = end - repair.span.end
                mended.append((start, end, repair.span))
        object.__setattr__(self, "_mended", tuple(mended))

    def on_page(self, span: Span) -> Span:
        """The stretch of `page_text` that `span` of `text` was read from.

        An end that falls inside repaired text takes in the whole of that repair, because its
        characters have no places of their own on the page.

        >>> mended = Repair(Span(2, 5), "â€™", "’", ("UTF-8 text read as windows-1252",), True)
        >>> page = Document("text/plain", "utf-8", "header", None, None, "weâ€™re", "we’re", repairs=(mended,))
        >>> page.on_page(Span(2, 3)), page.on_page(Span(3, 5)), page.on_page(Span(0, 5))
        (Span(start=2, end=5), Span(start=5, end=7), Span(start=0, end=7))
        """
        before = bisect_right(self._mended, span.start, key=lambda m: m[1])
        start = self._shifted(span.start, before)
        if before < len(self._mended) and self._mended[before][0] < span.start:
            start = self._mended[before][2].start
        before = bisect_left(self._mended, span.end, key=lambda m: m[1])
        end = self._shifted(span.end, before)
        if before < len(self._mended) and self._mended[before][0] < span.end:
            end = self._mended[before][2].end
        return Span(start, max(start, end))

    def _shifted(self, offset: int, before: int) -> int:
        """`offset` of `text` in `page_text`, when `before` repairs end at or before it."""
        if not before:
            return offset
        _, end, on_page = self._mended[before - 1]
        return offset - end + on_page.end
