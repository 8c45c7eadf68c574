"""Which server holds a key: the only one, the master that sentinels name, or the node of a cluster that has its slot.

redis-py has clients for both, which look for servers for as long as it takes. Ours is told how long
that may be, and what it asks for is simple: all keys of a request but its counters are in one slot.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from redis.crc import key_slot
from redis.exceptions import AskError, ConnectionError, MovedError, RedisError, ResponseError

Ask = Callable[..., Any]
"""Gives the answer of a server (its URL) to the words of a command."""


class Topology(Protocol):
    """Shared by all threads; what it has learned is replaced whole."""

    def server(self, key: str, ask: Ask) -> str:
        """The URL of the server that holds `key`. Raises what `ask` raises where nobody knows."""

    def forget(self) -> None:
        """Whom it led to is out of reach, or is no master any more: look again when next asked."""

    def sent_on(self, error: AskError, by: str) -> str:
        """The URL of the server that server `by` names: for this once, or (MovedError) for good."""


class Single:
    """One server."""

    def __init__(self, url: str) -> None:
        self._url = url

    def server(self, key: str, ask: Ask) -> str:
        return self._url

    def forget(self) -> None:
        pass

    def sent_on(self, error: AskError, by: str) -> str:
        raise ResponseError("this is a node of a cluster: write redis+cluster://") from error


class Sentinels:
    """A master and its replicas, watched by sentinels, which know who is the master."""

    def __init__(self, sentinels: Sequence[str], master: str, like: str) -> None:
        """`like` is the URL of any Redis server of them: with the credentials and the database to use."""
        self._sentinels = sentinels
        self._name = master
        self._like = like
        self._master: str | None = None

    def server(self, key: str, ask: Ask) -> str:
        if not (master := self._master):
            _, (host, port) = _first(self._sentinels, ask, "SENTINEL GET-MASTER-ADDR-BY-NAME", self._name)
            self._master = master = _at(self._like, host, port)
        return master

    def forget(self) -> None:
        self._master = None

    def sent_on(self, error: AskError, by: str) -> str:
        raise ResponseError("sentinels watch no cluster: write redis+cluster://") from error


class Cluster:
    """Nodes that share 16,384 slots among them; any of them knows who has which."""

    def __init__(self, nodes: Sequence[str]) -> None:
        """Some nodes are enough to find the others."""
        self._given = nodes
        self._known: Sequence[str] = ()
        self._node_of: dict[int, str] = {}

    def server(self, key: str, ask: Ask) -> str:
        node_of = self._node_of
        if not node_of:
            self._node_of = node_of = self._learn(ask)
        try:
            return node_of[key_slot(key.encode())]
        except KeyError:
            self.forget()
            raise ConnectionError("no node of the cluster has this slot") from None

    def forget(self) -> None:
        self._known = tuple({*self._known, *self._node_of.values()})
        self._node_of = {}

    def sent_on(self, error: AskError, by: str) -> str:
        node = _at(by, error.host, error.port)
        if isinstance(error, MovedError):
            self._node_of[error.slot_id] = node
        return node

    def _learn(self, ask: Ask) -> dict[int, str]:
        nodes = list({*self._given, *self._known})
        random.shuffle(nodes)  # else one that is silent is the first for everybody
        asked, ranges = _first(nodes, ask, "CLUSTER SLOTS")
        return {
            slot: _at(asked, host, port)
            for first, last, (host, port, *_), *_ in ranges
            for slot in range(first, last + 1)
        }


def topology(url: str) -> Topology:
    """What a REDIS_URL names. Raises ValueError where it names nothing.

    >>> topology("unix:///run/redis.sock").server("key", print)
    'unix:///run/redis.sock'
    >>> sentinels = topology("redis+sentinel://:pw@a.example,b.example:26380/salt/2")
    >>> sentinels.server("key", lambda *asked: (b"10.0.0.7", 6379))
    'redis://:pw@10.0.0.7:6379/2'
    >>> cluster = topology("rediss+cluster://a.example:7001")
    >>> cluster.server("key", lambda *asked: [[0, 16383, [b"", 7002, b"id"]]])
    'rediss://a.example:7002'
    """
    scheme, _, kind = urlsplit(url).scheme.partition("+")
    if not kind:
        return Single(url)
    credentials, at, hosts = urlsplit(url).netloc.rpartition("@")
    if scheme not in ("redis", "rediss") or kind not in ("cluster", "sentinel") or not hosts:
        raise ValueError("it is none of redis://, rediss://, unix://, redis+cluster:// and redis+sentinel://")
    query = urlsplit(url).query
    if kind == "cluster":
        if urlsplit(url).path.strip("/0"):
            raise ValueError("a cluster has no databases: end the address after the last node")
        return Cluster([urlunsplit((scheme, credentials + at + host, "", query, "")) for host in hosts.split(",")])
    master, _, database = urlsplit(url).path.strip("/").partition("/")
    if not master:
        raise ValueError("redis+sentinel:// needs the name of the master: redis+sentinel://host:26379/name")
    sentinels = [urlunsplit((scheme, _with_port(host, 26379), "", query, "")) for host in hosts.split(",")]
    return Sentinels(sentinels, master, urlunsplit((scheme, credentials + at, "/" + database, query, "")))


def _first(servers: Sequence[str], ask: Ask, *words: str) -> tuple[str, Any]:
    """The first server that answers, and what. Raises what the last one raised."""
    trouble: Exception = ConnectionError("none of these servers knows")
    for server in servers:
        try:
            if answer := ask(server, *words):
                return server, answer
        except (RedisError, OSError) as error:
            trouble = error
    raise trouble


def _at(like: str, host: bytes | str | None, port: int) -> str:
    """The URL of another server, spoken to as `like` is; a cluster that does not know its name means that of `like`.

    >>> _at("rediss://ada:pw@a.example:1/2", b"::1", 7000)
    'rediss://ada:pw@[::1]:7000/2'
    """
    parts = urlsplit(like)
    name = (host.decode() if isinstance(host, bytes) else host) or parts.hostname or ""
    credentials, at, _ = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{credentials}{at}{f'[{name}]' if ':' in name else name}:{port}"))


def _with_port(host: str, port: int) -> str:
    """
    >>> _with_port("[::1]", 26379), _with_port("a.example:1", 26379)
    ('[::1]:26379', 'a.example:1')
    """
    return host if urlsplit(f"//{host}").port else f"{host}:{port}"
