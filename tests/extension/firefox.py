"""A real Firefox with the extension loaded, driven over WebDriver BiDi.

BiDi drives tabs; toolbar buttons, popups and permissions belong to the browser's own window. That
window can be scripted too (`--remote-allow-system-access`), by the same calls that its buttons make.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import browsers
from browsers import EXTENSION, PATIENCE, BrowserError, BrowserGone, patterns, wait_for
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

SWITCHES = ("--headless", "--no-remote", "--remote-debugging-port=0", "--remote-allow-system-access")

PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "dom.security.https_first": False,
    "extensions.webextOptionalPermissionPrompts": False,  # yes to every question, as by `allow`
    "network.dns.forceResolve": "127.0.0.1",  # no test asks anybody outside
    "ui.popup.disable_autohide": True,  # a popup stays while a test does other things
}

KEYS = {
    "Alt": "\ue00a",
    "Control": "\ue009",
    "Meta": "\ue03d",
    "Shift": "\ue008",
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "ArrowUp": "\ue013",
    "ArrowDown": "\ue015",
}
"""Code points that stand for keys: https://www.w3.org/TR/webdriver2/#keyboard-actions"""

PRESSES, UNHEARD = 4, 10.0
"""How often something is pressed, and seconds after which a press that no page heard is lost."""

MIDDLE = """selector => {
    const element = document.querySelector(selector);
    element.scrollIntoView({block: "center", behavior: "instant"});
    const {x, y, width, height} = element.getClientRects()[0];
    return [x + width / 2, y + height / 2];
}"""

HEAR = """selector => {
    globalThis.heard = "nothing";
    const hear = ({target}) => { globalThis.heard = target.closest(selector) ? "it" : "another"; };
    addEventListener("click", hear, {capture: true, once: true});
}"""

SETUP = """id => {
    const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
    const { NavigableManager } = ChromeUtils.importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
    const { ExtensionPermissions: permissions } = ChromeUtils.importESModule(
        "resource://gre/modules/ExtensionPermissions.sys.mjs",
    );
    const { extension } = WebExtensionPolicy.getByID(id);
    const view = (type) => [...extension.views].find(({ viewType }) => viewType === type)?.xulBrowser?.browsingContext;
    const hide = ({ embedderElement }) => embedderElement.closest("panel").hidePopup();
    const button = () => ExtensionParent.apiManager.global.browserActionFor(extension);
    // BiDi knows the contexts of tabs alone; have it know those of popup and background by such names.
    const ofTab = NavigableManager.getBrowsingContextById.bind(NavigableManager);
    const context = (id) => id.startsWith("view:") ? BrowsingContext.get(Number(id.slice("view:".length))) : ofTab(id);
    NavigableManager.getBrowsingContextById = context;
    globalThis.salt = { extension, permissions, view, hide, button, context };
    return extension.baseURL;
}"""


