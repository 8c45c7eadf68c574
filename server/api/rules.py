"""`/v1/rules`: the rules as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from server import RULESET
from server.api import problems, schemas
from server.api.problems import Problem

if TYPE_CHECKING:
    from server.rules.model import Rule


def blueprint() -> APIBlueprint:
    """The routes under `/v1/rules`."""
    api = APIBlueprint("rules_as_data", __name__, abp_tags=[Tag(name="rules")], abp_responses=problems.ANY)

    @api.get(
        "/v1/rules",
        operation_id="rules",
        responses={200: schemas.answer("Rules", "Every rule that the service asks")},
    )
    def rules() -> Response:
        """List the rules."""
        from server.rules.registry import RULES

        return _answer(schemas.Rules(ruleset=RULESET, rules=[_text(rule) for rule in RULES]))

    @api.get(
        "/v1/rules/<family>/<name>",
        operation_id="rule",
        responses={
            200: schemas.answer("RuleText", "The rule"),
            **problems.responses("unknown-rule"),
        },
    )
    def rule(path: schemas.RulePath) -> Response:
        """Read one rule."""
        from server.rules.registry import RULES

        for rule in RULES:
            if rule.id == f"{path.family}/{path.name}":
                return _answer(_text(rule))
        raise Problem("unknown-rule", "GET /v1/rules lists those that exist.")

    return api


def _text(rule: Rule) -> schemas.RuleText:
    sections = rule.sections
    return schemas.RuleText(
        id=rule.id,
        family=rule.id.partition("/")[0],
        severity=rule.severity,
        title=rule.title,
        what_it_finds=sections["What it finds"],
        why_it_matters=sections.get("Why it matters", ""),
        example=sections.get("Example", ""),
        not_flagged=sections.get("Not flagged", ""),
        help_url=f"/rules/{rule.id}",
    )


def _answer(value: schemas.Rules | schemas.RuleText) -> Response:
    return Response(
        value.model_dump_json(), content_type="application/json", headers={"Cache-Control": "private, max-age=300"}
    )
