"""Text to facts: what the posting states about pay, addresses and itself."""

from __future__ import annotations

from datetime import datetime

from server.document.model import Document
from server.posting.model import Employer, Posting


def read(document: Document, as_of: datetime) -> Posting:
    """The facts of a page, each with its place. Judged at `as_of`, in UTC."""
    return Posting(document=document, as_of=as_of, title=document.title, employer=Employer(None))
