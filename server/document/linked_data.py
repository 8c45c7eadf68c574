"""Structured data of a page: JSON-LD blocks and microdata, in one shape."""

from __future__ import annotations

import json
from typing import Any

from server.document.html import Page
from server.document.model import Incomplete, LinkedData


def read(page: Page, base: str | None) -> tuple[tuple[LinkedData, ...], tuple[Incomplete, ...]]:
    """All blocks in page order, and what could not be read of them."""
    blocks, broken = [], []
    for element in page.elements("script"):
        try:
            value: Any = json.loads(element.hidden_text, strict=False)
        except (ValueError, RecursionError) as error:
            broken.append(Incomplete("broken-json-ld", f"A block of JSON-LD could not be read: {error}"))
        else:
            blocks.append(LinkedData(value, "json-ld"))
    return tuple(blocks), tuple(broken)
