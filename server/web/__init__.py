"""The pages for people: a posting checked at `/`, and what each rule looks for under `/rules/`.

The page at `/` is static: its script sends the posting to `/v1/checks` as any other client does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, render_template

if TYPE_CHECKING:
    from server.rules.model import Rule

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""What these pages may load and do: their own files, and requests to their own server. No markup from strings."""

FAMILIES = {
    "encoding": "Text that was damaged on its way",
    "salary": "Pay",
    "recruiter": "Who writes, and where links lead",
    "posting": "The posting as a whole",
}
"""How people call the families of rules, in the order of the list."""

SEVERITY_WORDS = {"serious": "Serious", "warning": "Warning", "info": "Note"}
"""How people call the severities; the script of the page uses the same words."""

blueprint = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/web")


@blueprint.after_request
def close(response: Response) -> Response:
    """Send every page and file of this blueprint with the policy above."""
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


@blueprint.get("/")
def index() -> str:
    """Paste, choose or drop a posting, and read it with what was found."""
    return render_template("index.html")


@blueprint.get("/rules/")
def rules() -> str:
    """All rules, family by family."""
    families = [(FAMILIES[family], list(members)) for family, members in groupby(_ordered(), _family)]
    return render_template("rules.html", families=families, words=SEVERITY_WORDS)


@blueprint.get("/rules/<family>/<name>")
def rule(family: str, name: str) -> str:
    """What one rule finds, why that matters, and examples of both."""
    found = next((rule for rule in _ordered() if rule.id == f"{family}/{name}"), None)
    if found is None:
        abort(404, description=f"There is no rule {family}/{name}.")
    return render_template(
        "rule.html", rule=found, said=_examples(found), family=FAMILIES[family], words=SEVERITY_WORDS
    )


def _ordered() -> list[Rule]:
    """The rules by family; within one, as the registry has them."""
    from server.rules.registry import RULES

    return sorted(RULES, key=lambda rule: list(FAMILIES).index(_family(rule)))


@cache
def _examples(rule: Rule) -> list[tuple[str, list[str]]]:
    """The bad examples of a rule, each with what it says of it. Kept: they are our own, and checked in this process."""
    return [(example, _said(rule, example)) for example in rule.bad]


def _said(rule: Rule, example: str) -> list[str]:
    """What a rule says of one of its bad examples, found out by checking it."""
    from server.check import check

    content_type = "text/html" if example.startswith("<") else "text/markdown; charset=utf-8"
    report = check(example.encode(), content_type, as_of=datetime.now(UTC))
    return [annotation.message for annotation in report.annotations if annotation.rule == rule.id]


def _family(rule: Rule) -> str:
    return rule.id.partition("/")[0]
