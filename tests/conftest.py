"""What the tests stand on: real Redis servers, the real application, the real service. No stand-ins."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from running import ROOT, RedisServer, Service, running_keeper, running_service, short_folder
from werkzeug.test import TestResponse

from server import create_app
from server.api import problems
from server.settings import Settings

collect_ignore = ["fuzz.py"]
"""No doctests there, and it needs what is not installed."""

# How long an example takes, or to think of one, is for the machine to say: no test is of that.
hypothesis.settings.register_profile(
    "unhurried", hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


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


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis that is empty, on a Unix socket."""
    with short_folder() as folder:
        server = RedisServer(folder)
        try:
            yield server
        finally:
            server.kill()


@pytest.fixture(scope="session")
def checks() -> Iterator[Path]:
    """The state folder in which processes that check pages listen."""
    with running_keeper() as folder:
        yield folder


@pytest.fixture
def settings(checks: Path, redis_server: RedisServer) -> Settings:
    """Settings for `app`: its own Redis, with patience for a busy machine; the shared processes that check."""
    return Settings(state_dir=checks, redis_url=redis_server.url, secret="of the tests", redis_timeout_seconds=10)


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


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which npm brings."""
    path = ROOT / "node_modules/axe-core/axe.min.js"
    if not path.exists():
        pytest.skip("axe-core is not installed: npm ci")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """One real service for all tests that only use it; it has patience with a Redis on a busy machine."""
    with running_service(REDIS_TIMEOUT_SECONDS="10") as running:
        yield running


@pytest.fixture
def start_service() -> Callable[..., AbstractContextManager[Service]]:
    """For tests that need other settings: `with start_service(TOKENS=...) as service:`."""
    return running_service
