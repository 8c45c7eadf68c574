"""A browser with the extension, pages to open in it, and a service to ask."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from chromium import EXTENSION, Chromium, Page

CONTENT = ("elements", "canonical", "serialise", "anchor", "highlight", "page")
"""The content scripts in the order of `background.js`."""


class Site:
    """A web site of this test run: paths and the pages under them."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        pages = self.pages

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = pages.get(self.path.partition("?")[0])
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(page or b"")

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def add(self, path: str, html: str) -> str:
        """Serve a page; its address."""
        self.pages[path] = html.encode()
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """One Chromium for all tests; each opens tabs of its own."""
    profile = Path(tempfile.mkdtemp(prefix="grain-of-salt-"))
    started = Chromium(profile)
    try:
        yield started
    finally:
        started.close()
        shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture(scope="session")
def reader(browser: Chromium, site: Site) -> Page:
    """A tab in which the content scripts are at hand, for `fill`."""
    page = browser.open(site.add("/empty", "<!doctype html><title>empty</title>"))
    for name in CONTENT:
        page.value((EXTENSION / "content" / f"{name}.js").read_text("utf-8") + "\n;undefined")
    return page


def fill(page: Page, html: str) -> None:
    """Have the browser parse another page into this tab; scripts that were loaded stay."""
    page.function("html => { document.open(); document.write(html); document.close(); }", html)
