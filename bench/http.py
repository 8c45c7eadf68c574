"""What the service around a check costs: measured over HTTP, on a service and a Redis started for it.

Client, service and Redis share the machine, so only ratios travel to another one; the percentile does not.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from heapq import heappop, heappush
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from bench.pages import Page
from server.settings import Settings

ROOT = Path(__file__).parents[1]
REQUESTS = 400
"""Of each kind: enough for a ratio that holds to a few per cent."""
CHECKS = 1_000
"""By each crowd of clients: ten of them are slower than the 99th percentile."""
CLIENTS = (1, 8, 32)
FILE = "/web/report.js"
"""A static file of about the size of a report."""


def measure(sample: list[Page]) -> dict[str, float]:
    """Ratios of cached answers and lookups to what the same server and Redis do at their plainest; times of checks."""
    with service() as (address, state):
        print("stored reports and lookups", flush=True)
        connection = HTTPConnection(address)
        urls = [f"https://board.example/jobs/{number}" for number in range(100)]
        for number, url in enumerate(urls):
            page = sample[number % len(sample)]
            timed(connection, "POST", f"/v1/checks?url={quote(url, safe='')}", page)
        lookup = Page("lookup", json.dumps({"urls": urls}).encode(), "application/json")
        seconds = in_turn(
            connection,
            {
                "health": ("GET", "/healthz", None),
                "file": ("GET", FILE, None),
                "cached": ("GET", f"/v1/checks?url={quote(urls[0], safe='')}", None),
                "lookups": ("POST", "/v1/lookups", lookup),
            },
        )
        redis = redis_gets_per_second(state / "redis.sock")
        crowds = {}
        for clients in CLIENTS:
            print(f"checks by {clients} clients", flush=True)
            crowds[clients] = crowd(address, sample, clients)
    results = {
        "cached_vs_static": round(seconds["file"] / seconds["cached"], 3),
        "cached_vs_health": round(seconds["health"] / seconds["cached"], 3),
        "lookups100_vs_get": round(seconds["lookups"] / seconds["cached"], 3),
        "cached_per_second_one_client": round(1 / seconds["cached"]),
    } | ({"cached_vs_redis_get": round(1 / seconds["cached"] / redis, 3)} if redis else {})
    alone = [min(seconds for _, seconds in crowds[1][page :: len(sample)]) for page in range(len(sample))]
    for clients, answers in crowds.items():
        results |= under_load(answers, clients, alone)
    return results


def under_load(answers: list[tuple[int, float]], clients: int, alone: list[float]) -> dict[str, float]:
    """Checks a second and percentiles of what a crowd got, and what it would get from a queue that costs nothing."""
    times = [seconds for status, seconds in answers if status == 200]
    cuts = statistics.quantiles(times, n=100)
    ideal = statistics.quantiles(queued(alone, orders(len(alone), clients), Settings().check_processes), n=100)
    return {
        f"checks_per_second_at_{clients}_clients": round(len(times) / sum(spent for _, spent in answers) * clients, 1),
        **{f"p{cut}_ms_at_{clients}_clients": round(cuts[cut - 1] * 1000, 1) for cut in (50, 95, 99)},
        f"ideal_p99_ms_at_{clients}_clients": round(ideal[98] * 1000, 1),
        f"refused_at_{clients}_clients": len(answers) - len(times),
    }


def orders(pages: int, clients: int) -> list[list[int]]:
    """Which pages each client of a crowd sends, one after the other; each begins at another one."""
    firsts = [client * pages // clients for client in range(clients)]
    return [[(first + turn) % pages for turn in range(CHECKS // clients)] for first in firsts]


def crowd(address: str, sample: list[Page], clients: int) -> list[tuple[int, float]]:
    """Status and seconds of each check while clients ask without a pause, client by client."""

    def client(order: list[int]) -> list[tuple[int, float]]:
        connection = HTTPConnection(address)
        return [timed(connection, "POST", "/v1/checks", sample[page]) for page in order]

    with ThreadPoolExecutor(clients) as threads:
        return [answer for answers in threads.map(client, orders(len(sample), clients)) for answer in answers]


def queued(alone: list[float], orders: list[list[int]], processes: int) -> list[float]:
    """Seconds of each check if each page took what it takes alone, and nothing came on top but the queue.

    >>> queued([1.0], [[0, 0], [0]], processes=1)
    [1.0, 2.0, 2.0]
    """
    free, left = [0.0] * processes, [deque(order) for order in orders]
    coming = [(0.0, client) for client in range(len(orders))]
    times = []
    while coming:
        came, client = heappop(coming)
        if left[client]:
            done = max(came, heappop(free)) + alone[left[client].popleft()]
            heappush(free, done)
            heappush(coming, (done, client))
            times.append(done - came)
    return times


def in_turn(connection: HTTPConnection, kinds: dict[str, tuple[str, str, Page | None]]) -> dict[str, float]:
    """Seconds of each kind of request, asked in turn on one connection: the tenth fastest of a hundred.

    Not the median: on a busy machine that tells of the others. In turn, so that a ratio is of the same moments.
    """
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(REQUESTS):
        for kind, question in kinds.items():
            status, seconds = timed(connection, *question)
            if status != 200:
                raise RuntimeError(f"{kind} is refused ({status}), so there is nothing to measure")
            times[kind].append(seconds)
    return {kind: statistics.quantiles(spent, n=10)[0] for kind, spent in times.items()}


def timed(connection: HTTPConnection, method: str, path: str, page: Page | None = None) -> tuple[int, float]:
    """Status of an answer and seconds up to its last byte. A check is computed anew, whatever is stored."""
    headers = {"Content-Type": page.content_type, "Cache-Control": "no-cache"} if page else {}
    start = time.perf_counter()
    connection.request(method, path, page.body if page else None, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, time.perf_counter() - start


def redis_gets_per_second(socket: Path) -> float | None:
    """What redis-benchmark gets out of the same Redis with one client, values as large as a report; None without it."""
    program = shutil.which("redis-benchmark")
    if program is None:
        return None
    command = [program, "-s", str(socket), "-t", "get", "-c", "1", "-n", "20000", "-d", "6000", "--csv"]
    rows = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return float(rows[-1].split(",")[1].strip('"'))


@contextmanager
def service() -> Iterator[tuple[str, Path]]:
    """A service with default settings on a free port, its state in a folder that goes with it; host:port, folder."""
    with tempfile.TemporaryDirectory(prefix="gos-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        environment = os.environ | {"STATE_DIR": folder, "PORT": "0"}
        command = [sys.executable, "-m", "server"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            address = re.search(r"http://\S+", process.stdout.readline())
            if address is None:
                raise RuntimeError("the service did not start; its standard error says why")
            yield urlsplit(address[0]).netloc, Path(folder)
        finally:
            process.terminate()
            process.stdout.close()
            process.wait(20)
