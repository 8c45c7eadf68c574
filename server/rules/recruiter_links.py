"""Links whose address is not what it seems: hosts that deceive the eye, labels that say another site."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from server.document.model import Link, Span
from server.messages import Message, say
from server.posting import addresses, domains
from server.posting.model import Contact, Posting
from server.rules.lookalike import foreign_script, is_respelled, named, skeleton, well_known
from server.rules.model import Finding, Rule, rule

_SHOWN_HOST = re.compile(r"(?:https?://)?((?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24})(?:[/?#]\S{0,300})?", re.IGNORECASE)
"""A label that is nothing but an address."""
_SHOWN_MAIL = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24})", re.IGNORECASE)
_LONGEST_LABEL = 300
_UNMISTAKABLE = frozenset({"com", "net", "org"})
"""Endings that are no label within a site, as "de" and "jobs" are; nor is one of two labels: "co.uk"."""


def _web_links(posting: Posting) -> Iterator[tuple[str, Span, str]]:
    """Address, place and host of each link, and of each address to apply at in the text.

    Once for each host and what stands before its @: one link to a host says nothing of how the next one is written.
    """
    told: set[tuple[str, str | None]] = set()
    links = [(link.href, link.span) for link in posting.document.links]
    for href, span in links + [(one.value, one.span) for one in _ways_to_apply(posting)]:
        host = domains.host_of(href) if "//" in href[:12] else None
        if host and (shown := (host, _user_info(href))) not in told:
            told.add(shown)
            yield href, span, host


def _ways_to_apply(posting: Posting) -> Iterator[Contact]:
    return (one for one in posting.contacts if one.role == "apply" and one.kind in ("link", "form"))


def _place(span: Span) -> Span | None:
    return span if span.end > span.start else None


@rule(
    "recruiter/deceptive-host",
    severity="warning",
    applies=lambda posting: bool(posting.document.links or posting.contacts),
    bad=(
        "[Apply](https://acme.example@jobs-desk.example/7)",
        "[Apply](http://203.0.113.7/apply)",
        "[Apply](https://аcme.example/apply)",
    ),
    good=(
        "[Apply](https://acme.example/jobs)",
        "[Bewerben](https://bücher.example/stellen)",
        "[Local preview](http://127.0.0.1:8000/)",
    ),
)
def deceptive_host(posting: Posting) -> Iterator[Finding]:
    """A link whose host cannot be read for what it is: a name before an @, a bare number, mixed scripts, another site.

    Why it matters: "https://acme.example@other.example" leads to other.example, a number names nobody, and
    a Cyrillic "а" cannot be told from a Latin one by eye; of "acme.com.apply-now.example" it is the end that counts.

    Example: an apply link to https://acme.example@jobs-desk.example/7

    Not flagged: names with accents or wholly in one script; addresses inside a local network; other sites in the
    host of a link to anything but the application, or in that of the page's own site ("net.in.tum.example").
    """
    applied_at = {contact.host for contact in _ways_to_apply(posting)}
    own = _own_site(posting)
    for href, span, host in _web_links(posting):
        doubtful = host in applied_at and domains.registrable(host) != own
        what = _deception(href, host) or (_embedding(host) if doubtful else None)
        if what:
            kind, message = what
            yield Finding(_place(span), message, data={"host": host, "kind": kind})


def _deception(href: str, host: str) -> tuple[str, Message] | None:
    """What kind of deception it is, and what is said of it."""
    user = _user_info(href)
    if user and "." in user:
        return "user-info", say("recruiter/deceptive-host.user-info", user=user, host=host)
    if domains.is_address(host):
        if _is_local(host):
            return None
        return "ip-address", say("recruiter/deceptive-host.ip-address", host=host)
    if host.isascii():
        return None
    scripts = (foreign_script(label) for label in host.split(".") if re.search("[a-z]", label))
    script = next(filter(None, scripts), None)
    if script:
        return "mixed-scripts", say("recruiter/deceptive-host.mixed-scripts", host=host, script=named(script))
    name = domains.name_of(host)
    if name and not name.isascii() and skeleton(name) in _known_skeletons():
        return "confusable", say("recruiter/deceptive-host.confusable", host=host)
    return None


def _embedding(host: str) -> tuple[str, Message] | None:
    """A host that begins with all of another: acme.com.apply-now.example. So do proxies, but nobody applies there."""
    domain = domains.registrable(host)
    if domain is None or domains.known(host) or domains.is_shared(host):
        return None
    before = host.removesuffix(domain).removesuffix(".").removeprefix("www.")
    ending = domains.suffix(before) or ""
    name = domains.registrable(before) if "." in ending or ending in _UNMISTAKABLE else None
    return ("embedded", say("recruiter/deceptive-host.embedded", host=host, name=name, domain=domain)) if name else None


def _own_site(posting: Posting) -> str | None:
    """The registrable domain of the page, unless its own host begins with all of another site."""
    page = domains.host_of(posting.document.url or "")
    return domains.registrable(page) if page and not _embedding(page) else None


def _user_info(href: str) -> str | None:
    if "@" not in href:
        return None
    try:
        return urlsplit(href).username
    except ValueError:
        return None


def _is_local(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    # The blocks kept for documentation count as private, too; on a page they stand for a public address.
    return address.is_loopback or address.is_link_local or str(address).startswith(("10.", "192.168.", "172.16.", "0."))


@lru_cache(maxsize=1)
def _known_skeletons() -> frozenset[str]:
    return frozenset(skeleton(site.partition(".")[0]) for site in well_known())


@rule(
    "recruiter/link-text-mismatch",
    severity="info",
    applies=lambda posting: bool(posting.document.links),
    bad=(
        "Apply at [acme.example/jobs](https://jobs-desk.example/7).",
        "Write to [jobs@acme.example](mailto:jobs@jobs-desk.example).",
    ),
    good=(
        "Apply at [acme.example/jobs](https://www.acme.example/jobs/7).",
        "Apply at [www.acme.example](https://www.google.com/url?q=https%3A%2F%2Facme.example%2Fjobs).",
        "We use [Node.js](https://nodejs.org).",
    ),
)
def link_text_mismatch(posting: Posting) -> Iterator[Finding]:
    """A link whose text is a web or mail address on one site while it leads to another.

    Why it matters: most people read the text and never see where the link goes.

    Example: the text acme.example/jobs on a link to jobs-desk.example

    Not flagged: redirects of known services that name the site shown; the same name under another ending; texts
    that are no address; links to the site that the page is on. Told more strongly where applications go there.
    """
    own = domains.sites(posting.document.url, posting.document.canonical_url)
    applying = {one.span for one in posting.contacts if one.role == "apply"}
    told: set[tuple[str, str]] = set()
    for link in posting.document.links:
        if link.span.end == link.span.start or "." not in link.label or len(link.label) > _LONGEST_LABEL:
            continue
        said, host = _said_and_real(link, own)
        if not said or not host or domains.registrable(said) is None or (said, host) in told or _same(said, host):
            continue
        if domains.registrable(host) in own:
            continue
        told.add((said, host))
        yield Finding(
            link.span,
            say("recruiter/link-text-mismatch.leads-elsewhere", shown=said, host=host),
            data={"shown": said, "host": host},
            severity="warning" if link.span in applying else None,
            certainty="review",
        )


def _said_and_real(link: Link, own: frozenset[str]) -> tuple[str | None, str | None]:
    """The host that the text of a link names, if it is nothing but an address, and the one that it leads to."""
    if link.href[:7].lower() == "mailto:":
        shown = _SHOWN_MAIL.fullmatch(link.label.strip())
        hosts: list[str | None] = [one.rpartition("@")[2] for one in addresses.of_mailto(link.href)]
    else:
        shown = _SHOWN_HOST.fullmatch(link.label.strip())
        hosts = [domains.host_of(domains.unwrapped(link.href, own))]
    if not shown or not hosts:
        return None, None
    said = domains.clean(shown[1])
    return said, next((host for host in hosts if host and not _same(said, host)), hosts[0])


def _same(one: str, other: str) -> bool:
    """Whether two hosts are one site's, by domain or by name: acme.fi, www.acme.com, acme.host.fi."""
    if domains.registrable(one) == domains.registrable(other):
        return True
    name = domains.name_of(one)
    return name is not None and any(is_respelled(label, name) for label in other.split("."))


