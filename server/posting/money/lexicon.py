"""The words of money, from the tables in `server/data`, laid out for looking up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from server.posting.model import Period

_DATA = Path(__file__).parents[2] / "data"

Tax = Literal["gross", "net"]

UNSPACED: Final = "\u0e01"
"""From this character on (Thai, Hangul, kana, Han) words run into one another: they are found as prefixes."""

PERIODS: Final[dict[Period, str]] = {
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "year": "yearly",
}
"""Each period, and what the table calls the words that tell it by themselves."""
_DISTINCT: Final = 5
"""Letters from which on a stem means the same on a page in any language."""
_SHORT: Final = 2
"""Letters of abbreviations that mean a scale or a period in their own language only: Dutch "pj", Portuguese "mi"."""
_UNIQUE: Final = frozenset({"ar", "bn", "he", "hi", "ja", "ka", "ko", "th", "zh"})
"""Languages whose scripts no other one here is written in, but for Han."""
_SCALES: Final = {
    "thousand": 10**3,
    "ten_thousand": 10**4,
    "lakh": 10**5,
    "hundred_thousand": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "ten_million": 10**7,
    "hundred_million": 10**8,
    "billion": 10**9,
    "trillion": 10**12,
}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of every language in one, those of the page's own language winning where two mean different things."""

    per: frozenset[str]
    unit: Mapping[str, Period | None]
    """"hour", "Std", "mois": a period only after one of `per` or a slash; None for "fortnight", "mile", "вахту"."""
    telling: Mapping[str, Period | None]
    """"annually", "Stundenlohn", "月給": a period by themselves; None for what is none of the five: "biweekly"."""
    scale: Mapping[str, Decimal]
    lead: frozenset[str]
    """Before the first end of a range: "de … à …", "von … bis …"."""
    about: frozenset[str]
    """Before a figure, and no bound: "circa £60k"."""
    floor: frozenset[str]
    """Before a figure: "from", "ab", "от"."""
    ceiling: frozenset[str]
    floor_after: frozenset[str]
    ceiling_after: frozenset[str]
    joins: frozenset[str]
    """Between the ends of a range."""
    pairs: frozenset[str]
    """Between the ends of a range that one of `openers` announces: "between … and …"."""
    openers: frozenset[str]
    lowest: frozenset[str]
    """Labels of the lower end: "MIN: $86,000"."""
    highest: frozenset[str]
    times: frozenset[str]
    """Before a period it makes a frequency or a length of time of it: "twice a month", "within a year"."""
    tax: Mapping[str, Tax]
    pay: re.Pattern[str]
    """Stems of words for pay, to be searched in case-folded text with a space after its end."""


@dataclass(frozen=True, slots=True)
class Currencies:
    """How money is written: what each sign, code and word can stand for."""

    signs: Mapping[str, tuple[str, ...]]
    """Written exactly so, directly before or after a figure."""
    codes: frozenset[str]
    """ISO 4217, in capitals."""
    words: Mapping[str, tuple[str, ...]]
    """Case-folded; stand after a figure."""
    before: frozenset[str]
    """Those of `words` that stand before one too."""
    weak: frozenset[str]
    """Marks that are ordinary words or names as well."""
    thousandths: Mapping[str, str]
    """The decimal mark of the currencies that have a thousand parts, by ISO 4217 code."""
    of_language: Mapping[str, str]
    """What a shared mark means on a page in a language."""
    of_scale: Mapping[tuple[str, str], str]
    """What a bare figure with a scale word is in, by language and word."""


@cache
def currencies() -> Currencies:
    """The table of currencies, read once."""
    table = _load("currencies.toml")
    signs: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    for mark, candidates in table["shared"].items():
        (words if mark[0].isalpha() else signs)[mark.casefold() if mark[0].isalpha() else mark] = tuple(candidates)
    for code, written in table["currency"].items():
        signs |= dict.fromkeys(written.get("sign", ()), (code,))
        words |= dict.fromkeys((word.casefold() for word in written.get("word", ())), (code,))
    codes = frozenset(table["currency"]) | frozenset(code for cs in table["shared"].values() for code in cs)
    codes |= {*table["weak"]["codes"], *table["capitals"]["codes"]}
    for table_of_language in _load("cldr_words.toml").values():
        for code, names in table_of_language.get("currency", {}).items():
            words = dict.fromkeys(names, (code,)) | words
    words |= {
        code.lower(): (code,)
        for code in codes - {*table["weak"]["codes"], *table["capitals"]["codes"]}
        if code.lower() not in words
    }
    return Currencies(
        signs=signs,
        codes=codes,
        words=words,
        before=frozenset(word.casefold() for word in table["before"]["words"]) | {"r"},
        weak=frozenset(table["weak"]["codes"]) | frozenset(sign.casefold() for sign in table["weak"]["signs"]),
        thousandths=table["thousandths"],
        of_language=table["language"],
        of_scale={(tag, word): table["language"][tag] for tag, words in table["scale"].items() for word in words},
    )


