"""What the button says of a tab: a number, a sign or nothing, and the same in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsers import Browser, Page, wait_for
from crewboard import PAGES, Site
from slow_line import SlowLine

pytestmark = pytest.mark.browser

FAULTY = (PAGES / "faulty.html").read_text("utf-8")
SOUND = (PAGES / "sound.html").read_text("utf-8")
BROKEN = SOUND.replace(
    "</body>", '<script type="application/ld+json">{"@type": "JobPosting", "title": </script></body>'
)
ELSEWHERE = SOUND.replace("</body>", "<iframe src='http://northwind.example/' width=700 height=600></iframe></body>")
TIMES = "<p>The ferry goes at nine, at noon and at six, from the pier behind the market hall.</p>"
NOTED = SOUND.replace("$58,000 - $66,000", "from $58,000")
TIMETABLE = f"<title>Ferry times</title><h1>Ferry times</h1>{TIMES * 12}"
UNCHECKED = ("", "Check this posting")

Settings = Callable[..., None]


def badge(browser: Browser, page: Page) -> tuple[str, str]:
    """Text and title of the button in a tab."""
    both = "tabId => Promise.all([chrome.action.getBadgeText({tabId}), chrome.action.getTitle({tabId})])"
    text, title = browser.worker().function(both, browser.tab(page))
    return text, title


@pytest.fixture
def number(browser: Browser, faulty: Page) -> str:
    """What the button says of `faulty` once that has been checked."""
    popup = browser.check(faulty)
    found = len(popup.texts(".finding.serious, .finding.warning"))
    popup.close()
    assert found
    return str(found)


def test_a_tab_that_was_never_checked_has_none(browser: Browser, faulty: Page):
    assert badge(browser, faulty) == UNCHECKED


def test_findings_above_info_are_counted(browser: Browser, faulty: Page, number: str):
    assert badge(browser, faulty) == (number, f"Grain of Salt: {number} findings on this page, notes not counted")


def test_rules_that_are_off_do_not_count(browser: Browser, faulty: Page, number: str, settings: Settings):
    settings(rulesOff=["salary/figures-disagree"])
    browser.check(faulty).close()
    assert badge(browser, faulty)[0] == str(int(number) - 1)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (SOUND, ("", "Grain of Salt: nothing odd found on this page")),
        (BROKEN, ("?", "Grain of Salt: this page was checked in part")),
        (ELSEWHERE, ("?", "Grain of Salt: this page was checked in part")),
        (NOTED, ("", "Grain of Salt: only notes on this page")),
        (TIMETABLE, ("", "Grain of Salt: This does not look like a job posting")),
        (TIMES * 4, ("", "Grain of Salt: Too little text to tell whether this is a posting")),
        (TIMES, ("", "Grain of Salt: There is hardly any text on this page yet")),
    ],
    ids=["nothing", "partly", "framed", "notes", "no-posting", "unclear", "hardly"],
)
def test_a_page_without_findings(
    browser: Browser, site: Site, settings: Settings, request: pytest.FixtureRequest, html: str, said: tuple[str, str]
):
    page = browser.open(site.add(f"/jobs/{request.node.name}", html))
    browser.check(page).close()
    assert badge(browser, page) == said


def test_it_follows_the_rules_that_are_on(browser: Browser, site: Site, settings: Settings):
    notes, other = [browser.open(site.add(f"/following/{i}", html)) for i, html in enumerate((NOTED, TIMETABLE))]
    for page in (notes, other):
        browser.check(page).close()
    # Not by `settings`, which makes everything anew: another server would clear the pages.
    browser.worker().value("chrome.storage.local.set({ rulesOff: ['salary/open-ended'] })")
    wait_for(lambda: badge(browser, notes) == ("", "Grain of Salt: Nothing else found"), "the notes to go")
    assert badge(browser, other) == ("", "Grain of Salt: This does not look like a job posting")


def test_while_a_page_is_checked_it_says_so(browser: Browser, faulty: Page, line: SlowLine):
    line.hold()
    browser.click_toolbar_button(faulty)
    wait_for(lambda: line.asked, "a request")
    assert badge(browser, faulty) == ("…", "Grain of Salt: reading this page")
    line.release()
    wait_for(lambda: badge(browser, faulty)[0] not in ("", "…"), "the number of findings")


def test_it_does_not_stay_for_another_page(browser: Browser, faulty: Page, number: str, site: Site):
    faulty.go(site.add("/jobs/the-next", SOUND))
    assert badge(browser, faulty) == UNCHECKED


def test_it_does_not_stay_when_a_script_shows_another_posting(browser: Browser, faulty: Page, number: str):
    faulty.value("history.pushState({}, '', '/jobs/another?id=2')")
    wait_for(lambda: badge(browser, faulty) == UNCHECKED, "the badge to go")
    assert faulty.value("[...CSS.highlights.keys()]") == []


@pytest.mark.parametrize("same", ["#apply", "?utm_source=mail"], ids=["fragment", "tracking"])
def test_it_stays_where_only_the_readers_way_changes(browser: Browser, faulty: Page, number: str, same: str):
    faulty.function("same => history.replaceState({}, '', same)", same)
    faulty.value("new Promise(resolve => setTimeout(resolve, 50))")
    assert badge(browser, faulty)[0] == number


SHOW = """async (tab, count, severity) => {
    const badge = await import("/background/badge.js");
    const annotations = Array.from({length: count}, (_, i) => ({rule: "salary/x", title: `${i}`, severity}));
    await badge.checked(tab, {annotations, partly: false}, {rulesOff: []});
    const {action} = chrome;
    const colours = [action.getBadgeBackgroundColor({tabId: tab}), action.getBadgeTextColor({tabId: tab})];
    return [await chrome.action.getBadgeText({tabId: tab}), ...await Promise.all(colours)];
}"""


def luminance(colour: list[int]) -> float:
    """Relative luminance of sRGB, WCAG 2.2."""
    parts = (part / 255 for part in colour[:3])
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("count", "severity", "text"),
    [(1, "warning", "1"), (99, "serious", "99"), (100, "serious", "99+"), (3, "info", "")],
)
def test_it_can_be_read(browser: Browser, faulty: Page, count: int, severity: str, text: str):
    tab = browser.tab(faulty)
    shown, ground, ink = browser.desk.function(SHOW, tab, count, severity)
    assert shown == text
    assert (luminance(ink) + 0.05) / (luminance(ground) + 0.05) >= 4.5
