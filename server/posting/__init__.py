"""Text to facts: what the posting states about pay, addresses and itself."""

from __future__ import annotations

from datetime import datetime

from server.document.model import Document
from server.posting import contacts, employer, policies, salaries
from server.posting.model import JobPosting, Posting
from server.posting.structured import job_postings


def read(document: Document, as_of: datetime) -> Posting:
    """The facts of a page, each with its place. Judged at `as_of`, in UTC."""
    structured = job_postings(document)
    declared = policies.read(document)
    reached, left_out = contacts.read(document, structured, declared)
    return Posting(
        document=document,
        as_of=as_of,
        title=_title(document, structured),
        employer=employer.read(document, structured, declared),
        salaries=salaries.read(document, structured),
        policies=declared,
        contacts=reached,
        structured=structured,
        incomplete=left_out,
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
