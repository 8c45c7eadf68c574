"""What the tests of the extension ask of a browser, whichever it is."""

from __future__ import annotations

import json
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

EXTENSION = Path(__file__).parents[2] / "extension"
CONTENT = re.findall(r'"(\w+)"', re.search(r"CONTENT = \[([^]]+)\]", (EXTENSION / "background/page.js").read_text())[1])
"""The content scripts in the order in which the background loads them."""

PATIENCE = 60.0
"""Seconds until a browser that does not get there has failed the test; a busy machine takes long for what is short."""

T = TypeVar("T")


class BrowserError(Exception):
    """What the browser, or a script in a page, answered instead of a result."""


class BrowserGone(BrowserError):
    """There is no browser any more, or none that answers."""


def wait_for(reached: Callable[[], T | None], what: str) -> T:
    """The first result of `reached` that is true; AssertionError with `what` when there is none in time.

    While a page is replaced by the next one, its scripts can fail: then that is no result, either.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if result := reached():
                return result
            problem = None
        except BrowserGone:
            raise
        except BrowserError as error:
            problem = error
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}") from problem
        time.sleep(0.02)


def unspaced(text: str) -> str:
    """A text without white space, for comparing what stands in text nodes with canonical text."""
    return re.sub(r"[\t\n\f\r ]+", "", text)


def patterns(host: str) -> list[str]:
    """The match patterns of all pages of a host; a port is no part of them."""
    return [f"{scheme}://{host.partition(':')[0]}/*" for scheme in ("http", "https")]


class Browser(ABC):
    """One browser process with a profile of its own and the extension in it."""

    name: str
    own_page: str
    """A page of the browser itself, which no extension may read."""

    address: str
    """Where the extension's files are, with a slash at the end."""

    @cached_property
    def tabs(self) -> list[Page]:
        """Those that `open` opened."""
        return []

    @cached_property
    def desk(self) -> Page:
        """A page of the extension that stays open and asks nobody anything: where tests prepare what they need."""
        return self._open_tab(self.address + "content/highlight.css")

    def open(self, url: str) -> Page:
        """A new tab with a page, loaded."""
        self.tabs.append(self._open_tab(url))
        return self.tabs[-1]

    @abstractmethod
    def _open_tab(self, url: str) -> Page: ...

    @abstractmethod
    def click_toolbar_button(self, page: Page) -> Page:
        """Press the extension's button while `page` is in front; its popup."""

    @abstractmethod
    def popup(self) -> Page:
        """The popup that the extension has opened by itself."""

    @abstractmethod
    def worker(self) -> Page:
        """The background, awake."""

    @abstractmethod
    def command(self, name: str, page: Page) -> None:
        """What the browser does when the keys of a command are pressed while `page` is in front."""

    @abstractmethod
    def choose(self, item: str, page: Page, **clicked: Any) -> None:
        """What the browser does when an item of the extension's context menu is chosen on `page`."""

    @abstractmethod
    def allow(self, host: str) -> None:
        """Have the extension's next question for the permission of a host answered with yes, without a dialog."""

    @abstractmethod
    def close(self) -> None:
        """End the process."""

    def check(self, page: Page) -> Page:
        """Press the button and wait until the popup has something to say."""
        popup = self.click_toolbar_button(page)
        popup.settle()
        return popup

    def open_extension_page(self, path: str) -> Page:
        """A page of the extension in a tab of its own."""
        return self.open(self.address + path)

    def tab(self, page: Page) -> int:
        """The number by which the extension knows the tab of a page, brought to the front."""
        page.bring_to_front()
        front = "chrome.tabs.query({active: true, lastFocusedWindow: true}).then(([tab]) => tab.id)"
        return self.worker().value(front)

    def grant(self, host: str) -> None:
        """Give the extension the permission for a host, as its user does where it asks."""
        self.allow(host)
        assert self.desk.function("origins => chrome.permissions.request({origins})", patterns(host))

    def revoke(self, host: str) -> None:
        """Take the permission for a host away again."""
        assert self.desk.function("origins => chrome.permissions.remove({origins})", patterns(host))


class Page(ABC):
    """A page, a popup or the background."""

    @abstractmethod
    def value(self, expression: str) -> Any:
        """What a JavaScript expression comes to, promises awaited, as JSON; raises BrowserError with its exception."""

    @abstractmethod
    def go(self, url: str) -> None:
        """Load another page."""

    @abstractmethod
    def bring_to_front(self) -> None:
        """Have its tab selected."""

    @abstractmethod
    def close(self) -> None:
        """Close the tab or popup; a background is ended."""

    @abstractmethod
    def key(self, name: str, *modifiers: str) -> None:
        """Press and release a key, as in `key("Tab", "Shift")`."""

    @abstractmethod
    def point(self, x: float, y: float, *, click: bool = False) -> None:
        """Move the mouse to a point of the window, in CSS pixels, and maybe click there."""

    @abstractmethod
    def emulate(self, **media: str) -> None:
        """Media features, and no others: `emulate(prefers_color_scheme="dark")`, `emulate(forced_colors="active")`."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """The size of the window in CSS pixels, at twice the resolution."""

    @abstractmethod
    def screenshot(self, path: Path) -> None:
        """The whole page, not only what fits its window."""

    def function(self, declaration: str, *arguments: Any) -> Any:
        """The result of a JavaScript function with arguments that JSON can carry."""
        return self.value(f"({declaration})({', '.join(json.dumps(argument) for argument in arguments)})")

    def fill(self, html: str) -> None:
        """Have the browser parse another page into this tab; scripts that were loaded stay."""
        self.function("html => { document.open(); document.write(html); document.close(); }", html)

    def load_content_scripts(self) -> None:
        """Have the content scripts in the page's own world, where tests can call them."""
        for name in CONTENT:
            self.value((EXTENSION / "content" / f"{name}.js").read_text("utf-8") + "\n;undefined")

    def wait(self, expression: str) -> Any:
        """Until a JavaScript expression is true."""
        return wait_for(lambda: self.value(expression), expression)

    def settle(self) -> None:
        """Until a popup has something to say."""
        self.wait("document.querySelector('main').childElementCount && !document.querySelector('main[aria-busy]')")

    def press(self, selector: str) -> None:
        """Click the first element that a selector matches."""
        self.function("selector => document.querySelector(selector).click()", selector)

    def texts(self, selector: str) -> list[str]:
        """The visible text of every element that a selector matches."""
        return self.function("s => [...document.querySelectorAll(s)].map(e => e.innerText.trim())", selector)
