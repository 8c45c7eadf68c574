"""What is stored for a page, and how: found by a keyed hash, readable only to who knows the address."""

from __future__ import annotations

import hashlib
import secrets
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_HEADER = struct.Struct(">4s8sQ16s16s")
_MAGIC = b"GOS4"
_MARK = 8
_TAG = 16
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as it goes out, and what of it is not in the report."""

    report: bytes
    """JSON, as a client gets it."""
    checked_at: int
    """Milliseconds since 1970, UTC."""
    content: bytes
    """`Vault.fingerprint` of what was checked: 16 bytes."""
    etag: str
    """32 hexadecimal digits over the bytes of the report."""

    @classmethod
    def of(cls, report: bytes, checked_at: int, content: bytes) -> Self:
        return cls(report, checked_at, content, hashlib.sha256(report).hexdigest()[:32])


class Place(NamedTuple):
    """Where one client's report on one page is stored, and what opens it."""

    key: str
    """A keyed hash: nobody can tell the address from it, or try addresses without the secret."""
    seed: bytes
    """A key of its own, for what is stored there. Never leaves the process."""
    salt_key: str
    """Where the salt of its namespace is stored."""

    @property
    def summary_key(self) -> str:
        """Where what lookups tell of the report is stored, so that a hundred of them move no reports."""
        return self.key + ":summary"


def _tag(place: Place, told: bytes) -> bytes:
    """What nobody else can make of these bytes for this place."""
    return hashlib.blake2b(told, key=place.seed, digest_size=_TAG).digest()


class _Space(NamedTuple):
    """What the places of one namespace have in common."""

    name: bytes
    """Ruleset and namespace, as a literal: what is put behind it cannot be taken for a part of them."""
    keys: str
    """How their keys begin. In braces, so that a cluster keeps all of a namespace together."""
    salt_key: str


class Vault:
    """Turns addresses into places, and reports into stored values and back.

    Every report of a namespace is sealed with the salt of that namespace. Once the salt is gone, so is all that was
    sealed with it, at once and for everybody, whatever of it is still stored or is stored later.
    """

    def __init__(self, secret: Callable[[], bytes], ruleset: str) -> None:
        """`secret` is asked for when it is first needed."""
        self._make_secret = secret
        self._ruleset = ruleset
        self._spaces: dict[str, _Space] = {}

    @cached_property
    def _key(self) -> bytes:
        """The secret in 64 bytes, the longest key there is."""
        return hashlib.sha512(self._make_secret()).digest()

    def place(self, namespace: str, locator: str) -> Place:
        """The place of `locator` (a canonical URL, or what stands for a page without one) in a namespace.

        The ruleset is part of it: a report of other rules is never found.
        """
        space = self._space(namespace)
        digest = self._hash(space.name + locator.encode())
        return Place(space.keys + digest[:20].hex(), digest[20:], space.salt_key)

    def salt_key(self, namespace: str) -> str:
        """Where the salt of a namespace is stored."""
        return self._space(namespace).salt_key

    def _space(self, namespace: str) -> _Space:
        if namespace not in self._spaces:  # a lookup asks a hundred times
            tag = self._hash(b"namespace\0" + namespace.encode()).hex()[:24]
            name = b"place\0" + repr((self._ruleset, namespace)).encode()
            self._spaces[namespace] = _Space(name, f"gos:{{{tag}}}:", f"gos:{{{tag}}}:salt")
        return self._spaces[namespace]

    def fingerprint(self, body: bytes, content_type: str) -> bytes:
        """16 bytes that stand for the content of a page."""
        return self._hash(b"content\0" + content_type.encode() + b"\0" + body)[:16]

    def mark(self, salt: bytes) -> bytes:
        """8 bytes by which a stored value shows what salt it was sealed with."""
        return self._hash(b"mark\0" + salt)[:_MARK]

    def pack(self, entry: Entry, place: Place, salt: bytes) -> bytes:
        etag, nonce = bytes.fromhex(entry.etag), secrets.token_bytes(_NONCE)
        header = _HEADER.pack(_MAGIC, self.mark(salt), entry.checked_at, entry.content, etag)
        return header + nonce + self._cipher(place, salt).encrypt(nonce, entry.report, header)

    def unpack(self, stored: bytes | None, place: Place, salt: bytes | None) -> Entry | None:
        """What `pack` made; None for anything else: foreign, cut off, altered, of another secret or salt."""
        if not stored or len(stored) < _HEADER.size or salt is None:
            return None
        header, sealed = stored[: _HEADER.size], stored[_HEADER.size :]
        magic, mark, checked_at, content, etag = _HEADER.unpack(header)
        if magic != _MAGIC or mark != self.mark(salt):
            return None
        try:
            report = self._cipher(place, salt).decrypt(sealed[:_NONCE], sealed[_NONCE:], header)
        except (InvalidTag, ValueError):
            return None
        return Entry(report, checked_at, content, etag.hex())

    def pack_summary(self, summary: bytes, place: Place, salt: bytes) -> bytes:
        return _tag(place, self.mark(salt) + summary) + summary

    def unpack_summaries(
        self, stored: Iterable[bytes | None], places: Iterable[Place], salt: bytes | None
    ) -> list[bytes | None]:
        """What `pack_summary` was given, for each value stored at places of one namespace; None for anything else."""
        if salt is None:
            return [None for _ in places]
        mark = self.mark(salt)
        return [
            value[_TAG:] if value and value[:_TAG] == _tag(place, mark + value[_TAG:]) else None
            for value, place in zip(stored, places, strict=True)
        ]

    def _cipher(self, place: Place, salt: bytes) -> AESGCM:
        """The encryption of one place: who does not know its address, or the salt, cannot open it."""
        return AESGCM(self._hash(b"seal\0" + place.seed + salt)[:32])

    def _hash(self, message: bytes) -> bytes:
        """Keyed BLAKE2 (RFC 7693), 64 bytes: six times as fast as HMAC, and a lookup asks for a hundred."""
        return hashlib.blake2b(message, key=self._key).digest()
