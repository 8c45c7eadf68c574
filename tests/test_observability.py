"""What those who run the service see of it, over all its workers: counts, times, logs. And what they never see."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import socket
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from running import RedisServer, Service, running_service
from test_start import ask, check, checkers_of, keeper_of, stored, workers_of

GARBLED = "<title>Cook</title><p>We donâ€™t haggle: $24 – $20 an hour. Write to jobs@acme.example.".encode()


def counts(service: Service) -> dict[str, float]:
    """Every sample of `/metrics`."""
    lines = ask(service, "GET", "/metrics")[2].decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def lookup(service: Service, *names: str) -> None:
    asked = json.dumps({"urls": [f"https://acme.example/{name}" for name in names]})
    assert ask(service, "POST", "/v1/lookups", asked, **{"Content-Type": "application/json"})[0] == 200


def test_counts_and_times_are_those_of_all_workers() -> None:
    with running_service(WORKERS="2") as service:
        for number in range(20):
            check(service, f"{number}", GARBLED + b"%d" % number)
            check(service, f"{number}", GARBLED + b"%d" % number)
            stored(service, f"{number}")
            stored(service, f"none/{number}")
        lookup(service, "1", "2", "none")
        seen = counts(service)
        for number in range(20, 30):
            check(service, f"{number}", GARBLED + b"%d" % number)
        later = counts(service)
    assert {name: seen[name] for name in seen if name.startswith("grain_checks_total")} == {
        'grain_checks_total{result="computed"}': 20,
        'grain_checks_total{result="reused"}': 20,
    }
    answered = 'grain_requests_total{method="%s",route="/v1/checks",status="%d"}'
    assert [seen[answered % request] for request in (("POST", 200), ("GET", 200), ("GET", 404))] == [40, 20, 20]
    assert seen['grain_request_seconds_count{route="/v1/lookups"}'] == 1
    assert seen["grain_check_seconds_count"] == 20
    stages = [name for name in seen if name.startswith("grain_check_stage_seconds_sum")]
    assert Counter(stages) == Counter(
        f'grain_check_stage_seconds_sum{{stage="{stage}"}}' for stage in ("document", "posting", "rules", "report")
    )
    assert all(seen[stage] > 0 for stage in stages)
    assert abs(sum(seen[stage] for stage in stages) - seen["grain_check_seconds_sum"]) < 0.001
    assert seen['grain_rules_total{outcome="flagged",rule="encoding/mojibake"}'] == 20
    assert seen['grain_rules_total{outcome="flagged",rule="salary/reversed-range"}'] == 20
    assert not [name for name in seen if name.startswith("grain_rules_total") and 'outcome="flagged"' not in name]
    assert seen['grain_addresses_total{result="known"}'] == 2
    assert seen['grain_addresses_total{result="unknown"}'] == 1
    assert later['grain_checks_total{result="computed"}'] == 30
    assert not [name for name in later if re.search(r"acme|\d{4}", name.replace("_bucket", ""))]


SECRET = "quince"
"""Stands wherever a client can put something; nothing that the service tells may hold it."""
TOKEN = f"{SECRET}-token"
POST = b"POST /v1/checks?url=https://quince.example/quince%20cook HTTP/1.1\r\n"
HEAD = b"Host: localhost\r\nAuthorization: Bearer quince-token\r\nContent-Type: text/html\r\n"
LENGTH = b"Content-Length: 21\r\n\r\n"
BODY = b"<title>quince</title>"
SENT = {
    "a check": POST + HEAD + LENGTH + BODY,
    "another token": POST + HEAD.replace(b"token", b"other") + LENGTH + BODY,
    "another host": POST + HEAD.replace(b"localhost", b"quince.example") + LENGTH + BODY,
    "an origin": POST + HEAD + b"Origin: https://quince.example\r\n" + LENGTH + BODY,
    "a type": POST + HEAD.replace(b"text/html", b"text/quince") + LENGTH + BODY,
    "a charset": POST + HEAD.replace(b"text/html", b"text/html; charset=quince") + LENGTH + BODY,
    "an encoding": POST + HEAD + b"Content-Encoding: quince\r\n" + LENGTH + BODY,
    "no gzip": POST + HEAD + b"Content-Encoding: gzip\r\n" + LENGTH + BODY,
    "chunks that are none": POST + HEAD + b"Transfer-Encoding: chunked\r\n\r\nquince\r\n<p>quince",
    "less than was announced": POST + HEAD + b"Content-Length: 50\r\n\r\n" + BODY,
    "two lengths": POST + HEAD + b"Content-Length: 7\r\n" + LENGTH + BODY,
    "a parameter": POST.replace(b"?url", b"?quince=1&url") + HEAD + LENGTH + BODY,
    "a parameter twice": POST.replace(b"?url", b"?url=quince&url") + HEAD + LENGTH + BODY,
    "no address": POST.replace(b"https:", b"quince:") + HEAD + LENGTH + BODY,
    "a path": POST.replace(b"/v1/checks", b"/v1/quince") + HEAD + LENGTH + BODY,
    "a rule": b"GET /v1/rules/quince/quince HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a rule for people": b"GET /rules/quince/quince HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a method": POST.replace(b"POST", b"QUINCE") + HEAD + b"\r\n",
    "a version": POST.replace(b"HTTP/1.1", b"QUINCE/9.9") + HEAD + b"\r\n",
    "no version": b"GET /quince\r\n\r\n",
    "a long address": POST.replace(b"%20", b"quince" * 2000) + HEAD + b"\r\n",
    "a long header": POST + HEAD + b"Quince: " + b"quince" * 2000 + b"\r\n\r\n",
    "many headers": POST + HEAD + b"Quince: quince\r\n" * 200 + b"\r\n",
    "a header without a name": POST + HEAD + b": quince\r\n\r\n",
    "a header with a NUL": POST + HEAD + b"Quince: quince\0\r\n\r\n",
    "an id": POST + HEAD + b"X-Request-ID: quince quince\r\n" + LENGTH + BODY,
    "an id of many words": POST + HEAD + b"X-Request-ID: " + b"quince-" * 1000 + b"\r\n" + LENGTH + BODY,
    "an id in other letters": POST + HEAD + "X-Request-ID: quincé\r\n".encode() + LENGTH + BODY,
    "an id that goes on": POST + HEAD + b"X-Request-ID: a\r\n quince: b\r\n" + LENGTH + BODY,
    "JSON": b"POST /v1/lookups HTTP/1.1\r\n"
    + HEAD.replace(b"text/html", b"application/json")
    + b'Content-Length: 29\r\n\r\n{"quince": 1, "urls": ["a\\q"]',
    "JSON of another kind": b"POST /v1/lookups HTTP/1.1\r\n"
    + HEAD.replace(b"text/html", b"application/json")
    + b'Content-Length: 29\r\n\r\n{"quince": 1, "urls": "quince"}'[:-2],
}


def talk(service: Service, sent: bytes) -> str:
    """Everything that is answered to some bytes."""
    at = urlsplit(service.url)
    with socket.create_connection((at.hostname, at.port), timeout=15) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[str], str, set[str]]:
    """The problems that such requests are answered with, all lines of the log, the counts, and the ids told."""
    output = tmp_path_factory.mktemp("told") / "stderr"
    hashed = hashlib.sha256(TOKEN.encode()).hexdigest()
    with (
        output.open("w") as errors,
        running_service(errors, LOG_LEVEL="info", TOKENS=hashed, REQUESTS_PER_MINUTE="500", SECRET=SECRET) as service,
    ):
        answers = {why: talk(service, sent) for why, sent in SENT.items()}
        with socket.create_connection((urlsplit(service.url).hostname, urlsplit(service.url).port)) as gone:
            gone.sendall(SENT["a check"])  # and does not wait for the answer
        for pid in (*checkers_of(service), keeper_of(service), workers_of(service)[0]):
            os.kill(pid, signal.SIGKILL)
        for _ in range(30):
            for why in ("a check", "an id", "a parameter", "JSON"):
                answers[f"{why}, while all is down"] = talk(service, SENT[why])
            time.sleep(0.1)
        seen = ask(service, "GET", "/metrics")[2].decode()
        state = b"".join(file.read_bytes() for file in service.state.rglob("*.log"))
    lines = output.read_text("utf-8").splitlines()
    assert SECRET.encode() not in state
    return answers, lines, seen, {hashed, hashed[:24]}


def test_no_text_address_or_token_is_told(told) -> None:
    answers, lines, seen, hashes = told
    for secret in (SECRET, *hashes):
        assert [line for line in lines if secret in line.lower()] == []
        assert secret not in seen.lower()
    problems = {why: answer for why, answer in answers.items() if not answer.startswith("HTTP/1.1 200")}
    assert len(problems) > 25
    repeats = {"a parameter", "a rule for people"}  # what is wrong with the request, or not found, is named
    assert {why.partition(",")[0] for why, answer in problems.items() if SECRET in answer.lower()} <= repeats


def test_every_line_is_json_and_every_answer_has_one(told) -> None:
    answers, lines, _, _ = told
    events = [json.loads(line) for line in lines]
    assert all({"time", "level", "event"} <= set(event) for event in events)
    logged = {event["request_id"]: event for event in events if event["event"] == "request"}
    for why, answer in answers.items():
        status = int(answer.split()[1])
        given = re.search(r"X-Request-ID: (\S+)\r\n", answer)[1]
        assert re.fullmatch(r"[0-9a-f]{16}", given), why
        assert logged[given]["status"] == status, why
        if status >= 400:
            document = json.loads(answer.partition("\r\n\r\n")[2])
            assert (document["request_id"], document["type"]) == (given, logged[given]["problem"]), why
    assert {event["level"] for event in events if event["event"] == "request" and event["status"] < 500} == {"info"}
    assert any(event["event"] == "the keeper has ended and is started again" for event in events)


def test_only_failures_are_told_where_nothing_else_is_wished(tmp_path: Path, redis_server: RedisServer) -> None:
    output = tmp_path / "stderr"
    with output.open("w") as errors, running_service(errors, REDIS_URL=redis_server.url) as service:
        for sent in (SENT["a check"], SENT["no address"], SENT["no version"]):
            talk(service, sent)
        assert output.read_text() == ""
        redis_server.kill()
        everything = b"DELETE /v1/checks HTTP/1.1\r\n" + HEAD + b"X-Request-ID: trace-7\r\n\r\n"
        assert talk(service, everything).startswith("HTTP/1.1 503")
    event = json.loads(output.read_text())
    assert (event["level"], event["event"], event["request_id"]) == ("warning", "request", "trace-7")
    assert (event["route"], event["status"], event["problem"]) == ("/v1/checks", 503, "store-unavailable")
