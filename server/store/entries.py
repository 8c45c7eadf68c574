"""What is stored for a page, and how: found by a keyed hash, readable only to who knows the address."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_HEADER = struct.Struct(">4sQ16s16s3H?")
_MAGIC = b"GOS2"
_NONCE = 12

HEADER_BYTES = _HEADER.size
"""How much of a stored value says when it was checked and what was found, without the report."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What can be told of a stored report without opening it."""

    checked_at: int
    """Milliseconds since 1970, UTC."""
    content: bytes
    """`Vault.fingerprint` of what was checked: 16 bytes."""
    etag: str
    """32 hexadecimal digits over the bytes of the report."""
    counts: tuple[int, int, int]
    """Findings: serious, warning, info."""
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
        return _HEADER.pack(_MAGIC, self.checked_at, self.content, etag, serious, warning, info, self.complete)

    @classmethod
    def unpack(cls, stored: bytes | None) -> Self | None:
        """The summary at the beginning of a stored value; None where there is none that can be read."""
        if not stored or len(stored) < HEADER_BYTES or not stored.startswith(_MAGIC):
            return None
        _, checked_at, content, etag, serious, warning, info, complete = _HEADER.unpack_from(stored)
        return cls(checked_at, content, etag.hex(), (serious, warning, info), complete)


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as it goes out, and its summary."""

    summary: Summary
    report: bytes
    """JSON, as a client gets it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one client's report on one page is stored, and what opens it."""

    key: str
    """A keyed hash: nobody can tell the address from it, or try addresses without the secret."""
    name: bytes
    """Ruleset, namespace and address, which the key of the encryption is derived from. Never leaves the process."""


class Vault:
    """Turns addresses into places, and reports into stored values and back."""

    def __init__(self, secret: Callable[[], bytes], ruleset: str) -> None:
        """`secret` is asked for when it is first needed."""
        self._make_secret = secret
        self._ruleset = ruleset

    @cached_property
    def _secret(self) -> bytes:
        return self._make_secret()

    def place(self, namespace: str, locator: str) -> Place:
        """The place of `locator` (a canonical URL, or what stands for a page without one) in a namespace.

        The ruleset is part of it: a report of other rules is never found.
        """
        name = repr((self._ruleset, namespace, locator)).encode()
        return Place("gos:" + self._hash(b"key\0" + name).hex()[:40], name)

    def fingerprint(self, body: bytes, content_type: str) -> bytes:
        """16 bytes that stand for the content of a page."""
        return self._hash(b"content\0" + content_type.encode() + b"\0" + body)[:16]

    def pack(self, entry: Entry, place: Place) -> bytes:
        header, nonce = entry.summary.pack(), secrets.token_bytes(_NONCE)
        return header + nonce + self._cipher(place).encrypt(nonce, entry.report, header)

    def unpack(self, stored: bytes | None, place: Place) -> Entry | None:
        """What `pack` made; None for anything else: foreign, cut off, altered, of another secret."""
        summary = Summary.unpack(stored)
        if not summary or not stored:
            return None
        nonce, sealed = stored[HEADER_BYTES : HEADER_BYTES + _NONCE], stored[HEADER_BYTES + _NONCE :]
        try:
            return Entry(summary, self._cipher(place).decrypt(nonce, sealed, stored[:HEADER_BYTES]))
        except (InvalidTag, ValueError):
            return None

    def _cipher(self, place: Place) -> AESGCM:
        """The encryption of one place: who does not know its address cannot open it."""
        return AESGCM(self._hash(b"seal\0" + place.name))

    def _hash(self, message: bytes) -> bytes:
        return hmac.digest(self._secret, message, "sha256")
