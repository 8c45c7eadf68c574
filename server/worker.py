"""How a process that answers takes requests in: a thread is given to a request once all of it has come.

gunicorn's worker gives a thread to every connection, so that as many clients as there are threads, sending nothing
or little, keep everybody else waiting. Here its main loop collects the bytes of all requests.
"""

from __future__ import annotations

import io
import re
import secrets
import selectors
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import LimitRequestLine, NoMoreData, ParseException
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.util import close_graceful
from gunicorn.workers.base import Worker as AnyWorker
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from server import log
from server.sandbox import where

WAITERS = 64
"""Requests of one process that may wait until another has checked the same page. Their threads come on top of those
that the settings allow, and do nothing but wait: so whoever asks for something else gets one."""
_PATIENCE = 5.0
"""Seconds for which the bytes of a request are waited for, as long as they come slower than `_SLOWEST`."""
_SLOWEST = 10_000
"""Bytes a second, about those of the slowest mobile network, that are waited for without end."""
_HELD = 64 << 20
"""Bytes of unfinished requests that one process holds; beyond, threads wait for the rest of them."""
_STEP = 256 << 10
_CHUNK = 64 << 10
"""gunicorn copies what it has not used of a chunk with each read."""
_LONGEST_HEAD = 64 << 10
_LINGER = 2.0
"""Seconds for which the rest of a refused body is taken in: a browser reads no answer before it has sent all."""
_DRAINED = 64 << 20
"""How much of such a rest is taken in, in bytes."""
_SEND_SECONDS = 30.0
"""How long a client may take to read an answer, beyond what the system's buffers hold of it."""
_LAST_CHUNK = re.compile(rb"\r\n0{1,9}(?:;[^\r\n]{0,200})?\r\n(?:[^\r\n]{1,200}\r\n){0,9}\r\n$")
"""The end of a body in chunks, with an extension and trailers or without."""
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]{0,9}(\d{1,15})[ \t]{0,9}(?:\r\n|$)")


@dataclass(slots=True, eq=False)
class _Coming:
    """A request of which not all has come."""

    data: bytearray = field(default_factory=bytearray)
    until: float = field(default_factory=lambda: time.monotonic() + _PATIENCE)
    """By when more has to come; bytes that come earn time."""

    def add(self, data: bytes) -> None:
        self.data += data
        self.until = min(time.monotonic() + _PATIENCE, self.until + len(data) / _SLOWEST)


