"""The single-byte encodings that UTF-8 is mistaken for, and how to undo each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HIGH = range(0x80, 0x100)


@dataclass(frozen=True, slots=True)
class Codec:
    """One wrong decoding: every byte from 80 to FF as the character it was shown as."""

    name: str
    """What people call it: "windows-1252"."""
    shows: tuple[str, ...]
    """For each byte from 80 to FF the characters that stand for it; several where decoders differ."""
    _to_bytes: dict[int, int] = field(init=False, repr=False, compare=False)
    _sequences: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "_to_bytes",
            {ord(char): byte for byte, chars in zip(_HIGH, self.shows, strict=True) for char in chars},
        )
        object.__setattr__(self, "_sequences", re.compile(f"(?:{self._sequence()})+"))

    @property
    def step(self) -> str:
        """What went wrong, as a part of a sentence."""
        return f"UTF-8 text read as {self.name}"

    @property
    def undefined(self) -> bytes:
        """The bytes that the codec gives no character of its own."""
        return bytes(byte for byte, chars in zip(_HIGH, self.shows, strict=True) if chars[0] == chr(byte) < "\xa0")

    def characters(self, first: int, last: int) -> str:
        """The characters that stand for the bytes `first` to `last`, escaped for a character class."""
        return re.escape("".join(self.shows[first - 0x80 : last - 0x80 + 1]))

    def undo(self, run: str) -> str | None:
        """What `run` reads as UTF-8, where every character of it belongs to a whole sequence; else None.

        >>> WINDOWS_1252.undo("â€™"), WINDOWS_1252.undo("â\\x80\\x99"), WINDOWS_1252.undo("Ça")
        ('’', '’', None)
        """
        if not self._sequences.fullmatch(run):
            return None
        try:
            return self.to_bytes(run).decode("utf-8")
        except UnicodeDecodeError:
            return None

    def stretches(self, run: str) -> list[re.Match[str]]:
        """The parts of `run` that have the form of UTF-8 sequences."""
        return list(self._sequences.finditer(run))

    def to_bytes(self, run: str) -> bytes:
        """The bytes that `run` was decoded from; KeyError where a character is none of this codec's."""
        return bytes([self._to_bytes[ord(char)] for char in run])

    def _sequence(self) -> str:
        follow = f"[{self.characters(0x80, 0xBF)}]"
        return (
            f"[{self.characters(0xC2, 0xDF)}]{follow}"
            f"|[{self.characters(0xE0, 0xEF)}]{follow}{{2}}"
            f"|[{self.characters(0xF0, 0xF4)}]{follow}{{3}}"
        )


def _codec(name: str, *python_names: str) -> Codec:
    """A codec whose undefined bytes pass through as C1 controls, as decoders on the Web do it."""

    def shown(byte: int) -> str:
        chars = [bytes([byte]).decode(python_name, "ignore") or chr(byte) for python_name in python_names]
        return "".join(dict.fromkeys(chars))

    return Codec(name, tuple(shown(byte) for byte in _HIGH))


WINDOWS_1252 = _codec("windows-1252", "cp1252", "latin-1")
"""Latin-1 differs only in showing C1 controls, and pages mix the two forms."""

CODECS = (
    WINDOWS_1252,
    _codec("windows-1250", "cp1250"),
    _codec("windows-1251", "cp1251"),
    _codec("Mac Roman", "mac-roman"),
    _codec("code page 437", "cp437"),
    _codec("ISO-8859-2", "iso8859-2"),
    _codec("windows-1254", "cp1254"),
    _codec("windows-1253", "cp1253"),
    _codec("windows-1257", "cp1257"),
    _codec("code page 850", "cp850"),
)
"""The commoner first: where two explain a page equally well, the first is named."""
