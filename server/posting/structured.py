"""The JobPostings of schema.org in the structured data of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.document.model import Document
from server.posting.model import JobPosting


def job_postings(document: Document) -> tuple[JobPosting, ...]:
    """All of them, JSON-LD and microdata, in page order; wherever they stand in their block."""
    return tuple(
        JobPosting(node, block.syntax)
        for block in document.linked_data
        for node in _nodes(block.value)
        if is_a(node, "JobPosting")
    )


def is_a(node: Mapping[str, Any], name: str) -> bool:
    """Whether a node says that it is of this type of schema.org, alone or among others, by name or by address.

    >>> is_a({"@type": ["http://schema.org/JobPosting", "Thing"]}, "JobPosting"), is_a({"@type": "Job"}, "JobPosting")
    (True, False)
    """
    types = node.get("@type")
    written = types if isinstance(types, list) else [types]
    return any(isinstance(one, str) and one.strip().rpartition("/")[2].rpartition(":")[2] == name for one in written)


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of a block, outer before inner: a posting may stand in `@graph`, a list, `mainEntity`, an item."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _nodes(inner)
