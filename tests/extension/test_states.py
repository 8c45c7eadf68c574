"""Everything that the popup can look like: each state says what is the matter and what to do next, and axe agrees.

What is hard to bring about in a browser is drawn from its outcome, in the popup's own page; that the states come
about as they should is in `test_popup.py`.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from accessible import assert_accessible
from browsers import Browser, Page

pytestmark = pytest.mark.browser

SERVER = "http://127.0.0.1:8000"
AFAR = "https://salt.example"

STATES: dict[str, tuple[dict[str, Any], str, list[str], list[str]]] = {
    # what happened: title, words among its sentences, buttons and links
    "checking": (
        {"state": "checking", "server": SERVER},
        "Reading the page with 127.0.0.1:8000 …",
        [],
        [],
    ),
    "stopped": (
        {"state": "stopped", "server": SERVER},
        "Stopped",
        ["has not been checked", "What 127.0.0.1:8000 may still answer is not shown"],
        ["Check again"],
    ),
    "not agreed": (
        {"state": "not-agreed", "server": AFAR},
        "Not checked yet: send this page to salt.example?",
        ["go to salt.example", "another computer"],
        ["Agree and check", "Settings"],
    ),
    "site off": (
        {"state": "site-off", "server": SERVER, "host": "crewboard.example"},
        "Switched off on crewboard.example",
        ["has not been checked", "nothing is checked on this site"],
        ["Check anyway", "Switch on again"],
    ),
    "closed page": (
        {"state": "closed-page", "server": SERVER},
        "This page cannot be read",
        ["PDF viewer", "has not been checked", "paste its text"],
        ["Open 127.0.0.1:8000"],
    ),
    "interrupted": (
        {"state": "interrupted", "server": SERVER},
        "The check was interrupted",
        ["has not been checked", "Try again in a moment"],
        ["Try again"],
    ),
    "no answer here": (
        {"state": "unreachable", "server": SERVER},
        "No answer from 127.0.0.1:8000",
        ["has not been checked", "make run"],
        ["Try again", "Settings"],
    ),
    "no answer from afar": (
        {"state": "unreachable", "server": AFAR},
        "No answer from salt.example",
        ["has not been checked", "online"],
        ["Try again", "Settings"],
    ),
    "too large": (
        {"state": "too-large", "server": SERVER},
        "The page is too large",
        ["has not been checked", "on a page of its own"],
        ["Try again"],
    ),
    "token": (
        {"state": "token", "server": SERVER},
        "127.0.0.1:8000 asks for an access token",
        ["has not been checked", "In the settings"],
        ["Settings"],
    ),
    "another token": (
        {"state": "token-refused", "server": SERVER},
        "127.0.0.1:8000 does not take your access token",
        ["has not been checked", "In the settings"],
        ["Settings"],
    ),
    "problem": (
        {"state": "problem", "server": SERVER, "detail": "Too many requests: wait"},
        "The check did not work",
        ["has not been checked", "127.0.0.1:8000 says: Too many requests: wait"],
        ["Try again"],
    ),
    "an error of our own": (
        {"state": "failed", "server": SERVER, "detail": "TypeError: page is null"},
        "The check did not work",
        ["has not been checked", "TypeError: page is null", "Try again in a moment"],
        ["Try again"],
    ),
    "another server": (
        {"state": "not-ours", "server": SERVER, "detail": ""},
        "The answer was not understood",
        ["has not been checked", "is not this service"],
        ["Settings", "Try again"],
    ),
    "forgotten": (
        {"state": "forgotten", "server": SERVER},
        "Forgotten",
        ["keeps no report of this page"],
        ["Check again"],
    ),
}

SHOW_STATE = """async (outcome) => {
    const { showState } = await import("/popup/states.js");
    document.querySelector("main").replaceChildren(...showState(outcome, {}));
    document.querySelector("#options").hidden = document.querySelector("[data-settings]") !== null;
}"""
SHOW_REPORT = """async (outcome, settings, isPrivate = false) => {
    const { showChecked } = await import("/popup/checked.js");
    window.pointed = [];
    const way = {
        pointAt: async (place) => window.pointed.push(`to ${place}`),
        hint: (place) => window.pointed.push(place),
        switchRule() {},
    };
    const actions = { checkPage() {}, switchOff() {}, say() {}, isPrivate };
    const { parts, summary, list } = showChecked(outcome, settings, way, actions);
    document.querySelector("main").replaceChildren(...parts);
    window.list = list;
    return summary;
}"""
COPY = "async (outcome) => (await import('/popup/copy.js')).asText(outcome)"
SETTINGS = {"server": SERVER, "introduced": True, "rulesOff": [], "sitesOff": [], "sites": {}}


def target(exact: str, start: int = 0) -> dict[str, Any]:
    return {
        "position": {"start": start, "end": start + len(exact)},
        "quote": {"exact": exact, "prefix": "", "suffix": ""},
    }


def annotation(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"a{number}",
        "rule": "salary/malformed-figure",
        "severity": "warning",
        "certainty": "certain",
        "title": f"Figure {number} cannot be taken as written",
        "message": "It writes out the thousands and adds a “k”.",
        "target": target("$225,275k"),
        "related": [],
        "replacements": ["$225,275"],
        "help_url": "/rules/salary/malformed-figure",
        "data": {"host": None, "known_as": None},
    } | changes


def salary(low: str | None, high: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "origin": "text",
        "min": low,
        "max": high,
        "currency": "USD",
        "period": "year",
        "min_per_year": low,
        "max_per_year": high,
        "kind": "base",
        "label": None,
        "target": None,
    } | changes


def outcome(*annotations: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A page that was checked; `changes` to the posting, to the report or to the outcome, wherever the name belongs."""
    posting: dict[str, Any] = {
        "title": "Harbour Data Engineer",
        "employer": {"name": "Northwind Ferries", "domains": []},
        "salaries": [],
        "domain_policy": [],
        "contacts": [],
        "recognised": True,
    }
    report: dict[str, Any] = {
        "schema": 1,
        "url": "http://crewboard.example/jobs/8841",
        "checked_at": "2026-01-01T00:00:00Z",
        "document": {"length": 5000},
        "posting": posting,
        "annotations": list(annotations),
        "rules": [{"id": "salary/not-stated", "outcome": "passed"}],
        "complete": True,
        "incomplete": [],
    }
    checked: dict[str, Any] = {
        "state": "checked",
        "of": "page",
        "report": report,
        "stored": False,
        "placed": [one["id"] for one in annotations],
        "hidden": [],
        "unread": [],
        "server": SERVER,
        "host": "crewboard.example",
    }
    for name, value in changes.items():
        holder = next(one for one in (posting, report, checked) if name in one)
        holder[name] = value
    return checked


