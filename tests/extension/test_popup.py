"""From a click on the toolbar button to findings in popup and page: real browser, real service, real Redis."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import EXTENSION, Browser, Page, unspaced
from crewboard import PAGES, Site
from marking import in_extension
from running import Service, running_service

pytestmark = pytest.mark.browser

FAULTY = (PAGES / "faulty.html").read_text("utf-8")
SOUND = (PAGES / "sound.html").read_text("utf-8")

SOURCE = "new XMLSerializer().serializeToString(document)"
MARKED = "Object.fromEntries([...CSS.highlights].map(([name, ranges]) => [name, [...ranges].map(String)]))"
BADGE = "chrome.tabs.query({active: true}).then(([tab]) => chrome.action.getBadgeText({tabId: tab.id}))"
SAYS_ALL_IS_WELL = ".likely, .finding, .facts"

Settings = Callable[..., None]


def stored_report(service: Service, page: Page) -> dict[str, Any]:
    """What the service holds for the address of a page."""
    url = urllib.parse.quote(page.value("location.href"), safe="")
    with urllib.request.urlopen(f"{service.url}/v1/checks?url={url}") as answer:
        return json.load(answer)


def host(service: Service) -> str:
    return urllib.parse.urlsplit(service.url).netloc


def assert_not_checked(popup: Page, page: Page, *says: str) -> None:
    """The popup says that and why there is no report, and nothing anywhere looks like one."""
    text = popup.value("document.querySelector('main').innerText")
    for words in says:
        assert words in text
    assert "Nothing odd" not in text
    assert popup.texts("#status") == popup.texts("main h1")
    assert popup.texts(SAYS_ALL_IS_WELL) == []
    assert popup.value(BADGE) == ""
    assert page.value("CSS.highlights.size") == 0


def test_a_click_tells_what_is_odd_and_shows_where(browser: Browser, faulty: Page, service: Service):
    before = faulty.value(SOURCE)
    popup = browser.check(faulty)

    assert popup.texts("h1") == ["Harbour Data Engineer"]
    facts = "\n".join(popup.texts(".facts dd"))
    for fact in ("$176,500 – $225,275 a year", "@northwind-ferries.example only", "talent-desk.example"):
        assert fact in facts

    report = stored_report(service, faulty)
    rules = [annotation["rule"] for annotation in report["annotations"]]
    assert rules[0] == "salary/figures-disagree"
    assert {"encoding/mojibake", "salary/malformed-figure", "recruiter/apply-link-elsewhere"} < set(rules)
    links = popup.value("[...document.querySelectorAll('.finding a')].map(link => link.href)")
    assert links == [f"{service.url}/rules/{rule}" for rule in dict.fromkeys(rules)]
    assert popup.texts(".finding .severity")[0] == "Serious"
    assert "176,500 + 225,275 = 401,775" in popup.texts(".finding p:not(.severity)")[0]
    assert popup.texts(".finding dd")[:2] == ["401775.0", "$176,500 – $225,275 per year"]
    assert popup.texts("#source") == [f"Checked just now by {host(service)}"]
    assert popup.texts("#status") == [f"{len(links)} findings"]
    assert popup.value(BADGE) == str(len(links))

    marked = faulty.value(MARKED)
    for severity in ("serious", "warning"):
        quotes = [one["target"]["quote"]["exact"] for one in report["annotations"] if one["severity"] == severity]
        assert unspaced("".join(marked.pop(f"grain-of-salt-{severity}"))) == unspaced("".join(quotes))
    assert marked == {}
    assert faulty.value(SOURCE) == before


SECRETS = """
    <meta name="csrf-token" content="secret-of-the-session">
    <script>window.tracker = {visitor: "secret-of-the-script"}</script>
    <style>.promo { display: none; content: "secret-of-the-style" }</style>
    <p class="promo">secret-of-the-banner</p>
    <p data-id="secret-of-the-attribute" onclick="secret()" class="secret-class" style="color: red">Last line</p>
    <form action="/apply"><input value="secret-of-the-form"><textarea>secret-of-the-textarea</textarea></form>
    <a href="javascript:secret()">Print</a><!-- secret-of-the-comment -->
    <p hidden itemprop="validThrough">2031-01-01</p>
    <script type="application/ld+json">{"@type": "JobPosting", "title": "</p>"}</script>
