"""What reads like a job posting, and what does not."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server import document, posting
from server.check import check
from server.posting.domains import table
from server.posting.recognised import HEADINGS, KINDS, TOO_LITTLE, Span, senses

CASES = Path(__file__).parents[1] / "cases" / "recognised"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def recognised(text: str, kind: str = "text/markdown") -> bool | None:
    return posting.read(document.read(text.encode(), f"{kind}; charset=utf-8", None), NOW).recognised


def rows(table: str) -> list:
    return [
        pytest.param(case, id=case["why"])
        for case in tomllib.loads((CASES / f"{table}.toml").read_text("utf-8"))["case"]
    ]


@pytest.mark.parametrize(("table", "expected"), [("postings", True), ("others", False)])
def test_every_row_has_enough_to_tell_by(table, expected):
    for row in rows(table):
        assert len(row.values[0].get("text") or row.values[0]["html"]) > TOO_LITTLE, row.id


@pytest.mark.parametrize("case", rows("others"))
def test_what_is_no_posting(case):
    assert False is recognised(*([case["text"]] if "text" in case else [case["html"], "text/html"]))


@pytest.mark.parametrize("case", rows("others"))
def test_nobody_misses_the_pay_on_it(case):
    """On such a page it is no finding that no pay is stated."""
    kind = "text/markdown" if "text" in case else "text/html"
    report = check((case.get("text") or case["html"]).encode(), f"{kind}; charset=utf-8", as_of=NOW)
    assert not report.posting.recognised
    assert not [a for a in report.annotations if a.rule == "salary/not-stated"]


@pytest.mark.parametrize("case", rows("postings"))
def test_what_is_one(case):
    assert recognised(*([case["text"]] if "text" in case else [case["html"], "text/html"]))


def test_of_too_little_text_nobody_can_tell():
    assert recognised("") is None
    assert recognised("The tide is low at noon. " * 20) is None
    assert recognised("The tide is low at noon. " * 30) is False


@pytest.mark.parametrize(
    "text",
    [
        "# Lemon cake\n\nIngredients: 200 g flour, 4 lemons.\n\nBake for 40 minutes. Serves eight.",
        "# Ferry times\n\nThe boat leaves at 7 and at 19. A ticket is $4.50. Call us: +1 415 555 0132.",
        "Thank you for your order. Your parcel comes on Monday; you paid €84.00 by card.",
        "# Sign in\n\nE-mail\n\nPassword\n\n[Forgot your password?](/reset)",
        "# Wir ziehen um\n\nAb Mai finden Sie uns in der Hafenstraße. Öffnungszeiten: 9 bis 17 Uhr.",
        "# Tarte au citron\n\nPréparation : 20 minutes. Cuisson : 40 minutes.",
    ],
)
def test_a_short_text_that_is_something_else_may_be_a_posting(text):
    assert recognised(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "# Pilot\n\nFull-time, $58,000 a year. Send your CV to jobs@acme.example.",
        "Baker wanted, part-time, $19 an hour. [Apply now](https://acme.example/7)",
        "# Lotse (m/w/d)\n\nVollzeit, 52.000 € im Jahr. Jetzt bewerben!",
        "# Pilote de port (H/F)\n\nCDI, 38 000 € par an. Envoyez votre CV à rh@acme.example.",
    ],
)
def test_a_short_text_that_says_enough_is_a_posting(text):
    assert recognised(text) is True


def test_structured_data_says_so():
    text = "<p>" + "The tide is low at noon. " * 30
    data = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Pilot"}</script>'
    assert recognised(text, "text/html") is False
    assert recognised(data + text, "text/html") is True
    assert recognised(data + "<p>Noon.", "text/html") is True


def test_headings_count_as_headings_only():
    def kinds(text: str) -> set[str]:
        return {sense.kind for sense in senses(text, Span(0, len(text)))}

    for line in (
        "Requirements",
        "• Requirements",
        "Requirements:",
        "What we need. Requirements: a boat",
        "\nRequirements",
    ):
        assert kinds(line) & HEADINGS == {"demands"}, line
    for line in ("She had requirements of her own", "Requirements " + "of many kinds and shapes " * 4):
        assert not kinds(line) & HEADINGS, line


def test_the_words_are_of_the_languages_that_pay_is_read_in():
    words, pay = table("recognised_words.toml"), table("pay_kinds.toml")["base"]
    assert tuple(words) == KINDS
    for kind in ("duties", "demands", "offer", "sought", "terms", "apply"):
        assert set(words[kind]) == set(pay), kind
    entries = [(kind, language, e) for kind in words for language in words[kind] for e in words[kind][language]]
    assert len(entries) == len(set(entries)), "nothing stands twice"
    for _, _, entry in entries:
        assert entry == entry.lower().strip()
        assert len(entry.strip("*")) > 1, entry
