"""Who offers the work, as far as the page itself says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from server.document.model import Document, Heading
from server.posting import domains
from server.posting.model import Employer, JobPosting, Policy

_NO_NAME = {"none", "null", "undefined", "n/a", "na", "nan", "unknown", "-", "confidential", "company", "company name"}
_LONGEST_NAME = 80
"""Characters; a heading longer than this is a sentence."""
_NOT_A_NAME = re.compile(
    r"about|description|job|role|position|salary|location|remote|apply|what|who|why|the\s|your|responsib|requirement|overview|summary|[|:?!•\d$€£]",
    re.IGNORECASE,
)


def read(document: Document, structured: tuple[JobPosting, ...], policies: tuple[Policy, ...]) -> Employer:
    """The employer's name and the registrable domains that the page gives as its own.

    The name is that of the structured data, else of a heading right below the title ("# Title", "### Acme").
    Domains come from structured data and from declared sites and mail, less those of applicant tracking
    systems, boards and mail services.
    """
    names = [name for posting in structured for name in _names(posting.value)]
    own = [*_structured_hosts(structured), *(one.domain for policy in policies for one in policy.allowed)]
    own_domains = dict.fromkeys(domain for host in own if (domain := _own_domain(host)))
    return Employer(next(iter(names), None) or _name_by_heading(document), tuple(own_domains))


def is_name(name: str) -> bool:
    """Whether a string can be an employer's name: "None" and other leavings of a template are not.

    >>> is_name("Acme"), is_name("None"), is_name(" ")
    (True, False, False)
    """
    return bool(name.strip()) and name.strip().lower() not in _NO_NAME


def _organizations(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any] | str]:
    organization = value.get("hiringOrganization")
    for one in organization if isinstance(organization, list) else [organization]:
        if isinstance(one, str | Mapping):
            yield one


def _names(value: Mapping[str, Any]) -> Iterator[str]:
    for one in _organizations(value):
        name = one if isinstance(one, str) else one.get("name")
        if isinstance(name, str) and is_name(name) and not name.startswith(("http:", "https:")):
            yield " ".join(name.split())


def _structured_hosts(structured: tuple[JobPosting, ...]) -> Iterator[str]:
    for posting in structured:
        for one in _organizations(posting.value):
            if isinstance(one, Mapping):
                for key in ("url", "sameAs"):
                    given = one.get(key)
                    for url in given if isinstance(given, list) else [given]:
                        if isinstance(url, str) and (host := domains.host_of(url if "//" in url else "//" + url)):
                            yield host


def _own_domain(host: str) -> str | None:
    """The registrable domain of a host that can be an employer's own."""
    if domains.known(host) or domains.known_sender(host) or domains.is_shared(host) or domains.mail_provider(host):
        return None
    return domains.registrable(host)


def _name_by_heading(document: Document) -> str | None:
    """The heading that follows the title heading at once, one or two levels below it, if it reads like a name."""
    title, *rest = document.headings or (None,)
    if title is None or not rest or title.level > 2:
        return None
    name = _text(document, rest[0])
    nothing_between = not document.text[title.span.end : rest[0].span.start].strip()
    if not nothing_between or rest[0].level <= title.level or len(name) > _LONGEST_NAME or not is_name(name):
        return None
    return None if _NOT_A_NAME.match(name) or len(name.split()) > 6 else name


def _text(document: Document, heading: Heading) -> str:
    return document.text[heading.span.start : heading.span.end].strip()
