"""What those who run the service ask: is it there, can it work, what does it do, what does it speak."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app

from server.api import metrics, schemas
from server.sandbox import Sandbox
from server.store import Store, Unavailable


def blueprint(store: Store, sandbox: Sandbox) -> Blueprint:
    """`/healthz`, `/readyz`, `/metrics` and `/openapi.json`."""
    routes = Blueprint("operations", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        """The process answers. Touches nothing else."""
        return _json(b'{"status":"ok"}')

    @routes.get("/readyz")
    def readyz() -> Response:
        """Pages can be checked. Without Redis they still can, so that is told but does not count."""
        checks = "ok" if sandbox.reachable() else "unreachable"
        try:
            store.ping()
            remembered = "ok"
        except Unavailable:
            remembered = "unreachable"
        body = f'{{"checks":"{checks}","redis":"{remembered}"}}'.encode()
        return _json(body, 200 if checks == "ok" else 503)

    @routes.get("/metrics")
    def exposed() -> Response:
        """Counts and times for Prometheus."""
        return metrics.exposition()

    @routes.get("/openapi.json")
    def openapi() -> Response:
        """The OpenAPI document, from the classes that validate requests."""
        app: Flask = current_app
        app.components_schemas.update(schemas.components())  # type: ignore[attr-defined]
        return _json(app.json.dumps(app.api_doc).encode(), cache="private, max-age=300")  # type: ignore[attr-defined]

    return routes


def _json(body: bytes, status: int = 200, cache: str = "no-store") -> Response:
    return Response(body, status, content_type="application/json", headers={"Cache-Control": cache})
