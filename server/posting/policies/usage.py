"""Addresses that a posting hands out, or works with: not said of who writes to candidates.

"All employees get an @acme.example address", "write from your @acme.example account", "only users with
an @acme.example address can log in", "build filters for mail that does not come from @acme.example".
"""

from __future__ import annotations

import re
from functools import cache

from server.posting.policies.vocabulary import has, last, source_of

_REACH = 80
"""Characters between "get" and the address that one gets."""


def of_work(sentence: str) -> bool:
    """Whether a sentence is about the work, or about customers and users, and not about candidates.

    >>> of_work("Maintain our mail domains."), of_work("Our recruiters write from our own domain.")
    (True, False)
    >>> of_work("Customers always mail us via …"), of_work("We mail customers and candidates only from …")
    (True, False)
    """
    if _duty().match(sentence) or has("insiders", sentence):
        return True
    return has("outsiders", sentence) and not has("applicants", sentence)


def handed_out(left: str) -> bool:
    """Whether the address after a text is one that somebody gets, or "your" address.

    >>> [handed_out(s) for s in ("New staff receive a laptop and an ", "You will receive mail from ", "use your own ")]
    [True, False, True]
    """
    if _yours().search(left):
        return True
    near = left[-_REACH:]
    got = last("obtain", near)
    return got is not None and not re.search(r"[,;:.]", near[got.end() :]) and not has("from", near[got.end() :])


@cache
def _duty() -> re.Pattern[str]:
    """What a line that lists the work begins with."""
    duty = source_of("duty")
    return re.compile(rf"\W{{0,5}}(?:(?:you|your\s+\w+)(?:['’]ll|\s+will)?\s+(?:\w+ly\s+)?)?(?:{duty})", re.I)


@cache
def _yours() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{source_of('yours')})(?:\s+[\w-]+)?\s*[\"'“‘(*_]*$", re.I)
