"""Rows of `cases/salary`: what pay is read in a posting, and what is said about it. Nothing else may appear."""

from __future__ import annotations

import html
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import document, posting, rules
from server.document.model import Document
from server.posting import salaries
from server.posting.model import Pay, Posting
from server.rules.salary import RULES
from server.rules.salary_text import text as decimal

CASES = Path(__file__).parents[1] / "cases" / "salary"
AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)

PROSE = """
About the work: you join a small group that has known its trade for a long time and still likes to learn. Mornings
begin with a short talk, then everybody goes to the bench or the desk. We write things down, we help one another, and
we finish what we begin. You bring patience, a good eye, and the wish to do one thing well. If something breaks, we ask
what made it break before we ask who held it. There is tea. There is also a quiet room, and a dog on most days. People
who joined us from other trades have done well here, so do not be shy if your path was not a straight one. We read every
letter that reaches us and answer all of them, even if it takes us a little while in the busy season of the year.
"""
"""So much of a posting that its page is no mere pay badge."""


def rows() -> list[Any]:
    return [
        pytest.param(row, id=f"{path.stem}-{number}-{row.get('why', row['text'])[:40]}")
        for path in sorted(CASES.glob("*.toml"))
        for number, row in enumerate(tomllib.loads(path.read_text("utf-8"))["case"], 1)
    ]


def read(row: dict[str, Any]) -> Posting:
    """The posting of a row: of its kind, else Markdown, or a page where the row gives a language or structured data."""
    body = row["text"] if row.get("small") else f"{row['text']}\n\n{PROSE}"
    kind = row.get("kind", "text/markdown")
    if "lang" in row or "data" in row:
        kind = "text/html"
        lines = "".join(f"<h1>{line[2:]}</h1>" if line.startswith("# ") else f"<p>{html.escape(line)}</p>"
                        for line in body.splitlines() if line.strip())  # fmt: skip
        data = f'<script type="application/ld+json">{row["data"]}</script>' if "data" in row else ""
        body = f'<html lang="{row.get("lang", "en")}"><head><title>Job</title>{data}</head><body>{lines}</body></html>'
    return posting.read(document.read(body.encode(), f"{kind}; charset=utf-8", row.get("url")), AS_OF)


def shown(pay: Pay) -> str:
    """A statement in the notation of the rows: "headline: 60000..90000 USD year"."""
    ends = [decimal(pay.min), decimal(pay.max)]
    figure = ends[0] if ends[0] == ends[1] else f"{ends[0] or ''}..{ends[1] or ''}"
    place = "" if pay.origin == "text" else f"{pay.origin}: "
    kind = f" {pay.kind}" if pay.kind in ("total", "ote", "bonus", "equity") else ""
    return f"{place}{figure} {pay.currency or '-'} {pay.period or '-'}{kind}"


def said(judged: Posting) -> list[str]:
    """The rules that say something, with the cause of a disagreement, sorted."""
    verdicts = rules.judge(judged, RULES)
    assert all(verdict.outcome != "failed" for verdict in verdicts)
    return sorted(
        f"{verdict.rule.id.removeprefix('salary/')} {finding.data.get('cause', '')}".strip()
        for verdict in verdicts
        for finding in verdict.findings[:1]
        if verdict.rule.id != "salary/not-stated"
    )


@pytest.mark.parametrize("row", rows())
def test_row(row: dict[str, Any]) -> None:
    judged = read(row)
    assert [shown(pay) for pay in judged.salaries] == row.get("pay", [])
    assert said(judged) == row.get("rules", [])


@pytest.mark.parametrize(
    ("links", "outcome"),
    [(0, "inapplicable"), (1, "flagged"), (3, "flagged"), (8, "inapplicable")],
    ids=["no posting", "one way to apply", "three ways to apply", "a list of postings"],
)
def test_missing_pay_is_told_of_a_single_posting_only(links: int, outcome: str) -> None:
    page = "# Tailor\n\nWe sew.\n\n" + "\n\n".join(
        f"[Apply now](https://acme.example/jobs/{number}/apply)" for number in range(links)
    )
    judged = posting.read(document.read(page.encode(), "text/markdown; charset=utf-8", None), AS_OF)
    outcomes = {verdict.rule.id: verdict.outcome for verdict in rules.judge(judged, RULES)}
    assert outcomes["salary/not-stated"] == outcome


def test_a_third_of_the_rows_has_nothing_to_say() -> None:
    silent = [param for param in rows() if not param.values[0].get("rules")]
    assert len(silent) * 3 >= len(rows())


PARTS = [
    "salary",
    "$",
    "€",
    "1",
    "90,000",
    "k",
    "-",
    "–",
    " ",
    "\n",
    "to",
    "per",
    "year",
    ".",
    ",",
    "💰",
    "bonus",
    "月給",
]
PARTS += ["万円", "k/h", "\t", ":", "Zone A", "(", "Ł", "İ", "0", "OTE", "401(k)", "US"]


@given(st.lists(st.sampled_from(PARTS), max_size=60))
def test_any_text_is_read_and_judged(parts: list[str]) -> None:
    text = "\n".join(line.strip() for line in "".join(parts).split("\n") if line.strip())
    page = Document("text/plain", "utf-8", "default", None, None, text, text)
    pays, _ = salaries.read(page, ())
    for pay in pays:
        assert pay.span is None or 0 <= pay.span.start < pay.span.end <= len(text)
        assert pay.min is None or pay.max is None or pay.min <= pay.max
        assert pay.min is not None or pay.max is not None
        assert all(isinstance(end, Decimal) for end in (pay.min, pay.max) if end is not None)
    said(posting.read(page, AS_OF))
