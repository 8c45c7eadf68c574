"""What the service says: sentences of one catalogue, each with its id and what was filled in.

Clients that speak another language than English say a message by its id and arguments: see `docs/report.md`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias


class Message(str):
    """A sentence, or a part of one, in English, that knows how it was made."""

    __slots__ = ("args", "id")
    id: str
    """In the catalogue: "salary/wide-range.times"."""
    args: Mapping[str, Argument]
    """What was filled in, by the name of the gap."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """One amount or a range of them."""

    low: Decimal
    high: Decimal
    """Equal to `low` for one amount."""
    sign: str = ""
    """The currency as the page writes it: "$", "US$"."""
    currency: str | None = None
    """ISO 4217, where it is to be said beside or instead of the sign."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in one gap."""

    items: tuple[Argument, ...]
    type: Literal["conjunction", "disjunction", "unit"] = "conjunction"
    """As `Intl.ListFormat` has it: "a, b and c", "a or b", "a, b"."""


Argument: TypeAlias = str | int | Decimal | date | Amounts | Listed | Message
"""What a gap takes: a quotation or name as it is, a count (the gap `count` selects the plural form), a number,
a day, money, a list, another message."""

_JOINTS: Final = {"conjunction": (", ", " and "), "disjunction": (" or ", " or "), "unit": (", ", ", ")}


@dataclass(frozen=True, slots=True)
class Template:
    """One message of the catalogue."""

    forms: Mapping[str, str]
    """The text by plural category; only "other" where it depends on no number."""
    is_plural: bool
    gaps: frozenset[str]
    """The arguments it takes."""
    _pieces: Mapping[str, tuple[str, ...]]
    """The forms, cut at their gaps: text and name in turns."""

    @classmethod
    def of(cls, entry: str | Mapping[str, str]) -> Template:
        """
        >>> Template.of("Nobody is paid {amount}.").gaps
        frozenset({'amount'})
        """
        forms = {"other": entry} if isinstance(entry, str) else dict(entry)
        pieces = {category: tuple(re.split(r"\{(\w+)\}", text)) for category, text in forms.items()}
        gaps = frozenset(name for parts in pieces.values() for name in parts[1::2])
        is_plural = not isinstance(entry, str)
        return cls(forms, is_plural, gaps | {"count"} if is_plural else gaps, pieces)

    def filled(self, args: Mapping[str, Argument]) -> str:
        """The English text."""
        parts = list(self._pieces["one" if "one" in self._pieces and args["count"] == 1 else "other"])
        parts[1::2] = [english(args[name]) for name in parts[1::2]]
        return "".join(parts)


def _read(path: Path) -> Iterator[tuple[str, Template]]:
    groups: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    for group, entries in groups.items():
        for name, entry in entries.items():
            yield f"{group}.{name}", Template.of(entry)


CATALOGUE: Final[Mapping[str, Template]] = dict(_read(Path(__file__).parent / "data" / "messages.toml"))
"""Every message by its id."""


def say(id: str, /, **args: Argument) -> Message:
    """A message of the catalogue, filled in.

    Raises KeyError for an unknown id, TypeError for arguments that are missing or too many.

    >>> said = say("salary/wide-range.times", low=Decimal(90000), high=Decimal(600000), ratio=Decimal("6.7"))
    >>> said
    'The upper end, 600,000, is 6.7 times the lower end, 90,000.'
    >>> said.id, said.args["ratio"]
    ('salary/wide-range.times', Decimal('6.7'))
    """
    template = CATALOGUE[id]
    if args.keys() != template.gaps:
        raise TypeError(f"{id} takes {sorted(template.gaps)}, not {sorted(args)}")
    message = Message(template.filled(args))
    message.id, message.args = id, args
    return message


def english(argument: Argument) -> str:
    """An argument as the English text has it.

    >>> english(Listed(("a", "b", "c"))), english(Listed(("a", "b"), "disjunction")), english(date(2026, 1, 15))
    ('a, b and c', 'a or b', '2026-01-15')
    >>> english(Amounts(Decimal("18.5"), Decimal(22), "$")), english(Amounts(Decimal(60), Decimal(60), currency="EUR"))
    ('$18.50 – $22', '60 EUR')
    """
    match argument:
        case str():
            return argument
        case Decimal():
            return f"{argument:,f}"
        case Listed():
            *first, last = map(english, argument.items)
            between, before_last = _JOINTS[argument.type]
            return before_last.join(filter(None, [between.join(first), last]))
        case Amounts():
            ends = dict.fromkeys((argument.low, argument.high))
            amounts = " – ".join(argument.sign + plain(end) for end in ends)
            return f"{amounts} {argument.currency}" if argument.currency else amounts
        case _:
            return str(argument)


def amount(value: Decimal | int) -> Decimal:
    """An amount with the decimals that people write: two, or none where it has none.

    >>> amount(Decimal("52.5")), amount(Decimal("441275.0")), amount(Decimal("1E+3"))
    (Decimal('52.50'), Decimal('441275'), Decimal('1000'))
    """
    return Decimal(f"{value:.0f}" if value == int(value) else f"{value:.2f}")


def plain(value: Decimal | int) -> str:
    """A number as people write it: grouped, with decimals only where it has any.

    >>> plain(Decimal("441275.0")), plain(Decimal("52.5")), plain(1000)
    ('441,275', '52.50', '1,000')
    """
    return f"{amount(value):,f}"
