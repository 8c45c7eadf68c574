"""A Redis that answers late: every request is answered, and waits for it no longer than it may."""

import contextlib
import socket
import threading
import time
from dataclasses import replace

import pytest

from server import create_app

URL = "https://board.example/jobs/4711"
PAGE = "<title>Cook</title><p>$20 to $24 an hour"
TIMEOUT = 1.0


class Proxy:
    """Stands before a Redis and passes its answers on after `delay` seconds."""

    def __init__(self, path: str) -> None:
        self.delay = 0.0
        self.answers = 0
        """How many came so far."""
        self._path = path
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                redis = socket.socket(socket.AF_UNIX)
                redis.connect(self._path)
                threading.Thread(target=self._pass_on, args=(caller, redis, False), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(redis, caller, True), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, late: bool) -> None:
        with contextlib.suppress(OSError), source, target:
            while data := source.recv(65536):
                if late:
                    self.answers += 1
                    time.sleep(self.delay)
                target.sendall(data)


@pytest.fixture
def proxy(redis_server):
    proxy = Proxy(redis_server.url.removeprefix("unix://"))
    yield proxy
    proxy.close()


@pytest.fixture
def client(settings, proxy):
    return create_app(replace(settings, redis_url=proxy.url, redis_timeout_seconds=TIMEOUT)).test_client()


def check(client, page=PAGE):
    began = time.monotonic()
    answer = client.post("/v1/checks", query_string={"url": URL}, data=page, content_type="text/html")
    return answer, time.monotonic() - began


def test_connecting_costs_no_answer(client, proxy):
    answer = client.get("/v1/checks", query_string={"url": URL})
    assert answer.headers["Cache-Status"].endswith("fwd=uri-miss")
    assert proxy.answers == 1, "none to what redis-py asks of its own accord"


def test_a_check_waits_for_one_late_answer_not_for_five(client, proxy):
    answer, usual = check(client)
    assert answer.headers["Cache-Status"].endswith("; stored")
    proxy.delay = 0.9 * TIMEOUT
    answer, took = check(client, PAGE + " or more")
    assert answer.status_code == 200
    assert "redis-unreachable" in answer.headers["Cache-Status"]
    assert took - usual < 3.5, "1.5 s, and some for a busy machine; five answers take 4.5 s"
    proxy.delay = 0
    time.sleep(1.1)
    assert check(client)[0].headers["Cache-Status"].endswith(("; stored", "; hit"))
