"""The settings page: what is set there is kept only if it can be read, and every answer is said."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsers import Browser, Page, wait_for
from hypothesis import given
from hypothesis import strategies as st
from running import Service
from slow_line import SlowLine

pytestmark = pytest.mark.browser

Settings = Callable[..., None]
Open = Callable[..., Page]

KEPT = "chrome.storage.local.get(['server', 'token'])"
READY = (
    "document.querySelector('#stored-there')?.textContent && document.querySelector('#rules-list').childElementCount"
)


@pytest.fixture
def open_options(browser: Browser, settings: Settings) -> Iterator[Open]:
    """Opens the settings page with what is given set."""
    opened: list[Page] = []

    def open_(**changes: object) -> Page:
        settings(**changes)
        page = browser.open_extension_page("options/options.html")
        opened.append(page)
        page.wait(READY)
        return page

    yield open_
    for page in opened:
        page.close()


@pytest.fixture
def options(open_options: Open) -> Page:
    return open_options()


def name(service: Service) -> str:
    return urllib.parse.urlsplit(service.url).netloc


def enter(options: Page, selector: str, text: str) -> None:
    """Put a text into a field, as somebody who types it and goes on."""
    options.function(
        """(selector, text) => {
            const field = document.querySelector(selector);
            field.value = text;
            for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
        }""",
        selector,
        text,
    )


def shown(options: Page, selector: str) -> bool:
    return options.function("selector => document.querySelector(selector).checkVisibility()", selector)


def submit(options: Page, server: str, token: str = "") -> str:
    """Type, press the button, wait for the answer."""
    enter(options, "#server", server)
    enter(options, "#token", token)
    options.press("#test")
    options.wait("!/^$|^Asking/.test(document.querySelector('#answer').textContent)")
    return options.texts("#answer")[0]


def press_and_hear(options: Page, button: str, said: str, text: str) -> None:
    """Press a button until a live region says something."""
    options.press(button)
    options.wait(f"document.querySelector({json.dumps(said)}).textContent.includes({json.dumps(text)})")


# Server


def test_the_service_answers(options: Page, service: Service):
    answer = submit(options, name(service) + "/")
    assert answer.startswith(f"Saved. {name(service)} answers.")
    facts = dict(zip(options.texts("#answer dt"), options.texts("#answer dd"), strict=True))
    assert facts["Service"].startswith("Grain of Salt, version ")
    assert facts["Knows"] == f"{len(rules_of(service))} rules"
    assert facts["Answered in"].endswith("ms")
    assert facts["Where it is"].startswith("On this computer")
    assert facts["Access token"] == "None given, and none asked for"
    assert options.value(KEPT) == {"server": service.url, "token": ""}
    assert name(service) in options.texts("#privacy li")[0]


@pytest.mark.parametrize("typed", ["ftp://salt.example", "salt example", "http://", "https://me:word@salt.example", ""])
def test_no_address_is_not_kept(options: Page, service: Service, typed: str):
    enter(options, "#server", typed)
    options.press("#test")
    assert options.value("document.querySelector('#server').ariaInvalid") == "true"
    assert options.texts("#server-problem")[0].startswith("This is no server address")
    assert options.value("document.activeElement.id") == "server"
    assert options.value(KEPT)["server"] == service.url


def test_nobody_is_interrupted_while_typing(options: Page):
    complaint = "document.querySelector('#server').ariaInvalid"
    event = """type => {
        document.querySelector("#server").value = "http://";
        document.querySelector("#server").dispatchEvent(new Event(type));
    }"""
    options.function(event, "input")
    assert options.value(complaint) is None
    options.function(event, "change")
    assert options.value(complaint) == "true"
    enter(options, "#server", "https://salt.example")
    assert options.value(complaint) is None
    assert not shown(options, "#server-problem")


def test_nobody_answers(options: Page):
    assert submit(options, "http://127.0.0.1:9").startswith("Saved, but nothing answers at 127.0.0.1:9.")
    options.wait("!!document.querySelector('#rules-ask')")


def test_what_the_server_objects_to_is_said(options: Page, service: Service):
    assert submit(options, f"{service.url}/nowhere").startswith(f"Saved, but {name(service)} says: ")


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        ("http://salt.example", True),
        ("http://192.168.0.10:8000", True),
        ("https://salt.example", False),
        ("salt.example", False),
        ("http://localhost:8000", False),
        ("127.0.0.1:8000", False),
    ],
)
def test_a_way_that_can_be_listened_to_is_warned_about(options: Page, typed: str, warned: bool):
    enter(options, "#server", typed)
    assert shown(options, "#server-plain") is warned


def test_the_token_is_tried(options: Page, guarded: Service):
    refused = submit(options, guarded.url, "another")
    assert "does not take this token" in refused
    assert "another" not in refused
    assert submit(options, guarded.url, "of the tests").startswith("Saved. ")
    assert "Taken" in options.texts("#answer dd")
    assert options.value(KEPT) == {"server": guarded.url, "token": "of the tests"}


def test_a_token_stays_with_its_server(open_options: Open):
    options = open_options(token="of the tests")
    enter(options, "#server", "http://127.0.0.1:9/path")
    assert options.value("document.querySelector('#token').value") == ""
    options.press("#test")
    options.wait("document.querySelector('#answer').textContent.startsWith('Saved')")
    assert options.value(KEPT) == {"server": "http://127.0.0.1:9/path", "token": ""}
    enter(options, "#token", "of this server")
    options.press("#test")
    enter(options, "#server", "http://127.0.0.1:9")
    assert options.value("document.querySelector('#token').value") == "of this server"
    enter(options, "#token", "of another one")
    enter(options, "#server", "http://127.0.0.1:10")
    assert options.value("document.querySelector('#token').value") == "of another one"
    submit(options, "http://127.0.0.1:9")


def test_a_token_that_nobody_asked_for_is_said_to_be_needless(options: Page, service: Service):
    submit(options, service.url, "of the tests")
    assert options.texts("#answer dd")[-1].startswith("Not needed")


def test_the_token_can_be_looked_at(open_options: Open):
    options = open_options(token="of the tests")
    kind = "document.querySelector('#token').type"
    assert (options.value(kind), options.texts("#reveal")) == ("password", ["Show"])
    options.press("#reveal")
    assert (options.value(kind), options.texts("#reveal")) == ("text", ["Hide"])
    assert "of the tests" not in options.value("document.body.innerText")


def test_what_is_being_typed_is_not_lost(options: Page, service: Service):
    enter(options, "#server", "https://salt.example")
    assert shown(options, "#unsaved")
    leave = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert options.value(leave)
    options.value("chrome.storage.local.set({ sitesOff: ['crewboard.example'] })")
    options.wait("document.querySelector('#sites-off-list').textContent.includes('crewboard')")
    assert options.value("document.querySelector('#server').value") == "https://salt.example"
    enter(options, "#server", service.url)
    assert not shown(options, "#unsaved")
    assert not options.value(leave)


# Rules


def rules_of(service: Service) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{service.url}/v1/rules") as answer:
        return json.load(answer)["rules"]


RULES_OFF = "chrome.storage.local.get('rulesOff').then(({ rulesOff }) => rulesOff)"


def test_every_rule_has_a_switch_and_a_page(options: Page, service: Service):
    rules = rules_of(service)
    ids = options.value("[...document.querySelectorAll('#rules-list input')].map(({ id, checked }) => [id, checked])")
    assert sorted(ids) == sorted([f"rule-{rule['id']}", True] for rule in rules)
    links = options.value("[...document.querySelectorAll('#rules-list a')].map(({ href }) => href)")
    assert sorted(links) == sorted(service.url + rule["help_url"] for rule in rules)
    text = options.value("document.querySelector('#rules-list').textContent")
    for rule in rules:
        assert rule["title"] in text
        assert rule["what_it_finds"] in text


def test_while_the_rules_are_asked_for(browser: Browser, line: SlowLine):
    line.hold_bodies()
    options = browser.open_extension_page("options/options.html")
    options.wait("document.querySelector('#rules-count').textContent.startsWith('Asking 127.0.0.1')")
    line.release()
    options.wait(READY)
    assert options.value("document.querySelector('#rules-count').textContent") == ""
    options.close()


def test_a_rule_is_switched_off_and_on(options: Page):
    options.value("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    rule = "#rule-salary\\\\/not-stated"
    options.value(f"document.querySelector('{rule}').focus()")
    options.value(f"document.querySelector('{rule}').click()")
    options.wait("document.querySelector('#family-salary summary').textContent.includes('1 off')")
    assert options.value(RULES_OFF) == ["salary/not-stated"]
    assert options.value("document.activeElement.id") == "rule-salary/not-stated"
    assert options.value("document.querySelector('#family-salary').open")
    options.value(f"document.querySelector('{rule}').click()")
    options.wait("!document.querySelector('#family-salary summary').textContent.includes('off')")
    assert options.value(RULES_OFF) == []


def test_switches_that_are_pressed_in_a_row_are_all_kept(options: Page):
    options.value("[...document.querySelectorAll('#rules-list input')].slice(0, 5).forEach((box) => box.click())")
    options.wait("chrome.storage.local.get('rulesOff').then(({ rulesOff }) => rulesOff?.length === 5)")


def test_all_rules_are_on_again_at_once(open_options: Open):
    options = open_options(rulesOff=["salary/not-stated", "salary/of-another-version"])
    assert options.texts("#family-others summary") == ["Switched off, not known to this server 1 rule, 1 off"]
    options.press("#rules-all-on")
    options.wait("document.querySelector('#rules-all-on').hidden")
    assert options.value(RULES_OFF) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("NOT-STATED", ["rule-salary/not-stated"]),
        ("moji bake", ["rule-encoding/mojibake"]),
        ("no such thing", []),
    ],
)
def test_rules_are_found(options: Page, words: str, found: list[str]):
    enter(options, "#rules-search", words)
    shown = (
        "[...document.querySelectorAll('#rules-list input')].filter(one => one.checkVisibility()).map(({ id }) => id)"
    )
    assert options.value(shown) == found
    assert options.texts("#rules-count")[0].startswith(f"{len(found)} rule")


def test_without_the_server_what_is_off_can_still_be_switched_on(open_options: Open):
    options = open_options(server="http://127.0.0.1:9", rulesOff=["salary/not-stated"])
    assert "does not answer now" in options.texts("#rules-list")[0]
    options.value("document.querySelector('#family-others').open = true")
    options.press("#family-others input")
    options.wait("!document.querySelector('#family-others')")
    assert options.value(RULES_OFF) == []


def test_no_other_computer_is_asked_by_opening_the_page(open_options: Open, site: Any):
    before = len(site.asked)
    options = open_options(server=site.ORIGIN)
    assert "to which you have sent nothing yet" in options.texts("#rules-list")[0]
    assert [request for request in site.asked[before:] if "/v1/" in request] == []
    options.press("#rules-ask")
    wait_for(lambda: any("/v1/rules" in request for request in site.asked[before:]), "the server to be asked")


# Sites


def test_a_site_is_allowed_by_its_name(options: Page, browser: Browser):
    browser.allow("northwind.example")
    enter(options, "#site", "https://Northwind.example/jobs?page=2")
    press_and_hear(options, "#site-on", "#sites-said", "northwind.example: permitted.")
    options.wait("document.querySelector('#lists-northwind\\\\.example')?.checked")
    sites = "chrome.storage.local.get('sites').then(({ sites }) => sites)"
    assert options.value(sites) == {"northwind.example": {"lists": True, "opened": False}}
    assert not options.texts(".site .problem")

    options.press("#opened-northwind\\.example")
    wanted = {"northwind.example": {"lists": True, "opened": True}}
    options.wait(
        f"{sites}.then((sites) => JSON.stringify(sites) === {json.dumps(json.dumps(wanted, separators=(',', ':')))})"
    )

    press_and_hear(options, ".site > button", "#sites-said", "is removed")
    assert options.value(sites) == {}
    assert options.value("chrome.permissions.getAll().then(({ origins }) => origins)") == []


def test_a_permission_that_was_taken_away_is_asked_for_again(open_options: Open, browser: Browser):
    options = open_options(sites={"xn--bckerei-5wa.example": {"lists": True, "opened": False}})
    assert options.texts(".site legend") == ["bäckerei.example xn--bckerei-5wa.example"]
    assert options.texts(".site .problem")[0].startswith("The browser has no permission from you")
    browser.allow("xn--bckerei-5wa.example")
    press_and_hear(options, "#ask-xn--bckerei-5wa\\.example", "#sites-said", "permitted")
    options.wait("!document.querySelector('.site .problem')")
    browser.revoke("xn--bckerei-5wa.example")
    options.wait("!!document.querySelector('.site .problem')")


@pytest.mark.parametrize(("host", "switches"), [("northwind.example", [False, False]), ("*", [])])
def test_a_permission_that_no_switch_needs_is_taken_back(
    options: Page, browser: Browser, host: str, switches: list[bool]
):
    browser.grant(host)
    options.wait("!!document.querySelector('.site')")
    assert options.texts(".site legend") == [host]
    assert options.value("[...document.querySelectorAll('.site input')].map(({ checked }) => checked)") == switches
    press_and_hear(
        options, ".site > button", "#sites-said", f"{host} is removed, with the browser's permission for it."
    )
    assert options.value("chrome.permissions.getAll().then(({ origins }) => origins)") == []
    options.wait("!document.querySelector('.site')")


def test_a_site_is_never_checked_until_it_is_switched_on_again(options: Page):
    enter(options, "#site", " Crewboard.example:8443 ")
    press_and_hear(options, "#site-off", "#sites-said", "Nothing is checked on crewboard.example:8443 any more.")
    options.wait("!!document.querySelector('#sites-off-list button')")
    off = "chrome.storage.local.get('sitesOff').then(({ sitesOff }) => sitesOff)"
    assert options.value(off) == ["crewboard.example:8443"]
    press_and_hear(options, "#sites-off-list button", "#sites-said", "can be checked again")
    assert options.value(off) == []


@pytest.mark.parametrize("typed", ["", "*.example", "two words", "file:///etc/hosts", "mailto:jobs@crewboard.example"])
def test_what_is_no_site_is_not_added(options: Page, typed: str):
    enter(options, "#site", typed)
    for button in ("#site-on", "#site-off"):
        options.press(button)
        assert shown(options, "#site-problem")
    assert options.value("chrome.storage.local.get(['sites', 'sitesOff'])") == {}


# What is stored


def test_what_is_stored_is_told_in_words(open_options: Open, service: Service):
    options = open_options(token="of the tests", rulesOff=["salary/not-stated"], agreed=["https://salt.example"])
    rows = dict(zip(options.texts("#stored-here dt"), options.texts("#stored-here dd"), strict=True))
    assert rows["Address of the server"] == service.url
    assert rows["Access token"] == "One"
    assert rows["Rules that are off"] == "1 entry"
    assert rows["Sites that the browser permits"] == "None"
    assert "of the tests" not in options.value("document.body.innerText")


def test_an_agreement_is_taken_back(open_options: Open):
    options = open_options(agreed=["https://salt.example", "https://other.example"])
    press_and_hear(
        options, "#agreed button", "#forgotten-there", "Before a page goes to salt.example, you are asked again."
    )
    assert options.value("chrome.storage.local.get('agreed')") == {"agreed": ["https://other.example"]}


def test_this_browser_forgets_everything_but_only_when_sure(open_options: Open, browser: Browser):
    browser.grant("northwind.example")
    options = open_options(token="of the tests", sites={"northwind.example": {"lists": True, "opened": True}})
    options.value("chrome.storage.session.set({ 'place:1': 'a1' })")

    options.press("#forget-here button")
    assert options.texts("#forget-here button") == ["Leave as it is", "Forget it all"]
    assert options.value("document.activeElement.textContent") == "Leave as it is"
    options.press("#forget-here button")
    assert options.value(KEPT)["token"] == "of the tests"
    assert options.value("document.activeElement.textContent").startswith("Forget everything")

    options.press("#forget-here button")
    press_and_hear(options, "#forget-here .main", "#forgotten-here", "Everything in this browser is forgotten")
    assert options.value("chrome.storage.local.get()") == {}
    assert options.value("chrome.storage.session.get()") == {}
    assert options.value("chrome.scripting.getRegisteredContentScripts()") == []
    assert options.value("chrome.permissions.getAll().then(({ origins }) => origins)") == []
    options.wait("document.querySelector('#server').value === 'http://127.0.0.1:8000'")


def stored(service: Service, url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{service.url}/v1/checks?url={urllib.parse.quote(url, safe='')}"):
            return True
    except urllib.error.HTTPError:
        return False


def test_the_server_forgets_every_report_but_only_when_sure(options: Page, service: Service):
    url = "https://northwind.example/jobs/deckhand"
    page = urllib.request.Request(
        f"{service.url}/v1/checks?url={url}", b"<h1>Deckhand</h1>", {"Content-Type": "text/html"}
    )
    urllib.request.urlopen(page).close()
    options.press("#forget-there button")
    options.press("#forget-there button")
    assert stored(service, url)
    options.press("#forget-there button")
    press_and_hear(options, "#forget-there .main", "#forgotten-there", "has forgotten all its reports for you.")
    assert not stored(service, url)


def test_a_server_that_is_away_is_not_said_to_have_forgotten(open_options: Open):
    options = open_options(server="http://127.0.0.1:9")
    options.press("#forget-there button")
    said = "127.0.0.1:9 may still have its reports for you. No answer from 127.0.0.1:9."
    press_and_hear(options, "#forget-there .main", "#forgotten-there", said)


# Import and export

SETTINGS = {
    "server": "https://salt.example",
    "rulesOff": ["salary/not-stated"],
    "sitesOff": ["crewboard.example"],
    "sites": {"northwind.example": {"lists": True, "opened": False}},
}


def file_of(settings: Any, **others: Any) -> str:
    return json.dumps({"kind": "grain-of-salt-settings", "version": 1, "settings": settings} | others)


def choose(options: Page, text: str) -> None:
    """Choose a file with that text for import."""
    options.function(
        """text => {
            const chosen = new DataTransfer();
            chosen.items.add(new File([text], "settings.json"));
            const field = document.querySelector("#import");
            field.files = chosen.files;
            field.dispatchEvent(new Event("change"));
        }""",
        text,
    )
    options.wait(
        "document.querySelector('#transfer-said').textContent || !!document.querySelector('#import-changes button')"
    )


def test_a_file_changes_nothing_before_its_changes_were_seen(options: Page, service: Service):
    before = options.value("chrome.storage.local.get()")
    choose(options, file_of(SETTINGS))
    assert options.texts("#import-changes li") == [
        f"Server: https://salt.example instead of {service.url}",
        "Rule off: salary/not-stated",
        "Nothing is checked on crewboard.example",
        "northwind.example: Mark postings in lists that were checked before",
    ]
    assert options.value("chrome.storage.local.get()") == before
    press_and_hear(options, "#import-changes button", "#transfer-said", "Nothing was changed.")
    assert options.value("chrome.storage.local.get()") == before

    choose(options, file_of(SETTINGS | {"agreed": ["https://salt.example"], "mood": "good"}, more=1))
    press_and_hear(options, "#import-changes .main", "#transfer-said", "The settings from settings.json are in place.")
    assert options.value("chrome.storage.local.get()") == before | SETTINGS | {"token": ""}
    choose(options, file_of(SETTINGS))
    assert options.texts("#transfer-said") == ["settings.json would change nothing."]


def test_a_token_goes_with_no_other_server(open_options: Open):
    options = open_options(token="of the tests")
    choose(options, file_of({"server": "https://salt.example"}))
    assert "Access token: none" in options.texts("#import-changes li")
    choose(options, file_of({"rulesOff": ["salary/not-stated"]}))
    assert options.texts("#import-changes li") == ["Rule off: salary/not-stated"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "settings.json is no file of settings."),
        ("{", "settings.json is no file of settings."),
        ("null", "settings.json is no file of settings."),
        ('{"schema": 1}', "settings.json is no file of settings."),
        ("[" * 100_000, "settings.json is no file of settings."),
        (file_of(SETTINGS, version=2), "settings.json could not be read at “version”."),
        (file_of(None), "settings.json could not be read at “settings”."),
        (file_of(SETTINGS | {"sites": []}), "settings.json could not be read at “settings.sites”."),
        (file_of(SETTINGS | {"token": "a\nb"}), "settings.json could not be read at “settings.token”."),
        (" " * 1_048_577, "settings.json is too large for a file of settings."),
    ],
    ids=["empty", "half", "null", "report", "deep", "newer", "nothing", "list", "token", "large"],
)
def test_a_wrong_file_changes_nothing(options: Page, text: str, said: str):
    before = options.value("chrome.storage.local.get()")
    choose(options, text)
    assert options.texts("#transfer-said") == [f"{said} Nothing was changed."]
    assert options.value("chrome.storage.local.get()") == before


ODD = [None, 1, -1.5, "", "x", "a/b", "x" * 300_000, [], {}, [[]], [None], ["a/b", 1], {"a.example": {}}, {"a": None}]
FITTING = {"server": [], "token": ["", "x", "a/b"], "rulesOff": [[]], "sitesOff": [[]], "sites": [{}]}


def test_a_file_is_taken_whole_or_not_at_all(options: Page):
    """Every setting replaced by every kind of value: read as it stands, or refused with its place."""
    outcomes = options.function(
        """async (good, odd) => {  // as a text: of values that are met twice, the drivers carry one
            const { readFile } = await import("/options/file.js");
            const file = { kind: "grain-of-salt-settings", version: 1 };
            return JSON.stringify(Object.keys(good).flatMap((name) => odd.map((value) => {
                const settings = { ...good, [name]: value };
                try {
                    return [name, value, readFile(JSON.stringify({ ...file, settings }))];
                } catch (error) {
                    return [name, value, String(error)];
                }
            })));
        }""",
        good := SETTINGS | {"token": "of the tests"},
        ODD,
    )
    for field, value, outcome in json.loads(outcomes):
        if value in FITTING[field]:
            assert outcome == good | {field: value}
        else:
            assert outcome.startswith(f"TypeError: settings.{field}"), (field, value)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=9)
    | st.sampled_from(["a/b", "a.example", "lists"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9) | st.just("lists"), inner, max_size=3)
    ),
    max_leaves=9,
)
SITES = st.dictionaries(
    st.sampled_from(["a.example", "b.example:81", "no host", "__proto__"]),
    st.fixed_dictionaries({"lists": st.booleans() | st.none(), "opened": st.booleans()}),
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "server": st.sampled_from(["https://salt.example", "https://salt.example/", "salt"]) | JSON_VALUES,
            "token": st.text(max_size=9) | JSON_VALUES,
            "rulesOff": st.lists(st.sampled_from(["salary/not-stated", "a/b", "A/b"])) | JSON_VALUES,
            "sitesOff": st.lists(st.sampled_from(["a.example", "[::1]:8", "A.example"])) | JSON_VALUES,
            "sites": SITES | JSON_VALUES,
            "agreed": JSON_VALUES,
        },
    )
)
def collect(into: list[Any], settings: Any) -> None:
    into.append(settings)


def test_whatever_a_file_holds_its_settings_are_read_as_they_stand_or_not_at_all(options: Page):
    files: list[Any] = []
    collect(files)
    read = options.function(
        """async (files) => {
            const { readFile } = await import("/options/file.js");
            return JSON.stringify(files.map((text) => {
                try {
                    return readFile(text);
                } catch (error) {
                    return error.message;
                }
            }));
        }""",
        [file_of(settings) for settings in files],  # as texts: in a script, "__proto__" is no name like others
    )
    for settings, outcome in zip(files, json.loads(read), strict=True):
        taken = {name: value for name, value in settings.items() if name != "agreed"}
        if isinstance(outcome, str):
            assert outcome.removeprefix("settings.").partition(".")[0].partition("[")[0] in taken
        else:
            assert {name: cut(value) for name, value in taken.items()} == outcome


def cut(value: Any) -> Any:
    """A setting without what switches of sites hold beside `lists` and `opened`."""
    if not isinstance(value, dict):
        return value
    return {host: {name: site[name] for name in ("lists", "opened")} for host, site in value.items()}


EXPORTED = """async () => {
    let link = null;
    HTMLAnchorElement.prototype.click = function () { link = this; };
    document.querySelector("#export").click();
    while (!link) await new Promise((settled) => setTimeout(settled, 5));
    return [link.download, decodeURIComponent(link.href.replace(/^data:application\\/json;charset=utf-8,/, ""))];
}"""


@pytest.mark.parametrize("with_token", [False, True])
def test_what_is_exported_can_be_imported(open_options: Open, with_token: bool):
    options = open_options(**SETTINGS, token="of the tests", agreed=["https://salt.example"])
    if with_token:
        options.press("#export-token")
    download, text = options.function(EXPORTED)
    assert download == "grain-of-salt-settings.json"
    assert json.loads(text)["settings"] == SETTINGS | ({"token": "of the tests"} if with_token else {})
    choose(options, text)
    assert options.texts("#transfer-said") == ["settings.json would change nothing."]


# For everybody


def test_it_is_accessible_in_every_state(open_options: Open, axe: str):
    options = open_options(
        server="http://salt.example",
        agreed=["http://salt.example"],
        rulesOff=["salary/not-stated"],
        sites={"xn--bckerei-5wa.example": {"lists": True, "opened": False}},
        sitesOff=["crewboard.example"],
    )
    options.value(axe + "\n;undefined")
    assert_accessible(options)
    submit(options, "http://127.0.0.1:9")
    enter(options, "#server", "http://")
    enter(options, "#site", "")
    for button in ("#site-off", "#forget-here button", "#forget-there button"):
        options.press(button)
    choose(options, file_of(SETTINGS))
    options.value("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert_accessible(options)


def test_the_rules_are_accessible(options: Page, axe: str):
    options.value("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    options.value(axe + "\n;undefined")
    assert_accessible(options)


def assert_accessible(options: Page) -> None:
    """Nothing for axe-core in any appearance, and nothing cut off in a narrow window or at twice the size."""
    for media in ({"prefers_color_scheme": "light"}, {"prefers_color_scheme": "dark"}, {"forced_colors": "active"}):
        options.emulate(**media)
        found = options.value(
            "axe.run(document).then(({ violations: v }) => v.map(({ id, nodes }) => [id, nodes[0].html]))"
        )
        assert found == [], media
    options.resize(320, 600)
    options.wait("document.documentElement.scrollWidth <= innerWidth")
    options.resize(640, 600)
    options.value("document.documentElement.style.fontSize = '200%'")
    options.wait("document.documentElement.scrollWidth <= innerWidth")
    options.value("document.documentElement.style.fontSize = ''")


STOP = "button, a, summary, input"


def test_it_can_be_used_by_keyboard_alone(open_options: Open):
    options = open_options(sitesOff=["crewboard.example"], agreed=["https://salt.example"])
    names = f"[...document.querySelectorAll('{STOP}')]"
    wanted = options.value(
        f"{names}.filter((stop) => stop.checkVisibility() && !stop.disabled).map((stop) => stop.id || stop.textContent)"
    )
    reached = []
    for _ in wanted:
        options.key("Tab")
        reached.append(options.value("document.activeElement.id || document.activeElement.textContent"))
    assert reached == wanted


def test_a_question_is_left_by_the_escape_key(options: Page):
    options.value("document.querySelector('#forget-there button').focus()")
    options.key("Enter")
    assert options.texts("#forget-there button") == ["Leave as it is", "Forget it all"]
    options.key("Escape")
    assert options.value("document.activeElement.textContent") == "Forget everything on the server …"
