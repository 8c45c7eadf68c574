"""Redis, with everything that can go wrong with it brought down to one exception."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from redis.exceptions import ConnectionError, RedisError, TimeoutError

from server.store.connection import connect
from server.store.entries import HEADER_BYTES, Entry, Place, Summary, Vault

RETRY_AFTER = 1.0
"""Seconds for which Redis is left alone after it could not be reached: a dead one costs one timeout a second."""
_UNLOCK = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
_JITTER = 0.1
"""Entries live up to this share shorter, so that those stored together do not end together."""


class Unavailable(Exception):
    """Redis could not be asked, or refused; the message is a slug for `Cache-Status`."""


class Breaker:
    """Remembers that Redis was out of reach, so that the next callers do not wait for it as well.

    >>> now = 0.0
    >>> breaker = Breaker(clock=lambda: now)
    >>> breaker.trip(); breaker.closed
    False
    >>> now = RETRY_AFTER; breaker.closed, breaker.closed  # one caller tries, the others wait for what it finds
    (True, False)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open_until: float | None = None

    @property
    def closed(self) -> bool:
        """Whether this caller may try."""
        if self._open_until is None:
            return True
        with self._lock:
            if self._clock() < (self._open_until or 0.0):
                return False
            self._open_until = self._clock() + RETRY_AFTER
            return True

    def trip(self) -> None:
        self._open_until = self._clock() + RETRY_AFTER

    def reset(self) -> None:
        self._open_until = None


class Store:
    """Reports by place. Every method raises Unavailable, and nothing else, when Redis does not do its part.

    No call waits longer than the timeout, and none is tried twice: a report can always be computed.
    """

    def __init__(self, url: str, vault: Vault, *, keep_seconds: int, timeout_seconds: float) -> None:
        self.vault = vault
        self._keep = keep_seconds
        self._breaker = Breaker()
        self._url = url
        self._timeout = timeout_seconds
        self._of_thread = threading.local()

    def get(self, place: Place) -> Entry | None:
        """The report at a place; None where there is none, or none that can be read."""
        with self._asking() as redis:
            stored = redis.get(place.key)
        return self.vault.unpack(stored, place)

    def summaries(self, places: Sequence[Place]) -> list[Summary | None]:
        """What is known of each place, in order, in one round trip and without moving the reports."""
        with self._asking() as redis:
            pipeline = redis.pipeline(transaction=False)
            for place in places:
                pipeline.getrange(place.key, 0, HEADER_BYTES - 1)
            found = pipeline.execute(raise_on_error=False)
        return [Summary.unpack(header) if isinstance(header, bytes) else None for header in found]

    def put(self, place: Place, entry: Entry) -> None:
        lifetime = self._keep * random.uniform(1 - _JITTER, 1)  # noqa: S311 - spreads expiry, protects nothing
        with self._asking() as redis:
            redis.set(place.key, self.vault.pack(entry, place), px=int(lifetime * 1000))

    def forget(self, place: Place) -> None:
        with self._asking() as redis:
            redis.delete(place.key)

    def ping(self) -> None:
        with self._asking() as redis:
            redis.ping()

    @contextmanager
    def flight(self, place: Place, content: bytes, seconds: float) -> Iterator[bool]:
        """True for the one who is to compute this content now, False while somebody else does.

        Ends by itself after `seconds`, in case its holder dies.
        """
        lock, token = f"{place.key}:{content.hex()}", secrets.token_hex(8)
        with self._asking() as redis:
            mine = bool(redis.set(lock, token, nx=True, px=int(seconds * 1000)))
        try:
            yield mine
        finally:
            if mine:
                with suppress(Unavailable), self._asking() as redis:
                    redis.eval(_UNLOCK, 1, lock, token)

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        """This thread's client, unless Redis was out of reach a moment ago."""
        if not self._breaker.closed:
            raise Unavailable("redis-unreachable")
        try:
            if not hasattr(self._of_thread, "client"):
                self._of_thread.client = connect(self._url, self._timeout)
            yield self._of_thread.client
        except (ConnectionError, TimeoutError, OSError) as error:
            self._breaker.trip()
            raise Unavailable("redis-unreachable") from error
        except RedisError as error:  # out of memory, read-only, a foreign key: it answers, so ask again next time
            self._breaker.reset()
            raise Unavailable("redis-refused") from error
        self._breaker.reset()
