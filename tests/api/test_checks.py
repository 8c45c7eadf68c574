"""`/v1/checks` through the application, with real Redis and real processes that check."""

import gzip
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
import redis
from pydantic import TypeAdapter
from running import ROOT

from server import RULESET, create_app
from server.report import Report
from server.store import Store, Vault

URL = "https://board.example/jobs/4711"
PAGE = (
    b"<!doctype html><html lang=en><title>Night cook</title><h1>Night cook</h1>"
    b"<p>Northwind Kitchens pays $20 to $24 an hour.</p><p>Write to jobs@northwind.example.</p>"
)
LIMIT = 5 * 1024 * 1024


def check(client, body=PAGE, url=URL, headers=None, content_type="text/html; charset=utf-8", **query):
    query = {"url": url, **query} if url else query
    return client.post("/v1/checks", query_string=query, data=body, headers=headers, content_type=content_type)


def stored(client, url=URL, **headers):
    return client.get("/v1/checks", query_string={"url": url}, headers=headers)


def test_a_page_is_checked_and_its_report_stored(client):
    fresh = check(client)
    assert fresh.status_code == 200
    assert fresh.content_type == "application/json"
    assert fresh.headers["Cache-Status"] == "grain-of-salt; fwd=miss; stored"
    assert fresh.headers["Cache-Control"] == "no-store"
    report = TypeAdapter(Report).validate_json(fresh.data)
    assert (report.schema, report.url, report.digest) == (1, URL, f"sha256:{sha256(PAGE).hexdigest()}")
    assert report.document.encoding == "utf-8"
    assert "text" not in fresh.json["document"]

    kept = stored(client)
    assert kept.status_code == 200
    assert kept.data == fresh.data
    assert kept.headers["ETag"] == fresh.headers["ETag"]
    assert 0 <= int(kept.headers["Age"]) < 60
    assert kept.headers["Cache-Control"] == "private, no-cache"
    assert kept.headers["Cache-Status"] == "grain-of-salt; hit"
    assert {"Origin", "Authorization"} <= kept.vary


@pytest.mark.parametrize("shift", [timedelta(days=1), -timedelta(days=1)], ids=["back", "forth"])
def test_a_clock_that_was_set(client, settings, shift):
    first = check(client)
    store = Store(settings.redis_url, Vault(settings.secret.encode, RULESET), keep_seconds=100, timeout_seconds=5)
    place = store.vault.place("", URL)
    entry = store.get(place)
    stamped = entry.checked_at + int(shift.total_seconds() * 1000)
    store.put(place, replace(entry, checked_at=stamped), b"{}", store.salt(""))
    kept = stored(client)
    assert (kept.data, int(kept.headers["Age"]) >= 0) == (first.data, True)
    assert check(client).headers["Cache-Status"].endswith("; stored"), "not fresh: it is checked again"
    assert check(client).headers["Cache-Status"].endswith("; hit")


def test_not_modified(client):
    etag = check(client).headers["ETag"]
    same = stored(client, **{"If-None-Match": etag})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", etag)
    assert stored(client, **{"If-None-Match": '"other"'}).status_code == 200


def test_one_posting_by_any_of_its_addresses(client):
    check(client, url="https://Board.example:443/jobs?jk=7&utm_source=mail#apply")
    found = stored(client, "https://board.example/jobs?jk=7")
    assert found.status_code == 200
    assert found.json["url"] == "https://board.example/jobs?jk=7"
    assert stored(client, "https://board.example/jobs?jk=8").status_code == 404


def test_with_its_text(client):
    with_text = check(client, include="text")
    document = with_text.json["document"]
    assert "Northwind Kitchens pays" in document["text"]
    assert document["length"] == len(document["page_text"])
    assert "text" not in stored(client).json["document"]
    assert with_text.headers["ETag"] != stored(client).headers["ETag"]


def test_what_was_not_checked(client, assert_problem):
    assert_problem(stored(client), "not-checked")


def test_forgotten(client, assert_problem):
    check(client)
    gone = client.delete("/v1/checks", query_string={"url": URL + "#apply"})
    assert (gone.status_code, gone.data) == (204, b"")
    assert_problem(stored(client), "not-checked")
    assert client.delete("/v1/checks", query_string={"url": URL}).status_code == 204


def test_everything_forgotten(client, assert_problem):
    for url in (URL, URL + "2", None):
        check(client, url=url)
    gone = client.delete("/v1/checks")
    assert (gone.status_code, gone.data) == (204, b"")
    for url in (URL, URL + "2"):
        assert_problem(stored(client, url), "not-checked")
    known = client.post("/v1/lookups", json={"urls": [URL, URL + "2"]}).json["results"]
    assert [one["checked_at"] for one in known] == [None, None]
    assert check(client, url=None).headers["Cache-Status"].endswith("; stored"), "a page without an address, too"
    assert check(client).headers["Cache-Status"].endswith("; stored")
    assert stored(client).status_code == 200
    assert client.delete("/v1/checks").status_code == client.delete("/v1/checks").status_code == 204


