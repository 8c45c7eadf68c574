"""The page that opens once after installation: what leaves the browser, and how to begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browsers import Browser, Page
from running import Service

pytestmark = pytest.mark.browser

Settings = Callable[..., None]

WELCOMES = "chrome.tabs.query({ url: chrome.runtime.getURL('welcome/*') }).then((tabs) => tabs.length)"
READY = "document.querySelector('#key').textContent"


@pytest.fixture
def welcome(browser: Browser, settings: Settings) -> Iterator[Page]:
    settings(introduced=False)
    page = browser.open_extension_page("welcome/welcome.html")
    page.wait(READY)
    yield page
    page.close()


def test_it_opens_when_the_extension_is_installed_and_not_again(browser: Browser, settings: Settings):
    page = browser.open_extension_page("options/options.html")
    assert page.value(WELCOMES) == 1
    page.close()


def test_it_says_what_leaves_the_browser_and_where_to(welcome: Page, service: Service):
    what, when, never, where = welcome.texts("#privacy li")
    host = service.url.removeprefix("http://")
    assert host in what
    assert "without your asking, only on sites where you switched that on" in when
    assert "stay in the browser" in never
    assert where == f"{host} is on this computer: nothing goes out to the network."
    assert welcome.value("document.querySelectorAll('input').length") == 0
    assert "Shift" in welcome.texts("#key")[0] or "⇧" in welcome.texts("#key")[0]


def test_the_service_is_tested(welcome: Page, settings: Settings):
    welcome.press("#test")
    welcome.wait("document.querySelector('#answer').textContent.includes('answers and knows')")
    settings(server="http://127.0.0.1:9")
    welcome.press("#test")
    welcome.wait("document.querySelector('#answer').textContent === 'No answer from 127.0.0.1:9'")


def test_another_computer_is_named(welcome: Page, settings: Settings):
    settings(server="https://salt.example")
    welcome.wait("document.querySelector('#server').textContent.includes('salt.example')")
    assert not welcome.value("document.querySelector('#start').checkVisibility()")
    assert welcome.texts("#privacy li")[-1].startswith("salt.example is another computer")


def test_it_is_understood(welcome: Page):
    welcome.press("#understood")
    welcome.wait("document.querySelector('#done').textContent.startsWith('All set.')")
    assert welcome.value("chrome.storage.local.get('introduced')") == {"introduced": True}


def test_it_is_accessible(welcome: Page, axe: str):
    welcome.value(axe + "\n;undefined")
    for media in ({"prefers_color_scheme": "light"}, {"prefers_color_scheme": "dark"}, {"forced_colors": "active"}):
        welcome.emulate(**media)
        assert welcome.value("axe.run(document).then(({ violations }) => violations.map(({ id }) => id))") == []
    welcome.resize(320, 600)
    welcome.value("document.documentElement.style.fontSize = '200%'")
    welcome.wait("document.documentElement.scrollWidth <= innerWidth")
