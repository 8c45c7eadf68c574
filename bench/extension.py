"""From the click on the button to the painted list, and where it goes: `python -m bench.extension [FOLDER]`.

On a generated posting page of 500 KB, and on the three largest pages of FOLDER. The button of a real Chromium is
pressed, with the service warm. The parts come from a second check of the same page, which the background times; the
stages of the service are measured in this process, on what the extension sent. Writes to `bench/results.json`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.browser import LISTED, Desk, desk
from bench.pages import Page, sized
from bench.run import AS_OF, record, saved, stages, timed
from server.check import check

ROUNDS = 5
"""The shortest time counts: on a busy machine, everything else only adds."""


def main() -> None:
    sample = [sized(500_000)]
    if len(sys.argv) > 1:
        sample += sorted(saved(Path(sys.argv[1])), key=lambda page: -len(page.body))[:3]
    with desk() as at:
        rows = [click_to_list(at, page, f"/jobs/{number}") for number, page in enumerate(sample)]
    print(f"{'':28}" + "".join(f"{page.name[-24:]:>26}" for page in sample))
    for part in rows[0]:
        print(f"{part:28}" + "".join(f"{row[part]:26.1f}" for row in rows))
    record({"click_to_list": {f"page of {row['KB']:.0f} KB": row for row in rows}})


def click_to_list(at: Desk, page: Page, path: str) -> dict[str, float]:
    """Kilobytes of the page and of what is sent; milliseconds of the way, of its parts, of the service's stages."""
    at.site.pages[path] = page.body
    tab = at.browser.open(at.site.ORIGIN + path)
    number = at.browser.tab(tab)
    whole, opening, parts = [], [], []
    for _ in range(ROUNDS):
        pressed = time.time() * 1000
        popup = at.browser.click_toolbar_button(tab)
        whole.append(popup.value(LISTED) - pressed)
        opening.append(popup.value("performance.timeOrigin") - pressed)
        parts.append(at.order(popup, "check", number)["timings"])
        popup.function("tab => chrome.runtime.sendMessage({type: 'forget', tab})", number)
    tab.load_content_scripts()
    sent = Page(page.name, tab.value("grainOfSalt.serialise()").encode())
    tab.close()
    shortest = {name: min(part[name] for part in parts) for name in parts[0]}
    rest = min(whole) - min(opening) - sum(shortest.values())
    shares = stages([sent], ROUNDS)
    inside = min(timed(lambda page: check(page.body, page.content_type, as_of=AS_OF), sent) for _ in range(ROUNDS))
    row = {"KB": len(page.body) / 1000, "KB sent": len(sent.body) / 1000}
    row |= {"click to list, ms": min(whole), "  button to popup": min(opening)}
    row |= {f"  {name}": milliseconds for name, milliseconds in shortest.items()}
    row |= {"  scripts, messages, drawing": rest, "check alone, ms": inside * 1000}
    row |= {f"  {name}": share * inside * 1000 for name, share in shares.items()}
    return {name: round(value, 1) for name, value in row.items()}


if __name__ == "__main__":
    main()