WAYS_TO_APPLY = [
    ("https://talent-desk.example/apply/8841", "talent-desk.example"),
    ("https://northwind-ferries.example.account:jobs@forms.example/x", "forms.example"),
    (f"https://{'northwind-ferries.' * 6}tracking.example/{'a' * 400}", "tracking.example"),
    ("jobs@northwind-ferries.example", "northwind-ferries.example"),
]
CONTACTS = [
    {"kind": "link", "value": value, "domain": domain, "role": "apply", "target": None}
    for value, domain in WAYS_TO_APPLY
]
DECLARED = {
    "scope": "email",
    "domains": ["northwind-ferries.example", "northwind.example"],
    "rejected": [],
    "exclusive": True,
    "target": target("We only ever write from addresses of Northwind Ferries."),
}
LONG = "Gehaltsvorstellungen " * 95
ARABIC = "مهندس بيانات الميناء (Data)"
JAPANESE = "港湾データエンジニア（正社員）年収六百万円から八百万円まで、経験により優遇します。" * 12

REPORTS: dict[str, dict[str, Any]] = {
    "findings": outcome(
        annotation(1, severity="serious", related=[{"label": "The text", "target": target("x")}]),
        annotation(2, certainty="review"),
        annotation(3, severity="info", target=None, replacements=[]),
        salaries=[salary("176500", "225275"), salary("401775", "401775", origin="headline")],
        domain_policy=[DECLARED],
        contacts=CONTACTS,
    ),
    "nothing found": outcome(salaries=[salary("58000", "66000")]),
    "hardly any text": outcome(document={"length": 40}, employer={"name": None, "domains": []}),
    "hardly any text, with findings": outcome(annotation(1), document={"length": 40}),
    "too little to tell": outcome(recognised=None, employer={"name": None, "domains": []}),
    "perhaps several postings": outcome(
        recognised=False,
        salaries=[salary("58000", "66000")],
        contacts=CONTACTS[:1],
        employer={"name": None, "domains": []},
    ),
    "not a posting": outcome(recognised=False, title="Ferry times", employer={"name": None, "domains": []}),
    "not a posting, with findings": outcome(annotation(1), recognised=False),
    "partly checked": outcome(
        complete=False, incomplete=[{"code": "x", "detail": "Pay was read in part"}], unread=["ads.example"]
    ),
    "a selection": outcome(annotation(1), of="selection", url=None, host=""),
    "hidden and gone": outcome(annotation(1), annotation(2), placed=[], hidden=["a1"]),
    "full": outcome(
        annotation(1, message=LONG, target=target(LONG[:2000]), replacements=[LONG]),
        annotation(2, title=ARABIC, target=target(ARABIC)),
        annotation(3, title=JAPANESE[:60], message=JAPANESE, target=target(JAPANESE), replacements=["💰" * 500]),
        title=ARABIC,
        employer={"name": JAPANESE, "domains": []},
        salaries=[salary(str(50_000 + i), str(60_000 + i), label=f"Harbour {i}") for i in range(40)],
        contacts=[*CONTACTS, *[contact | {"domain": None, "value": "W" * 300} for contact in CONTACTS]],
    ),
}


