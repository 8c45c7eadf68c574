"""What is marked stays at its text while the page changes, and costs a page nothing that has nothing marked."""

from __future__ import annotations

from typing import Any

import pytest
from browsers import Page, wait_for
from marking import MARKED, SOURCE, finding

pytestmark = pytest.mark.browser

POSTING = "<main><h1>Night cook</h1><p>Pay: <b>$20</b> an hour</p><ul><li>Cabin<li>Meals</ul></main>"
COUNTING = """() => {
    const { Highlight } = window;
    window.painted = 0;
    window.Highlight = class extends Highlight { constructor(...ranges) { super(...ranges); window.painted += 1; } };
}"""


@pytest.fixture
def posting(reader: Page) -> Page:
    """A page with one place marked."""
    reader.fill(POSTING)
    mark(reader, "$20")
    return reader


def mark(page: Page, *quotes: str) -> Any:
    page.value("grainOfSalt.serialise()")
    text = page.value("grainOfSalt.canonical().text")
    findings = [finding(text, exact, f"a{number}") for number, exact in enumerate(quotes, 1)]
    return page.function("findings => grainOfSalt.mark(findings)", findings)


def shown(page: Page) -> list[str]:
    """What is highlighted as serious, of what is still in the page."""
    return page.value(
        "[...CSS.highlights.get('grain-of-salt-serious') ?? []]"
        ".filter(range => range.startContainer.isConnected).map(String)"
    )


def test_a_page_that_builds_its_main_part_anew(posting: Page):
    posting.function("() => { const main = document.querySelector('main'); main.replaceWith(main.cloneNode(true)); }")
    assert "$20" not in shown(posting)
    wait_for(lambda: shown(posting) == ["$20"], "the highlight in the new nodes")


def test_text_above_moves_nothing_else(posting: Page):
    add = "() => { const p = document.createElement('p'); p.append('We pay $20 for meals'); document.body.prepend(p); }"
    posting.function(add)
    posting.function("() => { const b = document.querySelector('b'); b.replaceWith(b.cloneNode(true)); }")
    wait_for(lambda: shown(posting) == ["$20"], "the highlight")
    assert (
        posting.value("[...CSS.highlights.get('grain-of-salt-serious')][0].startContainer.parentNode.localName") == "b"
    )


def test_a_place_that_goes_and_comes_back(posting: Page):
    """As in a list that holds only the rows in view: other rows have the same words."""
    rows = "(first) => { document.querySelector('main').replaceChildren(...[0, 1, 2].map(i => { const p ="
    rows += " document.createElement('p'); p.append(`Cook ${first + i} of the fleet earns $${first + i} an hour`);"
    rows += " return p; })); }"
    posting.function(rows, 19)
    mark(posting, "$20")
    posting.function(rows, 200)
    wait_for(lambda: posting.value("CSS.highlights.size") == 0, "the highlight to go")
    posting.function(rows, 18)
    wait_for(lambda: shown(posting) == ["$20"], "the highlight to come back")


def test_another_posting_in_the_same_page_gets_none_of_it(posting: Page):
    posting.function(
        "() => { document.querySelector('main').textContent = 'A day cook in Rome will earn $20 and more'; }"
    )
    wait_for(lambda: posting.value("CSS.highlights.size") == 0, "the highlight to go")


def test_what_hides_and_shows_again(posting: Page):
    posting.function("() => { document.querySelector('p').style.display = 'none'; }")
    wait_for(lambda: posting.value("CSS.highlights.size") == 0, "the highlight to go")
    posting.function("() => { document.querySelector('p').style.display = ''; }")
    wait_for(lambda: shown(posting) == ["$20"], "the highlight to come back")


