"""Where a report's place is found in a page that may have changed: at its text, or not at all."""

from __future__ import annotations

import pytest
from chromium import Page

pytestmark = pytest.mark.browser

QUOTE = {"prefix": "Pay: ", "exact": "$20", "suffix": " an hour"}

CASES = [
    ("where it was", "<p>Pay: $20 an hour", 5, QUOTE, 5),
    ("moved by text before it", "<h1>New!</h1><p>Pay: $20 an hour", 5, QUOTE, 10),
    ("moved by an emoji, which is one code point", "<p>💰 Pay: $20 an hour", 5, QUOTE, 7),
    ("the position decides between equal ones", "<p>Pay: $20 an hour<p>Pay: $20 an hour", 22, QUOTE, 22),
    ("its neighbours decide", "<p>Cap: $20 a year<p>Now Pay: $20 an hour", 5 + 3, QUOTE, 25),
    ("neighbours changed, but there is only one", "<p>The cook earns $20 and more", 5, QUOTE, 15),
    ("across elements", "<p>New. <b>Pay:</b> <i>$</i>20 an <u>hour</u>", 5, QUOTE, 10),
    ("twice, and nothing tells which", "<p>First $20 then $20", 5, QUOTE, None),
    ("twice with the same neighbours", "<p>New<p>Pay: $20 an hour<p>Pay: $20 an hour", 5, QUOTE, None),
    ("gone", "<p>Pay: $21 an hour", 5, QUOTE, None),
    ("hidden now", "<p>Pay: <s style='display: none'>$20</s> an hour", 5, QUOTE, None),
    ("an empty quote", "<p>Pay: $20 an hour", 5, QUOTE | {"exact": ""}, None),
    ("a position beyond the text", "<p>x", 5, QUOTE, None),
]


@pytest.mark.parametrize(("why", "html", "start", "quote", "found"), CASES, ids=[case[0] for case in CASES])
def test_place(reader: Page, why: str, html: str, start: int, quote: dict[str, str], found: int | None):
    reader.fill(html)
    target = {"position": {"start": start, "end": start + len(quote["exact"])}, "quote": quote}
    span = reader.function("target => grainOfSalt.anchor(grainOfSalt.canonical(), target)", target)
    assert span == (None if found is None else {"start": found, "end": found + len(quote["exact"])})


def test_a_place_is_one_range_for_each_text_node(reader: Page):
    reader.fill("<p>Pay: $<b>1<!-- -->76</b>.5k<script>no</script>-$225k</p>")
    ranges = (
        "grainOfSalt.canonical().ranges({start: 5, end: 18}).map(range => [String(range), range.startContainer.data])"
    )
    assert reader.value(ranges) == [
        ["$", "Pay: $"],
        ["1", "1"],
        ["76", "76"],
        [".5k", ".5k"],
        ["-$225k", "-$225k"],
    ]


def test_open_shadow_trees_are_read_as_they_are_shown(reader: Page):
    reader.fill("<p>before</p><x-pay><b>slotted</b></x-pay><p>after</p>")
    reader.function("""() => {
        const root = document.querySelector("x-pay").attachShadow({mode: "open"});
        const [line, slot] = [document.createElement("p"), document.createElement("slot")];
        line.append("Pay: ", slot);
        root.append(line);
    }""")
    assert reader.value("grainOfSalt.canonical().text") == "before\nPay: slotted\nafter"
    assert "<x-pay><div>Pay: <slot><b>slotted</b></slot></div></x-pay>" in reader.value("grainOfSalt.serialise()")
