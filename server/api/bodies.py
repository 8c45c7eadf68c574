"""Reading what a request brings, within limits: a page in any encoding, or strict JSON."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import IO, Any

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.utils import cached_property

from server.api.problems import Problem

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/markdown", "text/plain")
_STEP = 64 * 1024


class StrictRequest(Request):
    """A request that came whole and says one thing, its JSON as RFC 8259 calls interoperable; or is refused."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query. Raises Problem where a name stands in it twice: one of the two would go unheard."""
        args = super().args
        for name, values in args.lists():
            if len(values) > 1:
                raise Problem("invalid-request", f"“{name}” stands twice in the query; write & inside url as %26.")
        return args

    @cached_property
    def stream(self) -> IO[bytes]:
        """The body. Reading it raises ClientDisconnected where less comes than Content-Length says.

        Raises Problem where it is packed for its way: gunicorn takes off chunks and passes the rest on as it is.
        """
        if self.headers.get("Transfer-Encoding", "chunked").lower() != "chunked":
            raise Problem("malformed-request", "The only Transfer-Encoding that is taken is chunked.")
        if self.content_length is not None:
            # gunicorn promises that its input ends by itself; werkzeug would take that for the end of the body.
            self.environ.pop("wsgi.input_terminated", None)
        return super().stream

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Never silent: a body that cannot be read is told, not taken for none."""
        if self.content_encoding not in (None, "identity"):
            raise Problem("unsupported-media-type", "Send JSON as it is, without Content-Encoding.")
        if not self.is_json:
            raise Problem("unsupported-media-type", "Send JSON with the header Content-Type: application/json.")
        return strict_json(self.get_data(cache=True))


def page_type(request: Request) -> str:
    """The media type of the page in a request, with its charset if it names one.

    Raises Problem where it is none that can be checked.
    """
    mimetype, options = parse_options_header(request.headers.get("Content-Type"))
    if mimetype.lower() not in PAGE_TYPES:
        kinds = ", ".join(PAGE_TYPES)
        raise Problem(
            "unsupported-media-type",
            f"Say what the page is with one of Content-Type: {kinds}. With curl: -H 'Content-Type: text/html'.",
            {"Accept-Post": kinds},
        )
    charset = options.get("charset", "")
    known = charset.isascii() and 0 < len(charset) <= 64 and charset.replace("-", "").replace("_", "").isprintable()
    return mimetype.lower() + (f"; charset={charset}" if known else "")


def read_page(request: Request, most: int) -> bytes:
    """The body of a request, unpacked, of at most `most` bytes. Raises Problem where that cannot be."""
    encoding = (request.content_encoding or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise Problem(
            "unsupported-media-type",
            "Send the page as it is, or with Content-Encoding: gzip.",
            {"Accept-Encoding": "gzip"},
        )
    try:
        chunks = _chunks(request)
        body = _joined(chunks if encoding == "identity" else _inflated(chunks), most)
    except RequestEntityTooLarge:
        raise _too_large(most) from None
    if not body.strip():
        raise Problem(
            "empty-page",
            "The body of the request is empty: send the page in it. With curl: --data-binary @FILE; is the file there?",
        )
    return body


def strict_json(data: bytes) -> Any:
    """The value of a JSON text. Raises Problem for what readers of JSON disagree on.

    >>> strict_json(b'{"urls": ["https://acme.example/"]}')
    {'urls': ['https://acme.example/']}
    """
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_unique)
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair ends here
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, _NotInteroperable) else "the body is no valid JSON in UTF-8"
        raise Problem("malformed-request", f"{reason[0].upper()}{reason[1:]}.") from None
    return value


class _NotInteroperable(ValueError):
    pass


def _refuse(constant: str) -> Any:
    raise _NotInteroperable(f"{constant} is no JSON value")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _NotInteroperable("a name stands twice in one object")
    return members


def _chunks(request: Request) -> Iterator[bytes]:
    while chunk := request.stream.read(_STEP):
        yield chunk


def _joined(chunks: Iterator[bytes], most: int) -> bytes:
    """All chunks in one; stops reading as soon as they are more than `most` bytes."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """gzip, one or several members, unpacked in steps so that a bomb is cut off while it inflates."""
    unpacker, began = zlib.decompressobj(wbits=31), False
    try:
        for chunk in chunks:
            while chunk:
                began = True
                yield unpacker.decompress(chunk, _STEP)
                chunk = unpacker.unconsumed_tail
                if unpacker.eof:
                    chunk = unpacker.unused_data
                    unpacker, began = zlib.decompressobj(wbits=31), False
    except zlib.error:
        raise Problem("malformed-request", "The body is no valid gzip.") from None
    if began:
        yield unpacker.flush()
        if not unpacker.eof:
            raise Problem("malformed-request", "The gzip of the body ends too early.")


def _too_large(most: int) -> Problem:
    return Problem("body-too-large", f"The page is larger than {most:,} bytes once unpacked.")
