"""One address for all the addresses that lead to the same posting."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from ipaddress import IPv6Address
from urllib.parse import quote, urlsplit

import idna

LONGEST = 4096
"""Characters. Escaped once more in a query, it still fits the 8,190 bytes that gunicorn reads of a request line."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_IGNORED = str.maketrans("\\", "/", "\t\n\r")
"""As browsers do (WHATWG URL): breaks and tabs are left out, a backslash is a slash."""
_HOST = r"[a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_])?"
_ORDINARY = re.compile(r"[\w.~!$'()*+,;:@/=-]*", re.ASCII)
_CANONICAL = re.compile(rf"https?://{_HOST}(?:/(?!\.\.?(?:/|\Z))[\w.~!$&'()*+,;:@=-]*)+", re.ASCII)
"""An address without its query as nearly all of them come: written the one way already. A lookup brings a hundred."""
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@lru_cache(maxsize=4096)  # an address that was looked up is opened, and checked, next
def canonical(url: str) -> str:
    """The address that stands for all those that show the same posting as `url`.

    Scheme and host are lower-cased, the host is IDNA-encoded; user, default port, fragment and
    tracking parameters are dropped; the other parameters stay and are sorted by name; escapes are
    written one way (RFC 3986, section 6.2.2). What it gets wrong: a site that shows different
    postings under one address with different fragments.

    Raises ValueError, with a reason for people, for what is no http or https address.

    >>> canonical("HTTPS://Jobs.Acme.Example:443/view/../job?utm_source=mail&jk=9&b=%7e#apply")
    'https://jobs.acme.example/job?b=~&jk=9'
    """
    if len(url) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    address, _, query = url.strip("\0\x0b\x0c \t\n\r").translate(_IGNORED).partition("#")[0].partition("?")
    if not _CANONICAL.fullmatch(address):
        address = _address(address)
    kept = [p for p in query.split("&") if p and not _tracks(p.partition("=")[0])]
    query = "&".join(sorted((_escaped(p, "!$'()*+,;:@/?=") for p in kept), key=lambda p: p.partition("=")[0]))
    return f"{address}?{query}" if query else address


def _address(address: str) -> str:
    """Scheme, host, port and path, each written the one way."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError("it is no valid address") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("it does not begin with http:// or https://")
    netloc = _host(parts.hostname)
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    return f"{parts.scheme}://{netloc}{_path(parts.path)}"


def _host(host: str | None) -> str:
    """A host name as it is looked up: ASCII, lower case, without the final dot."""
    name = (host or "").rstrip(".")
    if ":" in name:
        return f"[{IPv6Address(name.partition('%')[0]).compressed}]"
    try:
        encoded = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        raise ValueError("its host is no valid name") from None
    if not re.fullmatch(_HOST, encoded):
        raise ValueError("its host is no valid name")
    return encoded


def _path(path: str) -> str:
    """A path without dot segments (RFC 3986, 5.2.4), its escapes written one way."""
    kept: list[str] = []
    segments = _escaped(path, "!$&'()*+,;=:@/").split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _escaped(text: str, safe: str) -> str:
    """`text` with escapes in capitals, none where none is needed, and one for each other byte that needs it."""

    if _ORDINARY.fullmatch(text):
        return text

    def one_way(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0].upper()

    try:
        return _ESCAPE.sub(one_way, quote(text, safe=safe + "%"))
    except UnicodeEncodeError:
        raise ValueError("it holds half a character") from None


def _tracks(name: str) -> bool:
    """Whether a parameter of this name says how a visitor came, not which page it is."""
    names, prefixes = _tracking_parameters()
    lowered = name.lower()
    return lowered in names or lowered.startswith(prefixes)


@cache
def _tracking_parameters() -> tuple[frozenset[str], tuple[str, ...]]:
    """Names, and the beginnings of names, from `data/tracking_parameters.txt`, in lower case."""
    lines = (files("server") / "data" / "tracking_parameters.txt").read_text("utf-8").lower().splitlines()
    rows = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return frozenset(r for r in rows if r[-1] != "*"), tuple(r[:-1] for r in rows if r[-1] == "*")
