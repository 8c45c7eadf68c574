"""Redis, with everything that can go wrong with it brought down to one exception."""

from __future__ import annotations

import math
import random
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from redis.exceptions import ConnectionError, RedisError, TimeoutError

from server.store.entries import Entry, Place, Vault
from server.store.servers import Command, Servers

PATIENCE = 1.5
"""How long one request waits for Redis in all, in timeouts: one answer may be late, not each of five."""
_UNLOCK = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
_SALT = "redis.call('set', KEYS[1], ARGV[1], 'nx') return redis.call('get', KEYS[1])"
_SALT_BYTES = 16
_COUNT = """
local value = redis.call('incrby', KEYS[1], ARGV[1])
if redis.call('ttl', KEYS[1]) < 0 then redis.call('expire', KEYS[1], ARGV[2]) end
return value
"""
_JITTER = 0.1
"""Entries live up to this share shorter, so that those stored together do not end together."""


class Unavailable(Exception):
    """Redis could not be asked, or refused; the message is a slug for `Cache-Status`."""


class _Waiting(threading.local):
    """What each thread has for itself: it answers one request at a time."""

    left: float = math.inf
    """Seconds that its request may still wait for Redis."""


class Store:
    """Reports by place. Every method raises Unavailable, and nothing else, when Redis does not do its part.

    No call waits longer than the timeout, all calls of one request together not longer than `PATIENCE`
    timeouts, and none is tried twice: a report can always be computed.
    """

    def __init__(self, url: str, vault: Vault, *, keep_seconds: int, timeout_seconds: float) -> None:
        self.vault = vault
        self._keep = keep_seconds
        self._servers = Servers(url, timeout_seconds)
        self._patience = PATIENCE * timeout_seconds
        self._waiting = _Waiting()

    def begin(self) -> None:
        """From here on this thread answers another request."""
        self._waiting.left = self._patience

    def get(self, place: Place) -> Entry | None:
        """The report at a place; None where there is none, or none that can be read."""
        stored, salt = self._ask(place.key, lambda redis: redis.mget(place.key, place.salt_key))
        return self.vault.unpack(stored, place, salt)

    def summaries(self, places: Sequence[Place]) -> list[bytes | None]:
        """What was put as summary at places of one namespace, in order, in one round trip."""
        if not places:
            return []
        keys = [places[0].salt_key, *(place.summary_key for place in places)]
        salt, *stored = self._ask(keys[0], lambda redis: redis.mget(keys))
        return self.vault.unpack_summaries(stored, places, salt)

    def salt(self, namespace: str) -> bytes:
        """What to seal the reports of a namespace with.

        To be asked for before a check begins: when all is forgotten while it runs, what it stores is sealed with a
        salt that is gone.
        """
        key = self.vault.salt_key(namespace)
        salt: bytes | None = self._ask(key, lambda redis: redis.get(key))
        return salt or self._ask(key, lambda redis: redis.eval(_SALT, 1, key, secrets.token_bytes(_SALT_BYTES)))

    def put(self, place: Place, entry: Entry, summary: bytes, salt: bytes) -> None:
        """Store a report, sealed, and what is told of it without opening it, as it is."""
        lifetime = self._keep * random.uniform(1 - _JITTER, 1)  # noqa: S311 - spreads expiry, protects nothing
        milliseconds = int(lifetime * 1000)
        report, told = self.vault.pack(entry, place, salt), self.vault.pack_summary(summary, place, salt)
        self._ask(place.key, lambda redis: redis.set(place.key, report, px=milliseconds))
        self._ask(place.summary_key, lambda redis: redis.set(place.summary_key, told, px=milliseconds))

    def forget(self, place: Place) -> None:
        self._ask(place.key, lambda redis: redis.delete(place.key, place.summary_key))

    def forget_all(self, namespace: str) -> None:
        """Make everything of a namespace unreadable for ever, in one step however much it is.

        What is still stored then is noise, and ends in its time.
        """
        key = self.vault.salt_key(namespace)
        self._ask(key, lambda redis: redis.delete(key))

    def ping(self) -> None:
        self._ask("gos", lambda redis: redis.ping())

    def count(self, counter: str, amount: int, seconds: int) -> int:
        """Add to a counter that ends `seconds` after it began; what it is at now."""
        key = _counter(counter)
        return int(self._ask(key, lambda redis: redis.eval(_COUNT, 1, key, amount, seconds)))

    def counted(self, counter: str) -> int:
        """What a counter is at."""
        key = _counter(counter)
        return int(self._ask(key, lambda redis: redis.get(key)) or 0)

    def ends(self, counter: str) -> int:
        """Seconds until a counter ends."""
        key = _counter(counter)
        return max(0, int(self._ask(key, lambda redis: redis.ttl(key))))

    @contextmanager
    def flight(self, place: Place, content: bytes, salt: bytes, seconds: float) -> Iterator[bool]:
        """True for the one who is to compute this content now, False while somebody else does.

        Ends by itself after `seconds`, in case its holder dies. Nobody waits for one with another salt: its report
        will not be readable.
        """
        lock, token = f"{place.key}:{content.hex()}:{self.vault.mark(salt).hex()}", secrets.token_hex(8)
        mine = bool(self._ask(lock, lambda redis: redis.set(lock, token, nx=True, px=int(seconds * 1000))))
        try:
            yield mine
        finally:
            if mine:
                with suppress(Unavailable):
                    self._ask(lock, lambda redis: redis.eval(_UNLOCK, 1, lock, token))

    def _ask(self, key: str, command: Command) -> Any:
        """What the server that holds `key` answers."""
        began = time.monotonic()
        try:
            return self._servers.ask(key, command, self._waiting.left)
        except (ConnectionError, TimeoutError, OSError) as error:
            raise Unavailable("redis-unreachable") from error
        except RedisError as error:
            raise Unavailable("redis-refused") from error
        finally:
            self._waiting.left -= time.monotonic() - began


def _counter(name: str) -> str:
    return f"gos:count:{name}"
