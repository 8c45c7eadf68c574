"""The settings page: an address is kept only if it is one, and the test button says who answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from chromium import Chromium, Page
from running import Service, running_service

pytestmark = pytest.mark.browser

KEPT = "chrome.storage.local.get(['server', 'token'])"


@pytest.fixture
def options(browser: Chromium, settings: Callable[..., None]) -> Page:
    page = browser.open_extension_page("options/options.html")
    page.wait("document.querySelector('#server').value")
    return page


def submit(options: Page, server: str, token: str = "") -> str:
    """Type, press the button, wait for the answer."""
    options.function(
        """(server, token) => {
            document.querySelector("#server").value = server;
            document.querySelector("#token").value = token;
            document.querySelector("#answer").textContent = "";
            document.querySelector("button").click();
        }""",
        server,
        token,
    )
    options.wait("!/^$|^Asking/.test(document.querySelector('#answer').textContent)")
    return options.texts("#answer")[0]


def test_the_service_answers(options: Page, service: Service):
    answer = submit(options, service.url.removeprefix("http://") + "/")
    assert answer.startswith(f"Saved. {service.url.removeprefix('http://')} answers and knows ")
    assert options.value(KEPT) == {"server": service.url, "token": ""}
    assert service.url.removeprefix("http://") in options.texts("#privacy li")[0]


def test_no_address_is_not_kept(options: Page, service: Service):
    assert submit(options, "ftp://salt.example").startswith("Not saved")
    assert options.value(KEPT)["server"] == service.url


def test_nobody_answers(options: Page):
    assert submit(options, "http://127.0.0.1:9") == "Saved, but nothing answers at 127.0.0.1:9."


def test_the_token_is_tried(options: Page):
    with running_service(TOKENS=hashlib.sha256(b"of the tests").hexdigest()) as guarded:
        assert "does not take this token" in submit(options, guarded.url, "another")
        assert submit(options, guarded.url, "of the tests").startswith("Saved. ")
        assert options.value(KEPT) == {"server": guarded.url, "token": "of the tests"}
