"""Addresses that a posting hands out, or works with: not said of who writes to candidates.

"All employees get an @acme.example address", "write from your @acme.example account", "only users with
an @acme.example address can log in", "build filters for mail that does not come from @acme.example".
"""

from __future__ import annotations

import re
from functools import cache

from server.posting import words

_REACH = 80
"""Characters between "get" and the address that one gets."""


def of_work(sentence: str) -> bool:
    """Whether a sentence is about the work, or about customers and users, and not about candidates.

    >>> of_work("Maintain our mail domains."), of_work("Our recruiters write from our own domain.")
    (True, False)
    >>> of_work("Customers always mail us via …"), of_work("We mail customers and candidates only from …")
    (True, False)
    """
    if _duty().match(sentence) or words.pattern("policy_words", "insiders").search(sentence):
        return True
    about_others = words.pattern("policy_words", "outsiders").search(sentence)
    return about_others is not None and not words.pattern("policy_words", "applicants").search(sentence)


def handed_out(left: str) -> bool:
    """Whether the address after a text is one that somebody gets, or "your" address.

    >>> [handed_out(s) for s in ("New staff receive a laptop and an ", "You will receive mail from ", "use your own ")]
    [True, False, True]
    """
    if _yours().search(left):
        return True
    got = max((match.end() for match in words.pattern("policy_words", "obtain").finditer(left[-_REACH:])), default=None)
    if got is None:
        return False
    between = left[-_REACH:][got:]
    return not re.search(r"[,;:.]", between) and not words.pattern("policy_words", "from").search(between)


@cache
def _duty() -> re.Pattern[str]:
    """What a line that lists the work begins with."""
    duty = words.source("policy_words", "duty")
    return re.compile(rf"\W{{0,5}}(?:(?:you|your\s+\w+)(?:['’]ll|\s+will)?\s+(?:\w+ly\s+)?)?(?:{duty})", re.I)


@cache
def _yours() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words.source('policy_words', 'yours')})(?:\s+[\w-]+)?\s*[\"'“‘(*_]*$", re.I)
