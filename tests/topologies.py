"""A Redis cluster and a Redis with sentinels, of real servers."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis
from running import short_folder

from server.store import embedded

SLOTS = 16384


def free_ports(number: int) -> list[int]:
    """Ports that are free, and so is the one of each node's bus, which is 10,000 above."""
    found: list[int] = []
    with ExitStack() as held:
        for port in range(21000, 32000):
            try:
                for each in (port, port + 10_000):
                    held.enter_context(socket.create_server(("127.0.0.1", each)))
            except OSError:
                continue
            found.append(port)
            if len(found) == number:
                return found
    raise AssertionError("no free ports")


def until(done: Callable[[], object], seconds: float = 60) -> None:
    """Wait until `done` gives something true and raises no error of Redis; on a busy machine, that may take long."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if done():
                return
        except (redis.RedisError, OSError):
            pass
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)


@dataclass
class Node:
    """One server on a port."""

    port: int
    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)
    raw: redis.Redis = field(init=False)

    def __post_init__(self) -> None:
        self.raw = redis.Redis(port=self.port)

    def start(self) -> None:
        # Signals as this process has them: a file that may not grow is then an error, and not the end.
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, restore_signals=False)
        until(self.raw.ping)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def node(folder: Path, port: int, *options: str, **settings: str) -> Iterator[Node]:
    """A server that answers."""
    home = folder / str(port)
    home.mkdir()
    lines = {"port": str(port), "bind": "127.0.0.1", "dir": str(home), "save": '""', "logfile": "log"} | settings
    (home / "conf").write_text("".join(f"{name.replace('_', '-')} {value}\n" for name, value in lines.items()))
    server = Node(port, [embedded.binary(), str(home / "conf"), *options])
    try:
        server.start()
        yield server
    finally:
        server.raw.close()
        server.kill()


@dataclass
class Cluster:
    """Three masters."""

    nodes: list[Node]

    @property
    def url(self) -> str:
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes[:2])

    def of(self, key: str) -> Node:
        """The node that holds a key."""
        slot = self.nodes[0].raw.cluster("keyslot", key)
        share = SLOTS // len(self.nodes) + 1
        return self.nodes[slot // share]


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster in which each node has a third of the slots."""
    with short_folder() as folder, ExitStack() as open_:
        ports = free_ports(3)
        nodes = [open_.enter_context(node(folder, port, cluster_enabled="yes")) for port in ports]
        share = SLOTS // len(nodes) + 1
        for number, one in enumerate(nodes):
            one.raw.execute_command("CLUSTER ADDSLOTS", *range(SLOTS)[number * share : (number + 1) * share])
            one.raw.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
        for one in nodes[1:]:
            one.raw.execute_command("CLUSTER MEET", "127.0.0.1", nodes[0].port)
        for one in nodes:
            until(lambda one=one: one.raw.cluster("info")["cluster_state"] == "ok")
        yield Cluster(nodes)


@dataclass
class Watched:
    """A master, its replica, and the sentinel that watches both."""

    master: Node
    replica: Node
    sentinel: Node

    @property
    def url(self) -> str:
        return f"redis+sentinel://127.0.0.1:{self.sentinel.port}/salt"

    def fail_over(self) -> None:
        """Kill the master, and wait until the sentinel names the replica in its place."""
        self.master.kill()
        until(lambda: self.sentinel.raw.sentinel_get_master_addr_by_name("salt")[1] == self.replica.port)


@contextmanager
def running_sentinel() -> Iterator[Watched]:
    """One sentinel is enough to decide that the master is gone, after half a second."""
    with short_folder() as folder, ExitStack() as open_:
        ports = free_ports(3)
        master = open_.enter_context(node(folder, ports[0]))
        replica = open_.enter_context(
            node(folder, ports[1], replicaof=f"127.0.0.1 {ports[0]}", repl_diskless_sync_delay="0")
        )
        until(lambda: replica.raw.info("replication")["master_link_status"] == "up")
        sentinel = open_.enter_context(node(folder, ports[2], "--sentinel"))
        sentinel.raw.execute_command("SENTINEL MONITOR", "salt", "127.0.0.1", ports[0], 1)
        for option, value in {"down-after-milliseconds": 500, "failover-timeout": 2000}.items():
            sentinel.raw.execute_command("SENTINEL SET", "salt", option, value)
        # Known once it has told the sentinel of itself, which is asked every ten seconds and when it is new.
        until(lambda: sentinel.raw.execute_command("SENTINEL REPLICAS", "salt"))
        yield Watched(master, replica, sentinel)
