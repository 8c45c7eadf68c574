"""What a statement of money is: figures, what they are counted in, and why they were read so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.document.model import Span
from server.posting.model import Evidence, Figure, Period

Bound = Literal["exact", "range", "from", "up-to"]


@dataclass(frozen=True, slots=True)
class Money:
    """One statement of money in a text: a figure, a range, or one end of a range. Not only pay."""

    low: Figure | None
    """Lower end; None for "up to". The same as `high` for a single figure."""
    high: Figure | None
    """Upper end; None for "from"."""
    currency: str | None
    """ISO 4217; None where neither the statement nor the page settles it."""
    currency_sign: str
    """The sign, code or word as written: "$", "kr", "PLN"; empty for a bare number."""
    period: Period | None
    """From the nearest evidence in the sentence, row or label; None where there is none, and where it is none of
    the five: then `evidence` has the word for it ("Biweekly", "mile"), and no period may be guessed by size."""
    span: Span
    """The whole statement, from its first to its last sign, figure, bound and adjacent period."""
    written: str
    high_first: bool
    """Written from high to low; `low` and `high` are in order all the same."""
    bound: Bound
    evidence: tuple[Evidence, ...]
    pay_word: str = ""
    """The word of pay nearest before it in its sentence, or in the label above: "Gehalt", "оклад"; else empty."""
    tax: Literal["gross", "net"] | None = None
    """Whether it says that the figure is before or after tax."""
    alone: bool = False
    """The line says nothing else: a pay badge, a table cell, a headline."""
