"""What the words around a figure say about it: pay and of which kind, or money for something else.

The words are facts of languages (`data/pay_kinds.toml`, `data/not_pay.toml`); here is how they are found.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from server.posting.model import PayKind
from server.posting.words import UNSPACED

NotPay = Literal["company", "benefit", "weak", "role", "counted", "aside"]
Sense = PayKind | NotPay

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the lists where it stands in a text."""

    start: int
    end: int
    sense: Sense
    written: str


def words(text: str) -> list[Word]:
    """Every listed word or phrase of `text`, in order, the longest at each place.

    >>> [(word.written, word.sense) for word in words("Base salary of $90,000 plus a sign-on bonus")]
    [('Base salary', 'base'), ('sign-on bonus', 'bonus')]
    >>> [word.sense for word in words("Bruttomonatsgehalt 3.200 Euro, dazu ein Jobticket")]
    ['base', 'benefit']
    >>> [word.sense for word in words("想定年収 500万円、資本金 3億円")]
    ['base', 'company', 'company']
    """
    lowered = _lower(text)
    found = []
    for pattern, senses in _LISTS:
        for match in pattern.finditer(lowered):
            end = _TAIL.match(lowered, match.end()).end()  # type: ignore[union-attr]  # it matches nothing as well
            found.append(Word(match.start(), end, senses[spaced(match[1])], text[match.start() : end]))
    found.sort(key=lambda word: (word.start, -word.end))
    return list(_apart(found))


def _apart(found: Iterable[Word]) -> Iterator[Word]:
    """Leave out what lies inside a longer word found before."""
    end = 0
    for word in found:
        if word.end > end:
            yield word
            end = word.end


def _lower(text: str) -> str:
    """Lower case without a change of length, so that places stay.

    >>> _lower("İŞ")
    'İş'
    """
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def spaced(text: str) -> str:
    """Hyphens as blanks, as `trie` takes them for each other.

    >>> spaced("sign‑on")
    'sign on'
    """
    for one in _BLANKS:
        text = text.replace(one, " ")
    return text


_BLANKS = "\t\xa0-‐‑–"
_GAP = "[ \t\xa0\\-‐‑–]"
"""A blank of an entry also matches a hyphen: "sign on", "sign-on"."""

_WORD_START, _WORD_END = r"(?<![^\W\d_])", r"(?![^\W_])"
"""Word boundaries for which "_" is no letter: left-over Markdown puts it around words. A digit may stand right before
a word where lines were glued together: "9.00-18.00Salary"."""

_TAIL = re.compile(r"[a-zß-öø-ÿа-яёіїєґ]{0,20}")
"""The rest of a word of which an entry gives the beginning."""


def _entries() -> dict[str, Sense]:
    """Each listed entry with its sense; the first list that has it wins."""
    senses: dict[str, Sense] = {}
    for name, known in (("pay_kinds", get_args(PayKind)), ("not_pay", get_args(NotPay))):
        for sense, languages in tomllib.loads((DATA / f"{name}.toml").read_text("utf-8")).items():
            assert sense in known, f"{name}.toml: no such sense: {sense}"
            for entries in languages.values():
                for entry in entries:
                    senses.setdefault(entry, cast(Sense, sense))
    return senses


def trie(entries: Iterable[str]) -> str:
    """A pattern of all entries with their common beginnings told apart once, so that its cost hardly grows with them.

    >>> trie(["pay", "pay rate*"])
    'pay(?:[ \\t\\xa0\\\\-‐‑–]rate|(?![^\\\\W_]))'
    """
    root: dict[str, Any] = {}
    for entry in entries:
        node = root
        for letter in spaced(entry.strip("*")):
            node = node.setdefault(letter, {})
        node[""] = "" if entry.endswith("*") or UNSPACED.search(entry) else _WORD_END
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    """The alternatives at one node of the trie, going on before ending: the longest entry wins."""
    ways = [
        (_GAP if letter == " " else re.escape(letter)) + _branches(after)
        for letter, after in sorted(node.items())
        if letter
    ]
    if "" in node:
        ways.append(node[""])
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _compiled() -> tuple[tuple[re.Pattern[str], dict[str, Sense]], ...]:
    """One pattern for entries that begin a word and one for those found anywhere, each with its senses by stem."""
    entries = _entries()
    inner = {entry for entry in entries if entry.startswith("*") or UNSPACED.search(entry)}
    return tuple(
        (re.compile(f"{before}({trie(group)})"), {spaced(entry.strip("*")): entries[entry] for entry in group})
        for before, group in ((_WORD_START, entries.keys() - inner), ("", inner))
    )


_LISTS = _compiled()
