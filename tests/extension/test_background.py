"""What the background does for the popup: orders and outcomes, whatever happens to the tab and to itself meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from browsers import Browser, BrowserError, Page, wait_for
from chromium import Chromium
from crewboard import PAGES, Site
from marking import in_extension, press
from running import Service
from slow_line import SlowLine

pytestmark = pytest.mark.browser

FAULTY = (PAGES / "faulty.html").read_text("utf-8")
SOUND = (PAGES / "sound.html").read_text("utf-8")
MARKS = "[...CSS.highlights.keys()].filter(name => name.startsWith('grain-of-salt'))"

STYLED = """getComputedStyle(document.body, "::highlight(grain-of-salt-serious)")
    .textDecorationLine.includes("underline")"""
OPEN = "document.documentElement.lastElementChild.popover === 'manual'"

Settings = Callable[..., None]


@pytest.fixture
def sender(browser: Browser) -> Page:
    """A page of the extension, which may send orders."""
    return browser.desk


def order(sender: Page, **order: Any) -> dict[str, Any]:
    return sender.function("order => chrome.runtime.sendMessage(order)", order)


def badge(browser: Browser, page: Page) -> str:
    return browser.worker().function("tabId => chrome.action.getBadgeText({tabId})", browser.tab(page))


def test_what_was_checked_says_where_its_time_went(browser: Browser, faulty: Page, sender: Page):
    browser.check(faulty).close()
    tab = browser.tab(faulty)
    again = order(sender, type="check", tab=tab)
    assert again["state"] == "checked"
    assert again["of"] == "page"
    assert again["host"] == "crewboard.example"
    assert again["hidden"] == []
    assert set(again["timings"]) == {"serialise", "pack", "send", "anchor", "paint"}
    assert again["timings"]["send"] > 0  # the others may be quicker than a browser's clock ticks
    stored = order(sender, type="open", tab=tab)
    assert stored["stored"]
    assert stored["timings"]["send"] == stored["timings"]["pack"] == 0
    assert stored["placed"] == again["placed"]


def test_a_change_between_findings_makes_a_new_check(browser: Browser, faulty: Page, line: SlowLine):
    browser.check(faulty).close()
    before = line.checks()
    browser.check(faulty).close()
    assert line.checks() == before
    faulty.value("document.querySelector('li').firstChild.replaceData(0, 4, 'Have')")  # as long as before
    browser.check(faulty).close()
    assert line.checks() == before + 1


def test_two_clicks_share_one_check(browser: Browser, faulty: Page, sender: Page, line: SlowLine):
    browser.check(faulty).close()
    tab = browser.tab(faulty)
    before = line.checks()
    both = "tab => Promise.all(['check', 'check'].map(type => chrome.runtime.sendMessage({type, tab})))"
    states = [outcome["state"] for outcome in sender.function(both, tab)]
    assert states == ["checked", "checked"]
    assert line.checks() == before + 1


def begin(browser: Browser, page: Page, line: SlowLine) -> Page:
    """Click, and leave the check waiting for the server; the popup."""
    line.hold()
    before = len(line.asked)
    popup = browser.click_toolbar_button(page)
    wait_for(lambda: len(line.asked) > before, "a request")
    return popup


def settled(popup: Page) -> None:
    popup.wait("document.querySelector('main').childElementCount && !document.querySelector('main[aria-busy]')")


def test_what_comes_too_late_is_not_painted_into_another_posting(browser: Browser, faulty: Page, line: SlowLine):
    popup = begin(browser, faulty, line)
    faulty.value("history.pushState({}, '', '/jobs/another')")
    line.release()
    settled(popup)
    assert popup.texts(".finding") == []
    assert faulty.value(MARKS) == []
    assert badge(browser, faulty) == ""


def test_what_comes_too_late_is_not_painted_into_another_page(
    browser: Browser, faulty: Page, site: Site, line: SlowLine, sender: Page
):
    begin(browser, faulty, line).close()
    faulty.go(site.add("/jobs/the-next-one", FAULTY))
    line.release()
    wait_for(lambda: line.asked, "the request to be answered")
    assert order(sender, type="clear", tab=browser.tab(faulty)) == {"state": "cleared"}
    assert faulty.value(MARKS) == []
    assert badge(browser, faulty) == ""


def test_nothing_is_lost_when_the_background_is_ended_before_it_answers(browser: Browser, faulty: Page, line: SlowLine):
    popup = begin(browser, faulty, line)
    browser.worker().close()
    line.release()
    settled(popup)
    assert popup.texts(".finding.serious h2")
    assert faulty.value(MARKS)


def test_a_site_that_is_switched_off_is_checked_only_anyway(
    browser: Browser, faulty: Page, sender: Page, line: SlowLine, settings: Settings
):
    browser.check(faulty).close()
    tab, asked = browser.tab(faulty), len(line.asked)
    settings(server=line.url, sitesOff=["crewboard.example"])
    off = {"state": "site-off", "host": "crewboard.example", "managed": False, "server": line.url}
    assert order(sender, type="open", tab=tab) == off
    assert order(sender, type="check", tab=tab) == off
    assert len(line.asked) == asked
    assert order(sender, type="check", tab=tab, anyway=True)["state"] == "checked"


def test_findings_of_rules_that_are_off_are_not_highlighted(browser: Browser, faulty: Page, settings: Settings):
    settings(rulesOff=["salary/figures-disagree"])
    browser.check(faulty)
    assert "grain-of-salt-serious" not in faulty.value(MARKS)
    assert "grain-of-salt-warning" in faulty.value(MARKS)


def test_button_popup_and_list_count_alike(browser: Browser, site: Site, settings: Settings, service: Service):
    """One thing that a rule says in several places is one finding everywhere."""
    repeated = FAULTY.replace("</body>", f"{FAULTY.partition('<body')[2].partition('>')[2]}")
    page = browser.open(site.add("/jobs/repeated", repeated))
    popup = browser.check(page)
    shown = {severity: len(popup.texts(f".finding.{severity}")) for severity in ("serious", "warning", "info")}
    sender = browser.open_extension_page("options/options.html")
    report = order(sender, type="open", tab=browser.tab(page))["report"]
    assert len(report["annotations"]) > sum(shown.values())
    ask = """async (server, url) => {
        const { lookups } = await import("/background/service.js");
        const [{ counts }] = await lookups({ server, token: "" }, [url]);
        return counts;
    }"""
    assert sender.function(ask, service.url, page.value("location.href")) == shown
    assert badge(browser, page) == str(shown["serious"] + shown["warning"])


def keep(sender: Page, **changes: Any) -> None:
    """Change single settings, as the user does."""
    sender.function("changes => chrome.storage.local.set(changes)", changes)


def test_open_pages_follow_the_rules_that_are_on(browser: Browser, faulty: Page, sender: Page):
    before = faulty.value("document.documentElement.outerHTML")
    browser.check(faulty).close()
    count = badge(browser, faulty)
    keep(sender, rulesOff=["salary/figures-disagree"])
    wait_for(lambda: "grain-of-salt-serious" not in faulty.value(MARKS), "the highlight to go")
    wait_for(lambda: badge(browser, faulty) == str(int(count) - 1), "the number to fall")
    browser.worker().close()
    keep(sender, rulesOff=[])
    wait_for(lambda: "grain-of-salt-serious" in faulty.value(MARKS), "the highlight to come back")
    wait_for(lambda: badge(browser, faulty) == count, "the number to rise")
    assert faulty.value("document.documentElement.outerHTML") == before


@pytest.mark.parametrize(
    "change", [{"sitesOff": ["crewboard.example"]}, {"server": "http://127.0.0.1:9"}], ids=["site", "server"]
)
def test_open_pages_are_cleared_where_nothing_is_to_be_said_any_more(
    browser: Browser, faulty: Page, sender: Page, change: dict[str, Any]
):
    browser.check(faulty).close()
    keep(sender, sitesOff=["sound.example"])
    assert faulty.value(MARKS)
    keep(sender, **change)
    wait_for(lambda: badge(browser, faulty) == "", "the number to go")
    wait_for(lambda: not faulty.value(MARKS), "the highlights to go")


def test_a_page_that_is_checked_often_tells_of_a_move_once(browser: Browser, faulty: Page, sender: Page):
    browser.check(faulty).close()
    for _ in range(3):
        assert order(sender, type="check", tab=browser.tab(faulty))["state"] == "checked"
    counting = "globalThis.moves = 0, chrome.runtime.onMessage.addListener((m) => { moves += m?.type === 'moved'; })"
    browser.worker().value(f"void ({counting})")
    faulty.bring_to_front()
    faulty.function("() => { history.pushState({}, '', '/jobs/moved-once'); document.body.append('A word'); }")
    wait_for(lambda: badge(browser, faulty) == "", "the number to go")
    faulty.value("new Promise(done => setTimeout(done, 600))")
    assert browser.worker().value("moves") == 1


def test_a_route_in_the_fragment_is_another_page(browser: Browser, faulty: Page):
    faulty.value("location.hash = '#/job/1'")
    browser.check(faulty).close()
    assert faulty.value(MARKS)
    faulty.bring_to_front()
    faulty.function("() => { location.hash = '#/job/2'; document.body.append('A word'); }")
    wait_for(lambda: not faulty.value(MARKS), "the highlights to go")
    wait_for(lambda: badge(browser, faulty) == "", "the number to go")


def test_a_number_without_its_text_goes_and_comes_back(browser: Browser, faulty: Page):
    browser.check(faulty).close()
    number = badge(browser, faulty)
    faulty.value("(window.text = document.body.cloneNode(true), document.body.replaceChildren('Nothing here'))")
    wait_for(lambda: badge(browser, faulty) == "", "the number to go")
    faulty.value("document.body.replaceChildren(...text.childNodes)")
    wait_for(lambda: badge(browser, faulty) == number, "the number to come back")


def test_a_page_is_forgotten(browser: Browser, faulty: Page, sender: Page, line: SlowLine):
    browser.check(faulty).close()
    tab = browser.tab(faulty)
    assert order(sender, type="open", tab=tab)["stored"]
    assert order(sender, type="forget", url=faulty.value("location.href")) == {"state": "forgotten"}
    assert not order(sender, type="open", tab=tab)["stored"]


def test_the_page_that_was_checked_is_forgotten_wherever_the_tab_went(
    browser: Browser, faulty: Page, sender: Page, line: SlowLine
):
    popup = browser.check(faulty)
    there = faulty.value("location.href")
    faulty.value("history.pushState({}, '', '/jobs/another-one')")
    popup.press("#forget")
    wait_for(lambda: ("DELETE", "/v1/checks") in line.asked, "the report to be forgotten")
    assert unquote(line.urls[-1]) == there


def test_how_the_reader_came_is_not_sent(browser: Browser, faulty: Page, line: SlowLine):
    there = faulty.value("location.href")
    faulty.go(there + "?gclid=VISITOR&utm_source=mail#here")
    browser.check(faulty).close()
    assert set(line.urls) == {there}


def test_a_check_that_is_given_up_was_no_failure_of_the_server(
    browser: Browser, faulty: Page, sender: Page, line: SlowLine
):
    browser.check(faulty).close()
    tab, asked = browser.tab(faulty), len(line.asked)
    line.hold_bodies()
    sender.function("tab => void (window.outcome = chrome.runtime.sendMessage({type: 'check', tab}))", tab)
    wait_for(lambda: len(line.asked) > asked, "a request")
    sender.value("new Promise(resolve => setTimeout(resolve, 500))")
    assert order(sender, type="clear", tab=tab) == {"state": "cleared"}
    assert sender.value("outcome.then(({state}) => state)") == "interrupted"


def test_all_pages_are_forgotten(browser: Browser, faulty: Page, sender: Page, service: Service):
    browser.check(faulty).close()
    tab = browser.tab(faulty)
    assert order(sender, type="open", tab=tab)["stored"]
    assert order(sender, type="forget-all", server=service.url, token="") == {"state": "forgotten"}
    assert not order(sender, type="open", tab=tab)["stored"]
    gone = order(sender, type="forget-all", server="http://127.0.0.1:9", token="")
    assert gone["state"] == "unreachable"


def test_a_tab_is_cleared_without_trace(browser: Browser, faulty: Page, sender: Page):
    before = faulty.value("document.documentElement.outerHTML")
    browser.check(faulty).close()
    assert faulty.value(MARKS)
    assert faulty.value(STYLED) is True
    assert order(sender, type="clear", tab=browser.tab(faulty)) == {"state": "cleared"}
    assert faulty.value(MARKS) == []
    assert faulty.value(STYLED) is False
    assert badge(browser, faulty) == ""
    assert faulty.value("document.documentElement.outerHTML") == before


def test_removing_the_highlights_in_the_page_clears_the_tab(browser: Browser, faulty: Page):
    browser.check(faulty).close()
    browser.command("next-finding", faulty)
    wait_for(lambda: faulty.value(OPEN), "the bubble")
    press(browser, faulty, "remove")
    wait_for(lambda: badge(browser, faulty) == "", "the number on the button to go")
    assert not faulty.value(OPEN)
    assert faulty.value(MARKS) == []
    wait_for(lambda: not faulty.value(STYLED), "the style to go")


def test_the_browsers_own_pages_have_outcomes_too(browser: Browser, sender: Page, settings: Settings, service: Service):
    tab = browser.tab(browser.open(browser.own_page))
    assert order(sender, type="open", tab=tab) == {"state": "closed-page", "server": service.url}
    assert order(sender, type="clear", tab=tab) == {"state": "cleared"}
    assert order(sender, type="known", tab=tab) == {"state": "known", "links": []}


def test_a_tab_that_is_gone_was_no_closed_page(browser: Browser, faulty: Page, sender: Page):
    tab = browser.tab(faulty)
    faulty.close()
    wait_for(lambda: order(sender, type="open", tab=tab)["state"] == "interrupted", "the tab to be gone")


@pytest.mark.parametrize("broken", [{"type": "check"}, {"type": "open", "tab": "first"}, {}, None])
def test_a_broken_order_is_answered_too(sender: Page, settings: Settings, service: Service, broken: dict | None):
    outcome = sender.function("order => chrome.runtime.sendMessage(order)", broken)
    assert outcome["state"] == "failed"
    assert outcome["server"] == service.url
    assert "Error" in outcome["detail"]


def test_what_fails_in_the_extension_itself_is_not_said_of_the_page(
    browser: Browser, faulty: Page, sender: Page, line: SlowLine
):
    browser.check(faulty).close()
    tab = browser.tab(faulty)
    failing = """() => {
        const set = () => { throw new TypeError(`cannot set at ${location.href}`); };
        Object.defineProperty(globalThis, "grainOfSalt", { get() {}, set, configurable: true });
    }"""
    in_extension(browser, faulty, failing)
    outcome = order(sender, type="check", tab=tab)
    assert outcome["state"] == "failed"
    assert "crewboard" not in outcome["detail"]


@pytest.fixture
def file(browser: Browser, settings: Settings, tmp_path: Path) -> Page:
    """A tab with the faulty posting out of a file."""
    (tmp_path / "posting.html").write_text(FAULTY, encoding="utf-8")
    return browser.open((tmp_path / "posting.html").as_uri())


def test_a_file_is_checked_and_its_path_stays_here(browser: Browser, file: Page, sender: Page, line: SlowLine):
    browser.check(file).close()
    outcome = order(sender, type="open", tab=browser.tab(file))
    assert (outcome["state"], outcome["host"], outcome["report"]["url"]) == ("checked", "", None)
    assert outcome["report"]["annotations"]
    assert set(line.asked) == {("POST", "/v1/checks")}


def test_a_page_cannot_give_orders(browser: Browser, faulty: Page, line: SlowLine):
    browser.check(faulty).close()
    asked = len(line.asked)
    assert faulty.value("typeof globalThis.chrome?.runtime?.sendMessage") == "undefined"
    for kind in ("check", "opened", "moved", "clear"):
        faulty.function("type => { for (const to of [postMessage, top.postMessage]) to({type, tab: 1}, '*') }", kind)
    with pytest.raises(BrowserError):
        faulty.function("id => chrome.runtime.connect(id)", browser.address.split("/")[2])
    assert badge(browser, faulty) != ""
    assert len(line.asked) == asked


@pytest.fixture
def apart(site: Site, service: Service, tmp_path: Path) -> Iterator[Chromium]:
    """A browser of its own, for what would disturb other tests."""
    started = Chromium(tmp_path / "profile", site.address)
    started.grant("crewboard.example")
    page = started.open("chrome://extensions/")
    # Else it is not loaded again, since it comes from a folder.
    page.value("chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })")
    page.close()
    page = started.open_extension_page("options/options.html")
    keep(page, server=service.url, introduced=True)
    page.close()
    yield started
    started.close()


@pytest.mark.only("chromium", why="Firefox ends the scripts of an extension with it")
@pytest.mark.parametrize("again", [False, True], ids=["alone", "beside new ones"])
def test_scripts_that_an_update_left_behind_go_silent(browser: Browser, apart: Chromium, site: Site, again: bool):
    page = apart.open(site.add("/jobs/updated", FAULTY))
    sender = apart.open_extension_page("options/options.html")
    assert order(sender, type="check", tab=apart.tab(page))["state"] == "checked"
    marks = page.value(MARKS)
    assert marks
    sender.close()
    background = f"{apart.address}background/"
    [before] = apart.targets("service_worker", background)
    apart.worker().value("void setTimeout(() => chrome.runtime.reload(), 50)")
    wait_for(lambda: set(apart.targets("service_worker", background)) - {before}, "the extension to be loaded again")
    if again:
        sender = apart.open_extension_page("options/options.html")
        order(sender, type="clear", tab=0)
        assert order(sender, type="check", tab=apart.tab(page))["state"] == "checked"
    page.bring_to_front()
    page.value("void document.body.append('A word')")
    page.point(50, 50)
    if again:
        page.value("new Promise(done => setTimeout(done, 700))")
    wait_for(lambda: page.value(MARKS) == (marks if again else []), "the old scripts to go")


@pytest.mark.only("chromium", why="Firefox has no such switch")
def test_a_file_that_the_browser_keeps_closed_is_told_from_other_pages(
    browser: Browser, apart: Chromium, tmp_path: Path
):
    (tmp_path / "posting.html").write_text(FAULTY, encoding="utf-8")
    apart.open("chrome://extensions/").function(
        "extensionId => chrome.developerPrivate.updateExtensionConfiguration({ extensionId, fileAccess: false })",
        apart.extension_id,
    )
    page = apart.open((tmp_path / "posting.html").as_uri())
    closed = "chrome.extension.isAllowedFileSchemeAccess().then((allowed) => !allowed)"
    wait_for(lambda: apart.worker().value(closed), "the extension to be loaded again")
    assert apart.check(page).texts("h1") == ["The browser keeps this file closed"]
