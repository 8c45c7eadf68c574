"""Sites that an employer names as the ones where its jobs are.

Two things make a statement of it: jobs are there, or one applies there ("are posted on", "apply
through", "our careers page is"), and nowhere else ("only", "official", "all our openings").
"""

from __future__ import annotations

import re
from functools import cache

from server.posting import domains
from server.posting.addresses import Address
from server.posting.model import Declared
from server.posting.policies import disowned
from server.posting.policies.vocabulary import has, source_of

_REACH = 80
"""Characters before a host in which it is said that it is a place to go to."""


def declared(text: str, found: list[Address], sentence: str, after: str) -> tuple[Declared, ...]:
    """The sites that a sentence, without its addresses, names so; empty where it only points to one."""
    hosts = [one for one in found if _is_site(text, one)]
    if not hosts or not (has("jobs", sentence) or has("applying", sentence)):
        return ()
    following = after if has("there", after) else ""
    about = f"{sentence} {following}"
    only = has("site_only", about)
    said_to_be_there = has("listed", about) and (only or _all_jobs().search(about))
    called_so = only and _called_site(text, hosts[0])
    if not (said_to_be_there or called_so or _else_unreal(text, hosts[-1], sentence)):
        return ()
    return tuple(Declared(host.host, "subdomains", host.host + host.path) for host in hosts)


def _is_site(text: str, address: Address) -> bool:
    if address.kind != "host" or domains.is_board(address.host):
        return False
    left = text[max(0, address.span.start - _REACH) : address.span.start].rpartition("\n")[2]
    return "://" in text[slice(*address.span)] or bool(address.path) or _there().search(left) is not None


def _called_site(text: str, host: Address) -> bool:
    """Whether the host is said to be the site: "our careers page is ", "our official job site ("."""
    left = text[max(0, host.span.start - _REACH) : host.span.start]
    return _site_is().search(left) is not None


def _else_unreal(text: str, host: Address, sentence: str) -> bool:
    """Whether what is not found there is said to be no job: "if it is not on our careers page (...), it is fake"."""
    right = text[host.span.end : host.span.end + _REACH].lstrip(" )\"'”’,:")
    return has("not", sentence) and has("condition", sentence) and disowned.after(f" {right}")


@cache
def _there() -> re.Pattern[str]:
    """What stands before a site that one goes to: "on ", "through our website, ", "is "."""
    return re.compile(rf"(?<!\w)(?:{source_of('place')})(?:[\s,:(\"'“‘*_]+[\w'’-]+){{0,5}}[\s,:(\"'“‘*_]*$", re.I)


@cache
def _site_is() -> re.Pattern[str]:
    named = rf"(?:[:,(]|\b(?:{source_of('is')}))?[\s\"'“‘*_]*$"
    return re.compile(rf"(?<!\w)(?:{source_of('site_noun')})(?:\s+[\w'’&.-]+){{0,4}}?\s*{named}", re.I)


@cache
def _all_jobs() -> re.Pattern[str]:
    """ "All our open positions", "toutes nos offres"."""
    return re.compile(rf"(?<!\w)(?:{source_of('all')})(?:\s+[\w&.'’-]+){{0,5}}?\s+(?:{source_of('jobs')})", re.I)
