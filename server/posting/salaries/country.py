"""The country a posting is about, which tells whose dollar a bare "$" is.

Only sound evidence counts: what the posting's data, its location beside the title or its address say, else what
can only stand in postings of one country (a state, a retirement plan). Two countries are no country.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError

from server.document.model import Document
from server.posting.model import Evidence, JobPosting
from server.posting.salaries.words import spaced, trie

_DATA = Path(__file__).parents[2] / "data"
_COUNTRIES = tomllib.loads((_DATA / "countries.toml").read_text("utf-8"))
_PLACES = tomllib.loads((_DATA / "dollar_places.toml").read_text("utf-8"))
_COUNTRY_OF = {spaced(word): country for country, words in _PLACES["word"].items() for word in words}
_POSTAL = {code: country for country, codes in _PLACES["postal"].items() for code in codes}
_FIRST = "".join(map(re.escape, sorted({word[0] for word in (*_COUNTRY_OF, *_POSTAL)})))
_EVIDENCE = re.compile(rf"(?=[{_FIRST}])(?:(?<!\w)({trie(_COUNTRY_OF)})|(?<=[a-z], )({'|'.join(_POSTAL)})(?!\w))")

_LONGEST_NAME = 5
"""Words in the longest country name that is looked for."""


def country(document: Document, structured: Sequence[JobPosting], badge: str, text: str) -> tuple[str, Evidence] | None:
    """ISO 3166 code and what said so; None where nothing does or two things disagree.

    `badge` is the text beside the title: "💰 120,000 🌎 United States"; `text` is all of the posting, and nothing of
    those that its page lists below.
    """
    for found in (_from_data(structured), _from_badge(badge, document.language), _from_address(document.url)):
        if found:
            return _settled(found)
    region = _region(document.language)
    told = {region: f"language {document.language}"} if region else {}
    if region and region != "US":
        return _settled(told)
    dollars = "$" in text or "＄" in text
    return _settled(evidence(text) if dollars else {}) or _settled(told)


def evidence(text: str) -> dict[str, str]:
    """Countries with a dollar or peso of their own that `text` gives evidence of, each with its first word.

    >>> evidence("Remote in Colorado or Denver, CO; 401(k)"), evidence("Toronto, ON or New York, NY")
    ({'US': 'Colorado'}, {'CA': 'Toronto', 'US': 'New York'})
    """
    found: dict[str, str] = {}
    for match in _EVIDENCE.finditer(text):
        found.setdefault(_COUNTRY_OF[spaced(match[1])] if match[1] else _POSTAL[match[2]], match[0])
    return found


def _settled(found: Mapping[str, str]) -> tuple[str, Evidence] | None:
    """The only country of those found."""
    if len(found) != 1:
        return None
    [(code, written)] = found.items()
    return code, Evidence("currency", written, None)


def _from_data(structured: Sequence[JobPosting]) -> dict[str, str]:
    """Countries in jobLocation, else in applicantLocationRequirements."""
    for place in ("jobLocation", "applicantLocationRequirements"):
        found: dict[str, str] = {}
        for job in structured:
            for name in _names(job.value.get(place)):
                code = _code(name)
                if code:
                    found[code] = f"{place}: {name}"
        if found:
            return found
    return {}


def _names(value: Any, depth: int = 4) -> Iterator[str]:
    """Country names in a Place, its address or a Country; lists of them too.

    >>> list(_names([{"address": {"addressCountry": {"name": "US"}}}, {"@type": "Country", "name": "Canada"}]))
    ['US', 'Canada']
    """
    if depth and isinstance(value, list):
        for item in value:
            yield from _names(item, depth - 1)
    elif depth and isinstance(value, Mapping):
        if str(value.get("@type")) == "Country" or set(value) == {"name"}:
            value = value.get("name")
        else:
            value = value.get("addressCountry") or value.get("address")
        yield from [value] if isinstance(value, str) else _names(value, depth - 1)


def _from_badge(badge: str, language: str | None) -> dict[str, str]:
    """Country names in the line beside the title, longest first; states and cities of dollar countries as well."""
    names = _country_names((language or "en").partition("-")[0].lower())
    words = re.findall(r"[^\W\d_](?:[\w.’'-]*\w\.?)?", badge)[:200]
    found: dict[str, str] = {}
    at = 0
    while at < len(words):
        for size in range(_LONGEST_NAME, 0, -1):
            name = " ".join(words[at : at + size])
            code = names.get(name.lower())
            if code and (len(name) > 2 or name.isupper()):
                found.setdefault(code, name)
                at += size - 1
                break
        at += 1
    return found or evidence(badge)


def _from_address(url: str | None) -> dict[str, str]:
    """The country that a web address belongs to: its top-level domain or a locale in its path.

    >>> _from_address("https://jobs.acme.com.au/1"), _from_address("https://acme.example/en-sg/jobs/1")
    ({'AU': '.au'}, {'SG': '/en-sg/'})
    >>> _from_address("https://acme.io/jobs/us/4"), _from_address("https://acme.example/jobs/it/4")
    ({'US': '/us/'}, {})
    """
    parts = urlsplit(url or "")
    top = (parts.hostname or "").rpartition(".")[2].upper()
    if len(top) == 2 and top in COUNTRIES and top not in _COUNTRIES["generic_domains"]:
        return {"GB" if top == "UK" else top: f".{top.lower()}"}
    for segment in parts.path.split("/")[1:4]:
        locale = re.fullmatch(r"[a-z]{2}[-_]([A-Za-z]{2})", segment)
        code = locale[1].upper() if locale else segment.upper()
        if (locale and code in COUNTRIES) or (len(segment) == 2 and code in _PLACES["word"].keys() - _POSTAL.keys()):
            return {code: f"/{segment}/"}
    return {}


def _region(language: str | None) -> str | None:
    """The region of a BCP 47 tag: "en-AU" is AU."""
    match = re.search(r"[-_]([A-Za-z]{2})(?:[-_]|$)", language or "")
    return match[1].upper() if match and match[1].upper() in COUNTRIES else None


def _code(name: str) -> str | None:
    """The code of a country that is given by code or by name."""
    name = name.strip()
    return name.upper() if name.upper() in COUNTRIES else _country_names("en").get(name.lower())


def _is_code(code: str) -> bool:
    """CLDR also names continents by number."""
    return len(code) == 2 and code.isalpha()


@cache
def _country_names(language: str) -> dict[str, str]:
    """Country names in English and in `language`, lower case, from CLDR."""
    names = dict(_COUNTRIES["names"])
    for tag in ("en", language):
        try:
            territories = Locale(tag).territories
        except (UnknownLocaleError, ValueError):
            continue
        names |= {name.lower(): str(code) for code, name in territories.items() if _is_code(str(code))}
    return names


COUNTRIES = frozenset(str(code) for code in Locale("en").territories if _is_code(str(code))) | {"UK"}
