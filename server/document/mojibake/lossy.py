"""Damage that lost bytes on its way, repaired where it has one reading.

Broken text is often broken further. Decoders put U+FFFD for the bytes that their codec does not
define, or drop them; clean-up turns the no-break space (byte A0) into a space; line splitting takes
NEL (byte 85) for the end of a line. What was lost is then one of a few bytes, and mostly only one
of them gives something that people write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from server.document.model import Span
from server.document.mojibake.codecs import CODECS, WINDOWS_1252, Codec
from server.document.mojibake.likelihood import has_sign

_COMMON = frozenset(
    "’‘“”–—…•‚„‰‹›€™©®°·«»àáâäåæèéêëíìîïóòôöøúùûüñçß\xa0\u200b\ufe0f\ufeff✓✔✅✗❌❗❓❤☑☐★☆⭐✨⚡⚠☎✉✈●○■□▪▫◆◦►▶→←↑↓➡➔➜➤"
)
"""What people write: a reading beyond this list does not count when bytes were lost."""

_CLOSING = frozenset("“”")
"""Quotation marks that stand beside a word, never in it."""

_FIRST_BYTE_LOST = re.compile(
    r"""
      (?<=[A-Za-z]) €™ (?=[a-z])      # we€™re
    | (?<!\S) €[œ˜] (?=\w)            # €œremote first
    | (?<!\S) €¢ (?!\w)               # €¢ bullet
    | (?<=\w) €¦                      # and more€¦
    | (?<=\w[ ]) €[“”] (?=[ ]\w)      # growing €” fast
    """,
    re.VERBOSE,
)

_STAND_IN = re.compile("(?:â€[?\ufffd]|[?\ufffdâ])(t|s|m|d|re|ve|ll)\\b")
A_BYTE_LOST = "a byte of the character was lost"
FIRST_BYTE_LOST = "the first byte of the character was lost"
"""Steps beside those of a codec."""

_LAST_BYTE_LOST = (WINDOWS_1252.step, A_BYTE_LOST)
_CONTRACTION = re.compile(
    r"""\b(?:
        (?:ai|are|ca|could|did|do|does|had|has|have|is|must|should|was|were|wo|would)n’t
      | i’m | (?:i|you|we|they)’(?:re|ve|ll|d) | (?:he|she|it|that|there|here|what|who|let)’s
    )$""",
    re.VERBOSE | re.IGNORECASE,
)


class Guess(NamedTuple):
    """What a stretch that lost bytes reads, by the only reading there is."""

    span: Span
    text: str
    steps: tuple[str, ...]


def guesses(text: str, codecs: tuple[Codec, ...]) -> Iterator[Guess]:
    """The stretches of `text` that lost bytes and have one reading, given the wrong decodings that the page shows.

    They may overlap one another, and damage that lost nothing.

    >>> [one.text for one in guesses("â€œRemoteâ€ or Ã la carte", (WINDOWS_1252,))]
    ['”', 'à']
    >>> [one.text for one in guesses("We don\\ufffdt say what we€™re paying, 5€”", ())]
    ['’', '’']
    """
    for codec in codecs:
        yield from _incomplete(text, codec)
    for match in _FIRST_BYTE_LOST.finditer(text) if "€" in text else ():
        if whole := WINDOWS_1252.undo("â" + match[0]):
            yield Guess(Span(*match.span()), whole, (WINDOWS_1252.step, FIRST_BYTE_LOST))
    yield from apostrophes(text)


def apostrophes(text: str) -> Iterator[Guess]:
    """English contractions whose apostrophe, or the last of its bytes, became `?` or U+FFFD, or was cut to `â`.

    >>> [text.span for text in apostrophes("You?ll like it, won\ufffdt you?")]
    [Span(start=3, end=4), Span(start=19, end=20)]
    """
    for match in _STAND_IN.finditer(text):
        at = match.start()
        if _CONTRACTION.search(text[max(0, at - 8) : at] + "’" + match[1]):
            lost = _LAST_BYTE_LOST if match.start(1) - at > 1 else ("an apostrophe could not be read and was replaced",)
            yield Guess(Span(at, match.start(1)), "’", lost)


def _incomplete(text: str, codec: Codec) -> Iterator[Guess]:
    """UTF-8 sequences of `codec` in `text` that lack one byte, or hold U+FFFD for some."""
    for match in _sequences_with_gaps(codec).finditer(text):
        start, end = match.span()
        lead, rest, following = match[0][0], match[0][1:], text[end : end + 1]
        if not rest and start and (text[start - 1] > "\x7f" or text[start - 1].isupper()):
            continue
        read = {
            reading
            for filled in _filled(codec.to_bytes(lead), rest, following, codec)
            if (reading := filled.decode("utf-8", "ignore")) in _COMMON or (len(filled) == 4 and has_sign(reading))
        }
        if len(read) == 1 and not (read <= _CLOSING and _inside_word(text, start, end)):
            yield Guess(*_placed(text, start, end, read.pop()), (codec.step, A_BYTE_LOST))


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether letters stand on both sides of a stretch, and of the sign that may stand for its last byte."""
    after = text[end : end + 2].lstrip("?\ufffd")
    return start > 0 and text[start - 1].isalpha() and after[:1].isalpha()