@pytest.fixture(scope="module")
def page(browser: Browser, axe: str) -> Page:
    """The popup's page in a tab, with axe."""
    opened = browser.open_extension_page("popup/popup.html")
    opened.wait("document.querySelector('main').childElementCount && !document.querySelector('main[aria-busy]')")
    opened.value(axe + "\n;undefined")
    return opened


def show(page: Page, checked: dict[str, Any], **settings: Any) -> str:
    """Draw an outcome; the summary for a screen reader."""
    return page.function(SHOW_REPORT, checked, SETTINGS | settings)


def assert_good_to_read(page: Page) -> None:
    """It is accessible, and cut off nowhere: not in a narrow window, and not where text is twice as large."""
    try:
        page.resize(640, 600)
        assert_accessible(page)
        page.resize(320, 600)
        assert page.value("document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.resize(800, 600)


@pytest.mark.parametrize("name", STATES)
def test_a_state_says_what_is_the_matter_and_what_to_do(page: Page, name: str):
    told, title, words, ways = STATES[name]
    page.function(SHOW_STATE, told)
    assert page.texts("main h1") == [title]
    text = page.value("document.querySelector('main').innerText")
    assert [one for one in words if one not in text] == []
    assert page.texts("main button:not([hidden]), main a") == ways
    assert len([way for way in page.texts("button:not([hidden])") if way == "Settings"]) <= 1
    assert page.texts(".likely, .finding, .facts") == []
    assert_good_to_read(page)


def test_a_local_file_says_how_to_open_it_in_this_browser(page: Page):
    page.function(SHOW_STATE, {"state": "local-file", "server": SERVER})
    assert page.texts("main h1") == ["The browser keeps this file closed"]
    assert page.texts("main button, main a") in (["Open that page"], ["Open 127.0.0.1:8000"])
    assert_good_to_read(page)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_accessible(page: Page, name: str):
    show(page, REPORTS[name], introduced=False)
    page.function("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert_good_to_read(page)
    levels = page.value("[...document.querySelectorAll('h1, h2, h3')].map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(level == 2 for level in levels[1:])


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("findings", "3 findings"),
        ("nothing found", "Nothing odd found"),
        ("hardly any text", "There is hardly any text on this page yet"),
        ("hardly any text, with findings", "There is hardly any text on this page yet"),
        ("too little to tell", "Too little text to tell whether this is a posting"),
        ("perhaps several postings", "Not sure that this is one job posting"),
        ("not a posting", "This does not look like a job posting"),
        ("not a posting, with findings", "This does not look like a job posting"),
        ("partly checked", "Nothing found, but not everything was checked"),
    ],
)
def test_the_essence_is_said(page: Page, name: str, summary: str):
    assert show(page, REPORTS[name]) == summary
    assert page.texts("#found .finding h2") == [one["title"] for one in REPORTS[name]["report"]["annotations"]]


@pytest.mark.parametrize("name", ["hardly any text", "too little to tell", "not a posting"])
def test_what_is_no_posting_gets_no_praise_and_lacks_nothing(page: Page, name: str):
    show(page, REPORTS[name])
    text = page.value("document.querySelector('main').innerText")
    assert [words for words in ("Nothing odd", "genuine", "Not stated", "not named") if words in text] == []
    assert page.function(COPY, REPORTS[name]).endswith(page.texts("main h2")[0])


def test_a_page_that_was_checked_although_its_site_is_off(page: Page):
    show(page, REPORTS["nothing found"], sitesOff=["crewboard.example"])
    assert page.texts("main > .note") == [
        "Switched off on crewboard.example; checked because you asked. Switch on again"
    ]
    assert page.texts(".site") == []
    assert_good_to_read(page)


def test_in_a_private_window_no_switch_keeps_the_name_of_the_site(page: Page):
    for private in (False, True):
        page.function(SHOW_REPORT, REPORTS["findings"], SETTINGS, private)
        assert (page.texts(".site summary") == []) is private


def test_what_was_not_read_is_listed(page: Page):
    show(page, REPORTS["partly checked"])
    assert page.texts(".gaps li") == ["Pay was read in part", "A part of the page that comes from ads.example"]
    assert "Nothing odd" not in page.value("document.body.innerText")


def test_places_that_people_do_not_see_or_that_are_gone(page: Page):
    show(page, REPORTS["hidden and gone"])
    assert page.texts(".ways > :first-child") == ["Hidden from people on this page", "Not found on this page"]


def test_a_selection_says_so(page: Page):
    show(page, REPORTS["a selection"])
    assert page.texts(".selection") == [
        "The selection only. The rest of the page was not looked at. Check the whole page"
    ]
    assert page.texts(".site") == []


TEXT = salary("58000", "72000")
BONUS = salary("1000", "5000", kind="bonus", period=None, min_per_year=None, max_per_year=None)
ON_CALL = {**target("€3,360"), "quote": {"exact": "€3,360", "prefix": "On-call duty pays up to ", "suffix": ""}}
SHIFT = salary(None, "3360", currency="EUR", target=ON_CALL)
STATED = salary("85000", "85000", origin="structured", kind="unknown")
HEADLINE = salary("85000", "85000", origin="headline", kind="unknown")


@pytest.mark.parametrize(
    ("pay", "said"),
    [
        ([], "Not stated"),
        ([salary("58000", "66000")], "$58,000 – $66,000 a year · base pay · in the text"),
        (
            [salary("45", "55", period="hour", min_per_year="93600", max_per_year="114400")],
            "$45 – $55 an hour · about $93,600 – $114,400 a year, full time · base pay · in the text",
        ),
        (
            [salary("45", "55", currency=None, period=None, kind="unknown", target=target("$45 - $55"))],
            "$45 – $55 · which dollar is not said · per hour, month or year is not said · in the text",
        ),
        (
            [salary("45", None, currency=None, kind="unknown", origin="headline")],
            "from 45 a year · currency not stated · in the headline",
        ),
        (
            [salary(None, "900000.5", currency="JPY", kind="ote")],
            "up to ¥900,000.50 a year · on-target earnings · in the text",
        ),
        (
            [salary("18.9", "18.9", currency="GBP", period="hour", min_per_year="39312", max_per_year="39312")],
            "£18.90 an hour · about £39,312 a year, full time · base pay · in the text",
        ),
        (
            [salary(None, "280", currency="EUR", period="month", min_per_year=None, max_per_year="3360")],
            "up to €280 a month · up to about €3,360 a year, full time · base pay · in the text",
        ),
        (
            [salary(None, "280", currency="EUR", period="month", min_per_year=None, max_per_year="3360", kind="bonus")],
            "up to €280 a month · bonus · in the text",
        ),
        ([BONUS], "$1,000 – $5,000 · bonus · in the text"),
        ([salary("90000", "95000", currency="CAD")], "CA$90,000–95,000 a year · base pay · in the text"),
        (
            [salary("900", "900", period="other", min_per_year="23400", max_per_year="23400", origin="elsewhere")],
            "$900 · about $23,400 a year, full time · base pay",
        ),
        (
            [salary("900", "900", origin="elsewhere"), salary("901", "901")],
            "$901 a year · base pay · in the text\nand 1 more",
        ),
    ],
)
def test_pay_is_one_line(page: Page, pay: list[dict[str, Any]], said: str):
    show(page, outcome(salaries=pay))
    assert page.texts(".facts dd")[0].replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("pay", "shown", "folded"),
    [
        ([BONUS, TEXT], ["$58,000 – $72,000 a year"], ["$1,000 – $5,000"]),
        ([BONUS, STATED], ["$85,000 a year"], ["$1,000 – $5,000"]),
        ([SHIFT, HEADLINE], ["$85,000 a year"], ["up to €3,360 a year"]),
        ([TEXT, HEADLINE], ["$58,000 – $72,000 a year", "$85,000 a year"], []),
        (
            [TEXT, salary("73000", "85000"), salary("58000", "85000", origin="headline")],
            ["$58,000 – $72,000 a year"],
            ["$73,000 – $85,000 a year", "$58,000 – $85,000 a year"],
        ),
        ([salary("20", "20", period=None), TEXT], ["$58,000 – $72,000 a year"], ["$20"]),
        ([TEXT, salary("85000", "85000"), STATED], ["$85,000 a year"], ["$58,000 – $72,000 a year"]),
        ([TEXT, salary("90000", "99000", kind="ote")], ["$58,000 – $72,000 a year"], ["$90,000 – $99,000 a year"]),
    ],
)
def test_the_main_pay_comes_first(page: Page, pay: list[dict[str, Any]], shown: list[str], folded: list[str]):
    show(page, outcome(salaries=pay))
    page.function("() => document.querySelectorAll('.facts details').forEach((one) => { one.open = true })")
    assert page.texts(".facts dd > div strong") == shown
    assert page.texts(".facts dd details strong") == folded


