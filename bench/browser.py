"""A real Chromium with the extension, a service, and a site, for benchmarks: the parts that the tests run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "extension")]

from chromium import Chromium, Page  # type: ignore[import-not-found]  # noqa: E402
from crewboard import Site  # type: ignore[import-not-found]  # noqa: E402
from running import running_service  # type: ignore[import-not-found]  # noqa: E402

LISTED = """new Promise(listed => {
    const look = () => {
        const main = document.querySelector("main");
        if (!main?.childElementCount || main.matches("[aria-busy]")) requestAnimationFrame(look);
        else requestAnimationFrame(() => requestAnimationFrame(() => listed(Date.now())));
    };
    look();
})"""
"""In the popup: the time, in milliseconds since 1970, at which its list has been painted."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One browser whose extension asks one service."""

    browser: Chromium
    site: Site
    service: str
    """The address of the service."""

    def order(self, popup: Page, kind: str, tab: int) -> dict[str, Any]:
        """What the background answers to the popup: an `Outcome`."""
        outcome: dict[str, Any] = popup.function(
            "order => chrome.runtime.sendMessage(order)", {"type": kind, "tab": tab}
        )
        if outcome.get("state") != "checked":
            raise RuntimeError(f"the page was not checked: {outcome}")
        return outcome


@contextmanager
def desk() -> Iterator[Desk]:
    """All of it, started and ended."""
    site = Site()
    with (
        tempfile.TemporaryDirectory(prefix="gos-", ignore_cleanup_errors=True) as profile,
        running_service() as service,
    ):
        # Saved pages name hosts all over the world: none of them is asked.
        browser = Chromium(Path(profile), f"{site.address}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        try:
            options = browser.open_extension_page("options/options.html")
            settings = {"server": service.url, "introduced": True}
            options.function("settings => chrome.storage.local.set(settings)", settings)
            options.close()
            yield Desk(browser, site, service.url)
        finally:
            browser.close()
            site.close()
