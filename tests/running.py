"""The real parts that tests run: a Redis, the processes that check pages, the whole service."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from server.store import embedded

ROOT = Path(__file__).parents[1]


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder whose path leaves room for the name of a Unix socket (pytest's own is too long on macOS)."""
    folder = Path(tempfile.mkdtemp(prefix="gos-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class RedisServer:
    """A Redis of one test, which may be hurt."""

    folder: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/redis.sock"

    def start(self) -> None:
        """Again with the data it had."""
        self.process = embedded.start(self.folder, self.folder / "redis.sock")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def running_keeper(**environment: str) -> Iterator[Path]:
    """The processes that check pages, with settings of their own; gives their state folder."""
    with short_folder() as folder:
        # A REDIS_URL, so that it starts none.
        env = os.environ | {"STATE_DIR": str(folder), "REDIS_URL": "unix:///dev/null"} | environment
        keeper = subprocess.Popen(
            [sys.executable, "-m", "server.keeper"], cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            assert [keeper.stdout.readline() for _ in range(2)] == [b"started\n", b"ready\n"]
            yield folder
        finally:
            keeper.stdin.close()
            keeper.stdout.close()
            keeper.wait(60)


@dataclass(frozen=True)
class Service:
    """A service as `make run` starts it."""

    url: str
    process: subprocess.Popen[str]
    state: Path


@contextmanager
def running_service(errors: IO[str] | None = None, **environment: str) -> Iterator[Service]:
    """The service on a free port, with a state folder and, unless REDIS_URL is given, a Redis of its own.

    What it says on standard error goes to `errors`, else to that of the tests.
    """
    with short_folder() as folder:
        env = os.environ | {"STATE_DIR": str(folder), "PORT": "0"} | environment
        process = subprocess.Popen(
            [sys.executable, "-m", "server"], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found, "the service did not start; its standard error says why"
            yield Service(found[0], process, Path(env["STATE_DIR"]))
        finally:
            process.terminate()
            process.stdout.close()
            process.wait(60)
