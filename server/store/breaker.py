"""Leaving a server alone that could not be reached a moment ago."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

RETRY_AFTER = 1.0
"""Seconds for which a server is left alone after it could not be reached: a dead one costs one timeout a second."""


class Breaker:
    """Remembers that a server was out of reach, so that the next callers do not wait for it as well.

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
