"""The tables of `docs/benchmarks.md`, out of `bench/results.json`: `python -m bench.tables` writes them anew.

Each stands between two comments that name it; what is around them is written by people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.run import RESULTS, STAGES

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
CLIENTS = (1, 8, 32)

Results = Mapping[str, Any]


def machine(results: Results) -> str:
    """What was measured on; how busy it was before (the load average of a minute) says how much to trust times."""
    pages = f"{results['pages']} pages, {results['bytes'] / 1e6:.1f} MB"
    return table(("machine", "load before", "pages"), [(results["machine"], results["load_before"], pages)])


def check(results: Results) -> str:
    return table(
        ("ratio", "value"),
        [
            ('whole check : `BeautifulSoup(page, "lxml")`', results["check_vs_parse"]),
            ("the same, median page", results["check_vs_parse_median_page"]),
            (f"the same, worst page, of {results['worst_page_bytes']:,} bytes", results["check_vs_parse_worst_page"]),
            ('lxml alone : `BeautifulSoup(page, "lxml")`', results["lxml_vs_parse"]),
            ("trafilatura's extraction : the same", results.get("trafilatura_vs_parse", "not measured")),
        ],
    )


def stages(results: Results) -> str:
    return table(("stage", "share of a check"), [(name, results["stages"][name]) for name in (*STAGES, "other")])


def pay(results: Results) -> str:
    return table(
        ("ratio", "value"),
        [
            ("reading and judging pay : whole check", results["pay_share_of_check"]),
            ("price-parser, line by line : reading pay", results["price_parser_vs_reading"]),
            ("quantulum3 : reading pay", results["quantulum3_vs_reading"]),
        ],
    )


def http(results: Results) -> str:
    return table(
        ("ratio", "value"),
        [
            ("stored report : static file of its size, requests a second", results["cached_vs_static"]),
            ("stored report : `/healthz`, requests a second", results["cached_vs_health"]),
            ("stored report : `redis-benchmark`'s GET", results.get("cached_vs_redis_get", "not measured")),
            ("lookup of 100 addresses : one stored report, time", results["lookups100_vs_get"]),
        ],
    )


def load(results: Results) -> str:
    parts = ("checks_per_second", "p50_ms", "p95_ms", "p99_ms", "ideal_p99_ms", "refused")
    return table(
        ("clients", "checks a second", "p50, ms", "p95, ms", "p99, ms", "p99 of the ideal queue, ms", "refused (503)"),
        [(count, *(results[f"{part}_at_{count}_clients"] for part in parts)) for count in CLIENTS],
    )


def click(results: Results) -> str:
    rows = results["click_to_list"]
    return table(
        ("milliseconds", *rows), [(part, *(row[part] for row in rows.values())) for part in next(iter(rows.values()))]
    )


def places(results: Results) -> str:
    """Every kind of outcome that any place had."""
    ways = {kind: results[f"places {kind}"] for kind in ("as saved", "without scripts")}
    return table(
        ("places", *ways),
        [
            (what, *(counts.get(what, 0) for counts in ways.values()))
            for what in {**ways["as saved"], **ways["without scripts"]}
        ],
    )


def memory(results: Results) -> str:
    held = results["memory_held_mib"]
    return table(("a process that checks holds", "MiB"), list(held.items()))


def growth(results: Results) -> str:
    rows = [
        (
            f"{counts[0]:,} → {counts[-1]:,} {name}",
            f"{costs[0][0]:.0f} → {costs[-1][0]:.0f}",
            f"{costs[0][1]:.0f} → {costs[-1][1]:.0f} MiB",
            results["growth_powers"][name],
        )
        for name, (counts, costs) in results["growth"].items()
    ]
    return table(
        ("from → to", "milliseconds", "peak memory above an empty check", "power of the growth (1 is linear)"), rows
    )


TABLES: dict[str, Callable[[Results], str]] = {
    one.__name__: one for one in (machine, check, stages, pay, http, load, click, places, growth, memory)
}


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown.

    >>> print(table(("ratio", "value"), [("check : parse", 0.9)]))
    | ratio | value |
    |---|---|
    | check : parse | 0.9 |
    """
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "|---" * len(head) + "|" if line is lines[1] else f"| {' | '.join(map(str, line))} |" for line in lines
    )


def filled(page: str, results: Results) -> str:
    """The page with every table that there are results for.

    >>> filled("<!-- stages -->\\nold\\n<!-- end -->", {"stages": dict.fromkeys((*STAGES, "other"), 0.1)}).count("0.1")
    7
    >>> filled("<!-- stages -->\\nold\\n<!-- end -->", {})
    '<!-- stages -->\\nold\\n<!-- end -->'
    """

    def fill(match: re.Match[str]) -> str:
        try:
            return f"<!-- {match[1]} -->\n{TABLES[match[1]](results)}\n<!-- end -->"
        except KeyError:  # not measured yet
            return match[0]

    return re.sub(rf"<!-- ({'|'.join(TABLES)}) -->\n.*?<!-- end -->", fill, page, flags=re.DOTALL)


def write() -> None:
    """Bring the tables of the page up to the results."""
    results = json.loads(RESULTS.read_text("utf-8"))
    PAGE.write_text(filled(PAGE.read_text("utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    write()
