"""What the running service tells of itself: one JSON object a line, on standard error.

Never a page's text, an address or a token. A line holds the name of an event, route templates and ids; of an
exception, where it came from and not what it says. Other packages are heard from warnings on.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from server.sandbox import where

_log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """An event and what is told of it (`extra={"told": {...}}`) as one object."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and isinstance(record.exc_info[1], Exception):
            line["where"] = where(record.exc_info[1])
        return json.dumps(line)


def configuration(level: str) -> dict[str, Any]:
    """For `logging.config.dictConfig` and for gunicorn, whose own lines become such lines, too."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "server": {"level": level.upper()},
            "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }


def request(status: int, **told: object) -> None:
    """Tell of a request that was answered: a failure of ours in any case, everything else where it is wished."""
    level = logging.WARNING if status >= 500 else logging.INFO
    if _log.isEnabledFor(level):
        _log.log(level, "request", extra={"told": {"status": status, **told}})
