"""Postings in lists: which links are asked about, and how those that were checked before are marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import Browser, Page, wait_for
from crewboard import PAGES, Site
from marking import in_extension
from running import ROOT
from slow_line import SlowLine

pytestmark = pytest.mark.browser

HOST = "crewboard.example"
FAULTY = (PAGES / "faulty.html").read_text("utf-8")
SOUND = (PAGES / "sound.html").read_text("utf-8")
POSTINGS = (Path(__file__).parents[2] / "extension/content/postings.js").read_text("utf-8")
MARKED = """Object.fromEntries([...CSS.highlights].filter(([name]) => name.startsWith('grain-of-salt-list'))
    .map(([name, ranges]) => [name.replace('grain-of-salt-list-', ''), [...ranges].map(String)]))"""
LAYOUT = """JSON.stringify([...document.querySelectorAll('*')].map(e => {
    const {x, y, width, height} = e.getBoundingClientRect(); return [x, y, width, height]; }))"""

Settings = Callable[..., None]


@pytest.fixture(scope="module")
def gate(browser: Browser, site: Site) -> Page:
    """A tab that tells postings from other pages by their addresses."""
    page = browser.open(site.add("/postings", "<!doctype html><title>postings</title>"))
    page.value(POSTINGS + "\n;undefined")
    return page


@pytest.mark.parametrize(
    "address",
    [
        "https://northwind.example/jobs/4711",
        "https://northwind.example/careers/senior-data-engineer",
        "https://northwind.example/viewjob?jk=0a1b2c",
        "https://northwind.example/?gh_jid=4711",
        "https://northwind.example/jobs/view/4711/?refId=x",
        "https://northwind.example/job.php?id=7",
        "https://jobs.northwind.example/acme/3f2b7c1e-9a55-4c11-8f00-aa00bb11cc22",
        "https://northwind.example/stellenangebote/dateningenieur-hamburg-4711",
        "https://northwind.example/offre-emploi/ingenieur-donnees",
        "https://northwind.example/oferta-de-empleo/ingeniera-de-datos/of-12",
        "https://northwind.example/vagas/engenheira-de-dados",
        "https://northwind.example/praca/inzynier-danych,oferta,1003",
        "https://northwind.example/%E6%B1%82%E4%BA%BA/4711",
        "https://northwind.example/vacature/data-engineer-4711",
    ],
)
def test_addresses_of_postings(gate: Page, address: str):
    assert gate.function("address => grainOfSalt.isPostingAddress(address)", address) is True


@pytest.mark.parametrize(
    "address",
    [
        "https://northwind.example/",
        "https://northwind.example/jobs",
        "https://northwind.example/careers/",
        "https://northwind.example/jobs/search?q=data",
        "https://northwind.example/job-search/results/2",
        "https://northwind.example/jobs/page/2",
        "https://northwind.example/about-us/our-story",
        "https://northwind.example/news/2031/ferries-at-night",
        "https://jobs.northwind.example/login",
        "https://mail.northwind.example/inbox/4711",
        "https://northwind.example/feed/",
        "https://northwind.example/jobs?jk=",
    ],
)
def test_addresses_of_other_pages(gate: Page, address: str):
    assert gate.function("address => grainOfSalt.isPostingAddress(address)", address) is False


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("https://a.example/jobs/1#apply", "https://a.example/jobs/1"),
        ("https://a.example/jobs/1?utm_source=x&id=2&trackingId=y", "https://a.example/jobs/1?id=2"),
        ("https://me:secret@a.example/jobs/1", "https://a.example/jobs/1"),
        ("https://a.example/jobs/1?q=%7e&plus=a+b", "https://a.example/jobs/1?q=%7e&plus=a+b"),
        ("mailto:jobs@a.example", None),
        ("javascript:void(0)", None),
        ("https://a.example/jobs/" + "1" * 2000, None),
    ],
)
def test_addresses_are_asked_about_without_the_readers_way(gate: Page, written: str, same: str | None):
    assert gate.function("written => grainOfSalt.addressOf(written)", written) == same


def test_the_tracking_parameters_are_those_of_the_service():
    rows = (ROOT / "server/data/tracking_parameters.txt").read_text("utf-8").lower().splitlines()
    known = {row.strip() for row in rows if row.strip() and not row.startswith("#")}
    names = re.search(r"const TRACKING = new Set\(\s*`([^`]+)`", POSTINGS)[1].split()
    families = re.findall(r'"(\w+)"', re.search(r"TRACKING_FAMILIES = \[([^]]+)\]", POSTINGS)[1])
    assert {*names, *(f"{family}*" for family in families)} == known


@pytest.mark.parametrize(
    "address",
    [
        "https://northwind.example/jobs/4711/apply/review",
        "https://northwind.example/jobs/4711/application",
        "https://northwind.example/jobs/applied/99",
        "https://northwind.example/jobs/4711?step=review",
        "https://northwind.example/careers/#/jobs/4711/apply",
        "https://northwind.example/account/jobs/4711",
        "https://northwind.example/my-applications/4711",
        "https://northwind.example/stellenangebote/4711/online-bewerbung",
        "https://northwind.example/offre-emploi/4711/postuler",
        "https://northwind.example/vagas/4711/candidatura",
        "https://northwind.example/%E6%B1%82%E4%BA%BA/4711/%E5%BF%9C%E5%8B%9F",
    ],
)
def test_addresses_of_steps_of_an_application(gate: Page, address: str):
    assert gate.function("address => grainOfSalt.isOwnStep(address)", address) is True


@pytest.mark.parametrize(
    "address",
    [
        "https://northwind.example/jobs/4711",
        "https://northwind.example/jobs/account-manager-4711",
        "https://northwind.example/jobs/4711/application-engineer",
        "https://northwind.example/careers/candidate-experience-lead",
        "https://northwind.example/jobs/accountant/4711",
        "https://northwind.example/jobs/4711?account=northwind",
        "https://apply.northwind.example/jobs/4711",
        "https://northwind.example/jobs/4711#apply",
    ],
)
def test_addresses_without_such_a_step(gate: Page, address: str):
    assert gate.function("address => grainOfSalt.isOwnStep(address)", address) is False


RESULTS = """<!doctype html><title>Results</title>
<nav><a href="/jobs/search?page=2">More</a> <a href="/about">About</a></nav>
<ul>
  <li><a href="/jobs/{name}-faulty?utm_source=list"><img alt=""><h3>Harbour Data Engineer</h3>
    Northwind Ferries</a></li>
  <li><a href="/jobs/{name}-faulty#apply">Apply</a></li>
  <li><a href="/jobs/{name}-sound">Ferry Cook</a></li>
  <li><a href="/jobs/{name}-unknown">Night Pilot</a></li>
