"""What the service around a check costs: measured over HTTP, on a service and a Redis started for it.

Client, service and Redis share the machine, so only ratios travel to another one; the percentile does not.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from bench.pages import Page

ROOT = Path(__file__).parents[1]
REQUESTS = 400
"""Of each kind, one after the other: enough for a median that holds to a few per cent."""
CLIENTS = 8


def measure(sample: list[Page]) -> dict[str, float]:
    """Ratios of cached answers and lookups to the plainest answer of the same server; p99 of checks."""
    with service() as address:
        connection = HTTPConnection(address)
        urls = [f"https://board.example/jobs/{number}" for number in range(100)]
        for number, url in enumerate(urls):
            page = sample[number % len(sample)]
            timed(connection, "POST", f"/v1/checks?url={quote(url, safe='')}", page)
        lookup = Page("lookup", json.dumps({"urls": urls}).encode(), "application/json")
        plain = median(connection, "GET", "/healthz")
        cached = median(connection, "GET", f"/v1/checks?url={quote(urls[0], safe='')}")
        lookups = median(connection, "POST", "/v1/lookups", lookup)
        answers = crowd(address, sample)
    times = [seconds for _, seconds in answers]
    return {
        "cached_vs_static": round(plain / cached, 3),
        "lookups100_vs_get": round(lookups / cached, 3),
        "cached_per_second_one_client": round(1 / cached),
        "checks_per_second_at_8_clients": round(len(times) / sum(times) * CLIENTS, 1),
        "refused_at_8_clients": sum(status != 200 for status, _ in answers),
        "p50_ms_at_8_clients": round(statistics.median(times) * 1000, 1),
        "p99_ms_at_8_clients": round(statistics.quantiles(times, n=100)[98] * 1000, 1),
    }


def crowd(address: str, sample: list[Page]) -> list[tuple[int, float]]:
    """Status and seconds of each check while 8 clients ask without a pause, each beginning at another page."""

    def client(number: int) -> list[tuple[int, float]]:
        connection = HTTPConnection(address)
        turns = range(number * len(sample) // CLIENTS, number * len(sample) // CLIENTS + REQUESTS // CLIENTS)
        return [timed(connection, "POST", "/v1/checks", sample[turn % len(sample)]) for turn in turns]

    with ThreadPoolExecutor(CLIENTS) as clients:
        return [answer for answers in clients.map(client, range(CLIENTS)) for answer in answers]


def median(connection: HTTPConnection, method: str, path: str, page: Page | None = None) -> float:
    """Median seconds of one request, on one connection that stays open."""
    answers = [timed(connection, method, path, page) for _ in range(REQUESTS)]
    if {status for status, _ in answers} != {200}:
        raise RuntimeError(f"{method} {path} is refused, so there is nothing to measure")
    return statistics.median(seconds for _, seconds in answers)


def timed(connection: HTTPConnection, method: str, path: str, page: Page | None = None) -> tuple[int, float]:
    """Status of an answer and seconds up to its last byte. A check is computed anew, whatever is stored."""
    headers = {"Content-Type": page.content_type, "Cache-Control": "no-cache"} if page else {}
    start = time.perf_counter()
    connection.request(method, path, page.body if page else None, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, time.perf_counter() - start


@contextmanager
def service() -> Iterator[str]:
    """A service with default settings on a free port, its state in a folder that goes with it; gives host:port."""
    with tempfile.TemporaryDirectory(prefix="gos-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        environment = os.environ | {"STATE_DIR": folder, "PORT": "0"}
        command = [sys.executable, "-m", "server"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            address = re.search(r"http://\S+", process.stdout.readline())
            if address is None:
                raise RuntimeError("the service did not start; its standard error says why")
            yield urlsplit(address[0]).netloc
        finally:
            process.terminate()
            process.stdout.close()
            process.wait(20)
