"""What Redis holds: nothing that can be read without the address and the secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.store import Entry, Vault

VAULT = Vault(lambda: b"a secret", "7")
URL = "https://board.example/jobs/4711"
SALT = b"s" * 16
REPORT = b'{"url": "https://board.example/jobs/4711", "title": "Night cook"}'
ENTRY = Entry.of(REPORT, 1_700_000_000_123, b"c" * 16)
SUMMARY = b'{"complete":true}'


def test_what_was_stored_comes_back():
    place = VAULT.place("", URL)
    stored = VAULT.pack(ENTRY, place, SALT)
    assert VAULT.unpack(stored, place, SALT) == ENTRY
    told = VAULT.pack_summary(SUMMARY, place, SALT)
    assert VAULT.unpack_summaries([told, None, stored], [place] * 3, SALT) == [SUMMARY, None, None]


def test_neither_address_nor_page_can_be_read():
    place = VAULT.place("", URL)
    stored = place.key.encode() + VAULT.pack(ENTRY, place, SALT)
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
    assert vault.unpack(VAULT.pack(ENTRY, place, SALT), other, SALT) is None
    assert vault.unpack_summaries([VAULT.pack_summary(SUMMARY, place, SALT)], [other], SALT) == [None]


@pytest.mark.parametrize("salt", [b"t" * 16, b"", b"s", None], ids=repr)
def test_without_its_salt_nothing_can_be_read(salt):
    place = VAULT.place("", URL)
    stored = VAULT.pack(ENTRY, place, SALT)
    assert VAULT.unpack(stored, place, salt) is None
    assert VAULT.unpack_summaries([VAULT.pack_summary(SUMMARY, place, SALT)], [place], salt) == [None]


def test_the_salt_of_a_namespace_is_found_by_all_its_places_and_no_others():
    keys = {VAULT.place("", URL).salt_key, VAULT.place("", URL + "2").salt_key, VAULT.salt_key("")}
    assert len(keys) == 1
    assert VAULT.place("someone", URL).salt_key not in keys
    assert b"someone" not in VAULT.salt_key("someone").encode()


def test_a_name_cannot_be_cut_another_way():
    assert VAULT.place("a", "b\0c").key != VAULT.place("a\0b", "c").key


@given(st.binary(max_size=300))
def test_foreign_values_count_as_none(stored: bytes):
    place = VAULT.place("", URL)
    assert VAULT.unpack(stored, place, SALT) is None
    assert VAULT.unpack_summaries([stored], [place], SALT) == [None]


@given(st.data())
def test_altered_values_count_as_none(data):
    place = VAULT.place("", URL)
    for whole, read in (
        (VAULT.pack(ENTRY, place, SALT), lambda stored: VAULT.unpack(stored, place, SALT)),
        (
            VAULT.pack_summary(SUMMARY, place, SALT),
            lambda stored: VAULT.unpack_summaries([stored], [place], SALT)[0],
        ),
    ):
        stored = bytearray(whole)
        at = data.draw(st.integers(0, len(stored) - 1))
        stored[at] ^= data.draw(st.integers(1, 255))
        assert read(whole) is not None
        assert read(bytes(stored)) is None
        assert read(bytes(stored[:at])) is None


def test_none_is_none():
    assert VAULT.unpack(None, VAULT.place("", URL), SALT) is None


def test_content_is_told_apart_by_bytes_and_type():
    same = VAULT.fingerprint(b"page", "text/html")
    assert same == VAULT.fingerprint(b"page", "text/html")
    assert len({same, VAULT.fingerprint(b"pagf", "text/html"), VAULT.fingerprint(b"page", "text/plain")}) == 3
    assert len(same) == 16
