"""The HTTP surface: `/v1` and what belongs to it. Speaks HTTP and leaves the work to others."""

from __future__ import annotations

from flask_openapi3 import Info, OpenAPI

from server import RULESET, __version__
from server.api import access, bodies, checks, limits, lookups, metrics, operations, problems, rules
from server.sandbox import Sandbox
from server.settings import Settings
from server.store import Store, Vault
from server.store.secret import secret


def application(settings: Settings) -> OpenAPI:
    """The service without its web pages."""
    app = OpenAPI(
        "server",
        info=Info(title="Grain of Salt", version=__version__, summary="What is quietly wrong in a job posting."),
        doc_ui=False,
        static_folder=None,
        validation_error_status="default",
        validation_error_model=problems.ProblemDetails,
        validation_error_callback=problems.of_validation,
        security_schemes={"token": {"type": "http", "scheme": "bearer"}} if settings.tokens else {},
        openapi_extensions={"security": [{"token": []}]} if settings.tokens else {},
    )
    app.request_class = bodies.StrictRequest
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.url_map.strict_slashes = False

    vault = Vault(lambda: secret(settings), RULESET)
    store = Store(
        settings.redis_address,
        vault,
        keep_seconds=settings.keep_seconds,
        timeout_seconds=settings.redis_timeout_seconds,
    )
    sandbox = Sandbox(settings.checks_socket, settings.check_seconds)
    metrics.register(app)
    app.before_request(store.begin)
    access.register(app, settings)
    limits.register(app, settings, store)
    problems.register(app)
    app.register_api(checks.blueprint(settings, store, sandbox))
    app.register_api(lookups.blueprint(store))
    app.register_api(rules.blueprint())
    app.register_blueprint(operations.blueprint(store, sandbox))
    return app
