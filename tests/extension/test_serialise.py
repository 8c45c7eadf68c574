"""What is sent of a page, and what stays; the same of what is selected in it."""

from __future__ import annotations

from typing import Any

import pytest
from browsers import Page
from marking import finding

from server import document

pytestmark = pytest.mark.browser

WRITABLE = pytest.param(
    "drafts by a style",
    "<div itemprop=description style='-webkit-user-modify: read-write'>secret</div>",
    marks=pytest.mark.only("chromium", why="Firefox knows no such style: nobody can write there"),
    id="drafts by a style",
)
STAYS = [
    ("what was typed", "<input value=secret><input type=search value=secret>"),
    ("passwords and tokens", "<input type=password value=secret><input type=hidden name=csrf value=secret>"),
    ("drafts in boxes", "<textarea>secret</textarea><select><option>secret</select>"),
    ("drafts", "<div contenteditable>a <b>secret</b></div><p contenteditable=plaintext-only>secret"),
    ("drafts with a meaning", "<p itemprop=description contenteditable>secret</p>"),
    ("drafts that are hidden", "<div hidden itemprop=description>a<p contenteditable>secret</p></div>"),
    ("drafts in a frame", """<iframe></iframe><script>{ const { contentDocument } = document.querySelector("iframe");
        contentDocument.designMode = "on"; contentDocument.body.textContent = "secret"; }</script>"""),
    ("metadata of the session", "<meta name=csrf-token content=secret><meta http-equiv=x content=secret>"),
    ("metadata that a style shows", "<meta name=csrf style='display: block' content=secret>"),
    ("scripts", "<script>secret</script><script type=module>secret</script><script type=text/template>secret</script>"),
    ("styles", "<style>p::before { content: 'secret' }</style><p style='--a: secret' class=secret id=secret>a"),
    ("programs in addresses", "<a href='javascript:secret'>a</a><a href=' java\tscript:secret'>a</a>"),
    ("files in addresses", "<a href='data:text/html,secret'>a</a><form action='data:,secret'></form>"),
    ("local files in addresses", "<a href='blob:http://crewboard.example/secret'>a</a>"),
    ("handlers", "<p onclick='secret()' onmouseover='secret()'>a"),
    ("pictures", "<img src='/secret.png' srcset='/secret.png 2x'><picture><source srcset=secret></picture>"),
    ("pictures written out", "<meta property='og:image' content='data:image/png;base64,secret'>"),
    ("comments", "<!-- secret --><p>a<!--secret--></p>"),
    ("data attributes", "<p data-user=secret aria-describedby=secret nonce=secret>a"),
    ("what styles hide", "<p style='display: none'>secret</p><p hidden>secret</p><p style='visibility: hidden'>secret"),
    ("embedded content", "<svg><text>secret</text></svg><object data=secret>secret</object><video>secret</video>"),
    ("templates", "<template><p>secret</p></template><noscript>secret</noscript>"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "html"), [*(pytest.param(*row, id=row[0]) for row in STAYS), WRITABLE])
def test_what_stays_in_the_browser(reader: Page, why: str, html: str):
    reader.fill(f"<title>Cook</title><body><p>before</p>{html}<p>after</p>")
    reader.function("() => document.querySelectorAll('input, textarea').forEach(box => { box.value = 'secret'; })")
    sent = reader.value("grainOfSalt.serialise()")
    assert "secret" not in sent
    assert "before" in sent
    assert "after" in sent


SENT = [
    ("links", "<a href='/apply?id=1' title=T>Apply</a>", '<a href="/apply?id=1" title="T">'),
    ("forms", "<form action=/apply><button formaction=/quick>Go</button></form>", '<button formaction="/quick">Go'),
    ("alternatives of pictures", "<a href=/x><img alt=Acme src=/a.png></a>", '<img alt="Acme">'),
    ("not an address", "<img alt='Data: 5 years'><p title='javascript: a guide'>a", 'alt="Data: 5 years"'),
    ("hidden values of structured data", "<p hidden itemprop=validThrough>2031-01-01", "hidden>2031-01-01</"),
    ("JSON-LD", "<script type=application/ld+json>{\"a\": \"</p>\"}</script>", '{"a": "\\u003c/p>"}'),
    ("closed details", "<details><summary>More</summary>$20 an hour</details>", "$20 an hour"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "html", "part"), SENT, ids=[case[0] for case in SENT])
def test_what_is_sent(reader: Page, why: str, html: str, part: str):
    reader.fill(html)
    assert part in reader.value("grainOfSalt.serialise()")


