"""What axe-core, the accessibility checker, finds in popup and settings page, and that keys reach all of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from accessible import assert_accessible
from browsers import Browser, Page
from crewboard import PAGES, Site

pytestmark = pytest.mark.browser

Settings = Callable[..., None]
Open = Callable[[str], Page]

STOPS = """[...document.querySelectorAll("button, a, summary")]
    .filter((stop) => stop.checkVisibility()).map((stop) => stop.textContent)"""


@pytest.fixture
def open_posting(browser: Browser, site: Site, settings: Settings, axe: str, request: pytest.FixtureRequest) -> Open:
    """Opens a posting of `pages/`, presses the button, gives the popup, with axe in it."""

    def opened(name: str) -> Page:
        url = site.add(f"/jobs/{request.node.name}/{name}", (PAGES / name).read_text("utf-8"))
        popup = browser.check(browser.open(url))
        popup.value(f"{axe};undefined")
        return popup

    return opened


def test_findings(open_posting: Open, settings: Settings):
    settings(introduced=False)
    popup = open_posting("faulty.html")
    popup.function("() => document.querySelectorAll('details').forEach((details) => { details.open = true })")
    assert_accessible(popup)


def test_no_findings(open_posting: Open):
    assert_accessible(open_posting("sound.html"))


def test_no_server(open_posting: Open, settings: Settings):
    settings(server="http://127.0.0.1:9")
    assert_accessible(open_posting("sound.html"))


def test_settings_page(browser: Browser, settings: Settings, axe: str):
    options = browser.open_extension_page("options/options.html")
    options.wait("document.querySelector('#server').value")
    options.value(f"{axe};undefined")
    assert_accessible(options)


def test_the_popup_can_be_used_by_keyboard_alone(open_posting: Open):
    popup = open_posting("faulty.html")
    wanted = popup.value(STOPS)
    reached = []
    for _ in wanted:
        popup.key("Tab")
        reached.append(popup.value("document.activeElement.textContent"))
    assert reached == wanted
