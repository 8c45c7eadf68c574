"""What web pages and their networks can send to a service on the user's machine is refused, byte for byte.

Over real connections, for a framework's client sends nothing that is twice there, missing, or no HTTP.
"""

from __future__ import annotations

import json
import re
import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest
from running import Service

PAGE = b"<p>Night cook, $20 to $24 an hour."
HTML = b"Content-Type: text/html\r\n"
LOCAL = b"Host: localhost\r\n"
EVIL = b"Origin: https://evil.example\r\n"


def post(head: bytes, target: bytes = b"/v1/checks?url=https://board.example/1", version: bytes = b"1.1") -> bytes:
    """A check that would be run if nothing stood in its way."""
    length = b"Content-Length: %d\r\n" % len(PAGE)
    return b"POST %s HTTP/%s\r\n%s%sConnection: close\r\n\r\n%s" % (target, version, head, length, PAGE)


def ask(method: bytes, target: bytes, head: bytes) -> bytes:
    return b"%s %s HTTP/1.1\r\n%sConnection: close\r\n\r\n" % (method, target, head)


NAMES = {
    "a name that leads here": b"evil.example",
    "with the port": b"evil.example:8000",
    "an address as a name": b"127.0.0.1.evil.example",
    "a name of a service that turns addresses into names": b"127-0-0-1.evil.example",
    "that ends like ours": b"evil-localhost",
    "that begins like ours": b"localhost.evil.example",
    "ours as its port": b"evil.example:localhost",
    "ours with a word for a port": b"localhost:evil.example",
    "ours with two ports": b"localhost:80:80",
    "ours as a user": b"localhost@evil.example",
    "a user of ours": b"evil@localhost",
    "ours and another": b"localhost, evil.example",
    "ours with a dot": b"localhost.",
    "another with a dot": b"evil.example.",
    "upper case": b"EVIL.EXAMPLE",
    "loopback written otherwise": b"127.1",
    "loopback as a number": b"2130706433",
    "any address": b"0.0.0.0",
    "another of the network": b"192.168.1.7",
    "loopback mapped": b"[::ffff:127.0.0.1]",
    "another in brackets": b"[fe80::1]:8000",
    "brackets that go on": b"[::1].evil.example",
    "brackets left open": b"[::1",
    "no name": b"",
    "bytes": b"\xff\xfe",
    "as digits of another script": "１２７.0.0.1".encode(),
}
ORIGINS = {
    "a site": b"https://evil.example",
    "a site on this machine": b"http://localhost:3000",
    "this machine by its other name": b"http://127.0.0.1",
    "a sandboxed frame, a file": b"null",
    "nothing": b"",
    "a name that begins like ours": b"http://localhost.evil.example",
    "ours by another protocol": b"ftp://localhost",
    "an extension as a path": b"https://evil.example/chrome-extension://abc",
    "an extension and a site": b"chrome-extension://abc, https://evil.example",
    "an extension with a path": b"chrome-extension://abc/evil.example",
    "brackets left open": b"http://[",
    "ours as a user": b"http://localhost@evil.example",
    "bytes": b"\xff\xfe",
}
FORMS = {
    "form": b"Content-Type: application/x-www-form-urlencoded\r\n",
    "files of a form": b"Content-Type: multipart/form-data; boundary=x\r\n",
    "text": b"Content-Type: text/plain\r\n",
    "no type": b"",
}
"""What a page may send to another site without asking first."""