</ul>"""


@pytest.fixture
def granted(browser: Browser) -> Iterator[None]:
    browser.grant(HOST)
    yield
    browser.revoke(HOST)


@pytest.fixture
def results(
    browser: Browser, site: Site, line: SlowLine, granted: None, settings: Settings, request: pytest.FixtureRequest
) -> Page:
    """A page of results, of which two postings were checked before; lists are marked on its site."""
    name = request.node.name
    for kind, html in {"faulty": FAULTY, "sound": SOUND}.items():
        page = browser.open(site.add(f"/jobs/{name}-{kind}", html))
        browser.check(page).close()
        page.close()
    results = browser.open(site.add(f"/results/{name}", RESULTS.replace("{name}", name)))
    switch(browser, settings, line, lists=True)
    return results


def switch(browser: Browser, settings: Settings, line: SlowLine, **site: bool) -> None:
    """What the popup does where a switch of this host is changed."""
    settings(server=line.url, sites={HOST: {"lists": False, "opened": False} | site})


def marked(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.value(MARKED)
    return found


def known(sender: Page, tab: int) -> list[dict[str, Any]]:
    """What the popup gets to list."""
    links: list[dict[str, Any]] = sender.function(
        "tab => chrome.runtime.sendMessage({type: 'known', tab}).then(({links}) => links)", tab
    )
    return links


def test_postings_that_were_checked_are_marked_in_a_list(browser: Browser, results: Page, line: SlowLine):
    wait_for(lambda: len(marked(results)) == 2, "two marks")
    assert marked(results) == {"serious": ["Harbour Data Engineer"], "nothing": ["Ferry Cook"]}
    assert line.lookups() == 1
    tab = browser.tab(results)
    links = known(browser.desk, tab)
    assert [link["text"] for link in links] == ["Harbour Data Engineer Northwind Ferries", "Ferry Cook"]
    assert links[0]["counts"]["serious"] == 1
    assert links[1]["counts"] == {"serious": 0, "warning": 0, "info": 0}
    assert links[1]["complete"]
    browser.worker().close()
    assert known(browser.desk, tab) == links


def test_marks_touch_neither_document_nor_layout(browser: Browser, results: Page, settings: Settings, line: SlowLine):
    wait_for(lambda: marked(results), "marks")
    marks = (results.value("document.documentElement.outerHTML"), results.value(LAYOUT))
    switch(browser, settings, line)
    wait_for(lambda: not marked(results), "the marks to go")
    assert (results.value("document.documentElement.outerHTML"), results.value(LAYOUT)) == marks


def test_a_posting_that_is_checked_or_forgotten_elsewhere_is_marked_anew(
    browser: Browser, results: Page, site: Site, request: pytest.FixtureRequest
):
    wait_for(lambda: marked(results), "marks")
    opened = browser.open(site.add(f"/jobs/{request.node.name}-unknown", FAULTY))
    browser.check(opened).close()
    there = opened.value("location.href")
    results.bring_to_front()
    wait_for(lambda: "Night Pilot" in marked(results).get("serious", []), "the posting that was checked")
    assert browser.desk.function("url => chrome.runtime.sendMessage({type: 'forget', url})", there) == {
        "state": "forgotten"
    }
    wait_for(lambda: "Night Pilot" not in marked(results)["serious"], "its mark to go")


COMPONENT = """<!doctype html><title>Results</title><results-list></results-list>
<script>
  customElements.define("results-list", class extends HTMLElement {
    connectedCallback() {
      this.attachShadow({ mode: "open" }).innerHTML = "<ul><li><a href='/jobs/{name}-sound'>Ferry Cook</a></li></ul>";
    }
  });
