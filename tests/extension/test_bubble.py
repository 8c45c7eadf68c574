"""The explanation beside a highlight: when it opens, what it says, how it goes, and that the page stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from accessible import assert_accessible
from browsers import Browser, Page, wait_for
from crewboard import Site
from marking import MARKED, SOURCE, finding, in_extension, load, press

pytestmark = pytest.mark.browser

POSTING = """<!doctype html><html lang=en><title>Cook</title><body style="margin: 40px; font: 16px/1.5 monospace">
<h1>Night cook</h1><p id=pay>Pay: $20 an hour</p><p id=linked>Write <a href="#mail">to the purser</a></p>
<button id=apply>Apply</button><p id=end>Meals and a cabin</p></body></html>"""
TEXT = "Night cook\nPay: $20 an hour\nWrite to the purser\nApply\nMeals and a cabin"

INSIDE = """(where = "html") => {
    const host = [...document.querySelectorAll(where)].at(-1).lastElementChild;
    const root = host.popover === "manual" && (host.openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(host));
    if (!root) return null;
    const texts = (selector) => [...root.querySelectorAll(selector)].map(({ innerText }) => innerText.trim());
    const { left, top, right, bottom } = host.getBoundingClientRect();
    return {
        severities: texts(".severity"), titles: texts("h2"), texts: texts("article > p:not(.severity)"),
        read: texts("dd"), links: [...root.querySelectorAll("a")].map(({ href, rel }) => `${href} ${rel}`),
        buttons: texts("button"), count: texts("footer span")[0] ?? "", focus: root.activeElement?.localName ?? "",
        role: root.querySelector("[role]").role, label: root.querySelector("[role]").ariaLabel,
        ground: getComputedStyle(host).backgroundColor, box: [left, top, right, bottom],
        seen: document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === host,
    };
}"""

Marked = Callable[..., Page]


@pytest.fixture(scope="module")
def permission(browser: Browser, site: Site) -> Iterator[None]:
    browser.grant("crewboard.example")
    yield
    browser.revoke("crewboard.example")


@pytest.fixture
def marked(browser: Browser, site: Site, permission: None) -> Iterator[Marked]:
    """Opens a page with findings at these words, each as (words, name, severity)."""
    pages: list[Page] = []

    def opened(*places: tuple[str, str, str], html: str = POSTING, text: str = TEXT, **more: Any) -> Page:
        page = browser.open(site.add(f"/bubble/{len(site.pages)}", html))
        pages.append(page)
        page.bring_to_front()
        load(browser, page)
        found = [finding(text, exact, name, severity, **more) for exact, name, severity in places]
        in_extension(browser, page, "() => void grainOfSalt.serialise()")
        placed = in_extension(browser, page, "found => grainOfSalt.mark(found)", found)["placed"]
        assert placed == [name for _, name, _ in places]
        return page

    yield opened
    for page in pages:
        page.close()


def bubble(browser: Browser, page: Page) -> dict[str, Any] | None:
    return in_extension(browser, page, INSIDE)


def is_open(page: Page) -> bool:
    return page.value("document.documentElement.lastElementChild.popover === 'manual'")


def at(page: Page, selector: str, words: str) -> tuple[float, float]:
    """The middle of some words in the window."""
    code = """(selector, words) => {
        const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
        while (!walker.nextNode().data.includes(words));
        const range = new Range();
        const start = walker.currentNode.data.indexOf(words);
        range.setStart(walker.currentNode, start);
        range.setEnd(walker.currentNode, start + words.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return [x + width / 2, y + height / 2];
    }"""
    x, y = page.function(code, selector, words)
    return x, y


def go(browser: Browser, page: Page, way: str) -> Any:
    return in_extension(browser, page, f"() => grainOfSalt.{way}()")


def test_the_pointer_opens_it_and_leaves_no_trace(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a1", "serious"), replacements=["$20.00 an hour"])
    before = page.value(SOURCE)
    page.point(*at(page, "#pay", "$20"))
    wait_for(lambda: is_open(page), "the bubble")
    said = bubble(browser, page)
    assert said["severities"], said["titles"] == (["Serious"], ["Title of a1"])
    assert said["texts"] == ["Message of a1"]
    assert said["read"] == ["$20 an hour", "$20.00 an hour"]
    assert said["links"] == ["http://crewboard.example/rules noopener noreferrer"]
    assert said["buttons"] == ["Open the list", "Remove highlights", "Close"]
    assert said["role"], said["label"] == ("dialog", "Title of a1")
    assert said["focus"] == ""
    assert said["seen"]
    text = in_extension(browser, page, "() => [grainOfSalt.canonical().text, grainOfSalt.serialise()]")
    assert text[0] == TEXT
    assert "Message of a1" not in text[1]

    # On the way to it, and on it, it stays.
    left, top, right, bottom = said["box"]
    page.point((left + right) / 2, (top + bottom) / 2)
    page.value("new Promise(done => setTimeout(done, 500))")
    assert is_open(page)
    page.point(*at(page, "#end", "Meals"))
    wait_for(lambda: not is_open(page), "the bubble to close")
    assert page.value(SOURCE) == before


def test_escape_puts_it_away(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a1", "info"))
    page.point(*at(page, "#pay", "$20"))
    wait_for(lambda: is_open(page), "the bubble")
    page.function("() => { window.keys = []; addEventListener('keydown', ({ key }) => keys.push(key)); }")
    page.key("Escape")
    wait_for(lambda: not is_open(page), "the bubble to close")
    page.key("Escape")
    wait_for(lambda: page.value("window.keys") == ["Escape"], "the second press, which is the page's")


def test_a_click_opens_it_until_the_next_one(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a1", "warning"))
    before = page.value(SOURCE)
    page.point(*at(page, "#pay", "$20"), click=True)
    wait_for(lambda: is_open(page), "the bubble")
    page.point(*at(page, "h1", "Night"))
    page.value("new Promise(done => setTimeout(done, 500))")
    assert is_open(page)
    page.point(*at(page, "h1", "Night"), click=True)
    wait_for(lambda: not is_open(page), "the bubble to close")
    assert page.value(SOURCE) == before


def test_links_and_buttons_of_the_page_keep_working(browser: Browser, marked: Marked):
    page = marked(("to the purser", "a1", "warning"), ("Apply", "a2", "warning"))
    page.function(
        "() => { document.querySelector('#apply').addEventListener('click', () => { window.applied = 1; }); }"
    )
    page.point(*at(page, "#linked", "purser"), click=True)
    wait_for(lambda: page.value("location.hash") == "#mail", "the link")
    page.point(*at(page, "#apply", "Apply"), click=True)
    assert page.value("window.applied") == 1


def test_a_role_of_the_whole_page_is_no_control(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a1", "warning"), html=POSTING.replace("<body", "<body role=document onclick=''"))
    page.point(*at(page, "#pay", "$20"), click=True)
    wait_for(lambda: is_open(page), "the bubble")


def test_it_goes_along_when_the_page_scrolls(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a1", "warning"), html=POSTING.replace("</body>", "<p style='height: 300vh'></body>"))
    go(browser, page, "next")
    top = bubble(browser, page)["box"][1]
    page.value("scrollBy({ top: 30, behavior: 'instant' })")
    wait_for(lambda: abs(bubble(browser, page)["box"][1] - top + 30) < 2, "the bubble at its place")


def test_by_keyboard_in_page_order_and_around(browser: Browser, marked: Marked):
    page = marked(("a cabin", "a1", "info"), ("$20 an hour", "a2", "serious"), ("Night", "a3", "warning"))
    page.function("() => document.querySelector('#apply').focus()")
    assert [go(browser, page, "next") for _ in range(4)] == ["a3", "a2", "a1", "a3"]
    said = bubble(browser, page)
    assert said["count"] == "place 1 of 3"
    assert said["focus"] == "section"
    assert page.value(MARKED)["grain-of-salt-pointed"] == ["Night"]
    assert go(browser, page, "previous") == "a1"
    press(browser, page, "previous")
    assert bubble(browser, page)["titles"] == ["Title of a2"]
    assert bubble(browser, page)["focus"] == "button"
    page.key("Escape")
    assert not is_open(page)
    assert page.value("document.activeElement.id") == "apply"


def test_what_the_service_is_not_sure_of_is_said_to_be(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a1", "serious"), certainty="review")
    go(browser, page, "next")
    assert bubble(browser, page)["severities"] == ["Serious, see for yourself"]


@pytest.mark.parametrize("way", ["key", "button", "click elsewhere"])
def test_the_strong_mark_goes_with_it(browser: Browser, marked: Marked, way: str):
    page = marked(("Night", "a1", "info"), ("$20 an hour", "a2", "serious"))
    assert go(browser, page, "previous") == "a2"
    page.point(*at(page, "h1", "Night"), click=True)
    wait_for(lambda: page.value(MARKED).get("grain-of-salt-pointed") == ["Night"], "the mark")
    if way == "key":
        page.key("Escape")
    elif way == "button":
        press(browser, page, "close")
    else:
        page.point(*at(page, "h1", "cook"), click=True)
    wait_for(lambda: "grain-of-salt-pointed" not in page.value(MARKED), "the mark to go")
    assert not is_open(page)


def test_findings_at_one_place_come_together_worst_first(browser: Browser, marked: Marked):
    page = marked(("$20", "a1", "info"), ("Pay: $20 an hour", "a2", "serious"), ("$20 an", "a3", "warning"))
    go(browser, page, "next")
    said = bubble(browser, page)
    assert said["titles"] == ["Title of a2", "Title of a3", "Title of a1"]
    assert said["count"] == ""


def test_removing_takes_everything_out(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a1", "serious"))
    before = page.value(SOURCE)
    go(browser, page, "next")
    press(browser, page, "remove")
    assert not is_open(page)
    assert page.value(SOURCE) == before
    assert page.value("CSS.highlights.size") == 0
    page.point(*at(page, "#pay", "$20"))
    page.value("new Promise(done => setTimeout(done, 500))")
    assert not is_open(page)


MODAL = """<!doctype html><html lang=en><title>Cook</title><body style="font: 16px/1.5 monospace">
<h1>Night cook</h1><dialog><p id=pay>Pay: $20 an hour</p></dialog><dialog><p id=end>Meals and a cabin</p></dialog>
<script>for (const one of document.querySelectorAll("dialog")) one.showModal()</script></body></html>"""


def test_a_modal_dialog_of_the_page_does_not_lock_it_out(browser: Browser, marked: Marked):
    text = "Night cook\nPay: $20 an hour\nMeals and a cabin"
    page = marked(("Night", "a1", "info"), ("a cabin", "a2", "serious"), html=MODAL, text=text)
    before = page.value(SOURCE)
    page.point(*at(page, "#end", "cabin"))
    within = "document.querySelector('dialog:last-of-type').lastElementChild.popover === 'manual'"
    wait_for(lambda: page.value(within), "the bubble in the dialog")
    assert in_extension(browser, page, INSIDE, "dialog")["seen"]
    # What lies behind the dialog is explained in front of it, too.
    assert [go(browser, page, "next"), go(browser, page, "next")] == ["a1", "a2"]
    assert in_extension(browser, page, INSIDE, "dialog")["focus"] == "section"
    page.key("Escape")
    assert page.value(SOURCE) == before
    assert page.value("document.querySelectorAll('dialog[open]').length") == 2
    page.value("document.querySelectorAll('dialog').forEach(one => one.close())")
    assert go(browser, page, "previous") == "a1"
    assert is_open(page)


SCROLLING = """<!doctype html><html lang=en><title>Cook</title><style>
  body { margin: 0; font: 16px/1.5 monospace }
  header { position: sticky; top: 0; block-size: 120px; background: white }
  main { block-size: 300px; overflow: auto; scroll-padding: 0 }
  .gap { block-size: 2000px }
</style><header>Northwind Ferries</header><div class=gap></div>
<main><div class=gap></div><p id=pay>Pay: $20 an hour</p><div class=gap></div></main><div class=gap></div>
<p id=end>Meals and a cabin</p>"""


@pytest.mark.parametrize(("words", "selector"), [("$20", "#pay"), ("a cabin", "#end")], ids=["container", "page"])
def test_headers_and_containers_do_not_hide_what_is_pointed_at(
    browser: Browser, marked: Marked, words: str, selector: str
):
    text = "Northwind Ferries\nPay: $20 an hour\nMeals and a cabin"
    page = marked((words, "a1", "serious"), html=SCROLLING, text=text)
    assert in_extension(browser, page, "() => grainOfSalt.show('a1')") is True
    x, y = at(page, selector, words)
    covered = "(selector, x, y) => document.querySelector(selector) !== document.elementFromPoint(x, y)"
    assert page.function(covered, selector, x, y) is False


def test_forced_colours_reach_the_bubble(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a1", "serious"), ("a cabin", "a2", "info"))
    page.emulate(forced_colors="active")
    go(browser, page, "next")
    colours = """() => {
        const host = document.documentElement.lastElementChild;
        const root = host.openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(host);
        const probe = document.createElement("i");
        root.append(probe);
        const system = (name) => (probe.style.color = name, getComputedStyle(probe).color);
        const has = (selector, name) => getComputedStyle(root.querySelector(selector)).color === system(name);
        const told = [has("p:not(.severity)", "CanvasText"), has("a", "LinkText"), has("button", "ButtonText"),
            getComputedStyle(host).backgroundColor === system("Canvas")];
        probe.remove();
        return told;
    }"""
    assert in_extension(browser, page, colours) == [True, True, True, True]


HOSTILE = [
    ("policy", """<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; require-trusted-types-for 'script'">"""),
    ("styles", "<style>* { all: unset !important; } div { display: none !important; }</style>"),
    ("layers", "<style>body::after { content: ''; position: fixed; inset: 0; z-index: 2147483647; }</style>"),
    ("right to left", "<style>html { direction: rtl; filter: blur(0); transform: scale(1); }</style>"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "head"), HOSTILE, ids=[case[0] for case in HOSTILE])
