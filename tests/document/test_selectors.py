"""A target leads back to the place it was made of."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from server.document.model import Span
from server.document.selectors import CONTEXT, target


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_a_target_finds_its_place(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = target(text, Span(start, end))
    quote = found.quote
    assert text[found.position.start : found.position.end] == quote.exact
    whole = quote.prefix + quote.exact + quote.suffix
    places = [match.start() + len(quote.prefix) for match in re.finditer(f"(?={re.escape(whole)})", text)]
    assert start in places
    assert max(len(quote.prefix), len(quote.suffix)) <= CONTEXT
    assert len(quote.prefix) == CONTEXT or text.startswith(whole)
    assert len(quote.suffix) == CONTEXT or text.endswith(whole)


def test_offsets_count_code_points() -> None:
    assert target("💰💰 £20", Span(3, 6)).quote.exact == "£20"
