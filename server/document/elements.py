"""What a page says beside its text: title, headings, links, metadata."""

from __future__ import annotations

from urllib.parse import urljoin

from server.document.html import Element, Page
from server.document.model import Heading, Link


def title(page: Page) -> str | None:
    """The text of the first <title>, white space collapsed; None where it is empty or missing."""
    return next((_flow(element.hidden_text) or None for element in page.elements("title")), None)


def language(page: Page) -> str | None:
    """The language that <html> or a <meta http-equiv=content-language> declares."""
    for element in page.elements("html"):
        if declared := element.attrs.get("lang") or element.attrs.get("xml:lang"):
            return str(declared).strip() or None
    for element in page.elements("meta"):
        if str(element.attrs.get("http-equiv", "")).lower() == "content-language":
            return str(element.attrs.get("content", "")).split(",")[0].strip() or None
    return None


def headings(page: Page) -> tuple[Heading, ...]:
    """Headings that show text, in page order."""
    found = page.elements("h1", "h2", "h3", "h4", "h5", "h6")
    return tuple(Heading(int(e.name[1]), e.span) for e in found if e.span.start < e.span.end)


def meta(page: Page) -> dict[str, str]:
    """<meta name|property content>: names in lower case, the first of each."""
    found: dict[str, str] = {}
    for element in page.elements("meta"):
        name = element.attrs.get("name") or element.attrs.get("property")
        if name and "content" in element.attrs:
            found.setdefault(str(name).strip().lower(), str(element.attrs["content"]))
    return found


def base(page: Page, url: str | None) -> str | None:
    """What relative addresses are relative to: the first <base href>, itself relative to `url`."""
    return next((absolute(str(e.attrs["href"]), url) for e in page.elements("base") if "href" in e.attrs), url)


def canonical_url(page: Page, base: str | None) -> str | None:
    """The address that the page calls its own."""
    for element in page.elements("link"):
        if element.attrs.get("href") and "canonical" in str(element.attrs.get("rel", "")).lower().split():
            return absolute(str(element.attrs["href"]), base)
    return None


def links(page: Page, base: str | None) -> tuple[Link, ...]:
    """All that leads elsewhere and is shown, in page order."""
    found = []
    for element in page.elements("a", "area", "form", "button", "input"):
        href = element.attrs.get(_ADDRESS[element.name])
        if element.shown and href:
            kind = "button" if element.name == "input" else element.name
            found.append(Link(absolute(str(href), base), element.span, label(element, page.text), kind))  # type: ignore[arg-type]
    return tuple(found)


_ADDRESS = {"a": "href", "area": "href", "form": "action", "button": "formaction", "input": "formaction"}


def label(element: Element, text: str) -> str:
    """What is read on an element: for a form on what sends it, else its text, else what stands in for a text."""
    if element.name == "form":
        sender = _inner(element, "button", "input")
        return label(sender, text) if sender else _flow(str(element.attrs.get("aria-label", "")))
    if shown := text[slice(*element.span)]:
        return _flow(shown)
    image = _inner(element, "img")
    attributes = {**(image.attrs if image else {}), **element.attrs}
    return next(
        (_flow(str(attributes[key])) for key in ("aria-label", "title", "value", "alt") if attributes.get(key)), ""
    )


def _inner(element: Element, *names: str) -> Element | None:
    """The first element of these names within another."""
    return next((one for one in element.descendants if isinstance(one, Element) and one.name in names), None)


_DROPPED = dict.fromkeys(map(ord, "\t\n\r"))
"""What the URL Standard takes out of an address before it reads it."""


def absolute(href: str, base: str | None) -> str:
    """An address with its base, or as it stands where the two cannot be joined.

    >>> absolute(" /jobs/7 ", "https://board.example/x"), absolute("http://[", "https://board.example/")
    ('https://board.example/jobs/7', 'http://[')
    """
    href = href.strip()
    if not href.isprintable():
        href = href.translate(_DROPPED)
    if not base or href.startswith(("https://", "http://", "mailto:")):
        return href
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def _flow(text: str) -> str:
    return " ".join(text.split())
