"""Checks in processes of their own, which end when a page takes too long or too much memory.

The processes are forked from one that has loaded everything (`keeper.py`) and wait on one Unix
socket: whichever is free takes the next page. Each ends itself by the kernel's timers when a check
overruns, wherever it stands (no Python code has to run for that), and is replaced by a fresh one.
What counts is the processor's time, so that no page is refused because the machine is busy.

On a connection: the process says "ready"; the caller sends a question (JSON) and the body; the
process sends a status (JSON) and, for "done", the report without and with the text.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

QUEUE_SECONDS = 10.0
"""How long a page waits for a free process before its sender is asked to come back."""
WALL = 5
"""A check is also ended after this many times its time by the clock: it hangs, or the machine is hopelessly busy."""
_GRACE_SECONDS = 1.0
"""How long after the end of its time a process may take to be gone, on a busy machine."""
_PAGES = 1000
"""How many pages a process checks before a fresh one takes its place, so that its memory stays flat."""
_IDLE_SECONDS = 5.0
"""How long a process waits for the page of a caller that has connected."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came out of one check."""

    report: bytes
    """JSON, as a client gets it and as it is stored."""
    report_with_text: bytes | None
    """The same with the text of the page; only where it was asked for."""
    counts: tuple[int, int, int]
    """Findings, however many places each has: serious, warning, info."""
    complete: bool
    """Whether all of the page was checked."""
    seconds: dict[str, float]
    """Time of each stage, in their order."""
    rules: dict[str, list[str]]
    """Which rules have flagged something, and which have failed, by `flagged` and `failed`."""


class TooComplex(Exception):
    """The page needs more time, memory or elements than a check may take; the message says which."""


class Busy(Exception):
    """No process was free in time, or none runs."""


class CheckFailed(Exception):
    """The check raised: a defect of this program. The message is where, without anything of the page."""


class Sandbox:
    """The caller's side: give a page, get a report."""

    def __init__(self, address: Path, check_seconds: float) -> None:
        self._address = str(address)
        self._seconds = check_seconds

    def check(
        self, body: bytes, content_type: str, url: str | None, as_of: datetime, *, include_text: bool = False
    ) -> Checked:
        """Check one page. Raises TooComplex, Busy or CheckFailed, and nothing else.

        A process that dies before its time (killed by somebody, or by the page) gets a second chance.
        """
        question = {"content_type": content_type, "url": url, "as_of": as_of.isoformat(), "text": include_text}
        try:
            try:
                return self._ask(json.dumps(question).encode(), body)
            except (EOFError, BrokenPipeError, ConnectionResetError):
                return self._ask(json.dumps(question).encode(), body)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise TooComplex("the check ended before it was done") from None
        except OSError:
            raise Busy("no process that checks is running") from None

    def reachable(self) -> bool:
        """Whether processes that check are there to be asked."""
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(1)
            return caller.connect_ex(self._address) == 0

    def _ask(self, question: bytes, body: bytes) -> Checked:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(QUEUE_SECONDS)
            caller.connect(self._address)
            caller.settimeout(None)
            connection = Connection(caller.detach())
        with connection:
            if not connection.poll(QUEUE_SECONDS):
                raise Busy("every process that checks has work for a while")
            connection.recv_bytes()
            began = time.monotonic()
            connection.send_bytes(question)
            connection.send_bytes(body)
            if not connection.poll(self._seconds * WALL + _GRACE_SECONDS):
                raise Busy("the process that checks does not answer")
            try:
                status = json.loads(connection.recv_bytes())
            except (EOFError, ConnectionResetError):
                if time.monotonic() - began < self._seconds:
                    raise
                raise TooComplex(f"the check takes longer than {self._seconds:g} seconds") from None
            if status["status"] == "too-complex":
                raise TooComplex(status["detail"])
            if status["status"] == "failed":
                raise CheckFailed(status["detail"])
            report, with_text = connection.recv_bytes(), connection.recv_bytes()
        serious, warning, info = status["counts"]
        return Checked(
            report, with_text or None, (serious, warning, info), status["complete"], status["seconds"], status["rules"]
        )


def where(error: Exception) -> str:
    """An exception without its message, which may quote the page: its type, and the last lines it came through."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    lines = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__name__} at {' > '.join(lines)}"


def listen(address: Path) -> socket.socket:
    """The socket on which the processes wait for pages; for its owner alone."""
    address.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    mask = os.umask(0o177)
    try:
        listener.bind(str(address))
    finally:
        os.umask(mask)
    listener.listen(128)
    listener.setblocking(False)
    return listener


def serve(listener: socket.socket, lifeline: int, check_seconds: float, memory_mib: int) -> NoReturn:
    """Check pages until `lifeline` (the reading end of a pipe) closes; the whole life of one process."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (memory_mib << 20, memory_mib << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for _ in range(_PAGES):
        try:
            connection = _next(listener, lifeline)
            with connection:
                _answer(connection, check_seconds)
        except (EOFError, OSError):
            continue  # the caller went away
    os._exit(0)


def _next(listener: socket.socket, lifeline: int) -> Connection:
    """The next caller; does not return when the service has ended."""
    while True:
        readable, _, _ = select.select([listener.fileno(), lifeline], [], [])
        if lifeline in readable:
            os._exit(0)
        try:
            caller, _ = listener.accept()
        except BlockingIOError:
            continue  # another process was faster
        caller.setblocking(True)
        return Connection(caller.detach())


def _answer(connection: Connection, check_seconds: float) -> None:
    connection.send_bytes(b"ready")
    if not connection.poll(_IDLE_SECONDS):
        return
    question, body = json.loads(connection.recv_bytes()), connection.recv_bytes()
    signal.setitimer(signal.ITIMER_PROF, check_seconds)
    signal.setitimer(signal.ITIMER_REAL, check_seconds * WALL)
    try:
        status, report, with_text = _check(question, body)
    except MemoryError:
        status = {"status": "too-complex", "detail": "the check needs more memory than it may take"}
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller is told and the next page checked
        status = {"status": "failed", "detail": where(error)}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
    connection.send_bytes(json.dumps(status).encode())
    if status["status"] == "done":
        connection.send_bytes(report)
        connection.send_bytes(with_text)


def _check(question: dict[str, object], body: bytes) -> tuple[dict[str, object], bytes, bytes]:
    # Here, not above: callers load neither the parser nor the rules.
    from server import document, report
    from server.check import check

    seconds: dict[str, float] = {}
    last = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        seconds[stage] = round(now - last, 6)
        last = now

    try:
        found = check(
            body,
            str(question["content_type"]),
            question["url"] if isinstance(question["url"], str) else None,
            as_of=datetime.fromisoformat(str(question["as_of"])),
            lap=lap,
        )
    except document.TooComplex as error:
        return {"status": "too-complex", "detail": str(error)}, b"", b""
    # As people count them: what one rule says in several places is one finding.
    findings = {(annotation.severity, annotation.rule, annotation.title) for annotation in found.annotations}
    severities = Counter(severity for severity, _, _ in findings)
    with_text = report.to_json(found, include_text=True) if question["text"] else b""
    without = report.to_json(found, include_text=False)
    lap("report")
    status = {
        "status": "done",
        "counts": [severities[severity] for severity in report.SEVERITIES],
        "complete": found.complete,
        "seconds": seconds,
        "rules": {
            outcome: [rule.id for rule in found.rules if rule.outcome == outcome] for outcome in ("flagged", "failed")
        },
    }
    return status, without, with_text
