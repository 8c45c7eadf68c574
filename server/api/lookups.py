"""`/v1/lookups`: what is known of many pages at once, for marking postings on a page of results."""

from __future__ import annotations

from flask import Response, g
from flask_openapi3 import APIBlueprint, Tag
from pydantic_core import to_json

from server.api import metrics, problems, schemas
from server.api.checks import not_stored
from server.store import Place, Store, Unavailable
from server.store.urls import canonical


def blueprint(store: Store) -> APIBlueprint:
    """The route `/v1/lookups`."""
    api = APIBlueprint("lookups", __name__, abp_tags=[Tag(name="lookups")], abp_responses=problems.ANY)

    @api.post(
        "/v1/lookups",
        operation_id="lookup",
        responses={
            200: schemas.answer("Lookups", "One result for each address, in order", "Cache-Status"),
            **problems.responses(
                "malformed-request",
                "token-needed",
                "body-too-large",
                "unsupported-media-type",
                "invalid-request",
                "too-many-requests",
            ),
        },
    )
    def lookup(body: schemas.LookupBody) -> Response:
        """Tell which pages have a stored report, and how much was found on each.

        An address that is none, or of no page that was checked, has `checked_at: null`.
        """
        namespace = g.namespace
        places = [_place(store, namespace, url) for url in body.urls]
        headers = {"Cache-Control": "no-store"}
        try:
            stored = store.summaries([place for place in places if place])
        except Unavailable as reason:
            headers["Cache-Status"] = not_stored(reason)
            stored = []
        else:
            known = len(stored) - stored.count(None)
            metrics.ADDRESSES.labels("known").inc(known)
            metrics.ADDRESSES.labels("unknown").inc(len(places) - known)
        found = iter(stored)
        results = [
            _result(url, next(found, None) if place else None) for url, place in zip(body.urls, places, strict=True)
        ]
        return Response(b'{"results":[%b]}' % b",".join(results), headers=headers, content_type="application/json")

    return api


def _place(store: Store, namespace: str, url: str) -> Place | None:
    try:
        return store.vault.place(namespace, canonical(url))
    except ValueError:
        return None


def _result(url: str, summary: bytes | None) -> bytes:
    """One `schemas.Lookup` in JSON. Joined, not made: there are a hundred in an answer."""
    return b'{"url":%b,%b' % (to_json(url), (summary or b'{"checked_at":null}')[1:])
