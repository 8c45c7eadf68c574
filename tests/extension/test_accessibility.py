"""What axe-core, the accessibility checker, finds in popup and settings page: nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsers import Browser, Page
from crewboard import PAGES, Site

pytestmark = pytest.mark.browser

Settings = Callable[..., None]
Open = Callable[[str], Page]

VIOLATIONS = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}"""
STOPS = """[...document.querySelectorAll("button, a, summary")]
    .filter((stop) => stop.checkVisibility()).map((stop) => stop.textContent)"""
MEDIA = ({"prefers_color_scheme": "light"}, {"prefers_color_scheme": "dark"}, {"forced_colors": "active"})


def assert_accessible(page: Page, axe: str) -> None:
    page.value(axe + "\n;undefined")
    for media in MEDIA:
        page.emulate(**media)
        assert page.function(VIOLATIONS) == [], media


@pytest.fixture
def open_posting(browser: Browser, site: Site, settings: Settings, request: pytest.FixtureRequest) -> Open:
    """Opens a posting of `pages/`, presses the button, gives the popup."""

    def opened(name: str) -> Page:
        url = site.add(f"/jobs/{request.node.name}/{name}", (PAGES / name).read_text("utf-8"))
        return browser.check(browser.open(url))

    return opened


def test_findings(open_posting: Open, settings: Settings, axe: str):
    settings(introduced=False)
    popup = open_posting("faulty.html")
    popup.function("() => document.querySelectorAll('details').forEach((details) => { details.open = true })")
    assert_accessible(popup, axe)


def test_no_findings(open_posting: Open, axe: str):
    assert_accessible(open_posting("sound.html"), axe)


def test_no_server(open_posting: Open, settings: Settings, axe: str):
    settings(server="http://127.0.0.1:9")
    assert_accessible(open_posting("sound.html"), axe)


def test_settings_page(browser: Browser, settings: Settings, axe: str):
    options = browser.open_extension_page("options/options.html")
    options.wait("document.querySelector('#server').value")
    assert_accessible(options, axe)


def test_the_popup_can_be_used_by_keyboard_alone(open_posting: Open):
    popup = open_posting("faulty.html")
    wanted = popup.value(STOPS)
    reached = []
    for _ in wanted:
        popup.key("Tab")
        reached.append(popup.value("document.activeElement.textContent"))
    assert reached == wanted


def test_at_twice_the_size_nothing_is_cut_off(open_posting: Open):
    popup = open_posting("faulty.html")
    popup.function("() => { document.documentElement.style.fontSize = '200%' }")
    popup.wait("document.documentElement.scrollWidth <= innerWidth")
