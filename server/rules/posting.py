"""The state of the posting itself: closed, left unfinished, or at odds with its own structured data.

Only what can be read off: a date that has passed, a bracket that a template left, a value of the
structured data that stands nowhere on the page. Nothing is a matter of taste, and pay is not judged here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from server.document.model import Span
from server.messages import Listed, Message, say
from server.posting import employer, sentences, words
from server.posting.domains import table
from server.posting.model import JobPosting, Posting
from server.rules.model import Finding, Rule, rule

_CLOSED_LINE = 200
"""Characters of a line that says "closed"; longer ones tell how applications work."""
_AHEAD = timedelta(days=2)
"""A posting dated tomorrow is a matter of time zones."""
_LONGEST_NAME = 200
_MEANT = range(1971, 9999)
"""Years that somebody means; 1970, 1 and 9999 are what programs write for "no date"."""


def _own(structured: tuple[JobPosting, ...]) -> Mapping[str, Any] | None:
    """The one posting that the data describes, as JSON-LD, as microdata or as both; None where there are several.

    A page of results holds many, none of which is the page's own.
    """
    own: dict[str, Mapping[str, Any]] = {}
    for job in structured:
        if job.value != own.setdefault(job.syntax, job.value):
            return None
    titles = {" ".join(title.split()).lower() for job in own.values() if isinstance(title := job.get("title"), str)}
    return {**own.get("microdata", {}), **own.get("json-ld", {})} if own and len(titles) <= 1 else None


def moment(value: object) -> datetime | None:
    """A date or time of structured data, in UTC; a date alone is its last moment, no zone is UTC.

    None for anything that is not ISO 8601.

    >>> moment("2026-01-15T10:00:00+02:00").isoformat(), moment("2026-01-15").isoformat(), moment("soon")
    ('2026-01-15T08:00:00+00:00', '2026-01-15T23:59:59+00:00', None)
    """
    if not isinstance(value, str):
        return None
    written = value.strip()
    try:
        if len(written) == 10:
            return datetime.combine(date.fromisoformat(written), time(23, 59, 59), UTC)
        read = datetime.fromisoformat(written)
    except ValueError:
        return None
    try:
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except OverflowError:
        return None


@rule(
    "posting/expired",
    severity="warning",
    bad=(
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Clerk", "validThrough": "2025-11-30"}'
        "</script><h1>Clerk</h1>",
        "# Clerk\n\nThis job is no longer available.\n\n[Apply](https://acme.example/jobs/7)",
    ),
    good=(
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Clerk", "validThrough": "2026-11-30"}'
        "</script><h1>Clerk</h1>",
        "# Clerk\n\nWe close the posting once it has been filled.\n\n[Apply](https://acme.example/jobs/7)",
    ),
)
def expired(posting: Posting) -> Iterator[Finding]:
    """A posting that says itself that it is over, or gives dates that contradict one another.

    Why it matters: an application to a closed posting is work for nothing, and a page that still collects
    them may keep them.

    Example: "validThrough" in the past; "no longer accepting applications" above an apply button

    Not flagged: pages without dates, or with dates that mean none, such as 1970-01-01; pages with the data of several
    postings; sentences about what happens once a posting is closed.
    """
    if job := _own(posting.structured):
        yield from _impossible_dates(job, posting.as_of)
    if any(contact.role == "apply" for contact in posting.contacts):
        yield from _said_closed(posting.document.text)


def _impossible_dates(job: Mapping[str, Any], as_of: datetime) -> Iterator[Finding]:
    until, since = _meant(job.get("validThrough")), _meant(job.get("datePosted"))
    dates = {"valid_through": job.get("validThrough"), "date_posted": job.get("datePosted")}
    if until and since and since - until > timedelta(days=1):
        message = say("posting/expired.closed-before-posted", since=since.date(), until=until.date())
        yield Finding(None, message, data=dates, severity="info")
    elif until and until < as_of:
        message = say("posting/expired.over", until=until.date())
        yield Finding(None, message, data=dates)
    if since and since - as_of > _AHEAD:
        message = say("posting/expired.ahead", since=since.date())
        yield Finding(None, message, data=dates, severity="info")


def _meant(value: object) -> datetime | None:
    """The date or time of structured data, None for one that stands for "no date"."""
    read = moment(value)
    return read if read and read.year in _MEANT else None


def _said_closed(text: str) -> Iterator[Finding]:
    folded = words.folded(text)
    if not words.any_of(folded, "posting_words", "closed_cue"):
        return
    for match in words.pattern("posting_words", "closed").finditer(folded):
        line = sentences.line_of(text, Span(*match.span()))
        before = folded[line.start : match.start()]
        if line.end - line.start <= _CLOSED_LINE and not words.pattern("posting_words", "condition").search(before):
            yield Finding(
                Span(*match.span()),
                say("posting/expired.said-closed", said=text[slice(*match.span())]),
                data={"said": match[0]},
                certainty="certain" if _SENTENCE_ENDS.match(text, match.end()) else "review",
            )
            return


_SENTENCE_ENDS = re.compile(r"[ \t)\]”\"]{0,3}(?:[.!|;:·•–—]|\n|\Z)")
"""What goes on may say where or for whom it is closed: "no longer available in Berlin, but …"."""


_CURLY = re.compile(r"\{\{\s?[\w. |-]{1,40}\s?\}\}|\$\{[\w.]{1,40}\}")  # {{ title }}, ${title}
_LOREM = re.compile(r"\blorem ipsum\b", re.IGNORECASE)


@cache
def _brackets() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in table("posting_words.toml")["template"]["any"])
    return re.compile(rf"\[\s?(?:{names})\s?\]", re.IGNORECASE)  # [Company Name]


@rule(
    "posting/placeholder-text",
    severity="info",
    bad=(
        "# Clerk\n\nWelcome to \\[Company Name\\], we sort things.",
        "# {{ job.title }}\n\nWe sort things.",
        "# Clerk\n\nLorem ipsum dolor sit amet.",
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Clerk", "hiringOrganization": "None"}'
        "</script><h1>Clerk</h1>",
    ),
    good=(
        "# Clerk\n\nWelcome to Acme [Remote], we sort things [1].",
        "# Clerk\n\nYou know templates: Jinja, Handlebars and {curly} braces.",
    ),
)
def placeholder_text(posting: Posting) -> Iterator[Finding]:
    """Text that stands for a value nobody filled in: a name in brackets, filler text, an employer called "None".

    Why it matters: a posting that was sent out unfinished may be wrong elsewhere, too.

    Example: "Welcome to [Company Name]", "{{ job.title }}", "lorem ipsum"

    Not flagged: other words in brackets; braces in talk about code.
    """
    text = posting.document.text
    patterns = [(_brackets(), "["), (_CURLY, "{"), (_LOREM, None)]
    for pattern, needed in patterns:
        found = pattern.search(text) if needed is None or needed in text else None
        if found:
            said = say("posting/placeholder-text.left", text=found[0])
            yield Finding(Span(*found.span()), said, data={"text": found[0]})
    if job := _own(posting.structured):
        name = _organization(job)
        if name is not None and name.strip() and not employer.is_name(name):
            said = say("posting/placeholder-text.employer", name=name.strip()[:40])
            yield Finding(None, said, data={"name": name})


def _organization(job: Mapping[str, Any]) -> str | None:
    given = job.get("hiringOrganization")
    name = given.get("name") if isinstance(given, Mapping) else given
    return name if isinstance(name, str) else None


@rule(
    "posting/structured-data-disagrees",
    severity="info",
    applies=lambda posting: bool(posting.structured),
    bad=(
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Chief Baker", "hiringOrganization": '
        '{"name": "Northwind"}}</script><h1>Tide clerk</h1><p>Northwind sorts tides.</p>',
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Clerk", "jobLocationType": "TELECOMMUTE"}'
        "</script><h1>Clerk</h1><p>This is not a remote position.</p>",
    ),
    good=(
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Senior Tide Clerk (m/f/d)", '
        '"hiringOrganization": {"name": "Northwind"}}</script><h1>Tide clerk, senior</h1><p>Northwind sorts.</p>',
    ),
)
def structured_data_disagrees(posting: Posting) -> Iterator[Finding]:
    """Structured data (what search engines show) that contradicts what the page shows: title, employer, remote or not.

    Why it matters: the result that you clicked was made from the data; what is true, only the employer can say.

    Example: data with the title "Chief Baker" on a page about a tide clerk

    Not flagged: other spellings, additions and word order; an employer that the page names anywhere; pay.
    """
    job = _own(posting.structured)
    if job is None:
        return
    document = posting.document
    folded = words.folded(document.text)
    shown = " ".join([folded, (document.title or "").lower(), *map(str.lower, document.meta.values())])
    main = next((heading for heading in document.headings if heading.level == 1), None)
    title = job.get("title")
    if main and isinstance(title, str) and 0 < len(title) < _LONGEST_NAME:
        heading = document.text[slice(*main.span)]
        if heading and title.lower() not in shown and not (_names(heading, title) or _names(title, heading)):
            yield Finding(
                main.span,
                say("posting/structured-data-disagrees.heading", shown=heading[:80], named=title[:80]),
                data={"field": "title", "page": heading, "data": title},
            )
    name = _organization(job)
    if name and employer.is_name(name) and len(name) < _LONGEST_NAME and not _names(shown, name):
        yield Finding(
            None,
            say("posting/structured-data-disagrees.employer", name=name[:80]),
            data={"field": "hiringOrganization", "data": name},
            certainty="review",
        )
    if job.get("jobLocationType") == "TELECOMMUTE":
        yield from _not_remote(document.text, folded)


def _not_remote(text: str, folded: str) -> Iterator[Finding]:
    for phrase in table("posting_words.toml")["on_site"]["any"]:
        at = folded.find(phrase)
        if at != -1:
            yield Finding(
                Span(at, at + len(phrase)),
                say("posting/structured-data-disagrees.remote", said=text[at : at + len(phrase)]),
                data={"field": "jobLocationType", "data": "TELECOMMUTE"},
            )
            return


def _names(text: str, name: str) -> bool:
    """Whether a text holds a word of a name, or all of it in other spelling; True for a name without any word.

    Many scripts put no spaces between words, and addresses hold names without any.

    >>> _names("東京商事株式会社は募集中", "東京商事株式会社"), _names("jobs at jobandtalent", "Job & Talent")
    (True, True)
    >>> _names("X is hiring", "X"), _names("Acme sorts tides", "Northwind Bakeries")
    (True, False)
    """
    words, shown = _tokens(name), _tokens(text)
    together = "".join(shown)
    return not words or not {*words}.isdisjoint(shown) or all(word in together for word in words)


def _tokens(text: str) -> list[str]:
    """Words of two letters and more, in one spelling: without case, accents and the forms of wide letters."""
    spelled_out = unicodedata.normalize("NFKD", text.casefold())
    plain = _BEYOND_ASCII.sub(lambda run: "".join(c for c in run[0] if not unicodedata.combining(c)), spelled_out)
    return re.findall(r"[^\W_]{2,}", plain)


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


_REQUIRED = ("title", "description", "datePosted", "hiringOrganization")
"""Google Search Central, "Job posting structured data", required properties (read 2026-11)."""


@rule(
    "posting/structured-data-incomplete",
    severity="info",
    applies=lambda posting: bool(posting.structured) or _broken(posting) is not None,
    bad=(
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Clerk"}</script><h1>Clerk</h1>',
        '<script type="application/ld+json">{"@type": "JobPosting", "title": </script><h1>Clerk</h1>',
    ),
    good=(
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Clerk", "description": "We sort.", '
        '"datePosted": "2026-01-10", "hiringOrganization": {"name": "Acme"}, "jobLocation": '
        '{"address": {"addressCountry": "PT"}}}</script><h1>Clerk</h1>',
        "# Clerk\n\nWe sort things.",
    ),
)
def structured_data_incomplete(posting: Posting) -> Iterator[Finding]:
    """Structured data without what search engines require of a job posting, or that cannot be read at all.

    Why it matters: what is missing there cannot be compared with the page, and was not.

    Example: a JobPosting without datePosted or hiringOrganization

    Not flagged: pages without structured data; a remote job without a place of work.
    """
    broken = _broken(posting)
    if broken:
        yield Finding(None, broken, data={"detail": str(broken)})
    for job in posting.structured[:1]:
        missing = [name for name in _REQUIRED if not job.value.get(name)]
        remote = job.value.get("jobLocationType") == "TELECOMMUTE"
        if not job.value.get("jobLocation") and not (remote and job.value.get("applicantLocationRequirements")):
            missing.append("applicantLocationRequirements" if remote else "jobLocation")
        if missing:
            yield Finding(
                None,
                say("posting/structured-data-incomplete.lacks", properties=Listed(tuple(missing), "unit")),
                data={"missing": missing},
            )


def _broken(posting: Posting) -> Message | None:
    gaps = (gap.detail for gap in posting.document.incomplete if gap.code == "broken-json-ld")
    return next(gaps, None)


RULES: tuple[Rule, ...] = (expired, placeholder_text, structured_data_disagrees, structured_data_incomplete)
"""In the order in which they are told."""
