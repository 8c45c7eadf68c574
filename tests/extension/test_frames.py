"""Frames of the same site are part of the page; of others it is said that they were not read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsers import Browser, Page
from crewboard import PAGES, Site
from marking import in_extension

from server import document

pytestmark = pytest.mark.browser

LOADED = """(function loaded(page) {
    return [...page.querySelectorAll("iframe")].every(frame => getComputedStyle(frame).display === "none" ||
        (frame.contentDocument?.body?.childElementCount && loaded(frame.contentDocument)));
})(document)"""


def read(page: Page) -> tuple[str, str]:
    """The text in the page, and the text that the service reads from what is sent."""
    sent = page.value("grainOfSalt.serialise()")
    body = document.read(sent.encode(), "text/html; charset=utf-8", None)
    return page.value("grainOfSalt.canonical().text"), body.page_text


@pytest.mark.parametrize(
    ("why", "html", "text"),
    [
        ("a block of its own", "a<iframe srcdoc='<p>b</p><p>c</p>'></iframe>d", "a\nb\nc\nd"),
        ("in a sentence", "<p>a <iframe srcdoc='<b>b</b>'></iframe> c", "a\nb\nc"),
        ("a frame in a frame", """a<iframe srcdoc='b<iframe srcdoc="<p>c"></iframe>d'></iframe>e""", "a\nb\nc\nd\ne"),
        ("hidden by a style", "a<iframe srcdoc='<p>b' style='display: none'></iframe>c", "ac"),
        ("of no size", "a<iframe srcdoc='<p>b' width=0 height=0></iframe>c", "ac"),
        ("hidden within", "a<iframe srcdoc='<style>p {display: none}</style><p>b</p><b>c</b>'></iframe>d", "a\nc\nd"),
        ("its title and styles", "a<iframe srcdoc='<title>t</title><style>b{}</style><b>b</b>'></iframe>c", "a\nb\nc"),
    ],
)
def test_text_of_frames(reader: Page, why: str, html: str, text: str):
    reader.fill(html)
    reader.wait(LOADED)
    assert read(reader) == (text, text)


def test_an_empty_frame_is_nothing(reader: Page):
    reader.fill("a<iframe></iframe>b<iframe src='about:blank'></iframe>c")
    assert read(reader) == ("abc", "abc")


def test_links_and_data_of_a_frame(reader: Page, site: Site):
    """Addresses in a frame count from the frame's own; what its head says about pages is about the frame."""
    url = site.add(
        "/embedded/posting",
        """<!doctype html><html lang=en><head><title>Frame</title><base href="/jobs/"><meta name=author content=Me>
        <script type="application/ld+json">{"@type": "JobPosting"}</script></head>
        <body><h1>Cook</h1><a href="apply?id=1">Apply</a><meta name="csrf" content="secret"></body>""",
    )
    reader.fill(f"<iframe src='{url}'></iframe>")
    reader.wait(LOADED)
    sent = reader.value("grainOfSalt.serialise()")
    assert f'href="{site.ORIGIN}/jobs/apply?id=1"' in sent
    assert '{"@type": "JobPosting"}' in sent
    assert "<h1>Cook</h1>" in sent
    assert sent.count("<html") == sent.count("<body") == sent.count("<head") == 1
    assert not any(words in sent for words in ("Frame", "<base", "author", "secret"))


def test_large_frames_of_other_sites_are_named(browser: Browser, site: Site):
    other = site.add("/framed", "<p>posting").replace("crewboard", "northwind")
    small = site.add("/banner", "<p>buy").replace("crewboard", "adverts")
    page = browser.open(
        site.add(
            "/framing",
            f"""<p>ours</p><iframe src='{other}' width=700 height=600></iframe>
            <iframe src='{other}?again' width=700 height=600></iframe>
            <iframe src='{small}' width=300 height=250></iframe>
            <iframe src='{small}' width=700 height=600 hidden></iframe>
            <iframe src='{small}' width=700 height=600 allowfullscreen></iframe>
            <iframe src='{small}' width=700 height=600 allow="autoplay; encrypted-media"></iframe>
            <iframe srcdoc='<p>own' width=700 height=600></iframe>""",
        )
    )
    page.load_content_scripts()
    assert read(page) == ("ours\nown", "ours\nown")
    assert page.value("grainOfSalt.unread()") == ["northwind.example"]
    page.close()


MAILBOX = """<!doctype html><html lang=en><title>Inbox (3)</title>
<nav><a href=#inbox>Inbox</a> <a href=#sent>Sent</a></nav>
<ul><li><b>Harbour Pilots</b> Minutes of Tuesday <time>9:41</time><li><b>Wanda</b> Lunch? <time>8:15</time>
<li><b>Northwind Ferries</b> We have a job for you <time>7:02</time></ul>
<iframe title=Message src="/mail/message" width=760 height=900></iframe>
<div contenteditable>Dear Ms Pilot, my draft</div>"""


def test_of_a_mailbox_the_message_is_checked_and_marked(browser: Browser, site: Site, settings: Callable[..., None]):
    site.add("/mail/message", (PAGES / "faulty.html").read_text("utf-8"))
    page = browser.open(site.add("/mail/inbox", MAILBOX))
    message = "document.querySelector('iframe').contentWindow"
    sources = f"[document, {message}.document].map(one => new XMLSerializer().serializeToString(one))"
    before = page.value(sources)
    popup = browser.check(page)
    assert popup.texts("h1") == ["Harbour Data Engineer"]
    assert popup.texts(".finding.serious dd")[0] == "401775.0"
    assert "Not found on this page" not in popup.value("document.body.innerText")
    popup.press(".finding.serious [data-place]")
    page.wait(f"{message}.CSS.highlights.has('grain-of-salt-pointed')")
    assert page.value("CSS.highlights.size") == 0
    marked = f"[...{message}.CSS.highlights].map(([name]) => name)"
    assert set(page.value(marked)) >= {"grain-of-salt-serious", "grain-of-salt-warning"}
    assert page.value(sources) == before
    assert "draft" not in in_extension(browser, page, "() => grainOfSalt.serialise()")


def test_places_in_frames_are_painted_there(reader: Page):
    reader.fill("<p>outside</p><iframe srcdoc='<p>Pay: <b>$20</b> an hour'></iframe>")
    reader.wait(LOADED)
    reader.value("grainOfSalt.serialise()")
    place = {"position": {"start": 13, "end": 21}, "quote": {"exact": "$20 an h", "prefix": "Pay: ", "suffix": "our"}}
    finding = {"id": "a1", "rule": "salary/x", "severity": "info", "target": place, "related": []}
    marked = reader.function("found => grainOfSalt.mark([found])", finding)
    assert (marked["placed"], marked["hidden"]) == (["a1"], [])
    painted = "[...{}.CSS.highlights.entries()].map(([name, ranges]) => [name, [...ranges].map(String)])"
    assert reader.value(painted.format("window")) == []
    frame = painted.format("document.querySelector('iframe').contentWindow")
    assert reader.value(frame) == [["grain-of-salt-info", ["$20", "an h"]]]
    assert reader.value("grainOfSalt.show('a1')") is True
    reader.value("grainOfSalt.clear()")
    assert reader.value(frame) == []