class Firefox(browsers.Browser):
    """Firefox and its kin."""

    name = "firefox"
    own_page = "about:support"

    @staticmethod
    def program() -> str | None:
        """The path of the browser: the one that FIREFOX names, else the system's."""
        names = [os.environ.get("FIREFOX") or "firefox-esr", "firefox"]
        return next(filter(None, map(shutil.which, names)), None)

    def __init__(self, profile: Path, site: str, extension: Path = EXTENSION) -> None:
        program = self.program()
        assert program, "no Firefox: install it, or name its path in FIREFOX"
        preferences = PREFERENCES | {"network.socket.forcePort": f"80={site.rpartition(':')[2]}"}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
        (profile / "user.js").write_text("".join(lines))
        self._process = subprocess.Popen(
            [program, *SWITCHES, "--profile", profile], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._open = ExitStack()
        self._numbers = count(1)
        try:
            address = profile / "WebDriverBiDiServer.json"
            server = json.loads(wait_for(lambda: address.exists() and address.read_text(), "Firefox"))
            url = f"ws://{server['ws_host']}:{server['ws_port']}/session"
            # No pings: a thread of their own draws them from `random`, and Hypothesis takes that for a test's doing.
            self._socket = self._open.enter_context(connect(url, max_size=None, proxy=None, ping_interval=None))
            self.call("session.new", capabilities={})
            kind = "path" if extension.is_dir() else "archivePath"
            installed = self.call("webExtension.install", extensionData={"type": kind, "path": str(extension)})
            [window] = self.call("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"]
            self.window = Page(self, window["context"])
            self.address: str = self.window.function(SETUP, installed["extension"])
        except BaseException:
            self.close()
            raise

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of one command of WebDriver BiDi; raises BrowserError."""
        number = next(self._numbers)
        try:
            self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
            while (answer := json.loads(self._socket.recv(timeout=2 * PATIENCE))).get("id") != number:
                pass
        except (ConnectionClosed, TimeoutError) as error:
            raise BrowserGone(f"{method}: no answer") from error
        if answer["type"] == "error":
            raise BrowserError(f"{method}: {answer['message']}")
        return answer["result"]

    def _open_tab(self, url: str) -> Page:
        page = Page(self, self.call("browsingContext.create", type="tab")["context"])
        page.go(url)
        return page

    def click_toolbar_button(self, page: Page) -> Page:
        if self._view("popup"):
            self.window.value("salt.hide(salt.view('popup'))")
            wait_for(lambda: not self._view("popup"), "the last popup to close")
        page.bring_to_front()
        self.window.value("salt.button().triggerAction(window)")
        return self.popup()

    def popup(self) -> Page:
        popup = Popup(self, wait_for(lambda: self._view("popup"), "the popup"))
        popup.wait("document.readyState === 'complete' && document.querySelector('main') !== null")
        return popup

    def _view(self, kind: str) -> str | None:
        number = self.window.function("kind => salt.view(kind)?.id", kind)
        return number and f"view:{number}"

    def worker(self) -> Page:
        self.window.value("salt.extension.wakeupBackground()")
        return Background(self, wait_for(lambda: self._view("background"), "the background page"))

    def command(self, name: str, page: Page) -> None:
        page.bring_to_front()
        self.window.function("name => salt.extension.shortcuts.onCommand(name)", name)

    def choose(self, item: str, page: Page, **clicked: Any) -> None:
        page.bring_to_front()
        self.window.function(
            """clicked => {
                salt.extension.tabManager.addActiveTabPermission(gBrowser.selectedTab);
                salt.extension.emit("webext-menu-menuitem-click", clicked, gBrowser.selectedTab);
            }""",
            {"menuItemId": item, "frameId": 0} | clicked,
        )

    def allow(self, host: str) -> None:
        """Nothing to do: PREFERENCES says yes."""

    def grant(self, host: str) -> None:
        grant = "(origins) => salt.permissions.add(salt.extension.id, {permissions: [], origins}, salt.extension)"
        self.window.function(grant, patterns(host))

    def close(self) -> None:
        self._open.close()
        self._process.terminate()
        self._process.wait(PATIENCE)


class Page(browsers.Page):
    """A browsing context."""

    def __init__(self, browser: Firefox, context: str) -> None:
        self.browser = browser
        self.context = context

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command to this context."""
        return self.browser.call(method, context=self.context, **params)

    def value(self, expression: str) -> Any:
        answer = self.browser.call(
            "script.evaluate",
            expression=expression,
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise BrowserError(answer["exceptionDetails"]["text"])
        return plain(answer["result"])

    def go(self, url: str) -> None:
        self.call("browsingContext.navigate", url=url, wait="none")
        self.wait("location.href !== 'about:blank' && document.readyState === 'complete'")

    def bring_to_front(self) -> None:
        self.call("browsingContext.activate")

    def close(self) -> None:
        self.call("browsingContext.close")

    def key(self, name: str, *modifiers: str) -> None:
        held = [KEYS[modifier] for modifier in modifiers]
        down = [{"type": "keyDown", "value": key} for key in (*held, KEYS.get(name, name))]
        up = [{"type": "keyUp", "value": key["value"]} for key in reversed(down)]
        self.call("input.performActions", actions=[{"type": "key", "id": "keyboard", "actions": down + up}])

    def point(self, x: float, y: float, *, click: bool = False) -> None:
        steps: list[dict[str, Any]] = [{"type": "pointerMove", "x": round(x), "y": round(y)}]
        if click:
            steps += [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.call("input.performActions", actions=[{"type": "pointer", "id": "mouse", "actions": steps}])

    def press(self, selector: str) -> None:
        """With the mouse: a press by a script is not the user's will to Firefox, and permissions need that.

        What is pressed can move, as a popup grows with what it says: a press beside it is repeated.
        """
        for _ in range(PRESSES):
            self.function(HEAR, selector)
            self.point(*wait_for(lambda: self._resting(selector), f"{selector} to stay in one place"), click=True)
            if self._is_heard():
                return
        raise AssertionError(f"pressed {selector} in vain")

    def _resting(self, selector: str) -> list[float] | None:
        """The middle of an element that stays where it is."""
        middle = self.function(MIDDLE, selector)
        time.sleep(0.05)
        return middle if middle == self.function(MIDDLE, selector) else None

    def _is_heard(self) -> bool:
        """Whether a press came to what was pressed, or led away from its page."""
        end = time.monotonic() + UNHEARD
        while time.monotonic() < end:
            try:
                if (heard := self.value("globalThis.heard ?? 'it'")) != "nothing":
                    return heard == "it"
            except BrowserGone:
                raise
            except BrowserError:
                return True
            time.sleep(0.02)
        return False

    def emulate(self, **media: str) -> None:
        self.browser.window.function(
            """(id, scheme, colours) => {
                const context = salt.context(id);
                context.prefersColorSchemeOverride = scheme;
                context.forcedColorsOverride = colours;
            }""",
            self.context,
            media.get("prefers_color_scheme", "none"),
            media.get("forced_colors", "none"),
        )

    def resize(self, width: int, height: int) -> None:
        self.call("browsingContext.setViewport", viewport={"width": width, "height": height}, devicePixelRatio=2)

    def screenshot(self, path: Path) -> None:
        image = self.call("browsingContext.captureScreenshot", origin="document")
        path.write_bytes(base64.b64decode(image["data"]))


class Popup(Page):
    """The extension's popup."""

    def bring_to_front(self) -> None:
        """It lies over the tab."""

    def close(self) -> None:
        self.browser.window.function("id => salt.hide(salt.context(id))", self.context)


class Background(Page):
    """The extension's event page."""

    def close(self) -> None:
        self.browser.window.value("salt.extension.terminateBackground()")


def plain(value: dict[str, Any]) -> Any:
    """A value as WebDriver BiDi describes it, as JSON would hold it.

    >>> plain({"type": "object", "value": [["pay", {"type": "array", "value": [{"type": "number", "value": 20}]}]]})
    {'pay': [20]}
    >>> plain({"type": "undefined"})
    """
    match value:
        case {"type": "array", "value": items}:
            return [plain(item) for item in items]
        case {"type": "object", "value": pairs}:
            return {name: plain(item) for name, item in pairs}
        case {"type": "string" | "number" | "boolean", "value": item}:
            return item
    return None
