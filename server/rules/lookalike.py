"""Whether one domain looks like another: the steps of a comparison, cheapest and surest first.

Only steps that people can see for themselves speak: the same letters drawn otherwise, the whole name
inside another site, one letter changed, recruiting words added. What honest companies do all the time
stays silent: the name under another ending, a hyphen more, "inc" or "group" added, a page at a provider.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from server.messages import Message, say
from server.posting import domains

Kind = Literal["confusable", "embedded", "split", "one-edit", "two-edits", "recruiting-words"]

_SHORTEST_SKELETON = 4
_SHORTEST_EDIT = 5
"""Names below five letters are one edit from too many others."""
_SHORTEST_EDIT_ANYWHERE = 7
"""From seven letters on one edit tells even under another ending."""
_SHORTEST_TWO_EDITS = 9
_IN_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "æ": "ae", "ø": "oe"})
"""Letters that are written as two where there are only those of ASCII."""
_DIGITS = str.maketrans("01345", "oleas")
_PAIRS = ((re.compile("m"), "rn"), (re.compile("n(?=n)"), "r"), (re.compile("vv"), "w"), (re.compile("cl"), "d"))
"""What reads as one another in most fonts. "m" becomes "rn", not the other way, so that "nn" meets both."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How one domain looks like another."""

    kind: Kind
    detail: Message
    """What differs, as the end of a sentence: "one letter differs: mediun, medium"."""


@lru_cache(maxsize=8192)
def likeness(seen: str, reference: str, *, declared: bool = False) -> Likeness | None:
    """How `seen` looks like `reference`; None where it does not, or where honest companies do the same.

    Both are hosts. `declared` says that the posting itself names the reference as the employer's own, which is
    what makes added recruiting words and a second edit worth telling.

    >>> likeness("rnedium.com", "medium.com").kind, likeness("medium.com.evil.io", "medium.com").kind
    ('confusable', 'embedded')
    >>> likeness("mediun.com", "medium.com").kind, likeness("mediumjobs.com", "medium.com", declared=True).kind
    ('one-edit', 'recruiting-words')
    >>> [likeness(h, "medium.com") for h in ("jobs.medium.com", "medium.de", "medium-group.com", "tedium.com")]
    [None, None, None, None]
    """
    seen, reference = domains.clean(seen), domains.clean(reference)
    own, other = domains.registrable(reference), domains.registrable(seen)
    if own is None or other is None or domains.under(seen, own) or other in well_known():
        return None
    name, ending = _halves(own)
    seen_name, seen_ending = _halves(other)
    if is_respelled(_bare(seen_name), _bare(name)) or _adds_only_company_words(seen_name, name):
        return None
    return (
        _confusable(seen_name, name)
        or _embedded(seen, own, name, ending)
        or _split(seen, seen_ending, name, ending)
        or _edited(seen_name, name, same_ending=seen_ending == ending, declared=declared)
        or (_recruiting(seen_name, name) if declared else None)
    )


@lru_cache(maxsize=8192)
def skeleton(label: str) -> str:
    """A label as it looks: accents off, letters of other scripts and digits as the ASCII letter they resemble.

    After UTS 39, section 4, narrowed to one ASCII form.

    >>> skeleton("аcmе"), skeleton("acm3"), skeleton("rnedíum") == skeleton("medium")
    ('acrne', 'acrne', True)
    """
    plain = _plain(label.casefold()).translate(_DIGITS)
    for drawn, read in _PAIRS:
        plain = drawn.sub(read, plain)
    return plain


def _plain(label: str) -> str:
    """A label in ASCII as far as it looks like it: accents off, confusable letters replaced."""
    if label.isascii():
        return label
    decomposed = unicodedata.normalize("NFKD", label)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_prototypes())


def _halves(domain: str) -> tuple[str, str]:
    name, _, ending = domain.partition(".")
    return name, ending


def _bare(name: str) -> str:
    """A name without hyphens: one more or less is no likeness but a habit."""
    return name.replace("-", "")


def is_respelled(seen: str, name: str) -> bool:
    """Whether a name is the same, or as those write it in ASCII whose own letters mail and forms do not take.

    >>> [is_respelled(*pair) for pair in (("mueller", "müller"), ("citroen", "citroën"), ("citroën", "citroen"))]
    [True, True, False]
    """
    if seen.translate(_IN_ASCII) == name.translate(_IN_ASCII):
        return True
    return seen.isascii() and foreign_script(name) is None and seen == _plain(name)


def _confusable(seen: str, name: str) -> Likeness | None:
    if min(len(seen), len(name)) < _SHORTEST_SKELETON or skeleton(_bare(seen)) != skeleton(_bare(name)):
        return None
    script = foreign_script(seen)
    if script:
        return Likeness("confusable", say("likeness.script", script=named(script), seen=seen, name=name))
    return Likeness("confusable", say("likeness.confusable", seen=seen, name=name))


def foreign_script(label: str) -> str | None:
    """The first script beside Latin in a label, by name; None where all of it is Latin, digits or hyphens.

    >>> foreign_script("аcme"), foreign_script("acme"), foreign_script("bücher")
    ('Cyrillic', None, None)
    """
    for letter in label:
        if letter.isalpha() and not letter.isascii():
            script = unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
            if script != "LATIN":
                return script.title()
    return None


