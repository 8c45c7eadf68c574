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
import select
import shutil
import signal
from contextlib import suppress
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import browsers
from browsers import EXTENSION, PATIENCE, BrowserError, BrowserGone, patterns, wait_for

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

MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}
KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), "Escape": (27, ""), "ArrowUp": (38, ""), "ArrowDown": (40, "")}
"""The code of a key on Windows, and the character that it types."""


class Chromium(browsers.Browser):
    """Chromium and its kin."""

    name = "chromium"
    own_page = "chrome://version/"

    @staticmethod
    def program() -> str | None:
        """The path of the browser: the one that CHROMIUM names, else the system's."""
        return shutil.which(os.environ.get("CHROMIUM") or "chromium")

    def __init__(self, profile: Path, site: str, extension: Path = EXTENSION) -> None:
        program = self.program()
        assert program, "no Chromium: install it, or name its path in CHROMIUM"
        if extension.is_file():
            shutil.unpack_archive(extension, profile / "extension", "zip")
            extension = profile / "extension"
        (commands, self._send), (self._receive, answers) = _pipe(), _pipe()
        self._process = os.posix_spawn(
            program,
            [program, *SWITCHES, f"--host-resolver-rules=MAP *.example:80 {site}", f"--user-data-dir={profile}"],
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
            self.extension_id: str = self.call("Extensions.loadUnpacked", path=str(extension))["id"]
        except BrowserError:
            self.close()
            raise
        self.address = f"chrome-extension://{self.extension_id}/"

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
            ready, _, _ = select.select([self._receive], [], [], 2 * PATIENCE)
            received = ready and os.read(self._receive, 1 << 16)
            if not received:
                raise BrowserGone("the browser has gone" if ready else "the browser does not answer")
            self._unread += received
        message, _, self._unread = self._unread.partition(b"\0")
        return json.loads(message)

    def targets(self, kind: str, url: str) -> list[str]:
        """Ids of the targets of a kind whose address begins with `url`."""
        found = self.call("Target.getTargets", filter=[{}])["targetInfos"]
        return [target["targetId"] for target in found if target["type"] == kind and target["url"].startswith(url)]

    def _open_tab(self, url: str) -> Page:
        page = Page(self, self.call("Target.createTarget", url="about:blank")["targetId"])
        page.go(url)
        return page

    def click_toolbar_button(self, page: Page) -> Page:
        popup = f"{self.address}popup/"
        for target in self.targets("page", popup):
            with suppress(BrowserError):  # it is about to close by itself
                self.call("Target.closeTarget", targetId=target)
        wait_for(lambda: not self.targets("page", popup), "the last popup to close")
        page.bring_to_front()
        [tab] = self.targets("tab", page.value("location.href"))
        self.call("Extensions.triggerAction", id=self.extension_id, targetId=tab)
        return self.popup()

    def popup(self) -> Page:
        opened = Page(self, wait_for(lambda: self.targets("page", f"{self.address}popup/"), "the popup")[0])
        opened.wait("document.readyState === 'complete' && document.querySelector('main') !== null")
        return opened

    def worker(self) -> Page:
        address = f"{self.address}background/"
        return Page(self, wait_for(lambda: self.targets("service_worker", address), "the background worker")[0])

    def command(self, name: str, page: Page) -> None:
        self.worker().function(
            "(name, tab) => chrome.commands.onCommand.dispatch(name, {id: tab})", name, self.tab(page)
        )

    def choose(self, item: str, page: Page, **clicked: Any) -> None:
        dispatch = "(clicked, tab) => chrome.contextMenus.onClicked.dispatch(clicked, {id: tab})"
        self.worker().function(dispatch, {"menuItemId": item, "frameId": 0} | clicked, self.tab(page))

    def allow(self, host: str) -> None:
        for pattern in patterns(host):
            # Remembered as granted before; what was, the browser grants again without asking.
            self._extensions.function(
                "(id, pattern) => chrome.developerPrivate.addHostPermission(id, pattern)", self.extension_id, pattern
            )

    @cached_property
    def _extensions(self) -> Page:
        """The browser's own page about extensions, which stays open."""
        return self._open_tab("chrome://extensions/")

    def close(self) -> None:
        try:
            self.call("Browser.close")
        except BrowserError:
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._send)
        os.close(self._receive)


def _pipe() -> tuple[int, int]:
    """Both ends of a pipe, away from the descriptors 3 and 4 that the browser gets."""
    low = os.pipe()
    read, write = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in low)
    for end in low:
        os.close(end)
    return read, write


class Page(browsers.Page):
    """A target, attached."""

    def __init__(self, browser: Chromium, target: str) -> None:
        self.browser = browser
        self.target = target
        self._session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command to this target."""
        return self.browser.call(method, self._session, **params)

    def value(self, expression: str) -> Any:
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if problem := answer.get("exceptionDetails"):
            raise BrowserError(problem.get("exception", {}).get("description", problem["text"]))
        return answer["result"].get("value")

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.wait("location.href !== 'about:blank' && document.readyState === 'complete'")

    def bring_to_front(self) -> None:
        self.call("Page.bringToFront")

    def close(self) -> None:
        self.browser.call("Target.closeTarget", targetId=self.target)

    def key(self, name: str, *modifiers: str) -> None:
        code, typed = KEYS.get(name) or (ord(name.upper()), name)
        held = sum(MODIFIERS[modifier] for modifier in modifiers)
        key = {"key": name, "windowsVirtualKeyCode": code, "modifiers": held}
        self.call("Input.dispatchKeyEvent", type="keyDown" if typed else "rawKeyDown", text=typed, **key)
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    def point(self, x: float, y: float, *, click: bool = False) -> None:
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        if click:
            for kind in ("mousePressed", "mouseReleased"):
                self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def emulate(self, **media: str) -> None:
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
        self.call("Emulation.setEmulatedMedia", features=features)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.call("Emulation.setDeviceMetricsOverride", **size, deviceScaleFactor=2, mobile=False)

    def screenshot(self, path: Path) -> None:
        image = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(image["data"]))
