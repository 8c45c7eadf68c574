"""Which currency a statement is in: from its own signs, else what its page says of them; never a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from server.document.model import Span
from server.posting.model import Evidence
from server.posting.money.lexicon import currencies
from server.posting.money.marks import Mark
from server.posting.money.territories import currency_of

_CODE = re.compile(r"(?<![^\W\d_])[A-Z]{3}(?![^\W\d_])")


class Page(NamedTuple):
    """What the page tells about every statement on it."""

    language: str | None
    """Primary subtag."""
    country: str | None
    """ISO 3166, upper case."""


class Settled(NamedTuple):
    """A currency, the sign as written, and what settled it."""

    currency: str | None
    sign: str
    evidence: Evidence | None


def settle(text: str, marks: Sequence[Mark], scale: Span | None, sentence: Span, page: Page) -> Settled:
    """The currency of a statement with these marks.

    A mark with one meaning decides. For a shared sign the order is: a code in the same sentence, the
    country of the page, its language where one country speaks it. A scale word of one language
    ("万円" shortened to "万") stands for its money on a page in that language.
    """
    if not marks:
        word = text[slice(*scale)] if scale else ""
        own = currencies().of_scale.get((page.language or "", word.casefold()))
        return Settled(own, "", Evidence("currency", word, scale) if own else None)
    certain = [mark for mark in marks if len(mark.candidates) == 1]
    if certain:
        mark = min(certain, key=lambda mark: mark.weak)
        return Settled(mark.candidates[0], mark.written, Evidence("currency", mark.written, mark.span))
    mark = marks[0]
    for code in _CODE.finditer(text, *sentence):
        if code.group() in mark.candidates:
            return Settled(code.group(), mark.written, Evidence("currency", code.group(), Span(*code.span())))
    if page.country and (own := currency_of(page.country) or "") in mark.candidates:
        return Settled(own, mark.written, Evidence("currency", f"country {page.country}", None))
    if page.language and (own := currencies().of_language.get(page.language, "")) in mark.candidates:
        return Settled(own, mark.written, Evidence("currency", f"language {page.language}", None))
    return Settled(None, mark.written, None)