def currencies_of(language: str | None, country: str | None) -> Currencies:
    """The table with the marks that only one language or country writes: Finnish "2500 e", "Q4,000" in Guatemala."""
    local = _load("currencies.toml")["local"]
    return _local(tuple(place for place in (language, country) if place in local))


@cache
def _local(places: tuple[str, ...]) -> Currencies:
    table = currencies()
    for place in places:
        own = _load("currencies.toml")["local"][place]
        words = {word.casefold(): (code,) for kind in ("word", "letter") for word, code in own.get(kind, {}).items()}
        letters = {letter.casefold() for letter in own.get("letter", {})}
        table = replace(
            table,
            signs={**table.signs, **{sign: (code,) for sign, code in own.get("sign", {}).items()}},
            words={**table.words, **words},
            before=table.before | words.keys(),
            weak=table.weak | letters,
        )
    return table


@cache
def languages() -> tuple[str, ...]:
    """The languages that have words here, ISO 639-1."""
    return tuple(tag for tag in _load("pay_words.toml") if tag != "und")


@cache
def lexicon(language: str | None) -> Lexicon:
    """The words for a page in `language`, one of `languages` ("de"); English where None."""
    tables = _load("pay_words.toml")
    cldr = _load("cldr_words.toml")
    own = [
        each[tag] for tag in dict.fromkeys(("und", "en", language or "en")) for each in (cldr, tables) if tag in each
    ]
    every = [*cldr.values(), *tables.values(), *own]

    def words(key: str) -> frozenset[str]:
        return frozenset(word.casefold() for table in every for word in table.get(key, ()))

    def mine(key: str) -> frozenset[str]:
        return frozenset(word.casefold() for table in own for word in table.get(key, ()))

    def folded(table: dict[str, list[str]], key: str) -> list[str]:
        short = 0 if any(table is each for each in own) else _SHORT
        return [word.casefold() for word in table.get(key, ()) if len(word) > short or not word.isascii()]

    unit: dict[str, Period | None] = dict.fromkeys(words("other_unit"))
    telling: dict[str, Period | None] = dict.fromkeys(words("other"))
    scale: dict[str, Decimal] = {}
    tax: dict[str, Tax] = {}
    for table in every:
        for period, adverb in PERIODS.items():
            unit |= {word.casefold(): period for word in table.get(period, ())}
            telling |= dict.fromkeys(folded(table, adverb), period)
        for name, factor in _SCALES.items():
            scale |= dict.fromkeys(folded(table, name), Decimal(factor))
        tax |= dict.fromkeys(folded(table, "gross"), "gross")
        tax |= dict.fromkeys(folded(table, "net"), "net")
    return Lexicon(
        per=words("per"),
        unit=unit,
        telling=telling,
        scale=scale,
        lead=words("lead"),
        about=words("about"),
        floor=words("from"),
        ceiling=words("up_to") - mine("about") | mine("up_to"),
        floor_after=words("from_after"),
        ceiling_after=words("up_to_after"),
        joins=words("range"),
        pairs=words("pair"),
        openers=words("opener"),
        lowest=words("lowest"),
        highest=words("highest"),
        times=words("times"),
        tax=tax,
        pay=_pay(tables, language),
    )


def _pay(tables: dict[str, Any], language: str | None) -> re.Pattern[str]:
    """The pattern of words for pay. Short stems of other languages are left out: "plat" is pay in Czech only."""
    begin, anywhere = set(), set()
    for tag, table in tables.items():
        own = tag in ("en", language)
        begin |= {word.casefold() for word in table.get("pay", ()) if own or len(word) >= _DISTINCT}
        anywhere |= {
            word.casefold() for word in table.get("pay_in", ()) if own or len(word) >= _DISTINCT or tag in _UNIQUE
        }
    return re.compile(rf"(?<![^\W\d_]){any_of(begin)}|{any_of(anywhere)}")


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words` that tries each position once: alternatives share their beginnings.

    >>> any_of(["pay", "paid", "wage"])
    '(?:pa(?:id|y)|wage)'
    """
    branches: dict[str, set[str]] = {}
    for word in words:
        if not word:
            return ""  # one word is the beginning of another: the shorter one is enough
        branches.setdefault(word[0], set()).add(word[1:])
    rests = [re.escape(first) + ("" if "" in rest else any_of(rest)) for first, rest in sorted(branches.items())]
    return rests[0] if len(rests) == 1 else f"(?:{'|'.join(rests)})"


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
