"""Text that was UTF-8 and was decoded as something else: find out as what, and decode it anew.

The page decides, the span is repaired. All runs of characters beyond ASCII are looked at together:
those that can hardly be anything but damage prove a wrong decoding, and a wrong decoding that is
proved carries the runs that alone could be healthy. A run that no codec reads as UTF-8 from end to
end stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from server.document.model import Repair, Span
from server.document.mojibake.codecs import Codec
from server.document.mojibake.evidence import SUSPICIOUS, Evidence, Run, places, weigh
from server.document.mojibake.lossy import apostrophes, guesses

__all__ = ["Repaired", "apostrophes", "apply", "repair"]

ROUNDS = 4
"""How many times a wrong decoding is looked for. Two on top of one another are common, three have been seen."""


MOST = 40_000
"""Stretches of a page that are looked at, and places that are repaired. A garbled posting has some hundreds, a garbled
book of a hundred pages some 20,000; more take seconds."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What is wrong with the text of a page, and how to mend what else belongs to the page."""

    repairs: tuple[Repair, ...]
    """Over the text of the page, in order, not overlapping."""
    is_cut: bool
    """Whether only the beginning of the text was looked at."""
    mend: Callable[[str], tuple[str, Repair | None]]
    """One more string of the page (a title, an attribute) as it should read, and its repair where it needed one."""


def repair(page_text: str, others: Sequence[str]) -> Repaired:
    """Find the wrong decodings that `page_text` and the `others` show together, and what to repair.

    >>> page = repair("Weâ€™re in MÃ¼nchen, © Northwind", ())
    >>> [(one.broken, one.text) for one in page.repairs]
    [('â€™', '’'), ('Ã¼', 'ü')]
    >>> page.mend("DÃ\\xa9veloppeur")[0]
    'Développeur'
    """
    suspects = _suspects(page_text)
    is_cut = len(suspects) > MOST
    aside = [suspect for text in others for suspect in _suspects(text)]
    layers: list[Evidence] = []
    while len(layers) < ROUNDS and (suspects or aside):
        mended = [suspect.run.text for suspect in (*suspects, *aside) if suspect.undone]
        known = layers[-1].scripts if layers else frozenset()
        evidence = weigh((suspect.run for suspect in (*suspects, *aside)), (page_text, *others, *mended), known)
        if not evidence.codecs:
            break
        layers.append(evidence)
        suspects, aside = _peel(suspects, evidence), _peel(aside, evidence)

    codecs = layers[0].codecs if len(layers) == 1 else ()

    def mend(text: str) -> tuple[str, Repair | None]:
        found = _repairs(text, reduce(_peel, layers, _suspects(text)), codecs)
        if not found:
            return text, None
        mended = apply(text, found)
        steps = max((one.steps for one in found), key=len)
        return mended, Repair(None, text, mended, steps, all(one.certain for one in found))

    repairs = _repairs(page_text, suspects, codecs)
    return Repaired(repairs[:MOST], is_cut or len(repairs) > MOST, mend)


def apply(text: str, repairs: Iterable[Repair]) -> str:
    """`text` with its placed `repairs` made."""
    parts, at = [], 0
    for one in repairs:
        if one.span is not None:
            parts += [text[at : one.span.start], one.text]
            at = one.span.end
    return "".join([*parts, text[at:]])


class _Suspect(NamedTuple):
    """A run that could be damage, and what has been undone of it so far."""

    span: Span
    line: int
    run: Run
    undone: tuple[Codec, ...]
    """The last wrong decoding first."""


def _suspects(text: str) -> list[_Suspect]:
    if text.isascii() or not SUSPICIOUS.search(text):
        return []
    breaks = [match.start() for match in re.finditer("\n", text)]
    found = islice(places(text), MOST + 1)
    return [_Suspect(span, bisect(breaks, span.start), run, ()) for span, run in found]


def _peel(suspects: list[_Suspect], evidence: Evidence) -> list[_Suspect]:
    """The suspects with one wrong decoding undone, as far as the evidence goes."""
    proved = {run: evidence.proved(run) for run in {suspect.run for suspect in suspects}}
    damaged = {suspect.line for suspect in suspects if proved[suspect.run]}
    read = cache(evidence.read)
    return [
        suspect._replace(run=suspect.run._replace(text=reading[1], again=True), undone=(*suspect.undone, reading[0]))
        if (reading := read(suspect.run, suspect.line in damaged))
        else suspect
        for suspect in suspects
    ]


def _repairs(text: str, suspects: list[_Suspect], codecs: tuple[Codec, ...]) -> tuple[Repair, ...]:
    """What the suspects came to, and the damage beside them that has one reading although bytes are lost."""
    found = [
        (span, run.text, tuple(codec.step for codec in reversed(undone)), True)
        for span, _, run, undone in suspects
        if undone
    ]
    found += [(*guess, False) for guess in guesses(text, codecs)]
    kept: list[tuple[Span, str, tuple[str, ...], bool]] = []
    for one in sorted(found, key=itemgetter(0)):
        if not kept or one[0].start >= kept[-1][0].end:
            kept.append(one)
        elif one[-1]:
            kept[-1] = one
    return tuple(Repair(span, text[slice(*span)], mended, steps, certain) for span, mended, steps, certain in kept)
