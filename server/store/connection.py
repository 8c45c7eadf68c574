"""How one Redis server is spoken to."""

from __future__ import annotations

from typing import Any

import redis
from redis._parsers import _RESP2Parser
from redis.backoff import NoBackoff
from redis.retry import Retry


def connect(url: str, timeout_seconds: float) -> redis.Redis:
    """A client with one connection, for one thread, that waits `timeout_seconds` for it and for each answer.

    redis-py's own settings make a call cost 5 seconds where nothing listens, and a minute where
    nothing answers; here nothing is tried twice. One connection without a pool: looking after the
    pool costs three times what a call does. Nothing is negotiated when it connects (RESP2, no name
    of the driver): with a slow Redis each such question would be one more to wait for.

    Raises ValueError for what is no address of a Redis, and what any call raises if it cannot connect.
    """
    # Between requests hiredis asks the socket whether something has come, and takes the session tickets of TLS 1.3 for
    # an answer that nobody waits for; redis-py's own parser asks TLS.
    parser: dict[str, Any] = {"parser_class": _RESP2Parser} if url.startswith("rediss:") else {}
    return redis.Redis.from_url(
        url,
        **parser,
        socket_timeout=timeout_seconds,
        socket_connect_timeout=timeout_seconds,
        retry=Retry(NoBackoff(), 0),
        single_connection_client=True,
        protocol=2,
        driver_info=None,
    )
