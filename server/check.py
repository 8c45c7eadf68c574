"""The whole way of one page: bytes to report. Pure: the clock comes in, nothing goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from server import document, posting, report, rules
from server.report import Report


def check(
    body: bytes,
    content_type: str,
    url: str | None = None,
    *,
    as_of: datetime,
    lap: Callable[[str], object] = lambda stage: None,
) -> Report:
    """Read a page and say what is odd on it.

    `body` is the page in any encoding; `content_type` its media type, with a charset parameter
    if the sender knows one; `url` where it came from, which gives links their base and tells the
    board's own address; `as_of` the moment to judge it at, in UTC; `lap` is told each stage when it is
    behind, for whoever holds a clock.

    Raises `document.TooComplex` for a page of more elements, or Markdown of more characters or brackets, than
    any posting has; no other page content raises. A reader or a rule that fails is told in the report.
    """
    page = document.read(body, content_type, url)
    lap("document")
    facts = posting.read(page, as_of)
    lap("posting")
    verdicts = rules.judge(facts)
    lap("rules")
    return report.build(body, facts, verdicts)
