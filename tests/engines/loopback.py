"""Servers on the loopback that play an API in JSON to durable runs, in threads of the tests."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar


class Loopback(ThreadingHTTPServer):
    """A server on a free port."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, handler: type[JsonHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.server_port}"


class JsonHandler(BaseHTTPRequestHandler):
    """Answers in JSON, and says nothing of clients that were killed."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # else each answer is two packets, and the second waits for the client

    def do_GET(self) -> None:
        """Answer a request that reads."""
        self.read()

    def do_POST(self) -> None:
        """Answer a request that sends something."""
        content = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.take(json.loads(content) if content else None)

    def read(self) -> None:
        """Answer a GET."""
        raise NotImplementedError

    def take(self, content: Any) -> None:
        """Answer a POST; its content is None where it has none, or its client was killed."""
        raise NotImplementedError

    def answer(self, value: object, status: int = 200) -> None:
        """Answer with a value."""
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(OSError):  # the client was killed
            self.wfile.write(content)

    def log_message(self, *said: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Answer until the client goes, or is killed."""
        with contextlib.suppress(OSError):
            super().handle()


_Api = TypeVar("_Api", bound=Loopback)


@contextlib.contextmanager
def running(api: _Api) -> Iterator[_Api]:
    """The server, while it runs."""
    with api:
        threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True).start()
        yield api
        api.shutdown()
