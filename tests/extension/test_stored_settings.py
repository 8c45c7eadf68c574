"""Settings as they are stored: read field by field, whatever is found there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browsers import Browser, BrowserError, Page
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.browser

DEFAULTS = {
    "server": "http://127.0.0.1:8000",
    "token": "",
    "agreed": [],
    "introduced": False,
    "rulesOff": [],
    "sitesOff": [],
    "sites": {},
}
READABLE = {
    "server": "https://salt.example/checks",
    "token": "of the tests",
    "agreed": ["https://salt.example/checks"],
    "introduced": True,
    "rulesOff": ["salary/not-stated"],
    "sitesOff": ["crewboard.example:8443"],
    "sites": {"northwind.example": {"lists": True, "opened": False}},
}


@pytest.fixture(scope="module")
def extension_page(browser: Browser) -> Iterator[Page]:
    page = browser.open_extension_page("options/options.html")
    yield page
    page.close()


def load(page: Page, kept: dict[str, Any]) -> Any:
    return page.function(
        """async kept => {
            await chrome.storage.local.clear();
            await chrome.storage.local.set(kept);
            return (await import("/common/settings.js")).load();
        }""",
        kept,
    )


def test_nothing_stored_means_the_defaults(extension_page: Page):
    assert load(extension_page, {}) == DEFAULTS


def test_what_is_stored_is_what_counts(extension_page: Page):
    assert load(extension_page, READABLE) == READABLE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("server", 8000),
        ("server", "salt.example"),
        ("server", "https://salt.example/"),
        ("server", "javascript:alert(1)"),
        ("token", ["a"]),
        ("token", "line\nbreak"),
        ("token", "x" * 501),
        ("agreed", "https://salt.example"),
        ("agreed", ["https://salt.example", None]),
        ("introduced", "yes"),
        ("rulesOff", {"0": "salary/not-stated"}),
        ("rulesOff", ["salary"]),
        ("rulesOff", ["salary/not-stated"] * 5_001),
        ("sitesOff", ["Crewboard.Example"]),
        ("sitesOff", ["crewboard.example/jobs"]),
        ("sitesOff", ["*.example"]),
        ("sites", ["crewboard.example"]),
        ("sites", {"crewboard.example": {"lists": True}}),
        ("sites", {"crewboard.example": {"lists": 1, "opened": 0}}),
        ("sites", {"crewboard.example/jobs": {"lists": True, "opened": True}}),
    ],
)
def test_what_cannot_be_read_has_its_default_and_spoils_nothing_else(extension_page: Page, field: str, value: Any):
    assert load(extension_page, READABLE | {field: value}) == READABLE | {field: DEFAULTS[field]}


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("crewboard.example", "crewboard.example"),
        (" CrewBoard.example ", "crewboard.example"),
        ("https://crewboard.example/jobs?page=2", "crewboard.example"),
        ("crewboard.example:8443/jobs", "crewboard.example:8443"),
        ("bäckerei.example", "xn--bckerei-5wa.example"),
        ("http://[::1]:8000/", "[::1]:8000"),
        ("*.example", None),
        ("two words", None),
        ("ftp://crewboard.example", None),
        ("mailto:jobs@crewboard.example", None),
        ("", None),
    ],
)
def test_hosts_as_people_type_them(extension_page: Page, typed: str, host: str | None):
    try:
        assert extension_page.function("async typed => (await import('/common/hosts.js')).hostOf(typed)", typed) == host
    except BrowserError:
        assert host is None


AS_WRITTEN = "async hosts => { const { asWritten } = await import('/common/hosts.js'); return hosts.map(asWritten); }"


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("xn--bckerei-5wa.example", "bäckerei.example"),
        ("jobs.xn--wgv71a119e.example:8443", "jobs.日本語.example:8443"),
        ("xn--fiqs8s", "中国"),
        ("crewboard.example", "crewboard.example"),
        ("my-xn--x.example", "my-xn--x.example"),
        ("xn--99999999.example", "xn--99999999.example"),
        ("xn--.example", "xn--.example"),
        ("xn---.example", "xn---.example"),
        ("xn--a-.example", "xn--a-.example"),
    ],
)
def test_hosts_as_people_read_them(extension_page: Page, host: str, written: str):
    assert extension_page.function(AS_WRITTEN, [host]) == [written]


@given(labels=st.lists(st.text("abcxyz089äöüßøłéñ日本語中国работа", min_size=1, max_size=20), min_size=50, max_size=50))
def labels_in_punycode(pairs: list[tuple[str, str]], labels: list[str]) -> None:
    pairs.extend((f"xn--{label.encode('punycode').decode()}.example", label) for label in labels if not label.isascii())


def test_every_host_in_punycode_is_read_as_it_was_written(extension_page: Page):
    pairs: list[tuple[str, str]] = []
    labels_in_punycode(pairs)
    read = extension_page.function(AS_WRITTEN, [host for host, _ in pairs])
    assert read == [f"{label}.example" for _, label in pairs]
