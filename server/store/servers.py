"""The servers behind one REDIS_URL, asked within a time that is told."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from redis import Redis
from redis.exceptions import (
    AskError,
    ClusterDownError,
    ConnectionError,
    MovedError,
    ReadOnlyError,
    RedisError,
    TimeoutError,
)

from server.store.breaker import Breaker
from server.store.connection import connect
from server.store.topology import topology

Command = Callable[[Redis], Any]
_HOPS = 4
"""How many servers one call may be sent on to; two are usual where a slot has just moved."""


class _Own(threading.local):
    """What each thread has for itself."""

    def __init__(self) -> None:
        self.clients: dict[str, Redis] = {}


class Servers:
    """One client for each thread and server, one circuit breaker for each server."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        """Raises ValueError where `url` names no Redis."""
        self._topology = topology(url)
        self._timeout = timeout_seconds
        self._own = _Own()
        self.breakers: defaultdict[str, Breaker] = defaultdict(Breaker)

    def ask(self, key: str, command: Command, seconds: float) -> Any:
        """What the server that holds `key` answers to `command`, whose keys are all in the slot of `key`.

        Waits no longer than the timeout for one server, and than `seconds` in all. Another server is asked
        where this one says so, and where it is gone and the others know of another in its place.
        Raises RedisError or OSError.
        """
        deadline = time.monotonic() + seconds

        def ask(server: str, *words: str) -> Any:
            return self._at(server, lambda redis: redis.execute_command(*words), deadline)  # type: ignore[no-untyped-call]

        server = self._topology.server(key, ask)
        for _ in range(_HOPS):
            try:
                return self._at(server, command, deadline)
            except MovedError as error:
                server = self._topology.sent_on(error, server)
            except AskError as error:
                server, command = self._topology.sent_on(error, server), _asking(command)
            except (ConnectionError, TimeoutError, OSError, ReadOnlyError, ClusterDownError):
                self._topology.forget()
                if server == (server := self._topology.server(key, ask)):
                    raise
        raise ConnectionError("sent from server to server")

    def _at(self, server: str, command: Command, deadline: float) -> Any:
        """What one server answers, unless it was out of reach a moment ago."""
        breaker, kept = self.breakers[server], server in self._own.clients
        self._left(deadline)
        if not breaker.closed:
            raise ConnectionError("out of reach a moment ago")
        try:
            try:
                answer = command(self._client(server, deadline))
            except ConnectionError:
                if not kept:
                    raise
                self._drop(server)  # It was restarted since it was last asked, which costs nothing.
                answer = command(self._client(server, deadline))
        except (ConnectionError, TimeoutError, OSError):
            self._drop(server)
            breaker.trip()
            raise
        except RedisError:  # out of memory, read-only, a foreign key: it answers, so ask again next time
            breaker.reset()
            raise
        breaker.reset()
        return answer

    def _client(self, server: str, deadline: float) -> Redis:
        """This thread's client, which waits for its next answer until the deadline at most."""
        clients = self._own.clients
        if server not in clients:
            clients[server] = connect(server, self._left(deadline))
        client = clients[server]
        if client.connection:
            client.connection.update_current_socket_timeout(self._left(deadline))
        return client

    def _left(self, deadline: float) -> float:
        """How long one server may take now. Raises TimeoutError where that is no time at all."""
        left = min(self._timeout, deadline - time.monotonic())
        if left <= 0:
            raise TimeoutError("no time is left")
        return left

    def _drop(self, server: str) -> None:
        if client := self._own.clients.pop(server, None):
            with suppress(RedisError, OSError):
                client.close()


def _asking(command: Command) -> Command:
    """The command, let in by a node that is only just taking the slot over."""

    def asking(redis: Redis) -> Any:
        redis.execute_command("ASKING")  # type: ignore[no-untyped-call]
        return command(redis)

    return asking
