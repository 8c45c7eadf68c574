"""Bytes to text: which encoding a page is in, who says so, and whether it can be right.

Labels mean what browsers take them for (the Encoding Standard): "iso-8859-1" is windows-1252, "gb2312" is gbk.
Unlike a browser, a declaration that cannot be right is not obeyed; it is told in `Decoded.declared`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import webencodings  # type: ignore[import-untyped]

from server.document.detection import detect, is_utf8, mostly_utf8, sequences
from server.document.model import EncodingSource

PRESCAN = 4096
"""How far into the page a declaration is looked for, in bytes. Browsers look at 1024; real pages put it later."""

_XML_DECLARATION = re.compile(rb"\s{0,64}<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})")
_META = re.compile(rb"<meta[\s/]([^>]{1,1000})>", re.IGNORECASE)
_CONTENT = re.compile(rb"content\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s\"'/>;]{1,40})", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.DOTALL)

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16le", codecs.BOM_UTF16_BE: "utf-16be"}
_SEVERAL_BYTES = frozenset(("gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"))


_MEANT = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252"}
"""What the HTML Standard takes a declaration in the page for, where nobody could have read it if it were true."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text."""

    text: str
    encoding: str
    """WHATWG name in lower case."""
    source: EncodingSource
    declared: str | None = None
    """The label that a header or the page gives, in lower case, where it could not be right."""
    undecodable: bool = False
    """True where bytes fit no encoding and were replaced by U+FFFD."""


def decode(body: bytes, label: str | None = None, *, markup: bool = True) -> Decoded:
    """The text of `body`, whose sender calls its encoding `label`; `markup` where it may declare one itself.

    >>> decode("£30,000".encode("cp1252"), "iso-8859-1")
    Decoded(text='£30,000', encoding='windows-1252', source='header', declared=None, undecodable=False)
    >>> decode("£30,000".encode(), "iso-8859-1")
    Decoded(text='£30,000', encoding='utf-8', source='detected', declared='iso-8859-1', undecodable=False)
    """
    for mark, name in _MARKS.items():
        if body.startswith(mark):
            return _read(body[len(mark) :], name, "bom", None)
    wrong: str | None = None
    for said, name, source in _declarations(body, label, markup):
        if _can_be(body, name):
            return _read(body, name, source, wrong)
        wrong = wrong or said
    found = detect(body)
    if found is None or (found == "utf-8" and body.isascii()):
        return _read(body, found or "windows-1252", "default", wrong)
    return _read(body, found, "detected", wrong)


def _declarations(body: bytes, label: str | None, markup: bool) -> Iterator[tuple[str, str, EncodingSource]]:
    """What is declared, strongest first: the label in lower case, the encoding it stands for, and by whom."""
    if label and (found := webencodings.lookup(label)):
        yield label.strip().lower(), found.name, "header"
    for written in _prescan(body) if markup else ():
        label = written.decode("ascii", "replace").strip().lower()
        if found := webencodings.lookup(label):
            yield label, _MEANT.get(found.name, found.name), "meta"
            return


def _prescan(body: bytes) -> Iterator[bytes]:
    """The labels that the beginning of a page declares.

    >>> list(_prescan(b'<!-- <meta charset=koi8-r> --><META http-equiv=x content="text/html; charset=big5">'))
    [b'big5']
    >>> list(_prescan(b'<meta name=description content="charset=x"><meta charset="utf-8">'))
    [b'utf-8']
    """
    head = body[:PRESCAN]
    if declaration := _XML_DECLARATION.match(head):
        yield declaration[1]
    for meta in _META.finditer(_COMMENT.sub(b"", head)):
        attributes = meta[1] if b"http-equiv" in meta[1].lower() else _CONTENT.sub(b"", meta[1])
        if charset := _CHARSET.search(attributes):
            yield charset[1]


def _can_be(body: bytes, name: str) -> bool:
    """Whether `name` decodes the bytes, an accident here and there aside, and they are not UTF-8 by another name."""
    if name == "utf-8":
        return body.isascii() or is_utf8(body) or mostly_utf8(body)
    text = _read(body, name, "header", None).text
    if text.count("\ufffd") * 10 > len(text) - len(text.encode("ascii", "ignore")):
        return False
    if name.startswith("utf-16"):
        return _has_wide_ascii(body, name)
    # Two bytes of a legacy CJK encoding often look like UTF-8 as well; many in a row do not.
    return body.isascii() or not is_utf8(body) or (name in _SEVERAL_BYTES and sequences(body) < 8)


def _has_wide_ascii(body: bytes, name: str) -> bool:
    """Whether there are zero bytes where UTF-16 has them: any page of it holds spaces and line ends, mostly tags too.

    Nothing else tells it from other encodings, because almost any two bytes are some character of UTF-16.
    """
    even, odd = body[::2].count(0), body[1::2].count(0)
    first, second = (even, odd) if name == "utf-16be" else (odd, even)
    return first > 0 and second * 10 <= first


def _read(body: bytes, name: str, source: EncodingSource, declared: str | None) -> Decoded:
    """The body decoded by name, with U+FFFD for bytes that fit nothing."""
    codec = webencodings.lookup("gb18030" if name == "gbk" else name).codec_info
    text: str = codec.decode(body, _C1 if name.startswith("windows-") else "replace")[0]
    undecodable = "\ufffd" in text and text.count("\ufffd") > body.count("\ufffd".encode())
    return Decoded(text, name, source, declared, undecodable)


def _pass_c1(error: UnicodeError) -> tuple[str, int]:
    """Bytes 80 to 9F that Python leaves undefined in a windows codec are controls by the Encoding Standard."""
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start]
    return chr(byte) if 0x80 <= byte <= 0x9F else "\ufffd", error.start + 1


_C1 = "server.document.charset.pass_c1"
codecs.register_error(_C1, _pass_c1)
