"""What happens by itself on sites that the user chose: scripts in their pages, checks of postings as they open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browsers import Browser, Page, wait_for
from crewboard import PAGES, Site
from marking import in_extension
from running import Service
from slow_line import SlowLine

pytestmark = pytest.mark.browser

HOST = "crewboard.example"
FAULTY = (PAGES / "faulty.html").read_text("utf-8")
SOUND = (PAGES / "sound.html").read_text("utf-8")
BUILD = """html => {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    document.body.replaceWith(document.adoptNode(body));
}"""
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


WISH = """async (host, age) => {
    const wished = {lists: true, opened: true};
    await chrome.storage.session.set({wish: {host, wished, time: Date.now() - age}});
}"""


def test_a_wish_comes_true_where_the_question_ended_the_popup(browser: Browser, line: SlowLine):
    browser.worker().function(WISH, HOST, 0)
    browser.grant(HOST)
    wait_for(lambda: registered(browser), "the scripts")
    browser.revoke(HOST)
    wait_for(lambda: registered(browser) == [], "the scripts to go")


def test_a_wish_that_was_refused_does_not_come_true_later(browser: Browser, line: SlowLine, settings: Settings):
    sites = "chrome.storage.local.get('sites').then(({sites}) => sites ?? {})"
    browser.worker().function(WISH, HOST, 120_000)
    browser.grant(HOST)
    browser.worker().value(WAIT)
    browser.worker().function(WISH, HOST, 0)
    settings(server=line.url, sitesOff=["sound.example"])
    browser.worker().value(WAIT)
    assert browser.worker().value(sites) == {}
    browser.revoke(HOST)
    options = browser.open_extension_page("options/options.html")
    options.wait("document.querySelector('#rules-list').childElementCount")
    options.value("(document.querySelector('#site').value = 'crewboard.example')")
    browser.allow(HOST)
    options.press("#site-on")
    options.wait("document.querySelector('#sites-list .site input')?.checked")
    browser.worker().value(WAIT)
    assert browser.worker().value(sites) == {HOST: {"lists": True, "opened": False}}
    options.close()
    browser.revoke(HOST)


def test_a_posting_is_checked_as_it_is_opened(browser: Browser, site: Site, opened: SlowLine):
    page = browser.open(site.add("/jobs/opened-4711", FAULTY))
    wait_for(lambda: badge(browser, page) not in ("", "…"), "the number of findings")
    assert page.value("CSS.highlights.size") > 0
    assert opened.checks() == 1
    page.go(page.value("location.href"))
    wait_for(lambda: len(opened.asked) == 3, "the stored report to be asked for")
    assert opened.asked[-1] == ("GET", "/v1/checks")


def test_a_posting_that_a_script_shows_is_checked_too(browser: Browser, site: Site, opened: SlowLine):
    page = browser.open(site.add("/overview", "<!doctype html><h1>Overview</h1><p>Choose a posting"))
    page.value(WAIT)
    assert opened.asked == []
    page.value("history.pushState({}, '', '/overview?currentJobId=4711')")
    page.function(BUILD, FAULTY)
    wait_for(lambda: opened.checks() == 1, "the posting to be sent")
    wait_for(lambda: badge(browser, page) not in ("", "…"), "the number of findings")


def test_what_is_still_there_of_another_posting_is_not_sent(browser: Browser, site: Site, opened: SlowLine):
    page = browser.open(site.add("/jobs/slow-4711", FAULTY))
    wait_for(lambda: badge(browser, page) not in ("", "…"), "the number of findings")
    before = len(opened.asked)
    page.value("history.pushState({}, '', '/jobs/slow-4712')")
    page.function("() => { document.title = 'Ferry Cook'; document.body.append('Loading'); }")
    page.value(WAIT)
    assert opened.asked[before:] == []
    wait_for(lambda: badge(browser, page) == "", "the number to go")
    page.function(BUILD, SOUND)
    wait_for(lambda: opened.checks() == 2, "the posting to be sent")
    page.value(WAIT)
    wait_for(lambda: badge(browser, page) == "", "an end without anything to say")
    assert page.value("CSS.highlights.size") == 0


def test_a_posting_that_comes_after_its_frame_is_checked_once_more(browser: Browser, site: Site, opened: SlowLine):
    page = browser.open(site.add("/jobs/frame-4711", "<!doctype html><h1></h1>"))
    wait_for(lambda: opened.checks() == 1, "the frame to be sent")
    page.function(BUILD, FAULTY)
    wait_for(lambda: badge(browser, page) not in ("", "…"), "the number of findings")
    page.function(BUILD, SOUND)
    page.value(WAIT)
    assert opened.checks() == 2


def test_a_background_that_is_ended_checks_all_the_same(browser: Browser, site: Site, opened: SlowLine):
    opened.hold()
    page = browser.open(site.add("/jobs/ended-4711", FAULTY))
    wait_for(lambda: opened.asked, "a request")
    browser.worker().close()
    opened.release()
    page.wait("CSS.highlights.size > 0")


@pytest.mark.parametrize(
    ("path", "html"),
    [
        ("/jobs/form-4711/apply/review", FAULTY),
        ("/jobs/form-4712", FAULTY.replace("</body>", "<input type=file></body>")),
        ("/jobs/form-4713", FAULTY.replace("</body>", "<input type=password></body>")),
    ],
)
def test_applications_are_never_sent(browser: Browser, site: Site, opened: SlowLine, path: str, html: str):
    browser.open(site.add(path, html)).value(WAIT)
    assert opened.asked == []
    browser.open(site.add(path.split("/apply")[0] + "-sent", FAULTY))
    wait_for(lambda: opened.asked, "a posting to be asked about")


def test_a_posting_is_known_by_its_structured_data(browser: Browser, site: Site, opened: SlowLine):
    browser.open(site.add("/declared", FAULTY.replace("</head>", DECLARED + "</head>")))
    wait_for(lambda: opened.checks() == 1, "the posting to be sent")


HEAR = """async (tab, url, incognito) => {
    const { hear } = await import("/background/reports.js");
    const sender = { tab: { ...(await chrome.tabs.get(tab)), incognito }, frameId: 0, url };
    return hear({ type: "opened" }, sender);
}"""
"""What the background does when a script in a page tells that it was opened."""


def test_the_page_that_a_tab_has_gone_on_to_is_not_sent(browser: Browser, site: Site, opened: SlowLine):
    there = site.add("/inbox/gone-on", FAULTY)
    browser.grant("elsewhere.example")
    page = browser.open(there.replace("crewboard", "elsewhere"))
    told = browser.open_extension_page("options/options.html")
    assert told.function(HEAR, browser.tab(page), there, False) == {"state": "done"}
    assert opened.asked == []
    assert badge(browser, page) == ""
    browser.revoke("elsewhere.example")


@pytest.mark.parametrize("private", [True, False])
def test_nothing_happens_by_itself_in_private_windows(browser: Browser, site: Site, opened: SlowLine, private: bool):
    page = browser.open(site.add(f"/inbox/private-{private}", FAULTY))
    told = browser.open_extension_page("options/options.html")
    answer = told.function(HEAR, browser.tab(page), page.value("location.href"), private)
    assert (answer["state"] == "off") is private


def test_a_failure_is_not_said_of_the_next_page(browser: Browser, site: Site, opened: SlowLine):
    opened.hold()
    page = browser.open(site.add("/jobs/left-4711", FAULTY))
    wait_for(lambda: opened.asked, "a request")
    page.go(site.add("/inbox/the-next", FAULTY))
    opened.hang_up()
    page.value(WAIT)
    assert badge(browser, page) == ""


OTHER = (
    """<!doctype html><html lang=en><title>Opening hours</title><h1>Opening hours of the harbour</h1>
