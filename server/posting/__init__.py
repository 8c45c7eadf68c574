"""Text to facts: what the posting states about pay, addresses and itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from server.document.model import Document, Incomplete
from server.messages import say
from server.posting import contacts, employer, policies, recognised, salaries
from server.posting.model import Employer, JobPosting, Posting
from server.posting.structured import job_postings

Facts = TypeVar("Facts")
Nothing = TypeVar("Nothing")


def read(document: Document, as_of: datetime) -> Posting:
    """The facts of a page, each with its place. Judged at `as_of`, in UTC.

    No page makes this raise: a part that cannot be read is empty, and told in `Posting.incomplete`.
    """
    gaps: list[Incomplete] = []

    def tried(part: str, read: Callable[[], Facts], nothing: Nothing) -> Facts | Nothing:
        try:
            return read()
        except Exception as error:  # noqa: BLE001 whatever a page makes one reader do, the others are still heard
            detail = say(f"incomplete.reading-{part}", error=type(error).__name__)
            gaps.append(Incomplete("reading-failed", detail))
            return nothing

    structured = tried("structured", lambda: job_postings(document), ())
    declared, policies_left_out = tried("declared", lambda: policies.read(document), ((), ()))
    reached, left_out = tried("contacts", lambda: contacts.read(document, structured, declared), ((), ()))
    pays, pay_left_out = tried("pay", lambda: salaries.read(document, structured), ((), ()))
    return Posting(
        document=document,
        as_of=as_of,
        title=tried("title", lambda: _title(document, structured), None),
        employer=tried("employer", lambda: employer.read(document, structured, declared), Employer(None)),
        salaries=pays,
        policies=declared,
        contacts=reached,
        structured=structured,
        recognised=tried("kind", lambda: recognised.read(document, structured, pays, reached), None),
        incomplete=(*policies_left_out, *left_out, *pay_left_out, *gaps),
    )


def _title(document: Document, structured: tuple[JobPosting, ...]) -> str | None:
    """What the position is called: by the structured data where the page shows that title, else by the main heading.

    The main heading of some boards is the board's own name. The <title>, which often carries the site's name as
    well, serves where there is no heading.
    """
    for job in structured:
        title = job.value.get("title")
        if isinstance(title, str) and (title := " ".join(title.split())) and title in document.text:
            return title
    main = next((heading for heading in document.headings if heading.level == 1), None)
    return document.text[slice(*main.span)] or document.title if main else document.title
