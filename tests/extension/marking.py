"""Findings made up for a page, and the extension's own world in which they are marked."""

from __future__ import annotations

from typing import Any

from browsers import CONTENT, Browser, Page

SOURCE = "new XMLSerializer().serializeToString(document)"
"""The whole page as it is, byte by byte."""

MARKED = "Object.fromEntries([...CSS.highlights.entries()].map(([name, ranges]) => [name, [...ranges].map(String)]))"
"""What is highlighted, by the names of the highlights."""

BUTTON = """(way) => {
    const host = document.documentElement.lastElementChild;
    const root = host.openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(host);
    const { x, y, width, height } = root.querySelector(`[data-way=${way}]`).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
}"""


def finding(
    text: str, exact: str, name: str = "a1", severity: str = "serious", nth: int = 0, **more: Any
) -> dict[str, Any]:
    """A finding at the nth occurrence of some words in a page's canonical text."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(exact, start + 1)
    end = start + len(exact)
    return {
        "id": name,
        "rule": "salary/figures-disagree",
        "severity": severity,
        "target": {
            "position": {"start": start, "end": end},
            "quote": {"exact": exact, "prefix": text[max(0, start - 32) : start], "suffix": text[end : end + 32]},
        },
        "related": [],
        "title": f"Title of {name}",
        "message": f"Message of {name}",
        "replacements": [],
        "help": "http://crewboard.example/rules",
    } | more


def in_extension(browser: Browser, page: Page, function: str, *arguments: Any) -> Any:
    """The result of a function in the extension's own world of a page, to which it has the permission."""
    code = f"""async (tab, args) => {{
        const [{{ result, error }}] = await chrome.scripting.executeScript({{
            target: {{ tabId: tab }}, func: {function}, args,
        }});
        if (error) throw new Error(error.message);
        return result;
    }}"""
    return browser.worker().function(code, browser.tab(page), list(arguments))


def load(browser: Browser, page: Page) -> None:
    """The content scripts and the style of highlights, as a check brings them in."""
    code = """async (tab, files) => {
        await chrome.scripting.executeScript({ target: { tabId: tab }, files });
        await chrome.scripting.insertCSS({ target: { tabId: tab, allFrames: true }, files: ["content/highlight.css"] });
    }"""
    browser.worker().function(code, browser.tab(page), [f"content/{name}.js" for name in CONTENT])


def press(browser: Browser, page: Page, way: str) -> None:
    """Click a button of the bubble: "next", "previous", "list", "remove" or "close"."""
    x, y = in_extension(browser, page, BUTTON, way)
    page.point(x, y, click=True)
