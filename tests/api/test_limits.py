"""How much one token may ask in a minute."""

import hashlib
import io
import time
from dataclasses import replace

import pytest
import redis

from server import create_app

ADA, BOB = ({"Authorization": f"Bearer {name}'s"} for name in ("ada", "bob"))
TOKENS = tuple(hashlib.sha256(f"{name}'s".encode()).hexdigest() for name in ("ada", "bob"))
NOTHING = {"urls": []}


@pytest.fixture
def limited(settings):
    """An application on the same Redis, as another worker is, with limits of its own."""

    def make(**changes: float):
        return create_app(replace(settings, tokens=TOKENS, **changes)).test_client()

    return make


def lookups(client, who, times):
    return [client.post("/v1/lookups", json=NOTHING, headers=who) for _ in range(times)]


def test_by_count_for_each_token_and_all_workers(limited, assert_problem):
    one, other = (limited(requests_per_minute=4) for _ in range(2))
    assert [answer.status_code for answer in lookups(one, ADA, 3) + lookups(other, ADA, 1)] == [200] * 4
    for client in (one, other):
        refused = lookups(client, ADA, 1)[0]
        assert "4 requests" in assert_problem(refused, "too-many-requests")["detail"]
        assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert lookups(one, BOB, 1)[0].status_code == 200


def test_by_bytes(limited, assert_problem):
    client = limited(bytes_per_minute=10_000)

    def check(size, **chunked):
        page = b"<p>Cook" + b" " * (size - 7)
        return client.post("/v1/checks", data=page, content_type="text/html", headers=ADA, **chunked)

    assert [check(4000).status_code for _ in range(2)] == [200, 200]
    assert "10,000 bytes" in assert_problem(check(4000), "too-many-requests")["detail"]


def test_a_length_that_is_not_told_counts_as_the_most(limited, assert_problem):
    client = limited(bytes_per_minute=10_000)
    chunked = client.post(
        "/v1/checks",
        input_stream=io.BytesIO(b"<p>Cook"),
        content_type="text/html",
        headers={**ADA, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert_problem(chunked, "too-many-requests")


def test_what_is_stored_can_be_read_and_health_asked_all_the_same(limited, assert_problem):
    client = limited(requests_per_minute=1)
    url = {"url": "https://board.example/1"}
    client.post("/v1/checks", query_string=url, data="<p>Cook", content_type="text/html", headers=ADA)
    assert_problem(lookups(client, ADA, 1)[0], "too-many-requests")
    assert client.get("/v1/checks", query_string=url, headers=ADA).status_code == 200
    assert client.delete("/v1/checks", query_string=url, headers=ADA).status_code == 204
    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/", "/metrics")] == [200] * 4


def test_a_stranger_uses_nobodys_share(limited, assert_problem):
    client = limited(requests_per_minute=1)
    for _ in range(3):
        assert_problem(lookups(client, {}, 1)[0], "token-needed")
    assert lookups(client, ADA, 1)[0].status_code == 200


def test_without_tokens_there_is_no_limit(settings):
    client = create_app(replace(settings, requests_per_minute=1, bytes_per_minute=1)).test_client()
    assert [answer.status_code for answer in lookups(client, {}, 5)] == [200] * 5


def test_a_worker_counts_for_itself_while_redis_is_away(limited, redis_server, assert_problem):
    client = limited(requests_per_minute=4)
    lookups(client, ADA, 2)
    redis_server.kill()
    assert [answer.status_code for answer in lookups(client, ADA, 4)] == [200] * 4
    refused = lookups(client, ADA, 1)[0]
    assert_problem(refused, "too-many-requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    redis_server.start()
    time.sleep(2.1)
    assert [answer.status_code for answer in lookups(client, ADA, 3)] == [200, 200, 429], "it counts on where it was"


def test_a_redis_that_does_not_answer_is_waited_for_once(limited, redis_server):
    client = limited(redis_timeout_seconds=3)
    lookups(client, ADA, 1)
    redis_server.pause()
    try:
        began = time.monotonic()
        assert [answer.status_code for answer in lookups(client, ADA, 5)] == [200] * 5
        assert time.monotonic() - began < 4.5, "one timeout of 3 s, not two"
    finally:
        redis_server.resume()


def test_a_redis_that_refuses_to_count_is_no_error(limited, redis_server):
    with redis.Redis.from_url(redis_server.url) as raw:
        raw.execute_command("REPLICAOF", "127.0.0.1", "1")
        raw.config_set("replica-serve-stale-data", "yes")
        assert [answer.status_code for answer in lookups(limited(), ADA, 3)] == [200] * 3


def test_counters_end_by_themselves(limited, redis_server):
    lookups(limited(), ADA, 1)
    with redis.Redis.from_url(redis_server.url) as raw:
        keys = list(raw.scan_iter("gos:count:*"))
        assert len(keys) == 2
        assert all(0 < raw.ttl(key) <= 60 for key in keys)
