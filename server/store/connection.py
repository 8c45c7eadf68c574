"""How Redis is spoken to."""

from __future__ import annotations

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def connect(url: str, timeout_seconds: float) -> redis.Redis:
    """A client that waits `timeout_seconds` for a connection or an answer, and tries nothing twice.

    redis-py's own settings make a call cost 5 seconds where nothing listens, and a minute where
    nothing answers. Connects at the first call. Raises ValueError for what is no address of a Redis.
    """
    return redis.Redis.from_url(
        url,
        socket_timeout=timeout_seconds,
        socket_connect_timeout=timeout_seconds,
        retry=Retry(NoBackoff(), 0),
    )
