"""How much one access token may ask in a minute: by count and by bytes.

Counted in Redis, for all workers together; each worker counts for itself while Redis is away.
Only what makes the service work is counted, pages and lookups that are sent, not what reads a
stored report. Without tokens there is one user, on loopback, and no limit.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, Response, g, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from limits.storage import Storage

from server.api.problems import Problem
from server.settings import Settings
from server.store import Store, Unavailable


def register(app: Flask, settings: Settings, store: Store) -> None:
    """Answer 429 to whom sends more than the settings allow. Stands on `g.namespace`, so after `access.register`."""
    if not settings.tokens:
        return

    def size() -> int:
        """Bytes as they are sent; the most there may be where the client does not say."""
        return settings.max_body_bytes if request.content_length is None else request.content_length

    limiter = Limiter(
        lambda: g.namespace,
        app=app,
        application_limits=[
            ApplicationLimit(f"{settings.requests_per_minute} per minute", scope="requests"),
            ApplicationLimit(f"{settings.bytes_per_minute} per minute", scope="bytes", cost=size),
        ],
        storage_uri=f"{_InStore.STORAGE_SCHEME[0]}://",
        storage_options={"store": store},  # type: ignore[dict-item] # it goes to `_InStore` as it is
        in_memory_fallback_enabled=True,
        swallow_errors=True,
        on_breach=_refuse,
    )
    limiter.request_filter(lambda: request.method != "POST" or not request.path.startswith("/v1/"))


def _refuse(limit: RequestLimit) -> Response:
    window = limit.limit.get_expiry()
    try:
        wait = min(window, int(limit.reset_at - time.time()))
    except Unavailable:
        wait = window
    return Problem(
        "too-many-requests",
        f"This token has asked for more than {limit.limit.amount:,} {limit.request_args[-1]} in this minute.",
        {"Retry-After": str(max(1, wait))},
    ).response()


class _InStore(Storage):
    """The counters of Flask-Limiter in our store, on its connection and behind its circuit breaker.

    So a Redis that is away or slow costs a request no more than it does without limits.
    """

    STORAGE_SCHEME = ["grain-of-salt"]  # noqa: RUF012 - as the base class has it

    def __init__(self, uri: str, *, store: Store, **options: Any) -> None:
        super().__init__(uri, **options)
        self._store = store

    @property
    def base_exceptions(self) -> type[Exception]:
        return Unavailable

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return self._store.count(key, amount, expiry)

    def get(self, key: str) -> int:
        return self._store.counted(key)

    def get_expiry(self, key: str) -> float:
        return time.time() + self._store.ends(key)

    def check(self) -> bool:
        try:
            self._store.ping()
        except Unavailable:
            return False
        return True

    def reset(self) -> None:
        raise NotImplementedError

    def clear(self, key: str) -> None:
        raise NotImplementedError
