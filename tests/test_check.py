"""The whole way of one page, from bytes to report."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server import document, posting
from server.check import check
from server.document.model import Span
from server.messages import say
from server.report import Report, build, to_json
from server.rules import Verdict
from server.rules.model import Finding
from server.rules.registry import RULES

POSTINGS = Path(__file__).parent / "cases" / "postings"
AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)


def report(body: str | bytes, kind: str = "text/markdown; charset=utf-8", url: str | None = None) -> Report:
    body = body.encode() if isinstance(body, str) else body
    return check(body, kind, url, as_of=AS_OF)


def as_html(markdown: str) -> str:
    """The posting of the first case as a board's page, its Markdown links and headings as elements."""
    from markdown_it import MarkdownIt

    page = MarkdownIt().render(markdown)
    return (
        '<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Job</title></head>'
        f'<body><nav><a href="/">Home</a></nav><main>{page}</main><footer>© Harbour Board</footer></body></html>'
    )


@pytest.fixture(scope="module", params=["markdown", "html"])
def tide_tables(request: pytest.FixtureRequest) -> Report:
    text = (POSTINGS / "tide-tables.md").read_text(encoding="utf-8")
    if request.param == "html":
        return report(as_html(text), "text/html; charset=utf-8", "https://jobs.harbour-board.example/job/17")
    return report(text, url="https://jobs.harbour-board.example/job/17")


def test_everything_odd_on_the_posting_is_said_and_nothing_else(tide_tables: Report) -> None:
    assert {a.rule for a in tide_tables.annotations} == {
        "salary/figures-disagree",
        "salary/malformed-figure",
        "encoding/mojibake",
        "recruiter/apply-link-elsewhere",
    }


def test_the_headline_is_explained_by_its_arithmetic(tide_tables: Report) -> None:
    (disagree,) = (a for a in tide_tables.annotations if a.rule == "salary/figures-disagree")
    assert disagree.severity == "serious"
    assert disagree.data["cause"] == "sum-of-ends"
    assert disagree.target.quote.exact == "323150.0"
    assert "140,000 + 183,105 = 323,105" in disagree.message


def test_the_stray_k_is_placed_and_read(tide_tables: Report) -> None:
    (malformed,) = (a for a in tide_tables.annotations if a.rule == "salary/malformed-figure")
    assert "183,105k" in malformed.target.quote.exact
    assert "183,105" in malformed.replacements[0]


def test_every_target_is_the_text_it_quotes(tide_tables: Report) -> None:
    shown = tide_tables.document.page_text
    assert "â€™" in shown
    assert "â€™" not in tide_tables.document.text
    places = [a.target for a in tide_tables.annotations] + [s.target for s in tide_tables.posting.salaries]
    for place in filter(None, places):
        assert shown[place.position.start : place.position.end] == place.quote.exact


def test_the_pay_is_the_texts(tide_tables: Report) -> None:
    (pay,) = (s for s in tide_tables.posting.salaries if s.origin == "text")
    assert (pay.min, pay.max, pay.currency, pay.period, pay.kind) == ("140000", "183105", "USD", "year", "base")
    assert (pay.min_per_year, pay.max_per_year) == ("140000", "183105")


def test_the_policy_is_read(tide_tables: Report) -> None:
    (policy,) = tide_tables.posting.domain_policy
    assert (policy.scope, policy.domains, policy.exclusive) == ("email", ("northwind-charts.example",), True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "text/html"),
        (b"\x00\xff\xfe\x00" * 50, "text/html; charset=utf-8"),
        (b"<html><body><p>" + "Hej så länge".encode("utf-16"), "text/html"),
        (b"Pay: $" + b"9" * 5000 + b" a year", "text/plain"),
        (b"<p>" * 5000 + b"$100,000 a year", "text/html"),
    ],
    ids=["empty", "rubbish", "mixed encodings", "a number without end", "deep"],
)
def test_any_bytes_give_a_report(body: bytes, kind: str) -> None:
    found = report(body, kind)
    assert {o.outcome for o in found.rules} <= {"flagged", "passed", "inapplicable"}


def test_pay_behind_more_figures_than_are_read_is_no_missing_pay() -> None:
    rows = "\n\n".join(f"Row {number}" for number in range(3000))
    found = report(f"# Cook\n\n{rows}\n\nPay: $20 an hour\n\n[Apply now](https://acme.example/apply)")
    assert not found.complete
    assert [gap.code for gap in found.incomplete] == ["many-figures"]
    assert "salary/not-stated" not in {a.rule for a in found.annotations}


def test_equal_input_gives_equal_output() -> None:
    text = (POSTINGS / "tide-tables.md").read_bytes()
    assert to_json(report(text)) == to_json(report(text))


def test_texts_are_in_the_json_only_when_asked_for() -> None:
    found = report("Pay: $100,000 a year")
    assert "page_text" not in json.loads(to_json(found))["document"]
    assert json.loads(to_json(found, include_text=True))["document"]["page_text"] == "Pay: $100,000 a year"


def test_what_one_reader_cannot_read_is_told_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OverflowError

    monkeypatch.setattr("server.posting.salaries.read", fails)
    found = report("# Clerk\n\nWrite to jobs@acme.example. Pay: $100,000 a year")
    assert (found.complete, [gap.code for gap in found.incomplete]) == (False, ["reading-failed"])
    assert "The pay of this page" in found.incomplete[0].detail
    assert (found.posting.salaries, found.posting.title) == ((), "Clerk")
    assert [contact.value for contact in found.posting.contacts] == ["jobs@acme.example"]


def test_no_string_of_a_page_makes_a_report_long() -> None:
    long = "x" * 30_000
    page = f'<html lang="{long}"><h1>{long}</h1><p>{"â€™" * 9_000} {chr(0xFFFD) * 9_000}<a href="https://{long}/">Apply</a>'
    found = report(page, "text/html; charset=utf-8")
    assert len(to_json(found)) < 40_000
    assert found.posting.title == "x" * 299 + "…"
    for place in filter(None, [a.target for a in found.annotations]):
        assert found.document.page_text[place.position.start : place.position.end] == place.quote.exact


def test_findings_beyond_the_worst_five_hundred_are_said_to_be_left_out() -> None:
    page = document.read("".join(f"word {n}\n\n" for n in range(600)).encode(), "text/plain")
    (rule,) = (rule for rule in RULES if rule.id == "encoding/mojibake")
    findings = tuple(
        Finding(Span(n, n + 1), say("salary/not-stated.nowhere"), severity="info" if n < 300 else None)
        for n in range(600)
    )
    found = build(b"", posting.read(page, AS_OF), [Verdict(rule, "flagged", findings)])
    assert (len(found.annotations), found.annotations[-1].severity) == (500, "info")
    assert (found.complete, [gap.code for gap in found.incomplete]) == (False, ["too-many-findings"])
    assert found.incomplete[0].detail.startswith("100 more")