<p>Weâ€™re open from nine to five, and donâ€™t close at noon.</p>"""
    + 12
    * ("<p>The ferries leave from the northern quay, where the clock is, and come back when the tide lets them.</p>")
)
"""No posting, with something to find."""


def test_a_click_does_not_join_a_check_that_says_nothing(browser: Browser, site: Site, opened: SlowLine):
    opened.hold()
    page = browser.open(site.add("/jobs/hours-4711", OTHER))
    wait_for(lambda: opened.asked, "a request")
    popup = browser.click_toolbar_button(page)
    wait_for(lambda: len(opened.asked) > 1, "a request of its own")
    opened.release()
    popup.settle()
    assert popup.texts(".finding")
    assert page.value("CSS.highlights.size") > 0


def test_nothing_is_said_of_what_is_no_posting_whatever_changes(browser: Browser, site: Site, opened: SlowLine):
    page = browser.open(site.add("/jobs/hours-4712", OTHER))
    wait_for(lambda: opened.checks(), "the page to be sent")
    page.value(WAIT)
    sender = browser.open_extension_page("options/options.html")
    sender.value("chrome.storage.local.set({rulesOff: ['salary/not-stated']})")
    page.value(WAIT)
    title = "tabId => chrome.action.getTitle({tabId})"
    assert browser.worker().function(title, browser.tab(page)) == "Check this posting"


def test_only_lists_are_told_which_page_was_read(browser: Browser, site: Site, opened: SlowLine):
    page = browser.open(site.add("/inbox/told", FAULTY))
    listen = "() => void chrome.runtime.onMessage.addListener((message) => { globalThis.heard = message })"
    in_extension(browser, page, listen)
    browser.open(site.add("/jobs/told-4711", FAULTY))
    wait_for(lambda: opened.checks() == 1, "the posting to be sent")
    page.value(WAIT)
    assert in_extension(browser, page, "() => globalThis.heard ?? null") is None


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
