"""Keeps what the service stands on running: its own Redis, and the processes that check pages.

`python -m server.keeper`, started by `launch.py` with the same environment. It says "started" on
its standard output once Redis answers, "ready" once pages can be checked, and ends, with all it
started, when its standard input closes: whatever becomes of the service, nothing is left behind.
"""

from __future__ import annotations

import fcntl
import gc
import logging
import logging.config
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from server import log, sandbox
from server.settings import Settings, SettingsError, from_environment
from server.store import embedded

_log = logging.getLogger(__name__)

_PACE_SECONDS = 1.0
"""A child that ends sooner than this after its start is started again only after as long a pause."""
_PATROL_SECONDS = 5.0
"""How often a Redis that could not be started again is tried again."""
_LOCK_SECONDS = 5.0
"""How long a service that is just ending may take to let go of the state folder."""


class Keeper:
    """Starts the children, and starts again whichever ends."""

    def __init__(self, settings: Settings, lifeline: int, listener: socket.socket) -> None:
        self._settings = settings
        self._lifeline = lifeline
        self._listener = listener
        # Closed when this process is gone, be it killed: then its children end too, and another keeper starts anew.
        self._children_end, self._alive = os.pipe()
        self._redis: subprocess.Popen[bytes] | None = None
        self._started: dict[int, float] = {}
        """Process ids of the children, and when each was started."""

    def start_redis(self) -> None:
        self._redis = embedded.start(self._settings.state, self._settings.redis_socket)
        self._started[self._redis.pid] = time.monotonic()

    def start_checks(self) -> None:
        """Load what a check needs, once, and fork the processes that check."""
        _warm_up()
        gc.collect()
        gc.freeze()  # what is loaded stays shared: the collector of a child does not write to it
        for _ in range(self._settings.check_processes):
            self._fork()

    def keep(self) -> None:
        """Replace children that end, until the lifeline closes."""
        waker, woken = socket.socketpair()
        woken.setblocking(False)
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            self._replace_ended()
            readable, _, _ = select.select([self._lifeline, woken.fileno()], [], [], _PATROL_SECONDS)
            if self._lifeline in readable:
                signal.set_wakeup_fd(-1)
                return
            with suppress(BlockingIOError):
                woken.recv(4096)

    def stop(self) -> None:
        for pid in self._started:
            if not self._redis or pid != self._redis.pid:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if self._redis:
            embedded.stop(self._redis)

    def _replace_ended(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                age = time.monotonic() - self._started.pop(ended)
                if age < _PACE_SECONDS:
                    time.sleep(_PACE_SECONDS - age)
                if self._redis and ended == self._redis.pid:
                    self._redis = None
                else:
                    self._fork()
        if not self._redis and not self._settings.redis_url:
            try:
                self.start_redis()
            except SettingsError as error:  # a full disk, say: checks go on, and the next patrol tries again
                _log.error("no Redis", extra={"told": {"why": str(error)}})

    def _fork(self) -> None:
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            settings = self._settings
            os.close(self._alive)
            try:
                sandbox.serve(self._listener, self._children_end, settings.check_seconds, settings.check_memory_mib)
            except Exception:  # noqa: BLE001 - told like every defect
                _log.exception("defect")
            finally:
                os._exit(1)  # whatever it raised: it is no keeper, and ends none of the others
        self._started[pid] = time.monotonic()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the state folder for this service. Raises SettingsError if it cannot be, or another one has it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "lock").open("a+")
    except OSError as error:
        raise SettingsError(f"STATE_DIR={folder}: cannot be written ({error.strerror}); choose another") from None
    with lock:
        deadline = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise SettingsError(
                        f"STATE_DIR={folder}: another service runs there; stop it, or choose another folder"
                    ) from None
                time.sleep(0.05)
        yield


def _warm_up() -> None:
    """Check one small page, so that every table is loaded before the processes are forked."""
    from server.check import check

    page = b"<title>Cook</title><p>$20 an hour, jobs@acme.example" + b"<p>We bake bread." * 50  # enough to read it all
    check(page, "text/html", as_of=datetime.now(UTC))


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    settings = from_environment()
    logging.config.dictConfig(log.configuration(settings.log_level))
    try:
        with _alone(settings.state):
            keeper = Keeper(settings, sys.stdin.fileno(), sandbox.listen(settings.checks_socket))
            try:
                if not settings.redis_url:
                    keeper.start_redis()
                os.write(sys.stdout.fileno(), b"started\n")
                keeper.start_checks()
                os.write(sys.stdout.fileno(), b"ready\n")
                keeper.keep()
            finally:
                keeper.stop()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
