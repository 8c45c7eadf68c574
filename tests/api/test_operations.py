"""What those who run the service ask, the rules as data, and the OpenAPI document."""

import logging
import re

import pytest

from server import RULESET
from server.api import problems
from server.api.schemas import RuleText
from server.rules.registry import RULES


def test_health_touches_nothing(client, redis_server):
    redis_server.kill()
    assert (client.get("/healthz").status_code, client.get("/healthz").json) == (200, {"status": "ok"})


def test_ready_with_and_without_redis(client, redis_server):
    assert client.get("/readyz").json == {"checks": "ok", "redis": "ok"}
    redis_server.kill()
    away = client.get("/readyz")
    assert (away.status_code, away.json) == (200, {"checks": "ok", "redis": "unreachable"})


def test_metrics_name_routes_never_addresses(client):
    client.get("/v1/checks?url=https://board.example/secret")
    client.get("/v1/rules/salary/none")
    client.get("/somewhere/secret")
    client.open("/v1/rules", method="BREW")
    text = client.get("/metrics").text
    assert 'grain_requests_total{method="GET",route="/v1/checks",status="404"}' in text
    assert 'route="/v1/rules/<family>/<name>"' in text
    assert 'route="unmatched",status="404"' in text
    assert 'method="other"' in text
    assert "secret" not in text
    assert "board.example" not in text


def test_requests_have_an_id(client):
    assert client.get("/healthz", headers={"X-Request-ID": "trace-7"}).headers["X-Request-ID"] == "trace-7"
    for unfit in ("", "a b", "a\tb", "é", "x" * 65):
        assert re.fullmatch(
            "[0-9a-f]{16}", client.get("/healthz", headers={"X-Request-ID": unfit}).headers["X-Request-ID"]
        )


@pytest.mark.parametrize(
    ("method", "path", "slug"),
    [
        ("GET", "/nowhere", "not-found"),
        ("GET", "/v1", "not-found"),
        ("GET", "/v1/rules/salary/none", "unknown-rule"),
        ("GET", "/v1/lookups", "method-not-allowed"),
        ("PUT", "/v1/checks", "method-not-allowed"),
        ("POST", "/healthz", "method-not-allowed"),
    ],
)
def test_errors_of_the_framework_are_problems_too(client, assert_problem, method, path, slug):
    answer = client.open(path, method=method)
    assert_problem(answer, slug)
    assert ("Allow" in answer.headers) == (slug == "method-not-allowed")


def test_who_is_lost_is_told_the_way(client, assert_problem):
    lost = assert_problem(client.get("/v1/check"), "not-found")
    assert {"/v1/checks", "/v1/lookups", "/v1/rules"} <= set(re.findall(r"/v1/\w+", lost["detail"]))
    wrong = assert_problem(client.put("/v1/checks"), "method-not-allowed")
    assert {"DELETE", "GET", "POST"} <= set(re.findall("[A-Z]+", wrong["detail"]))


def test_a_defect_is_told_and_logged_without_the_page(app, assert_problem, caplog):
    @app.get("/defect")
    def defect():
        raise RuntimeError("the page said: secret")

    with caplog.at_level(logging.ERROR):
        details = assert_problem(app.test_client().get("/defect"), "internal-error")
    event = next(record for record in caplog.records if record.message == "defect")
    assert "secret" not in str(vars(event)) + details["detail"]
    assert event.told["request_id"] == details["request_id"]
    assert event.told["where"].startswith("RuntimeError at ")


def test_the_rules_as_data(client):
    answer = client.get("/v1/rules").json
    assert answer["ruleset"] == RULESET
    assert [rule["id"] for rule in answer["rules"]] == [rule.id for rule in RULES]
    for rule in answer["rules"]:
        RuleText.model_validate(rule)
        assert client.get(f"/v1/rules/{rule['id']}").json == rule
        assert client.get(rule["help_url"]).status_code == 200


class TestOpenAPI:
    """The document says what is there, and nothing else."""

    @pytest.fixture
    def document(self, client):
        return client.get("/openapi.json").json

    def test_it_lists_the_routes_under_v1(self, app, document):
        routes = {
            (re.sub(r"<(\w+)>", r"{\1}", rule.rule), method.lower())
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/v1/")
            for method in rule.methods - {"HEAD", "OPTIONS"}
        }
        assert {(path, method) for path, item in document["paths"].items() for method in item} == routes

    def test_every_reference_leads_somewhere(self, document):
        names = re.findall(r"'#/components/schemas/(\w+)'", str(document))
        assert names
        assert set(names) <= set(document["components"]["schemas"])

    def test_bodies_are_declared_as_they_are_taken(self, document):
        page = document["paths"]["/v1/checks"]["post"]["requestBody"]
        assert page["required"]
        assert set(page["content"]) == {"text/html", "application/xhtml+xml", "text/markdown", "text/plain"}
        assert list(document["paths"]["/v1/lookups"]["post"]["requestBody"]["content"]) == ["application/json"]

    def test_every_error_is_a_problem(self, document):
        for item in document["paths"].values():
            for operation in item.values():
                assert "default" in operation["responses"]
                for status, answer in operation["responses"].items():
                    if status not in ("200", "204", "304"):
                        assert list(answer["content"]) == [problems.MEDIA_TYPE]

    def test_declared_parameters_are_those_that_are_read(self, document):
        post = document["paths"]["/v1/checks"]["post"]["parameters"]
        assert {parameter["name"]: parameter["required"] for parameter in post} == {"url": False, "include": False}
        get = document["paths"]["/v1/checks"]["get"]["parameters"]
        assert {parameter["name"]: parameter["required"] for parameter in get} == {"url": True}
