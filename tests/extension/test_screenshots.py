"""Pictures of the extension at work, taken from a real check of a posting made up for the tests.

They end up in a folder of the test run, or in the one that SCREENSHOTS names:
`SCREENSHOTS=docs python -m pytest tests/extension/test_screenshots.py` renews those of the README.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from chromium import Chromium, Page
from crewboard import PAGES, Site

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(os.environ.get("SCREENSHOTS", tmp_path))


def picture(page: Page, scheme: str, path: Path, width: int) -> None:
    """The whole of a page in one colour scheme, `width` CSS pixels wide, at twice the resolution."""
    page.bring_to_front()
    page.emulate(prefers_color_scheme=scheme)
    page.resize(width, 100)
    page.resize(width, page.value("document.body.parentElement.scrollHeight"))
    page.screenshot(path)
    assert path.stat().st_size > 10_000


def test_pictures(browser: Chromium, site: Site, settings: Callable[..., None], folder: Path):
    page = browser.open(site.add("/jobs/harbour-data-engineer", (PAGES / "faulty.html").read_text("utf-8")))
    popup = browser.check(page)
    assert popup.texts(".finding")
    shown = popup.value("document.body.innerHTML")

    # A popup has the size of its window: what it shows is laid out again where all of it can be seen.
    whole = browser.open_extension_page("popup/popup.html")
    whole.wait("!document.querySelector('main[aria-busy]')")
    whole.function("shown => { document.body.innerHTML = shown }", shown)
    options = browser.open_extension_page("options/options.html")
    for scheme in SCHEMES:
        picture(whole, scheme, folder / f"popup-{scheme}.png", 408)
        picture(page, scheme, folder / f"highlights-{scheme}.png", 760)
        picture(options, scheme, folder / f"settings-{scheme}.png", 760)