@pytest.mark.parametrize(
    ("label", "told"),
    [("Zone A", True), ("New York, NY", True), ("Remote (US)", True), ("Tier 1 cities", True), ("東京", True),
     ("The base pay range for", False), ("We offer you", False), ("Northwind Ferries Berlin", False),
     ("Pay range:", False), ("Das Gehalt beträgt", False)],
)  # fmt: skip
def test_only_names_of_bands_stand_at_a_figure(page: Page, label: str, told: bool):
    show(page, outcome(salaries=[salary("58000", "72000", label=label)]))
    assert (label in page.texts(".facts dd")[0]) is told


def test_a_declaration_of_what_is_not_known_here_is_left_out(page: Page):
    show(page, outcome(domain_policy=[DECLARED | {"scope": "other"}]))
    assert page.texts(".facts dt") == ["Pay"]


def test_more_bands_are_folded(page: Page):
    show(page, REPORTS["full"])
    assert page.texts(".facts dd details > summary")[0] == "and 39 more"
    assert page.texts(".facts dd > div")[0].startswith("$50,000 – $60,000 a year")


def test_an_address_shows_whose_it_is(page: Page):
    show(page, REPORTS["findings"])
    page.function("() => document.querySelectorAll('.facts details').forEach((one) => { one.open = true })")
    assert page.texts(".facts bdi[dir=ltr] strong") == [domain for _, domain in WAYS_TO_APPLY]
    shown = page.texts(".facts bdi[dir=ltr]")
    assert shown[0] == WAYS_TO_APPLY[0][0]
    assert WAYS_TO_APPLY[2][0] in shown
    assert page.texts(".facts dd small")[2:] == ["another site"] * 3 + ["named as the employer's own"]


