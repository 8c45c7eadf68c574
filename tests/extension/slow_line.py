"""A line to the real service on which requests can be counted, and kept waiting."""

from __future__ import annotations

import http.client
import threading
import urllib.parse
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from browsers import PATIENCE
from running import Service

HOP_BY_HOP = {"connection", "date", "keep-alive", "server", "transfer-encoding"}

ABOUT_PAGES = {"/v1/checks", "/v1/lookups"}


class SlowLine:
    """Passes requests on to a service as they are, once it is let."""

    def __init__(self, service: Service) -> None:
        self.asked: list[tuple[str, str]] = []
        """Method and path of every request about pages, without the query."""
        self.urls: list[str] = []
        """Which pages they were about, where they said it."""
        self._free, self._whole, self._broken = (threading.Event() for _ in range(3))
        self._free.set()
        self._whole.set()
        there = urllib.parse.urlsplit(service.url).netloc
        asked, urls, free, whole, broken = self.asked, self.urls, self._free, self._whole, self._broken

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                path, _, query = self.path.partition("?")
                if path in ABOUT_PAGES and self.command != "OPTIONS":
                    asked.append((self.command, path))
                    urls.extend(urllib.parse.parse_qs(query).get("url", []))
                    free.wait(PATIENCE)
                    if broken.is_set():
                        self.close_connection = True
                        return
                with closing(http.client.HTTPConnection(there)) as line:
                    line.request(self.command, self.path, body, dict(self.headers) | {"Host": there})
                    answer = line.getresponse()
                    content = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP_BY_HOP | {"content-length"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if content:
                    whole.wait(PATIENCE)
                self.wfile.write(content)

            do_POST = do_DELETE = do_OPTIONS = do_GET

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: object) -> None:
                pass  # the browser hung up, as it may

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def hold(self) -> None:
        """Keep what comes from now on waiting."""
        self._free.clear()

    def hold_bodies(self) -> None:
        """Answer what comes from now on with a head and, for a while, nothing after it."""
        self._whole.clear()

    def hang_up(self) -> None:
        """Leave what waits, and what comes, without an answer."""
        self._broken.set()
        self._free.set()

    def release(self) -> None:
        """Pass everything on again."""
        self._free.set()
        self._whole.set()

    def checks(self) -> int:
        """How often a page was sent."""
        return self.asked.count(("POST", "/v1/checks"))

    def lookups(self) -> int:
        """How often lists of addresses were asked about."""
        return self.asked.count(("POST", "/v1/lookups"))

    def close(self) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
