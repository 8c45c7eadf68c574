"""Grain of Salt: tells what is quietly wrong in a job posting, where, and why.

The way of the data, one package a step, nothing imported upstream:

    bytes -> document/ -> posting/ -> rules/ -> report.py

`check.py` walks that way on one page and is pure; `api/`, `store/` and `web/`
are the shell around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.settings import Settings

__version__ = "0.1.0"

RULESET = "2"
"""Rises whenever any output can change: stored reports of another ruleset are not served."""


def create_app(settings: Settings | None = None) -> Flask:
    """The Flask application; `python -m server` serves it together with what it needs beside it."""
    # Here, not above: whoever wants `server.check` alone loads no web framework. And the other way round: the web
    # loads the parser and the rules where it shows them, not to start or to answer what is stored.
    from server import cli, web
    from server.api import application
    from server.settings import from_environment

    app = application(settings or from_environment())
    app.register_blueprint(web.blueprint)
    app.cli.add_command(cli.check_command)
    return app
