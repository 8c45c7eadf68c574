"""`/v1/checks`: check a page, read the stored report of one, forget it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from flask import Response, g, request
from flask_openapi3 import APIBlueprint, Tag

from server.api import bodies, metrics, problems, schemas
from server.api.problems import Problem
from server.sandbox import Busy, Checked, CheckFailed, Sandbox, TooComplex
from server.settings import Settings
from server.store import Entry, Place, Store, Unavailable
from server.store.urls import canonical
from server.worker import WAITERS

_CACHE = "grain-of-salt"
_POLL_SECONDS = 0.02
"""After how long one who waits for another's computation first looks whether it is there; then less and less often."""


def blueprint(settings: Settings, store: Store, sandbox: Sandbox) -> APIBlueprint:
    """The routes under `/v1/checks`."""
    api = APIBlueprint("checks", __name__, abp_tags=[Tag(name="checks")], abp_responses=problems.ANY)
    desk = Desk(settings, store, sandbox)

    @api.post(
        "/v1/checks",
        operation_id="check",
        openapi_extensions={
            "requestBody": {
                "required": True,
                "description": "The page, byte for byte, in any encoding; gzip (Content-Encoding) allowed.",
                "content": {
                    kind: {"schema": {"type": "string", "minLength": 1} | ({} if "xml" in kind else {"pattern": r"\S"})}
                    for kind in bodies.PAGE_TYPES
                },
            }
        },
        responses={
            200: schemas.answer("Report", "What was found", "ETag", "Cache-Status", "Age"),
            **problems.responses(
                "malformed-request",
                "token-needed",
                "body-too-large",
                "unsupported-media-type",
                "invalid-request",
                "empty-page",
                "too-complex",
                "too-many-requests",
                "internal-error",
                "busy",
            ),
        },
    )
    def check(query: schemas.CheckQuery) -> Response:
        """Check a page.

        The report is stored under `url` when one is given. The same content is not checked again while
        its report is fresh, unless the request says `Cache-Control: no-cache` or asks for the text.
        """
        content_type = bodies.page_type(request)
        url = _canonical(query.url) if query.url is not None else None
        body = bodies.read_page(request, settings.max_body_bytes)
        return desk.check(g.namespace, Page(body, content_type, url, query.include == "text"))

    @api.get(
        "/v1/checks",
        operation_id="stored_check",
        responses={
            200: schemas.answer("Report", "The stored report", "ETag", "Cache-Status", "Age"),
            304: {"description": "The report that the client has is the one stored"},
            **problems.responses("token-needed", "not-checked", "invalid-request"),
        },
    )
    def stored(query: schemas.PageQuery) -> Response:
        """Read the stored report of a page, if it was checked within a day."""
        return desk.stored(g.namespace, _canonical(query.url))

    @api.delete(
        "/v1/checks",
        operation_id="forget_check",
        responses={204: None, **problems.responses("token-needed", "invalid-request", "store-unavailable")},
    )
    def forget(query: schemas.ForgetQuery) -> Response:
        """Forget the stored report of a page; without `url`, all that is stored for this client.

        All is forgotten at once: a check that is under way then is answered, but leaves nothing that can be read.
        """
        url = _canonical(query.url) if query.url is not None else None
        try:
            if url is None:
                store.forget_all(g.namespace)
            else:
                store.forget(store.vault.place(g.namespace, url))
        except Unavailable:
            raise Problem(
                "store-unavailable", "Redis cannot be reached, so nothing could be forgotten.", {"Retry-After": "5"}
            ) from None
        return Response(status=204)

    return api


@dataclass(frozen=True, slots=True)
class Page:
    """What a client sent to be checked."""

    body: bytes
    content_type: str
    url: str | None
    """Canonical; None where the client gave none."""
    include_text: bool
    """Whether the text of the page is asked for as well; it is never stored."""


class Shelf(NamedTuple):
    """Where a report goes, and what it is sealed with."""

    place: Place
    salt: bytes


