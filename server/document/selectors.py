"""Where something stands on a page: a W3C Web Annotation selector pair over the text as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from server.document.model import Span

CONTEXT = 32
"""Code points of prefix and of suffix."""


@dataclass(frozen=True, slots=True)
class Position:
    """A TextPositionSelector: code points from the start of the text."""

    start: int
    end: int
    """Excluded."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A TextQuoteSelector."""

    exact: str
    prefix: str
    """Up to `CONTEXT` code points before it."""
    suffix: str
    """Up to `CONTEXT` code points after it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Two ways to find one place: by position while the page is as it was, by quote when it has changed."""

    position: Position
    quote: Quote


def target(page_text: str, span: Span) -> Target:
    """The selectors of a span of the text as shown.

    >>> target("Pay: $50,000 a year", Span(5, 12)).quote
    Quote(exact='$50,000', prefix='Pay: ', suffix=' a year')
    """
    start, end = span
    before, after = page_text[max(0, start - CONTEXT) : start], page_text[end : end + CONTEXT]
    return Target(Position(start, end), Quote(page_text[start:end], before, after))
