"""A report is read within bounds before anything is done with it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from browsers import Browser, BrowserError, Page

pytestmark = pytest.mark.browser

TARGET = {"position": {"start": 0, "end": 3}, "quote": {"exact": "pay", "prefix": "", "suffix": ""}}
ANNOTATION = {
    "id": "a1",
    "rule": "salary/malformed-figure",
    "severity": "warning",
    "certainty": "certain",
    "title": "t",
    "message": "m",
    "target": TARGET,
    "related": [{"label": "l", "target": None}],
    "replacements": ["r"],
    "help_url": "/rules/salary/malformed-figure",
    "data": {"host": None, "known_as": None},
}
REPORT = {
    "schema": 1,
    "url": None,
    "digest": "sha256:00",
    "checked_at": "2026-01-01T00:00:00Z",
    "document": {"length": 10},
    "posting": {
        "recognised": True,
        "title": None,
        "employer": {"name": None, "domains": []},
        "salaries": [],
        "domain_policy": [],
        "contacts": [],
    },
    "annotations": [ANNOTATION],
    "rules": [{"id": "salary/malformed-figure", "outcome": "flagged"}],
    "complete": True,
    "incomplete": [],
}


@pytest.fixture(scope="module")
def extension_page(browser: Browser) -> Page:
    return browser.open_extension_page("options/options.html")


def read(page: Page, report: Any) -> Any:
    return page.function("async value => (await import('/common/report.js')).readReport(value)", report)


def with_value(report: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a report in which one field has another value: "annotations.0.severity"."""
    changed: Any = copy.deepcopy(report)
    holder = changed
    *steps, last = path.split(".")
    for step in steps:
        holder = holder[int(step) if step.isdigit() else step]
    holder[last] = value
    return changed


def test_a_report_is_read_as_it_is(extension_page: Page):
    assert read(extension_page, REPORT) == REPORT


def test_what_a_newer_server_adds_is_left_behind(extension_page: Page):
    assert read(extension_page, REPORT | {"mood": "good"}) == REPORT


SALARY = {
    "origin": "text",
    "min": "33.333333333333333333333333333",
    "max": "123456789012345678901234567890",
    "currency": "USD",
    "period": "hour",
    "min_per_year": None,
    "max_per_year": None,
    "kind": "base",
    "label": "Night cooks " * 3000,
    "target": TARGET,
}


@pytest.mark.parametrize(
    "unusual",
    [
        {"annotations": [ANNOTATION] * 5000},
        {"annotations": [ANNOTATION | {"message": "x" * 100_000}]},
        {"posting": REPORT["posting"] | {"salaries": [SALARY]}},
    ],
    ids=["many", "long", "exact"],
)
def test_the_fullest_of_reports_is_read(extension_page: Page, unusual: Any):
    assert read(extension_page, REPORT | unusual) == REPORT | unusual


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2),
        ("checked_at", "yesterday"),
        ("complete", "yes"),
        ("annotations", None),
        ("annotations", [ANNOTATION] * 50_001),
        ("annotations.0.severity", None),
        ("annotations.0.certainty", 1),
        ("annotations.0.rule", "salary"),
        ("annotations.0.title", {"toString": 1}),
        ("annotations.0.message", "x" * 200_001),
        ("annotations.0.help_url", "javascript:alert(1)"),
        ("annotations.0.help_url", "//elsewhere.example/rules"),
        ("annotations.0.help_url", "https://elsewhere.example/rules"),
        ("annotations.0.target.position.start", 4),
        ("annotations.0.target.position.end", 11),
        ("annotations.0.target.position.end", -1),
        ("annotations.0.target.position.end", 2.5),
        ("posting.salaries", [{"min": "9e99"}]),
        ("posting.employer", None),
    ],
)
def test_anything_else_is_refused_whole(extension_page: Page, path: str, value: Any):
    with pytest.raises(BrowserError, match="report"):
        read(extension_page, with_value(REPORT, path, value))


POLICY = {"scope": "email", "domains": ["northwind.example"], "exclusive": True, "target": None}
CONTACT = {"value": "jobs@northwind.example", "domain": "northwind.example", "role": "apply", "target": None}
FULL = REPORT | {
    "posting": REPORT["posting"] | {"salaries": [SALARY], "domain_policy": [POLICY], "contacts": [CONTACT]}
}


@pytest.mark.parametrize(
    ("path", "word", "read_as"),
    [
        ("annotations.0.severity", "deadly", "info"),
        ("annotations.0.certainty", "likely", "review"),
        ("posting.salaries.0.origin", "picture", "elsewhere"),
        ("posting.salaries.0.period", "fortnight", "other"),
        ("posting.salaries.0.kind", "signing", "unknown"),
        ("posting.domain_policy.0.scope", "telephone", "other"),
        ("posting.contacts.0.role", "refer", "refer"),
        ("rules.0.outcome", "skipped", "skipped"),
    ],
)
def test_a_word_that_a_newer_server_says_claims_least(extension_page: Page, path: str, word: str, read_as: str):
    assert read(extension_page, with_value(FULL, path, word)) == with_value(FULL, path, read_as)


@pytest.mark.parametrize("report", [None, [], "report", 1])
def test_what_is_no_report_is_refused(extension_page: Page, report: Any):
    with pytest.raises(BrowserError, match="report"):
        read(extension_page, report)


def test_one_rule_in_many_places_is_one_finding(extension_page: Page):
    annotations = [
        ANNOTATION | {"id": "a1", "severity": "info"},
        ANNOTATION | {"id": "a2"},
        ANNOTATION | {"id": "a3"},
        ANNOTATION | {"id": "a4", "title": "another"},
    ]
    code = "async list => (await import('/common/report.js')).findings(list).map(one => one.places.map(({id}) => id))"
    found = extension_page.function(code, annotations)
    assert found == [["a2", "a3"], ["a4"], ["a1"]]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        (" 127.0.0.1:8000/ ", "http://127.0.0.1:8000"),
        ("https://salt.example/checks//", "https://salt.example/checks"),
        ("HTTPS://Salt.Example:443/?a=1#b", "https://salt.example"),
        ("ftp://salt.example", None),
        ("javascript:alert(1)", None),
        ("https://me:word@salt.example", None),
        ("", None),
    ],
)
def test_server_addresses_as_people_type_them(extension_page: Page, typed: str, address: str | None):
    code = "async typed => (await import('/common/settings.js')).serverAddress(typed)"
    try:
        assert extension_page.function(code, typed) == address
    except BrowserError:
        assert address is None


@pytest.mark.parametrize(
    ("server", "local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.1.2.3", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://127.0.0.1.salt.example", False),
        ("http://192.168.0.10:8000", False),
        ("https://localhost.example", False),
    ],
)
def test_what_stays_on_this_computer(extension_page: Page, server: str, local: bool):
    assert extension_page.function("async s => (await import('/common/settings.js')).isLocal(s)", server) == local
