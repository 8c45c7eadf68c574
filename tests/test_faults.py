"""Redis fails in every way it knows: every page is checked, and all is as before when it is well again."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

import psutil
import pytest
from running import Service, running_service, short_folder
from test_start import ask, check, stored
from topologies import Node, free_ports, node

from server.store.breaker import RETRY_AFTER


class Fault(NamedTuple):
    """One way to fail."""

    begin: Callable[[Node], Callable[[], object]]
    """Hurts the server; what it returns heals it."""
    told: str
    """What `Cache-Status` says of a check meanwhile."""
    stored: int
    """The status with which a report that was stored before is read meanwhile."""


def _killed(server: Node) -> Callable[[], object]:
    server.kill()
    return server.start


def _stopped(server: Node) -> Callable[[], object]:
    server.process.send_signal(signal.SIGSTOP)
    return lambda: server.process.send_signal(signal.SIGCONT)


def _full(server: Node) -> Callable[[], object]:
    server.raw.config_set("maxmemory", "1")
    return lambda: server.raw.config_set("maxmemory", "0")


def _read_only(server: Node) -> Callable[[], object]:
    server.raw.execute_command("REPLICAOF", "127.0.0.1", "1")
    return lambda: server.raw.execute_command("REPLICAOF", "NO", "ONE")


def _empty(server: Node) -> Callable[[], object]:
    server.raw.flushall()
    server.kill()
    server.start()
    return lambda: None


def _locked(server: Node) -> Callable[[], object]:
    server.raw.ping()
    server.raw.config_set("requirepass", "open sesame")
    server.raw.client_kill_filter(_type="normal", skipme=True)
    return lambda: server.raw.config_set("requirepass", "")


def _no_room_on_disk(server: Node) -> Callable[[], object]:
    process = psutil.Process(server.process.pid)
    process.rlimit(psutil.RLIMIT_FSIZE, (1, psutil.RLIM_INFINITY))
    with suppress(Exception):
        server.raw.set("notices", "it")
        time.sleep(0.1)
        server.raw.set("notices", "it")
    return lambda: process.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))


def _rubbish(server: Node) -> Callable[[], object]:
    server.kill()
    babbler = socket.create_server(("127.0.0.1", server.port))

    def babble() -> None:
        with suppress(OSError):
            while True:
                caller, _ = babbler.accept()
                with caller, suppress(OSError):
                    caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    threading.Thread(target=babble, daemon=True).start()

    def heal() -> None:
        babbler.shutdown(socket.SHUT_RDWR)
        babbler.close()
        server.start()

    return heal


FAULTS = {
    "killed": Fault(_killed, "detail=redis-unreachable", 404),
    "stopped": Fault(_stopped, "detail=redis-unreachable", 404),
    "out of memory": Fault(_full, "detail=redis-refused", 200),
    "read-only": Fault(_read_only, "detail=redis-refused", 200),
    "restarted without its memory": Fault(_empty, "stored", 404),
    "wants another password": Fault(_locked, "detail=redis-unreachable", 404),
    "its disk is full": Fault(_no_room_on_disk, "detail=redis-refused", 200),
    "answers rubbish": Fault(_rubbish, "detail=redis-", 404),
}


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Node]:
    with short_folder() as folder, node(folder, free_ports(1)[0], appendonly="yes") as server:
        yield server


@pytest.fixture(scope="module")
def service(redis_server: Node) -> Iterator[Service]:
    # A busy machine makes Redis late as well: what is said of a fault is then not what this one is.
    with running_service(REDIS_URL=f"redis://127.0.0.1:{redis_server.port}", REDIS_TIMEOUT_SECONDS="1") as service:
        yield service


def lookup(service: Service, name: str) -> int:
    asked = json.dumps({"urls": [f"https://acme.example/{name}"]})
    return ask(service, "POST", "/v1/lookups", asked, **{"Content-Type": "application/json"})[0]


def until_well(service: Service, name: str) -> None:
    """Check a page until every worker remembers it: each tries Redis again in its own time."""
    deadline = time.monotonic() + 60
    well_since = None
    while well_since is None or time.monotonic() < well_since + 1.5 * RETRY_AFTER:
        remembered = check(service, name)[1]["Cache-Status"].endswith(("; stored", "; hit"))
        if not (remembered and stored(service, name)[0] == 200):
            well_since = None
            assert time.monotonic() < deadline, "Redis is well, and not every worker remembers"
        elif well_since is None:
            well_since = time.monotonic()
        time.sleep(0.05)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault(service: Service, redis_server: Node, name: str) -> None:
    fault = FAULTS[name]
    if fault.begin is _no_room_on_disk and sys.platform == "darwin":
        pytest.skip("macOS limits no other process's files")
    until_well(service, "known")
    heal = fault.begin(redis_server)
    try:
        read = {stored(service, "known")[0] for _ in range(6)}
        answers = [check(service, f"{name}/{number}".replace(" ", "-")) for number in range(6)]
        assert {status for status, _, _ in answers} == {200}
        assert all(fault.told in headers["Cache-Status"] for _, headers, _ in answers[2:]), answers[-1][1]
        assert fault.stored in read
        assert read <= {200, 404}
        assert lookup(service, "known") == 200
        assert ask(service, "GET", "/readyz")[0] == 200
    finally:
        heal()
    until_well(service, "again")
