"""The canonical text, the places of elements in it, and what hostile pages do to both."""

from __future__ import annotations

import json
import re
import tomllib
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.document import html

ROOT = Path(__file__).parents[2]
TABLES = tomllib.loads((ROOT / "server/data/canonical.toml").read_text("utf-8"))


def cases() -> list[Any]:
    return [
        pytest.param(case["html"], case["text"], id=f"{file.stem}: {case['why']}")
        for file in sorted((ROOT / "tests/cases/canonical").glob("*.json"))
        for case in json.loads(file.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("markup", "text"), cases())
def test_canonical_text(markup: str, text: str) -> None:
    assert html.parse(markup).text == text


def test_tables_of_names_do_not_contradict_one_another() -> None:
    assert set(TABLES) == {"skip", "break", "cell", "preformatted"}
    assert all(name.isalnum() and name == name.lower() for names in TABLES.values() for name in names)
    assert all(len(names) == len(set(names)) for names in TABLES.values())
    assert not set(TABLES["skip"]) & (set(TABLES["break"]) | set(TABLES["cell"]))
    assert not set(TABLES["break"]) & set(TABLES["cell"])
    assert set(TABLES["preformatted"]) <= set(TABLES["break"])


def test_the_documentation_has_the_same_expression_for_hidden_styles() -> None:
    assert f"`{html.HIDDEN_STYLE.pattern}`" in (ROOT / "docs/canonical-text.md").read_text("utf-8")


PLACES = [
    # markup, name of the element, its text; None where it is skipped
    ("<p>See <a href=x>our jobs</a>.", "a", "our jobs"),
    ("<p>See<a href=x> our <b>jobs</b> </a>.", "a", "our jobs"),
    ("<p>See <a href=x><img src=y></a>.", "a", ""),
    ("<a href=x></a>", "a", ""),
    ("one <a href=x></a><p>two", "a", ""),
    ("<a href=x><h2>Cook</h2><p>Paris</p></a>rest", "a", "Cook\nParis"),
    ("a<a href=x><br></a>b", "a", ""),
    ("💰💰 <a href=x>𝒜cme</a> 💰", "a", "𝒜cme"),
    ("<div hidden><a href=x>jobs</a></div>text", "a", None),
    ("<a href=x hidden>jobs</a>text", "a", None),
    ("<a href=x>our <i hidden>secret</i> jobs</a>", "a", "our jobs"),
    ("<table><tr><td><a href=x>a</a></td><td><a href=y>b</a></td></tr></table>", "a", "a"),
    ("<h1>\n  Night cook\n</h1>text", "h1", "Night cook"),
    ("text<h3>Pay</h3>", "h3", "Pay"),
    ("<pre>one\n<a href=x>two\nthree</a>\n</pre>", "a", "two\nthree"),
    ("<button formaction=x> Apply </button>now", "button", "Apply"),
    ("<form action=x>Name <input> <button>Send</button></form>rest", "form", "Name\nSend"),
]


@pytest.mark.parametrize(("markup", "name", "text"), PLACES)
def test_elements_know_their_place(markup: str, name: str, text: str | None) -> None:
    page = html.parse(markup)
    element = next(page.elements(name))
    assert element.shown == (text is not None)
    assert page.text[slice(*element.span)] == (text or "")


HOSTILE = [
    # markup, canonical text
    ("<a " * 21_845, ""),
    ("<div>" * 40_000 + "x", "x"),
    (("<p " + " ".join(f"a{i}=1" for i in range(20)) + ">x") * 50_000, "\n".join("x" * 50_000)),
    ("<p " + " ".join(f"a{i}" for i in range(100_000)) + ">x", "x"),
    ("&amp;" * 200_000, "&" * 200_000),
    ("&" * 200_000, "&" * 200_000),
    ("\0" * 200_000 + "x", "x"),
    ("a\0b<p\0>c", "ab\nc"),
    ("&#xD800;" * 1_000, "\ufffd" * 1_000),
    ("x" * 5_000_000, "x" * 5_000_000),
    (" " * 1_000_000, ""),
    ("<!--" * 100_000, ""),
    ("<br>" * 99_000, ""),
    ("<a href=x>" * 90_000 + "y", "y"),
    ("<i itemprop=a>x" * 90_000, "x" * 90_000),
    ("<pre>\nx" * 20_000, "\n".join("x" * 20_000)),
    ("<b>" * 50_000 + "x" + "</b>" * 50_000, "x"),
    ("</p>" * 100_000 + "x", "x"),
    ("</p> ", ""),
    ("</p> x </html> ", "x"),
    ('<p style="; ' + " " * 1_000_000 + '">x', "x"),
    ("<table>" + "<td>x" * 50_000, "\t".join("x" * 50_000)),
    ('<meta charset="utf-16"><p>é', "é"),
    ("\ufeff<p>x", "x"),
    ("<svg><title>" * 1_000, ""),
]


@pytest.mark.parametrize(("markup", "text"), HOSTILE, ids=[repr(markup[:12]) for markup, _ in HOSTILE])
def test_hostile_pages_are_read_like_others(markup: str, text: str) -> None:
    assert html.parse(markup).text == text


@pytest.mark.parametrize("markup", ["<b>" * (html.MAX_ELEMENTS + 1), "<br>" * (html.MAX_ELEMENTS + 1)])
def test_too_many_elements_are_refused(markup: str) -> None:
    with pytest.raises(html.TooComplex):
        html.parse(markup)


def test_elements_nested_deeper_than_any_page_needs_are_only_text() -> None:
    page = html.parse("<i itemprop=a>x" * (html.MAX_DEPTH + 1))
    assert (len(list(page.elements("i"))), page.text) == (html.MAX_DEPTH, "x" * (html.MAX_DEPTH + 1))


DEEP = [
    # what stands before a link, the text of that link
    ("<b itemprop=a>" * (html.MAX_DEPTH + 1), "our jobs"),
    ("<i itemscope>" * (html.MAX_DEPTH + 1), "our jobs"),
    ("<a href=/y>" * (html.MAX_DEPTH + 1), "our jobs"),
    ("<form action=/y>" * (html.MAX_DEPTH + 1), "our jobs"),
    ("<a href=/y>" * html.MAX_DEPTH + "<form action=/z>text<a href=/w>more", "our jobs"),
]


@pytest.mark.parametrize(("before", "text"), DEEP, ids=[before[:12] for before, _ in DEEP])
def test_no_depth_hides_a_link(before: str, text: str) -> None:
    page = html.parse(before + "<a href=/x>our jobs</a> rest")
    (link,) = (element for element in page.elements("a") if element.attrs["href"] == "/x")
    assert page.text[slice(*link.span)] == text


def test_a_link_beyond_the_depth_ends_where_the_next_one_starts() -> None:
    page = html.parse("<a href=/y>x" * (html.MAX_DEPTH + 3))
    assert [page.text[slice(*link.span)] for link in page.elements("a")][-3:] == ["x", "x", "x"]


PIECES = st.sampled_from(
    [
        *(f"<{name}>" for names in TABLES.values() for name in names),
        *(f"</{name}>" for names in TABLES.values() for name in names),
        *(
            "<b>",
            "</b>",
            "<a href=/x>",
            "</a>",
            "<p hidden>",
            '<p style="display:none">',
            "<dialog open>",
            "<i itemprop=a>",
        ),
        *(
            "<h1>",
            "<form action=/y>",
            "<button>",
            "<!--",
            "-->",
            "<",
            "&",
            "&nbsp;",
            " ",
            "\n",
            "\t",
            "\xa0",
            "💰",
            "$50k",
        ),
    ]
)
MARKUP = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)


@given(MARKUP)
def test_every_text_is_canonical(markup: str) -> None:
    text = html.parse(markup).text
    assert not re.search(r"^[ \t\n]|[ \t\n]\Z|[ \t\n]{2}|[\f\r\ud800-\udfff]", text)


@given(MARKUP)
def test_every_place_is_in_the_text_and_in_order(markup: str) -> None:
    page = html.parse(markup)
    assert all(0 <= e.span.start <= e.span.end <= len(page.text) for e in page.kept)
    shown = [e.span.start for e in page.kept if e.shown]
    assert shown == sorted(shown)
    assert not any(re.search(r"^[ \t\n]|[ \t\n]\Z", page.text[slice(*e.span)]) for e in page.kept)


@given(MARKUP)
def test_the_text_written_as_a_page_is_the_same_text(markup: str) -> None:
    text = html.parse(markup).text
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in line.split("\t")) for line in text.split("\n"))
    assert html.parse("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>").text == text
    assert html.parse(html.preformatted(text)).text == text.replace("\t", " ")
