"""Postings to measure on: made from a seed, as large and as cluttered as the pages of real boards.

A real page is mostly not posting: scripts, styles, navigation and other postings surround it. The shares here follow
saved pages of public boards: a median of 110 KB, of which a third is script, and 5 KB of posting text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random

VOCABULARY = (
    "team build lead plan write review ship measure improve support customers partners suppliers systems tools lamps "
    "harbours engines orders reports budgets with for across together from between daily weekly careful quick open "
    "new large small shared reliable simple our your their every several first next"
)
WORDS = VOCABULARY.split()
TITLES = ("Senior Lighthouse Engineer", "Account Manager", "Nurse, night shift", "Data Analyst", "Head of Ferries")
EMPLOYERS = ("Northwind Lanterns", "Acme Harbour Works", "Globex Ferries", "Initech Tides")
PAY = (
    "$150,000 - $198,000 per year",
    "£42k–£55k a year",
    "€4.500 brutto im Monat",
    "$32.50 per hour",
    "CHF 110'000 – 135'000",
    "Competitive pay",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a browser would save it."""

    name: str
    body: bytes
    content_type: str = "text/html; charset=utf-8"


def pages(seed: int = 1, count: int = 24) -> list[Page]:
    """The same pages for the same seed: sizes from about 10 KB to about 500 KB, every fourth decoded wrongly once."""
    random = Random(seed)
    made = []
    for number in range(count):
        clutter = round(10 ** random.uniform(0, 2.2))
        html = _page(random, clutter)
        if number % 4 == 3:
            html = html.replace("’", "â€™").replace("£", "Â£")
        made.append(Page(f"generated-{number}", html.encode()))
    return made


def sized(size: int, seed: int = 1) -> Page:
    """A page of about `size` bytes."""
    trial = len(_page(Random(seed), 100).encode())
    return Page(f"generated, {size // 1000} KB", _page(Random(seed), max(0, round(100 * size / trial))).encode())


def _page(random: Random, clutter: int) -> str:
    """One posting, and `clutter` times what boards put around it."""
    title, employer, pay = random.choice(TITLES), random.choice(EMPLOYERS), random.choice(PAY)
    domain = employer.split()[0].lower() + ".example"
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": title,
        "hiringOrganization": {"@type": "Organization", "name": employer, "sameAs": f"https://www.{domain}"},
        "description": _paragraphs(random, 4),
    }
    state = {"jobs": [{"id": random.getrandbits(40), "title": _sentence(random)} for _ in range(clutter * 6)]}
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} at {employer}</title>
<meta property="og:title" content="{title}"><link rel="canonical" href="https://board.example/jobs/{clutter}">
<script type="application/ld+json">{json.dumps(posting)}</script>
<style>{"".join(f".c{n}{{margin:{n}px;color:#123456}}" for n in range(clutter * 8))}</style>
</head><body>
<header><nav>{_links(random, 8 + clutter)}</nav></header>
<main><h1>{title}</h1><h2>{employer}</h2><p><span>{pay}</span> · <span>Remote</span></p>
{_paragraphs(random, 5)}
<h3>What you will do</h3><ul>{"".join(f"<li>{_sentence(random)}</li>" for _ in range(9))}</ul>
<h3>What you bring</h3><ul>{"".join(f"<li>{_sentence(random)}</li>" for _ in range(9))}</ul>
<p>The pay for this role is {pay}, plus a share in the company.</p>
<p>We’re only ever in touch from @{domain} addresses. Questions? <a href="mailto:jobs@{domain}">jobs@{domain}</a></p>
<a class="button" href="https://apply.{domain}/jobs/{random.getrandbits(32)}">Apply for this job</a></main>
<aside><h2>Similar jobs</h2>{"".join(_card(random) for _ in range(clutter))}</aside>
<footer>{_links(random, 12 + clutter)}</footer>
<script>window.state = {json.dumps(state)};</script>
</body></html>"""


def _card(random: Random) -> str:
    return (
        f'<div class="card c{random.randrange(40)}"><div class="head"><a href="/jobs/{random.getrandbits(32)}">'
        f"<h3>{random.choice(TITLES)}</h3></a></div><div><span>{random.choice(EMPLOYERS)}</span>"
        f'<span class="pay">{random.choice(PAY)}</span></div><p>{_sentence(random)}</p></div>\n'
    )


def _links(random: Random, count: int) -> str:
    return "".join(f'<a href="/c/{random.getrandbits(24)}">{random.choice(WORDS)}</a> ' for _ in range(count))


def _paragraphs(random: Random, count: int) -> str:
    return "\n".join(f"<p>{' '.join(_sentence(random) for _ in range(5))}</p>" for _ in range(count))


def _sentence(random: Random) -> str:
    words = " ".join(random.choices(WORDS, k=random.randrange(7, 18)))
    return f"{words.capitalize()}, and we’re glad of it."
