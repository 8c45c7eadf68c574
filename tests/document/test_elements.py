"""What a page says beside its text."""

from __future__ import annotations

import pytest

from server.document import read
from server.document.model import Document

URL = "https://board.example/jobs/7?x=1"


def document(markup: str, url: str | None = URL) -> Document:
    return read(markup.encode(), "text/html; charset=utf-8", url)


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title> Night\n cook &amp; baker </title>", "Night cook & baker"),
        ("<title>One</title><title>Two</title>", "One"),
        ("<title></title><p>x", None),
        ("<p>x", None),
        ("<svg><title>Icon</title></svg><p>x", None),
        ("<title>DÃ©veloppeur Ã\xa0 Paris</title><p>x", "Développeur à Paris"),
    ],
)
def test_title(markup: str, title: str | None) -> None:
    assert document(markup).title == title


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        ('<html lang="de-AT"><p>x', "de-AT"),
        ('<html xml:lang="cs"><p>x', "cs"),
        ('<meta http-equiv="Content-Language" content="fr, en"><p>x', "fr"),
        ('<html lang=""><meta http-equiv="content-language" content="fr"><p>x', "fr"),
        ('<p lang="ja">x', None),
    ],
)
def test_language(markup: str, language: str | None) -> None:
    assert document(markup).language == language


LINKS = [
    # markup; (kind, address, text, label) of each
    ('<a href="/apply">Apply</a>', [("a", "https://board.example/apply", "Apply", "Apply")]),
    ('<a href=" ?p=2 ">Next</a>', [("a", "https://board.example/jobs/7?p=2", "Next", "Next")]),
    ('<a href="//acme.example/jobs">x</a>', [("a", "https://acme.example/jobs", "x", "x")]),
    ('<a href="mailto:jobs@acme.example">Write</a>', [("a", "mailto:jobs@acme.example", "Write", "Write")]),
    ('<a href=" https://ac\nme.example/\tx ">x</a>', [("a", "https://acme.example/x", "x", "x")]),
    ('<a href="http://[">x</a>', [("a", "http://[", "x", "x")]),
    ("<a name=top>x</a><a href>y</a><a href=''>z</a>", []),
    ("<a hidden href=/a>x</a><div style='display:none'><a href=/b>y</a></div>", []),
    ('<a href="/"><img alt="Acme logo"></a>', [("a", "https://board.example/", "", "Acme logo")]),
    ('<a href="/" aria-label="Home" title="x"></a>', [("a", "https://board.example/", "", "Home")]),
    ('<a href="/" aria-label="Acme home">Acme</a>', [("a", "https://board.example/", "Acme", "Acme")]),
    ('<a href="/x"><h2>Cook</h2><p>Paris</p></a>', [("a", "https://board.example/x", "Cook\nParis", "Cook Paris")]),
    ('<map><area href="/m" alt="Map"></map>', [("area", "https://board.example/m", "", "Map")]),
    (
        '<form action="https://ats.example/send">Name <input><button>Send it</button></form>',
        [("form", "https://ats.example/send", "Name\nSend it", "Send it")],
    ),
    ("<form>Search <button>Go</button></form>", []),
    ('<button formaction="/other">Other</button>', [("button", "https://board.example/other", "Other", "Other")]),
    ('<input type=submit formaction="/i" value="Go on">', [("button", "https://board.example/i", "", "Go on")]),
    ('<base href="/de/"><a href="x">x</a>', [("a", "https://board.example/de/x", "x", "x")]),
    (
        '<base href="https://acme.example"><base href="/y"><a href="x">x</a>',
        [("a", "https://acme.example/x", "x", "x")],
    ),
    ('Mail <a href="mailto:a@b.example">MÃ¼nchen</a>', [("a", "mailto:a@b.example", "München", "München")]),
    ('<a href="/"><img alt="CafÃ© MÃ¼nchen"></a>', [("a", "https://board.example/", "", "Café München")]),
]


@pytest.mark.parametrize(("markup", "links"), LINKS)
def test_links(markup: str, links: list[tuple[str, str, str, str]]) -> None:
    page = document(markup)
    assert [(link.kind, link.href, page.text[slice(*link.span)], link.label) for link in page.links] == links


def test_an_address_without_a_base_stays_as_it_is_written() -> None:
    assert [link.href for link in document('<a href="/x">x</a>', url=None).links] == ["/x"]


def test_headings_are_those_that_show_text() -> None:
    page = document("<h1>Cook</h1><h2><img alt=x></h2><h2 hidden>y</h2>text<h3>Pay</h3>")
    assert [(heading.level, page.text[slice(*heading.span)]) for heading in page.headings] == [(1, "Cook"), (3, "Pay")]


def test_meta_has_the_first_of_each_name() -> None:
    page = document(
        '<meta name=Description content="A job"><meta name=description content=other>'
        '<meta property="og:title" content=Cook>'
        "<meta name=empty><meta content=nameless><meta charset=utf-8><meta name=author content='MÃ¼ller &amp; SÃ¶hne'>"
    )
    assert dict(page.meta) == {"description": "A job", "og:title": "Cook", "author": "Müller & Söhne"}


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<link rel="canonical" href="/jobs/7">', "https://board.example/jobs/7"),
        ('<link rel="Canonical nofollow" href="https://acme.example/7">', "https://acme.example/7"),
        ('<link rel="stylesheet" href="/a.css"><link rel="not-canonical" href="/b"><link rel="canonical">', None),
    ],
)
def test_canonical_url(markup: str, address: str | None) -> None:
    assert document(markup).canonical_url == address
