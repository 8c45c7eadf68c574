"""Every way a request can fail, as RFC 9457 problem details."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, Response, g, request
from flask_openapi3.types import ResponseDict
from gunicorn.http.errors import ParseException
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import ClientDisconnected, HTTPException, NotFound

from server.sandbox import where

MEDIA_TYPE = "application/problem+json"

KINDS: dict[str, tuple[int, str]] = {
    "malformed-request": (400, "The request cannot be read"),
    "token-needed": (401, "An access token is needed"),
    "origin-not-allowed": (403, "This origin may not use the service"),
    "not-found": (404, "There is nothing at this address"),
    "not-checked": (404, "No report is stored for this page"),
    "unknown-rule": (404, "There is no such rule"),
    "method-not-allowed": (405, "This address does not take this method"),
    "body-too-large": (413, "The page is too large"),
    "address-too-long": (414, "The address of the request is too long"),
    "unsupported-media-type": (415, "This kind of content cannot be checked"),
    "host-not-allowed": (421, "The service is not known by this name"),
    "invalid-request": (422, "The request does not say what is needed"),
    "empty-page": (422, "There is no page to check"),
    "too-complex": (422, "The page takes too much to check"),
    "too-many-requests": (429, "Too many requests"),
    "internal-error": (500, "The service failed"),
    "busy": (503, "The service has too much to do"),
    "store-unavailable": (503, "Stored reports are out of reach"),
}
"""Slug: status and title. A slug, once given, keeps its meaning."""

_OF_STATUS = {
    400: "malformed-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
    503: "busy",
}
"""What the framework's own errors are told as; any other of its 4xx is a malformed request."""

_log = logging.getLogger(__name__)


class Mistake(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    at: str
    """Where: "query.url", "body.urls.3"."""
    message: str


class ProblemDetails(BaseModel):
    """Why a request failed (RFC 9457)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str = Field(json_schema_extra={"enum": [*KINDS]})
    """A stable slug."""
    title: str
    """The same in words, always the same for one `type`."""
    status: int
    detail: str
    """What happened to this request, and what helps."""
    request_id: str
    """That of the request in the service's log; also in the header `X-Request-ID`."""
    errors: list[Mistake] | None = None
    """Only for `invalid-request`."""


@dataclass(eq=False)
class Problem(Exception):
    """Raised anywhere while a request is answered; becomes the answer."""

    type: str
    detail: str
    headers: Mapping[str, str] | None = None
    errors: Sequence[Mistake] | None = None

    def document(self, request_id: str) -> str:
        """JSON of a `ProblemDetails`."""
        status, title = KINDS[self.type]
        details = ProblemDetails(
            type=self.type,
            title=title,
            status=status,
            detail=self.detail,
            request_id=request_id,
            errors=list(self.errors) if self.errors else None,
        )
        return details.model_dump_json(exclude_none=True)

    def response(self) -> Response:
        g.problem = self.type  # for the log
        response = Response(self.document(g.get("request_id", "")), KINDS[self.type][0], content_type=MEDIA_TYPE)
        response.headers["Cache-Control"] = "no-store"
        response.headers.update(self.headers or {})
        return response


def responses(*slugs: str) -> ResponseDict:
    """The OpenAPI responses for the problems that an operation can answer with, by status."""
    by_status: dict[str, list[str]] = {}
    for slug in slugs:
        by_status.setdefault(str(KINDS[slug][0]), []).append(slug)
    return {
        status: _response("; ".join(f"`{slug}`: {KINDS[slug][1]}" for slug in of_status))
        for status, of_status in sorted(by_status.items())
    }


def _response(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


ANY: ResponseDict = {"default": _response("Any other problem, by its `type`")}
"""The OpenAPI response of every operation for what it does not list."""


def table() -> str:
    """The problems as the Markdown table of the README."""
    rows = ["| type | status | title |", "|---|---|---|"]
    return "\n".join(rows + [f"| `{slug}` | {status} | {title} |" for slug, (status, title) in KINDS.items()])


def of_validation(error: ValidationError) -> Response:
    """What flask-openapi3 answers where query or body are not as the schema says."""
    mistakes = [
        Mistake(at=".".join(str(part) for part in (*problem["loc"],)) or "body", message=_message(problem))
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    told = "; ".join(f"{mistake.at}: {mistake.message}" for mistake in mistakes[:3])
    return Problem("invalid-request", f"{told}.", errors=mistakes).response()


def _message(problem: ErrorDetails) -> str:
    name = problem["loc"][-1] if problem["loc"] else ""
    if problem["type"] == "extra_forbidden" and name in request.args:
        return f"“{name}” is no parameter here; write & inside url as %26"
    return problem["msg"]


def register(app: Flask) -> None:
    """Answer every error of `app` as problem details, those of the framework and defects included."""

    @app.errorhandler(Problem)
    def _problem(problem: Problem) -> Response:
        return problem.response()

    @app.errorhandler(ClientDisconnected)
    @app.errorhandler(ParseException)
    def _cut_off(_: Exception) -> Response:
        return Problem("malformed-request", "The body ended too early, came too slowly or in broken chunks.").response()

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        if error.response is not None:
            return cast("Response", error.response)
        status = error.code or 500
        slug = _OF_STATUS.get(status, "malformed-request" if status < 500 else "internal-error")
        kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After", "Location")}
        if status < 400:
            return Response(status=status, headers=kept)
        detail = error.description or KINDS[slug][1]
        if status == 404 and detail == NotFound.description:
            paths = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/v1/")}
            detail = f"There are {', '.join(sorted(paths))}; /openapi.json describes them."
        elif status == 405:
            detail = f"It takes {kept['Allow']}."
        return Problem(slug, detail, kept).response()

    @app.errorhandler(Exception)
    def _defect(error: Exception) -> Response:
        return defect(where(error)).response()


def defect(what: str) -> Problem:
    """Log a defect of this program under the id of the request; the problem that tells of it."""
    _log.error("defect", extra={"told": {"request_id": g.get("request_id"), "where": what}})
    return Problem("internal-error", "This is a defect of the service; its log says where.")
