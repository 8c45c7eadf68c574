"""What is counted. Labels are route templates and fixed words: never an address, a page or a token.

Under gunicorn the counts of all workers are added up (prometheus_client's multiprocess mode).
"""

from __future__ import annotations

import os
import secrets
import time

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    Summary,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from server import log
from server.sandbox import Checked

REQUESTS = Counter("grain_requests", "Requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("grain_request_seconds", "Time to answer a request.", ["route"])
CHECKS = Counter(
    "grain_checks", "Pages asked about: computed, reused (stored), shared (computed by another request).", ["result"]
)
_CHECK_SECONDS = Histogram("grain_check_seconds", "Time of one check, without waiting.")
_STAGE_SECONDS = Summary("grain_check_stage_seconds", "The same by stage.", ["stage"])
_RULES = Counter("grain_rules", "Checks in which a rule flagged something or failed.", ["rule", "outcome"])
ADDRESSES = Counter("grain_addresses", "Addresses looked up: known (a report is stored), unknown.", ["result"])
STORE_ERRORS = Counter("grain_store_errors", "Calls of Redis that failed or were left out.", ["reason"])

_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS"})


def register(app: Flask) -> None:
    """Count, time and log every request, and give each an id that its answer and the log share."""

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        usable = 0 < len(given) <= 64 and given.replace("-", "").isalnum() and given.isascii()
        g.request_id = given if usable else secrets.token_hex(8)

    @app.after_request
    def _count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unmatched"
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(method, route, response.status_code).inc()
        seconds = time.perf_counter() - g.began
        REQUEST_SECONDS.labels(route).observe(seconds)
        log.request(
            response.status_code,
            request_id=g.request_id,
            method=method,
            route=route,
            seconds=round(seconds, 6),
            problem=g.get("problem"),
        )
        response.headers["X-Request-ID"] = g.request_id
        return response


def computed(checked: Checked) -> None:
    """Count a check that was run, the time of its stages, and the rules that had something to say."""
    CHECKS.labels("computed").inc()
    _CHECK_SECONDS.observe(sum(checked.seconds.values()))
    for stage, seconds in checked.seconds.items():
        _STAGE_SECONDS.labels(stage).observe(seconds)
    for outcome, rules in checked.rules.items():
        for rule in rules:
            _RULES.labels(rule, outcome).inc()


def exposition() -> Response:
    """All counts in the text format of Prometheus."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
