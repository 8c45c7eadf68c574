"""The catalogue of messages: every id is used by some case, every gap is known, every language has all of them."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from server import document, posting, report, rules
from server.check import check
from server.document.model import Span
from server.document.mojibake.lossy import FIRST_BYTE_LOST
from server.messages import CATALOGUE, Message, say
from server.posting import contacts
from server.posting.model import Figure, Pay
from server.rules.encoding import _happened
from server.rules.lookalike import likeness
from server.rules.model import Finding
from server.rules.registry import RULES
from server.rules.salary_causes import Ends, explain
from server.rules.salary_text import pay_said

CASES = Path(__file__).parent / "cases"
AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)
PARTS = {
    "structured": "job_postings",
    "declared": "policies.read",
    "contacts": "contacts.read",
    "pay": "salaries.read",
    "title": "_title",
    "employer": "employer.read",
    "kind": "recognised.read",
}
"""Readers that can fail, by what is then said to be missing."""


def pages() -> Iterator[tuple[str, str, str | None]]:
    """Body, media type and address of every example and case."""
    for rule in RULES:
        for example in rule.bad:
            yield example, "text/html" if example.startswith("<") else "text/markdown", None
    for table in sorted(CASES.glob("*/*.toml")):
        if table.parent.name in ("encoding", "messages", "posting", "recruiter", "salary"):
            for row in tomllib.loads(table.read_text("utf-8")).get("case", []):
                if isinstance(text := row.get("text", row.get("page")), str):
                    yield page_of(text.strip(), row)


def page_of(text: str, row: dict[str, Any]) -> tuple[str, str, str | None]:
    """A row as a page: Markdown, or HTML where it is that or has a language or structured data."""
    if "data" in row or "lang" in row:
        data = row.get("data", "{}")
        data = data if isinstance(data, str) else json.dumps({"@type": "JobPosting"} | data)
        marked = [(line[2:], "h1") if line[:2] == "# " else (line, "p") for line in text.split("\n")]
        lines = [f"<{tag}>{html.escape(line)}</{tag}>" for line, tag in marked]
        body = text if text.startswith("<") else "".join(lines)
        text = f'<html lang="{row.get("lang", "en")}"><script type="application/ld+json">{data}</script>{body}'
    return text, "text/html" if text.startswith("<") else "text/markdown", row.get("url")


def ids(said: report.Said) -> Iterator[str]:
    """The id of a message and of all that stand inside it."""
    if isinstance(said, report.Wording):
        yield said.id
        for argument in said.args.values():
            yield from ids(argument)
    if isinstance(said, report.ListSaid):
        for item in said.list:
            yield from ids(item)


def told(found: report.Report) -> Iterator[report.Wording]:
    for annotation in found.annotations:
        yield annotation.wording.title
        yield annotation.wording.message
        yield from (place.wording for place in annotation.related)
    yield from (gap.wording for gap in found.incomplete)


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Ids that pages, and readers and rules that fail, make the service say."""
    found = {rule.title.id for rule in RULES}
    for body, kind, url in pages():
        label = "" if "<meta charset" in body else "; charset=utf-8"
        for wording in told(check(body.encode(), kind + label, url, as_of=AS_OF)):
            found |= set(ids(wording))
    return found


def said(message: Any) -> set[str]:
    return set(ids(report.wording(message)))


def ends(low: int, high: int, period: Any = None) -> Ends:
    return Ends(Decimal(low), Decimal(high), "USD", period)


def crowded() -> Iterator[bytes]:
    """Pages with more of one thing than is told singly or read."""
    for damaged in ("weâ€™re", "a\ufffdb", "&amp;mdash;", "sal\u200bary"):
        yield "".join(f"<p>Line {number} {damaged} </p>" for number in range(9)).encode()
    yield b"<p>Row 1</p>" * 4000 + b"<p>Pay: $20 an hour</p>"
    yield "<p>KÃ¼che ".encode() * 40_001
    yield b"<p>See acme.example for tea.</p>" * 101
    yield b'<script type="application/ld+json">' + b"[" * 100 + b"]" * 100 + b"</script>"
    yield "<p>So länge</p>".encode() * 50 + b"<p>\xff\xfe</p>"


def directly() -> Iterator[Message]:
    """What is rare enough on pages to be asked for at its source."""
    for period in (None, "day", "week", "month"):
        factor = {None: 1000, "day": 260, "week": 52, "month": 12}[period]
        cause, _ = explain(ends(180 * factor, 180 * factor), [ends(80, 100, period)]) or (None, 0)
        yield cause.arithmetic
    for kind in ("email", "link", "form", "messenger", "phone"):
        yield contacts._left_out(Counter([kind]))[0].detail
    for seen, name in (
        ("mediumcom.com", "medium.com"),
        ("mеdium.com", "medium.com"),
        ("mεdium.com", "medium.com"),
        ("med.ium.com", "medium.com"),
        ("lanterrworkz.com", "lanternworks.com"),
    ):
        alike = likeness(seen, name, declared=True)
        assert alike, seen
        yield alike.detail
    for origin in ("headline", "title", "structured"):
        yield say(f"inside.{origin}")
    for steps in (("UTF-8 text read as a", "UTF-8 text read as b"), ("UTF-8 text read as a", FIRST_BYTE_LOST)):
        yield _happened(steps)
    for period in ("day", "week"):
        figure = Figure(Decimal(900), Span(0, 3), "900")
        yield pay_said(Pay(figure, None, "EUR", period, "base", "text", Span(0, 3), "from 900"))
        yield say(f"per.{period}")
    yield rules.judge(None, [RULES[0]])[0].error.detail  # nothing to judge makes any rule fail
    many = tuple(Finding(Span(0, 1), say("salary/not-stated.nowhere")) for _ in range(501))
    page = posting.read(document.read(b"x", "text/plain"), AS_OF)
    yield report._annotations(page.document, (rules.Verdict(RULES[0], "flagged", many),))[1][0].detail


def test_every_message_is_said_somewhere(used: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for body in crowded():
        for wording in told(check(body, "text/html; charset=utf-8", as_of=AS_OF)):
            used |= set(ids(wording))
    for message in directly():
        used |= said(message)
    for part, reader in PARTS.items():
        with monkeypatch.context() as patched:
            patched.setattr(f"server.posting.{reader}", lambda *_: 1 / 0)
            gaps = posting.read(document.read(b"x", "text/plain"), AS_OF).incomplete
            assert [gap.detail.id for gap in gaps] == [f"incomplete.reading-{part}"]
            used |= said(gaps[0].detail)
    unused = sorted(CATALOGUE.keys() - used)
    assert unused == [], unused


def test_keys_of_languages_tell_the_ids_apart() -> None:
    keys = Counter(re.sub(r"\W", "_", id) for id in CATALOGUE)
    assert [key for key, times in keys.items() if times > 1] == []


def test_unknown_ids_and_arguments_are_refused() -> None:
    with pytest.raises(KeyError):
        say("salary/no-such.message")
    with pytest.raises(TypeError):
        say("salary/open-ended.lower")
    with pytest.raises(TypeError):
        say("salary/not-stated.nowhere", written="$1")


def test_a_message_is_its_english_and_knows_how_it_was_made() -> None:
    told = say("incomplete.too-many-findings", count=1)
    assert (told, told.id, told.args) == (
        "1 more finding, which is not worse, is left out.",
        "incomplete.too-many-findings",
        {"count": 1},
    )
