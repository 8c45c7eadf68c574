"""The words of Unicode CLDR for units of time and currencies, as the table that `lexicon` reads.

Reading them through Babel takes a second for thirty languages, so they are kept as data. To renew them after
an update of Babel: `python -m server.posting.money.cldr > server/data/cldr_words.toml`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from babel import Locale
from babel import __version__ as babel_version
from babel.core import get_global
from babel.numbers import get_territory_currencies

from server.posting.money.lexicon import PERIODS, languages

_WORLD = ("USD", "EUR", "GBP", "CHF")
"""Currencies that are named in every language, beside that of its own country."""
_PLACE = re.compile(r"[\s/]*\{0\}[\s/]*")


def table() -> str:
    """The whole table as TOML: a table per language with `per`, the five units, and `currency`."""
    head = (
        f"# Words of Unicode CLDR for units of time and currencies, by way of Babel {babel_version}. Made by\n"
        "# server/posting/money/cldr.py; own words are in pay_words.toml and currencies.toml, and win over these.\n"
    )
    return head + "".join(f"\n[{tag}]\n{''.join(_rows(Locale.parse(tag)))}" for tag in languages())


def _rows(locale: Locale) -> Iterator[str]:
    per: dict[str, None] = {}
    for period in PERIODS:
        patterns = locale._data["unit_patterns"].get(f"duration-{period}", {})
        units: dict[str, None] = {}
        for length in ("long", "short", "narrow"):
            for form, pattern in patterns.get(length, {}).items():
                word = _PLACE.sub("", pattern).casefold().strip(". \u00a0\u202f")
                if form == "per":
                    *before, word = word.split()
                    if before:
                        per[" ".join(before)] = None
                if len(word) > 2 or not word.isascii():
                    units[word] = None
        yield f"{period} = {_array(units)}\n"
    yield f"per = {_array(per)}\n"
    own = _own_currency(locale)
    codes = sorted(locale._data["currency_names_plural"]) if locale.language == "en" else sorted({own, *_WORLD})
    today = _today()
    for code in codes:
        names = locale._data["currency_names_plural"].get(code) or {}
        words = {str(name).casefold(): None for name in _leaves(names) if 1 <= str(name).count(" ") + 1 <= 3}
        if words and code in today:
            yield f"currency.{code} = {_array(words)}\n"


def _leaves(names: Any) -> list[str]:
    return list(names.values()) if hasattr(names, "values") else [names]


def _own_currency(locale: Locale) -> str:
    """The currency of the country that CLDR takes a language to be of."""
    likely = str(get_global("likely_subtags").get(str(locale), "en_Latn_US"))
    return get_territory_currencies(likely.rsplit("_", 1)[-1])[0]


def _today() -> set[str]:
    """The currencies that are legal tender somewhere now."""
    uses = get_global("territory_currencies").values()
    return {code for use in uses for code, _, until, tender in use if until is None and tender}


def _array(words: dict[str, None]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


if __name__ == "__main__":
    print(table(), end="")
