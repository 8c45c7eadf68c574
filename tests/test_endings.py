"""Processes of the service end while many ask: nothing is lost but what the one that was killed was answering."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

import psutil
import pytest
from gunicorn.config import Config
from running import Service, running_service, short_folder
from test_start import check, checkers_of, redis_of, stored, workers_of
from topologies import until

from server.worker import Worker

LONG = b"<title>Cook</title>" + b"<p>Cooks earn $20 to $24 an hour here.</p>" * 200


@dataclass(frozen=True)
class Outcome:
    """What came of one request."""

    name: str
    port: int
    """The client's."""
    status: int | None
    """None where the connection ended without an answer."""
    kept: bool = False
    """Whether the answer says that the report is stored."""


def ask_on(service: Service, client: int, outcomes: list[Outcome], stop: threading.Event) -> None:
    """Send one page after the other, each on a connection of its own, until nobody listens or it is enough."""
    at = urlsplit(service.url)
    for number in count():
        if stop.is_set():
            return
        name = f"{client}/{number}"
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
        try:
            connection.connect()
        except OSError:
            return
        port = connection.sock.getsockname()[1]
        try:
            connection.request(
                "POST", f"/v1/checks?url=https://acme.example/{name}", LONG, {"Content-Type": "text/html"}
            )
            answer = connection.getresponse()
            answer.read()
            outcomes.append(Outcome(name, port, answer.status, answer.headers["Cache-Status"].endswith("; stored")))
        except (OSError, http.client.HTTPException):
            outcomes.append(Outcome(name, port, None))
        finally:
            connection.close()


def under_load(service: Service, clients: int, meanwhile: Callable[[], None]) -> list[Outcome]:
    """What comes of the requests of many clients, with something done to the service in the middle."""
    outcomes: list[Outcome] = []
    stop = threading.Event()
    with ThreadPoolExecutor(clients) as pool:
        asking = [pool.submit(ask_on, service, client, outcomes, stop) for client in range(clients)]
        until(lambda: len(outcomes) > clients, 60)
        meanwhile()
        time.sleep(1)
        stop.set()
        for client in asking:
            client.result()
    return outcomes


def test_of_a_worker_that_is_killed_only_its_own_requests_are_lost() -> None:
    own: set[int] = set()

    with running_service(WORKERS="3", CHECK_SECONDS="20", REDIS_TIMEOUT_SECONDS="5") as service:
        until(lambda: len(workers_of(service)) == 3)
        before = workers_of(service)

        def kill() -> None:
            for _ in range(200):
                for worker in before:
                    os.kill(worker, signal.SIGSTOP)
                    connections = psutil.Process(worker).net_connections()
                    answering = {c.raddr.port for c in connections if c.status == psutil.CONN_ESTABLISHED}
                    if len(answering) > 1:  # of one the answer may have gone out a moment ago
                        own.update(answering)
                        os.kill(worker, signal.SIGKILL)
                        return
                    os.kill(worker, signal.SIGCONT)

        outcomes = under_load(service, 8, kill)
        lost = [outcome for outcome in outcomes if outcome.status is None]
        assert {outcome.status for outcome in outcomes} == {200, None}
        assert {outcome.port for outcome in lost} <= own
        assert 8 >= len(lost) > 0
        assert all(stored(service, outcome.name)[0] == 200 for outcome in outcomes if outcome.kept)
        assert [check(service, outcome.name, LONG)[0] for outcome in lost] == [200] * len(lost), "sent again"
        now = workers_of(service)
        assert len(now) == 3
        assert len(set(now) & set(before)) == 2


def test_when_it_is_told_to_end_under_load_no_answer_is_lost_and_what_was_stored_stays() -> None:
    with short_folder() as folder:
        with running_service(STATE_DIR=str(folder), CHECK_SECONDS="20", REDIS_TIMEOUT_SECONDS="5") as service:
            outcomes = under_load(service, 12, service.process.terminate)
            assert service.process.wait(30) == 0
        assert {outcome.status for outcome in outcomes} == {200}
        kept = [outcome for outcome in outcomes if outcome.kept]
        assert len(kept) > 12
        with running_service(STATE_DIR=str(folder), REDIS_TIMEOUT_SECONDS="5") as service:
            assert {stored(service, outcome.name)[0] for outcome in kept} == {200}


def test_a_worker_ends_at_once_wherever_the_signal_finds_it() -> None:
    """Ctrl-C reaches it and the process above it, which tells it as well: often while it still sees to the first."""
    with ThreadPoolExecutor(1) as pool, ThreadPoolExecutor(1) as other:
        worker = Worker.__new__(Worker)
        worker.cfg, worker.tpool = Config(), pool
        with pool._shutdown_lock, pytest.raises(SystemExit):  # held while a request is handed to a thread
            other.submit(worker.handle_quit, signal.SIGQUIT, None).result(20)


def test_a_process_that_checks_and_raises_ends_nobody_else() -> None:
    with running_service() as service:
        before, redis = checkers_of(service), redis_of(service)
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(service.state / "checks.sock"))
            caller.sendall(b"\x00\x00\x00\x02no")  # no JSON, which no worker sends
            until(lambda: len(set(checkers_of(service)) - set(before)) == 1)
        assert len(set(before) & set(checkers_of(service))) == 1
        assert redis_of(service) == redis
        assert check(service)[0] == 200
