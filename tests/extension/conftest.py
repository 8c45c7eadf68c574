"""A browser with the extension, and pages to open in it."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from browsers import Browser, BrowserError, Page
from chromium import Chromium
from crewboard import PAGES, Site
from firefox import Firefox
from running import Service, running_service
from slow_line import SlowLine

collect_ignore = ["conftest.py"]
"""No doctests here; collected as a module, it would be mistaken for the other file of this name."""

BROWSERS: dict[str, type[Browser]] = {kind.name: kind for kind in (Chromium, Firefox)}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, for tests with `only("chromium", why="...")`, the other browser."""

    def other(item: pytest.Item) -> bool:
        only, params = item.get_closest_marker("only"), getattr(item, "callspec", None)
        return bool(only and params and params.params["browser"] != only.args[0])

    left_out = [item for item in items if other(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture(scope="session", params=BROWSERS)
def browser(request: pytest.FixtureRequest, site: Site) -> Iterator[Browser]:
    """One process for all tests of a browser; each opens tabs of its own. All of *.example is `site`."""
    kind = BROWSERS[request.param]
    if not kind.program():
        pytest.skip(f"no {kind.name} here: install it, or name its path in {kind.name.upper()}")
    profile = Path(tempfile.mkdtemp(prefix="grain-of-salt-"))
    started = kind(profile, site.address)
    try:
        # Installing opens a page, which would push itself in front of the first test's own.
        started.desk.wait("chrome.tabs.query({ url: chrome.runtime.getURL('welcome/*') }).then((tabs) => tabs.length)")
        yield started
    finally:
        started.close()
        shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture(autouse=True)
def tabs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a test opened: a browser with hundreds of tabs is slow."""
    if "browser" not in request.fixturenames:
        yield
        return
    tabs = request.getfixturevalue("browser").tabs
    before = len(tabs)
    yield
    for page in tabs[before:]:
        with suppress(BrowserError):  # the test closed it
            page.close()
    del tabs[before:]


@pytest.fixture(scope="session")
def guarded() -> Iterator[Service]:
    """A service that asks for a token, which is "of the tests"."""
    with running_service(TOKENS=hashlib.sha256(b"of the tests").hexdigest()) as running:
        yield running


@pytest.fixture
def settings(browser: Browser, service: Service) -> Callable[..., None]:
    """Sets what the user would: the defaults, but this service and the introduction read, and what is given."""

    def change(**changes: object) -> None:
        browser.desk.function(
            "async changes => { await chrome.storage.local.clear(); await chrome.storage.local.set(changes); }",
            {"server": service.url, "introduced": True} | changes,
        )

    change()
    return change


@pytest.fixture
def line(service: Service, settings: Callable[..., None]) -> Iterator[SlowLine]:
    """The way to the service that the extension takes in this test."""
    made = SlowLine(service)
    settings(server=made.url)
    yield made
    made.close()


@pytest.fixture
def faulty(browser: Browser, site: Site, settings: Callable[..., None], request: pytest.FixtureRequest) -> Page:
    """A tab with the faulty posting, at an address of this test alone."""
    return browser.open(site.add(f"/jobs/{request.node.name}", (PAGES / "faulty.html").read_text("utf-8")))


@pytest.fixture(scope="session")
def reader(browser: Browser, site: Site) -> Page:
    """A tab in which the content scripts are at hand, for `Page.fill`."""
    page = browser.open(site.add("/empty", "<!doctype html><title>empty</title>"))
    page.load_content_scripts()
    return page
