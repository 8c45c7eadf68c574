"""A real Chromium with the extension loaded, driven over its debugging pipe.

WebDriver and Playwright cannot press a toolbar button, and only that gives an extension the right
to read a tab. The DevTools protocol can (`Extensions.triggerAction`), on a pipe: the switch that
allows it is ignored on a debugging port.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

EXTENSION = Path(__file__).parents[2] / "extension"
CONTENT = ("elements", "canonical", "serialise", "anchor", "highlight", "page")
"""The content scripts in the order of `background.js`."""

PATIENCE = 15.0
"""Seconds until a browser that does not get there has failed the test."""

SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # tests run as root in containers, where the sandbox cannot start
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
    "--enable-unsafe-extension-debugging",
)

T = TypeVar("T")


def wait_for(reached: Callable[[], T | None], what: str) -> T:
    """The first result of `reached` that is true; AssertionError with `what` when there is none in time."""
    end = time.monotonic() + PATIENCE
    while not (result := reached()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)
    return result


class BrowserError(Exception):
    """What the browser, or a script in a page, answered instead of a result."""


class Chromium:
    """One browser process with a profile of its own."""

    def __init__(self, profile: Path, *switches: str) -> None:
        program = shutil.which(os.environ.get("CHROMIUM") or "chromium")
        assert program, "no Chromium: install it, or name its path in CHROMIUM"
        (commands, self._send), (self._receive, answers) = _pipe(), _pipe()
        self._process = os.posix_spawn(
            program,
            [program, *SWITCHES, *switches, f"--user-data-dir={profile}"],
            os.environ,
            file_actions=[
                # The browser reads commands from descriptor 3 and writes answers to 4.
                (os.POSIX_SPAWN_DUP2, commands, 3),
                (os.POSIX_SPAWN_DUP2, answers, 4),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
        os.close(commands)
        os.close(answers)
        self._numbers = count(1)
        self._unread = b""
        try:
            self.extension_id: str = self.call("Extensions.loadUnpacked", path=str(EXTENSION))["id"]
        except BrowserError:
            self.close()
            raise

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """The result of one command of the DevTools protocol; raises BrowserError."""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._send, json.dumps(command).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            received = os.read(self._receive, 1 << 16)
            if not received:
                raise BrowserError("the browser has gone")
            self._unread += received
        message, _, self._unread = self._unread.partition(b"\0")
        return json.loads(message)

    def targets(self, kind: str, url: str) -> list[str]:
        """Ids of the targets of a kind whose address begins with `url`."""
        found = self.call("Target.getTargets", filter=[{}])["targetInfos"]
        return [target["targetId"] for target in found if target["type"] == kind and target["url"].startswith(url)]

    def open(self, url: str) -> Page:
        """A new tab with a page, loaded."""
        page = Page(self, self.call("Target.createTarget", url="about:blank")["targetId"])
        page.go(url)
        return page

    def click_toolbar_button(self, page: Page) -> Page:
        """Press the extension's button while `page` is in front; its popup."""
        popup = f"chrome-extension://{self.extension_id}/popup/"
        for target in self.targets("page", popup):
            with suppress(BrowserError):  # it is about to close by itself
                self.call("Target.closeTarget", targetId=target)
        wait_for(lambda: not self.targets("page", popup), "the last popup to close")
        page.call("Page.bringToFront")
        [tab] = self.targets("tab", page.value("location.href"))
        self.call("Extensions.triggerAction", id=self.extension_id, targetId=tab)
        opened = Page(self, wait_for(lambda: self.targets("page", popup), "the popup")[0])
        opened.wait("document.readyState === 'complete' && document.querySelector('main') !== null")
        return opened

    def check(self, page: Page) -> Page:
        """Press the button and wait until the popup has something to say."""
        popup = self.click_toolbar_button(page)
        popup.wait("document.querySelector('main').childElementCount && !document.querySelector('main[aria-busy]')")
        return popup

    def open_extension_page(self, path: str) -> Page:
        """A page of the extension in a tab of its own."""
        return self.open(f"chrome-extension://{self.extension_id}/{path}")

    def worker(self) -> Page:
        """The background worker, awake."""
        address = f"chrome-extension://{self.extension_id}/background/"
        return Page(self, wait_for(lambda: self.targets("service_worker", address), "the background worker")[0])

    def command(self, name: str, page: Page) -> None:
        """What the browser does when the keys of a command are pressed while `page` is in front."""
        self.worker().function("(name, tab) => chrome.commands.onCommand.dispatch(name, {id: tab})", name, self.tab(page))

    def choose(self, item: str, page: Page, **clicked: Any) -> None:
        """What the browser does when an item of the extension's context menu is chosen on `page`."""
        dispatch = "(clicked, tab) => chrome.contextMenus.onClicked.dispatch(clicked, {id: tab})"
        self.worker().function(dispatch, {"menuItemId": item, "frameId": 0} | clicked, self.tab(page))

    def tab(self, page: Page) -> int:
        """The number by which the extension knows the tab of a page, brought to the front."""
        page.call("Page.bringToFront")
        front = "chrome.tabs.query({active: true, lastFocusedWindow: true}).then(([tab]) => tab.id)"
        return self.worker().value(front)

    def allow(self, host: str) -> None:
        """Have the extension's next question for the permission of a host answered with yes, without a dialog."""
        page = self.open("chrome://extensions/")
        for pattern in patterns(host):
            # Remembered as granted before; what was, the browser grants again without asking.
            page.function(
                "(id, pattern) => chrome.developerPrivate.addHostPermission(id, pattern)", self.extension_id, pattern
            )
        page.close()

    def grant(self, host: str) -> None:
        """Give the extension the permission for a host, as its user does where it asks."""
        self.allow(host)
        page = self.open_extension_page("options/options.html")
        assert page.function("origins => chrome.permissions.request({origins})", patterns(host))
        page.close()

    def revoke(self, host: str) -> None:
        """Take the permission for a host away again."""
        page = self.open_extension_page("options/options.html")
        assert page.function("origins => chrome.permissions.remove({origins})", patterns(host))
        page.close()

    def close(self) -> None:
        """End the process."""
        try:
            self.call("Browser.close")
        except BrowserError:
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._send)
        os.close(self._receive)


