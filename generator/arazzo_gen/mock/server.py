"""The HTTP server of `arazzo-gen mock`, on the standard library.

`http.server` serves: the server is for one machine and for tests, it needs HTTP/1.1 with bodies and
nothing else, and whoever runs a mock or the demo installs nothing for it.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

from arazzo_gen.mock.api import MockApi, Served, Wire
from arazzo_gen.mock.received import received
from arazzo_gen.record import record

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
"""The names of this machine for itself."""

PAGE: Final = "/_mock"
"""Where the page about the mock is; the API has nothing there."""

_LARGEST = 16 * 1024 * 1024
"""The largest body that is taken, in bytes."""

_HEX = re.compile(rb"[0-9a-fA-F]{1,8}")

_POLICY = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)


@record
class Manner:
    """How the server behaves.

    Attributes:
        host: The address that it listens on.
        port: The port; 0 for any that is free.
        delay: Seconds before each response.
        cors: Whether pages of other origins may call it.
    """

    host: str = "127.0.0.1"
    port: int = 0
    delay: float = 0.0
    cors: bool = False


class MockServer(ThreadingHTTPServer):
    """Serves an API that is played, and a page about it.

    Args:
        api: What answers.
        manner: How it behaves.
        page: Gives the page, as HTML.
        log: Is told of each request and its milliseconds.
    """

    daemon_threads = True

    def __init__(
        self,
        api: MockApi,
        manner: Manner,
        page: Callable[[MockServer], str],
        log: Callable[[Served, float], None],
    ) -> None:
        self.api = api
        self.manner = manner
        self.page = page
        self.log = log
        if ":" in manner.host:
            self.address_family = socket.AF_INET6
        super().__init__((manner.host, manner.port), _Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        host = f"[{self.manner.host}]" if ":" in self.manner.host else self.manner.host
        return f"http://{host}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that go away in the middle of a request."""

    def started(self) -> threading.Thread:
        """Serve in a thread of its own until `shutdown`."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})
        thread.daemon = True
        thread.start()
        return thread


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "arazzo-gen"
    sys_version = ""
    timeout = 60.0
    server: MockServer

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):  # any method may be an operation's
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: Any) -> None:
        """Say nothing: `log` is told of each request."""

    def _answer(self) -> None:
        content = self._content()
        if content is None or not self._is_for_us():
            return
        if self.path.partition("?")[0] == PAGE:
            self._page()
            return
        if self.server.manner.cors and "Access-Control-Request-Method" in self.headers:
            self._send(Wire(204, (), b""))
            return
        started = time.monotonic()
        asked = received(self.command, self.path, self.headers.items(), content)
        served = self.server.api.serve(asked)
        if self.server.manner.delay:
            time.sleep(self.server.manner.delay)
        if served.wire is None:
            self.close_connection = True
        else:
            self._send(served.wire)
        self.server.log(served, 1000 * (time.monotonic() - started))

    def _is_for_us(self) -> bool:
        """Whether the request names this machine. A page of the web may give its own name to the
        loopback address, and would be shown what came so far."""
        name = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
        if self.server.manner.host not in LOOPBACK or name in LOOPBACK:
            return True
        if name.endswith(".localhost"):
            return True
        self._send(
            Wire(421, (), b"the mock listens on this machine alone; --host says otherwise\n")
        )
        return False

    def _content(self) -> bytes | None:
        """The body; None where it is refused, which has been said."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST:
            self._refuse()
            return None
        return self.rfile.read(int(length))

    def _chunks(self) -> bytes | None:
        """A body in chunks (RFC 9112, section 7.1)."""
        content = bytearray()
        while True:
            size = self.rfile.readline(1000).partition(b";")[0].strip()
            length = int(size, 16) if _HEX.fullmatch(size) else _LARGEST + 1
            if len(content) + length > _LARGEST:
                self._refuse()
                return None
            content += self.rfile.read(length)
            while self.rfile.readline(1000).strip():  # the end of the chunk, or trailers
                pass
            if length == 0:
                return bytes(content)

    def _refuse(self) -> None:
        self.close_connection = True
        self._send(Wire(413, (), b""))

    def _page(self) -> None:
        if self.command == "DELETE":
            self.server.api.forget()
            self._send(Wire(204, (), b""))
            return
        if self.command not in ("GET", "HEAD"):
            self._send(Wire(405, (("Allow", "GET, HEAD, DELETE"),), b""))
            return
        content = self.server.page(self.server).encode("utf-8", "replace")
        headers = (("Content-Type", "text/html; charset=utf-8"), *_POLICY)
        self._send(Wire(200, headers, content))

    def _send(self, wire: Wire) -> None:
        self.send_response(wire.status)
        for name, value in wire.headers:
            self.send_header(name, _one_line(value))
        if self.server.manner.cors:
            self._allow_origins()
        if wire.status >= 200 and wire.status not in (204, 304):
            self.send_header("Content-Length", str(len(wire.content)))
        self.end_headers()
        if self.command != "HEAD" and wire.status not in (204, 304):
            self.wfile.write(wire.content)

    def _allow_origins(self) -> None:
        """Let pages of all origins call the API (Fetch, "CORS protocol")."""
        asked = self.headers.get("Access-Control-Request-Headers", "")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Methods", "*")
        self.send_header("Access-Control-Allow-Headers", _one_line(asked or "*"))
        self.send_header("Access-Control-Expose-Headers", "*")


def _one_line(value: str) -> str:
    """A header's value that ends no header, and is Latin-1 (RFC 9110, section 5.5)."""
    text = "".join(char if char.isprintable() else " " for char in value)
    return text.encode("latin-1", "replace").decode("latin-1")


def log_line(served: Served, milliseconds: float) -> str:
    """A line about a request, for people."""
    status = served.wire.status if served.wire is not None else "no response"
    line = f"{served.received.method} {served.received.path} {status}"
    if served.step:
        line += f"  {served.step}, run {served.run}"
    line += f"  {milliseconds:.0f} ms"
    return "\n".join([line, *(f"  {each}" for each in served.wrong)])


def log_json(served: Served, milliseconds: float) -> str:
    """The same as one line of JSON. It has no query, headers or body: these may hold keys."""
    return json.dumps(
        {
            "method": served.received.method,
            "path": served.received.path,
            "status": served.wire.status if served.wire is not None else None,
            "step": served.step or None,
            "run": served.run or None,
            "wrong": list(served.wrong),
            "milliseconds": round(milliseconds, 1),
        }
    )
