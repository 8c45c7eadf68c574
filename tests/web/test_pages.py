"""The pages for people, as a browser gets them."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from server import web
from server.posting.model import Posting
from server.rules import registry
from server.rules.model import Finding, Rule, rule

RULE_IDS = [rule.id for rule in registry.RULES]


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    """The page at `path`, which has to be a whole, closed HTML page."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert answer.headers["Content-Security-Policy"] == web.CONTENT_SECURITY_POLICY
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize("path", ["/", "/rules/", *(f"/rules/{id}" for id in RULE_IDS)])
def test_a_page_works_under_its_own_policy(client: FlaskClient, path: str):
    html = page(client, path)
    assert html.html["lang"] == "en"
    assert len(html.select("h1")) == 1
    assert not html.select("style, [style], script:not([src])")
    assert not [tag.name for tag in html.find_all() for name in tag.attrs if name.startswith("on")]
    for tag in html.select("link[href], script[src], img[src], [data-href]"):
        with client.get(tag.get("href") or tag.get("src") or tag["data-href"]) as file:
            assert file.status_code == 200
            assert file.headers["Content-Security-Policy"] == web.CONTENT_SECURITY_POLICY
            assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_the_policy_allows_nothing_but_own_files():
    directives = dict(part.split(" ", 1) for part in web.CONTENT_SECURITY_POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert {directives[name] for name in ("script-src", "style-src", "img-src", "connect-src")} == {"'self'"}
    assert {directives[name] for name in ("base-uri", "form-action", "frame-ancestors")} == {"'none'"}


def test_every_rule_is_listed_once_with_its_severity(client: FlaskClient):
    listed = page(client, "/rules/").select(".rules li")
    assert sorted(item.a["href"] for item in listed) == sorted(f"/rules/{id}" for id in RULE_IDS)
    by_id = {rule.id: rule for rule in registry.RULES}
    for item in listed:
        shown = by_id[item.a["href"].removeprefix("/rules/")]
        assert item.a.text == shown.title
        assert item.select_one(".severity").text == web.SEVERITY_WORDS[shown.severity]
        assert item.p.text == shown.summary


@pytest.mark.parametrize("shown", registry.RULES, ids=RULE_IDS)
def test_a_rule_page_says_all_that_the_rule_says(client: FlaskClient, shown):
    html = page(client, f"/rules/{shown.id}")
    assert html.h1.text == shown.title
    assert shown.id in html.select_one(".rule-line").text
    text = html.main.get_text()
    for section in shown.sections.values():
        assert section[1:] in text
    assert [example.text for example in html.select(".bad pre")] == [*map(as_parsed, shown.bad)]
    assert [example.text for example in html.select(".good pre")] == [*map(as_parsed, shown.good)]


@pytest.mark.parametrize("shown", registry.RULES, ids=RULE_IDS)
def test_every_bad_example_stands_with_what_is_said_of_it(client: FlaskClient, shown):
    for example in page(client, f"/rules/{shown.id}").select(".bad"):
        assert example.figcaption.text


def as_parsed(example: str) -> str:
    """What an HTML parser gives back for a text in <pre>: one line feed after the tag is dropped."""
    return example.removeprefix("\n")


@pytest.mark.parametrize("path", ["/rules/salary/no-such-rule", "/rules/salary", "/rules/../settings", "/web/none.js"])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str):
    assert client.get(path).status_code == 404


HOSTILE = "<img src=x onerror=alert(1)></pre><script>alert(1)</script>{{ 7 * 7 }}&amp;'\""


@pytest.mark.parametrize(("path", "times"), [("/rules/", 2), ("/rules/salary/hostile", 7)])
def test_nothing_that_a_rule_says_becomes_markup(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, times: int
):
    def find(posting: Posting) -> list[Finding]:
        return []

    find.__doc__ = f"{HOSTILE}\n\nWhy it matters: {HOSTILE}\n\nExample: {HOSTILE}\n\nNot flagged: {HOSTILE}"
    hostile = rule("salary/hostile", severity="info", bad=(HOSTILE,), good=(HOSTILE,))(find)
    monkeypatch.setattr(Rule, "title", HOSTILE)
    monkeypatch.setattr(registry, "RULES", (hostile,))
    html = page(client, path)
    assert not html.select("main script, main img, main [onerror]")
    assert html.main.get_text().count(HOSTILE) == times
    assert HOSTILE in html.title.text or path == "/rules/"


def test_every_family_of_rules_has_a_name_for_people():
    assert {id.partition("/")[0] for id in RULE_IDS} <= web.FAMILIES.keys()


def test_examples_are_checked_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    path = f"/rules/{RULE_IDS[0]}"
    before = client.get(path).text
    monkeypatch.setattr("server.check.check", None)
    assert client.get(path).text == before
