"""Conversations in a messenger: links that open one, numbers and handles beside its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from server.document.model import Document, Span
from server.posting import domains, words
from server.posting.contacts.invitations import around, asks, declines, invites_to_apply
from server.posting.model import Contact

_MOST = 100
"""Places of one name that are read; the fullest ordinary page has a dozen."""
_NUMBER = r"(\+?[\d(][\d\s().\-]{6,20}\d)"
_BEHIND_NAME = re.compile(rf"[^\d\n+]{{0,25}}{_NUMBER}")
_BEFORE_NAME = re.compile(rf"{_NUMBER}[^\w\n.;]{{0,3}}(?:\w+[^\w\n.;]{{1,3}})?$")
_REACH = 60
"""Characters beside a messenger's name in which a number there is looked for."""
_HANDLE = re.compile(r"\s*[:\-(]?\s*(?:at\s+|on\s+)?(@\w{4,32})")
_BARE_HANDLE = re.compile(r"(?:\s?(?:ID|id))?\s?[:\uff1a]\s?((?=[a-z]*[_\d])[a-z][a-z\d_]{4,31})(?![\w@.])")
"""Behind a name that begins a sentence, without its sign: "WeChat: acme_jobs"; one that could be a word is none."""
_LONE_HANDLE = r"(?<!\w)(@\w{4,32})(?![\w@]|\.\w)"
_HANDLE_BEHIND = re.compile(rf"[^\n@]{{1,40}}{_LONE_HANDLE}")
"""Behind a name: "over Telegram: message @name"."""
_HANDLE_BEFORE = re.compile(rf"{_LONE_HANDLE}[^\w\n.;]{{0,3}}(?:\w+[^\w\n.;]{{1,3}})?$")
"""Before a name: "message @name on Telegram"."""
_WORD = re.compile(r"\w")
_ORIGIN = re.compile(r"^https?://(?:www\.)?")
_ADDRESS = re.compile(r"[\w@.+/?=&%-]{4,200}")


def read(document: Document) -> Iterator[Contact]:
    """The accounts in messengers that a page links, writes as an address, or names by number or handle."""
    for link in document.links:
        if name := messenger_of(link.href):
            label = link.label.strip()
            role = "contact" if asks(label) or label.lower() == name.lower() else "mention"
            yield _linked(link.href, name, "apply" if invites_to_apply(label) else role, link.span)
    yield from _written(document)
    yield from _said(document.text)


def messenger_of(href: str) -> str | None:
    """The messenger in which a link opens a conversation; None for any other link, sharing ones included.

    >>> messenger_of("https://wa.me/15550100"), messenger_of("https://t.me/acme_jobs"), messenger_of("https://acme.example")
    ('WhatsApp', 'Telegram', None)
    """
    link = _ORIGIN.sub("", href[:60].lower())
    if not link.startswith(_chat_prefixes()) or link.startswith(_share_links()):
        return None
    return next(name for prefix, name in _chat_links() if link.startswith(prefix))


def _linked(href: str, name: str, role: str, span: Span) -> Contact:
    host = domains.host_of(href)
    return Contact("messenger", href, host and domains.registrable(host), role, span, host, name)  # type: ignore[arg-type]


def _written(document: Document) -> Iterator[Contact]:
    """Addresses of accounts that stand in the text: "message us: https://wa.me/..."."""
    text, folded = document.text, words.folded(document.text)
    linked = {link.span.start for link in document.links}
    for prefix, name in _chat_links():
        for at in islice(words.places(folded, prefix), _MOST):
            start = at - (8 if folded.endswith("https://", 0, at) else 7 if folded.endswith("http://", 0, at) else 0)
            match = _ADDRESS.match(text, at)
            if start in linked or text[start - 1 : start].isalnum() or not match or not messenger_of(match[0]):
                continue
            span = Span(start, at + len(match[0].rstrip(".,;:!?")))
            role = "contact" if asks(around(text, span)[0]) else "mention"
            yield _linked(text[slice(*span)], name, role, span)


def _said(text: str) -> Iterator[Contact]:
    """Numbers and handles beside a messenger's name: "WhatsApp: +1 ...", "on Telegram @name", "06 ... via WhatsApp"."""
    folded = words.folded(text)
    for name in domains.table("apply_words.toml")["messenger"]["any"]:
        for at in islice(words.places(folded, name), _MOST):
            end = at + len(name)
            number = _BEHIND_NAME.match(text, end, end + _REACH)
            written = number or _HANDLE.match(text, end, end + _REACH) or _BARE_HANDLE.match(text, end, end + _REACH)
            written = written or _BEFORE_NAME.search(text, max(0, at - _REACH), at)
            written = written or _handle_near(text, at, end)
            if written:
                before, _ = around(text, Span(min(at, written.start(1)), end))
                between = text[end : written.start(1)]
                bare = _BARE_HANDLE.match(text, end) and not _WORD.search(before)
                labelled = bare or (number and _labels().fullmatch(between))
                sent = words.pattern("apply_words", "send").search(between) is not None
                invited = labelled or sent or asks(before) or asks(between)
                role = "contact" if invited and not declines(f"{before} … {between}") else "mention"
                yield Contact("messenger", written[1], None, role, Span(*written.span(1)), None, text[at:end])  # type: ignore[arg-type]


@cache
def _labels() -> re.Pattern[str]:
    """All that stands between a messenger's name and a number where the name says what the number is: " al ", ": "."""
    return re.compile(rf"[^\w\n]*(?:(?:{words.source('apply_words', 'number_glue')})[^\w\n]*)?", re.I)


def _handle_near(text: str, at: int, end: int) -> re.Match[str] | None:
    """A handle that is not right behind a messenger's name, which stands from `at` to `end`: where one is invited.

    >>> bool(_handle_near("message @jo_acme on Telegram", 20, 28)), bool(_handle_near("@jo_acme on Telegram", 12, 20))
    (True, False)
    """
    behind = _HANDLE_BEHIND.match(text, end, end + _REACH)
    if behind and asks(text[end : behind.start(1)]):
        return behind
    before = _HANDLE_BEFORE.search(text, max(0, at - _REACH), at)
    return before if before and asks(around(text, Span(before.start(1), before.end(1)))[0]) else None


@cache
def _share_links() -> tuple[str, ...]:
    return tuple(domains.table("messengers.toml")["shares"])


@cache
def _chat_prefixes() -> tuple[str, ...]:
    return tuple(prefix for prefix, _ in _chat_links())


@cache
def _chat_links() -> tuple[tuple[str, str], ...]:
    table = domains.table("messengers.toml")["messenger"]
    return tuple((prefix, one["name"]) for one in table for prefix in one["links"])