ELSEWHERE = {"rule": "recruiter/apply-link-elsewhere", "severity": "info"}


def test_another_site_is_told_as_its_finding_has_it(page: Page):
    named = annotation(1, **ELSEWHERE, data={"host": "boards.talent-desk.example", "known_as": "Talent Desk"})
    unknown = annotation(2, **ELSEWHERE, data={"host": "forms.example", "known_as": None})
    show(page, outcome(named, unknown, contacts=CONTACTS[:3]))
    assert page.texts(".facts dd small") == [
        "a site of Talent Desk",
        "not this site, and not named by the posting",
        "another site",
    ]


def test_markup_in_a_page_stays_text(page: Page):
    nasty = "<img src=x onerror=alert(1)>"
    show(page, outcome(annotation(1, title=nasty, message=nasty, target=target(nasty)), title=nasty))
    assert page.texts("main img") == []
    assert page.texts("main h1, main h2") == [nasty, nasty]


MANY = outcome(*[annotation(i, severity="info" if i % 5 else "warning") for i in range(500)])


def test_many_findings_are_folded(page: Page):
    show(page, MANY)
    assert len(page.texts(".finding")) == 50
    page.press("#found > .note button")
    assert len(page.texts(".finding")) == 500
    assert page.value("document.activeElement === document.querySelectorAll('.finding')[50]")


