"""What happens by itself on sites that the user chose: scripts in their pages, checks of postings as they open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browsers import Browser, Page, wait_for
from crewboard import PAGES, Site
from running import Service
from slow_line import SlowLine

pytestmark = pytest.mark.browser

HOST = "crewboard.example"
FAULTY = (PAGES / "faulty.html").read_text("utf-8")
DECLARED = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Harbour Data Engineer"}</script>'
REGISTERED = """chrome.scripting.getRegisteredContentScripts().then(scripts => scripts.map(
    ({id, js}) => [id, js.map(file => file.replace(/.*\\//, ''))]))"""
WAIT = "new Promise(resolve => setTimeout(resolve, 900))"

Settings = Callable[..., None]


@pytest.fixture
def line(browser: Browser, service: Service, settings: Settings) -> Iterator[SlowLine]:
    made = SlowLine(service)
    settings(server=made.url)
    yield made
    made.close()
    settings()


@pytest.fixture
def granted(browser: Browser) -> Iterator[None]:
    """The browser's permission for the host, as long as a test lasts."""
    browser.grant(HOST)
    yield
    browser.revoke(HOST)


@pytest.fixture
def opened(browser: Browser, line: SlowLine, settings: Settings, granted: None) -> SlowLine:
    """Postings of the host are checked as they are opened; the way to the service."""
    settings(server=line.url, sites={HOST: {"lists": False, "opened": True}})
    wait_for(lambda: registered(browser), "the scripts")
    # The bound of checks in a minute is for one user, not for all tests.
    browser.worker().value("chrome.storage.session.remove('turns')")
    return line


def registered(browser: Browser) -> list[list[object]]:
    found: list[list[object]] = browser.worker().value(REGISTERED)
    return found


def badge(browser: Browser, page: Page) -> str:
    text: str = browser.worker().function("tabId => chrome.action.getBadgeText({tabId})", browser.tab(page))
    return text


def test_scripts_follow_settings_and_permissions(browser: Browser, line: SlowLine, settings: Settings):
    both = {HOST: {"lists": True, "opened": True}}
    settings(server=line.url, sites=both)
    browser.worker().value(WAIT)
    assert registered(browser) == []
    browser.grant(HOST)
    wait_for(lambda: registered(browser), "the scripts")
    assert registered(browser) == [[HOST, ["tell.js", "postings.js", "rest.js", "opened.js", "list.js"]]]
    settings(server=line.url, sites={HOST: {"lists": True, "opened": False}})
    wait_for(lambda: registered(browser) == [[HOST, ["tell.js", "postings.js", "rest.js", "list.js"]]], "fewer scripts")
    settings(server=line.url, sites=both, sitesOff=[HOST])
    wait_for(lambda: registered(browser) == [], "no script on a site that is off")
    settings(server=line.url, sites=both)
    wait_for(lambda: registered(browser), "the scripts again")
    browser.revoke(HOST)
    wait_for(lambda: registered(browser) == [], "no script without permission")


def test_a_posting_is_checked_as_it_is_opened(browser: Browser, site: Site, opened: SlowLine):
    page = browser.open(site.add("/jobs/opened-4711", FAULTY))
    wait_for(lambda: badge(browser, page) not in ("", "…"), "the number of findings")
    assert page.value("CSS.highlights.size") > 0
    assert opened.checks() == 1
    page.go(page.value("location.href"))
    wait_for(lambda: len(opened.asked) == 3, "the stored report to be asked for")
    assert opened.asked[-1] == ("GET", "/v1/checks")


def test_a_posting_that_a_script_shows_is_checked_too(browser: Browser, site: Site, opened: SlowLine):
    page = browser.open(site.add("/overview", FAULTY))
    page.value(WAIT)
    assert opened.asked == []
    page.value("history.pushState({}, '', '/overview?currentJobId=4711')")
    wait_for(lambda: opened.checks() == 1, "the posting to be sent")
    wait_for(lambda: badge(browser, page) not in ("", "…"), "the number of findings")


def test_a_posting_is_known_by_its_structured_data(browser: Browser, site: Site, opened: SlowLine):
    browser.open(site.add("/declared", FAULTY.replace("</head>", DECLARED + "</head>")))
    wait_for(lambda: opened.checks() == 1, "the posting to be sent")


@pytest.mark.parametrize("path", ["/inbox/4711", "/jobs", "/feed"])
def test_other_pages_are_never_sent(browser: Browser, site: Site, opened: SlowLine, path: str):
    browser.open(site.add(path, FAULTY)).value(WAIT)
    assert opened.asked == []


def test_a_server_that_is_away_is_left_alone_for_a_while(
    browser: Browser, site: Site, opened: SlowLine, settings: Settings
):
    settings(server="http://127.0.0.1:9", sites={HOST: {"lists": False, "opened": True}})
    page = browser.open(site.add("/jobs/away-4711", FAULTY))
    wait_for(lambda: badge(browser, page) == "?", "the sign that it could not be checked")
    settings(server=opened.url, sites={HOST: {"lists": False, "opened": True}})
    page.go(site.add("/jobs/away-4712", FAULTY))
    page.value(WAIT)
    assert opened.asked == []


def test_no_more_than_thirty_in_a_minute(browser: Browser, site: Site, opened: SlowLine):
    recent = "chrome.storage.session.set({turns: {opened: Array(30).fill(Date.now()), links: [], until: 0, pause: 0}})"
    browser.worker().value(recent)
    browser.open(site.add("/jobs/the-thirty-first", FAULTY)).value(WAIT)
    assert opened.asked == []


def test_nothing_is_sent_once_the_switch_is_off_again(
    browser: Browser, site: Site, opened: SlowLine, settings: Settings
):
    page = browser.open(site.add("/overview-off", FAULTY))
    settings(server=opened.url)
    wait_for(lambda: registered(browser) == [], "the scripts to go")
    page.value("history.pushState({}, '', '/overview-off?currentJobId=4712')")
    page.value(WAIT)
    browser.open(site.add("/jobs/after-the-switch", FAULTY)).value(WAIT)
    assert opened.asked == []
