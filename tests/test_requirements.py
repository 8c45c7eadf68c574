"""What is installed is what was chosen: the lock holds every pin, and a hash for every file."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text("utf-8")))


def test_the_lock_follows_the_requirements() -> None:
    assert pins("requirements.txt").items() <= pins("server/requirements.lock").items(), "run `make lock`"


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"^(?=\w)", (ROOT / "server/requirements.lock").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) >= 40
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
