"""How time and memory of a check grow with the page: `python -m bench.growth`; draws `docs/growth.svg`.

Larger pages, more figures, more links, ten sizes each; every page in a process of its own, forked from this one, so
that its peak memory is its own. Then 5,000 checks in one process, as a worker does them, and the memory it holds.
`pip install -r bench/requirements.txt` brings matplotlib, which draws.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy
from matplotlib import pyplot

from bench.pages import Page, pages, sized
from bench.run import AS_OF, record
from server.check import check

PICTURE = Path(__file__).parents[1] / "docs" / "growth.svg"
ROUNDS = 3
CHECKS = 5_000
EVERY = 50
"""Checks between two looks at the memory."""
LARGEST = 60_000
"""Bytes of the pages of the long run: the median of real ones is 110 KB, and there are 5,000 to go."""
_PAGE_BYTES = resource.getpagesize()


def main() -> None:
    series: dict[str, tuple[list[int], Callable[[int], Page]]] = {
        "KB": ([10, 20, 50, 100, 200, 500, 1_000, 2_000, 3_000, 5_000], lambda count: sized(count * 1000)),
        "figures": ([1, 10, 50, 100, 200, 400, 700, 1_000, 1_500, 2_000], with_figures),
        "links": ([1, 10, 50, 100, 200, 500, 1_000, 2_000, 3_500, 5_000], with_links),
    }
    check(b"<p>$20 an hour", "text/html", as_of=AS_OF)  # tables are loaded at first use
    gc.freeze()
    measured, growth = {}, {}
    for name, (counts, page) in series.items():
        print(f"\n{name:>8} {'ms':>10} {'peak MiB':>10}")
        costs = []
        for count in counts:
            costs.append(measured_apart(page(count)))
            print("{:8} {:10.1f} {:10.1f}".format(count, *costs[-1]), flush=True)
        measured[name], growth[name] = (counts, costs), slope(counts, [ms for ms, _ in costs])
        print(f"time grows with the power {growth[name]:.2f}")
    print(f"\n{CHECKS:,} checks in one process", flush=True)
    held = memory_held()
    print(f"memory held: {held[0]:.1f} MiB at first, {held[len(held) // 2]:.1f} halfway, {held[-1]:.1f} at the end")
    draw(measured, held)
    memory = {f"after {number:,} checks": round(held[number // EVERY], 1) for number in (500, CHECKS)}
    record({"growth": measured, "growth_powers": growth, "memory_held_mib": memory})


def with_figures(count: int) -> Page:
    rows = "".join(f"<p>Harbour {n}: ${50 + n % 90},000 - ${60 + n % 90},000 per year</p>" for n in range(count))
    return Page(f"{count} figures", f"<h1>Pilot</h1>{rows}".encode())


def with_links(count: int) -> Page:
    rows = "".join(f'<p><a href="https://h{n}.acme.example/jobs/{n}">Ferry {n}</a></p>' for n in range(count))
    return Page(f"{count} links", f"<h1>Pilot</h1>{rows}".encode())


def measured_apart(page: Page) -> tuple[float, float]:
    """Milliseconds of the processor for a check, the shortest of some; MiB by which the first raises the peak."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        before = resident()
        spent = [seconds(page)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        spent += [seconds(page) for _ in range(ROUNDS - 1)]
        os.write(writing, json.dumps([min(spent) * 1000, (peak - before) / 2**20]).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        ms, mib = json.loads(answer.read())
    os.waitpid(child, 0)
    return ms, mib


def seconds(page: Page) -> float:
    start = time.process_time()
    check(page.body, page.content_type, as_of=AS_OF)
    return time.process_time() - start


def memory_held() -> list[float]:
    """MiB that this process holds, every `EVERY` checks."""
    sample = [page for page in pages() if len(page.body) <= LARGEST]
    held = [resident() / 2**20]
    for number in range(CHECKS):
        seconds(sample[number % len(sample)])
        if number % EVERY == EVERY - 1:
            held.append(resident() / 2**20)
    return held


def resident() -> int:
    """Bytes of memory that this process holds now (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES


def slope(counts: list[int], costs: list[float]) -> float:
    """The power with which the cost grows over the larger half: 1 is linear, 2 quadratic."""
    half = len(counts) // 2
    return round(float(numpy.polyfit(numpy.log(counts[half:]), numpy.log(costs[half:]), 1)[0]), 2)


def draw(measured: dict[str, tuple[list[int], list[tuple[float, float]]]], held: list[float]) -> None:
    """Four panels, in colours that can be read on white and on black."""
    grey, blue, orange = "#808080", "#3b82f6", "#e08000"
    pyplot.rcParams.update(
        {"svg.fonttype": "none", "svg.hashsalt": "", "font.size": 9}
        | {f"{part}.color": grey for part in ("text", "xtick", "ytick")}
        | {f"axes.{part}color": grey for part in ("edge", "label")}
    )
    figure, panels = pyplot.subplots(2, 2, figsize=(8, 5.5), layout="constrained")
    for panel, (name, (counts, costs)) in zip(panels.flat, measured.items(), strict=False):
        for values, colour, unit in zip(zip(*costs, strict=True), (blue, orange), ("ms", "MiB"), strict=True):
            line = numpy.poly1d(numpy.polyfit(counts, values, 1))
            panel.plot(counts, values, "o", color=colour, markersize=4, label=unit)
            panel.plot(counts, line(counts), "-", color=colour, linewidth=1)
        panel.set_title(f"{name} of a page")
        panel.legend(frameon=False, title="and linear fit")
    panels.flat[3].plot([EVERY * step for step in range(len(held))], held, "-", color=orange)
    panels.flat[3].set_ylim(0, 1.2 * max(held))
    panels.flat[3].set_title("MiB held, by checks in one process")
    figure.savefig(PICTURE, transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    main()
