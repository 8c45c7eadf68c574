"""All benchmarks, one after the other: `python -m bench [FOLDER]`; then the tables of `docs/benchmarks.md`.

Each runs in a process of its own. One that fails is told at the end, and takes nothing else with it.
"""

from __future__ import annotations

import subprocess
import sys

from bench import tables


def main(*folder: str) -> int:
    runs = [("run", "--http", *folder), ("pay", *folder), ("growth",), ("extension", *folder)]
    runs += [("places", *folder)] if folder else []
    failed = []
    for name, *arguments in runs:
        print(f"\n== {name} ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments]).returncode:
            failed.append(name)
    tables.write()
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
