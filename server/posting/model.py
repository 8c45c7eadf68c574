"""What a posting states, as facts with their places. Judging them is the business of `rules/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from server.document.model import Document, Incomplete, Span

Period = Literal["hour", "day", "week", "month", "year"]
Origin = Literal["headline", "text", "structured", "title"]
PayKind = Literal["base", "total", "ote", "bonus", "equity", "unknown"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that settled how a figure was read."""

    about: Literal["currency", "period", "kind", "scale"]
    written: str
    """The words or sign it was read from; for a convention, the name of the convention."""
    span: Span | None
    """In `Document.text`; None where it is a property of the page (language, country, structured data), or a word
    that may be of something else: it states nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its scale applied: "190k" is 190000."""

    value: Decimal
    """In units of the currency."""
    span: Span
    """In `Document.text`: the digits with their sign and scale word, "$190k". Empty for structured data."""
    written: str
    malformed: str | None = None
    """Why it cannot be taken as written, a slug: "thousands-and-k" (251,257k), "split-digits" (95, 000), ..."""


@dataclass(frozen=True, slots=True)
class Pay:
    """What one place of the page says that somebody is paid."""

    low: Figure | None
    """Lower end per `period`; None for "up to". A single figure is both ends."""
    high: Figure | None
    """Upper end; None where open-ended."""
    currency: str | None
    """ISO 4217; None where nothing on the page settles it: a "$" may be a peso."""
    period: Period | None
    kind: PayKind
    origin: Origin
    span: Span | None
    """The whole statement in `Document.text`; None for structured data, which has no place in the text."""
    written: str
    """The statement as written (repaired)."""
    label: str | None = None
    """The band it is for: a city, a level, a zone, a country."""
    high_first: bool = False
    """Written from high to low; `low` and `high` are in order all the same."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def stated_currency(self) -> str | None:
        """The currency, if the statement itself names it: a "$" that the country of the page settled does not."""
        return self.currency if self._states("currency") else None

    @property
    def stated_period(self) -> Period | None:
        """The period, if the page names it: one that only fits the size of the figure is not stated."""
        return self.period if self._states("period") else None

    def _states(self, about: Literal["currency", "period"]) -> bool:
        """Whether words of the page, or a field of its data, settled it, and no property of the page as a whole."""
        settled = [evidence for evidence in self.evidence if evidence.about == about]
        return not settled or any(evidence.span is not None for evidence in settled)

    @property
    def min(self) -> Decimal | None:
        return self.low.value if self.low else None

    @property
    def max(self) -> Decimal | None:
        return self.high.value if self.high else None


@dataclass(frozen=True, slots=True)
class Employer:
    """Who offers the work, as far as the page itself says so."""

    name: str | None
    domains: tuple[str, ...] = ()
    """Registrable domains that the page gives as the employer's own (structured data, declared sites)."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One address that an employer names in a policy."""

    domain: str
    """The host, lower case, IDNA-decoded."""
    match: Literal["host", "subdomains", "mailbox"]
    """"@x.com": that host alone; "ending in x.com" and sites: subdomains too; a full mailbox: itself."""
    written: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A sentence in which an employer says where its mail comes from or where its jobs are."""

    scope: Literal["email", "site"]
    allowed: tuple[Declared, ...]
    rejected: tuple[Declared, ...]
    """Addresses that the employer names as not its own."""
    exclusive: bool
    """True where the posting says that nothing else is legitimate."""
    span: Span


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach somebody that the posting shows or links."""

    kind: Literal["email", "link", "form", "messenger", "phone"]
    value: str
    """The address, URL or number, cleaned of markup and obfuscation."""
    domain: str | None
    """Its registrable domain (Public Suffix List, private section included); None for a phone."""
    role: Literal["apply", "contact", "mention", "example"]
    span: Span
    host: str | None = None
    label: str = ""
    """What the page shows for it."""


@dataclass(frozen=True, slots=True)
class JobPosting:
    """One schema.org JobPosting of the page, read but not judged."""

    value: Mapping[str, Any]
    syntax: Literal["json-ld", "microdata"]


@dataclass(frozen=True, slots=True)
class Posting:
    """The facts of one page, and the document they were read from."""

    document: Document
    as_of: datetime
    """The moment the posting is judged at, in UTC."""
    title: str | None
    employer: Employer
    salaries: tuple[Pay, ...] = ()
    policies: tuple[Policy, ...] = ()
    contacts: tuple[Contact, ...] = ()
    structured: tuple[JobPosting, ...] = ()
    recognised: bool | None = None
    """Whether the page reads like a job posting; None where there is too little of it to tell."""
    incomplete: tuple[Incomplete, ...] = field(default=())