class Desk:
    """Where a page comes in: looked up, checked, stored, answered."""

    def __init__(self, settings: Settings, store: Store, sandbox: Sandbox) -> None:
        self._settings = settings
        self._store = store
        self._sandbox = sandbox
        # Two threads are left for what needs no check: stored reports, health, and saying that there is no seat.
        self._seats = threading.BoundedSemaphore(max(1, settings.threads - 2))
        self._waiters = threading.BoundedSemaphore(WAITERS)

    def check(self, namespace: str, page: Page) -> Response:
        """The report on a page: a fresh stored one of the same content, or a new one."""
        vault = self._store.vault
        content = vault.fingerprint(page.body, page.content_type)
        # A page without an address has a place all the same, so that it is not checked twice either.
        place = vault.place(namespace, page.url if page.url is not None else f"content:{content.hex()}")
        wish = request.cache_control
        try:
            salt = self._store.salt(namespace)
            shelf = Shelf(place, salt)
            if page.include_text or "no-cache" in wish or wish.max_age == 0:
                return self._compute(page, content, shelf)
            if entry := self._fresh(place, content):
                return self._known(entry, "reused")
            with self._store.flight(place, content, salt, self._settings.check_seconds + 1) as mine:
                # Also where it is mine: another may have finished since the first look.
                if entry := self._fresh(place, content) if mine else self._await(place, content):
                    return self._known(entry, "shared")
                return self._compute(page, content, shelf)
        except Unavailable as reason:
            return self._compute(page, content, None, not_stored(reason))

    def stored(self, namespace: str, url: str) -> Response:
        """The stored report of a page, as bytes that go out as they are."""
        place = self._store.vault.place(namespace, url)
        try:
            entry = self._store.get(place)
        except Unavailable as reason:
            raise Problem(
                "not-checked",
                "Redis cannot be reached, so no stored report can be read: send the page.",
                {"Cache-Status": not_stored(reason)},
            ) from None
        if entry is None:
            raise Problem(
                "not-checked", "No report is stored for it: send the page.", {"Cache-Status": f"{_CACHE}; fwd=uri-miss"}
            )
        headers = {
            "ETag": f'"{entry.etag}"',
            "Cache-Control": "private, no-cache",
            "Age": str(_age(entry)),
            "Cache-Status": f"{_CACHE}; hit",
        }
        if "If-None-Match" in request.headers and request.if_none_match.contains_weak(entry.etag):
            return Response(status=304, headers=headers)
        return Response(entry.report, headers=headers, content_type="application/json")

    def _fresh(self, place: Place, content: bytes) -> Entry | None:
        """The stored report at a place, if it is of this content and not older than the settings say."""
        entry = self._store.get(place)
        if entry and entry.content == content:
            age = time.time() - entry.checked_at / 1000
            if 0 <= age < self._settings.fresh_seconds:  # a clock that went back makes nothing fresh for ever
                return entry
        return None

    def _await(self, place: Place, content: bytes) -> Entry | None:
        """The report that another request is computing; None if it does not come in time."""
        deadline = time.monotonic() + self._settings.check_seconds + 1
        pause = _POLL_SECONDS
        with _one_of(self._waiters):
            while time.monotonic() < deadline:
                time.sleep(pause)
                pause *= 1.2
                if entry := self._fresh(place, content):
                    return entry
        return None

    def _compute(
        self, page: Page, content: bytes, shelf: Shelf | None, said: str = f"{_CACHE}; fwd=miss; stored"
    ) -> Response:
        """Check a page, store the report on `shelf` unless that is None, and answer."""
        now = datetime.now(UTC)
        checked = self._checked(page, now)
        entry = Entry.of(checked.report, int(now.timestamp() * 1000), content)
        if shelf:
            try:
                self._store.put(shelf.place, entry, _summary(checked, now), shelf.salt)
            except Unavailable as reason:
                said = not_stored(reason)
        if checked.report_with_text is None:
            response = _answer(checked.report, entry.etag)
        else:
            response = _answer(checked.report_with_text, f"{entry.etag}-text")
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cache-Status"] = said
        return response

    def _checked(self, page: Page, now: datetime) -> Checked:
        """What the sandbox says of a page. Raises Problem where it says nothing."""
        try:
            with _one_of(self._seats):
                checked = self._sandbox.check(
                    page.body, page.content_type, page.url, now, include_text=page.include_text
                )
        except TooComplex as error:
            metrics.CHECKS.labels("too-complex").inc()
            raise Problem("too-complex", f"The page was not checked: {error}.") from None
        except Busy as error:
            raise _busy(str(error)) from None
        except CheckFailed as error:
            metrics.CHECKS.labels("failed").inc()
            raise problems.defect(str(error)) from None
        metrics.computed(checked)
        return checked

    def _known(self, entry: Entry, how: str) -> Response:
        """A stored report as the answer to a page that was sent."""
        metrics.CHECKS.labels(how).inc()
        response = _answer(entry.report, entry.etag)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Age"] = str(_age(entry))
        shared = "fwd=miss; collapsed" if how == "shared" else "hit"
        response.headers["Cache-Status"] = f"{_CACHE}; {shared}"
        return response


@contextmanager
def _one_of(seats: threading.Semaphore) -> Iterator[None]:
    """Take a seat. Raises Problem where none is left: nobody waits for one."""
    if not seats.acquire(blocking=False):
        raise _busy("enough pages wait to be checked")
    try:
        yield
    finally:
        seats.release()


def _busy(why: str) -> Problem:
    metrics.CHECKS.labels("busy").inc()
    return Problem("busy", f"The page was not checked: {why}.", {"Retry-After": "2"})


def _answer(report: bytes, etag: str) -> Response:
    response = Response(report, content_type="application/json")
    response.set_etag(etag)
    return response


def not_stored(reason: Unavailable) -> str:
    """Count a failure of the store; the `Cache-Status` (RFC 9211) that tells it."""
    metrics.STORE_ERRORS.labels(str(reason)).inc()
    return f"{_CACHE}; fwd=bypass; detail={reason}"


def _summary(checked: Checked, now: datetime) -> bytes:
    """What a lookup tells of a report, in the bytes that go out: all of a `schemas.Lookup` but its address."""
    serious, warning, info = checked.counts
    told = schemas.Lookup(
        url="",
        checked_at=f"{now:%Y-%m-%dT%H:%M:%SZ}",
        counts=schemas.Counts(serious=serious, warning=warning, info=info),
        complete=checked.complete,
    )
    return told.model_dump_json(exclude={"url"}).encode()


def _age(entry: Entry) -> int:
    """Whole seconds since the check."""
    return max(0, int(time.time() - entry.checked_at / 1000))


def _canonical(url: str) -> str:
    try:
        return canonical(url)
    except ValueError as error:
        raise Problem("invalid-request", f"url is no address of a page: {error}.") from None