def test_filters_are_toggles_that_are_remembered(page: Page):
    show(page, REPORTS["findings"])
    assert page.texts(".filters button") == ["All 3", "Serious 1", "Warnings 1", "Notes 1"]
    page.press(".filters button:nth-child(2)")
    page.press(".filters button:nth-child(4)")
    assert page.texts(".filters [aria-pressed=true]") == ["Serious 1", "Notes 1"]
    assert len(page.texts(".finding")) == 2
    show(page, REPORTS["findings"])
    assert len(page.texts(".finding")) == 2
    page.press(".filters button:nth-child(2)")
    page.press(".filters button:nth-child(4)")
    assert page.texts(".filters [aria-pressed=true]") == ["All 3"]
    assert len(page.texts(".finding")) == 3


def test_findings_of_rules_that_are_off_are_told(page: Page):
    show(page, REPORTS["findings"], rulesOff=["salary/malformed-figure"])
    assert page.texts("#found .finding") == []
    assert page.texts("main h2") == ["Nothing else found"]
    assert page.texts(".silent .note") == ["3 findings of rules that you switched off: Show"]
    page.press(".silent button")
    assert len(page.texts(".silent .finding")) == 3
    page.press(".silent .menu summary")
    page.press(".silent .menu button")
    assert len(page.texts("#found > ol .finding")) == 3
    assert page.value("document.activeElement.dataset.at") == "a1"


def test_a_rule_is_switched_off_and_on_again_at_once(page: Page):
    other = annotation(9, rule="salary/not-stated", title="No pay is stated")
    show(page, outcome(annotation(1), annotation(2), other))
    page.press(".finding .menu summary")
    page.press(".finding .menu button")
    assert page.texts(".finding h2") == ["No pay is stated"]
    assert page.texts(".undo") == ["Not shown any more: “Figure 1 cannot be taken as written”. Undo"]
    assert page.value("document.activeElement.textContent") == "Undo"
    page.press(".undo button")
    assert len(page.texts(".finding")) == 3
    assert page.texts(".undo, .silent") == []


