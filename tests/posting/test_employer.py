"""The employer's name and own domains, as far as the page says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from server import document, posting
from server.posting.model import Employer

SITE = "https://www.northwind.example/"


def read(text: str) -> Employer:
    kind = "text/html" if text.startswith("<") else "text/markdown"
    page = document.read(text.encode(), f"{kind}; charset=utf-8", None)
    return posting.read(page, datetime(2026, 1, 15, tzinfo=UTC)).employer


def page(organization: object) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Clerk",
        "hiringOrganization": organization,
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script><h1>Clerk</h1><p>We sort.</p>'


@pytest.mark.parametrize(
    ("text", "employer"),
    [
        (page({"name": "Northwind", "sameAs": SITE}), ("Northwind", ("northwind.example",))),
        (page({"name": " North  wind ", "url": "northwind.example"}), ("North wind", ("northwind.example",))),
        (page("Northwind"), ("Northwind", ())),
        (page([{"name": "Northwind"}]), ("Northwind", ())),
        (page({"name": "None"}), (None, ())),
        (page({"name": "Northwind", "sameAs": "https://www.linkedin.com/company/northwind"}), ("Northwind", ())),
        (page({"name": "Northwind", "sameAs": [SITE, 7, None]}), ("Northwind", ("northwind.example",))),
        (page(None), (None, ())),
        ("# [Clerk](https://board.example/7)\n### Northwind Charts\n\nWe sort.", ("Northwind Charts", ())),
        ("# Clerk\n### None\n\nWe sort.", (None, ())),
        ("# Clerk\n### About the role\n\nWe sort.", (None, ())),
        ("# Clerk\n\nWe sort tides.\n\n### Northwind", (None, ())),
        ("# Clerk\n\nOur recruiters only write from @northwind.example.", (None, ("northwind.example",))),
        ("# Clerk\n\nOur recruiters only write from no-reply@ashbyhq.com and @gmail.com.", (None, ())),
        ("We sort.", (None, ())),
    ],
)  # fmt: skip
def test_employer_of_a_page(text: str, employer: tuple[str | None, tuple[str, ...]]) -> None:
    assert read(text) == Employer(*employer)
