"""Addresses that a posting names as somebody else's: what fraudsters use, what to ignore, what is not ours.

Before an address stands who uses it ("scammers write from") or a warning whose object it is ("do not
reply to"); after it a predicate ("is not ours"), what to do with such mail ("please delete it"), or the
next sentence ("These are not us"). A mere topic ("report fraud to") names nobody's address.
"""

from __future__ import annotations

import re
from functools import cache

from server.posting.policies.vocabulary import ending, has, last, source_of, words_of

_PREDICATE = re.compile(
    r"[\s\"'”’)\].,:;_*–—-]{0,6}"
    r"(?:(?:e-?mails?|domains?|address(?:es)?|accounts?|web ?sites?|sites?|messages?)\s*,?\s+){0,2}"
    r"(?:(?:which|that|it|they|these|those|this)\s*)?"
    r"((?:(?:ne|no|não|nie)\s+|n['’])?(?:['’]s|is|are|was|were|do|does|should|must|has|have|ist|sind|gehör\w+|son|es|sont|est|são|é|są|jest|zijn)"
    r"(?:\b|n['’]t)[^.,;\n–—]{0,80})",
    re.I,
)
_ORDER = re.compile(r"\W*[.,:;–—-]\W*do(?:\b|n['’]t)", re.I)
"""An order to the reader rather than a predicate: "jobs@acme.example - do not call us"."""
_DENIAL = r"(?:\b(?:not?|nicht|kein\w*|pas|não|nie|niet)|n['’]t)"
_NOT_OURS = re.compile(
    rf"{_DENIAL}\s+(?:\w+\s+){{0,3}}?"
    r"(?:us|ours|our\s+(?:own|domain|site|website|address|e-?mail)\w*|legit\w*|valid|official|genuine|authentic|real|owned|belong|exist"
    r"|zu uns|von uns|(?:l[ae]s? )?n[ôo]tres?|nuestr\w*|noss\w*|nasz\w*|van ons|(?:affiliated|associated|connected)"
    r"(?!\s+with\s+(?:any|these|those|such|other|the\s+(?:scam|fraud))))\b",
    re.I,
)
_NOT_FROM = re.compile(rf"{_DENIAL}\s+(?:coming\s+|sent\s+)?from\b", re.I)
_BARE_DENIAL = re.compile(rf"\S+?\s*{_DENIAL}\s*", re.I)
"""All of a predicate: "mail from there is not"."""
_NOTHING_TO_DO = re.compile(
    r"[\s\"'”’)*_,;:–-]{0,6}(?:and\s+|but\s+)?we\s+"
    r"(?:have\s+(?:nothing|no\s+(?:link|connection|relation\w*|affiliation|ties?))|do(?:n['’]t| not)\s+(?:own|use))\b"
    r"[^.,;]{0,20}?\b(?:it|them|this|that|these|those|either)\b",
    re.I,
)
_ANAPHOR = re.compile(
    r"[\"'“(\s]*(?:these|this|those|they|it|both|such|diese[rs]?|das|ces|cela|estos?|estas?|esses?|te|to|deze|dit)\b",
    re.I,
)
_POLITE = (
    r"[\s\"'”’)*_]{0,6},?\s*"
    r"(?:please|you should|you can|just|simply|bitte|merci de|veuillez|por favor|proszę|prosimy)?\s*"
)


def names(left: str) -> bool:
    """Whether what stands right before an address names it as fraudsters' own or as one to keep away from.

    >>> [names(s) for s in ("Scammers have written from ", "do not reply to ", "Report scammers to ", "Fake mail? To ")]
    [True, True, False, False]
    >>> names("Scammers never write from "), names("Scammers write to you, so only mail ")
    (False, False)
    """
    if _warned_of().search(left) or _are_not_ours(left):
        return True
    agent = last("agents", left)
    if agent is None:
        return False
    between = left[agent.end() :]
    if "," in between or any(has(kind, between) for kind in ("not", "except", "only")):
        return False
    if has("towards", between) and not _sent_from().search(between):
        return False
    return _used().search(left, agent.end() - 1) is not None or _listed_as_theirs().search(left) is not None