"""


def test_only_what_people_see_and_structured_data_are_sent(browser: Browser, site: Site):
    page = browser.open(site.add("/jobs/secrets", FAULTY.replace("</body>", SECRETS + "</body>")))
    page.load_content_scripts()
    page.function("() => { document.querySelector('textarea').value = 'secret-typed' }")
    sent = page.value("grainOfSalt.serialise()")
    assert "secret" not in sent
    assert "401775.0" in sent
    assert 'href="https://talent-desk.example/apply/harbour-data-engineer-8841"' in sent
    assert '<form action="/apply">' in sent
    assert "<div>Last line</div>" in sent
    assert '<div itemprop="validThrough" hidden>2031-01-01</div>' in sent
    assert '{"@type": "JobPosting", "title": "\\u003c/p>"}</script>' in sent


def test_the_second_opening_is_answered_from_redis(browser: Browser, faulty: Page, service: Service):
    first = browser.check(faulty)
    findings = first.texts(".finding h2")
    first.close()
    popup = browser.check(faulty)
    assert popup.texts("#source") == [f"Checked this minute by {host(service)}"]
    assert popup.texts(".finding h2") == findings
    assert len(faulty.value(MARKED)["grain-of-salt-serious"]) == 1

    popup.press("#again")
    popup.wait("document.querySelector('#source').textContent.includes('just now')")
    assert popup.texts(".finding h2") == findings


def test_a_page_that_reads_otherwise_is_checked_anew(browser: Browser, faulty: Page, service: Service):
    browser.check(faulty).close()
    faulty.function("() => { document.querySelector('code').textContent = 'New' }")
    popup = browser.check(faulty)
    assert popup.texts("#source") == [f"Checked just now by {host(service)}"]
    assert "grain-of-salt-serious" not in faulty.value(MARKED)


def test_what_is_under_the_pointer_is_pointed_at(browser: Browser, faulty: Page):
    faulty.function("() => { document.querySelector('h2').style.marginTop = '3000px' }")
    popup = browser.check(faulty)
    middle = """() => {
        const { x, y } = document.querySelector(".finding.serious h2").getBoundingClientRect();
        return [x + 20, y + 8];
    }"""
    popup.point(*popup.function(middle))
    faulty.wait("CSS.highlights.has('grain-of-salt-pointed')")
    assert "".join(faulty.value(MARKED)["grain-of-salt-pointed"]) == "401775.0"
    assert faulty.value("scrollY") == 0


def test_show_in_page_scrolls_to_the_place(browser: Browser, faulty: Page):
    faulty.function("() => { document.querySelector('h2').style.marginTop = '3000px' }")
    popup = browser.check(faulty)
    assert faulty.value("scrollY") == 0
    popup.press(".finding.serious [data-place$='.0']")
    faulty.wait("scrollY > 2000")
    assert "".join(faulty.value(MARKED)["grain-of-salt-pointed"]) == "$176.5k-$225,275k per year"


def test_what_is_folded_away_is_said_to_be(browser: Browser, faulty: Page):
    popup = browser.check(faulty)
    faulty.function("() => { document.querySelector('.tags').style.display = 'none' }")
    popup.press(".finding.serious [data-place]")
    popup.wait("document.querySelector('.finding.serious .ways').innerText.includes('Folded away or hidden')")


def test_keys_go_from_finding_to_finding(browser: Browser, faulty: Page):
    popup = browser.check(faulty)
    titles = popup.texts(".finding h2")
    at = "document.activeElement.querySelector('h2').innerText"
    for key, wanted in (("n", 0), ("j", 1), ("k", 0), ("p", -1)):
        popup.key(key)
        assert popup.value(at) == titles[wanted]
    faulty.wait("CSS.highlights.has('grain-of-salt-pointed')")
    assert "".join(faulty.value(MARKED)["grain-of-salt-pointed"]) == "Apply now"


def test_a_popup_that_a_highlight_opened_begins_there(browser: Browser, faulty: Page):
    browser.check(faulty).close()
    tab = browser.tab(faulty)
    keeper = browser.open_extension_page("options/options.html")
    visit = in_extension(browser, faulty, "() => grainOfSalt.visit()")
    keep = """(key, visit, age) =>
        chrome.storage.session.set({[key]: {place: "a2", visit, time: Date.now() - age}})"""
    for stale in [("another page", 0), (visit, 120_000)]:
        keeper.function(keep, f"place:{tab}", *stale)
        popup = browser.check(faulty)
        popup.wait("document.querySelector('[data-at=a2]') !== null")
        assert popup.value("document.activeElement.dataset.at") is None
        assert keeper.function("async key => Object.keys(await chrome.storage.session.get(key))", f"place:{tab}") == []
        popup.close()
    keeper.function(keep, f"place:{tab}", visit, 0)
    popup = browser.check(faulty)
    popup.wait("document.activeElement.dataset.at === 'a2'")
    assert keeper.function("async key => Object.keys(await chrome.storage.session.get(key))", f"place:{tab}") == []
    keeper.close()


def test_the_report_is_copied_as_text(browser: Browser, faulty: Page):
    popup = browser.check(faulty)
    popup.press("#copy")
    popup.wait("document.querySelector('#status').textContent === 'Copied as text.'")
    assert popup.texts("#done") == ["Copied as text."]


def test_highlights_are_taken_away(browser: Browser, faulty: Page):
    popup = browser.check(faulty)
    assert faulty.value("CSS.highlights.size")
    popup.press("#clear")
    popup.wait("document.querySelector('#status').textContent.includes('gone from the page')")
    assert faulty.value("CSS.highlights.size") == 0
    assert popup.value(BADGE) == ""

    popup.press(".finding.serious [data-place]")
    faulty.wait("CSS.highlights.has('grain-of-salt-pointed') && CSS.highlights.has('grain-of-salt-serious')")
    popup.wait("document.querySelector('#status').textContent === 'Shown in the page'")
    assert popup.value(BADGE)
    assert not popup.value("document.querySelector('#clear').hidden")


def test_a_page_is_forgotten(browser: Browser, faulty: Page, service: Service):
    popup = browser.check(faulty)
    assert stored_report(service, faulty)
    popup.press("#forget")
    popup.wait("document.querySelector('main h1').textContent === 'Forgotten'")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        stored_report(service, faulty)
    assert faulty.value("CSS.highlights.size") == 0
    assert popup.value(BADGE) == ""
    popup.press(".actions button")
    popup.wait("document.querySelectorAll('.finding').length")


def test_a_rule_is_switched_off(browser: Browser, faulty: Page):
    popup = browser.check(faulty)
    popup.press(".finding.serious .menu summary")
    popup.press(".finding.serious .menu button")
    popup.wait("document.querySelector('.undo') !== null")
    popup.wait("chrome.storage.local.get('rulesOff').then((kept) => kept.rulesOff?.[0] === 'salary/figures-disagree')")
    popup.close()
    popup = browser.check(faulty)
    assert popup.texts(".silent .note") == ["1 finding of a rule that you switched off: Show"]
    assert popup.texts(".finding.serious") == []


def test_a_site_is_switched_off_and_on_again(browser: Browser, faulty: Page):
    popup = browser.check(faulty)
    popup.press(".site summary")
    popup.press(".site .actions button")
    popup.wait("document.querySelector('main h1').textContent === 'Switched off on crewboard.example'")
    assert_not_checked(popup, faulty, "nothing is checked on this site")
    popup.press(".actions .main")
    popup.wait("document.querySelectorAll('.finding').length")
    popup.close()
    popup = browser.check(faulty)
    assert popup.texts("main > .note") == [
        "Switched off on crewboard.example; checked because you asked. Switch on again"
    ]
    assert popup.texts(".finding")
    popup.close()
    faulty.go(faulty.value("location.href + '?again'"))
    popup = browser.check(faulty)
    assert_not_checked(popup, faulty, "nothing is checked on this site")
    popup.press(".actions button:nth-child(2)")
    popup.wait("document.querySelectorAll('.finding').length")


KEPT = "chrome.storage.local.get('sites').then(({ sites }) => sites?.['crewboard.example'] ?? null)"
ALLOWED = "chrome.permissions.contains({ origins: ['http://crewboard.example/*'] })"


def test_the_switches_of_a_site_ask_for_its_permission(browser: Browser, faulty: Page):
    browser.allow("crewboard.example")
    popup = browser.check(faulty)
    popup.press(".site summary")
    assert popup.value("[...document.querySelectorAll('.switch input')].map((one) => one.checked)") == [False, False]
    popup.press(".switch input")
    popup.wait(f"{KEPT}.then((kept) => kept?.lists === true && kept.opened === false)")
    assert popup.value(ALLOWED)
    popup.press(".switch input")
    popup.wait(f"{KEPT}.then((kept) => kept === null)")
    popup.wait(f"{ALLOWED}.then((allowed) => !allowed)")


ALIKE = "<p>The ferry goes at nine, at noon and at six, from the pier behind the market hall.</p>"


def test_a_page_that_is_no_posting_is_told_as_such(browser: Browser, site: Site, settings: Settings):
    page = browser.open(site.add("/times", f"<title>Ferry times</title><h1>Ferry times</h1>{ALIKE * 12}"))
    popup = browser.check(page)
    assert popup.texts("main h2") == ["This does not look like a job posting"]
    assert popup.texts("#status") == ["This does not look like a job posting"]
    assert "Nothing odd" not in popup.value("document.body.innerText")


def test_a_results_page_lists_what_was_checked_before(browser: Browser, faulty: Page, site: Site, settings: Settings):
    settings(sites={"crewboard.example": {"lists": True, "opened": False}})
    browser.grant("crewboard.example")
    browser.check(faulty).close()
    link = f'<p><a href="{faulty.value("location.href")}">Harbour Data Engineer</a></p>'
    results = browser.open(site.add("/results", f"<title>Results</title><h1>Results</h1>{link}{ALIKE * 12}"))
    results.wait("[...CSS.highlights.keys()].some((name) => name.startsWith('grain-of-salt-list-'))")
    popup = browser.check(results)
    popup.wait("document.querySelector('.known') !== null")
    assert popup.texts(".known a") == ["Harbour Data Engineer"]
    assert popup.texts(".known small")[0].startswith("1 serious and ")
    browser.revoke("crewboard.example")


def test_everything_that_the_popup_loads_is_loaded_at_once():
    popup = EXTENSION / "popup/popup.html"
    wanted: set[Path] = set()
    waiting = [EXTENSION / "popup/popup.js"]
    while waiting:
        file = waiting.pop()
        found = {
            (file.parent / name).resolve() for name in re.findall(r'^import [^;]+ from "(.+)";', file.read_text(), re.M)
        }
        waiting += found - wanted
        wanted |= found
    named = re.findall(r'rel="modulepreload" href="(.+)"', popup.read_text())
    assert {(popup.parent / name).resolve() for name in named} == wanted


def test_filters_show_one_severity(browser: Browser, faulty: Page):
    popup = browser.check(faulty)
    everything = popup.texts(".finding:not([hidden]) h2")
    popup.press(".filters button:nth-child(2)")
    assert popup.texts(".filters [aria-pressed=true]") == ["Serious 1"]
    assert popup.texts(".finding:not([hidden]) h2") == everything[:1]
    popup.press(".filters button")
    assert popup.texts(".finding:not([hidden]) h2") == everything


def test_a_page_that_fills_is_checked_again(browser: Browser, site: Site, settings: Settings):
    page = browser.open(site.add("/jobs/filling", "<title>Crewboard</title><div id=root>Loading</div>"))
    popup = browser.check(page)
    assert popup.texts("main h2") == ["There is hardly any text on this page yet"]
    assert "Nothing odd" not in popup.value("document.body.innerText")
    page.function("html => { document.querySelector('#root').innerHTML = html }", FAULTY)
    popup.wait("document.querySelectorAll('.finding').length")


def test_a_sound_posting_gets_no_finding_and_no_praise(browser: Browser, site: Site, settings: Settings):
    page = browser.open(site.add("/jobs/sound", SOUND))
    popup = browser.check(page)
    assert popup.texts("main h2") == ["Nothing odd found"]
    assert popup.texts("#status") == ["Nothing odd found"]
    assert "does not prove that the posting is genuine" in popup.value("document.body.innerText")
    assert "$58,000 – $66,000 a year" in popup.texts(".facts dd")[0]
    assert popup.value(BADGE) == ""
    assert page.value("CSS.highlights.size") == 0


def test_what_could_not_be_checked_is_told(browser: Browser, site: Site, settings: Settings):
    broken = '<script type="application/ld+json">{"@type": "JobPosting", "title": </script></body>'
    page = browser.open(site.add("/jobs/partly", SOUND.replace("</body>", broken)))
    popup = browser.check(page)
    assert not any("Nothing" in title for title in popup.texts("main h2"))
    assert "Not everything could be checked:" in popup.texts(".gaps p")
    assert len(popup.texts(".gaps li")) == 1
    assert popup.value(BADGE) == "?"


def test_a_stopped_server_is_said_clearly(browser: Browser, faulty: Page, settings: Settings):
    with running_service() as stopping:
        settings(server=stopping.url)
        browser.check(faulty).close()
        assert faulty.value("CSS.highlights.size")
    popup = browser.check(faulty)
    assert_not_checked(popup, faulty, f"No answer from {host(stopping)}", "has not been checked", "make run")
    assert popup.texts(".actions button") == ["Try again", "Settings"]


def test_the_browsers_own_pages_are_closed(browser: Browser, settings: Settings, service: Service):
    page = browser.open(browser.own_page)
    popup = browser.check(page)
    assert_not_checked(popup, page, "This page cannot be read", f"paste its text at {host(service)}")


@pytest.fixture(scope="session")
def small() -> Iterator[Service]:
    """A service that takes small pages alone."""
    with running_service(MAX_BODY_BYTES="1000") as running:
        yield running


def test_a_page_beyond_the_limits(browser: Browser, faulty: Page, settings: Settings, small: Service):
    settings(server=small.url)
    assert_not_checked(browser.check(faulty), faulty, "The page is too large", "has not been checked")


def test_a_server_that_asks_for_a_token(browser: Browser, faulty: Page, settings: Settings, guarded: Service):
    settings(server=guarded.url)
    popup = browser.check(faulty)
    assert_not_checked(popup, faulty, f"{host(guarded)} asks for an access token", "has not been checked")
    settings(server=guarded.url, token="of the tests")
    assert browser.check(faulty).texts(".finding.serious h2")


def test_a_problem_of_the_server_is_told_in_its_words(browser: Browser, site: Site, settings: Settings):
    page = browser.open(site.add("/jobs/endless", SOUND.replace("</body>", "<b></b>" * 100_001 + "</body>")))
    popup = browser.check(page)
    assert_not_checked(popup, page, "The check did not work", "100000 elements")


def test_nothing_leaves_for_another_computer_before_the_user_agrees(
    browser: Browser, faulty: Page, site: Site, settings: Settings
):
    settings(server="http://salt.example")
    asked = len(site.asked)
    popup = browser.check(faulty)
    assert_not_checked(popup, faulty, "send this page to salt.example?", "another computer")
    assert site.asked[asked:] == []
    popup.press(".actions .main")
    popup.wait("document.querySelector('main').innerText.includes('No answer')")
    assert site.asked[asked:] != []


def test_the_first_check_explains_itself_once(browser: Browser, faulty: Page, settings: Settings):
    settings(introduced=False)
    popup = browser.check(faulty)
    assert len(popup.texts(".introduction p:not(.actions)")) == 4
    popup.press(".introduction button")
    popup.wait("chrome.storage.local.get('introduced').then(({ introduced }) => introduced)")
    popup.close()
    assert browser.check(faulty).texts(".introduction") == []


def test_a_background_that_was_ended_comes_back(browser: Browser, faulty: Page):
    browser.check(faulty).close()
    browser.worker().close()
    assert browser.check(faulty).texts(".finding.serious h2")
