"""What reading and judging pay costs: `python -m bench.pay [FOLDER]`.

Prints the share of a whole check, and the ratios to two readers of amounts on the same texts: quantulum3, which looks
for quantities in prose, and price-parser, which reads one price a string and so is given line by line what holds a
digit. `pip install -r bench/requirements.txt` brings both.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path

from price_parser import Price
from quantulum3 import parser as quantulum

from bench.pages import Page, pages
from bench.run import AS_OF, record, saved, timed
from server import document, posting, rules
from server.check import check
from server.posting import salaries, structured
from server.rules import salary

ROUNDS = 2
LONGEST = 12_000
"""Code points of a page's text: over one of 50,000 full of numbers, quantulum3 sits for minutes."""


def main() -> None:
    sample = saved(Path(sys.argv[1])) if len(sys.argv) > 1 else pages(count=6)
    documents = {page: document.read(page.body, page.content_type) for page in sample}
    sample = [page for page in sample if len(documents[page].text) <= LONGEST]
    postings = {page: posting.read(documents[page], AS_OF) for page in sample}
    ways: dict[str, Callable[[Page], object]] = {
        "check": lambda page: check(page.body, page.content_type, as_of=AS_OF),
        "reading": lambda page: salaries.read(documents[page], structured.job_postings(documents[page])),
        "judging": lambda page: rules.judge(postings[page], salary.RULES),
        "price-parser": lambda page: [
            Price.fromstring(line) for line in documents[page].text.splitlines() if any(map(str.isdigit, line))
        ],
        "quantulum3": lambda page: quantulum.parse(documents[page].text),
    }
    for way in ways.values():
        way(sample[0])  # tables are loaded at first use
    gc.collect()
    gc.freeze()  # what is loaded is no garbage, and is not looked through before each page
    seconds = {name: sum(fastest(way, page) for page in sample) for name, way in ways.items()}
    pay = seconds["reading"] + seconds["judging"]
    results = {
        "pay_share_of_check": round(pay / seconds["check"], 3),
        "price_parser_vs_reading": round(seconds["price-parser"] / seconds["reading"], 1),
        "quantulum3_vs_reading": round(seconds["quantulum3"] / seconds["reading"], 1),
    }
    record(results)
    for name, value in results.items():
        print(f"{name:24} {value}")


def fastest(way: Callable[[Page], object], page: Page) -> float:
    """Seconds of the fastest of several goes: the others had to share the machine."""
    return min(timed(way, page) for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
