"""Bytes to text: decode, parse, repair, and say where everything stands."""

from __future__ import annotations

from server.document import charset, elements, html, linked_data, markdown
from server.document.html import TooComplex
from server.document.mend import mended
from server.document.model import Document, Incomplete, LinkedData
from server.messages import say

__all__ = ["MEDIA_TYPES", "TooComplex", "read"]

MEDIA_TYPES = ("text/html", "application/xhtml+xml", "text/markdown", "text/plain")
"""What can be read. Anything else is read as HTML."""


_TO_HTML = {
    "application/xhtml+xml": html.closed,
    "text/markdown": markdown.to_html,
    "text/plain": html.preformatted,
}


def read(body: bytes, content_type: str, url: str | None = None) -> Document:
    """Read a page.

    `content_type` is the value of the header: a media type of `MEDIA_TYPES`, with a charset parameter if the sender
    knows one. `url` is where the page came from, the base of its links.

    Raises `TooComplex` for more elements, or more Markdown, than any posting has; no other content raises.
    """
    media_type, label = _media_type(content_type)
    is_html = media_type in ("text/html", "application/xhtml+xml")
    decoded = charset.decode(body, label, markup=is_html)
    page = html.parse(_TO_HTML.get(media_type, str)(decoded.text))
    page_text = page.text
    blocks, incomplete = linked_data.json_ld(page)
    page, blocks, repairs, unmended = mended(page, blocks)
    incomplete += unmended
    if decoded.undecodable:
        detail = say("incomplete.undecodable-bytes", encoding=decoded.encoding)
        incomplete.insert(0, Incomplete("undecodable-bytes", detail))
    base = elements.base(page, url)
    return Document(
        content_type=media_type,
        encoding=decoded.encoding,
        encoding_source=decoded.source,
        language=elements.language(page),
        url=url,
        page_text=page_text,
        text=page.text,
        declared_encoding=decoded.declared,
        repairs=repairs,
        title=elements.title(page),
        headings=elements.headings(page),
        links=elements.links(page, base),
        meta=elements.meta(page),
        canonical_url=elements.canonical_url(page, base),
        linked_data=(*(LinkedData(block, "json-ld") for block in blocks), *linked_data.microdata(page, base)),
        incomplete=tuple(incomplete),
    )


def _media_type(content_type: str) -> tuple[str, str | None]:
    """The media type and the charset parameter of a Content-Type header.

    >>> _media_type('Text/HTML; charset="ISO-8859-1"'), _media_type("")
    (('text/html', 'ISO-8859-1'), ('text/html', None))
    """
    media_type, *parameters = (part.strip() for part in content_type.split(";"))
    values = (
        value for name, _, value in (part.partition("=") for part in parameters) if name.strip().lower() == "charset"
    )
    return media_type.lower() or "text/html", next((value.strip().strip("\"'") for value in values), None)
