"""A browser with the extension, and pages to open in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chromium import Chromium, Page
from crewboard import Site
from running import Service

collect_ignore = ["conftest.py"]
"""No doctests here; collected as a module, it would be mistaken for the other file of this name."""


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture(scope="session")
def browser(site: Site) -> Iterator[Chromium]:
    """One Chromium for all tests; each opens tabs of its own. All of *.example is `site`."""
    profile = Path(tempfile.mkdtemp(prefix="grain-of-salt-"))
    started = Chromium(profile, site.address)
    try:
        yield started
    finally:
        started.close()
        shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture
def settings(browser: Chromium, service: Service) -> Callable[..., None]:
    """Sets what the user would: the defaults, but this service and the introduction read, and what is given."""

    def change(**changes: object) -> None:
        page = browser.open_extension_page("options/options.html")
        page.function(
            "async changes => { await chrome.storage.local.clear(); await chrome.storage.local.set(changes); }",
            {"server": service.url, "introduced": True} | changes,
        )
        page.close()

    change()
    return change


@pytest.fixture(scope="session")
def reader(browser: Chromium, site: Site) -> Page:
    """A tab in which the content scripts are at hand, for `Page.fill`."""
    page = browser.open(site.add("/empty", "<!doctype html><title>empty</title>"))
    page.load_content_scripts()
    return page
