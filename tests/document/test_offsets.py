"""Places in the repaired text lead back to the page as shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.document.model import Document, Repair, Span


def document(*pieces: tuple[str, str]) -> Document:
    """A document of pieces (as shown, as repaired); equal ones are healthy."""
    page_text, text, repairs = "", "", []
    for broken, mended in pieces:
        if broken != mended:
            span = Span(len(page_text), len(page_text) + len(broken))
            repairs.append(Repair(span, broken, mended, ("UTF-8 text read as windows-1252",), True))
        page_text += broken
        text += mended
    return Document("text/html", "utf-8", "header", None, None, page_text, text, repairs=tuple(repairs))


CASES = [
    # what is looked up in the repaired text, what the page shows there
    ("we", "we"),
    ("’", "â€™"),
    ("we’re", "weâ€™re"),
    ("re paid", "re paid"),
    ("paid £", "paid Â£"),
    ("£", "Â£"),
    ("£60", "Â£60"),
    ("60", "60"),
    ("0 – 7", "0 â€“ 7"),
    ("70k", "70k"),
]


@pytest.mark.parametrize(("quote", "shown"), CASES)
def test_quote_is_found_as_the_page_shows_it(quote: str, shown: str) -> None:
    page = document(
        ("we", "we"), ("â€™", "’"), ("re paid ", "re paid "), ("Â£", "£"), ("60 ", "60 "), ("â€“", "–"), (" 70k",) * 2
    )
    start = page.text.index(quote)
    span = page.on_page(Span(start, start + len(quote)))
    assert page.page_text[slice(*span)] == shown


def test_half_a_repair_takes_in_the_whole_of_it() -> None:
    page = document(("a ", "a "), ("Ã©tÃ©", "été"), (" b", " b"))
    assert page.on_page(Span(3, 4)) == Span(2, 7)
    assert page.on_page(Span(0, 3)) == Span(0, 7)
    assert page.on_page(Span(4, 7)) == Span(2, 9)


def test_a_character_that_repair_removes_belongs_to_neither_side() -> None:
    page = document(("Â£60", "£60"), ("\u00c2", ""), ("k", "k"))
    assert page.on_page(Span(0, 3)) == Span(0, 4)
    assert page.on_page(Span(3, 4)) == Span(5, 6)
    assert page.on_page(Span(0, 4)) == Span(0, 6)


pieces = st.lists(
    st.tuples(st.text("aé", max_size=3), st.text("ü€", max_size=3)) | st.text("xyz ", max_size=4).map(lambda s: (s, s)),
    max_size=6,
)


@given(pieces, st.data())
def test_healthy_text_keeps_its_place_and_nothing_leaves_the_page(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    page = document(*parts)
    start = data.draw(st.integers(0, len(page.text)))
    end = data.draw(st.integers(start, len(page.text)))
    span = page.on_page(Span(start, end))
    assert 0 <= span.start <= span.end <= len(page.page_text)
    touched = set(page.text[start:end])
    if touched <= set("xyz "):
        assert page.page_text[slice(*span)].replace("a", "").replace("é", "") == page.text[start:end]
