"""Ways to reach somebody: mail addresses, apply links and forms, messengers, phone numbers.

A page has hundreds of links; recorded are those that invite: apply links and forms, mail addresses,
conversations in a messenger, phone numbers beside words that ask to call. Navigation is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import accumulate, islice
from typing import Any, Literal
from urllib.parse import unquote

from server.document.model import Document, Incomplete, Link, Span
from server.messages import Listed, say
from server.posting import addresses, domains, sentences, words
from server.posting.contacts import messengers
from server.posting.contacts.invitations import (
    Role,
    around,
    directs_to_apply,
    invites_to_apply,
    is_warned_of,
    role_of_mail,
)
from server.posting.model import Contact, JobPosting, Policy

_STRONGEST: tuple[Role, ...] = ("apply", "contact", "mention", "example")
_MOST = {"email": 60, "link": 20, "form": 10, "messenger": 20, "phone": 20}
"""Contacts of each kind that are kept. The fullest ordinary posting seen has 20 in all; a page with more apply links
is a list of postings."""
_MOST_NUMBERS = 20
_MOST_SENTENCES = 200
"""Sentences about applying, and mail links, that are read; the fullest ordinary page has some thirty."""
_NEAR = 100
"""Characters beside a link in which a word about applying makes its sentence worth reading."""
_MOST_ADDRESSES = 5
_LABEL = 80
"""Characters of a link's label that are read: an invitation is short."""
_NOWHERE = Span(0, 0)

_INTERNATIONAL = re.compile(r"\+[\d(][\d\s().\-/]{6,20}\d")
_HOST_LIKE = re.compile(r"\w\.\w")
_URL = re.compile(r"https?://[^\s<>\"'”’)\]]{4,300}", re.IGNORECASE)


def read(
    document: Document, structured: tuple[JobPosting, ...], policies: tuple[Policy, ...]
) -> tuple[tuple[Contact, ...], tuple[Incomplete, ...]]:
    """The contacts of a page, one for each address, in the order in which they stand on it; and what was left out.

    Those of structured data, and links without visible text, have an empty span.
    """
    found: dict[tuple[str, str], Contact] = {}
    kept: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    for contact in _all(document, structured, policies):
        key = contact.kind, contact.value.lower()
        known = found.get(key)
        if known:
            found[key] = _stronger(known, contact)
        elif kept[contact.kind] < _MOST[contact.kind]:
            kept[contact.kind] += 1
            found[key] = contact
        else:
            cut[contact.kind] += 1
    return tuple(sorted(found.values(), key=lambda contact: contact.span)), _left_out(cut)


def _left_out(cut: Counter[str]) -> tuple[Incomplete, ...]:
    if not cut:
        return ()
    kinds = Listed(tuple(say(f"first-contacts.{kind}", most=Decimal(_MOST[kind])) for kind in sorted(cut)))
    return (Incomplete("many-contacts", say("incomplete.many-contacts", kinds=kinds)),)


def _all(document: Document, structured: tuple[JobPosting, ...], policies: tuple[Policy, ...]) -> Iterator[Contact]:
    yield from _mail(document, policies)
    for posting in structured:
        yield from _structured(posting.value)
    yield from _apply_links(document)
    yield from messengers.read(document)
    yield from _phones(document)


def _stronger(one: Contact, other: Contact) -> Contact:
    """Of two places of the same address, the one that invites; of two alike, the one that can be seen."""
    rank = _STRONGEST.index(one.role) - _STRONGEST.index(other.role)
    if rank:
        return one if rank < 0 else other
    return other if one.span == _NOWHERE else one


def _apply_links(document: Document) -> Iterator[Contact]:
    """Links, forms and bare web addresses that lead to the application, by their label or by the sentence around."""
    after_link = 0
    near = _near_invitations(document)
    own = domains.sites(document.url, document.canonical_url)
    for link in document.links:
        start, after_link = after_link, max(after_link, link.span.end)
        if not invites_to_apply(link.label) and not (link in near and _is_directed_to(document.text, link, start)):
            continue
        url = domains.unwrapped(link.href, own)
        host = domains.host_of(url)
        if host and not messengers.messenger_of(url):
            kind: Literal["form", "link"] = "form" if link.kind == "form" else "link"
            yield Contact(kind, url, domains.registrable(host), "apply", link.span, host, link.label[:_LABEL])
    yield from _written_links(document)


def _near_invitations(document: Document) -> set[Link]:
    """The links whose sentence is worth reading: they are seen, and a word that could send applicants there is near."""
    folded = words.folded(document.text)
    cues = domains.table("apply_words.toml")["direct_cue"]["any"]
    places = sorted((at, at + len(cue)) for cue in cues for at in words.places(folded, cue))
    # The earliest end of a cue that begins at each of them or later.
    ends = list(accumulate((end for _, end in reversed(places)), min))[::-1]

    def has_near(span: Span) -> bool:
        first = bisect_left(places, (max(0, span.start - _NEAR), 0))
        return first < len(ends) and ends[first] <= span.end + _NEAR

    seen = (link for link in document.links if link.kind != "form" and 0 < link.span.end - link.span.start <= _LABEL)
    return set(islice((link for link in seen if has_near(link.span)), _MOST_SENTENCES))


