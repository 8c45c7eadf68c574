"""What an employer declares: which domains its mail comes from, which sites its jobs are on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Literal

from server.document.model import Document, Incomplete, Span
from server.messages import say
from server.posting import addresses, domains, sentences, words
from server.posting.addresses import Address
from server.posting.model import Declared, Policy
from server.posting.policies import sites, usage
from server.posting.policies.declarations import (
    GOES_ON,
    AddressList,
    declares,
    fresh_start,
    is_conditional,
    is_written_to,
    label,
    lists,
    polarity,
)
from server.posting.policies.vocabulary import has, last

_MOST_ADDRESSES = 20
"""Addresses of one sentence that are read; the longest list in a real policy has five."""
_MOST_POLICIES = 50
"""Policies of one page; real ones have six at most."""
_MOST_SENTENCES = 100
"""Sentences with an address that are judged; the fullest ordinary posting has some twenty."""

MANY_POLICIES = Incomplete("many-policies", say("incomplete.many-policies"))

_NEXT_END = re.compile(r"[!?\n]|\.(?!\w)")


def read(document: Document) -> tuple[tuple[Policy, ...], tuple[Incomplete, ...]]:
    """The policies of a page in the order of its text, empty where it declares none; and what was left out."""
    text = document.text
    telling = _telling_sentences(text)
    policies = (p for sentence, found in islice(telling, _MOST_SENTENCES) for p in _policies(text, sentence, found))
    kept = list(islice(policies, _MOST_POLICIES))
    is_cut = next(policies, None) is not None or next(telling, None) is not None
    return _without_contradictions(kept), (MANY_POLICIES,) if is_cut else ()


def _without_contradictions(policies: list[Policy]) -> tuple[Policy, ...]:
    """Without the rejection of an address that another sentence declares: a sender's name is easily forged."""
    own = {one.domain for policy in policies for one in policy.allowed}
    kept = (replace(p, rejected=tuple(one for one in p.rejected if one.domain not in own)) for p in policies)
    return tuple(policy for policy in kept if policy.allowed or policy.rejected)


def _telling_sentences(text: str) -> Iterator[tuple[Span, list[Address]]]:
    """The sentences with an address in them, or with the name of a mail service."""
    folded = words.folded(text)
    cues = domains.table("policy_words.toml")["cue"]["any"]
    for sentence in sentences.holding(text, cues, hosts=True):
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
    if usage.of_work(written):
        return
    after = text[sentence.end : sentence.end + 200].lstrip()
    following = _NEXT_END.split(after, maxsplit=1)[0]
    before = text[max(0, sentence.start - 200) : sentence.start]
    allowed: list[Declared] = []
    rejected: list[Declared] = []
    sited: list[Address] = []
    inverted = False
    for group in lists(text, sentence, found, following):
        follows = len(group.left) < GOES_ON and not is_written_to(group.left)
        goes_on = follows and bool(allowed or rejected)
        example_of_others = follows and bool(sited) and has("listing", group.left)
        declared = goes_on or (declares(group, written, before) and not example_of_others)
        if not declared or usage.handed_out(group.left):
            sited.extend(group.members)
            continue
        own, turned = polarity(group)
        inverted = inverted or turned
        (allowed if own else rejected).extend(_declared(member, group) for member in group.members)
    rejected.extend(_providers(written))
    only = inverted or _is_exclusive(written, following)
    allowed = [one for one in allowed if not _is_anybodys(one, only)]
    if allowed or rejected:
        yield Policy("email", _unique(allowed), _unique(rejected), bool(allowed) and only, sentence)
    if there := sites.declared(text, sited, written, following):
        yield Policy("site", _unique(there), (), only, sentence)


def _is_anybodys(declared: Declared, only: bool) -> bool:
    """Whether a declaration would vouch for a free mail service: as a whole, or for one mailbox and no other."""
    return (only or declared.match != "mailbox") and domains.mail_provider(declared.domain) == "free"


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
            negation = last("not", left[fresh_start(left) :])
            if negation is not None and has("mail_verb", left) and not is_conditional(left[: negation.start()]):
                yield Declared(domain, "host", match[0])
                break


def _is_exclusive(sentence: str, following: str) -> bool:
    """Whether nothing else is legitimate, by the sentence or by the one that follows it."""
    if has("other", following) and any(has(kind, following) for kind in ("bad", "not", "unwanted")):
        return True
    return (has("only", sentence) or has("other", sentence)) and not has("hedge", sentence)


def _unique(declared: Iterable[Declared]) -> tuple[Declared, ...]:
    return tuple({(one.domain, one.match): one for one in declared}.values())


@cache
def _provider_names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = domains.table("policy_words.toml")["providers"]
    return tuple(
        (domain, re.compile(rf"(?<![\w@.])(?:{'|'.join(said)})(?![\w.]\w)", re.I)) for domain, said in names.items()
    )
