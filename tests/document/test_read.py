"""The whole of reading a page: every format, every kind of damage, one Document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import document
from server.document import html, markdown
from server.document.model import Repair, Span

FORMATS = [
    # body, content type; media type, text
    ("<h1>Cook</h1>Pay: $20", "text/html", "text/html", "Cook\nPay: $20"),
    ("<h1>Cook</h1>Pay: $20", "application/xhtml+xml; charset=utf-8", "application/xhtml+xml", "Cook\nPay: $20"),
    ("<title/><script src='x' /><p>Cook<br/>Pay</p>", "application/xhtml+xml", "application/xhtml+xml", "Cook\nPay"),
    ("# Cook\n\nPay: **$20**\nan hour", "text/markdown", "text/markdown", "Cook\nPay: $20 an hour"),
    ("a | b\n--|--\n1 | 2\n\n[x](javascript:y) <b>c</b>", "text/markdown", "text/markdown", "a\tb\n1\t2\nx c"),
    ("# Cook\n\nPay:  $20\nan hour", "text/plain", "text/plain", "# Cook\nPay: $20\nan hour"),
    ("Pay: <b>$20</b> &amp; more", "text/plain;charset=utf-8", "text/plain", "Pay: <b>$20</b> &amp; more"),
    ("<p>Cook", "", "text/html", "Cook"),
    ("<p>Cook", "TEXT/HTML ; Charset = 'utf-8'", "text/html", "Cook"),
    ("", "text/html", "text/html", ""),
    ("", "text/markdown", "text/markdown", ""),
    ("<!-- nothing -->", "text/html", "text/html", ""),
    ("<meta charset=koi8-r>", "text/markdown", "text/markdown", ""),
]


@pytest.mark.parametrize(("body", "content_type", "media_type", "text"), FORMATS)
def test_formats(body: str, content_type: str, media_type: str, text: str) -> None:
    page = document.read(body.encode(), content_type)
    assert (page.content_type, page.page_text, page.text) == (media_type, text, text)


FIRST_LINES = [
    # plain text; its heading
    ("Night Baker (m/w/d)\n\nWe bake.", "Night Baker (m/w/d)"),
    ("\r\n \t Night  Baker \r\nNorthwind Bakery", "Night Baker"),
    ("  夜勤パン職人\n月給25万円", "夜勤パン職人"),
    ("<b>R&D</b> Cook\nPay", "<b>R&D</b> Cook"),
    ("Night Baker", None),
    ("Night Baker\n \n", None),
    ("Hi Ann,\n\nWe bake.", None),
    ("We bake all night.\nJoin us", None),
    ("パンを焼きます。\n月給25万円", None),
    ("Requirements:\nOne oven", None),
    ("We are looking for a baker who likes to\nwork at night.", None),
    ("From: ann@northwind.example\nTo you", None),
    ("https://northwind.example/jobs/7\nNight Baker", None),
    ("* * *\nNight Baker", None),
    ("Night Baker " * 9 + "\nNorthwind Bakery", None),
    ("", None),
    (" " * 500_000 + "x", None),
]


@pytest.mark.parametrize(("text", "heading"), FIRST_LINES, ids=[repr(text[:30]) for text, _ in FIRST_LINES])
def test_the_first_line_of_plain_text(text: str, heading: str | None) -> None:
    page = document.read(text.encode(), "text/plain; charset=utf-8")
    assert [page.text[slice(*found.span)] for found in page.headings] == ([heading] if heading else [])


def test_what_a_charset_decides_is_in_the_document() -> None:
    page = document.read("<p>café – £30".encode(), "text/html; charset=iso-8859-1", "https://board.example/")
    assert (page.encoding, page.encoding_source, page.declared_encoding) == ("utf-8", "detected", "iso-8859-1")
    assert (page.text, page.url, page.incomplete) == ("café – £30", "https://board.example/", ())


def test_undecodable_bytes_are_told() -> None:
    page = document.read("<p>café – £30 ".encode() + b"\xff", "text/html; charset=utf-8")
    assert page.text == "café – £30 \ufffd"
    assert [one.code for one in page.incomplete] == ["undecodable-bytes"]


HEALTHY = """<html lang="de"><head><title>Köchin – Nürnberg</title>
<meta name="description" content="Für Köche – 30.000 €">
<script type="application/ld+json">{"@type": "JobPosting", "title": "Köchin", "n": 1}</script></head><body>
<h1>Köchin für „Zum Löwen“</h1><p>Wir zahlen 30.000 € – <a href="/bewerben">bewerben Sie sich für Nürnberg</a>.</p>
<h2>Über uns</h2><p itemscope itemtype="https://schema.org/Person">Chef: <b itemprop="name">Jürgen Müßig</b></p>
<p>💰💰 Prämie</p><a href="/x"><img alt="Schönes Logo für uns"></a></body></html>"""


def test_a_page_decoded_wrongly_reads_like_the_healthy_one() -> None:
    broken = HEALTHY.encode().decode("latin-1").encode()
    good = document.read(HEALTHY.encode(), "text/html; charset=utf-8", "https://board.example/")
    page = document.read(broken, "text/html; charset=utf-8", "https://board.example/")
    assert page.text == good.text
    assert page.page_text == good.text.encode().decode("latin-1")
    assert (page.title, page.meta, page.headings, page.links) == (good.title, good.meta, good.headings, good.links)
    assert page.linked_data == good.linked_data
    assert not good.repairs


def test_repairs_say_where_they_are() -> None:
    page = document.read(HEALTHY.encode().decode("latin-1").encode(), "text/html; charset=utf-8")
    placed = [repair for repair in page.repairs if repair.span]
    assert all(page.page_text[slice(*repair.span)] == repair.broken for repair in placed if repair.span)
    assert {repair.where for repair in placed} == {"text"}
    assert [repair.where for repair in page.repairs if not repair.span] == ["title", "meta", "attribute", "structured"]


def test_places_of_elements_move_with_the_repairs_before_them() -> None:
    page = document.read("<p>weâ€™re <a href=/x>MÃ¼nchen</a>, <a href=/y>© Acme</a>".encode(), "text/html")
    assert [(link.span, page.text[slice(*link.span)]) for link in page.links] == [
        (Span(6, 13), "München"),
        (Span(15, 21), "© Acme"),
    ]
    assert page.on_page(page.links[0].span) == Span(8, 16)


def test_a_link_that_ends_inside_a_broken_character_takes_it_in() -> None:
    page = document.read("<p>fÃ¼r <a href=/x>MÃ</a>¼<a href=/y>nchen</a> Ã¼ber".encode(), "text/html")
    assert [page.text[slice(*link.span)] for link in page.links] == ["Mü", "nchen"]


@given(
    st.binary(max_size=300),
    st.sampled_from(document.MEDIA_TYPES),
    st.sampled_from(["", "; charset=utf-8", "; charset=big5"]),
)
def test_any_bytes_are_a_document(body: bytes, media_type: str, charset: str) -> None:
    page = document.read(body, media_type + charset, "https://board.example/")
    page.text.encode("utf-8")
    assert all(isinstance(repair, Repair) for repair in page.repairs)


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_content_type_and_address_are_borne(content_type: str, url: str) -> None:
    document.read(b"<a href=x>y</a><base href=z>", content_type, url)


MARKDOWN = [
    "**“Hello”** and *‘you’*, — **Pay:**£30 a day…",
    "# Über uns …\n\n- „Eins“\n-\xa0zwei\n- **–drei–**\n\n| a | b |\n|---|---|\n| é | ü |",
    "1. [“Apply”](https://acme.example/ä) — <b>“now”</b>\n2. __‘yes’__…\n\n> « non »\u2009!",
    "Pay\u2028range…\x85\n\n\u3000Indented “text”\u200b",
]


@pytest.mark.parametrize("codec", ["latin-1", "mac-roman", "cp437", "iso-8859-2", "koi8-r"])
@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_has_one_structure_however_it_was_decoded(text: str, codec: str) -> None:
    healthy = html.parse(markdown.to_html(text))
    broken = html.parse(markdown.to_html(text.encode().decode(codec)))
    assert broken.text == healthy.text.encode().decode(codec)
    assert [element.name for element in broken.kept] == [element.name for element in healthy.kept]


@pytest.mark.parametrize("text", ["[" * 20_001, "x" * 400_001])
def test_markdown_beyond_any_posting_is_refused(text: str) -> None:
    with pytest.raises(document.TooComplex):
        document.read(text.encode(), "text/markdown")