def test_pages_that_would_not_let_it(browser: Browser, marked: Marked, why: str, head: str):
    html = POSTING.replace("<body", f"{head}<body")
    text = TEXT if why != "styles" else None
    page = marked(("$20 an hour", "a1", "serious"), html=html, text=text or TEXT)
    go(browser, page, "next")
    said = bubble(browser, page)
    assert said["titles"] == ["Title of a1"]
    assert said["ground"] in ("rgb(253, 252, 250)", "rgb(34, 36, 39)")
    assert said["seen"]
    left, top, right, bottom = said["box"]
    assert right - left > 300
    assert bottom - top > 100


OPENED = """() => {
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (how) { return attachShadow.call(this, { ...how, mode: "open" }); };
}"""
"""A checker sees only shadow trees that are open."""


def test_it_is_accessible(browser: Browser, axe: str):
    page = browser.open_extension_page("content/highlight.css")  # where the scripts have the words of the extension
    page.function(OPENED)
    page.load_content_scripts()
    page.value(f"{axe};undefined")
    page.function("text => { document.body.innerText = text; }", TEXT)
    page.value("grainOfSalt.serialise()")
    more = {"replacements": ["$20.00 an hour"], "certainty": "review"}
    severities = ("serious", "warning", "info")
    found = [finding(TEXT, "$20 an hour", f"a{i}", severity, **more) for i, severity in enumerate(severities)]
    page.function("found => grainOfSalt.mark(found)", [*found, finding(TEXT, "a cabin", "a4")])
    page.value("grainOfSalt.next()")
    assert is_open(page)
    for width, height in ((800, 600), (400, 300)):  # at 200 % a window is half as wide
        page.resize(width, height)
        assert_accessible(page, "html > :last-child")


