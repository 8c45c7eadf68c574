"""How long a check takes, as ratios to work that cannot be avoided: `python -m bench.run [FOLDER] [--http]`.

Measured in one process, on the pages of FOLDER (HTML and Markdown files, read as they stand) or on generated ones.
Every page is checked and parsed in turn, several times over; the shortest time of each counts, because on a busy
machine everything else only adds. Prints the ratios and writes them to `bench/results.json`.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from bench import http
from bench.pages import Page, pages
from server import cli
from server.check import check

RESULTS = Path(__file__).with_name("results.json")
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)

STAGES = {
    "decode": ("server.document.charset.decode",),
    "parse": ("server.document.html.parse", "server.document.markdown.to_html"),
    "repair": ("server.document.mojibake.repair",),
    "facts": ("server.posting.read",),
    "rules": ("server.rules.judge",),
    "report": ("server.report.build",),
}
"""Where the time goes: the functions that make up each stage. What is left over is "other"."""


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "folder", nargs="?", type=Path, help="folder of saved pages; generated ones where none is given"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--http", action="store_true", help="measure a service on top")
    arguments = parser.parse_args()
    sample = saved(arguments.folder) if arguments.folder else pages()
    load = os.getloadavg()[0]
    print(f"{len(sample)} pages, {arguments.rounds} rounds", flush=True)
    results = {
        "machine": f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores, "
        f"{platform.python_implementation()} {platform.python_version()}",
        "load_before": round(load, 1),
        "pages": len(sample),
        "bytes": sum(len(page.body) for page in sample),
        **ratios(sample, arguments.rounds),
        "stages": stages(sample, arguments.rounds),
        **(http.measure(sample) if arguments.http else {}),
    }
    record(results)
    for name, value in results.items():
        print(f"{name:32} {value}")


def record(results: dict[str, Any]) -> None:
    """Write results over those of the same name; the others stay."""
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(known | results, indent=2) + "\n", encoding="utf-8")


def saved(folder: Path) -> list[Page]:
    """The pages of a folder, in the order of their names; other files are left out."""
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in cli.TYPES)
    return [Page(file.name, body := file.read_bytes(), cli.looks_like(file.name, body)) for file in files]


def ratios(sample: list[Page], rounds: int) -> dict[str, float | str]:
    """Time of a whole check against parsing the same pages with BeautifulSoup on lxml, lxml alone, and trafilatura.

    The last takes the text of an article out of a page; without `bench/requirements.txt` it is left out.
    """
    ways: dict[str, Callable[[Page], object]] = {
        "check": lambda page: check(page.body, page.content_type, as_of=AS_OF),
        "parse": lambda page: BeautifulSoup(page.body, "lxml"),
        "lxml": lambda page: etree.fromstring(page.body, etree.HTMLParser()),
    }
    if find_spec("trafilatura"):
        extract = importlib.import_module("trafilatura").extract
        ways["trafilatura"] = lambda page: extract(page.body)
    for way in ways.values():
        way(sample[0])  # tables are loaded at first use
    gc.collect()
    gc.freeze()  # what is loaded is no garbage, and is not looked through before each page
    shortest: dict[str, list[float]] = {name: [] for name in ways}
    for page in sample:
        for name, way in ways.items():
            shortest[name].append(min(timed(way, page) for _ in range(rounds)))
    total = {name: sum(times) for name, times in shortest.items()}
    megabytes = sum(len(page.body) for page in sample) / 1e6
    per_page = [check / parse for check, parse in zip(shortest["check"], shortest["parse"], strict=True)]
    worst = max(range(len(sample)), key=per_page.__getitem__)
    return {
        "check_vs_parse": round(total["check"] / total["parse"], 3),
        "check_vs_parse_median_page": round(statistics.median(per_page), 3),
        "check_vs_parse_worst_page": round(per_page[worst], 3),
        "worst_page_bytes": len(sample[worst].body),
        "lxml_vs_parse": round(total["lxml"] / total["parse"], 3),
        **({"trafilatura_vs_parse": round(total["trafilatura"] / total["parse"], 3)} if "trafilatura" in ways else {}),
        "check_mb_per_second": round(megabytes / total["check"], 2),
        "check_ms_median_page": round(statistics.median(shortest["check"]) * 1000, 2),
    }


def timed(way: Callable[[Page], object], page: Page) -> float:
    """Seconds of the processor that `way` takes on a page it has not seen, without the collection of older garbage."""
    gc.collect()
    for one in _caches():
        one.cache_clear()
    start = time.process_time()
    way(page)
    return time.process_time() - start


@cache
def _caches() -> list[Any]:
    """What the service keeps of pages it has read: every bounded cache in its modules. Tables, unbounded, stay."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("server.")]
    members = {id(member): member for module in modules for member in vars(module).values()}
    return [one for one in members.values() if hasattr(one, "cache_parameters") and one.cache_parameters()["maxsize"]]


def stages(sample: list[Page], rounds: int) -> dict[str, float]:
    """Share of a check that each stage takes, the shares of `other` code included: 1.0 in sum."""
    spent: dict[str, float] = defaultdict(float)
    start = time.perf_counter()
    with stopwatches(spent):
        for page in sample * rounds:
            check(page.body, page.content_type, as_of=AS_OF)
    whole = time.perf_counter() - start
    shares = {name: round(spent[name] / whole, 3) for name in STAGES}
    return shares | {"other": round(1 - sum(shares.values()), 3)}


@contextmanager
def stopwatches(spent: dict[str, float]) -> Iterator[None]:
    """Add the seconds spent in the functions of each stage to `spent`, as long as the context lasts."""
    originals = []
    for stage, names in STAGES.items():
        for name in names:
            module_name, _, function_name = name.rpartition(".")
            module = importlib.import_module(module_name)
            function = getattr(module, function_name)
            originals.append((module, function_name, function))
            setattr(module, function_name, watched(function, stage, spent))
    try:
        yield
    finally:
        for module, function_name, function in originals:
            setattr(module, function_name, function)


def watched(function: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    """`function`, with its time added to its stage."""

    def run(*arguments: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            spent[stage] += time.perf_counter() - start

    return run


if __name__ == "__main__":
    main()
