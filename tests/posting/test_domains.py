"""Facts about hosts, and the shape of the lists they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.posting import domains
from server.posting.words import pattern


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Jobs.Acme.example/7", "jobs.acme.example"),
        ("//acme.example", "acme.example"),
        ("http://acme.example.:80/", "acme.example"),
        ("https://acme.example@evil.example/", "evil.example"),
        ("https://xn--bcher-kva.example/", "bücher.example"),
        ("https://[::1]/", "::1"),
        ("https://[", None),
        ("mailto:jo@acme.example", None),
        ("javascript:alert(1)", None),
        ("/jobs/7", None),
        ("", None),
    ],
)
def test_host_of_a_link(url: str, host: str | None) -> None:
    assert domains.host_of(url) == host


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("northwind.wd5.myworkdayjobs.com", ("ats", "Workday")),
        ("jobs.lever.co", ("ats", "Lever")),
        ("www.linkedin.com", ("board", "LinkedIn")),
        ("fr.indeed.com", ("board", "Indeed")),
        ("www.monster.co.uk", ("board", "Monster")),
        ("monster.careers", None),
        ("notlever.co", None),
        ("acme.example", None),
        ("10.0.0.1", None),
    ],
)
def test_known_hosts(host: str, known: tuple[str, str] | None) -> None:
    assert domains.known(host) == known


@pytest.mark.parametrize(
    ("host", "shared"),
    [
        ("docs.google.com", True),
        ("acme.github.io", True),
        ("acme.notion.site", True),
        ("acme.co.uk", False),
        ("acme.example", False),
    ],
)
def test_hosts_where_anybody_puts_up_pages(host: str, *, shared: bool) -> None:
    assert domains.is_shared(host) is shared


def test_lists_hold_domains_once_each() -> None:
    systems = domains.table("ats_hosts.toml")["ats"]
    assert len({system["name"] for system in systems}) == len(systems) > 50
    served = [host for system in systems for host in system["hosts"]]
    boards = [host for hosts in domains.table("boards.toml")["boards"].values() for host in hosts]
    assert len(set(served)) == len(served)
    assert not set(served) & set(boards)
    sent = [host for system in systems for host in system["mail"]]
    for host in [*served, *sent, *boards, *domains.lines("shorteners.txt"), *domains.lines("free_mail.txt")]:
        assert host == host.lower()
        assert domains.suffix(host + "com" * host.endswith(".")) or host == "page.link"
    for name in ("redirectors.txt", "shorteners.txt", "site_hosts.txt", "free_mail.txt", "well_known_sites.txt"):
        text = (domains.DATA / name).read_text(encoding="utf-8")
        assert "Source" in text.partition("\n\n")[0] or "Source:" in text
        assert "2026" in text


@pytest.mark.parametrize("name", ["policy_words", "apply_words", "ask_words", "posting_words"])
def test_words_are_lower_case_and_compile(name: str) -> None:
    for kind, languages in domains.table(f"{name}.toml").items():
        for words in languages.values():
            assert words == [word.lower() for word in words]
            assert len(set(words)) == len(words)
        assert pattern(name, kind)


@given(st.text(max_size=80))
def test_any_string_is_a_host_or_none(text: str) -> None:
    found = domains.registrable(text)
    assert found is None or domains.registrable(found) == found
    assert isinstance(domains.is_address(text), bool)
    domains.host_of("https://" + text)
    assert domains.unwrapped(text) == text or domains.host_of(domains.unwrapped(text))
