"""Ways to reach somebody: mail addresses, apply links and forms, messengers, phone numbers.

A page has hundreds of links; recorded are those that invite: apply links and forms, mail addresses,
conversations in a messenger, phone numbers beside words that ask to call. Navigation is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Literal
from urllib.parse import unquote

from server.document.model import Document, Link, Span
from server.posting import addresses, domains, words
from server.posting.model import Contact, JobPosting, Policy

Role = Literal["apply", "contact", "mention", "example"]

_STRONGEST: tuple[Role, ...] = ("apply", "contact", "mention", "example")
_MOST = 200
"""Contacts that are kept. The fullest ordinary posting seen has 20."""
_MOST_NUMBERS = 20
_LABEL = 80
"""Characters of a link's label that are read: an invitation is short."""
_BEFORE = 120
"""Characters before an address in which its invitation is looked for."""
_NOWHERE = Span(0, 0)

_INTERNATIONAL = re.compile(r"\+[\d(][\d\s().\-/]{6,20}\d")
_BEHIND_NAME = re.compile(r"[^\d\n+]{0,25}(\+?[\d(][\d\s().\-]{6,20}\d)")
_HANDLE = re.compile(r"\s*[:\-(]?\s*(?:at\s+|on\s+)?(@\w{4,32})")


def read(document: Document, structured: tuple[JobPosting, ...], policies: tuple[Policy, ...]) -> tuple[Contact, ...]:
    """The contacts of a page, one for each address, in the order in which they stand on it.

    Those of structured data, and links without visible text, have an empty span.
    """
    found: dict[tuple[str, str], Contact] = {}
    for contact in _all(document, structured, policies):
        key = contact.kind, contact.value.lower()
        known = found.get(key)
        if known is None:
            if len(found) == _MOST:
                break
            found[key] = contact
        else:
            found[key] = _stronger(known, contact)
    return tuple(sorted(found.values(), key=lambda contact: contact.span))


def _all(document: Document, structured: tuple[JobPosting, ...], policies: tuple[Policy, ...]) -> Iterator[Contact]:
    yield from _apply_links(document)
    yield from _mail(document, policies)
    for posting in structured:
        yield from _structured(posting.value)
    yield from _messengers(document)
    yield from _phones(document)


def _stronger(one: Contact, other: Contact) -> Contact:
    """Of two places of the same address, the one that invites; of two alike, the one that can be seen."""
    rank = _STRONGEST.index(one.role) - _STRONGEST.index(other.role)
    if rank:
        return one if rank < 0 else other
    return other if one.span == _NOWHERE else one


def _apply_links(document: Document) -> Iterator[Contact]:
    for link in document.links:
        if not invites_to_apply(link.label):
            continue
        url = domains.unwrapped(link.href)
        host = domains.host_of(url)
        if host:
            kind: Literal["form", "link"] = "form" if link.kind == "form" else "link"
            yield Contact(kind, url, domains.registrable(host), "apply", link.span, host, link.label[:_LABEL])


def invites_to_apply(label: str) -> bool:
    """Whether what is read on a link or button says that it leads to the application.

    >>> [invites_to_apply(s) for s in ("APPLY", "Jetzt bewerben", "Apply filters", "How to apply")]
    [True, True, False, False]
    """
    if len(label) > _LABEL:
        return False
    found = words.pattern("apply_words", "button").search(label)
    if found is None or words.pattern("apply_words", "no_button").search(label):
        return False
    return len(label[: found.start()].split()) <= 2 and len(label[found.end() :].split()) <= 6


def _mail(document: Document, policies: tuple[Policy, ...]) -> Iterator[Contact]:
    text = document.text
    for link in document.links:
        if link.href[:7].lower() == "mailto:" and (address := _mailbox(link.href[7:])):
            yield _mail_contact(address, _role(text, link, policies), link.span, link.label)
    if "@" in text or words.any_of(words.folded(text), "apply_words", "spelled_at"):
        for found in addresses.in_text(text):
            if found.kind == "mailbox":
                role = "example" if found.is_placeholder else _role_of_mail(text, found.span, policies)
                yield _mail_contact(found.mailbox, role, found.span, text[found.span.start : found.span.end])


def _mailbox(written: str) -> str | None:
    """The first address of a mailto: link."""
    address = unquote(written.partition("?")[0]).partition(",")[0].strip()
    local, at, host = address.rpartition("@")
    host = domains.clean(host)
    return f"{local}@{host}" if at and local and domains.registrable(host) else None