def patterns(host: str) -> list[str]:
    """The match patterns of all pages of a host; a port is no part of them."""
    return [f"{scheme}://{host.partition(':')[0]}/*" for scheme in ("http", "https")]


def _pipe() -> tuple[int, int]:
    """Both ends of a pipe, away from the descriptors 3 and 4 that the browser gets."""
    low = os.pipe()
    read, write = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in low)
    for end in low:
        os.close(end)
    return read, write


class Page:
    """A page, a popup or a worker, attached."""

    def __init__(self, browser: Chromium, target: str) -> None:
        self.browser = browser
        self.target = target
        self._session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command to this target."""
        return self.browser.call(method, self._session, **params)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression comes to, promises awaited, as JSON; raises BrowserError with its exception."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if problem := answer.get("exceptionDetails"):
            raise BrowserError(problem.get("exception", {}).get("description", problem["text"]))
        return answer["result"].get("value")

    def function(self, declaration: str, *arguments: Any) -> Any:
        """The result of a JavaScript function with arguments that JSON can carry."""
        return self.value(f"({declaration})({', '.join(json.dumps(argument) for argument in arguments)})")

    def go(self, url: str) -> None:
        """Load another page."""
        self.call("Page.navigate", url=url)
        self.wait("location.href !== 'about:blank' && document.readyState === 'complete'")

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

    def press(self, selector: str) -> None:
        """Click the first element that a selector matches."""
        self.function("selector => document.querySelector(selector).click()", selector)

    def texts(self, selector: str) -> list[str]:
        """The visible text of every element that a selector matches."""
        return self.function("s => [...document.querySelectorAll(s)].map(e => e.innerText.trim())", selector)

    def close(self) -> None:
        """Close the tab or popup; a worker is ended."""
        self.browser.call("Target.closeTarget", targetId=self.target)

    def screenshot(self, path: Path) -> None:
        """The whole page, not only what fits its window."""
        image = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(image["data"]))


def unspaced(text: str) -> str:
    """A text without white space, for comparing what stands in text nodes with canonical text."""
    return re.sub(r"[\t\n\f\r ]+", "", text)
