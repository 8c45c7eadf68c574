"""What Redis holds: nothing that can be read without the address and the secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.store import Entry, Summary, Vault

VAULT = Vault(lambda: b"a secret", "7")
URL = "https://board.example/jobs/4711"
REPORT = b'{"url": "https://board.example/jobs/4711", "title": "Night cook"}'
ENTRY = Entry(Summary.of(REPORT, 1_700_000_000_123, b"c" * 16, (2, 1, 0), complete=False), REPORT)


def test_what_was_stored_comes_back():
    place = VAULT.place("", URL)
    stored = VAULT.pack(ENTRY, place)
    assert VAULT.unpack(stored, place) == ENTRY
    assert Summary.unpack(stored) == ENTRY.summary
    assert (ENTRY.summary.counts, ENTRY.summary.complete) == ((2, 1, 0), False)


def test_neither_address_nor_page_can_be_read():
    place = VAULT.place("", URL)
    stored = place.key.encode() + VAULT.pack(ENTRY, place)
    for word in (b"board", b"example", b"4711", b"cook", b"http"):
        assert word not in stored


@pytest.mark.parametrize(
    ("vault", "namespace", "url"),
    [
        (VAULT, "someone", URL),
        (VAULT, "", URL + "2"),
        (Vault(lambda: b"a secret", "8"), "", URL),
        (Vault(lambda: b"another", "7"), "", URL),
    ],
    ids=["namespace", "address", "ruleset", "secret"],
)
def test_every_part_makes_another_place(vault, namespace, url):
    place, other = VAULT.place("", URL), vault.place(namespace, url)
    assert other.key != place.key
    assert vault.unpack(VAULT.pack(ENTRY, place), other) is None


def test_a_name_cannot_be_cut_another_way():
    assert VAULT.place("a", "b\0c").key != VAULT.place("a\0b", "c").key


@given(st.binary(max_size=300))
def test_foreign_values_count_as_none(stored: bytes):
    assert VAULT.unpack(stored, VAULT.place("", URL)) is None


@given(st.data())
def test_altered_values_count_as_none(data):
    place = VAULT.place("", URL)
    stored = bytearray(VAULT.pack(ENTRY, place))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= data.draw(st.integers(1, 255))
    assert VAULT.unpack(bytes(stored), place) is None
    assert VAULT.unpack(bytes(stored[:at]), place) is None


def test_none_is_none():
    assert VAULT.unpack(None, VAULT.place("", URL)) is None


def test_content_is_told_apart_by_bytes_and_type():
    same = VAULT.fingerprint(b"page", "text/html")
    assert same == VAULT.fingerprint(b"page", "text/html")
    assert len({same, VAULT.fingerprint(b"pagf", "text/html"), VAULT.fingerprint(b"page", "text/plain")}) == 3
    assert len(same) == 16