def test_pointer_and_focus_point_into_the_page(page: Page):
    checked = copy.deepcopy(REPORTS["findings"])
    checked["placed"] = ["a1", "a1.0", "a2"]
    page.point(1, 1)  # away from what is drawn, which may come under the mouse
    show(page, checked)
    over = (
        "selector => document.querySelector(selector).dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))"
    )
    for selector in (".finding.serious h2", ".finding.serious p", ".finding.warning h2", ".finding.info h2"):
        page.function(over, selector)
    page.function("() => document.querySelector('[data-place=\"a1.0\"]').focus()")
    assert page.value("pointed") == ["a1", "a2", "a1.0"]
    page.press(".finding.warning h2")
    assert page.value("pointed.at(-1)") == "to a2"


def test_next_and_previous_go_round(page: Page):
    show(page, REPORTS["findings"])
    at = "document.activeElement.dataset.at"
    for selector, wanted in ((".step:last-child", "a1"), (".back", "a3"), (".step:last-child", "a1")):
        page.press(selector)
        assert page.value(at) == wanted
    assert page.value("pointed.filter((one) => one.startsWith('to'))") == ["to a1", "to a3", "to a1"]


def test_the_finding_of_a_place_is_found_wherever_it_is(page: Page):
    show(page, MANY)
    page.press(".filters button:nth-child(2)")
    page.function("() => list.reveal('a499.0')")
    assert page.value("document.activeElement.dataset.at") == "a499"
    same = outcome(*[annotation(i, title="Garbled", rule="encoding/mojibake") for i in range(4)])
    show(page, same, rulesOff=["encoding/mojibake"])
    page.function("() => list.reveal('a2')")
    assert page.value("document.activeElement.dataset.at") == "a2"
    assert page.value("document.activeElement.checkVisibility()")


def test_the_text_that_is_copied_says_it_all(page: Page):
    lines = page.function(COPY, REPORTS["findings"]).splitlines()
    assert lines[:3] == ["Harbour Data Engineer", "Northwind Ferries", "http://crewboard.example/jobs/8841"]
    assert lines[3].startswith("Checked on ")
    assert "Pay: $176,500 – $225,275 a year · base pay · in the text" in lines
    assert "Writes from: @northwind-ferries.example and @northwind.example only" in lines
    assert "“We only ever write from addresses of Northwind Ferries.”" in lines
    assert f"Apply leads to: {WAYS_TO_APPLY[2][0]} · another site" in lines
    start = lines.index("1. Figure 1 cannot be taken as written (Serious)")
    assert lines[start - 2] == "3 findings"
    assert lines[start + 1 : start + 5] == [
        "It writes out the thousands and adds a “k”.",
        "shows: $225,275k",
        "likely: $225,275",
        f"Why this matters: {SERVER}/rules/salary/malformed-figure",
    ]


def test_the_text_of_a_page_without_findings(page: Page):
    assert page.function(COPY, REPORTS["nothing found"]).endswith("\n\nNothing odd found")
    partly = page.function(COPY, REPORTS["partly checked"])
    assert "Nothing odd found" not in partly
    assert "- A part of the page that comes from ads.example" in partly


KNOWN = [
    {
        "url": "http://crewboard.example/jobs/1",
        "text": "Ferry Cook",
        "counts": {"serious": 1, "warning": 2, "info": 0},
        "checked_at": "2026-01-01T00:00:00Z",
        "complete": True,
    },
    {
        "url": "http://crewboard.example/jobs/2",
        "text": "",
        "counts": {"serious": 0, "warning": 0, "info": 0},
        "checked_at": "2026-01-01T00:00:00Z",
        "complete": False,
    },
]


def test_known_postings_of_a_results_page(page: Page):
    show(page, REPORTS["not a posting"])
    page.function(
        "async links => document.querySelector('main').append((await import('/popup/known.js')).showKnown(links))",
        KNOWN,
    )
    assert page.texts(".known a") == ["Ferry Cook", "http://crewboard.example/jobs/2"]
    first, second = page.texts(".known small")
    assert first.startswith("1 serious and 2 warnings · ")
    assert second.startswith("checked in part · ")
    assert page.texts(".legend .mark") == ["Serious", "Warning", "Note", "Nothing odd found"]
    assert_good_to_read(page)
