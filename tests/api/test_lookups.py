"""`/v1/lookups`."""

import pytest

from server.api.schemas import Lookups

URLS = ["https://board.example/1", "https://board.example/2", "https://board.example/3"]


def lookup(client, body, content_type="application/json", **headers):
    return client.post("/v1/lookups", data=body, content_type=content_type, headers=headers)


def test_in_the_order_of_the_addresses(client):
    checked = client.post(
        "/v1/checks", query_string={"url": URLS[1]}, data="<p>Cook, $20 an hour", content_type="text/html"
    ).json
    answer = client.post("/v1/lookups", json={"urls": [URLS[0], URLS[1] + "?utm_source=x#top", "no address", URLS[2]]})
    assert answer.status_code == 200
    assert Lookups.model_validate(answer.json).model_dump(mode="json", exclude_unset=True) == answer.json
    none, found, *rest = answer.json["results"]
    assert none == {"url": URLS[0], "checked_at": None}
    assert rest == [{"url": "no address", "checked_at": None}, {"url": URLS[2], "checked_at": None}]
    assert found["url"] == URLS[1] + "?utm_source=x#top"
    assert found["checked_at"] == checked["checked_at"]
    severities = [annotation["severity"] for annotation in checked["annotations"]]
    assert found["counts"] == {severity: severities.count(severity) for severity in ("serious", "warning", "info")}
    assert found["complete"] is True


def test_a_page_that_was_checked_in_part_does_not_look_all_clear(client):
    page = "".join(f"<p>Mail cook{n}@acme.example" for n in range(300))
    report = client.post("/v1/checks", query_string={"url": URLS[0]}, data=page, content_type="text/html").json
    assert report["complete"] is False
    assert client.post("/v1/lookups", json={"urls": URLS[:1]}).json["results"][0]["complete"] is False


def test_an_address_comes_back_as_it_was_asked_for(client):
    odd = ['https://board.example/"1"', "https://board.example/\\2", "https://büro.example/3\n", "}", "\0", ""]
    assert [one["url"] for one in client.post("/v1/lookups", json={"urls": odd}).json["results"]] == odd


def test_no_address_at_all(client):
    assert client.post("/v1/lookups", json={"urls": []}).json == {"results": []}


def test_a_hundred_and_no_more(client, assert_problem):
    urls = [f"https://board.example/{n}" for n in range(101)]
    assert len(client.post("/v1/lookups", json={"urls": urls[:100]}).json["results"]) == 100
    assert_problem(client.post("/v1/lookups", json={"urls": urls}), "invalid-request")


def test_redis_away_is_no_error_but_is_told(client, redis_server):
    redis_server.kill()
    answer = client.post("/v1/lookups", json={"urls": URLS})
    assert answer.json["results"] == [{"url": url, "checked_at": None} for url in URLS]
    assert answer.headers["Cache-Status"] == "grain-of-salt; fwd=bypass; detail=redis-unreachable"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"urls": [NaN]}',
        b'{"urls": [], "urls": []}',
        rb'{"urls": ["\ud800"]}',
        b"[" * 100_000,
        b'{"urls": ' + b"9" * 5000 + b"}",
        b'{"urls": []} {"urls": []}',
    ],
    ids=["empty", "cut off", "not UTF-8", "NaN", "twice", "half a pair", "deep", "digits", "two"],
)
def test_json_that_readers_disagree_on(client, assert_problem, body):
    assert_problem(lookup(client, body), "malformed-request")


@pytest.mark.parametrize(
    "body",
    [b"null", b"[]", b"{}", b'"urls"', b'{"urls": "https://a.example"}', b'{"urls": [1]}', b'{"urls": [], "a": 1}'],
)
def test_json_that_says_something_else(client, assert_problem, body):
    details = assert_problem(lookup(client, body), "invalid-request")
    assert details["errors"]


def test_only_json(client, assert_problem):
    body = b'{"urls": []}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", None):
        assert_problem(lookup(client, body, kind), "unsupported-media-type")
    assert_problem(lookup(client, body, **{"Content-Encoding": "gzip"}), "unsupported-media-type")
