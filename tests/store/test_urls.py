"""Which addresses are the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.store.urls import canonical

SAME = [
    ("https://acme.example", "https://acme.example/"),
    ("HTTPS://Jobs.Acme.Example/View/7", "https://jobs.acme.example/View/7"),
    ("https://acme.example:443/a", "https://acme.example/a"),
    ("http://acme.example:80/a", "http://acme.example/a"),
    ("http://acme.example:443/a", "http://acme.example:443/a"),
    ("https://acme.example:8443/a", "https://acme.example:8443/a"),
    ("https://acme.example./a", "https://acme.example/a"),
    ("https://ada:secret@acme.example/a", "https://acme.example/a"),
    ("https://acme.example/a#apply", "https://acme.example/a"),
    ("https://acme.example/a?", "https://acme.example/a"),
    ("https://acme.example/a?&&b=1&", "https://acme.example/a?b=1"),
    # What picks the posting stays, what says how the visitor came goes.
    (
        "https://board.example/viewjob?jk=5f2a&from=serp&utm_source=x&utm_medium=y",
        "https://board.example/viewjob?from=serp&jk=5f2a",
    ),
    ("https://acme.example/jobs?gh_jid=12&gh_src=abc", "https://acme.example/jobs?gh_jid=12"),
    ("https://acme.example/a?UTM_Source=x&GCLID=1&fbclid=2&trk=3&trackingId=4", "https://acme.example/a"),
    ("https://acme.example/a?utm=1&track=2", "https://acme.example/a?track=2&utm=1"),
    # Order does not matter between names, but does between the values of one name.
    ("https://acme.example/a?b=2&a=1", "https://acme.example/a?a=1&b=2"),
    ("https://acme.example/a?x=2&b=1&x=1", "https://acme.example/a?b=1&x=2&x=1"),
    ("https://acme.example/a?b&a=", "https://acme.example/a?a=&b"),
    # Escapes, dots, slashes.
    ("https://acme.example/%7Eada/%e4%bd", "https://acme.example/~ada/%E4%BD"),
    ("https://acme.example/a b/ü?q=ü c", "https://acme.example/a%20b/%C3%BC?q=%C3%BC%20c"),
    ("https://acme.example/100%/a", "https://acme.example/100%25/a"),
    ("https://acme.example/a%2Fb", "https://acme.example/a%2Fb"),
    ("https://acme.example/a/./b/../c", "https://acme.example/a/c"),
    ("https://acme.example/../../a", "https://acme.example/a"),
    ("https://acme.example/a/..", "https://acme.example/"),
    ("https://acme.example/a/%2e%2E/b", "https://acme.example/b"),
    ("https://acme.example//a", "https://acme.example//a"),
    ("https:\\\\acme.example\\a", "https://acme.example/a"),
    ("  https://acme.example/a\n", "https://acme.example/a"),
    ("https://acme.example/a?next=https://b.example/?c=d", "https://acme.example/a?next=https://b.example/?c=d"),
    # Names and numbers of hosts.
    ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ("http://[2001:DB8::0:1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
]


@pytest.mark.parametrize(("url", "expected"), SAME)
def test_one_address_for_one_page(url: str, expected: str):
    assert canonical(url) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "acme.example/a",
        "//acme.example/a",
        "about:blank",
        "file:///etc/passwd",
        "ftp://acme.example/",
        "javascript:alert(1)",
        "https:///a",
        "https://acme.example:99999/",
        "https://acme.example:x/",
        "https://[::1/",
        "https://[1.2.3.4]/",
        "https://a b.example/",
        "https://acme.example/\ud800",
        "https://acme.example/" + "a" * 9000,
        "https://xn--a.b\u200d.example/",
    ],
)
def test_what_is_no_page_is_told(url: str):
    with pytest.raises(ValueError, match=r"^its? "):
        canonical(url)


ADDRESSES = st.builds(
    "{}://{}{}/{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["acme.example", "Bücher.example", "[::1]", "10.0.0.1", "u:p@a.example."]),
    st.sampled_from(["", ":80", ":443", ":8443"]),
    st.text(st.sampled_from("ab/.%2eEfF5?é \\;=&+"), max_size=30),
    st.text(st.sampled_from("?&=ab%7e+ utm_clid#"), max_size=30),
    st.text(max_size=10),
)
"""Of every kind, most of them odd."""


@given(ADDRESSES)
def test_the_address_of_an_address_is_itself(url: str):
    try:
        once = canonical(url)
    except ValueError:
        return
    assert canonical(once) == once


@given(
    st.one_of(
        ADDRESSES, st.from_regex(r"https?://[a-z0-9_.-]{1,9}(/[a-zA-Z0-9._~!$&'()*+,;:@=%-]{0,4}){0,4}(\?[a-z&=%]*)?")
    )
)
def test_what_is_nearly_canonical_goes_the_way_of_all_others(url: str):
    assert outcome(url) == outcome(url.replace("http", "HTTP", 1)), "no address with capitals takes the short way"


def outcome(url: str) -> str:
    try:
        return canonical(url)
    except ValueError as error:
        return str(error)


@given(st.text())
def test_any_text_gives_an_address_or_a_reason(text: str):
    try:
        found = canonical(text)
    except ValueError:
        return
    assert found.startswith(("http://", "https://"))