def test_it_fits_a_small_window(browser: Browser, marked: Marked):
    page = marked(("a cabin", "a1", "serious"), message="words " * 300)
    page.resize(320, 300)
    go(browser, page, "next")
    left, top, right, bottom = bubble(browser, page)["box"]
    assert left >= 0
    assert top >= 0
    assert right <= 320
    assert bottom <= 300


SCROLLBAR = "<style>html { overflow: scroll; font-size: 30px } ::-webkit-scrollbar { width: 15px }</style>"
WITHIN = """() => {
    const host = document.documentElement.lastElementChild;
    const root = host.openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(host);
    const { clientWidth, clientHeight } = document.documentElement;
    const within = ({ left, top, right, bottom }, width, height) =>
        left >= 0 && top >= 0 && right <= width && bottom <= height;
    const close = root.querySelector("[data-way=close]").getBoundingClientRect();
    const box = host.getBoundingClientRect();
    const ring = 2;  // around all of it where it has the focus
    const inWindow = [box, close].map((one) => within(one, clientWidth, clientHeight));
    return [...inWindow, root.querySelector("footer").getBoundingClientRect().bottom <= box.bottom - ring];
}"""


def test_it_stays_in_a_window_that_gets_smaller(browser: Browser, marked: Marked):
    page = marked(
        ("a cabin", "a1", "serious"), html=POSTING.replace("<body", SCROLLBAR + "<body"), message="words " * 300
    )
    page.resize(700, 600)
    go(browser, page, "next")
    for width, height in ((700, 600), (330, 400), (240, 300)):
        page.resize(width, height)
        wait_for(
            lambda: in_extension(browser, page, WITHIN) == [True, True, True], f"the bubble within {width} by {height}"
        )


