"""What requests may say and answers hold: the classes that validate are those that the OpenAPI document shows."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from flask_openapi3 import Schema
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from server.store.urls import LONGEST

MOST_URLS = 100
"""Addresses in one lookup: a page of search results, and then some."""


class Asked(BaseModel):
    """A part of a request; names that are not declared are refused, so that a slip is noticed."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    @classmethod
    @cache
    def model_json_schema(  # type: ignore[override]
        cls, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Computed once: flask-openapi3 asks for it on every request."""
        return super().model_json_schema(*args, **kwargs)


Address = Annotated[
    str,
    Field(
        # Told, not enforced: `store/urls.py` decides, takes a little more (IDN, IPv6), and says what is wrong.
        json_schema_extra={
            "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(:[0-9]{1,4})?([/?#]|$)",
            "maxLength": LONGEST,
            "example": "https://board.example/jobs/4711",
        }
    ),
]
"""The address of a page."""


class CheckQuery(Asked):
    url: Address | None = None
    """Where the page came from. The report is stored under it."""
    include: Literal["text"] | None = None
    """`text`: with the text of the page, as shown and repaired."""


class PageQuery(Asked):
    url: Address
    """Where the page came from."""


class ForgetQuery(Asked):
    url: Address | None = None
    """Where the page came from; without it, everything is forgotten."""


class RulePath(BaseModel):
    family: str
    name: str


class LookupBody(Asked):
    urls: list[str] = Field(max_length=MOST_URLS, json_schema_extra={"example": ["https://board.example/jobs/4711"]})
    """At most 100 addresses."""


class Counts(BaseModel):
    """Findings by severity. Annotations with the same rule, title and severity are one finding in several places."""

    serious: int
    warning: int
    info: int


class Lookup(BaseModel):
    """What is known of one address."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    url: str
    """As it was asked for."""
    checked_at: str | None
    """RFC 3339, UTC; null where no report is stored."""
    counts: Counts | None = None
    """Only where a report is stored."""
    complete: bool | None = None
    """Whether all of the page was checked; where not, no findings do not mean that all is well. With `counts`."""


class Lookups(BaseModel):
    """Answers in the order of the addresses."""

    results: list[Lookup]


class RuleText(BaseModel):
    """One rule, as data."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: str
    family: str
    severity: Literal["serious", "warning", "info"]
    """Of its findings, unless one says otherwise."""
    title: str
    what_it_finds: str
    why_it_matters: str
    example: str
    not_flagged: str
    help_url: str
    """The same for people, relative to the service."""


class Rules(BaseModel):
    """The rules in the order in which their findings are told."""

    ruleset: str
    """Rises whenever the same page could get another report."""
    rules: list[RuleText]


def components() -> dict[str, Schema]:
    """The schemas that answers refer to, by name."""
    from server.report import Report

    template = "#/components/schemas/{model}"
    found: dict[str, Schema] = {}
    for kind in (Report, Lookups, Rules, RuleText):
        schema = TypeAdapter(kind).json_schema(ref_template=template, mode="serialization")
        parts = schema.pop("$defs", {}) | {kind.__name__: schema}
        found |= {name: Schema(**part) for name, part in parts.items()}
    return found


def answer(kind: str, description: str, *headers: str) -> dict[str, Any]:
    """The OpenAPI response that holds one of `components` as JSON."""
    schema = {"$ref": f"#/components/schemas/{kind}"}
    return {
        "description": description,
        "headers": {name: {"schema": {"type": "string"}} for name in headers},
        "content": {"application/json": {"schema": schema}},
    }
