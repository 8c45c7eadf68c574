"""What an employer declares: which domains its mail comes from, which sites its jobs are on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Literal

from server.document.model import Document, Span
from server.posting import addresses, domains, sentences, words
from server.posting.addresses import Address
from server.posting.declarations import (
    GOES_ON,
    AddressList,
    declares,
    fresh_start,
    has,
    is_conditional,
    label,
    last,
    lists,
    polarity,
    source_of,
    words_of,
)
from server.posting.model import Declared, Policy

_MOST_ADDRESSES = 20
"""Addresses of one sentence that are read; the longest list in a real policy has five."""
_MOST_POLICIES = 50
"""Policies of one page; real ones have six at most."""
_MOST_SENTENCES = 100
"""Sentences with an address that are judged; the fullest ordinary posting has some twenty."""


def read(document: Document) -> tuple[Policy, ...]:
    """The policies of a page in the order of its text; empty where it declares none."""
    text = document.text
    telling = islice(_telling_sentences(text), _MOST_SENTENCES)
    return tuple(islice((p for sentence, found in telling for p in _policies(text, sentence, found)), _MOST_POLICIES))


def _telling_sentences(text: str) -> Iterator[tuple[Span, list[Address]]]:
    """The sentences with an address in them, or with the name of a mail service."""
    folded = words.folded(text)
    cues = domains.table("policy_words.toml")["cue"]["any"]
    for sentence in sentences.holding(text, cues):
        found = [
            address
            for address in addresses.in_text(text, *sentence, hosts=True, most=_MOST_ADDRESSES)
            if address.host not in _stand_ins()
        ]
        if found or words.any_of(folded[sentence.start : sentence.end], "policy_words", "provider_cue"):
            yield sentence, found


@cache
def _stand_ins() -> frozenset[str]:
    """Hosts that only stand for somebody's: "restrict sign-up to @company.com addresses"."""
    return frozenset(domains.table("policy_words.toml")["stand_in"]["any"])


def _policies(text: str, sentence: Span, found: list[Address]) -> Iterator[Policy]:
    written = _without(text, sentence, found)
    after = text[sentence.end : sentence.end + 200].lstrip()
    before = text[max(0, sentence.start - 200) : sentence.start]
    allowed: list[Declared] = []
    rejected: list[Declared] = []
    inverted = False
    for group in lists(text, sentence, found):
        goes_on = bool(allowed or rejected) and len(group.left) < GOES_ON
        if not goes_on and not declares(group, written, before):
            continue
        own, turned = polarity(group)
        inverted = inverted or turned
        (allowed if own else rejected).extend(_declared(member, group) for member in group.members)
    rejected.extend(_providers(written))
    if allowed or rejected:
        exclusive = bool(allowed) and (inverted or _is_exclusive(written, after))
        yield Policy("email", _unique(allowed), _unique(rejected), exclusive, sentence)
    elif sites := _sites(found, written):
        yield Policy("site", sites, (), has("only", written), sentence)


def _without(text: str, sentence: Span, found: list[Address]) -> str:
    """A sentence with its addresses blanked out, so that "careers" in a link is no word of it."""
    ends = [sentence.start, *(address.span.end for address in found)]
    starts = [*(address.span.start for address in found), sentence.end]
    return " … ".join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _declared(member: Address, group: AddressList) -> Declared:
    match: Literal["host", "subdomains", "mailbox"]
    if member.kind == "mailbox" and not member.is_placeholder and label(group.left) is None:
        match = "mailbox"
    else:
        match = "subdomains" if member.kind == "host" else "host"
    written = member.mailbox if member.kind == "mailbox" else "@" * (member.kind == "at") + member.host
    return Declared(member.host, match, written)


def _providers(sentence: str) -> Iterator[Declared]:
    """Mail services that the employer says it never uses, named without their domain."""
    if not words.any_of(sentence.lower(), "policy_words", "provider_cue"):
        return
    for domain, pattern in _provider_names():
        for match in pattern.finditer(sentence):
            left = sentence[max(0, match.start() - 100) : match.start()]
            negation = last(words_of("not"), left[fresh_start(left) :])
            if negation is not None and has("mail_verb", left) and not is_conditional(left[: negation.start()]):
                yield Declared(domain, "host", match[0])
                break


def _is_exclusive(sentence: str, after: str) -> bool:
    """Whether nothing else is legitimate, by the sentence or by the one that follows it."""
    following = re.split(r"[.!?\n]", after, maxsplit=1)[0]
    if has("other", following) and (has("bad", following) or has("not", following)):
        return True
    return (has("only", sentence) or has("other", sentence)) and not has("hedge", sentence)


def _sites(found: list[Address], sentence: str) -> tuple[Declared, ...]:
    """The sites that a sentence names as the ones where the jobs are; empty where it only points to one."""
    hosts = [one for one in found if one.kind == "host" and not domains.is_board(one.host)]
    if not hosts or not (has("jobs", sentence) and has("listed", sentence)):
        return ()
    if not (has("site_only", sentence) or _all_jobs().search(sentence)):
        return ()
    return _unique([Declared(host.host, "subdomains", host.host + host.path) for host in hosts])


@cache
def _all_jobs() -> re.Pattern[str]:
    """ "All our open positions", "toutes nos offres"."""
    return re.compile(rf"(?<!\w)(?:{source_of('all')})(?:\s+[\w&.'’-]+){{0,5}}?\s+(?:{source_of('jobs')})", re.I)


def _unique(declared: Iterable[Declared]) -> tuple[Declared, ...]:
    return tuple({(one.domain, one.match): one for one in declared}.values())


@cache
def _provider_names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = domains.table("policy_words.toml")["providers"]
    return tuple(
        (domain, re.compile(rf"(?<![\w@.])(?:{'|'.join(said)})(?![\w.]\w)", re.I)) for domain, said in names.items()
    )
