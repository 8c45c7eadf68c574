"""Looks for input that breaks the pure core, guided by coverage (atheris); not part of `make test`.

    python tests/fuzz.py pages FOLDER -max_total_time=600 [other switches of libFuzzer]

FOLDER holds what was found interesting and grows; pages to start from may lie in it. Atheris needs Linux and is
installed by hand (`pip install atheris`). A crash becomes a row of tests/test_check.py or of the module's own table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["server"]):
    from server import report
    from server.check import check
    from server.document import TooComplex
    from server.posting import domains
    from server.store import urls

AS_OF = datetime(2026, 11, 23, 12, tzinfo=UTC)
TYPES = ("text/html", "text/html; charset=utf-8", "text/markdown", "text/plain", "text/html; charset=shift_jis",
         "text/html; charset=utf-16", "application/xhtml+xml", "text/plain; charset=windows-1251")  # fmt: skip
MISHAPS = {"rule-failed", "reading-failed"}
"""What a report says where code raised: caught for users, found here."""


def pages(data: bytes) -> None:
    """A whole check; the first byte chooses the content type."""
    if not data:
        return
    try:
        found = check(data[1:], TYPES[data[0] % len(TYPES)], "https://jobs.northwind.example/1", as_of=AS_OF)
    except TooComplex:
        return
    told = json.loads(report.to_json(found, include_text=True))
    assert not MISHAPS & {gap["code"] for gap in told["incomplete"]}, told["incomplete"]
    page = told["document"]["page_text"]
    for annotation in told["annotations"]:
        for target in (annotation["target"], *(related["target"] for related in annotation["related"])):
            if target:
                start, end = target["position"]["start"], target["position"]["end"]
                assert page[start:end] == target["quote"]["exact"]


def addresses(data: bytes) -> None:
    """A key for an address is the key of itself; who owns a host can always be asked."""
    text = data.decode("utf-8", "surrogateescape")
    host = domains.host_of(text)
    if host:
        domains.registrable(host)
        domains.known(host)
        domains.is_shortener(host)
    domains.unwrapped(text)
    try:
        key = urls.canonical(text)
    except ValueError:
        return
    assert urls.canonical(key) == key


TARGETS: dict[str, Callable[[bytes], None]] = {"pages": pages, "addresses": addresses}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(__doc__)
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
