"""What a posting is called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from server import document, posting

JOB = '<script type="application/ld+json">{"@type": "JobPosting", "title": %s}</script>'

CASES = [
    # the page, its title
    ("<title>Cook - Harbour Board</title><h1>Cook</h1>", "Cook"),
    ("<title>Cook</title><p>No heading</p>", "Cook"),
    ("<title>Cook</title><h1></h1><p>An empty heading</p>", "Cook"),
    ("<h1>Harbour Board</h1><h2>Night Cook</h2>" + JOB % '"Night  Cook"', "Night Cook"),
    ("<h1>Night Cook (m/f/d)</h1>" + JOB % '"Night Cook"', "Night Cook"),
    ("<h1>Cook</h1>" + JOB % '"COOK_4711_INT"', "Cook"),
    ("<h1>Cook</h1>" + JOB % '["Cook", 7]', "Cook"),
    ("<h1>Cook</h1>" + JOB % '""', "Cook"),
    ("<p>Nothing at all</p>", None),
]


@pytest.mark.parametrize(("page", "title"), CASES)
def test_title(page: str, title: str | None) -> None:
    read = posting.read(document.read(page.encode(), "text/html; charset=utf-8"), datetime(2026, 1, 15, tzinfo=UTC))
    assert read.title == title
