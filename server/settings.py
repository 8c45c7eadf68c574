"""Every setting once: its name in the environment, its default, its meaning."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import quote


class SettingsError(ValueError):
    """A setting that cannot be used; the message is one line that says which and what to do."""


def state_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this system keeps the state of a user's programs (XDG base directories; Application Support on macOS).

    >>> state_folder({"HOME": "/home/ada"}, "linux").as_posix()
    '/home/ada/.local/state/grain-of-salt'
    >>> state_folder({"HOME": "/Users/ada"}, "darwin").as_posix()
    '/Users/ada/Library/Application Support/grain-of-salt'
    >>> state_folder({"HOME": "/home/ada", "XDG_STATE_HOME": "/var/ada"}, "linux").as_posix()
    '/var/ada/grain-of-salt'
    """
    home = Path(environ.get("HOME") or Path.home())
    default = home / ("Library/Application Support" if platform == "darwin" else ".local/state")
    return Path(environ.get("XDG_STATE_HOME") or default) / "grain-of-salt"


def _setting(default: Any, meaning: str, shown: str | None = None) -> Any:
    """A field that is read from the environment; `shown` stands in the table where the default is computed."""
    return field(default=default, metadata={"meaning": meaning, "shown": shown})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service is told from outside. The name in the environment is the field's in capitals."""

    host: str = _setting("127.0.0.1", "Address to listen on. Beyond loopback, `TOKENS` is needed as well.")
    port: int = _setting(8000, "Port to listen on; 0 takes a free one.")
    workers: int = _setting(2, "Processes that answer requests.")
    threads: int = _setting(40, "Requests that one process answers at the same time; all but two may be checks.")
    redis_url: str = _setting(
        "",
        "Redis to remember reports in: `redis://`, `rediss://` or `unix://`; `redis+cluster://host:port,host:port`; "
        "`redis+sentinel://host:port,host:port/master`.",
        "empty: the service starts its own",
    )
    state_dir: Path | None = _setting(  # noqa: RUF009 - it makes a field
        None,
        "Folder for the service's own Redis, its sockets and its secret; one running service each.",
        "`~/.local/state/grain-of-salt`; on macOS `~/Library/Application Support/grain-of-salt`",
    )
    secret: str = _setting(
        "",
        "What stored keys and reports are encrypted with. Services that share one Redis need the same.",
        "empty: made once, kept in `STATE_DIR`",
    )
    tokens: tuple[str, ...] = _setting(
        (),
        "SHA-256 hashes of the access tokens, separated by commas; `make token` makes one.",
        "empty: no token needed",
    )
    allowed_hosts: tuple[str, ...] = _setting(
        (), "Names the service is reached by, beside those of loopback: `salt.example,salt.example:8443`.", "empty"
    )
    allowed_origins: tuple[str, ...] = _setting(
        (), "Web origins that may call the service, beside browser extensions: `https://tools.example`.", "empty"
    )
    max_body_bytes: int = _setting(5 * 1024 * 1024, "Largest page, in bytes, after decompression.")
    check_seconds: float = _setting(
        2.0,
        "Longest time of the processor for one check; then it is stopped (after five times as long by the clock, too).",
    )
    check_memory_mib: int = _setting(1024, "Address space of a process that checks, in MiB (not enforced on macOS).")
    check_processes: int = _setting(2, "Processes that check pages, shared by all workers.")
    requests_per_minute: int = _setting(1200, "Pages and lookups that one access token may send in a minute.")
    bytes_per_minute: int = _setting(256 * 1024 * 1024, "Bytes that one access token may send in a minute.")
    fresh_seconds: int = _setting(3600, "How long a stored report answers for the same content again.")
    keep_seconds: int = _setting(24 * 3600, "How long a report stays stored.")
    redis_timeout_seconds: float = _setting(
        0.2, "Longest wait for one answer of Redis; one request waits half as long again at most, for all of them."
    )
    log_level: str = _setting(
        "warning",
        "What is logged, as lines of JSON: failures (`warning`), or a line for each request as well (`info`).",
    )

    @property
    def state(self) -> Path:
        return self.state_dir or state_folder()

    @property
    def checks_socket(self) -> Path:
        """Where the processes that check pages listen."""
        return self.state / "checks.sock"

    @property
    def redis_socket(self) -> Path:
        """Where the service's own Redis listens."""
        return self.state / "redis.sock"

    @property
    def redis_address(self) -> str:
        """The Redis to use: the one that is given, else the service's own."""
        return self.redis_url or f"unix://{quote(str(self.redis_socket))}"

    @property
    def on_loopback(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that `environ` gives; empty values count as not set.

    Raises SettingsError for a value that cannot be read or used.

    >>> from_environment({"PORT": "9000", "ALLOWED_HOSTS": "a.example, b.example", "WORKERS": ""}).allowed_hosts
    ('a.example', 'b.example')
    >>> from_environment({"PORT": "many"})
    Traceback (most recent call last):
    server.settings.SettingsError: PORT=many: a whole number is needed
    """
    given = {f.name: _read(f.name, environ[f.name.upper()]) for f in fields(Settings) if environ.get(f.name.upper())}
    settings = Settings(**given)
    _demand(0 <= settings.port <= 65535, "PORT", settings.port, "a port is 0 to 65535")
    for name in (
        "workers",
        "threads",
        "max_body_bytes",
        "check_seconds",
        "check_memory_mib",
        "check_processes",
        "requests_per_minute",
        "bytes_per_minute",
        "redis_timeout_seconds",
    ):
        _demand(0 < getattr(settings, name) < inf, name, getattr(settings, name), "it must be more than 0")
    for name in ("fresh_seconds", "keep_seconds"):
        _demand(getattr(settings, name) >= 1, name, getattr(settings, name), "it must be at least 1")
    _demand(settings.log_level in ("warning", "info"), "LOG_LEVEL", settings.log_level, "it is warning or info")
    for token in settings.tokens:
        usable = len(token) == 64 and not set(token) - set("0123456789abcdef")
        _demand(usable, "TOKENS", "...", "each is a SHA-256 hash, 64 hexadecimal digits; `make token` makes one")
    _demand(
        settings.on_loopback or bool(settings.tokens),
        "HOST",
        settings.host,
        "beyond loopback the service needs TOKENS, so that strangers cannot use it; `make token` makes one",
    )
    return settings


def table() -> str:
    """The settings as the Markdown table of the README."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for f in fields(Settings):
        default = f.metadata["shown"] or f"`{f.default}`"
        rows.append(f"| `{f.name.upper()}` | {default} | {f.metadata['meaning']} |")
    return "\n".join(rows)


def _read(name: str, text: str) -> Any:
    """`text` as the type of the setting's default."""
    default: Any = next(f.default for f in fields(Settings) if f.name == name)
    if name == "state_dir":
        return Path(text).expanduser().absolute()
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    kinds = {int: "a whole number", float: "a number", str: "text"}
    try:
        return type(default)(text)
    except ValueError:
        raise SettingsError(f"{name.upper()}={text}: {kinds[type(default)]} is needed") from None


def _demand(right: bool, name: str, value: object, why: str) -> None:
    if not right:
        raise SettingsError(f"{name.upper()}={value}: {why}")
