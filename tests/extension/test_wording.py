"""What the service says, in another language than English: as a whole, or left as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from browsers import EXTENSION, Browser, Page
from crewboard import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def german(browser: Browser, tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Page]:
    """A page of the extension in a browser whose only language it has is German."""
    extension, profile = tmp_path_factory.mktemp("german") / "extension", tmp_path_factory.mktemp("profile")
    shutil.copytree(EXTENSION, extension)
    shutil.rmtree(extension / "_locales/en")
    manifest = extension / "manifest.json"
    manifest.write_text(
        manifest.read_text("utf-8").replace('"default_locale": "en"', '"default_locale": "de"'), "utf-8"
    )
    started = type(browser)(profile, site.address, extension)
    try:
        yield started.open_extension_page("options/options.html")
    finally:
        started.close()


def say(page: Page, wording: Any) -> str:
    code = "async wording => (await import('/common/wording.js')).say(wording, 'in English')"
    return page.function(code, wording).replace("\N{NO-BREAK SPACE}", " ")


def number(digits: str) -> dict[str, str]:
    return {"number": digits}


PLACE, SOURCE = {"id": "place.headline", "args": {}}, {"id": "place.text", "args": {}}
SUM = {"id": "arithmetic.sum", "args": {"low": number("60000"), "high": number("270000"), "total": number("330000")}}


def amounts(*ends: str, sign: str = "", currency: str | None = None) -> dict[str, Any]:
    return {"amounts": list(ends), "sign": sign, "currency": currency}


@pytest.mark.parametrize(
    ("id", "args", "text"),
    [
        (
            "salary/figures-disagree.sum-of-ends",
            {
                "place": PLACE,
                "figures": amounts("330000"),
                "arithmetic": SUM,
                "source": SOURCE,
                "other": {"id": "pay.per-year", "args": {"pay": amounts("60000", "270000", sign="US$")}},
            },
            "In der Überschrift steht 330.000: Das sieht aus, als wären beide Enden der Spanne zusammengezählt "
            "(60.000 + 270.000 = 330.000). Im Text steht 60.000–270.000 US$ pro Jahr.",
        ),
        ("pay.up-to", {"pay": amounts("52.50", currency="EUR")}, "bis zu 52,50 EUR"),
        ("posting/expired.over", {"until": {"date": "2026-01-15"}}, "endete die Bewerbungsfrist am 15. Januar 2026."),
        ("incomplete.too-many-findings", {"count": 1}, "1 weiterer Fund"),
        ("incomplete.too-many-findings", {"count": 1200}, "1.200 weitere Funde"),
        (
            "salary/period-missing.unsaid",
            {
                "written": "25,000 {USD}",
                "periods": {
                    "list": [{"id": "per.month", "args": {}}, {"id": "per.year", "args": {}}],
                    "type": "disjunction",
                },
            },
            "25,000 {USD} kann pro Monat oder pro Jahr gemeint sein",
        ),
    ],
)
def test_a_message_is_said_in_german(german: Page, id: str, args: dict[str, Any], text: str):
    assert text in say(german, {"id": id, "args": args})


LOOP: dict[str, Any] = {"id": "pay.from", "args": {"pay": "1"}}
for _ in range(20):
    LOOP = {"id": "pay.from", "args": {"pay": LOOP}}


@pytest.mark.parametrize(
    "wording",
    [
        None,
        [],
        {"id": "salary/no-such.message", "args": {}},
        {"id": 7, "args": {}},
        {"id": "pay.from"},
        {"id": "pay.from", "args": {}},
        {"id": "pay.from", "args": {"pay": None}},
        {"id": "pay.from", "args": {"pay": {"mood": "good"}}},
        {"id": "pay.from", "args": {"pay": {"number": "9e99"}}},
        {"id": "pay.from", "args": {"pay": {"date": "soon"}}},
        {"id": "pay.from", "args": {"pay": {"list": "ab", "type": "and"}}},
        {"id": "pay.from", "args": {"pay": amounts()}},
        {"id": "pay.from", "args": {"pay": {"id": "pay.unknown", "args": {}}}},
        LOOP,
    ],
)
def test_what_cannot_be_said_whole_stays_english(german: Page, wording: Any):
    assert say(german, wording) == "in English"


def test_the_settings_are_in_german(german: Page):
    assert german.texts("h1") == ["Einstellungen von Grain of Salt"]
