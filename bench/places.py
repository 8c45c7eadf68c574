"""Where the places of a report are found on real pages: `python -m bench.places FOLDER`.

Each saved page is served to a real Chromium, as it is and without its scripts; the button of the extension is
pressed. For the place of every annotation and of every fact it is told how the page script finds it: at its
position, by its quote and what stands beside it, or not at all; and whether what stands there is the quote. What the
click itself highlighted is compared as well. Nothing outside this machine can be reached.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.browser import Desk, desk
from bench.pages import Page
from bench.run import record, saved

_SCRIPT = re.compile(rb"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)

FOUND = """targets => {
    grainOfSalt.serialise();
    const page = grainOfSalt.canonical();
    const find = grainOfSalt.anchoring(page.text);
    const spanOf = ({from, to}) => ({start: page.codePoint(from), end: page.codePoint(to)});
    return targets.map((target) => {
        const atPosition = page.slice(target.position) === target.quote.exact;
        const stretch = atPosition ? null : find(grainOfSalt.sought(target, null));
        const span = atPosition ? target.position : stretch && spanOf(stretch);
        return {how: atPosition ? "position" : stretch ? "quote" : "not found",
                text: span && page.ranges(span).map(String).join("")};
    });
}"""
"""In the page: how each target is found, and the text of its ranges."""

HIGHLIGHTED = """() => Object.fromEntries([...CSS.highlights]
    .filter(([name]) => /^grain-of-salt-(serious|warning|info)$/.test(name))
    .map(([name, ranges]) => [name.slice(14), [...ranges].map(String)]))"""


def main() -> None:
    sample = saved(Path(sys.argv[1]))
    with desk() as at:
        for kind in ("as saved", "without scripts"):
            counts: Counter[str] = Counter()
            for number, page in enumerate(sample):
                path = f"/{kind.replace(' ', '-')}/{number}"
                try:
                    counts.update(judged(at, page, path, kind))
                except Exception as error:  # noqa: BLE001 - one page that fails is told, the others go on
                    counts["pages that failed"] += 1
                    print(f"{kind}: {page.name}: {type(error).__name__}: {str(error)[:200]}")
            tell(kind, counts)
            record({f"places {kind}": dict(counts)})


def tell(kind: str, counts: Counter[str]) -> None:
    """Print shares of all places."""
    places = sum(counts[how] for how in ("position", "quote", "not found"))
    print(f"\n{kind}: {places} places")
    for what, count in sorted(counts.items(), key=lambda one: -one[1]):
        print(f"  {what:32} {count:6}  {count / max(1, places):8.2%}")


def judged(at: Desk, page: Page, path: str, kind: str) -> Iterator[str]:
    """What became of each place of one page, in words."""
    at.site.pages[path] = _SCRIPT.sub(_data_only, page.body) if kind == "without scripts" else page.body
    tab = at.browser.open(at.site.ORIGIN + path)
    number = at.browser.tab(tab)
    popup = at.browser.check(tab)
    outcome = at.order(popup, "open", number)
    report, placed, hidden = outcome["report"], set(outcome["placed"]), set(outcome.get("hidden", ()))
    shown = {severity: unspaced("".join(texts)) for severity, texts in tab.function(HIGHLIGHTED).items()}
    tab.load_content_scripts()
    named = [(name, target) for name, target in targets(report) if target is not None]
    found = tab.function(FOUND, [target for _, target in named])
    severities = {one["id"]: one["severity"] for one in report["annotations"]}
    for (name, target), place in zip(named, found, strict=True):
        exact = unspaced(target["quote"]["exact"])
        yield place["how"]
        if place["text"] is not None and unspaced(place["text"]) != exact:
            yield "WRONG text"
            print(f"{kind}: {page.name}: {name}: {place['text'][:80]!r} for {exact[:80]!r}")
        if place["how"] == "not found":
            print(f"{kind}: {page.name}: {name}: not found: {target['quote']}")
        if name in severities:
            yield (
                "annotation hidden" if name in hidden else "annotation placed" if name in placed else "annotation LOST"
            )
            if name in placed and exact not in shown.get(severities[name], ""):
                yield "annotation highlighted ELSEWHERE"
                print(f"{kind}: {page.name}: {name}: highlighted is not {exact[:80]!r}")
    tab.close()


def targets(report: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Every place of a report: of its annotations, of what is related to them, of its facts."""
    for one in report["annotations"]:
        yield one["id"], one["target"]
        for number, related in enumerate(one["related"]):
            yield f"{one['id']}.{number}", related["target"]
    for kind in ("salaries", "domain_policy", "contacts"):
        for number, fact in enumerate(report["posting"][kind]):
            yield f"{kind}.{number}", fact["target"]


def _data_only(script: re.Match[bytes]) -> bytes:
    return script[0] if b"ld+json" in script[0][:200] else b""


def unspaced(text: str) -> str:
    return re.sub(r"[\t\n\f\r ]+", "", text)


if __name__ == "__main__":
    main()
