"""What the encoding rules say of a page, and that they say nothing else."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from server import document, rules
from server.posting.model import Employer, Posting
from server.rules.encoding import ENOUGH, MOST, RULES
from server.rules.model import Finding, Rule

CASES = Path(__file__).parents[1] / "cases" / "encoding" / "rules.toml"
ROWS = tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]


def read(page: str) -> Posting:
    kind = "text/html" if page.startswith("<") else "text/markdown"
    label = "" if "<meta charset" in page else "; charset=utf-8"
    return Posting(document.read(page.encode(), kind + label), datetime(2026, 1, 15, tzinfo=UTC), None, Employer(None))


def said(posting: Posting) -> list[tuple[Rule, Finding]]:
    verdicts = rules.judge(posting, RULES)
    assert not [verdict.error for verdict in verdicts if verdict.error]
    return [(verdict.rule, finding) for verdict in verdicts for finding in verdict.findings]


@pytest.mark.parametrize("row", ROWS, ids=[row["why"] for row in ROWS])
def test_all_that_is_said(row: dict[str, Any]) -> None:
    posting = read(row["page"])
    text = posting.document.text
    assert [
        [
            rule.id,
            text[slice(*finding.span)] if finding.span else "",
            "".join(finding.replacements),
            finding.severity or rule.severity,
            finding.certainty,
        ]
        for rule, finding in said(posting)
    ] == row["said"]


def test_messages_show_before_and_after_and_what_happened() -> None:
    ((_, finding),) = said(read("Unser CafÃƒÂ© in MÃƒÂ¼nchen"))
    assert finding.message == (
        "“CafÃƒÂ© in MÃƒÂ¼nchen” should read “Café in München”: "
        "its characters were mixed up in copying (UTF-8 text read as windows-1252, twice)."
    )
    assert finding.data == {
        "steps": ["UTF-8 text read as windows-1252"] * 2,
        "count": 2,
        "broken": "CafÃƒÂ© in MÃƒÂ¼nchen",
        "repaired": "Café in München",
    }


def test_damage_behind_the_page_says_where() -> None:
    page = (
        '<title>CafÃ© chef</title><meta name="description" content="Un cafÃ©"><img alt="Le cafÃ©">'
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "CafÃ© chef"}</script><p>Come.</p>'
    )
    ((_, finding),) = said(read(page))
    assert finding.span is None
    assert set(finding.data["where"]) >= {"title", "meta", "structured"}
    assert "the page’s title, its description for search engines" in finding.message


def test_many_damaged_places_are_summed_up() -> None:
    posting = read("\n\n".join(f"Line {number}: weâ€™re baking" for number in range(40)))
    found = [finding for _, finding in said(posting)]
    assert len(found) == MOST
    assert found[-1].message.startswith(f"{40 - MOST + 1} more")
    assert found[-1].data["count"] == 40 - MOST + 1
    assert {posting.document.text[slice(*span)] for _, span in found[-1].related} == {"we’re"}


@pytest.mark.parametrize(
    "unit",
    [
        "weâ€™re ",
        "â€™",
        "don?t ",
        "a\ufffdb ",
        "&amp;mdash; ",
        "&amp;",
        "a\u200bb ",
        "\u200b",
        "&lt;b&gt;x&lt;/b&gt;",
        "├─┤│",
        "Рђ",
    ],
)
def test_repetition_is_told_in_few_findings(unit: str) -> None:
    assert len(said(read(f"<p>{unit * (ENOUGH + 10)}</p>"))) <= 2 * MOST


def test_every_place_is_on_the_page() -> None:
    posting = read("Weâ€™re � and &amp;mdash; jobs@north\u200bwind.example, you?ll see")
    page = posting.document
    for _, finding in said(posting):
        start, end = page.on_page(finding.span)
        assert 0 <= start < end <= len(page.page_text)