def _mail_contact(mailbox: str, role: Role, span: Span, label: str) -> Contact:
    host = mailbox.rpartition("@")[2]
    return Contact("email", mailbox, domains.registrable(host), role, span, host, label[:_LABEL])


def _role(text: str, link: Link, policies: tuple[Policy, ...]) -> Role:
    if invites_to_apply(link.label):
        return "apply"
    return _role_of_mail(text, link.span, policies) if link.span.end > link.span.start else "mention"


def _role_of_mail(text: str, span: Span, policies: tuple[Policy, ...]) -> Role:
    """What an address is there for, by the words before it on its line."""
    if _inside(span, policies):
        return "example"
    before = _line_before(text, span.start)
    if words.pattern("apply_words", "example").search(before[-20:]):
        return "example"
    after = text[span.end : span.end + 60].partition("\n")[0]
    if words.pattern("apply_words", "service").search(before) or words.pattern("apply_words", "service").search(after):
        return "mention"
    if words.pattern("apply_words", "send").search(before):
        return "apply"
    return "contact" if words.pattern("apply_words", "contact").search(before) else "mention"


def _line_before(text: str, at: int) -> str:
    """The text of a line before a place, from the sentence's beginning where one ends on the way."""
    before = text[max(0, at - _BEFORE) : at]
    return re.split(r"\n|[.!?]\s", before)[-1]


def _inside(span: Span, policies: Iterable[Policy]) -> bool:
    return any(policy.span.start <= span.start < policy.span.end for policy in policies)


def _structured(value: Mapping[str, Any]) -> Iterator[Contact]:
    """Contacts that schema.org properties name: applicationContact, hiringOrganization.email, url with directApply."""
    places = [value.get("applicationContact"), value.get("hiringOrganization")]
    for place, role in zip(places, ("apply", "mention"), strict=True):
        for one in place if isinstance(place, list) else [place]:
            mail = one.get("email") if isinstance(one, Mapping) else None
            if isinstance(mail, str) and (mailbox := _mailbox(mail.removeprefix("mailto:"))):
                yield _mail_contact(mailbox, role, _NOWHERE, "")  # type: ignore[arg-type]
    url = value.get("url")
    if isinstance(url, str) and value.get("directApply") in (True, "true", "True") and (host := domains.host_of(url)):
        yield Contact("link", url, domains.registrable(host), "apply", _NOWHERE, host)


def _messengers(document: Document) -> Iterator[Contact]:
    for link in document.links:
        if name := messenger_of(link.href):
            role: Role = "contact" if _asks(link.label) or link.label.strip().lower() == name.lower() else "mention"
            host = domains.host_of(link.href)
            yield Contact("messenger", link.href, host and domains.registrable(host), role, link.span, host, name)
    yield from _said_messengers(document.text)


def _said_messengers(text: str) -> Iterator[Contact]:
    """Numbers and handles right behind a messenger's name: "WhatsApp: +1 ...", "on Telegram @name"."""
    folded = words.folded(text)
    for name in domains.table("apply_words.toml")["messenger"]["any"]:
        for at in words.places(folded, name):
            end = at + len(name)
            number = _BEHIND_NAME.match(text, end, end + 60)
            written = number or _HANDLE.match(text, end, end + 60)
            if written:
                before = _line_before(text, at)
                denied = words.pattern("policy_words", "not").search(before)
                labelled = number is not None and not any(map(str.isalpha, text[end : number.start(1)]))
                invited = not denied and (labelled or _asks(before))
                role: Role = "contact" if invited else "mention"
                yield Contact("messenger", written[1], None, role, Span(*written.span(1)), None, text[at:end])


def _asks(label: str) -> bool:
    return words.pattern("apply_words", "invite").search(label) is not None


def messenger_of(href: str) -> str | None:
    """The messenger in which a link opens a conversation; None for any other link, sharing ones included.

    >>> messenger_of("https://wa.me/15550100"), messenger_of("https://t.me/acme_jobs"), messenger_of("https://acme.example")
    ('WhatsApp', 'Telegram', None)
    """
    link = re.sub(r"^https?://(?:www\.)?", "", href[:60].lower())
    if link.startswith(_share_links()):
        return None
    return next((name for prefix, name in _chat_links() if link.startswith(prefix)), None)


@cache
def _share_links() -> tuple[str, ...]:
    return tuple(domains.table("messengers.toml")["shares"])


@cache
def _chat_links() -> tuple[tuple[str, str], ...]:
    table = domains.table("messengers.toml")["messenger"]
    return tuple((prefix, one["name"]) for one in table for prefix in one["links"])


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
        if number and words.pattern("apply_words", "phone").search(_line_before(text, at)[-40:]):
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