@rule(
    "recruiter/shortened-link",
    severity="warning",
    applies=lambda posting: any(_ways_to_apply(posting)),
    bad=("[Apply](https://bit.ly/3xyzAcme)", "Apply at https://tinyurl.com/acme-clerk"),
    good=("[Apply](https://acme.example/jobs)", "Our [handbook](https://tinyurl.com/acme-handbook)"),
)
def shortened_link(posting: Posting) -> Iterator[Finding]:
    """An apply link through a shortening service, whose address does not show where it leads.

    Why it matters: the site behind it can be changed at any time, and is known only once the link is opened.

    Example: an apply link to bit.ly/3xyzAcme

    Not flagged: the short links of job boards and applicant tracking systems, which lead nowhere else; shortened
    links to anything but the application. Told once for a page.
    """
    short = (one for one in _ways_to_apply(posting) if one.host and domains.is_shortener(one.host))
    for contact in islice(short, 1):
        yield Finding(
            _place(contact.span),
            say("recruiter/shortened-link.hides", host=contact.host or ""),
            data={"host": contact.host},
        )


@rule(
    "recruiter/insecure-link",
    severity="info",
    applies=lambda posting: any(one.role == "apply" for one in posting.contacts),
    bad=(
        "[Apply](http://acme.example/jobs/7)",
        '<form action="http://acme.example/apply"><input name="cv"><button>Apply now</button></form>',
    ),
    good=("[Apply](https://acme.example/jobs/7)", "[Our story](http://acme.example/story)"),
)
def insecure_link(posting: Posting) -> Iterator[Finding]:
    """An apply link or form that goes over plain http.

    Why it matters: what is sent that way can be read and changed on the way. Many sites forward to https at
    once; a form does not wait for that.

    Example: a form that sends to http://acme.example/apply

    Not flagged: other links over http.
    """
    for contact in posting.contacts:
        if contact.role == "apply" and contact.value[:7].lower() == "http://":
            form = contact.kind == "form"
            yield Finding(
                _place(contact.span),
                say(f"recruiter/insecure-link.{'form' if form else 'link'}", host=contact.host or ""),
                data={"host": contact.host, "kind": contact.kind},
                severity="warning" if form else None,
            )


RULES: tuple[Rule, ...] = (deceptive_host, link_text_mismatch, shortened_link, insecure_link)
