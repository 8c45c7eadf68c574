"""JobPostings are found wherever boards put them, and nothing else is taken for one."""

from __future__ import annotations

from typing import Any

import pytest

from server.document.model import Document, LinkedData
from server.posting.structured import job_postings

COOK = {"@type": "JobPosting", "title": "Cook"}
BAKER = {"@type": ["Thing", "https://schema.org/JobPosting"], "title": "Baker"}

CASES: list[tuple[str, Any, list[str]]] = [
    ("alone", COOK, ["Cook"]),
    ("a list of types, one an address", BAKER, ["Baker"]),
    ("an older address", {"@type": "http://schema.org/JobPosting", "title": "Cook"}, ["Cook"]),
    ("a prefix", {"@type": "schema:JobPosting", "title": "Cook"}, ["Cook"]),
    ("a list", [COOK, {"@type": "Organization"}, BAKER], ["Cook", "Baker"]),
    ("a graph", {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, COOK]}, ["Cook"]),
    ("the main entity of a page", {"@type": "WebPage", "mainEntity": COOK}, ["Cook"]),
    ("items of a list", {"@type": "ItemList", "itemListElement": [{"item": COOK}, BAKER]}, ["Cook", "Baker"]),
    ("a posting within one", {**COOK, "isSimilarTo": BAKER}, ["Cook", "Baker"]),
    ("another type", {"@type": "Organization", "name": "Acme"}, []),
    ("a type that only ends like it", {"@type": "NotAJobPosting"}, []),
    ("a type in a string", ["JobPosting", 7, None], []),
    ("a type that is no string", {"@type": {"@id": "JobPosting"}}, []),
    ("no type", {"title": "Cook"}, []),
    ("no object", None, []),
]


@pytest.mark.parametrize(("why", "value", "titles"), CASES)
def test_job_postings(why: str, value: Any, titles: list[str]) -> None:
    block = LinkedData(value, "microdata")
    page = Document("text/html", "utf-8", "header", None, None, "", "", linked_data=(block,))
    assert [(job.value["title"], job.syntax) for job in job_postings(page)] == [
        (title, "microdata") for title in titles
    ]
