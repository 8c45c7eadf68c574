"""What the tests stand on: real Redis servers, the real application, the real service. No stand-ins."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server import create_app
from server.api import problems
from server.settings import Settings
from server.store import embedded

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A browser test that is skipped tells nothing: on the build server that is a failure."""
    report = yield
    if (
        os.environ.get("CI")
        and report.skipped
        and item.get_closest_marker("browser")
        and not hasattr(report, "wasxfail")
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped, but CI is set: {report.longrepr}"
    return report


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder whose path leaves room for the name of a Unix socket (pytest's own is too long on macOS)."""
    folder = Path(tempfile.mkdtemp(prefix="gos-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class RedisServer:
    """A Redis of one test, which may be hurt."""

    folder: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/redis.sock"

    def start(self) -> None:
        """Again with the data it had."""
        self.process = embedded.start(self.folder, self.folder / "redis.sock")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis that is empty, on a Unix socket."""
    with short_folder() as folder:
        server = RedisServer(folder)
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def running_keeper(**environment: str) -> Iterator[Path]:
    """The processes that check pages, with settings of their own; gives their state folder."""
    with short_folder() as folder:
        # A REDIS_URL, so that it starts none.
        env = os.environ | {"STATE_DIR": str(folder), "REDIS_URL": "unix:///dev/null"} | environment
        keeper = subprocess.Popen(
            [sys.executable, "-m", "server.keeper"], cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            assert [keeper.stdout.readline() for _ in range(2)] == [b"started\n", b"ready\n"]
            yield folder
        finally:
            keeper.stdin.close()
            keeper.stdout.close()
            keeper.wait(10)


@pytest.fixture(scope="session")
def checks() -> Iterator[Path]:
    """The state folder in which processes that check pages listen."""
    with running_keeper() as folder:
        yield folder


@pytest.fixture
def settings(checks: Path, redis_server: RedisServer) -> Settings:
    """Settings for `app`: its own Redis, the shared processes that check."""
    return Settings(state_dir=checks, redis_url=redis_server.url, secret="of the tests")


@pytest.fixture
def app(settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def assert_problem() -> Callable[..., dict[str, Any]]:
    """What holds for every error, however it comes about: `assert_problem(answer, "not-checked")`."""

    def check(answer: Any, slug: str) -> dict[str, Any]:
        details = answer.get_json() if isinstance(answer, TestResponse) else answer.json()
        status, title = problems.KINDS[slug]
        assert (answer.status_code, details["type"]) == (status, slug), details
        assert answer.headers["Content-Type"] == problems.MEDIA_TYPE
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Request-ID"] == details["request_id"]
        assert details["status"] == status
        assert details["title"] == title
        assert len(details["detail"]) > 10
        problems.ProblemDetails.model_validate(details)
        return details

    return check


@dataclass(frozen=True)
class Service:
    """A service as `make run` starts it."""

    url: str
    process: subprocess.Popen[str]
    state: Path


@contextmanager
def running_service(**environment: str) -> Iterator[Service]:
    """The service on a free port, with a state folder and, unless REDIS_URL is given, a Redis of its own."""
    with short_folder() as folder:
        env = os.environ | {"STATE_DIR": str(folder), "PORT": "0"} | environment
        process = subprocess.Popen(
            [sys.executable, "-m", "server"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
        )
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found, "the service did not start; its standard error says why"
            yield Service(found[0], process, Path(env["STATE_DIR"]))
        finally:
            process.terminate()
            process.stdout.close()
            process.wait(20)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """One real service for all tests that only use it."""
    with running_service() as running:
        yield running


@pytest.fixture
def start_service() -> Callable[..., object]:
    """For tests that stop or hurt the service: `with start_service(PORT="0", ...) as service:`."""
    return running_service