def ready(data: bytes | bytearray, most: int) -> bool:
    """Whether a thread can begin: all of a request is there, or so much that it will be refused or has to be answered.

    `most` is the largest body that is not refused, in bytes.

    >>> [ready(data, 10) for data in (b"GET / HTTP/1.1\\r\\n\\r\\n", b"GET / HT", b"\\x16\\x03")]
    [True, False, True]
    >>> head = b"POST / HTTP/1.1\\r\\nContent-Length: 5\\r\\n"
    >>> [ready(head + data, 10) for data in (b"\\r\\nCook", b"\\r\\nCooks", b"Expect: 100-continue\\r\\n\\r\\n")]
    [False, True, True]
    """
    if data and not 65 <= data[0] <= 90:
        return True  # no method begins so
    end = data.find(b"\r\n\r\n", 0, _LONGEST_HEAD)
    if end < 0:
        return len(data) >= _LONGEST_HEAD
    head = bytes(data[:end]).lower()
    if b"\r\nexpect:" in head:
        return True
    if length := _LENGTH.search(head):
        return int(length[1]) > most or len(data) - end - 4 >= int(length[1])
    ended = _LAST_CHUNK.search(data, max(0, len(data) - 2000))
    return b"\r\ntransfer-encoding:" not in head or ended is not None or len(data) > 2 * most


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no type hints
    """gunicorn's own, but for how requests come in, and for what never reaches the application."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._largest_body: int = self.app.settings.max_body_bytes
        self._coming: dict[TConn, _Coming] = {}

    def handle_quit(self, sig: int, frame: Any) -> None:
        """End at once. gunicorn shuts the pool down here, with a lock that what the signal interrupts may hold."""
        AnyWorker.handle_quit(self, sig, frame)

    def get_thread_pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.cfg.threads + WAITERS)

    def accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # another process was faster, the client is gone, or the service ends
            self._accept(listener)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Where this process ends, answer those, too, who have connected and would wait for nobody."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                with suppress(OSError):  # that was the last one
                    while True:
                        self._accept(listener)
                if self.app.ending:
                    with suppress(OSError):  # another process was faster
                        listener.shutdown(socket.SHUT_RDWR)  # for all processes: who comes now is refused
            soon = time.monotonic() + STOP_KEEPALIVE_LINGER
            for coming in self._coming.values():
                if not coming.data:  # browsers connect before they have something to ask
                    coming.until = min(coming.until, soon)

    def _accept(self, listener: socket.socket) -> None:
        sock, address = listener.accept()
        self.nr_conns += 1
        conn = TConn(self.cfg, sock, address, listener.getsockname())
        conn.data_ready = True
        self._await(conn)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """A connection that was kept begins its next request."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)
        self._take(conn, client)

    def murder_pending(self) -> None:
        """Asked every second: give those up that have stalled. They are answered that their request is not whole."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, coming in self._coming.items() if coming.until < now]:
            self._hand_over(conn, patience=0)

    def _await(self, conn: TConn) -> None:
        self._coming[conn] = _Coming()
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._take, conn))

    def _take(self, conn: TConn, client: socket.socket) -> None:
        coming = self._coming[conn]
        try:
            data = client.recv(_STEP)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        coming.add(data)
        held = sum(len(other.data) for other in self._coming.values())
        if not data or held > _HELD or ready(coming.data, self._largest_body):
            self._hand_over(conn)

    def _hand_over(self, conn: TConn, patience: float = _PATIENCE) -> None:
        """Let a thread answer, which waits for no more than `patience` seconds for what is missing."""
        coming = self._coming.pop(conn)
        self.poller.unregister(conn.sock)
        if conn.parser is None:
            conn.parser = RequestParser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader = Unreader(conn.sock)
        conn.parser.unreader.came = io.BytesIO(coming.data)
        conn.parser.unreader.left = patience
        self.enqueue_req(conn)

    def handle(self, conn: TConn) -> object:
        stalled = not conn.parser.unreader.left
        goes_on = super().handle(conn)
        conn.parser.unreader.keep_rest()
        if not goes_on:
            with suppress(OSError):
                if not stalled:  # Waits for the client to close. gunicorn does so where it should accept others.
                    close_graceful(conn.sock.dup(), timeout=_LINGER, max_drain=_DRAINED)
                conn.sock.shutdown(socket.SHUT_RDWR)
        return goes_on

    def handle_request(self, req: Any, conn: TConn) -> object:
        conn.sock.settimeout(_SEND_SECONDS)
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer a request that is no HTTP like any other; gunicorn answers in HTML, and logs addresses of pages."""
        from server.api import access, problems

        if isinstance(exc, LimitRequestLine):
            problem = problems.Problem("address-too-long", "The first line of the request has more than 8,190 bytes.")
        elif isinstance(exc, ParseException):
            problem = problems.Problem("malformed-request", "This is no HTTP request that can be read.")
        else:
            problem = problems.Problem("internal-error", "This is a defect of the service; its log says where.")
        request_id = secrets.token_hex(8)
        status, body = HTTPStatus(problems.KINDS[problem.type][0]), problem.document(request_id).encode()
        log.request(status, request_id=request_id, problem=problem.type, where=where(exc))
        head = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "Connection: close",
            f"Content-Type: {problems.MEDIA_TYPE}",
            f"Content-Length: {len(body)}",
            "Cache-Control: no-store",
            f"X-Request-ID: {request_id}",
            *(f"{name}: {value}" for name, value in access.PROTECTION.items()),
        ]
        with suppress(OSError):  # the client is gone
            client.sendall("\r\n".join([*head, "", ""]).encode() + body)


class Unreader(SocketUnreader):  # type: ignore[misc] # gunicorn has no type hints
    """What has come of a request, then what its client still sends; at its end, too, when the client stalls."""

    came: io.BytesIO
    left: float
    """Seconds that may still be waited; bytes that come earn new ones."""

    def chunk(self, size_hint: int | None = None) -> bytes:
        if data := self.came.read(_CHUNK):
            return data
        before, began = self.sock.gettimeout(), time.monotonic()
        try:
            self.sock.settimeout(max(self.left, 0.001))
            data = bytes(super().chunk(size_hint))
        except TimeoutError:
            raise NoMoreData from None
        finally:
            self.left = min(_PATIENCE, self.left - (time.monotonic() - began) + len(data) / _SLOWEST)
            self.sock.settimeout(before)
        return data

    def keep_rest(self) -> None:
        """Put what came behind a request where gunicorn looks for the next one."""
        self.buf.seek(0, io.SEEK_END)
        self.buf.write(self.came.read())
        self.left = _PATIENCE