</script>"""


def test_lists_in_shadow_trees_are_marked_and_followed(
    browser: Browser, results: Page, site: Site, request: pytest.FixtureRequest
):
    name = request.node.name
    results.go(site.add(f"/results/{name}", COMPONENT.replace("{name}", name)))
    wait_for(lambda: marked(results) == {"nothing": ["Ferry Cook"]}, "the mark")
    results.function(
        """html => document.querySelector("results-list").shadowRoot.querySelector("ul")
            .insertAdjacentHTML("beforeend", html)""",
        f"<li><a href='/jobs/{name}-faulty'>Engineer</a></li>",
    )
    wait_for(lambda: marked(results).get("serious") == ["Engineer"], "the mark of the new row")


def test_only_links_that_are_new_are_asked_about_when_a_list_grows(results: Page, line: SlowLine):
    wait_for(lambda: marked(results), "marks")
    results.value("document.querySelector('ul').append(document.querySelector('li').cloneNode(true), 'text')")
    results.value("new Promise(resolve => setTimeout(resolve, 700))")
    assert line.lookups() == 1
    more = "document.querySelector('ul').insertAdjacentHTML('beforeend', '<li><a href=/jobs/4711>Bosun</a></li>')"
    results.value(more)
    wait_for(lambda: line.lookups() == 2, "the new link to be asked about")
    assert len(marked(results)["nothing"]) == 1


LINK = {
    "url": "http://crewboard.example/jobs/4711",
    "text": "Bosun",
    "checked_at": "2026-01-01T00:00:00Z",
    "counts": {"serious": 1, "warning": 0, "info": 2},
    "complete": True,
}
TOLD = [
    ("as it is", [LINK], [LINK]),
    ("more than is known here", [LINK | {"mood": "good"}], [LINK]),
    ("nothing", None, []),
    ("no list", {"0": LINK}, []),
    ("too many", [LINK] * 2001, []),
    ("a program for an address", [LINK | {"url": "javascript:alert(1)"}], []),
    ("a file of this computer", [LINK | {"url": "file:///etc/passwd"}], []),
    ("words that are none", [LINK | {"text": {"toString": 1}}], []),
    ("a time that is none", [LINK | {"checked_at": "soon"}], []),
    ("no numbers", [LINK | {"counts": {"serious": "1"}}], []),
    ("neither whole nor in part", [LINK | {"complete": "yes"}], []),
]


def test_what_a_page_tells_the_popup_is_read_within_bounds(browser: Browser, site: Site):
    browser.grant("northwind.example")  # where no script of the extension answers by itself
    page = browser.open(
        site.add("/results/told", "<!doctype html><title>Results</title>").replace(HOST, "northwind.example")
    )
    answering = "() => void chrome.runtime.onMessage.addListener((_, __, answer) => answer(globalThis.told))"
    in_extension(browser, page, answering)
    tab = browser.tab(page)
    for why, told, links in TOLD:
        in_extension(browser, page, "told => { globalThis.told = told[0]; }", [told])
        assert known(browser.desk, tab) == links, why
    browser.revoke("northwind.example")


def test_nothing_is_asked_before_the_switch_or_of_a_server_that_nobody_agreed_to(
    browser: Browser, site: Site, line: SlowLine, granted: None, settings: Settings
):
    before = len(site.asked)
    page = browser.open(site.add("/results/quiet", RESULTS.replace("{name}", "quiet")))
    page.value("new Promise(resolve => setTimeout(resolve, 600))")
    settings(server="http://salt.example", sites={HOST: {"lists": True, "opened": True}})
    page.go(site.add("/jobs/quiet-4711", FAULTY))
    page.go(site.add("/results/quiet", RESULTS.replace("{name}", "quiet")))
    page.value("new Promise(resolve => setTimeout(resolve, 900))")
    assert line.asked == []
    assert [request for request in site.asked[before:] if "/v1/" in request] == []