def test_in_a_frame_it_opens_at_the_place(browser: Browser, marked: Marked):
    html = "<!doctype html><p>Cook</p><iframe srcdoc='<p id=pay>Pay: $20 an hour</p>' style='margin: 100px'></iframe>"
    page = marked(("$20", "a1", "serious"), html=html, text="Cook\nPay: $20 an hour")
    middle = """() => {
        const frame = document.querySelector("iframe");
        const pay = frame.contentDocument.querySelector("p").getBoundingClientRect();
        const { left, top } = frame.getBoundingClientRect();
        return [left + frame.clientLeft + pay.left + 50, top + frame.clientTop + pay.top + pay.height / 2];
    }"""
    x, y = page.function(middle)
    page.point(x, y)
    wait_for(lambda: is_open(page), "the bubble")
    left, top, right, _ = bubble(browser, page)["box"]
    assert left < x < right
    assert 0 < top - y < 40


def test_the_list_is_asked_for_at_the_place(browser: Browser, marked: Marked):
    page = marked(("$20 an hour", "a7", "serious"))
    go(browser, page, "next")
    tab = browser.tab(page)
    press(browser, page, "list")
    kept = "name => chrome.storage.session.get(name).then(kept => kept[name] ?? {place: null})"
    wait_for(lambda: browser.worker().function(kept, f"place:{tab}")["place"] == "a7", "the background to hear of it")
