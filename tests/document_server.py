"""Serves documents on this machine, over http and https, and sends nothing to other machines.

with serving({"/api.yaml": answer("openapi: 3.1.0")}) as server:
    server.fetcher()("https://docs.test/api.yaml")

The hosts `docs.test` and `other.test` are this server. A look-up of any other name fails the test.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeAlias

from arazzo_gen.remote.connect import Address, AddressPolicy, Limits
from arazzo_gen.remote.fetch import Fetcher

TLS = Path(__file__).parent / "tls"
LOOPBACK = ip_address("127.0.0.1")
HOSTS = ("docs.test", "other.test", "stranger.test")

Answer: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


def answer(content: str | bytes, status: int = 200, **headers: str) -> Answer:
    """An answer with some content; `content_type="..."` is the header Content-Type."""
    body = content.encode() if isinstance(content, str) else content

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return send


def redirect(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return answer("", status, Location=location)


@dataclass
class Server:
    """The running server.

    Attributes:
        routes: What it answers, by path and query; more may be added.
        asked: The paths that were asked for, in order.
        resolved: The hosts that were looked up, in order.
    """

    routes: dict[str, Answer]
    port: int
    tls_port: int
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    addresses: dict[str, list[Address]] = field(default_factory=dict)

    def resolve(self, host: str, port: int) -> list[Address]:
        """The addresses of a host, without asking anybody."""
        self.resolved.append(host)
        try:
            return [ip_address(host)]
        except ValueError:
            pass
        if host not in self.addresses:
            raise OSError("no such host")
        return self.addresses[host]

    def fetcher(self, **changes: Any) -> Fetcher:
        """A fetcher for which only this server is public."""
        tls = ssl.create_default_context(cafile=TLS / "ca.pem")
        settings = {
            "policy": AddressPolicy(self.resolve, lambda address: address == LOOPBACK),
            "limits": Limits(connect=5.0, read=5.0, total=10.0),
            "tls": tls,
        }
        return Fetcher(**{**settings, **changes})

    def url(self, path: str, *, host: str = "docs.test", scheme: str = "https") -> str:
        """The URL of a path."""
        return f"{scheme}://{host}:{self.tls_port if scheme == 'https' else self.port}{path}"


@contextmanager
def serving(routes: Mapping[str, Answer]) -> Iterator[Server]:
    """Serve documents while the block runs."""
    plain = _Listener(("127.0.0.1", 0), _Handler)
    secure = _Listener(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem")
    secure.tls = context
    server = Server(dict(routes), plain.server_address[1], secure.server_address[1])
    server.addresses = {host: [LOOPBACK] for host in HOSTS}
    for listener in (plain, secure):
        listener.served = server
        threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        for listener in (plain, secure):
            listener.stopped.set()
            listener.shutdown()
            listener.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    tls: ssl.SSLContext | None = None
    served: Server

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.stopped = threading.Event()

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is not None:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except (ssl.SSLError, OSError):  # the client refuses the certificate
                return
        super().finish_request(request, client_address)
        if self.tls is not None:
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)
            request.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close the connection, as some tests make them do."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def do_GET(self) -> None:
        served = self.server.served
        served.asked.append(self.path)
        served.headers.append(dict(self.headers.items()))
        self.close_connection = True
        served.routes.get(self.path, answer("no such document", 404))(self)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - of the base class
        """Nothing."""