PAGE = """<h1>Cook</h1><p id=a>Pay: $20 an hour, $20 a shift</p><ul><li id=b>Cabin<li>Pay: $20 an hour</ul>
<x-pay id=c></x-pay>"""
SELECT = """(from, start, to, end) => {
    const text = (id) => document.querySelector(id).firstChild;
    getSelection().setBaseAndExtent(text(from), start, text(to), end);
}"""


def selected(page: Page) -> tuple[str, str]:
    """The markup and the text of what is selected, as the service reads it."""
    sent = page.value("grainOfSalt.selection()")
    return sent, document.read(sent.encode(), "text/html; charset=utf-8", None).page_text


def test_no_selection_is_nothing(reader: Page):
    reader.fill(PAGE)
    assert reader.value("grainOfSalt.selection()") is None
    reader.function(SELECT, "#a", 5, "#a", 5)
    assert reader.value("grainOfSalt.selection()") is None


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (("#a", 5, "#a", 16), "$20 an hour"),
        (("#a", 18, "#b", 3), "$20 a shift\nCab"),
        (("#a", 16, "#a", 17), ","),
    ],
)
def test_only_the_selection_is_sent(reader: Page, where: Any, text: str):
    reader.fill(PAGE)
    reader.function(SELECT, *where)
    sent, read = selected(reader)
    assert read == text
    assert "Cook" not in sent


def test_findings_of_a_selection_are_at_the_selection(reader: Page):
    reader.fill(PAGE)
    whole = reader.value("grainOfSalt.canonical().text")
    reader.function(SELECT, "#a", 18, "#b", 3)
    _, text = selected(reader)
    marks = reader.function("found => grainOfSalt.mark([found])", finding(text, "$20"))
    assert (marks["placed"], marks["hidden"]) == (["a1"], [])
    offset = "[...CSS.highlights.get('grain-of-salt-serious')].map(range => [range.startOffset, String(range)])"
    assert reader.value(offset) == [[18, "$20"]]
    assert whole.count("$20") == 3


def test_a_selection_in_a_shadow_tree(reader: Page):
    reader.fill(PAGE)
    reader.function("""() => {
        const root = document.querySelector("#c").attachShadow({ mode: "open" });
        root.append("A bonus of $300");
        const [text] = root.childNodes;
        getSelection().setBaseAndExtent(text, 2, text, 7);
    }""")
    assert selected(reader)[1] == "bonus"


HIDDEN = [
    ("plain", "<p>Pay: $20", False),
    ("folded away", "<details><summary>More</summary><p>Pay: $20</details>", True),
    ("transparent", "<div style='opacity: 0'><p>Pay: $20</div>", True),
    ("off the page", "<p style='position: absolute; left: -9999px'>Pay: $20", True),
    ("clipped to nothing", "<p style='position: absolute; width: 1px; height: 1px; overflow: hidden'>Pay: $20", True),
    ("cut away", "<p style='position: absolute; clip-path: inset(50%)'>Pay: $20", True),
    ("in the colour of its ground", "<p style='color: white; background: white'>Pay: $20", True),
    ("clear letters", "<p style='color: transparent'>Pay: $20", True),
    ("letters of no size", "<p style='font-size: 0'>Pay: $20", True),
    ("in a closed fold", "<div style='height: 0; overflow: hidden'><p>Pay: $20</div>", True),
    ("far down", "<div style='height: 9000px'></div><p>Pay: $20", False),
    ("in a list that scrolls", "<div style='height: 40px; overflow: auto'><br><br><br><br><p>Pay: $20</div>", False),
    ("children in its place", "<div style='display: contents'><p style='display: contents'>Pay: $20</div>", False),
    ("light on dark", "<div style='background: #111; color: #eee'><p>Pay: $20</div>", False),
    ("filled letters", "<p style='background: linear-gradient(red, blue) text; color: #0000'>Pay: $20", False),
    ("taken out", "<div style='height: 0; overflow: hidden'><p style='position: absolute'>Pay: $20</div>", False),
]  # fmt: skip


@pytest.mark.parametrize(("why", "html", "hidden"), HIDDEN, ids=[case[0] for case in HIDDEN])
def test_what_people_cannot_see_is_said_to_be_hidden(reader: Page, why: str, html: str, hidden: bool):
    reader.fill(f"<!doctype html>{html}")
    reader.value("grainOfSalt.serialise()")
    text = reader.value("grainOfSalt.canonical().text")
    marks = reader.function("found => grainOfSalt.mark([found])", finding(text, "$20"))
    assert marks["hidden" if hidden else "placed"] == ["a1"]
    assert marks["placed" if hidden else "hidden"] == []
    assert reader.value("grainOfSalt.show('a1')") is not hidden