@pytest.mark.parametrize(
    "query", ["?url=", "?url=acme", "?url=ftp://a.example", "?url=https://a.example&b=c", f"?uri={URL}", "?url"]
)
def test_an_address_that_is_none_forgets_nothing(client, assert_problem, query):
    check(client)
    assert_problem(client.delete(f"/v1/checks{query}"), "invalid-request")
    assert stored(client).status_code == 200


def test_a_check_that_is_under_way_when_all_is_forgotten_leaves_nothing(app, redis_server, assert_problem):
    slow = b"<title>Cook</title>" + b"<p>Pay: $20 an hour, and a kitchen with a view. " * 3_000
    with ThreadPoolExecutor(1) as pool, redis.Redis.from_url(redis_server.url) as raw:
        running = pool.submit(lambda: check(app.test_client(), body=slow))
        while not running.done() and not list(raw.scan_iter("gos:*:*:*")):  # the lock of its computation
            pass
        assert app.test_client().delete("/v1/checks").status_code == 204
        assert not running.done(), "the page has to be larger for this test to mean anything"
        assert running.result().headers["Cache-Status"].endswith("; stored")
    assert_problem(stored(app.test_client()), "not-checked")


def test_the_same_content_is_not_checked_twice(client):
    first = check(client)
    again = check(client)
    assert again.headers["Cache-Status"] == "grain-of-salt; hit"
    assert again.data == first.data
    assert "Age" in again.headers
    for header in ({"Cache-Control": "no-cache"}, {"Cache-Control": "max-age=0"}):
        assert check(client, headers=header).headers["Cache-Status"] == "grain-of-salt; fwd=miss; stored"
    for other in ({"body": PAGE + b"<p>more"}, {"content_type": "text/plain"}, {"url": URL + "2"}):
        assert check(client, **other).headers["Cache-Status"] == "grain-of-salt; fwd=miss; stored"


def test_a_page_without_an_address_is_not_checked_twice_either(client):
    first, again = check(client, url=None), check(client, url=None)
    assert again.headers["Cache-Status"] == "grain-of-salt; hit"
    assert again.data == first.data
    assert first.json["url"] is None


def test_a_stored_report_that_is_no_longer_fresh_is_still_served_but_not_reused(settings):
    client = create_app(replace(settings, fresh_seconds=0)).test_client()
    check(client)
    assert check(client).headers["Cache-Status"] == "grain-of-salt; fwd=miss; stored"
    assert stored(client).status_code == 200


def test_changed_content_replaces_the_report(client):
    check(client)
    check(client, body=b"<title>Day cook</title>")
    assert stored(client).json["posting"]["title"] == "Day cook"


def test_fifty_at_once_are_one_computation(app, settings):
    before = computed(app)
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: check(app.test_client()), range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert computed(app) - before == 1


def computed(app) -> float:
    lines = app.test_client().get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith('grain_checks_total{result="computed"}'))


def test_nothing_of_a_page_can_be_read_in_redis(client, redis_server):
    check(client)
    with redis.Redis.from_url(redis_server.url) as raw:
        keys = list(raw.scan_iter())
        held = b" ".join(keys + [raw.get(key) for key in keys])
        assert len(keys) == 3, "the report, what is told of it, and the salt of its namespace"
    for word in (b"board", b"4711", b"cook", b"northwind", b"http", b"annotations"):
        assert word not in held.lower()
    dumped = b"".join(file.read_bytes() for file in redis_server.folder.rglob("*") if file.is_file())
    assert b"northwind" not in dumped.lower()


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml", "text/markdown", "text/plain", "TEXT/HTML"])
def test_every_kind_of_page(client, kind):
    report = check(client, content_type=kind)
    assert report.status_code == 200
    assert report.json["document"]["content_type"] == kind.lower()


def test_the_charset_of_the_header_is_used(client):
    report = check(client, "<title>Köchin</title>".encode("iso-8859-1"), content_type="text/html; charset=iso-8859-1")
    assert report.json["posting"]["title"] == "Köchin"


def test_gzip(client):
    plain = check(client, url=None)
    packed = check(client, gzip.compress(PAGE), url=None, headers={"Content-Encoding": "gzip"})
    assert packed.status_code == 200
    assert packed.json["digest"] == plain.json["digest"]
    two_members = gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:])
    joined = check(client, two_members, url=None, headers={"Content-Encoding": "gzip"})
    assert joined.json["digest"] == plain.json["digest"]


