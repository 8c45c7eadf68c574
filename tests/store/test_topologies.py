"""The store on a real cluster and on a real master with a sentinel, well and hurt."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from topologies import running_cluster, running_sentinel, until

from server.store import Entry, Store, Unavailable, Vault
from server.store.topology import topology

VAULT = Vault(lambda: b"a secret", "1")
CONTENT = b"c" * 16
SUMMARY = b'{"complete":true}'
TIMEOUT = 1.0
MOST = 1.5 * TIMEOUT + 2
"""Seconds for which one request may wait, and some for a busy machine; what redis-py does unasked takes longer."""


def entry(report: bytes = b'{"a": 1}') -> Entry:
    return Entry.of(report, 1_700_000_000_000, CONTENT)


def store_at(url: str) -> Store:
    return Store(url, VAULT, keep_seconds=100, timeout_seconds=TIMEOUT)


def place(namespace: str, number: int = 1):
    return VAULT.place(namespace, f"https://acme.example/{number}")


def put(store: Store, namespace: str, number: int = 1) -> None:
    store.put(place(namespace, number), entry(), SUMMARY, store.salt(namespace))


def waited(call) -> float:
    """Seconds that one request waits for a store that cannot answer it."""
    began = time.monotonic()
    with pytest.raises(Unavailable):
        call()
    return time.monotonic() - began


@pytest.fixture(scope="module")
def cluster():
    with running_cluster() as running:
        yield running


@pytest.fixture
def namespaces(cluster):
    """One on each node."""
    return {cluster.of(VAULT.salt_key(namespace)).port: namespace for namespace in map(str, range(50))}


class TestCluster:
    def test_everything_a_store_does_on_every_node(self, cluster, namespaces):
        store = store_at(cluster.url)
        for namespace in namespaces.values():
            places = [place(namespace, number) for number in range(100)]
            put(store, namespace)
            assert store.get(places[1]) == entry()
            assert store.summaries(places) == [None, SUMMARY, *[None] * 98]
            salt = store.salt(namespace)
            with store.flight(places[0], CONTENT, salt, 5) as first, store.flight(places[0], CONTENT, salt, 5) as other:
                assert (first, other) == (True, False)
            assert [store.count(namespace, 2, 60), store.counted(namespace)] == [2, 2]
            assert 0 < store.ends(namespace) <= 60
            store.forget(places[1])
            assert store.get(places[1]) is None
            put(store, namespace)
            store.forget_all(namespace)
            assert store.summaries(places) == [None] * 100
        store.ping()

    def test_many_threads(self, cluster, namespaces):
        store = store_at(cluster.url)

        def work(number):
            store.begin()
            namespace = [*namespaces.values()][number % 3]
            put(store, namespace, number)
            return store.get(place(namespace, number))

        with ThreadPoolExecutor(16) as pool:
            assert set(pool.map(work, range(48))) == {entry()}

    def test_a_slot_that_is_being_moved_and_has_moved(self, cluster, namespaces):
        source, target, _ = cluster.nodes
        store, namespace = store_at(cluster.url), namespaces[source.port]
        put(store, namespace)
        slot = source.raw.cluster("keyslot", VAULT.salt_key(namespace))
        ids = {node.port: node.raw.execute_command("CLUSTER MYID").decode() for node in cluster.nodes}
        target.raw.execute_command("CLUSTER SETSLOT", slot, "IMPORTING", ids[source.port])
        source.raw.execute_command("CLUSTER SETSLOT", slot, "MIGRATING", ids[target.port])
        keys = source.raw.execute_command("CLUSTER GETKEYSINSLOT", slot, 100)
        source.raw.execute_command("MIGRATE", "127.0.0.1", target.port, "", 0, 1000, "KEYS", *keys)
        assert store.get(place(namespace)) == entry(), "ASK is followed"
        for node in (target, source, cluster.nodes[2]):
            node.raw.execute_command("CLUSTER SETSLOT", slot, "NODE", ids[target.port])
        assert store.get(place(namespace)) == entry(), "MOVED is followed"
        before = source.raw.info("stats")["total_commands_processed"]
        assert store.get(place(namespace)) == entry()
        assert source.raw.info("stats")["total_commands_processed"] == before + 1, "and remembered: only INFO came"

    def test_a_plain_address_of_a_node_is_told(self, cluster, namespaces):
        store = store_at(f"redis://127.0.0.1:{cluster.nodes[0].port}")
        with pytest.raises(Unavailable, match="redis-refused"):
            store.salt(namespaces[cluster.nodes[1].port])

    def test_a_node_that_is_silent_or_dead_costs_one_wait_and_the_others_go_on(self, cluster, namespaces):
        for node in cluster.nodes:
            node.raw.config_set("cluster-require-full-coverage", "no")
        *others, victim = cluster.nodes
        store = store_at(cluster.url)
        for namespace in namespaces.values():
            put(store, namespace)
        lost = place(namespaces[victim.port])
        victim.process.send_signal(signal.SIGSTOP)
        store.begin()
        assert waited(lambda: store.get(lost)) < MOST
        store._servers.breakers[f"127.0.0.1:{victim.port}"].trip()
        store.begin()
        assert waited(lambda: store.get(lost)) < TIMEOUT / 2, "it is left alone"
        for other in others:
            store.begin()
            assert store.get(place(namespaces[other.port])) == entry()
        victim.process.send_signal(signal.SIGCONT)
        until(lambda: victim.raw.ping())
        time.sleep(1.1)
        store.begin()
        assert store.get(lost) == entry(), "it came back"
        victim.kill()
        for _ in range(2):
            store.begin()
            assert waited(lambda: store.get(lost)) < MOST
        for other in others:
            store.begin()
            assert store.get(place(namespaces[other.port])) == entry()


def test_after_a_failover_sentinels_lead_to_the_new_master():
    with running_sentinel() as watched:
        store = store_at(watched.url)
        put(store, "")
        with store.flight(place(""), CONTENT, store.salt(""), 5) as mine:
            assert mine
        assert store.summaries([place("")]) == [SUMMARY]
        watched.master.raw.wait(1, 1000)
        watched.fail_over()
        store.begin()
        assert store.get(place("")) == entry(), "asked again at once, where a dead master refuses at once"
        put(store, "", 2)
        store.forget_all("")
        assert store.get(place("")) is None
        watched.replica.kill()
        for _ in range(3):
            store.begin()
            assert waited(lambda: store.get(place(""))) < MOST
        watched.sentinel.kill()
        store.begin()
        assert waited(lambda: store.get(place(""))) < MOST


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis+cluster://", "none of"),
        ("http+cluster://a.example", "none of"),
        ("redis+sentinels://a.example/salt", "none of"),
        ("redis+sentinel://a.example", "name of the master"),
        ("redis+cluster://a.example/1", "no databases"),
    ],
)
def test_what_is_no_address_is_told(url, told):
    with pytest.raises(ValueError, match=told):
        topology(url)
