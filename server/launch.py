"""Starts the service: the port, the keeper with Redis and the processes that check, then gunicorn.

    gunicorn master (this process)
    ├── workers, which answer requests
    └── keeper ── redis-server, processes that check

The keeper ends when this process does, however it ends: it holds the other end of a pipe.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from typing import Any

import redis
from gunicorn.app.base import BaseApplication

from server.settings import Settings, SettingsError

_REDIS_SECONDS = 2.0
"""How long the Redis of REDIS_URL may take to answer at the start."""

WELCOME = """\
Grain of Salt listens on {url}

  Paste a posting:      open {url}/ in a browser
  Check a first page:   curl --data-binary @page.html -H 'Content-Type: text/html' {url}/v1/checks
  In the browser:       chrome://extensions, "Developer mode", "Load unpacked", the folder extension/
                        (Firefox: about:debugging, "This Firefox", "Load Temporary Add-on", extension/manifest.json)
"""


def run(settings: Settings) -> None:
    """Serve until told to stop. Raises SettingsError, with one line for people, when it cannot start."""
    listener = _listen(settings)
    if settings.redis_url:
        _demand_redis(settings.redis_url)
    lifeline = _start_keeper()
    metrics = settings.state / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)  # read when prometheus_client is imported
    _Gunicorn(settings, listener, lifeline).run()


class _Gunicorn(BaseApplication):  # type: ignore[misc] # gunicorn has no type hints
    """gunicorn with our settings instead of a command line of its own."""

    def __init__(self, settings: Settings, listener: socket.socket, lifeline: int) -> None:
        self._settings = settings
        self._listener = listener
        self._lifeline = lifeline
        super().__init__()

    def load_config(self) -> None:
        host, port = self._listener.getsockname()[:2]
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        for name, value in {
            "bind": f"fd://{self._listener.fileno()}",
            "workers": self._settings.workers,
            "worker_class": "gthread",
            "threads": self._settings.threads,
            "preload_app": True,
            "graceful_timeout": 10,
            "keepalive": 5,
            "limit_request_line": 8190,  # an address of a posting may be long, and comes twice encoded
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "grain-of-salt",
            "when_ready": lambda _: print(WELCOME.format(url=f"http://{address}"), flush=True),
            "child_exit": _forget_metrics,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from server import create_app

        return create_app(self._settings)


def _forget_metrics(_: object, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _listen(settings: Settings) -> socket.socket:
    """The listening socket, bound before anything else is started."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"HOST={settings.host} PORT={settings.port}"
        if isinstance(error, socket.gaierror):
            raise SettingsError(f"{where}: no such address here") from None
        raise SettingsError(
            f"{where}: {(error.strerror or str(error)).lower()}; choose another: PORT=8001 make run"
        ) from None


def _demand_redis(url: str) -> None:
    try:
        with redis.Redis.from_url(
            url, socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS, retry=None
        ) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise SettingsError(f"REDIS_URL: Redis cannot be used ({reason}); correct it, or leave it empty") from None


def _start_keeper() -> int:
    """Start `keeper.py`; it ends when the returned file descriptor is closed."""
    ending, lifeline = os.pipe()
    keeper = subprocess.Popen(
        [sys.executable, "-m", "server.keeper"], stdin=ending, stdout=subprocess.PIPE, start_new_session=True
    )
    os.close(ending)
    assert keeper.stdout
    with keeper.stdout as said:
        if not said.readline():
            keeper.wait()
            raise SystemExit(1)  # it has said why
    return lifeline
