"""Starts the service: the port, the keeper with Redis and the processes that check, then gunicorn.

    gunicorn master (this process)
    ├── workers, which answer requests
    └── keeper ── redis-server, processes that check

The keeper ends when this process does, however it ends: it holds the other end of a pipe. When it
ends before that, it is started again.
"""

from __future__ import annotations

import logging
import mmap
import os
import shutil
import socket
import subprocess
import sys
import time
from typing import Any

import redis
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from server import log
from server.settings import Settings, SettingsError
from server.store.servers import Servers
from server.worker import Worker

_REDIS_SECONDS = 2.0
"""How long the Redis of REDIS_URL may take to answer at the start."""
_PACE_SECONDS = 1.0
"""A keeper that ends sooner than this after its start is started again only then."""
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
    keeper = _Keeper()
    keeper.await_word("started")
    metrics = settings.state / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)  # read when prometheus_client is imported
    from server import create_app

    app = create_app(settings)
    keeper.await_word("ready")
    _Gunicorn(settings, listener, app, keeper).run()


class _Gunicorn(BaseApplication):  # type: ignore[misc] # gunicorn has no type hints
    """gunicorn with our settings instead of a command line of its own."""

    def __init__(self, settings: Settings, listener: socket.socket, app: Flask, keeper: _Keeper) -> None:
        self.settings = settings
        self._listener = listener
        self._app = app
        self._keeper = keeper
        self._ending = mmap.mmap(-1, 1)  # seen by all processes
        super().__init__()

    @property
    def ending(self) -> bool:
        """Whether the whole service ends, and not one worker of it."""
        return self._ending[0] == 1

    @ending.setter
    def ending(self, value: bool) -> None:
        self._ending[0] = value

    def run(self) -> None:
        _Arbiter(self, self._keeper).run()

    def load_config(self) -> None:
        host, port = self._listener.getsockname()[:2]
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        for name, value in {
            "bind": f"fd://{self._listener.fileno()}",
            "workers": self.settings.workers,
            "worker_class": Worker,
            "threads": self.settings.threads,
            "preload_app": True,
            "graceful_timeout": 20,  # longer than a check waits and takes on a busy machine
            "keepalive": 5,
            "limit_request_line": 8190,  # an address of a posting may be long, and comes twice encoded
            "control_socket_disable": True,
            "logger_class": _Logger,
            "logconfig_dict": log.configuration(self.settings.log_level),
            "proc_name": "grain-of-salt",
            "when_ready": lambda _: print(WELCOME.format(url=f"http://{address}"), flush=True),
            "child_exit": _forget_metrics,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


class _Logger(Logger):  # type: ignore[misc] # gunicorn has no type hints
    """gunicorn's own, without its lines for requests, which hold addresses of pages; `server.log` tells of those."""

    access_log_enabled = False


class _Arbiter(Arbiter):  # type: ignore[misc] # gunicorn has no type hints
    """gunicorn's own, which looks after the keeper as after the workers: when a child ends, and every second."""

    def __init__(self, app: _Gunicorn, keeper: _Keeper) -> None:
        self._keeper = keeper
        super().__init__(app)

    def stop(self, graceful: bool = True) -> None:
        self.app.ending = True
        super().stop(graceful)

    def manage_workers(self) -> None:
        self._keeper.replace_if_ended()
        super().manage_workers()


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
        Servers(url, _REDIS_SECONDS).ask("gos", lambda redis: redis.exists("gos"), _REDIS_SECONDS)
    except (redis.RedisError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise SettingsError(f"REDIS_URL: Redis cannot be used ({reason}); correct it, or leave it empty") from None


class _Keeper:
    """The process of `keeper.py`; it ends when this one does, and closes the pipe between them."""

    def __init__(self) -> None:
        self._ending, self._lifeline = os.pipe()
        self._start(subprocess.PIPE)

    def await_word(self, word: str) -> None:
        """Wait until it says `word`. Raises SystemExit if it ends instead: it has said why."""
        assert self._process.stdout
        if self._process.stdout.readline() != f"{word}\n".encode():
            self._process.wait()
            raise SystemExit(1)

    def replace_if_ended(self) -> None:
        """Start another one where it was killed. Until that is ready, pages are refused as when too many come."""
        if self._process.poll() is not None and time.monotonic() - self._began > _PACE_SECONDS:
            logging.getLogger(__name__).error("the keeper has ended and is started again")
            self._start(subprocess.DEVNULL)

    def _start(self, output: int) -> None:
        command = [sys.executable, "-m", "server.keeper"]
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command
            command, stdin=self._ending, stdout=output, start_new_session=True
        )
        self._began = time.monotonic()
