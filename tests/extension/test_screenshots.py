"""Pictures of the extension at work, taken from a real check of a posting made up for the tests.

They end up in a folder of the test run, or in the one that SCREENSHOTS names:
`SCREENSHOTS=docs python -m pytest tests/extension/test_screenshots.py` renews those of the README.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from browsers import Browser, Page
from crewboard import PAGES, Site

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")


@pytest.fixture
def folder(browser: Browser, tmp_path: Path) -> Path:
    """Pictures of both browsers are looked at when something is wrong; those of one are kept."""
    return Path(os.environ.get("SCREENSHOTS", tmp_path)) if browser.name == "chromium" else tmp_path


def picture(page: Page, scheme: str, path: Path, width: int) -> None:
    """The whole of a page in one colour scheme, `width` CSS pixels wide, at twice the resolution."""
    page.bring_to_front()
    page.emulate(prefers_color_scheme=scheme)
    page.resize(width, 10_000)  # where a scroll bar takes no width, and the page is as high as what it holds
    page.resize(width, page.value("Math.ceil(document.documentElement.getBoundingClientRect().height)"))
    page.screenshot(path)
    assert path.stat().st_size > 10_000


def laid_out(browser: Browser, *popups: str) -> Page:
    """What popups show, beside one another, and all of it: a popup itself has the size of its window."""
    page = browser.open_extension_page("popup/popup.html")
    page.wait("document.querySelector('main').childElementCount && !document.querySelector('main[aria-busy]')")
    lay_out = """(...popups) => {
        const [{ body }, several] = [document, popups.length > 1];
        body.replaceChildren(...popups.map((shown) => {
            const popup = document.createElement("div");
            popup.innerHTML = shown;
            popup.style.cssText = several ? "width: 25.5rem; align-self: start; outline: 1px solid var(--line)" : "";
            return popup;
        }));
        if (several) body.style.cssText = "flex-direction: row; gap: 1rem; padding: 1rem; width: auto; min-height: 0";
    }"""
    page.function(lay_out, *popups)
    return page


def test_pictures(browser: Browser, site: Site, settings: Callable[..., None], folder: Path):
    page = browser.open(site.add("/jobs/harbour-data-engineer", (PAGES / "faulty.html").read_text("utf-8")))
    popup = browser.check(page)
    assert popup.texts(".finding")
    shown = popup.value("document.body.innerHTML")

    whole = laid_out(browser, shown)
    options = browser.open_extension_page("options/options.html")
    options.wait("document.querySelector('#rules-list details') !== null")
    for scheme in SCHEMES:
        picture(whole, scheme, folder / f"popup-{scheme}.png", 408)
        picture(page, scheme, folder / f"highlights-{scheme}.png", 760)
        picture(options, scheme, folder / f"settings-{scheme}.png", 760)


SCHEDULE = "<p>The ferry goes at nine, at noon and at six, from the pier behind the market hall.</p>" * 12


def test_pictures_of_states(browser: Browser, site: Site, settings: Callable[..., None], folder: Path):
    sites = {"crewboard.example": {"lists": True, "opened": False}}
    settings(sites=sites)
    browser.grant("crewboard.example")
    sound = (PAGES / "sound.html").read_text("utf-8")
    postings = [site.add(f"/jobs/{name}", sound.replace("Ferry Cook", title)) for name, title in COOKS.items()]
    postings.append(site.add("/jobs/data-engineer", (PAGES / "faulty.html").read_text("utf-8")))
    links = [f'<p><a href="{url}">{title}</a></p>' for url, title in zip(postings, LISTED, strict=True)]
    results = f"<title>Jobs on ferries</title><h1>Jobs on ferries</h1>{''.join(links)}{SCHEDULE}"
    pages = [*postings, site.add("/timetable", f"<title>Ferry times</title><h1>Ferry times</h1>{SCHEDULE}")]
    shown = []
    for url in [*pages, site.add("/jobs-on-ferries", results)]:
        page = browser.open(url)
        if url.endswith("/jobs-on-ferries"):
            page.wait("[...CSS.highlights.keys()].some((name) => name.startsWith('grain-of-salt-list-'))")
        popup = browser.check(page)
        if url.endswith("/jobs-on-ferries"):
            popup.wait("document.querySelector('.known') !== null")
        shown.append(popup.value("document.body.innerHTML"))
        page.close()
    browser.revoke("crewboard.example")
    settings(server="http://127.0.0.1:9")
    shown.append(browser.check(browser.open(postings[0])).value("document.body.innerHTML"))
    sheet = laid_out(browser, shown[0], *shown[-3:])
    for scheme in SCHEMES:
        picture(sheet, scheme, folder / f"states-{scheme}.png", 4 * 408 + 5 * 16)


COOKS = {"night-cook": "Night Cook", "day-cook": "Day Cook"}
LISTED = [*COOKS.values(), "Harbour Data Engineer"]
