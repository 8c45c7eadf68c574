"""Text to facts: what the posting states about pay, addresses and itself."""

from __future__ import annotations

from datetime import datetime

from server.document.model import Document
from server.posting import contacts, employer, policies, salaries
from server.posting.model import Posting
from server.posting.structured import job_postings


def read(document: Document, as_of: datetime) -> Posting:
    """The facts of a page, each with its place. Judged at `as_of`, in UTC."""
    structured = job_postings(document)
    declared = policies.read(document)
    return Posting(
        document=document,
        as_of=as_of,
        title=_title(document),
        employer=employer.read(document, structured, declared),
        salaries=salaries.read(document, structured),
        policies=declared,
        contacts=contacts.read(document, structured, declared),
        structured=structured,
    )


def _title(document: Document) -> str | None:
    """The main heading; the <title>, which often carries the site's name as well, where there is none."""
    main = next((heading for heading in document.headings if heading.level == 1), None)
    return document.text[slice(*main.span)] or document.title if main else document.title