@pytest.mark.parametrize(
    ("slug", "asked"),
    [
        ("unsupported-media-type", {"content_type": "application/pdf"}),
        ("unsupported-media-type", {"content_type": "application/x-www-form-urlencoded"}),
        ("unsupported-media-type", {"content_type": None}),
        ("unsupported-media-type", {"headers": {"Content-Encoding": "br"}}),
        ("malformed-request", {"headers": {"Content-Encoding": "gzip"}}),
        ("malformed-request", {"headers": {"Content-Encoding": "gzip"}, "body": gzip.compress(PAGE)[:-9]}),
        ("empty-page", {"body": b""}),
        ("empty-page", {"body": b" \r\n"}),
        ("empty-page", {"headers": {"Content-Encoding": "gzip"}, "body": gzip.compress(b"")}),
        ("invalid-request", {"url": "file:///etc/passwd"}),
        ("invalid-request", {"url": " "}),
        ("invalid-request", {"include": "everything"}),
        ("invalid-request", {"incldue": "text"}),
        ("body-too-large", {"body": b"a" * (5 * 1024 * 1024 + 1)}),
        (
            "body-too-large",
            {"headers": {"Content-Encoding": "gzip"}, "body": gzip.compress(b"a" * (5 * 1024 * 1024 + 1))},
        ),
        ("too-complex", {"body": b"<b>" * 100_001}),
    ],
)
def test_pages_that_are_not_checked(client, assert_problem, slug, asked):
    assert_problem(check(client, **asked), slug)


def test_who_forgets_the_type_is_told_what_to_add(client, assert_problem):
    details = assert_problem(check(client, content_type="application/x-www-form-urlencoded"), "unsupported-media-type")
    assert "-H 'Content-Type: text/html'" in details["detail"]


@pytest.mark.parametrize("body", [b"", b" "])
def test_who_sends_no_page_is_told_how(client, assert_problem, body):
    assert "--data-binary @FILE" in assert_problem(check(client, body=body), "empty-page")["detail"]


@pytest.mark.parametrize("query", ["url=https://a.example/?a=1&b=2", "url=https://a.example/?a=1&url=2"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_who_forgets_to_escape_an_address_is_told_so(client, assert_problem, method, query):
    answer = client.open(f"/v1/checks?{query}", method=method, data=PAGE, content_type="text/html")
    assert "write & inside url as %26" in assert_problem(answer, "invalid-request")["detail"]


@pytest.mark.parametrize(
    "query", ["", "?url=", "?url=ftp://a.example", "?url=https://a.example&b=c", "?uri=https://a.example"]
)
def test_stored_reports_need_an_address(client, assert_problem, query):
    assert_problem(client.get(f"/v1/checks{query}"), "invalid-request")


def test_answers_while_redis_is_away(client, redis_server, assert_problem):
    check(client)
    redis_server.kill()
    answer = check(client)
    assert answer.status_code == 200
    assert answer.headers["Cache-Status"] == "grain-of-salt; fwd=bypass; detail=redis-unreachable"
    assert_problem(stored(client), "not-checked")
    assert_problem(client.delete("/v1/checks", query_string={"url": URL}), "store-unavailable")
    assert_problem(client.delete("/v1/checks"), "store-unavailable")


ANSWERING = """
import sys
from server import create_app
client = create_app().test_client()
page = {"query_string": {"url": "https://a.example/1"}}
asked = (
    client.post("/v1/checks", data=b"<p>$20 an hour", content_type="text/html", **page),
    client.get("/v1/checks", **page),
    client.post("/v1/lookups", json={"urls": ["https://a.example/1"]}),
    client.get("/"),
    client.get("/readyz"),
    client.delete("/v1/checks"),
)
print(*(answer.status_code for answer in asked))
print(*sorted({"lxml", "bs4", "ftfy", "pint", "babel", "server.check", "server.rules"} & set(sys.modules)))
"""


def test_what_answers_loads_neither_the_parser_nor_the_rules(settings):
    environment = {"STATE_DIR": str(settings.state), "REDIS_URL": settings.redis_url, "SECRET": settings.secret}
    told = subprocess.run(
        [sys.executable, "-c", ANSWERING], cwd=ROOT, env=os.environ | environment, capture_output=True, check=True
    ).stdout
    assert told.decode().splitlines() == ["200 200 200 200 200 204", ""]


def test_the_report_is_the_same_json_without_redis(client, redis_server):
    def comparable(answer):
        report = json.loads(answer.data)
        return {name: value for name, value in report.items() if name != "checked_at"}

    known = comparable(check(client))
    redis_server.kill()
    assert comparable(check(client)) == known
