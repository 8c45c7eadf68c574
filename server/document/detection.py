"""Which encoding bytes are in that nobody has named rightly."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files

from charset_normalizer import from_bytes

SAMPLE = 16_384
"""How many bytes are looked at: what stands between tags and line ends and is not ASCII. Takes some 1 ms per KiB."""

_CANDIDATES = {
    "cp1252": ("windows-1252", 0.0),
    "cp1250": ("windows-1250", 0.05),
    "cp1251": ("windows-1251", 0.05),
    "cp932": ("shift_jis", 0.05),
    "euc_jp": ("euc-jp", 0.05),
    "gb18030": ("gbk", 0.05),
    "big5": ("big5", 0.05),
    "cp949": ("euc-kr", 0.05),
    "cp1253": ("windows-1253", 0.1),
    "cp1254": ("windows-1254", 0.1),
    "cp1255": ("windows-1255", 0.1),
    "cp1256": ("windows-1256", 0.1),
    "cp1257": ("windows-1257", 0.1),
    "cp1258": ("windows-1258", 0.1),
    "cp874": ("windows-874", 0.1),
    "koi8_r": ("koi8-r", 0.1),
    "iso8859_2": ("iso-8859-2", 0.1),
    "iso8859_5": ("iso-8859-5", 0.1),
    "iso8859_7": ("iso-8859-7", 0.11),
    "iso8859_15": ("iso-8859-15", 0.1),
    "cp866": ("ibm866", 0.15),
    "koi8_u": ("koi8-u", 0.15),
    "mac_roman": ("macintosh", 0.15),
    "mac_cyrillic": ("x-mac-cyrillic", 0.15),
}
"""Python's codec: name in the Encoding Standard, and how much better than windows-1252 it must fit to be believed."""

_ALPHABETS = tuple(tomllib.loads(files("server").joinpath("data", "alphabets.toml").read_text("utf-8")).values())
_LETTERS = re.compile(r"[^\W\d_a-z]|¤|[¶¦¬¼¾](?=[^\W\d_])|(?<=[^\W\d_])[^\x00-\x7f\xa0\xad·’‘–—\u0307](?=[^\W\d_])")
"""Letters beyond ASCII; signs between two letters or before one, where a letter was; "¤", where a euro sign was."""

_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HALF_WIDTH = re.compile("[\uff61-\uff9f\ue000-\uf8ff]")

_LANGUAGE = re.compile(rb"<html[\s][^>]{0,500}?lang\s*=\s*[\"']?\s*([a-zA-Z]{2,3}(?:-[a-zA-Z]+)?)", re.IGNORECASE)

_USUAL = {
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "ru", "sr", "tg", "tt", "uk"), "windows-1251"),
    **dict.fromkeys(("cs", "hr", "hu", "pl", "sk", "sl", "ro"), "windows-1250"),
    **dict.fromkeys(("et", "lt", "lv"), "windows-1257"),
    **dict.fromkeys(("az", "ku", "tr"), "windows-1254"),
    **dict.fromkeys(("ar", "fa"), "windows-1256"),
    **{"el": "windows-1253", "he": "windows-1255", "ja": "shift_jis", "ko": "euc-kr", "th": "windows-874"},
    **{"vi": "windows-1258", "zh": "gbk", "zh-hk": "big5", "zh-hant": "big5", "zh-tw": "big5"},
}
"""The encoding that a language was usually written in before UTF-8 (HTML Standard, "determining the character
encoding", the defaults by locale); windows-1252 for the others."""


def detect(body: bytes) -> str | None:
    r"""The name, by the Encoding Standard, of the encoding that `body` is most likely in; None where nothing fits.

    >>> detect("<p>Зарплата: 90 000 рублей в месяц".encode("koi8-r"))
    'koi8-r'
    >>> detect("Salary: £30,000".encode("utf-16-le"))
    'utf-16le'
    """
    if wide := _utf16(body):
        return wide
    if body.isascii():
        return "iso-2022-jp" if re.search(rb"\x1b\$[@B]", body) else "utf-8"
    if is_utf8(body) or mostly_utf8(body):
        return "utf-8"
    pieces = (piece for piece in re.split(rb"[\r\n<>]", body) if not piece.isascii())
    usual = _usual(body)
    best: tuple[float, str] | None = None
    for match in from_bytes(_up_to(SAMPLE, pieces), threshold=0.5, cp_isolation=list(_CANDIDATES)):
        strange = _strange(str(match))
        for codec in match.could_be_from_charset:
            name, handicap = _CANDIDATES[codec]
            misfit = match.chaos - match.coherence / 4 + handicap - (0.15 if name == usual else 0) + strange
            best = min(best or (misfit, name), (misfit, name))
    return best[1] if best else None


def is_utf8(body: bytes) -> bool:
    """Whether all bytes are UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def mostly_utf8(body: bytes) -> bool:
    """Whether what is not UTF-8 in the bytes is an accident in UTF-8 text: a cut, a byte lost."""
    broken = body.decode("utf-8", "replace").count("\ufffd") - body.count("\ufffd".encode())
    return sequences(body) >= 2 * broken


def sequences(body: bytes) -> int:
    """How many characters beyond ASCII the bytes hold if they are UTF-8."""
    return len(_SEQUENCE.findall(body))


def _utf16(body: bytes) -> str | None:
    """UTF-16 without its mark shows by the zero bytes of its ASCII characters."""
    even, odd = body[:1024:2].count(0), body[1:1024:2].count(0)
    if max(even, odd) * 4 < min(len(body), 1024) // 2 or min(even, odd) * 10 > max(even, odd) or even == odd:
        return None
    return "utf-16be" if even > odd else "utf-16le"


def _strange(text: str) -> float:
    """The share of the letters beyond ASCII that the best-fitting language does not have, 0 where there are none.

    For scripts without a known alphabet: the share of half-width katakana and private-use characters, which
    Shift_JIS and GBK have for what is none of theirs.

    >>> _strange("Zpùsob odmìòování: dohodou"), _strange("Způsob odměňování: dohodou")
    (0.4, 0.0)
    """
    letters = Counter(_LETTERS.findall(text.lower()))
    if not letters:
        return 0.0
    if max(letters) > "\u0500":
        return sum(count for char, count in letters.items() if _HALF_WIDTH.match(char)) / letters.total()
    return 1 - max(sum(letters[char] for char in alphabet) for alphabet in _ALPHABETS) / letters.total()


def _usual(body: bytes) -> str | None:
    """The usual encoding of the language that a page declares."""
    if not (declared := _LANGUAGE.search(body[:4096])):
        return None
    language = declared[1].decode("ascii").lower()
    return _USUAL.get(language) or _USUAL.get(language[:2], "windows-1252")


def _up_to(limit: int, pieces: Iterable[bytes]) -> bytes:
    """The first pieces, as many as fit, and at least one; cut between pieces, where no character is."""
    taken: list[bytes] = []
    size = 0
    for piece in pieces:
        if taken and size + len(piece) > limit:
            break
        taken.append(piece[:limit])
        size += len(piece)
    return b"\n".join(taken)