def _are_not_ours(left: str) -> bool:
    """Whether a list is announced as others': "These addresses are not ours: "."""
    denied = _NOT_OURS.search(left) if left.rstrip().endswith(":") else None
    return denied is not None and not any(has(kind, left[denied.start() :]) for kind in ("condition", "except"))


def after(right: str) -> bool:
    """Whether what follows a list says that it is not the employer's.

    >>> [after(s) for s in (" are fraudulent.", ") is not from us", " is our domain", "; all others are fake")]
    [True, True, False, False]
    >>> after(" is our only domain, all others are fake"), after(" is not responsible for fraudulent offers")
    (False, False)
    >>> after(", do not call us"), after(" do not belong to us")
    (False, True)
    """
    if _NOTHING_TO_DO.match(right):
        return True
    predicate = _PREDICATE.match(right)
    if predicate is None or _ORDER.match(right):
        return False
    if _NOT_OURS.search(predicate[1]) or _NOT_FROM.search(predicate[1]) or _BARE_DENIAL.fullmatch(predicate[1]):
        return True
    bad = words_of("bad").search(predicate[1])
    return bad is not None and not any(has(kind, predicate[1][: bad.start()]) for kind in ("not", "other", "only"))


def told_to_ignore(right: str) -> bool:
    """Whether the reader is told to keep away from mail that was spoken of.

    >>> told_to_ignore(", please delete it."), told_to_ignore(", please check the others")
    (True, False)
    """
    return _ignored().match(right) is not None


def by_next(sentence: str) -> bool:
    """Whether a sentence says of the one before it that what it names is not the employer's.

    >>> by_next("These are not us."), by_next("This site is not ours."), by_next("These are our only domains.")
    (True, True, False)
    >>> by_next("We have no link to that address."), by_next("We do not use agencies.")
    (True, False)
    """
    if _NOTHING_TO_DO.match(sentence):
        return True
    anaphor = _ANAPHOR.match(sentence)
    return anaphor is not None and after(sentence[anaphor.end() :])


@cache
def _warned_of() -> re.Pattern[str]:
    """ "Do not reply to ", "beware of mail from ", "watch out for changes such as "."""
    return re.compile(
        rf"(?<!\w)(?:{source_of('warning')})(?:\s+\w+){{0,3}}?\s+"
        rf"(?:{source_of('listing')}){ending('glue')}"
        rf"|(?<!\w)(?:{source_of('warning')}){ending('glue', 'mail_noun', 'to', 'origin')}",
        re.I,
    )


@cache
def _used() -> re.Pattern[str]:
    """After those who do it: " using ", " sent mail from addresses such as "."""
    sent = ending("glue", "mail_noun", "origin")
    listed = ending("glue", "mail_noun", "listing", "origin")
    used = rf"(?<!\w)(?<!such )(?:{source_of('misuse')})"
    return re.compile(rf"{used}(?:(?:\s+\w+)?{sent}|{listed})", re.I)


@cache
def _sent_from() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{source_of('origin')}){ending('glue', 'mail_noun')}", re.I)


@cache
def _listed_as_theirs() -> re.Pattern[str]:
    """ "Addresses used by fraudsters: ", "fake websites: ", "a fake site at "."""
    agents, noun = source_of("agents"), source_of("place_noun")
    return re.compile(
        rf"(?<!\w)(?:(?:{noun})(?:\s+\w+){{0,5}}?\s+(?:{agents})\s*:|(?:{agents})(?:\s+\w+)?\s+(?:{noun}))"
        rf"{ending('glue', 'listing')}",
        re.I,
    )


@cache
def _ignored() -> re.Pattern[str]:
    return re.compile(_POLITE + rf"(?:{source_of('warning')})", re.I)
