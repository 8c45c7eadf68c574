"""Who may ask: names of the service, origins, tokens.

A page in the user's browser can send requests to a service on the user's machine. Three things
keep it out: the Host header must name the service (a name that an attacker points at 127.0.0.1
does not), an Origin header must be an extension's, the service's own or a configured one, and
what a browser fetches for another site's page without asking (an image, a script) is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from flask import Flask, Request, Response, g, request

from server.api.problems import Problem
from server.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_EXTENSION = re.compile(r"(?:chrome|moz)-extension://[a-z0-9-]+")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{0,5})?")

ALLOWED_METHODS = "GET, HEAD, POST, DELETE"
ALLOWED_HEADERS = "Authorization, Cache-Control, Content-Encoding, Content-Type, If-None-Match, X-Request-ID"
EXPOSED_HEADERS = "Age, Cache-Status, ETag, Retry-After, X-Request-ID"
_PREFLIGHT_SECONDS = "7200"
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""What every answer tells browsers, errors included; pages for people have a policy of their own (`web/`)."""


def register(app: Flask, settings: Settings) -> None:
    """Refuse strangers before anything else is done, and tell browsers who may read the answers.

    Leaves in `g.namespace` whose stored reports a request under `/v1` sees.
    """

    @app.before_request
    def _admit() -> Response | None:
        _demand_host(request, settings)
        origin = request.headers.get("Origin")
        if origin is not None:
            _demand_origin(origin, request, settings)
            g.origin = origin
            if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
                return _preflight()
        elif request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            _demand_visit(request)
        if request.path.startswith("/v1/"):
            g.namespace = _namespace(settings)
        return None

    @app.after_request
    def _share(response: Response) -> Response:
        response.headers.add("Vary", "Origin, Authorization")
        for name, value in PROTECTION.items():
            response.headers.setdefault(name, value)
        if origin := g.get("origin"):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
        return response


def _demand_host(request: Request, settings: Settings) -> None:
    host = request.headers.get("Host", "").lower()
    target = request.environ.get("RAW_URI", "/")
    # A target that names a host itself goes before the header (RFC 9112); here both have to say the same.
    named = host if target.startswith("/") else target.lower().partition("://")[2].partition("/")[0]
    well_formed = _HOST.fullmatch(host) if named == host else None
    names = {host, well_formed["name"]} if well_formed else set()
    if not names & LOOPBACK and not names & {allowed.lower() for allowed in settings.allowed_hosts}:
        raise Problem("host-not-allowed", "Reach the service as localhost, or name this host in ALLOWED_HOSTS.")


def _demand_origin(origin: str, request: Request, settings: Settings) -> None:
    host = request.headers.get("Host", "").lower()
    own = origin.lower() in (f"http://{host}", f"https://{host}")
    if not own and not _EXTENSION.fullmatch(origin) and origin not in settings.allowed_origins:
        raise Problem("origin-not-allowed", "Web pages may not use this service, unless ALLOWED_ORIGINS names them.")


def _demand_visit(request: Request) -> None:
    """Only a visit (a link followed, an address typed) comes from another site without an Origin."""
    mode = request.headers.get("Sec-Fetch-Mode")
    if mode == "no-cors" or (mode == "navigate" and request.headers.get("Sec-Fetch-Dest") != "document"):
        raise Problem("origin-not-allowed", "Other sites may not load this into their pages.")


def _namespace(settings: Settings) -> str:
    """One namespace for each token; one for all where none are set.

    Raises Problem where a token is needed and the request has none that is known.
    """
    if not settings.tokens:
        return ""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = hashlib.sha256(token.strip().encode()).hexdigest()
    known = [hmac.compare_digest(given, digest) for digest in settings.tokens]  # all of them, in constant time
    if scheme.lower() != "bearer" or not any(known):
        raise Problem(
            "token-needed",
            "Send the header Authorization: Bearer with a token of this service.",
            {"WWW-Authenticate": "Bearer"},
        )
    return given


def _preflight() -> Response:
    return Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": ALLOWED_METHODS,
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
        },
    )
