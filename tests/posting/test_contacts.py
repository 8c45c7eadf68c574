"""Contacts of small postings, in a table; and what holds for any page."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import document, posting
from server.posting import contacts
from server.posting.contacts.invitations import invites_to_apply
from server.posting.model import Posting

CASES = Path(__file__).parents[1] / "cases" / "contacts"
ROWS = tomllib.loads((CASES / "contacts.toml").read_text(encoding="utf-8"))["case"]


def read(text: str) -> Posting:
    kind = "text/html" if text.lstrip().startswith("<") else "text/markdown"
    page = document.read(text.encode(), f"{kind}; charset=utf-8", None)
    return posting.read(page, datetime(2026, 1, 15, tzinfo=UTC))


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case["why"])
def test_contacts_of_a_posting(case: dict) -> None:
    found = [f"{one.kind} {one.role} {one.value}" for one in read(case["text"]).contacts]
    assert sorted(found) == sorted(case["contacts"])


def test_the_place_is_what_is_shown() -> None:
    facts = read("We sort.\n\nSend your CV to jobs@acme.example. [Apply now](https://acme.example/7)")
    shown = [facts.document.text[slice(*one.span)] for one in facts.contacts]
    assert shown == ["jobs@acme.example", "Apply now"]


def test_a_page_of_links_gives_a_small_report() -> None:
    links = "".join(f'<a href="https://acme.example/{n}">Page {n}</a>' for n in range(5_000))
    buttons = "".join(f'<a href="https://acme.example/apply/{n}">Apply</a>' for n in range(5_000))
    assert read(f"<p>{links}</p>").contacts == ()
    many = read(f"<p>{buttons}</p><p>Send your CV to jobs@acme.example</p>")
    assert [one.value for one in many.contacts if one.kind == "email"] == ["jobs@acme.example"]
    assert len(many.contacts) == 21
    assert [gap.code for gap in many.incomplete] == ["many-contacts"]


@pytest.mark.parametrize(
    ("label", "invites"),
    [
        ("Apply", True),
        ("Easy Apply", True),
        ("Apply for this job", True),
        ("Zur Bewerbung", True),
        ("Je postule", True),
        ("Application deadline: 3 May", False),
        ("Apply your knowledge of tides to real problems every day of the week", False),
        ("Terms apply", False),
        ("", False),
    ],
)
def test_labels_that_invite(label: str, *, invites: bool) -> None:
    assert invites_to_apply(label) is invites


@given(st.text(alphabet="a@.[]() +0123456789:/atdot\n", max_size=200))
def test_any_text_is_read(text: str) -> None:
    page = document.read(text.encode(), "text/plain; charset=utf-8", None)
    found, _ = contacts.read(page, (), ())
    for one in found:
        assert one.value
        assert 0 <= one.span.start <= one.span.end <= len(page.text)
