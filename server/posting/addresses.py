"""Mail addresses and hosts as they stand in text: plain, split by markup or spaces, spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import unquote

from server.document.model import Span
from server.posting import domains
from server.posting.words import UNSPACED

_LABEL = r"[^\W_](?:[^\W_]|-(?=[^\W_-]|-)){0,62}"  # acme, my-acme, xn--bcher-kva
_HOST = rf"{_LABEL}(?:[ ]?\.{_LABEL}){{1,20}}"  # acme.com, sr.acme.com, "acme .com"
_SPACER = r"[ _*`\"'“”‘’«»„<>\u00a0\u200b\u200c\u200d\u2060\ufeff]{0,3}"  # what markup leaves around an @

_AFTER_AT = re.compile(rf"@{_SPACER}({_HOST})")
SPELLED_OUT = re.compile(r"[\[({] ?(?:at|@|ät|arroba|arobase|małpa|malpa) ?[\])}]", re.IGNORECASE)
"""An @ in words: "name [at] acme.com"."""
_DOT = r"(?:\s?[\[({]\s?(?:dot|punkt|punto|point|ponto|kropka|\.)\s?[\])}]\s?|\sdot\s)"
_SPELLED_HOST = re.compile(rf"\s?([\w-]{{1,63}}(?:(?:{_DOT}|\.)[\w-]{{2,63}}){{1,20}})", re.IGNORECASE)
_SPELLED_DOT = re.compile(_DOT, re.IGNORECASE)
_HOST_IN_TEXT = re.compile(
    rf"(?<![^\W_])(?<![@.%/-])(?:https?://(?:[^\s/@]{{1,64}}@)?)?({_LABEL}(?:\.{_LABEL}){{1,20}})(?P<path>/[^\s<>\"'”)\]]{{0,300}})?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\.?[_-]*[^\W_]")
"""Behind a host: it is longer than what could be read, and its beginning may be another's, "acme.com_hr.io"."""
_NEXT_SCRIPT = re.compile(rf"([a-z]{{2,24}}){UNSPACED.pattern}.*", re.IGNORECASE)
"""A last label and the sentence that goes on behind it without a blank: "acme.com으로"."""
_GLUED = re.compile(
    r"(com|org|net|io|co|ai|de|fr|es|pl|nl|uk)"
    r"(?:and|or|to|if|is|in|on|we|our|for|the|any|all|this|that|please|will|with|und|oder|et|y|ou|e|i|en|-[^\W\d_]+)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"[\W_\d]*(?:(?:your|first|last|sur|given|family|full|employee|recruiter|user|vor|nach|nom|pr[eé]nom|nombre|apellidos?|"
    r"nome|sobrenome|imi[eę]|nazwisko|voor|achter|initials?|fn|ln|some(?:one|body)?|name|xx+)[\W_\d]*){1,4}",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?:mail|contact|to|:)\s?:?\s(?!our\b|an?\b|the\b|from\b|via\b)([\w.+-]{2,40}) $", re.I)
"""A local part set off by a space, "E-mail: jobs @ acme.com"; after other words it is a slogan, "life @ acme.com"."""
_IN_LOCAL = frozenset("._%+'-")
_MOST_RECIPIENTS = 20
"""Recipients, and fields of the query, that are read of one mailto: link."""
_LONGEST_LOCAL = 64
"""RFC 5321, section 4.5.3.1.1."""


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address, a bare "@host" or a host, found in text."""

    kind: Literal["mailbox", "at", "host"]
    local: str
    """Before the @; empty for "at" and "host"."""
    host: str
    """Cleaned: lower case, decoded, without "www."; its ending is a public suffix."""
    span: Span
    path: str = ""
    """What follows a host, from the slash on."""

    @property
    def mailbox(self) -> str:
        return f"{self.local}@{self.host}"

    @property
    def is_placeholder(self) -> bool:
        """Whether the local part only stands for a name: "firstname.lastname@acme.com".

        >>> [a.is_placeholder for a in in_text("first.last@acme.example, name@acme.example, jo@acme.example")]
        [True, True, False]
        """
        return bool(self.local) and _PLACEHOLDER.fullmatch(self.local) is not None


def in_text(
    text: str, start: int = 0, end: int | None = None, *, hosts: bool = False, most: int = 200
) -> list[Address]:
    """Mail addresses of a stretch of text, in order; with `hosts` also hosts and URLs that are no part of one.

    Of each kind the first `most` are read: no posting has as many, and a page of nothing else costs no more.

    >>> [(a.kind, a.mailbox) for a in in_text("From jo@acme.example or @_ eu.acme.example _")]
    [('mailbox', 'jo@acme.example'), ('at', '@eu.acme.example')]
    >>> [a.mailbox for a in in_text("hr [at] acme dot example, jo(at)acme.example")]
    ['hr@acme.example', 'jo@acme.example']
    >>> [a.host for a in in_text("see www.acme.example/jobs, e.g. the logo@2x.png", hosts=True)]
    ['acme.example']
    """
    end = len(text) if end is None else end
    found = [*islice(_with_at(text, start, end), most), *islice(_spelled(text, start, end), most)]
    if hosts:
        taken = {at for address in found for at in range(*address.span)}
        found += [host for host in islice(_hosts(text, start, end), most) if host.span.start not in taken]
    return sorted(found, key=lambda address: address.span)


def _with_at(text: str, start: int, end: int) -> Iterator[Address]:
    at = text.find("@", start, end)
    while at != -1:
        match = _AFTER_AT.match(text, at, end)
        if match and not _GOES_ON.match(text, match.end()) and (read := _host(match[1])):
            host, unread = read
            local = _local(text, start, at)
            spaced = _SPACED.search(text, max(start, at - _LONGEST_LOCAL), at) if not local else None
            if spaced and text[at + 1] == " ":
                yield Address("mailbox", spaced[1], host, Span(spaced.start(1), match.end(1) - unread))
                at = text.find("@", at + 1, end)
                continue
            begin = at - len(local)
            kind: Literal["mailbox", "at"] = "mailbox" if local else "at"
            if text[begin - 1 : begin] not in ("/", "\\"):  # medium.com/@name is a handle
                yield Address(kind, local.strip("._'"), host, Span(begin, match.end(1) - unread))
        at = text.find("@", at + 1, end)


def of_mailto(href: str) -> list[str]:
    """The mailboxes that a mailto: link writes to: those before the query, and its to, cc and bcc (RFC 6068).

    >>> of_mailto("mailto:jo@acme.example,al@acme.example?subject=Hi&cc=hr%40acme.example")
    ['jo@acme.example', 'al@acme.example', 'hr@acme.example']
    """
    to, _, query = href[len("mailto:") :].partition("?")
    fields = (field.partition("=") for field in query.split("&", _MOST_RECIPIENTS))
    lists = [to, *(value for name, _, value in fields if name.lower() in ("to", "cc", "bcc"))]
    written = re.split("[,;]", ",".join(map(unquote, lists)), maxsplit=_MOST_RECIPIENTS)
    return list(dict.fromkeys(found for one in written[:_MOST_RECIPIENTS] if (found := mailbox(one))))


def mailbox(written: str) -> str | None:
    """A mail address with its host cleaned; None where it is none.

    >>> mailbox(" Jo@ACME.example"), mailbox("acme.example")
    ('Jo@acme.example', None)
    """
    local, at, host = written.strip().rpartition("@")
    host = domains.clean(host)
    return f"{local}@{host}" if at and local and domains.registrable(host) else None


def _local(text: str, start: int, at: int) -> str:
    """What stands before an @ as its local part; empty for a bare "@host".

    >>> _local("mail jo.doe+1@acme.example", 0, 13), _local("mail @acme.example", 0, 5)
    ('jo.doe+1', '')
    >>> _local("a non-@acme.example address", 0, 6)
    ''
    >>> _local("简历发送至hr@acme.example", 0, 7)
    'hr'
    """
    first = at
    while first > max(start, at - _LONGEST_LOCAL) and (text[first - 1].isalnum() or text[first - 1] in _IN_LOCAL):
        if text[at - 1].isascii() and UNSPACED.match(text, first - 1):  # the sentence, which no blank ends
            break
        first -= 1
    return text[first:at].lstrip(".'-%") if first < at and text[at - 1] not in ".'%-" else ""


def _spelled(text: str, start: int, end: int) -> Iterator[Address]:
    for match in SPELLED_OUT.finditer(text, start, end):
        host = _SPELLED_HOST.match(text, match.end(), end)
        before = match.start() - (text[match.start() - 1 : match.start()] == " ")
        local = _local(text, start, before)
        if host and local and not _GOES_ON.match(text, host.end()) and (read := _host(_SPELLED_DOT.sub(".", host[1]))):
            yield Address("mailbox", local, read[0], Span(before - len(local), host.end() - read[1]))


def _hosts(text: str, start: int, end: int) -> Iterator[Address]:
    for match in _HOST_IN_TEXT.finditer(text, start, end):
        cut = match["path"] is None and _GOES_ON.match(text, match.end())
        if cut or text[match.end() : match.end() + 1] == "@":
            continue
        read = _host(match[1])
        if read:
            path = (match["path"] or "").rstrip(".,;:!?")
            stop = match.end() - len(match["path"] or "") + len(path) if path else match.end(1) - read[1]
            yield Address("host", "", read[0].removeprefix("www."), Span(match.start(), stop), path)


def _host(written: str) -> tuple[str, int] | None:
    """A host with a public suffix, and how many characters at its end belong to the text after it.

    Words glued to it are taken off: "acme.com.Please", "acme.comand", "acme.de-Adresse", "acme.com으로". Nothing else
    is: the beginning of an unknown host is not its address.

    >>> _host("acme.co.uk"), _host("acme.com.Please"), _host("acme.comand"), _host("acme.de-Adresse")
    (('acme.co.uk', 0), ('acme.com', 7), ('acme.com', 3), ('acme.de', 8))
    >>> _host("logo.png"), _host("acme.com.zzzz")
    (None, None)
    >>> _host("acme.com으로"), _host("한국.com"), _host("acme.com으로.example")
    (('acme.com', 2), ('한국.com', 0), ('acme.com으로.example', 0))
    """
    labels = written.replace(" ", "").split(".")
    while len(labels) > 1:
        last = labels[-1]
        sentence = last.istitle() and labels[-2].islower() and len(labels) > 2
        host = domains.clean(".".join(labels))
        if domains.registrable(host):
            if sentence:  # "acme.com.In": a word or an ending, nobody can tell
                return None
            return host, len(written) - len(_first(written, labels))
        glued = _GLUED.fullmatch(last) or _NEXT_SCRIPT.fullmatch(last)
        if glued and domains.registrable(".".join([*labels[:-1], glued[1]])):
            host = domains.clean(".".join([*labels[:-1], glued[1]]))
            return host, len(written) - len(_first(written, labels)) + len(last) - len(glued[1])
        if not sentence:
            return None
        labels.pop()
    return None


def _first(written: str, labels: list[str]) -> str:
    """The stretch of `written` that holds its first labels."""
    at = 0
    for label in labels:
        at = written.index(label, at) + len(label)
    return written[:at]
