"""Puts a played API behind aiohttp, which sends its requests past the transports of httpx."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

import httpx
import pytest
from httpx_aiohttp import AiohttpTransport

Play: TypeAlias = Callable[[httpx.Request], httpx.Response]


class Served(ThreadingHTTPServer):
    """A server on this machine that answers as a function does."""

    def __init__(self, play: Play) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                sent = self.rfile.read(size)
                url = f"https://{self.headers['Host']}{self.path}"
                answer = play(
                    httpx.Request(self.command, url, headers=dict(self.headers), content=sent)
                )
                self.send_response(answer.status_code)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.content)

            do_POST = do_GET  # noqa: N815 - the name that is looked for

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        super().__init__(("127.0.0.1", 0), Handler)

    daemon_threads = True


@contextlib.contextmanager
def served(play: Play, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Answer what aiohttp sends, to whatever host, with a server on this machine."""
    send = AiohttpTransport.handle_async_request

    async def sent(self: AiohttpTransport, request: httpx.Request) -> httpx.Response:
        assert request.url.scheme == "https"
        here = {"scheme": "http", "host": "127.0.0.1", "port": server.server_port}
        request.url = request.url.copy_with(**here)
        return await send(self, request)

    monkeypatch.setattr(AiohttpTransport, "handle_async_request", sent)
    with Served(play) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
