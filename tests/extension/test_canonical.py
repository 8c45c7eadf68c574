"""One canonical text, built twice: by the service from markup, by the extension from the live page."""

from __future__ import annotations

import json
import random
import tomllib
from html import escape
from pathlib import Path

import pytest
from browsers import Page, unspaced

from server import document

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['why']}")
    for file in sorted((ROOT / "tests/cases/canonical").glob("*.json"))
    for case in json.loads(file.read_text("utf-8"))
]


def sent_text(html: str) -> str:
    """The text that the service reads from what the extension sends."""
    return document.read(html.encode(), "text/html; charset=utf-8", None).page_text


@pytest.mark.parametrize("case", CASES)
def test_case(reader: Page, case: dict[str, str]):
    reader.fill(case["html"])
    assert reader.value("grainOfSalt.canonical().text") == case["text"]
    assert sent_text(reader.value("grainOfSalt.serialise()")) == case["text"]


def test_the_tables_of_elements_are_those_of_the_service(reader: Page):
    tables = tomllib.loads((ROOT / "server/data/canonical.toml").read_text("utf-8"))
    for ours, theirs in {"SKIPPED": "skip", "BREAKS": "break", "CELLS": "cell", "PREFORMATTED": "preformatted"}.items():
        assert sorted(reader.value(f"[...grainOfSalt.{ours}]")) == sorted(tables[theirs])


@pytest.mark.parametrize("seed", range(30))
def test_generated_pages_read_the_same_on_both_sides(reader: Page, seed: int):
    """Ten pages a seed: texts equal, and every stretch of the text is found in the page."""
    chance = random.Random(seed)
    reader.bring_to_front()  # behind another tab its timers would tick once a second
    for _ in range(10):
        html = generated_page(chance)
        reader.fill(html)
        text, sent = reader.function(READ)
        assert sent_text(sent) == text, html
        spans = [sorted(chance.choices(range(len(text) + 1), k=2)) for _ in range(20)]
        # Another frame may have loaded since.
        text, found = reader.function(STRETCHES, [{"start": start, "end": end} for start, end in spans])
        for (start, end), (slice_, shown) in zip(spans, found, strict=True):
            assert slice_ == text[start:end], html
            assert unspaced(shown) == unspaced(slice_), html


READ = """async () => {
    let [text, same] = ["", document.querySelector("iframe, x-card") ? 0 : 3];
    // Frames load by and by, one in another; not all of a broken page do.
    for (; same < 3; same = text === (text = grainOfSalt.canonical().text) ? same + 1 : 0) {
        await new Promise(done => setTimeout(done, 20));
    }
    return [grainOfSalt.canonical().text, grainOfSalt.serialise()];
}"""

STRETCHES = """spans => {
    const page = grainOfSalt.canonical();
    return [page.text, spans.map(span => [page.slice(span), page.ranges(span).map(String).join("")])];
}"""


# -- pages to compare on --

BLOCKS = ["div", "p", "section", "ul", "li", "h2", "pre", "blockquote", "main", "details", "button", "dl", "dd"]
INLINE = ["span", "b", "a", "em", "code", "small", "label", "font", "x-badge", "sup"]
HIDING = ["script", "style", "template", "textarea", "noscript", "svg", "iframe", "video", "title"]
TEXTS = (
    "Pay:", " $190k – $251,257k ", "\n\t", "we’re", "weâ\u0080\u0099re", "👩‍🍳 cook", "𝒜cme", "a\u00a0b", " ", "x",
    "日本", "&amp;amp;", "&#x1F4B0;", "&lt;b&gt;", "line\nline", "\r\n", "\f", "e\u0301", "\u200b", "\u2028", "1 < 2",
)  # fmt: skip
ATTRIBUTES = (
    "", "", "", " hidden", ' style="display:none"', ' style="visibility:hidden"', ' class="gone"', ' class="block"',
    ' itemprop="title"', ' href="/x?a=1&b=2"', ' data-x="&quot;>"', " title='\">'", ' aria-hidden="true"',
)  # fmt: skip
STYLE = "<style>.gone { display: none } .block { display: block } [title] { visibility: hidden }</style>"


def generated_page(chance: random.Random) -> str:
    """Markup as it comes: nested, hidden by attribute and by style sheet, badly closed, in frames and shadow trees."""
    return f"<!doctype html><html><head><title>t</title>{STYLE}</head><body>{contents(chance, 0)}</body></html>"


def contents(chance: random.Random, depth: int) -> str:
    return "".join(part(chance, depth) for _ in range(chance.randint(1, 5)))


def part(chance: random.Random, depth: int) -> str:
    kind = chance.random()
    if depth > 5 or kind < 0.35:
        return chance.choice(TEXTS)
    if kind < 0.42:
        return chance.choice(("<br>", "<hr>", "<wbr>", '<img alt="logo">', '<input value="typed">', "<!-- c -->"))
    if kind < 0.48:
        name = chance.choice(HIDING)
        return f"<{name}>{chance.choice(TEXTS)}</{name}>"
    if kind < 0.5:
        return f'<iframe srcdoc="{escape(STYLE + contents(chance, 5))}"{chance.choice(ATTRIBUTES)}></iframe>'
    if kind < 0.52:
        inner = f"{contents(chance, 5)}<slot>{contents(chance, 5)}</slot>"
        light = chance.choice(("", contents(chance, depth + 2)))
        return f'<x-card><template shadowrootmode="open">{STYLE}{inner}</template>{light}</x-card>'
    if kind < 0.58:
        rows = ("".join(f"<td>{contents(chance, depth + 2)}</td>" for _ in range(2)) for _ in range(2))
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    name = chance.choice(BLOCKS if kind < 0.8 else INLINE)
    end = "" if chance.random() < 0.05 else f"</{name}>"
    return f"<{name}{chance.choice(ATTRIBUTES)}>{contents(chance, depth + 1)}{end}"
