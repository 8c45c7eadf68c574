"""Sentences and what they declare, in tables; and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import rows

from server import document
from server.posting import domains, policies
from server.posting.model import Policy


def declared(text: str) -> tuple[Policy, ...]:
    return policies.read(document.read(text.encode(), "text/markdown; charset=utf-8", None))[0]


def hosts(found: tuple[Policy, ...], scope: str, side: str) -> list[str]:
    named = [one.domain for policy in found if policy.scope == scope for one in getattr(policy, side)]
    return list(dict.fromkeys(named))


@pytest.mark.parametrize("case", rows("policies"))
def test_sentence_declares(case: dict) -> None:
    found = declared(case["text"])
    assert hosts(found, "email", "allowed") == case.get("mail", [])
    assert hosts(found, "email", "rejected") == case.get("rejected", [])
    assert hosts(found, "site", "allowed") == case.get("site", [])
    if found and "site" not in case:
        assert any(policy.exclusive for policy in found) == case.get("only", False)


@pytest.mark.parametrize("case", rows("policies"))
def test_surroundings_change_nothing(case: dict) -> None:
    """The same sentence inside a posting, as HTML, says the same."""
    found = declared(f"# Clerk\n\nWe sort things.\n\n{case['text']}\n\nWe like tea.\n")
    alone = declared(case["text"])
    assert [(p.allowed, p.rejected) for p in found] == [(p.allowed, p.rejected) for p in alone]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Our mail only comes from @acme.example.", "host"),
        ("Our recruiters' mail always ends in acme.example.", "subdomains"),
        ("Our recruiters' mail only comes from jobs@acme.example.", "mailbox"),
        ("Check the sender. CORRECT: name@acme.example", "host"),
    ],
)
def test_how_a_declaration_matches(text: str, match: str) -> None:
    (policy,) = declared(text)
    assert [one.match for one in policy.allowed] == [match]


def test_the_place_is_the_sentence() -> None:
    page = document.read(b"We sort. Mail only comes from @acme.example. Tea.", "text/plain", None)
    ((policy,), _) = policies.read(page)
    assert page.text[slice(*policy.span)] == "Mail only comes from @acme.example."


@pytest.mark.parametrize(
    ("sentence", "most"),
    [("Our mail only comes from @acme{}.example. Tea.\n", 50), ("See acme{}.example for tea.\n", 100)],
    ids=["policies", "sentences"],
)
def test_what_is_left_out_is_told(sentence: str, most: int) -> None:
    def left_out(number: int) -> list[str]:
        text = "".join(sentence.format(n) for n in range(number))
        return [gap.code for gap in policies.read(document.read(text.encode(), "text/plain", None))[1]]

    assert left_out(most) == []
    assert left_out(most + 1) == ["many-policies"]


PIECES = """only never we emails from @acme.example jo@acme.example acme.example domain ending in not fake : ; , . ( )
    other than except CORRECT INCORRECT gmail http://acme.example/jobs all jobs posted at"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_text_is_read(text: str) -> None:
    page = document.read(text.encode(), "text/plain; charset=utf-8", None)
    for policy in policies.read(page)[0]:
        assert 0 <= policy.span.start < policy.span.end <= len(page.text)
        assert policy.allowed or policy.rejected
        assert all(domains.registrable(one.domain) for one in (*policy.allowed, *policy.rejected))