def _is_directed_to(text: str, link: Link, start: int) -> bool:
    """Whether the sentence of a link, from `start` where the last link ended, sends applicants there."""
    if words.pattern("apply_words", "no_button").search(link.label):
        return False
    before, after = around(text, link.span)
    directed = directs_to_apply(before[max(0, len(before) - (link.span.start - start)) :], after)
    return directed and not is_warned_of(text, link.span)


def _written_links(document: Document) -> Iterator[Contact]:
    """Web addresses that stand in the text without a link, where applicants are sent there: "Apply at https://..."."""
    text = document.text
    linked = [link.span for link in document.links if link.span.end > link.span.start]
    cues = domains.table("apply_words.toml")["direct_cue"]["any"]
    for sentence in islice(sentences.holding(text, cues), _MOST_SENTENCES):
        for url, span in _web_addresses(text, sentence):
            host = domains.host_of(url if "//" in url else "//" + url)
            if host is None or messengers.messenger_of(url) or any(one.start <= span.start < one.end for one in linked):
                continue
            if directs_to_apply(*around(text, span)) and not is_warned_of(text, span):
                yield Contact("link", url, domains.registrable(host), "apply", span, host, url[:_LABEL])


def _web_addresses(text: str, sentence: Span) -> Iterator[tuple[str, Span]]:
    for match in _URL.finditer(text, *sentence):
        url = match[0].rstrip(".,;:!?")
        yield url, Span(match.start(), match.start() + len(url))
    if "://" not in text[slice(*sentence)] and _HOST_LIKE.search(text, *sentence):
        for found in addresses.in_text(text, *sentence, hosts=True, most=_MOST_ADDRESSES):
            if found.kind == "host":
                yield text[slice(*found.span)], found.span


def _mail(document: Document, policies: tuple[Policy, ...]) -> Iterator[Contact]:
    text = document.text
    mail_links = (link for link in document.links if link.href[:7].lower() == "mailto:")
    for link in islice(mail_links, _MOST_SENTENCES):
        for address in addresses.of_mailto(link.href):
            yield _mail_contact(address, _role(text, link, policies), link.span, link.label)
    if "@" in text or words.any_of(words.folded(text), "apply_words", "spelled_at"):
        for found in addresses.in_text(text):
            if found.kind == "mailbox":
                declared = _inside(found.span, policies)
                role = "example" if found.is_placeholder else role_of_mail(text, found.span, declared=declared)
                yield _mail_contact(found.mailbox, role, found.span, text[found.span.start : found.span.end])


def _mail_contact(mailbox: str, role: Role, span: Span, label: str) -> Contact:
    host = mailbox.rpartition("@")[2]
    return Contact("email", mailbox, domains.registrable(host), role, span, host, label[:_LABEL])


def _role(text: str, link: Link, policies: tuple[Policy, ...]) -> Role:
    if invites_to_apply(link.label):
        return "apply"
    if link.span.end == link.span.start:
        return "mention"
    return role_of_mail(text, link.span, declared=_inside(link.span, policies))


def _inside(span: Span, policies: Iterable[Policy]) -> bool:
    return any(policy.span.start <= span.start < policy.span.end for policy in policies)


def _structured(value: Mapping[str, Any]) -> Iterator[Contact]:
    """Contacts that schema.org properties name: applicationContact, hiringOrganization.email, url with directApply."""
    places = [value.get("applicationContact"), value.get("hiringOrganization")]
    for place, role in zip(places, ("apply", "mention"), strict=True):
        for one in place if isinstance(place, list) else [place]:
            mail = one.get("email") if isinstance(one, Mapping) else None
            if isinstance(mail, str):
                for mailbox in addresses.of_mailto("mailto:" + mail.removeprefix("mailto:")):
                    yield _mail_contact(mailbox, role, _NOWHERE, "")  # type: ignore[arg-type]
    url = value.get("url")
    if isinstance(url, str) and value.get("directApply") in (True, "true", "True") and (host := domains.host_of(url)):
        yield Contact("link", url, domains.registrable(host), "apply", _NOWHERE, host)


def _phones(document: Document) -> Iterator[Contact]:
    for shown, span in islice(_shown_numbers(document), _MOST_NUMBERS):
        if read := _number(shown):
            yield Contact("phone", read, None, "contact", span, None, shown)


def _shown_numbers(document: Document) -> Iterator[tuple[str, Span]]:
    """Numbers of tel: links, and international ones behind a word that asks to call."""
    for link in document.links:
        if link.href[:4].lower() == "tel:":
            yield link.href[4:], link.span
    text = document.text
    for at in words.places(text, "+"):
        number = _INTERNATIONAL.match(text, at)
        if number and words.pattern("apply_words", "phone").search(around(text, Span(at, at))[0][-40:]):
            yield number[0], Span(*number.span())


def _number(written: str) -> str | None:
    """A phone number in E.164; None where it is none, or gives no country to read it by."""
    import phonenumbers  # its tables take long to load, and few postings name a number

    try:
        number = phonenumbers.parse(unquote(written), None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
