"""The processes that check pages, asked directly."""

import json
import socket
from datetime import UTC, datetime

import pytest
from running import running_keeper

from server import report, sandbox
from server.check import check
from server.sandbox import Busy, CheckFailed, Sandbox, TooComplex
from server.settings import Settings

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PAGE = "<title>Köchin</title><p>We pay $24 – $20 an hour. Write to jobs@acme.example.".encode()


@pytest.fixture
def asked(checks) -> Sandbox:
    return Sandbox(Settings(state_dir=checks).checks_socket, 2)


def test_a_process_says_what_the_function_says(asked):
    told = asked.check(PAGE, "text/html", "https://acme.example/1", NOW, include_text=True)
    found = check(PAGE, "text/html", "https://acme.example/1", as_of=NOW)
    assert told.report == report.to_json(found)
    assert told.report_with_text == report.to_json(found, include_text=True)
    assert told.complete == found.complete
    assert asked.check(PAGE, "text/html", None, NOW).report_with_text is None


def test_what_is_said_in_several_places_is_counted_once(asked):
    garbled = "<p>We donâ€™t haggle.</p><p>It pays $24 – $20 an hour.</p><p>Cooks canâ€™t wait.</p>".encode()
    found = check(garbled, "text/html", as_of=NOW)
    rules = {(annotation.rule, annotation.severity) for annotation in found.annotations}
    assert len(found.annotations) > len(rules) > 1
    severities = [severity for _, severity in rules]
    told = asked.check(garbled, "text/html", None, NOW)
    assert told.counts == tuple(severities.count(severity) for severity in report.SEVERITIES)


def test_too_many_elements(asked):
    with pytest.raises(TooComplex):
        asked.check(b"<b>" * 100_001, "text/html", None, NOW)


def test_a_defect_is_told_without_what_it_choked_on(asked):
    question = {"content_type": "text/html", "url": None, "as_of": "private words", "text": False}
    with pytest.raises(CheckFailed) as told:
        asked._ask(json.dumps(question).encode(), PAGE)
    assert "ValueError at sandbox.py" in str(told.value)
    assert "private" not in str(told.value)
    assert asked.check(PAGE, "text/html", None, NOW).report


def test_callers_that_go_away_leave_the_processes_as_they_were(asked):
    for sent in (b"", b"\x00\x00", b"\x00\x00\x00\x05", b"\x00\x00\x00\x02no", b"\xff" * 12):
        for _ in range(3):
            with socket.socket(socket.AF_UNIX) as caller:
                caller.connect(asked._address)
                caller.sendall(sent)
    assert asked.check(PAGE, "text/html", None, NOW).report


def test_no_processes(tmp_path):
    nobody = Sandbox(tmp_path / "checks.sock", 2)
    assert not nobody.reachable()
    with pytest.raises(Busy):
        nobody.check(PAGE, "text/html", None, NOW)


def test_all_processes_at_work(monkeypatch):
    monkeypatch.setattr(sandbox, "QUEUE_SECONDS", 0.2)
    with running_keeper(CHECK_PROCESSES="1") as state:
        asked = Sandbox(Settings(state_dir=state).checks_socket, 2)
        assert asked.reachable()
        with socket.socket(socket.AF_UNIX) as idle:
            idle.connect(asked._address)
            assert idle.recv(64).endswith(b"ready")
            with pytest.raises(Busy):
                asked.check(PAGE, "text/html", None, NOW)
        monkeypatch.undo()
        assert asked.check(PAGE, "text/html", None, NOW).report
