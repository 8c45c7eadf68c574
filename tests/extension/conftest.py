"""A browser with the extension, pages to open in it, and a service to ask."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from chromium import EXTENSION, Chromium, Page
from running import Service

CONTENT = ("elements", "canonical", "serialise", "anchor", "highlight", "page")
"""The content scripts in the order of `background.js`."""


PAGES = Path(__file__).parent / "pages"


class Site:
    """A web site of this test run: paths and the pages under them."""

    ORIGIN = "http://crewboard.example"

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []
        """Every request, as "GET /path"."""
        pages, asked = self.pages, self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(f"{self.command} {self.path}")
                page = pages.get(self.path.partition("?")[0])
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(page or b"")

            do_POST = do_OPTIONS = do_GET

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def add(self, path: str, html: str) -> str:
        """Serve a page; its address."""
        self.pages[path] = html.encode()
        return self.ORIGIN + path

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture(scope="session")
def browser(site: Site) -> Iterator[Chromium]:
    """One Chromium for all tests; each opens tabs of its own. All of *.example is `site`."""
    profile = Path(tempfile.mkdtemp(prefix="grain-of-salt-"))
    started = Chromium(profile, f"--host-resolver-rules=MAP *.example:80 {site.address}")
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
    """A tab in which the content scripts are at hand, for `fill`."""
    page = browser.open(site.add("/empty", "<!doctype html><title>empty</title>"))
    load_content_scripts(page)
    return page


def load_content_scripts(page: Page) -> None:
    """Have the content scripts in the page's own world, where tests can call them."""
    for name in CONTENT:
        page.value((EXTENSION / "content" / f"{name}.js").read_text("utf-8") + "\n;undefined")


def fill(page: Page, html: str) -> None:
    """Have the browser parse another page into this tab; scripts that were loaded stay."""
    page.function("html => { document.open(); document.write(html); document.close(); }", html)


def check(browser: Chromium, page: Page) -> Page:
    """Press the toolbar button and wait for what the popup says."""
    popup = browser.click_toolbar_button(page)
    popup.wait("document.querySelector('main').childElementCount && !document.querySelector('main[aria-busy]')")
    return popup


def unspaced(text: str) -> str:
    """A text without white space, for comparing what stands in text nodes with canonical text."""
    return re.sub(r"[\t\n\f\r ]+", "", text)