def named(script: str) -> str:
    """The name of a script in a sentence: a message where postings have it, else as Unicode names it."""
    return say(f"script.{script.lower()}") if script in ("Cyrillic", "Greek") else script


def _embedded(seen: str, own: str, name: str, ending: str) -> Likeness | None:
    """The whole reference inside another site: medium.com.evil.io, careers-medium.com, mediumcom.com."""
    tokens, wanted = re.split(r"[.-]", seen), re.split(r"[.-]", own)
    last = len(tokens) - len(wanted)
    for start in range(last + 1):
        if tokens[start : start + len(wanted)] == wanted and _is_foreign(tokens[:start], ends=start == last, name=name):
            return Likeness("embedded", say("likeness.embedded", name=own))
    if ending == "com" and seen.removeprefix("www.").startswith(f"{name}com."):
        return Likeness("embedded", say("likeness.embedded-without-dot", name=own))
    return None


def _is_foreign(before: list[str], *, ends: bool, name: str) -> bool:
    """Whether an embedded reference makes the site another's: inside it always, at its end after recruiting words.

    Any other word before it makes another name: harbour-board.com is not board.com.
    """
    if not ends:
        return len(name) > 1
    return bool(before) and len(name) > 2 and before[-1] in _added("recruiting")


def _split(seen: str, seen_ending: str, name: str, ending: str) -> Likeness | None:
    """A dot inside the name: me.dium.com."""
    labels = seen.removesuffix("." + seen_ending).split(".")
    if seen_ending != ending or len(labels) < 2 or "".join(labels) != name or len(name) < _SHORTEST_EDIT:
        return None
    if any(label in _added("recruiting") | _added("corporate") for label in labels):
        return None
    return Likeness("split", say("likeness.split", seen=seen, name=f"{name}.{ending}"))


def _edited(seen: str, name: str, *, same_ending: bool, declared: bool) -> Likeness | None:
    shortest = min(len(seen), len(name))
    seen, name = _plain(seen), _plain(name)
    if shortest < _SHORTEST_EDIT or abs(len(seen) - len(name)) > 2 or seen.rstrip("0123456789") == name:
        return None
    swapped = _swapped(seen, name)
    if not swapped and seen[0] != name[0]:
        return None
    if shortest < _SHORTEST_EDIT_ANYWHERE and not same_ending:
        return None
    distance = edits(seen, name, 2)
    if distance == 1:
        how = "likeness.swapped-letters" if swapped else "likeness.one-letter"
        return Likeness("one-edit", say(how, seen=seen, name=name))
    if distance == 2 and declared and same_ending and shortest >= _SHORTEST_TWO_EDITS:
        return Likeness("two-edits", say("likeness.two-letters", seen=seen, name=name))
    return None


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbours changed places, and nothing else differs."""
    if len(one) != len(other):
        return False
    at = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]


def edits(one: str, other: str, most: int) -> int:
    """Optimal string alignment distance, not counted beyond `most` + 1.

    >>> edits("medium", "mediun", 2), edits("medium", "mdeium", 2), edits("medium", "mesium", 2), edits("a", "abcd", 2)
    (1, 1, 1, 3)
    """
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:  # an edit takes one, and brings one
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _adds_only_company_words(seen: str, name: str) -> bool:
    return bool(added := _additions(seen, name)) and _added("corporate").issuperset(added)


def _recruiting(seen: str, name: str) -> Likeness | None:
    """Recruiting words added to the name, alone or beside company words: mediumjobs, medium-hr-group."""
    added = _additions(seen, name)
    if "" in added or not any(word in _added("recruiting") for word in added):
        return None
    if len(name) < _SHORTEST_EDIT and name not in seen.split("-"):
        return None
    return Likeness("recruiting-words", say("likeness.added-words", words=" ".join(added)))


def _additions(seen: str, name: str) -> list[str]:
    """What is added around a name, as words; "" among them where one is no known word, [] without the name.

    >>> _additions("medium-hr", "medium"), _additions("tide-chart-hiring", "tidechart"), _additions("tidal", "medium")
    (['hr'], ['hiring'], [])
    """
    before, found, after = seen.partition(name)
    if not found:
        before, found, after = _bare(seen).partition(_bare(name))
    return [*_words_of(before), *_words_of(after)] if found else []


def _words_of(part: str) -> list[str]:
    """An addition as known words; [""] where it has any other."""
    words: list[str] = []
    for piece in filter(None, part.split("-")):
        known = _added("recruiting") | _added("corporate")
        if piece in known:
            words.append(piece)
            continue
        cut = next((i for i in range(2, len(piece) - 1) if piece[:i] in known and piece[i:] in known), None)
        words += [piece[:cut], piece[cut:]] if cut else [""]
    return words


@cache
def _added(kind: str) -> frozenset[str]:
    return frozenset(domains.table("lookalike_words.toml")[kind])


@cache
def well_known() -> frozenset[str]:
    """Sites that everybody links to: one letter away from a name is chance."""
    return domains.lines("well_known_sites.txt")


@cache
def _prototypes() -> dict[int, str]:
    lines: Iterable[str] = (domains.DATA / "confusables.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {ord(letter): ascii_letter for ascii_letter, *letters in rows for letter in letters}
