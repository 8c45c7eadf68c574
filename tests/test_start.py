"""The service as a process: how it starts, what it refuses, what it survives, how it ends."""

import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from running import ROOT, running_service, short_folder
from topologies import running_cluster, running_sentinel, until

PAGE = b"<!doctype html><title>Cook</title><p>$20 to $24 an hour. Write to jobs@acme.example."


def ask(service, method, path, body=None, **headers):
    """Status, headers and body of one request on a connection of its own."""
    at = urlsplit(service.url)
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def check(service, name="1", body=PAGE, **headers):
    return ask(
        service, "POST", f"/v1/checks?url=https://acme.example/{name}", body, **{"Content-Type": "text/html"} | headers
    )


def stored(service, name="1"):
    return ask(service, "GET", f"/v1/checks?url=https://acme.example/{name}")


def children(pid: int) -> dict[int, str]:
    """Process ids and command lines of what a process started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return {int(row[0]): row[2] for row in rows if int(row[1]) == pid}


def family(pid: int) -> dict[int, str]:
    found = children(pid)
    for child in list(found):
        found |= family(child)
    return found


def gone(pids) -> bool:
    """Whether all these processes end."""
    until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    return True


def redis_of(service) -> int:
    return next(pid for pid, command in family(service.process.pid).items() if "redis-server" in command)


def keeper_of(service) -> int | None:
    listed = children(service.process.pid).items()
    return next((pid for pid, command in listed if "server.keeper" in command), None)


def checkers_of(service) -> list[int]:
    keeper = keeper_of(service)
    return [pid for pid, command in children(keeper).items() if "server.keeper" in command] if keeper else []


def worked(pids) -> float:
    """Seconds of the processor that these processes have used: whether a page is being checked."""
    return sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids)


def workers_of(service) -> list[int]:
    return [pid for pid, command in children(service.process.pid).items() if "server.keeper" not in command]


def refused(**environment: str) -> str:
    """What a service that cannot start says."""
    with short_folder() as folder:
        env = os.environ | {"STATE_DIR": str(folder), "PORT": "0"} | environment
        ended = subprocess.run(
            [sys.executable, "-m", "server"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode != 0
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    return ended.stderr


class TestRefusals:
    def test_a_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            assert f"PORT={port}: address already in use" in refused(PORT=port)

    def test_a_redis_that_is_not_there(self):
        assert refused(REDIS_URL="redis://127.0.0.1:1").startswith("REDIS_URL: Redis cannot be used")
        assert refused(REDIS_URL="http://127.0.0.1:1").startswith("REDIS_URL: Redis cannot be used")

    def test_a_password_is_not_told(self):
        assert "sesame" not in refused(REDIS_URL="redis://:sesame@127.0.0.1:1")

    def test_a_state_folder_that_cannot_be_written(self):
        assert "choose another" in refused(STATE_DIR="/dev/null/state")

    def test_beyond_loopback_without_tokens(self):
        assert "needs TOKENS" in refused(HOST="0.0.0.0")

    def test_an_address_that_is_not_of_this_machine(self):
        assert refused(HOST="203.0.113.7", TOKENS="ab" * 32).startswith("HOST=203.0.113.7")

    def test_a_second_service_in_the_same_folder(self, service):
        assert "another service runs there" in refused(STATE_DIR=str(service.state))
        assert check(service)[0] == 200

    def test_an_unknown_command(self):
        ended = subprocess.run([sys.executable, "-m", "server", "rnu"], cwd=ROOT, capture_output=True, check=False)
        assert ended.returncode == 2


def test_a_token_is_made_for_both_sides():
    made = subprocess.run(
        [sys.executable, "-m", "server", "token"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    token, hashed = (line.split()[-1].removeprefix("TOKENS=") for line in made.stdout.splitlines())
    with running_service(TOKENS=hashed) as service:
        assert check(service)[0] == 401
        assert check(service, Authorization=f"Bearer {token}")[0] == 200


@pytest.mark.parametrize("topology", [running_cluster, running_sentinel])
def test_a_redis_of_several_servers(topology):
    with topology() as redis, running_service(REDIS_URL=redis.url, REDIS_TIMEOUT_SECONDS="5") as service:
        assert check(service)[1]["Cache-Status"].endswith("; stored")
        assert stored(service)[0] == 200
        asked = json.dumps({"urls": ["https://acme.example/1"]})
        told = json.loads(ask(service, "POST", "/v1/lookups", asked, **{"Content-Type": "application/json"})[2])
        assert told["results"][0]["checked_at"]


def test_workers_share_what_is_stored_and_counted(service):
    check(service, "shared")
    answers = [stored(service, "shared") for _ in range(30)]
    assert {status for status, _, _ in answers} == {200}
    assert len({body for _, _, body in answers}) == 1
    before = answered(service)
    for _ in range(20):
        ask(service, "GET", "/healthz")
    assert answered(service) - before == 20


def answered(service) -> float:
    text = ask(service, "GET", "/metrics")[2].decode()
    line = next((line for line in text.splitlines() if 'route="/healthz",status="200"' in line), "0")
    return float(line.split()[-1])


def test_fifty_at_once_over_all_workers_are_one_computation(service):
    def computed() -> float:
        text = ask(service, "GET", "/metrics")[2].decode()
        line = next((line for line in text.splitlines() if 'grain_checks_total{result="computed"}' in line), "0")
        return float(line.split()[-1])

    before = computed()
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: check(service, "fifty"), range(50)))
    assert {status for status, _, _ in answers} == {200}
    assert len({body for _, _, body in answers}) == 1
    assert computed() - before == 1


@pytest.mark.parametrize("hurt", [signal.SIGKILL, signal.SIGSTOP], ids=lambda s: s.name)
def test_redis_hurt_while_requests_run(hurt):
    with running_service() as service:
        until(lambda: check(service, "kept")[1]["Cache-Status"].endswith(("; stored", "; hit")))
        kept = stored(service, "kept")[2]
        stop, answers = threading.Event(), []

        def said(since: int) -> list[str]:
            return [headers["Cache-Status"] for _, headers, _ in answers[since:]]

        def well(since: int) -> bool:
            return len(said(since)) > 20 and all(status.endswith("; stored") for status in said(since)[-20:])

        def ask_on(client: int):
            for number in range(10_000):
                if stop.is_set():
                    return
                answers.append(check(service, f"{client}/{number}"))

        with ThreadPoolExecutor(4) as pool:
            clients = [pool.submit(ask_on, client) for client in range(4)]
            try:
                until(lambda: well(0))
                redis = redis_of(service)
                began = len(answers)
                os.kill(redis, hurt)
                until(lambda: any("redis-unreachable" in status for status in said(began)))
                if hurt == signal.SIGSTOP:
                    os.kill(redis, signal.SIGCONT)
                healed = len(answers)
                until(lambda: well(healed))
            finally:
                stop.set()
            for client in clients:
                client.result()
        assert {status for status, _, _ in answers} == {200}
        until(lambda: stored(service, "kept")[0] == 200)
        assert stored(service, "kept")[2] == kept, "what was stored before is there again"


def test_a_process_that_is_killed_while_it_checks_costs_nothing():
    big = b"<title>Cook</title>" + b"<p>Cooks earn $20 to $24 an hour here.</p>" * 4000
    with running_service(CHECK_SECONDS="20") as service, ThreadPoolExecutor(1) as pool:
        check(service, "warm")
        waiting = pool.submit(check, service, "big", big)
        time.sleep(0.05)
        for pid in checkers_of(service):
            os.kill(pid, signal.SIGKILL)
        assert waiting.result()[0] == 200
        assert check(service, "next")[0] == 200


def test_a_keeper_that_is_killed_is_replaced_and_what_was_stored_is_there():
    with running_service() as service:
        known = check(service, "known")[2]
        keeper = keeper_of(service)
        os.kill(keeper, signal.SIGKILL)

        def replaced() -> bool:
            status, headers, body = check(service, f"{time.monotonic()}")
            if status != 200:
                assert (status, json.loads(body)["type"], headers["Retry-After"]) == (503, "busy", "2")
            return status == 200 and not psutil.pid_exists(keeper) and keeper_of(service) is not None

        until(replaced)
        until(lambda: checkers_of(service) and stored(service, "known")[2] == known)
        until(lambda: check(service, f"{time.monotonic()}")[1]["Cache-Status"].endswith("; stored"))
        everything = family(service.process.pid)
    assert gone(everything)


def test_a_worker_that_is_killed_is_replaced():
    with running_service(WORKERS="1") as service:
        workers = workers_of(service)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        assert gone(workers)
        assert check(service)[0] == 200, "the connection waits for the next one"


SLOW = b"<p>Cooks earn $20 to $24 an hour here.</p>" * 95_000
"""Nearly as many elements as a page may have: takes a second or two."""
LARGE = b"word " * 1_000_000
"""Nearly as long as a page may be: takes tens of megabytes."""


def test_a_check_that_takes_too_long_is_stopped_and_the_next_is_answered():
    with running_service(CHECK_SECONDS="0.4") as service:
        status, _, body = check(service, "slow", SLOW)
        assert (status, json.loads(body)["type"]) == (422, "too-complex")
        assert "0.4 seconds" in json.loads(body)["detail"]
        assert [check(service, "next")[0] for _ in range(3)] == [200] * 3


def stopped_in_mid_check(service, pool):
    """A request whose page is being checked, and all processes that check, which stand still."""
    checkers = checkers_of(service)
    before = worked(checkers)
    waiting = pool.submit(check, service, "slow", SLOW)
    until(lambda: worked(checkers) > before + 0.05)
    for pid in checkers:
        os.kill(pid, signal.SIGSTOP)
    return waiting, checkers


def test_a_check_that_gets_no_processor_for_a_while_is_not_refused():
    with running_service(CHECK_SECONDS="4") as service, ThreadPoolExecutor(1) as pool:
        waiting, checkers = stopped_in_mid_check(service, pool)
        time.sleep(4.5)
        assert not waiting.done()
        for pid in checkers:
            os.kill(pid, signal.SIGCONT)
        assert waiting.result()[0] == 200


def test_a_check_that_hangs_is_given_up_and_ended():
    with running_service(CHECK_SECONDS="0.6") as service, ThreadPoolExecutor(1) as pool:
        waiting, checkers = stopped_in_mid_check(service, pool)
        status, _, body = waiting.result()
        assert (status, json.loads(body)["type"]) == (503, "busy")
        for pid in checkers:
            os.kill(pid, signal.SIGCONT)
        assert check(service, "next")[0] == 200
        until(lambda: set(checkers) != set(checkers_of(service)))
        assert len(set(checkers) - set(checkers_of(service))) == 1, "the one that hung; the other one was idle"


def test_while_many_pages_wait_to_be_checked_the_rest_is_answered():
    with running_service(WORKERS="1", THREADS="4", CHECK_PROCESSES="1") as service, ThreadPoolExecutor(2) as pool:
        check(service, "known")
        for pid in checkers_of(service):
            os.kill(pid, signal.SIGSTOP)
        until(lambda: connections_of(service) == 0)
        waiting = [pool.submit(check, service, name) for name in ("first", "second")]
        until(lambda: connections_of(service) == 2)
        time.sleep(0.5)  # from the socket to a thread
        for name in ("third", "fourth"):
            status, headers, body = check(service, name)
            assert (status, json.loads(body)["type"], headers["Retry-After"]) == (503, "busy", "2")
        assert stored(service, "known")[0] == check(service, "known")[0] == 200
        assert ask(service, "GET", "/healthz")[0] == 200
        assert not any(answer.done() for answer in waiting)
        for pid in checkers_of(service):
            os.kill(pid, signal.SIGCONT)
        assert [answer.result()[0] for answer in waiting] == [200, 200]
        assert check(service, "third")[0] == 200


def test_while_many_wait_for_the_same_page_the_rest_is_answered():
    with running_service(WORKERS="1", THREADS="4", CHECK_PROCESSES="1", CHECK_SECONDS="20") as service:
        check(service, "known")
        for pid in checkers_of(service):
            os.kill(pid, signal.SIGSTOP)
        with ThreadPoolExecutor(51) as pool:
            until(lambda: connections_of(service) == 0)
            waiting = [pool.submit(check, service, "same") for _ in range(50)]
            until(lambda: connections_of(service) == 50)
            time.sleep(0.5)  # from the socket to a thread
            waiting.append(pool.submit(check, service, "other"))
            assert stored(service, "known")[0] == check(service, "known")[0] == 200
            assert ask(service, "GET", "/healthz")[0] == 200
            assert not any(answer.done() for answer in waiting), "nor is any refused"
            for pid in checkers_of(service):
                os.kill(pid, signal.SIGCONT)
            assert {answer.result()[0] for answer in waiting} == {200}
        said = [answer.result()[1]["Cache-Status"].rpartition("; ")[2] for answer in waiting]
        assert said.count("stored") == 2, "one computation for each page"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit the address space of a process")
def test_a_check_that_takes_too_much_memory_is_stopped_and_the_next_is_answered():
    with running_service() as service:
        sizes = [Path(f"/proc/{pid}/status").read_text() for pid in checkers_of(service)]
    needed = max(int(re.search(r"VmSize:\s*(\d+) kB", size)[1]) >> 10 for size in sizes)
    with running_service(CHECK_MEMORY_MIB=str(needed + 25), CHECK_SECONDS="20") as service:
        status, _, body = check(service, "large", LARGE)
        assert (status, json.loads(body)["type"]) == (422, "too-complex")
        assert check(service, "next")[0] == 200


@pytest.mark.parametrize(
    ("sent", "slug"),
    [
        (b"GET /v1/checks?url=" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", "address-too-long"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 9000 + b"\r\n\r\n", "malformed-request"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nBad header: a\r\n\r\n", "malformed-request"),
        (b"GET /private-words\r\n\r\n", "malformed-request"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", "malformed-request"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "malformed-request"),
    ],
    ids=["long", "long header", "bad header", "no version", "TLS", "no length"],
)
def test_what_is_no_http_gets_a_problem_too(service, sent, slug):
    with connected(service) as connection:
        connection.sendall(sent)
        answer, body = answer_on(connection)
    details = json.loads(body)
    assert (answer.status, details["type"]) == (details["status"], slug)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Request-ID"] == details["request_id"]
    assert b"private" not in body


def connected(service) -> socket.socket:
    at = urlsplit(service.url)
    return socket.create_connection((at.hostname, at.port), timeout=60)


def connections_of(service) -> int:
    """How many clients the workers have accepted."""
    port = urlsplit(service.url).port
    found = [one for pid in workers_of(service) for one in psutil.Process(pid).net_connections("tcp")]
    return sum(one.laddr.port == port and one.status == psutil.CONN_ESTABLISHED for one in found)


def answer_on(connection: socket.socket) -> tuple[http.client.HTTPResponse, bytes]:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer, answer.read()


CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 5000\r\n\r\n<p>Cooks earn $20 an hour.",
        b"Content-Length: 5000\r\n\r\n",
        CHUNKED + b"1a\r\n<p>Cooks earn",
        CHUNKED + b"3\r\n<p>\r\n",
        CHUNKED + b"1a\r\n<p>Cooks earn $20 an hour.XX",
        CHUNKED + b"none\r\n<p>Cooks",
    ],
    ids=["length", "nothing", "chunk", "between chunks", "end of a chunk", "size of a chunk"],
)
def test_a_page_that_did_not_come_whole_is_not_checked(service, rest):
    with connected(service) as connection:
        head = (
            b"POST /v1/checks?url=https://acme.example/cut HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/html\r\n"
        )
        connection.sendall(head + rest)
        connection.shutdown(socket.SHUT_WR)
        answer, body = answer_on(connection)
    assert (answer.status, json.loads(body)["type"]) == (400, "malformed-request")
    assert stored(service, "cut")[0] == 404


def test_clients_that_stall_or_trickle_keep_nobody_waiting():
    head = b"POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n"
    with running_service(WORKERS="1", THREADS="4") as service, ExitStack() as open_:
        for sent in [b"", b"POST", head, head + b"<p>"] * 10:
            open_.enter_context(connected(service)).sendall(sent)
        stalled = [open_.enter_context(connected(service)) for _ in range(4)]
        for connection, sent in zip(stalled, (b"POST", head, head + b"<p>", head + b"<p>"), strict=True):
            connection.sendall(sent)
        trickling = stalled.pop()

        def trickle():
            with suppress(OSError):
                for _ in range(90):
                    trickling.sendall(b" ")
                    time.sleep(0.2)

        threading.Thread(target=trickle, daemon=True).start()
        assert check(service)[0] == ask(service, "GET", "/healthz")[0] == 200
        answered, _, _ = select.select(stalled, [], [], 0)
        assert answered == [], "none of them is given up yet, though they are ten times as many as threads"
        assert stalled[0].recv(1000) == b"", "no request, no answer"
        for connection in (trickling, *stalled[1:]):
            answer, body = answer_on(connection)
            assert (answer.status, json.loads(body)["type"]) == (400, "malformed-request")


def test_a_client_that_is_slow_but_sends_is_waited_for(service):
    page = PAGE + b" " * 100_000
    head = b"POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
    with connected(service) as connection:
        connection.sendall(head % len(page))
        for at in range(0, len(page), 10_000):
            time.sleep(0.6)
            connection.sendall(page[at : at + 10_000])
        assert answer_on(connection)[0].status == 200


def test_a_bomb_is_cut_off(service):
    zeros = subprocess.run(["gzip", "-c"], input=bytes(200 << 20), capture_output=True, check=True).stdout
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    status, _, body = ask(service, "POST", "/v1/checks", zeros, **headers)
    assert (status, json.loads(body)["type"]) == (413, "body-too-large")


def test_sigterm_answers_what_has_begun():
    page = b"<p>Cooks earn $20 to $24 an hour here.</p>" * 100
    with running_service(CHECK_SECONDS="20") as service:
        everything = [service.process.pid, *family(service.process.pid)]
        checkers = checkers_of(service)
        for pid in checkers:
            os.kill(pid, signal.SIGSTOP)
        with ThreadPoolExecutor(8) as pool:
            running = [pool.submit(check, service, f"{n}", page) for n in range(8)]
            until(lambda: connections_of(service) == 8)
            time.sleep(0.15)  # from the socket to a thread
            service.process.terminate()
            for pid in checkers:
                os.kill(pid, signal.SIGCONT)
            assert [answer.result()[0] for answer in running] == [200] * 8
        assert service.process.wait(60) == 0
        assert gone(everything)


def test_nothing_is_left_when_it_is_killed():
    with running_service() as service:
        everything = family(service.process.pid)
        service.process.kill()
        service.process.wait()
        assert gone(everything)


def test_what_was_stored_is_there_after_a_restart():
    with short_folder() as folder:
        with running_service(STATE_DIR=str(folder)) as service:
            known = check(service)[2]
        with running_service(STATE_DIR=str(folder)) as service:
            assert stored(service)[2] == known


def test_requests_that_come_together_are_all_answered(service):
    one = b"POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
    page = PAGE + b" " * 200_000
    with connected(service) as connection:
        connection.sendall((one % (len(page), page)) * 2 + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answers = [answer_on(connection)[0].status for _ in range(2)]
        assert answers == [200, 200]
        assert answer_on(connection)[1] == b'{"status":"ok"}'
