"""All benchmarks, one after the other: `python -m bench [FOLDER]`; then the tables of `docs/benchmarks.md`.

Each runs in a process of its own. One that fails is told at the end, and takes nothing else with it: its tables stay
as they were.
"""

from __future__ import annotations

import subprocess
import sys
import time

from bench import tables
from bench.run import RESULTS


def main(*folder: str) -> int:
    runs = [("run", "--http", *folder), ("pay", *folder), ("growth",), ("extension", *folder)]
    runs += [("places", *folder)] if folder else []
    failed = []
    RESULTS.unlink(missing_ok=True)  # what another day measured would pass for today's
    began = time.monotonic()
    for number, (name, *arguments) in enumerate(runs, start=1):
        print(f"\n== {name}: {number} of {len(runs)}, after {time.monotonic() - began:.0f} s ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments]).returncode:
            failed.append(name)
    tables.write()
    print(f"\nall of it in {time.monotonic() - began:.0f} s: {RESULTS}, {tables.PAGE}")
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
