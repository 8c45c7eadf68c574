"""What an organisation sets for its browsers, through the browsers' own doors for it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import EXTENSION, Browser, Page
from crewboard import PAGES, Site
from running import Service

pytestmark = pytest.mark.browser

FAULTY = (PAGES / "faulty.html").read_text("utf-8")
POLICY = {
    "token": "of the organisation",
    "rulesOff": ["salary/not-stated"],
    "sitesOff": ["Intranet.example"],
    "lockSites": True,
}
OWN = {
    "server": "http://127.0.0.1:9",
    "token": "of the user",
    "introduced": True,
    "rulesOff": ["encoding/mojibake"],
    "sitesOff": ["crewboard.example"],
}


def manage(browser: Browser, policy: dict[str, Any]) -> None:
    """Have a policy in force; Firefox reads it once, when the extension first asks."""
    if browser.name == "firefox":
        browser.window.function(
            "policy => Services.policies.wrappedJSObject.setExtensionPolicies({[salt.extension.id]: policy})", policy
        )
        return
    extension = browser.address.split("/")[2]
    mandatory = {"level": 1, "scope": 1, "source": 4, "namespace": extension}
    policies = [mandatory | {"name": name, "value": value} for name, value in policy.items()]
    page = browser.open("chrome://policy/test")
    page.function(
        """async (policies) => {
            const { sendWithPromise } = await import("chrome://resources/js/cr.js");
            await sendWithPromise("setLocalTestPolicies", policies, "");
        }""",
        json.dumps(policies),
    )
    page.close()


@pytest.fixture(scope="module")
def managed(browser: Browser, site: Site) -> Iterator[Browser]:
    """A browser of an organisation; the one of the other tests is nobody's."""
    profile = Path(tempfile.mkdtemp(prefix="grain-of-salt-"))
    started = type(browser)(profile, site.address)
    try:
        yield started
    finally:
        started.close()
        shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture(scope="module")
def options(managed: Browser, service: Service) -> Page:
    """The settings page under a policy, with settings of the user's own."""
    manage(managed, POLICY | {"server": service.url + "/"})
    page = managed.open_extension_page("options/options.html")
    page.function("own => chrome.storage.local.set(own)", OWN)
    page.go(managed.address + "options/options.html")
    page.wait("!!document.querySelector('#rules-list details')")
    return page


LOAD = "import('/common/settings.js').then(({ load }) => load())"


def test_the_policy_lies_over_the_users_settings(options: Page, service: Service):
    settings = options.value(LOAD)
    assert settings["server"] == service.url
    assert settings["token"] == "of the organisation"
    assert settings["rulesOff"] == ["salary/not-stated", "encoding/mojibake"]
    assert settings["sitesOff"] == ["intranet.example"]


def test_what_the_policy_sets_is_shown_as_such_and_not_to_be_edited(options: Page, service: Service):
    fields = "[...document.querySelectorAll('#server, #token')].map(({ value, readOnly }) => [value, readOnly])"
    assert options.value(fields) == [[service.url, True], ["of the organisation", True]]
    assert options.texts("#server-managed, #token-managed") == ["Set by your organisation"] * 2
    state = "id => [document.getElementById(id).disabled, document.getElementById(id).checked]"
    assert options.function(state, "rule-salary/not-stated") == [True, False]
    assert options.function(state, "rule-encoding/mojibake") == [False, False]
    assert options.function(state, "rule-salary/placeholder") == [False, True]
    assert options.texts("#sites-off-list li") == ["intranet.example\nSet by your organisation"]
    assert not options.value("document.querySelector('#site-off').checkVisibility()")


def test_what_the_policy_sets_is_not_kept_as_the_users(options: Page):
    options.value("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    options.value("document.getElementById('rule-salary/placeholder').click()")
    options.wait("document.querySelector('#family-salary summary').textContent.includes('2 off')")
    kept = options.value("chrome.storage.local.get(['rulesOff', 'sitesOff'])")
    assert kept == {"rulesOff": ["encoding/mojibake", "salary/placeholder"], "sitesOff": ["crewboard.example"]}
    options.value("import('/common/settings.js').then(({ update }) => update(() => ({ sitesOff: [] })))")
    assert options.value("chrome.storage.local.get('sitesOff')") == {"sitesOff": ["crewboard.example"]}
    options.press("#test")
    options.wait("document.querySelector('#answer dl') !== null")
    assert options.value("chrome.storage.local.get(['server', 'token'])") == {
        name: OWN[name] for name in ("server", "token")
    }


def test_a_site_that_the_policy_switches_off_is_off_for_the_popup(managed: Browser, options: Page, site: Site):
    page = managed.open(site.add("/jobs/managed", FAULTY).replace("crewboard", "intranet"))
    popup = managed.check(page)
    assert popup.texts("h1") == ["Switched off on intranet.example"]
    assert "Set by your organisation" in popup.texts("main")[0]
    assert popup.texts("main button") == []
    popup.close()
    anyway = "tab => chrome.runtime.sendMessage({type: 'check', tab, anyway: true}).then(({state}) => state)"
    assert options.function(anyway, managed.tab(page)) == "site-off"


def test_what_the_policy_locks_is_not_offered_in_the_popup(managed: Browser, options: Page, site: Site):
    popup = managed.check(managed.open(site.add("/jobs/locked", FAULTY)))
    assert popup.texts(".finding")
    assert popup.value("document.querySelectorAll('.site input').length") == 2
    assert popup.value("document.querySelectorAll('.site button').length") == 0
    popup.close()


@pytest.mark.only("chromium", why="Firefox reads a policy once")
@pytest.mark.parametrize(
    ("policy", "effect"),
    [
        ({}, {}),
        ({"server": 8000, "rulesOff": "all", "lockRules": "yes"}, {}),
        ({"server": "javascript:alert(1)"}, {}),
        ({"token": "of the organisation"}, {}),  # for no server that it knows
        ({"server": "salt.example"}, {"server": "https://salt.example", "token": ""}),
        ({"server": OWN["server"]}, {}),
        ({"lockRules": True}, {"rulesOff": []}),
        ({"lockSites": True, "sitesOff": ["a.example"]}, {"sitesOff": ["a.example"]}),
        ({"sitesOff": ["a.example"]}, {"sitesOff": ["a.example", "crewboard.example"]}),
    ],
)
def test_policies_are_read_setting_by_setting(managed: Browser, policy: dict[str, Any], effect: dict[str, Any]):
    manage(managed, policy)
    page = managed.open_extension_page("options/options.html")
    page.function("own => chrome.storage.local.set(own)", OWN)
    settings = page.value(LOAD)
    page.close()
    assert {name: settings[name] for name in OWN} == OWN | effect


def test_the_schema_names_every_setting_that_is_read():
    schema = json.loads((EXTENSION / "managed.json").read_text("utf-8"))["properties"]
    source = (EXTENSION / "common/settings.js").read_text("utf-8")
    assert {name for name in schema if f"found.{name}" in source} == schema.keys()
    documented = (EXTENSION.parent / "docs/managed.md").read_text("utf-8")
    assert [name for name in schema if f"| `{name}` |" not in documented] == []
