"""The store against a real Redis, well and hurt."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from server.store import Entry, Store, Unavailable, Vault

VAULT = Vault(lambda: b"a secret", "1")
PLACE = VAULT.place("", "https://acme.example/1")
CONTENT = b"c" * 16
SALT = b"s" * 16
SUMMARY = b'{"complete":true}'


def entry(report: bytes = b'{"a": 1}') -> Entry:
    return Entry.of(report, 1_700_000_000_000, CONTENT)


def store_at(url: str, timeout: float = 10) -> Store:
    """With patience for a busy machine, but where a test is of waiting."""
    return Store(url, VAULT, keep_seconds=100, timeout_seconds=timeout)


@pytest.fixture
def store(redis_server) -> Store:
    return store_at(redis_server.url)


def put(store: Store, place=PLACE, what: Entry | None = None) -> None:
    store.put(place, what or entry(), SUMMARY, store.salt(""))


@pytest.fixture
def raw(redis_server):
    with redis.Redis.from_url(redis_server.url) as client:
        yield client


def test_put_get_forget(store):
    assert store.get(PLACE) is None
    put(store)
    assert (store.get(PLACE), store.summaries([PLACE])) == (entry(), [SUMMARY])
    store.forget(PLACE)
    assert (store.get(PLACE), store.summaries([PLACE])) == (None, [None])


class TestForgettingAll:
    def test_everything_of_the_namespace_and_nothing_else(self, store):
        theirs = VAULT.place("theirs", "https://acme.example/1")
        other = VAULT.place("", "https://acme.example/2")
        store.put(theirs, entry(), SUMMARY, store.salt("theirs"))
        for place in (PLACE, other):
            put(store, place)
        store.forget_all("")
        assert [store.get(place) for place in (PLACE, other, theirs)] == [None, None, entry()]
        assert store.summaries([PLACE, other]) == [None, None]
        assert store.summaries([theirs]) == [SUMMARY]
        put(store)
        assert store.get(PLACE) == entry(), "what is checked afterwards is kept"
        assert store.get(other) is None, "and brings nothing back"

    def test_a_check_that_ends_afterwards_brings_nothing_back(self, store):
        salt = store.salt("")
        store.forget_all("")
        store.put(PLACE, entry(), SUMMARY, salt)
        assert store.get(PLACE) is None
        store.salt("")
        assert store.get(PLACE) is None
        assert store.summaries([PLACE]) == [None]

    def test_nobody_waits_for_a_check_of_before(self, store):
        with store.flight(PLACE, CONTENT, store.salt(""), 5) as before:
            store.forget_all("")
            with store.flight(PLACE, CONTENT, store.salt(""), 5) as after:
                assert (before, after) == (True, True)

    def test_of_many_at_once_all_get_the_same_salt(self, redis_server):
        stores = [store_at(redis_server.url) for _ in range(20)]
        with ThreadPoolExecutor(20) as pool:
            assert len(set(pool.map(lambda store: store.salt(""), stores))) == 1


def test_entries_end_spread_over_the_last_tenth_of_their_time(store, raw):
    places = [VAULT.place("", f"https://acme.example/{n}") for n in range(30)]
    for place in places:
        put(store, place)
    left = [raw.pttl(place.key) / 1000 for place in places]
    assert all(85 < seconds <= 100 for seconds in left)
    assert max(left) - min(left) > 1
    told = [raw.pttl(place.summary_key) / 1000 for place in places]
    assert told == pytest.approx(left, abs=1), "a report and what is told of it end together"


def test_summaries_come_in_order_in_one_round_trip(store, raw):
    other = VAULT.place("", "https://acme.example/2")
    put(store, what=entry(b"x" * 100_000))
    before = raw.info("stats")
    assert store.summaries([other, PLACE] * 50) == [None, SUMMARY] * 50
    after = raw.info("stats")
    assert after["total_commands_processed"] - before["total_commands_processed"] == 2, "one, and INFO"
    assert after["total_net_output_bytes"] - before["total_net_output_bytes"] < 50_000
    assert store.summaries([]) == []


@pytest.mark.parametrize("value", [b"", b"GOS1", b"rubbish" * 30, b"\0" * 500], ids=len)
def test_foreign_values_are_misses(store, raw, value):
    store.salt("")
    raw.mset({PLACE.key: value, PLACE.summary_key: value})
    assert store.get(PLACE) is None
    assert store.summaries([PLACE]) == [None]


def test_a_foreign_kind_of_key_is_a_miss(store, raw):
    raw.lpush(PLACE.key, "a")
    raw.lpush(PLACE.summary_key, "a")
    assert store.get(PLACE) is None
    assert store.summaries([PLACE]) == [None]
    put(store)
    assert store.get(PLACE) == entry()


def test_a_foreign_kind_of_salt_is_told_until_all_is_forgotten(store, raw):
    put(store)
    raw.delete(PLACE.salt_key)
    raw.lpush(PLACE.salt_key, "a")
    assert (store.get(PLACE), store.summaries([PLACE])) == (None, [None])
    with pytest.raises(Unavailable, match="redis-refused"):
        store.salt("")
    store.forget_all("")  # a refusal leaves the breaker closed
    put(store)
    assert store.get(PLACE) == entry()


def test_one_flies_at_a_time(store):
    with store.flight(PLACE, CONTENT, SALT, 5) as first, store.flight(PLACE, CONTENT, SALT, 5) as second:
        assert (first, second) == (True, False)
        with store.flight(PLACE, b"d" * 16, SALT, 5) as other_content:
            assert other_content
    with store.flight(PLACE, CONTENT, SALT, 5) as again:
        assert again


def test_a_flight_ends_without_its_holder(store):
    with store.flight(PLACE, CONTENT, SALT, 0.05):
        time.sleep(0.1)
        with store.flight(PLACE, CONTENT, SALT, 5) as next_one:
            assert next_one
        with store.flight(PLACE, CONTENT, SALT, 5) as still_free:
            assert still_free


def test_a_late_holder_does_not_end_the_flight_of_the_next(store):
    late = store.flight(PLACE, CONTENT, SALT, 0.05)
    assert late.__enter__()
    time.sleep(0.1)
    with store.flight(PLACE, CONTENT, SALT, 5):
        late.__exit__(None, None, None)
        with store.flight(PLACE, CONTENT, SALT, 5) as third:
            assert not third


def every_call(store: Store):
    return [
        lambda: store.get(PLACE),
        lambda: store.summaries([PLACE]),
        lambda: store.salt(""),
        lambda: store.put(PLACE, entry(), SUMMARY, SALT),
        lambda: store.forget(PLACE),
        lambda: store.forget_all(""),
        store.ping,
        lambda: store.count("ada", 1, 60),
        lambda: store.counted("ada"),
        lambda: store.ends("ada"),
        lambda: store.flight(PLACE, CONTENT, SALT, 1).__enter__(),
    ]


def test_a_dead_redis_is_told_by_every_call_and_comes_back(redis_server):
    store = store_at(redis_server.url)
    put(store)
    redis_server.kill()
    for call in every_call(store):
        store._servers.breakers.clear()
        with pytest.raises(Unavailable, match="redis-unreachable"):
            call()
    redis_server.start()
    store._servers.breakers.clear()
    assert store.get(PLACE) == entry(), "what was stored before a crash is there after it"


def test_a_stopped_redis_costs_one_timeout(redis_server):
    store = store_at(redis_server.url, 1)
    store.ping()
    redis_server.pause()
    try:
        began = time.monotonic()
        for call in every_call(store):
            with pytest.raises(Unavailable):
                call()
        assert time.monotonic() - began < 4, "one timeout of 1 s, not eleven, and no retries"
    finally:
        redis_server.resume()
    store._servers.breakers.clear()
    store.ping()


def test_one_request_waits_for_a_slow_redis_once_not_five_times(redis_server, raw):
    store = store_at(redis_server.url, 2)
    put(store)
    store.begin()
    raw.client_pause(1200)
    assert store.get(PLACE) == entry(), "late, but in time"
    raw.client_pause(4000)
    began = time.monotonic()
    for call in every_call(store):
        with pytest.raises(Unavailable):
            call()
    assert time.monotonic() - began < 4, "what is left of 3 s, not eleven answers"
    raw.client_unpause()
    store._servers.breakers.clear()
    with pytest.raises(Unavailable):
        store.get(PLACE)
    store.begin()
    assert store.get(PLACE) == entry(), "the next request asks again"


def test_counters_add_up_and_end(store):
    assert [store.count("ada", 1, 60), store.count("ada", 40, 60), store.count("bob", 1, 60)] == [1, 41, 1]
    assert (store.counted("ada"), store.counted("eve")) == (41, 0)
    assert 0 < store.ends("ada") <= 60
    store.count("ada", 1, 1000)
    assert store.ends("ada") <= 60, "a window does not grow while it is used"
    assert store.ends("eve") == 0


def test_a_redis_that_is_full_still_reads(store, raw):
    put(store)
    raw.config_set("maxmemory-policy", "noeviction")
    raw.config_set("maxmemory", "1")
    with pytest.raises(Unavailable, match="redis-refused"):
        put(store)
    with pytest.raises(Unavailable, match="redis-refused"):
        store.salt("of somebody new")
    assert store.get(PLACE) == entry()


def test_a_read_only_redis_still_reads(store, raw):
    put(store)
    raw.config_set("replica-serve-stale-data", "yes")
    raw.execute_command("REPLICAOF", "127.0.0.1", "1")
    with pytest.raises(Unavailable, match="redis-refused"):
        put(store)
    assert store.get(PLACE) == entry()


def test_a_redis_that_wants_a_password_is_told(redis_server, raw):
    raw.config_set("requirepass", "open sesame")
    for call in every_call(store_at(redis_server.url)):
        with pytest.raises(Unavailable):
            call()


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"$-7\r\n", b"*9999999999\r\n", b"\0" * 99, b""])
def test_what_talks_rubbish_is_told(said):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble():
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                with caller:
                    caller.settimeout(1)
                    try:
                        caller.recv(4096)
                        caller.sendall(said)
                    except OSError:
                        pass

        threading.Thread(target=babble, daemon=True).start()
        store = store_at(f"redis://127.0.0.1:{server.getsockname()[1]}")
        for call in every_call(store):
            store._servers.breakers.clear()
            with pytest.raises(Unavailable):
                call()
        server.shutdown(socket.SHUT_RDWR)


def test_no_call_is_made_while_redis_is_known_to_be_away(redis_server):
    store = store_at(redis_server.url)
    redis_server.kill()
    with pytest.raises(Unavailable):
        store.ping()
    redis_server.start()
    for breaker in store._servers.breakers.values():
        breaker.trip()  # as a moment ago: the start may have taken a while
    with pytest.raises(Unavailable):
        store.ping()
    time.sleep(1.1)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(store.ping).result()
    store.ping()