@lru_cache(maxsize=len(CODECS))
def _sequences_with_gaps(codec: Codec) -> re.Pattern[str]:
    """Sequences of `codec` that start well known signs and letters, and are too short or have U+FFFD in them.

    In the other codecs than windows-1252 healthy words hold such pairs, but not that of quotes and dashes, and
    never C1 controls.
    """
    follow = f"[{codec.characters(0x80, 0xBF)}]"
    either = f"(?:{follow}|\ufffd)"
    signs, emoji = codec.characters(0xE2, 0xE2), codec.characters(0xF0, 0xF0)
    if codec is not WINDOWS_1252:
        return re.compile(
            f"[{signs}][{codec.characters(0x80, 0x80)}](?!{either})"
            f"|[{signs}][\x80-\x9f](?=\n)|[{emoji}][\x80-\x9f]{{2}}(?=\n)"
        )
    return re.compile(
        f"[{codec.characters(0xC2, 0xC3)}](?:\ufffd|(?=[ \n]|$))"
        f"|[{signs}{codec.characters(0xEF, 0xEF)}]"
        f"(?:(?!{follow}{{2}}){either}{{2}}|{follow}(?!{either}))"
        f"|[{emoji}]{follow}{{2}}(?=\n)"
    )


def _filled(lead: bytes, rest: str, following: str, codec: Codec) -> Iterator[bytes]:
    """What the bytes of a sequence may have been: `rest` has U+FFFD for some of them or is one too short."""
    needed = 1 if lead < b"\xe0" else 2 if lead < b"\xf0" else 3
    if len(rest) == needed:
        choices = [codec.undefined if char == "\ufffd" else codec.to_bytes(char) for char in rest]
        yield from (lead + bytes(choice) for choice in product(*choices))
        return
    known = codec.to_bytes(rest)
    if not rest or following == " ":
        yield lead + known + b"\xa0"
    if following == "\n" and rest and all("\x80" <= char <= "\x9f" for char in rest):
        yield lead + known + b"\x85"
    if needed == 2:
        for byte in codec.undefined:
            yield lead + known + bytes([byte])
            yield lead + bytes([byte]) + known


def _placed(text: str, start: int, end: int, mended: str) -> tuple[Span, str]:
    """The stretch to replace and what by, with the white space that the damage left around it.

    A no-break space is there already, as a space; before more of the character, the space is its
    byte. A sign that a line was broken after, and that stands alone on its line, belongs to the next.
    """
    before, following = text[start - 1 : start] if start else "\n", text[end : end + 1] or "\n"
    alone = (before, following) == ("\n", "\n")
    if mended != "\xa0":
        if alone and end < len(text):
            return Span(start, end + 1), mended + " "
        return Span(start, end + (following == " " and text[end + 1 : end + 2] > "\x7f")), mended
    if before in " \n" and (following == " " or (alone and end < len(text))):
        return Span(start, end + 1), ""
    return Span(start - (before == " "), end), ""