REFUSED: dict[str, tuple[bytes, str]] = {
    **{f"name: {why}": (post(b"Host: %s\r\n" % name + HTML), "host-not-allowed") for why, name in NAMES.items()},
    **{
        f"origin: {why}": (post(LOCAL + HTML + b"Origin: %s\r\n" % origin), "origin-not-allowed")
        for why, origin in ORIGINS.items()
    },
    **{f"{why} of a site": (post(LOCAL + EVIL + kind), "origin-not-allowed") for why, kind in FORMS.items()},
    **{
        f"{why} of a sandboxed frame": (post(LOCAL + b"Origin: null\r\n" + kind), "origin-not-allowed")
        for why, kind in FORMS.items()
    },
    "two origins": (post(LOCAL + HTML + b"Origin: chrome-extension://abc\r\n" + EVIL), "origin-not-allowed"),
    "no name at all": (post(HTML), "host-not-allowed"),
    "no name in HTTP/1.0": (post(HTML, version=b"1.0"), "host-not-allowed"),
    "two names": (post(LOCAL + b"Host: evil.example\r\n" + HTML), "malformed-request"),
    "two names, ours last": (post(b"Host: evil.example\r\n" + LOCAL + HTML), "malformed-request"),
    "a name between spaces": (post(b"Host: localhost evil.example\r\n" + HTML), "host-not-allowed"),
    "another name in the target": (post(LOCAL + HTML, b"http://evil.example/v1/checks"), "host-not-allowed"),
    "a user in the target": (post(LOCAL + HTML, b"http://evil@localhost/v1/checks"), "host-not-allowed"),
    "ours only in the target": (
        post(b"Host: evil.example\r\n" + HTML, b"http://localhost/v1/checks"),
        "host-not-allowed",
    ),
    "ours only from a proxy": (
        post(b"Host: evil.example\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n" + HTML),
        "host-not-allowed",
    ),
    "a tunnel": (ask(b"CONNECT", b"evil.example:443", LOCAL), "host-not-allowed"),
    "to nothing in particular": (ask(b"OPTIONS", b"*", LOCAL), "host-not-allowed"),
    "asks first": (
        ask(b"OPTIONS", b"/v1/checks", LOCAL + EVIL + b"Access-Control-Request-Method: POST\r\n"),
        "origin-not-allowed",
    ),
    "asks first for a private network": (
        ask(
            b"OPTIONS",
            b"/v1/checks",
            LOCAL + EVIL + b"Access-Control-Request-Method: POST\r\nAccess-Control-Request-Private-Network: true\r\n",
        ),
        "origin-not-allowed",
    ),
    "reads": (ask(b"GET", b"/v1/checks?url=https://board.example/1", LOCAL + EVIL), "origin-not-allowed"),
    "reads the counts": (ask(b"GET", b"/metrics", LOCAL + EVIL), "origin-not-allowed"),
    "forgets": (ask(b"DELETE", b"/v1/checks", LOCAL + EVIL), "origin-not-allowed"),
    "by another method": (ask(b"PUT", b"/v1/checks", LOCAL + EVIL), "origin-not-allowed"),
    **{
        f"as {dest} of {site}": (
            ask(
                b"GET",
                b"/v1/checks?url=https://board.example/1",
                LOCAL + b"Sec-Fetch-Site: %s\r\nSec-Fetch-Mode: %s\r\nSec-Fetch-Dest: %s\r\n" % (site, mode, dest),
            ),
            "origin-not-allowed",
        )
        for site in (b"cross-site", b"same-site")
        for mode, dest in (
            (b"no-cors", b"image"),
            (b"no-cors", b"script"),
            (b"no-cors", b"style"),
            (b"navigate", b"iframe"),
            (b"navigate", b"frame"),
            (b"navigate", b"object"),
            (b"navigate", b"embed"),
            (b"navigate", b"fencedframe"),
        )
    },
}
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def sent(service: Service, request: bytes) -> tuple[HTTPResponse, bytes]:
    at = urlsplit(service.url)
    with socket.create_connection((at.hostname, at.port), timeout=15) as connection:
        connection.sendall(request)
        answer = HTTPResponse(connection)
        answer.begin()
        return answer, answer.read()


def checks_run(service: Service) -> float:
    """How many checks were run, over all workers."""
    text = sent(service, ask(b"GET", b"/metrics", LOCAL))[1].decode()
    return sum(float(count) for count in re.findall(r"^grain_checks_total\S* (\S+)$", text, re.MULTILINE))


def test_what_would_be_refused_otherwise_is_a_check(service: Service) -> None:
    before = checks_run(service)
    for good in (
        post(LOCAL + HTML),
        post(LOCAL + HTML, b"http://localhost/v1/checks"),
        post(LOCAL + HTML + b"Origin: chrome-extension://abc\r\n"),
    ):
        assert sent(service, good)[0].status == 200
    assert checks_run(service) - before == 3


@pytest.mark.parametrize("why", REFUSED)
def test_is_refused_and_nothing_is_checked(service: Service, why: str) -> None:
    request, slug = REFUSED[why]
    before = checks_run(service)
    answer, body = sent(service, request)
    details = json.loads(body)
    assert (answer.status, details["type"]) == (details["status"], slug)
    assert answer.headers["X-Request-ID"] == details["request_id"]
    assert {name: answer.headers[name] for name in PROTECTION} == PROTECTION
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert checks_run(service) == before
