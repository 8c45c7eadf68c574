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

_SUMMARY = struct.Struct(">Q16s16s3H?")
_MAGIC = b"GOS3"
_MARK = 8
_NONCE = 12
_START = len(_MAGIC) + _MARK

HEADER_BYTES = _START + _SUMMARY.size
"""How much of a stored value says when it was checked and what was found, without the report."""


class Summary(NamedTuple):
    """What can be told of a stored report without opening it."""

    checked_at: int
    """Milliseconds since 1970, UTC."""
    content: bytes
    """`Vault.fingerprint` of what was checked: 16 bytes."""
    etag: str
    """32 hexadecimal digits over the bytes of the report."""
    counts: tuple[int, int, int]
    """Findings, however many places each has: serious, warning, info."""
    complete: bool
    """Whether all of the page was checked; where not, few findings do not mean that all is well."""

    @classmethod
    def of(
        cls, report: bytes, checked_at: int, content: bytes, counts: tuple[int, int, int], *, complete: bool
    ) -> Self:
        return cls(checked_at, content, hashlib.sha256(report).hexdigest()[:32], counts, complete)

    def pack(self) -> bytes:
        serious, warning, info = (min(count, 0xFFFF) for count in self.counts)
        etag = bytes.fromhex(self.etag)
        return _SUMMARY.pack(self.checked_at, self.content, etag, serious, warning, info, self.complete)

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        checked_at, content, etag, serious, warning, info, complete = _SUMMARY.unpack(packed)
        return cls(checked_at, content, etag.hex(), (serious, warning, info), complete)


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as it goes out, and its summary."""

    summary: Summary
    report: bytes
    """JSON, as a client gets it."""


class Place(NamedTuple):
    """Where one client's report on one page is stored, and what opens it."""

    key: str
    """A keyed hash: nobody can tell the address from it, or try addresses without the secret."""
    name: bytes
    """Ruleset, namespace and address, which the key of the encryption is derived from. Never leaves the process."""
    salt_key: str
    """Where the salt of its namespace is stored."""


class Vault:
    """Turns addresses into places, and reports into stored values and back.

    Every report of a namespace is sealed with the salt of that namespace. Once the salt is gone, so is all that was
    sealed with it, at once and for everybody, whatever of it is still stored or is stored later.
    """

    def __init__(self, secret: Callable[[], bytes], ruleset: str) -> None:
        """`secret` is asked for when it is first needed."""
        self._make_secret = secret
        self._ruleset = ruleset
        self._salt_keys: dict[str, str] = {}

    @cached_property
    def _key(self) -> bytes:
        """The secret in 64 bytes, the longest key there is."""
        return hashlib.sha512(self._make_secret()).digest()

    def place(self, namespace: str, locator: str) -> Place:
        """The place of `locator` (a canonical URL, or what stands for a page without one) in a namespace.

        The ruleset is part of it: a report of other rules is never found.
        """
        name = repr((self._ruleset, namespace, locator)).encode()
        salt_key = self.salt_key(namespace)
        return Place(salt_key.removesuffix("salt") + self._hash(b"key\0" + name).hex()[:40], name, salt_key)

    def salt_key(self, namespace: str) -> str:
        """Where the salt of a namespace is stored. In braces, so that a cluster keeps all of a namespace together."""
        if namespace not in self._salt_keys:  # a lookup asks a hundred times
            tag = self._hash(b"namespace\0" + namespace.encode()).hex()[:24]
            self._salt_keys[namespace] = f"gos:{{{tag}}}:salt"
        return self._salt_keys[namespace]

    def fingerprint(self, body: bytes, content_type: str) -> bytes:
        """16 bytes that stand for the content of a page."""
        return self._hash(b"content\0" + content_type.encode() + b"\0" + body)[:16]

    def mark(self, salt: bytes) -> bytes:
        """8 bytes by which a stored value shows what salt it was sealed with."""
        return self._hash(b"mark\0" + salt)[:_MARK]

    def pack(self, entry: Entry, place: Place, salt: bytes) -> bytes:
        header, nonce = _MAGIC + self.mark(salt) + entry.summary.pack(), secrets.token_bytes(_NONCE)
        return header + nonce + self._cipher(place, salt).encrypt(nonce, entry.report, header)

    def unpack(self, stored: bytes | None, place: Place, salt: bytes | None) -> Entry | None:
        """What `pack` made; None for anything else: foreign, cut off, altered, of another secret or salt."""
        summary = self.summaries([stored], salt)[0]
        if not summary or not stored or salt is None:
            return None
        nonce, sealed = stored[HEADER_BYTES : HEADER_BYTES + _NONCE], stored[HEADER_BYTES + _NONCE :]
        try:
            return Entry(summary, self._cipher(place, salt).decrypt(nonce, sealed, stored[:HEADER_BYTES]))
        except (InvalidTag, ValueError):
            return None

    def summaries(self, stored: Iterable[bytes | None], salt: bytes | None) -> list[Summary | None]:
        """The summary at the beginning of each stored value of one namespace; None where none can be read."""
        start = _MAGIC + self.mark(salt) if salt is not None else None
        return [
            Summary.unpack(value[_START:HEADER_BYTES])
            if start and value and len(value) >= HEADER_BYTES and value.startswith(start)
            else None
            for value in stored
        ]

    def _cipher(self, place: Place, salt: bytes) -> AESGCM:
        """The encryption of one place: who does not know its address, or the salt, cannot open it."""
        return AESGCM(self._hash(b"seal\0" + place.name + b"\0" + salt))

    def _hash(self, message: bytes) -> bytes:
        """Keyed BLAKE2 (RFC 7693), 32 bytes: six times as fast as HMAC, and a lookup asks for a hundred."""
        return hashlib.blake2b(message, key=self._key, digest_size=32).digest()
