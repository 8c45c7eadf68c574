"""The context menu and the keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsers import Browser, Page, wait_for
from crewboard import PAGES, Site
from slow_line import SlowLine

pytestmark = pytest.mark.browser

FAULTY = (PAGES / "faulty.html").read_text("utf-8")
SELECT = "selector => getSelection().selectAllChildren(document.querySelector(selector))"
MARKED = "Object.fromEntries([...CSS.highlights].map(([name, ranges]) => [name, [...ranges].map(String).join('')]))"
DISAGREE = "The headline and the text give different pay"
"""Found on the whole page, and not in its tags alone."""

Settings = Callable[..., None]


@pytest.fixture
def page(browser: Browser, faulty: Page, line: SlowLine) -> Page:
    """A tab with the faulty posting, which the extension may read: its button was pressed there."""
    browser.check(faulty).close()
    return faulty


@pytest.fixture
def keeper(browser: Browser) -> Page:
    """A page of the extension, to look into its memory from."""
    return browser.desk


def kept(keeper: Page, tab: int) -> dict[str, object]:
    """What is kept of the selection in a tab."""
    return keeper.function("async key => (await chrome.storage.session.get(key))[key] ?? {}", f"selection:{tab}")


def choose(browser: Browser, page: Page) -> Page:
    """Select the tags and have the selection checked; the popup that opens."""
    page.function(SELECT, ".tags")
    browser.choose("check-selection", page, selectionText="401775.0")
    return browser.popup()


def titles(popup: Page) -> list[str]:
    popup.settle()
    return popup.texts(".finding h2")


def test_the_selection_is_checked_and_nothing_else(browser: Browser, page: Page, line: SlowLine, keeper: Page):
    tab, before = browser.tab(page), len(line.asked)
    popup = choose(browser, page)
    assert titles(popup)
    assert DISAGREE not in titles(popup)
    assert line.asked[before:] == [("POST", "/v1/checks")]
    assert kept(keeper, tab) == {}
    marked = "".join(page.value(MARKED).values())
    assert "ðŸ’°" in marked
    assert "weâ€™re" not in marked
    popup.close()
    assert DISAGREE in titles(browser.check(page))


def test_a_selection_outlives_the_background(browser: Browser, page: Page, line: SlowLine, keeper: Page):
    tab, before = browser.tab(page), len(line.asked)
    line.hold()
    choose(browser, page).close()
    wait_for(lambda: len(line.asked) > before, "the selection to be sent")
    assert kept(keeper, tab)["html"]
    browser.worker().close()
    line.release()
    popup = browser.check(page)
    assert titles(popup)
    assert DISAGREE not in titles(popup)


def test_what_came_of_a_selection_outlives_the_background(browser: Browser, page: Page, line: SlowLine, keeper: Page):
    tab, before = browser.tab(page), len(line.asked)
    line.hold()
    choose(browser, page).close()
    wait_for(lambda: len(line.asked) > before, "the selection to be sent")
    line.release()
    wait_for(lambda: "checked" in kept(keeper, tab) or not kept(keeper, tab), "an answer")
    browser.worker().close()
    assert titles(browser.check(page))
    assert len(line.asked) <= before + 2


def test_a_selection_of_another_page_is_not_shown(browser: Browser, page: Page, site: Site, line: SlowLine):
    line.hold()
    choose(browser, page).close()
    page.go(site.add("/jobs/after-a-selection", FAULTY))
    line.release()
    assert DISAGREE in titles(browser.check(page))


def test_what_is_typed_into_a_form_is_not_sent(browser: Browser, page: Page, line: SlowLine, keeper: Page):
    tab, before = browser.tab(page), len(line.asked)
    page.function(SELECT, ".tags")
    browser.choose("check-selection", page, selectionText="What I typed", editable=True)
    popup = browser.popup()
    popup.settle()
    assert popup.texts("h1") == ["This page has not been checked."]
    assert "what you typed into forms" in popup.texts("main")[0]
    assert line.asked[before:] == []
    assert kept(keeper, tab) == {}
    popup.press("main button")
    wait_for(lambda: DISAGREE in titles(popup), "the whole page to be checked")


def test_what_is_selected_in_a_frame_is_checked_and_not_what_the_page_still_has_selected(browser: Browser, page: Page):
    page.function(SELECT, ".tags")
    browser.choose("check-selection", page, selectionText="and weâ€™re looking", frameId=7)
    assert titles(browser.popup())
    marked = "".join(page.value(MARKED).values())
    assert "weâ€™re" in marked
    assert "ðŸ’°" not in marked


def test_menus_are_made_once_and_stay(browser: Browser, keeper: Page):
    browser.worker().close()
    known = """id => new Promise(resolve => chrome.contextMenus.update(id, {enabled: true},
        () => resolve(!chrome.runtime.lastError)))"""
    assert [keeper.function(known, id) for id in ("check-selection", "clear-highlights", "no-such")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("by", ["menu", "key"])
def test_highlights_are_removed(browser: Browser, page: Page, by: str):
    assert page.value(MARKED)
    if by == "menu":
        browser.choose("clear-highlights", page)
    else:
        browser.command("clear-highlights", page)
    page.wait("CSS.highlights.size === 0")
    tab = browser.tab(page)
    wait_for(
        lambda: browser.worker().function("tabId => chrome.action.getBadgeText({tabId})", tab) == "", "the badge to go"
    )


def test_keys_go_from_finding_to_finding(browser: Browser, page: Page, keeper: Page):
    def pointed() -> str:
        return page.value(MARKED).get("grain-of-salt-pointed", "")

    browser.command("next-finding", page)
    wait_for(pointed, "the first place")
    first = pointed()
    browser.worker().close()
    keeper.value("chrome.runtime.sendMessage({type: 'known', tab: -1})")  # wakes it, as a key does
    browser.command("next-finding", page)
    wait_for(lambda: pointed() != first, "the second place")
    browser.command("previous-finding", page)
    wait_for(lambda: pointed() == first, "the first place again")


def test_keys_do_nothing_where_nothing_is_marked(browser: Browser, site: Site, settings: Settings):
    page = browser.open(site.add("/jobs/unmarked", FAULTY))
    before = page.value("document.documentElement.outerHTML")
    for command in ("next-finding", "previous-finding", "clear-highlights"):
        browser.command(command, page)
    assert page.value("CSS.highlights.size") == 0
    assert page.value("document.documentElement.outerHTML") == before