def test_shadow_trees_and_frames_live_as_well(posting: Page):
    posting.function("""() => {
        const host = document.createElement("x-pay");
        const inner = host.attachShadow({ mode: "open" });
        inner.append("A bonus of $300 a month");
        const frame = document.createElement("iframe");
        document.querySelector("main").append(host, frame);
        frame.contentDocument.body.append("A fine of $7 a week");
        window.parts = [inner, frame.contentDocument.body];
    }""")
    assert mark(posting, "$300", "$7")["placed"] == ["a1", "a2"]
    posting.function("() => parts.forEach(part => { part.textContent = 'Now: ' + part.textContent; })")
    wait_for(lambda: shown(posting) == ["$300"], "the highlight in the shadow tree")
    inner = (
        "[...document.querySelector('iframe').contentWindow.CSS.highlights.get('grain-of-salt-serious')].map(String)"
    )
    wait_for(lambda: posting.value(inner) == ["$7"], "the highlight in the frame")


def test_a_page_that_never_rests_is_read_now_and_then(posting: Page):
    posting.function(COUNTING)
    count = """() => new Promise(done => {
        const rows = setInterval(() => { document.querySelector("ul").replaceChildren(String(Math.random())); }, 50);
        setTimeout(() => { clearInterval(rows); done(window.painted); }, 3300);
    })"""
    assert 1 <= posting.function(count) <= 3
    wait_for(lambda: shown(posting) == ["$20"], "the highlight")


def test_a_page_that_is_slow_to_read_is_read_seldom(posting: Page):
    """Although it rests between its changes, as with a clock."""
    count = """() => new Promise(done => {
        const { getComputedStyle } = window;
        let [reads, reading] = [0, false];
        window.getComputedStyle = (...element) => {
            if (!reading) {  // a read is one turn of the page, however long it takes
                reads += 1;
                reading = true;
                setTimeout(() => { reading = false; });
            }
            for (const now = performance.now(); performance.now() < now + 10;);
            return getComputedStyle(...element);
        };
        const clock = setInterval(() => { document.querySelector("ul").replaceChildren(String(Math.random())); }, 300);
        setTimeout(() => { clearInterval(clock); Object.assign(window, { getComputedStyle }); done(reads); }, 1500);
    })"""
    assert posting.function(count) <= 1  # with a read at each tick there would be four


def test_what_is_pointed_at_stays_so(posting: Page):
    posting.value("grainOfSalt.show('a1')")
    posting.function("() => { const b = document.querySelector('b'); b.replaceWith(b.cloneNode(true)); }")
    pointed = "[...CSS.highlights.get('grain-of-salt-pointed')].filter(r => r.startContainer.isConnected).map(String)"
    wait_for(lambda: posting.value(pointed) == ["$20"], "the place in the new nodes")


def test_a_page_with_nothing_marked_is_left_alone(posting: Page):
    counting = """() => {
        const { getComputedStyle } = window;
        window.asked = 0;
        window.getComputedStyle = (...element) => { window.asked += 1; return getComputedStyle(...element); };
    }"""
    posting.function(counting)
    posting.value("grainOfSalt.clear()")
    change = "() => { document.querySelector('h1').textContent += '!'; return new Promise(r => setTimeout(r, 500)); }"
    posting.function(change)
    posting.function("() => { grainOfSalt.mark([]); window.asked = 0; }")
    posting.function(change)
    assert posting.value("window.asked") == 0
    assert posting.value("CSS.highlights.size") == 0


def test_the_page_itself_is_never_written_to(reader: Page):
    reader.fill(POSTING + "<iframe srcdoc='<p>A fine of $7'></iframe>")
    reader.wait("document.querySelector('iframe').contentDocument.querySelector('p') !== null")
    before = reader.value(SOURCE)
    mark(reader, "$20", "Cabin")
    assert reader.value(SOURCE) == before
    assert len(reader.value(MARKED)["grain-of-salt-serious"]) == 2
    reader.value("grainOfSalt.show('a2')")
    reader.value("grainOfSalt.clear()")
    assert reader.value(SOURCE) == before
    assert reader.value(MARKED) == {}
