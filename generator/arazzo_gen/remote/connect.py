"""Connects to checked addresses, within one time limit for everything.

This is a network backend of httpcore: it gets the name of a host and gives back a connection.
httpcore does the rest as always: TLS with that name, and HTTP. The backend resolves the name once,
and connects to the address that it has checked, so that a name server cannot give another one the
second time.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final, TypeAlias

import httpcore

from arazzo_gen.record import record
from arazzo_gen.remote.addresses import is_public
from arazzo_gen.remote.errors import RemoteError

Address: TypeAlias = IPv4Address | IPv6Address

_MOST_ADDRESSES: Final = 4


@record
class Limits:
    """How long a fetch may take, in seconds.

    Attributes:
        connect: To connect to one address, and again for TLS.
        read: From one piece of the answer to the next.
        total: For everything, redirects included. The look-up of a name is not interrupted: it
            takes as long as the system's resolver lets it.
    """

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0


class Deadline:
    """The moment at which a fetch ends, done or not."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.total

    def connecting(self) -> float:
        """How many seconds the next step of connecting may take."""
        return min(self._limits.connect, self._left())

    def reading(self) -> float:
        """How many seconds to wait for the next piece of the answer."""
        return min(self._limits.read, self._left())

    def _left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a host, as the system gives them.

    Raises:
        OSError: There is no such host, or no answer.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # a label that is empty or too long
        raise OSError("the name is not one") from None
    return list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


@record
class AddressPolicy:
    """How the names of hosts are resolved, and to which addresses connections are allowed."""

    resolve: Callable[[str, int], Sequence[Address]] = resolve
    is_allowed: Callable[[Address], bool] = is_public

    def addresses(self, host: str, port: int) -> Sequence[Address]:
        """The addresses of a host, to all of which connections are allowed.

        Raises:
            RemoteError: AZ010 where the name has none, AZ011 where one is not public.
        """
        try:
            found = self.resolve(host, port)
        except OSError:
            found = ()
        if not found:
            raise RemoteError("AZ010", f"the host {host} is not found")
        for address in found:
            if not self.is_allowed(address):
                message = f"the host {host} has the address {address}, which is not public"
                hint = "documents on a private network are not fetched: save a copy as a file"
                raise RemoteError("AZ011", message, hint)
        return found[:_MOST_ADDRESSES]


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the first address of a host that answers, once all are checked."""

    def __init__(self, policy: AddressPolicy, deadline: Deadline) -> None:
        self._policy = policy
        self._deadline = deadline
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host."""
        failure: Exception = httpcore.ConnectError(f"no address of {host} answers")
        for address in self._policy.addresses(host.strip("[]"), port):
            try:
                wait = self._deadline.connecting()
                stream = self._tcp.connect_tcp(str(address), port, wait, local_address, ())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.reading())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.reading())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait = self._deadline.connecting()
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, wait), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
