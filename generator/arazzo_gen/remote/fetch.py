"""Fetches one document over https: it follows redirects itself, and limits sizes and times."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import httpcore

from arazzo_gen import __version__
from arazzo_gen.cache import MAX_BYTES
from arazzo_gen.remote import urls
from arazzo_gen.remote.connect import AddressPolicy, CheckedBackend, Deadline, Limits
from arazzo_gen.remote.errors import RemoteError
from arazzo_gen.remote.fetched import Fetched

_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = (
    ("Accept", "application/yaml, application/json, text/plain;q=0.9, */*;q=0.8"),
    ("Accept-Encoding", "gzip"),
    ("User-Agent", f"arazzo-gen/{__version__}"),
)
_GZIP: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches documents. No proxy, cookie or password of this machine is used.

    Attributes:
        allow_http: Whether http is allowed too.
        policy: To which addresses it may connect.
        limits: How long a fetch may take.
        tls: The context for TLS; None to trust the authorities of the system and of certifi.
        max_bytes: The largest document, as it is sent and as it is unpacked.
    """

    allow_http: bool = False
    policy: AddressPolicy = field(default_factory=AddressPolicy)
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext | None = None
    max_bytes: int = MAX_BYTES

    def __call__(self, url: str) -> Fetched:
        """Fetch a document.

        Args:
            url: Its URL, as `urls.normalise` spells it.

        Returns:
            The document, with the URL behind the redirects.

        Raises:
            RemoteError: AZ010 where it cannot be fetched, AZ011 where it must not be fetched.
        """
        deadline = Deadline(self.limits)
        here = url
        for _ in range(_MOST_REDIRECTS + 1):
            self._check_scheme(here)
            answer = self._ask(here, deadline)
            if isinstance(answer, bytes):
                return Fetched(url if here == url else urls.without_query(here), answer)
            here = urls.follow(here, answer)
        message = f"{urls.shown(url)} redirects more than {_MOST_REDIRECTS} times"
        raise RemoteError("AZ010", message)

    def _check_scheme(self, url: str) -> None:
        if url.startswith("http:") and not self.allow_http:
            message = f"{urls.shown(url)} is not encrypted, and only https is fetched"
            hint = "write https, or give `--allow-http` if you trust the network on the way"
            raise RemoteError("AZ011", message, hint)

    def _ask(self, url: str, deadline: Deadline) -> bytes | str:
        """Send one request: gives the document, or the URL of a redirect."""
        backend = CheckedBackend(self.policy, deadline)
        try:
            # Each request has a pool of its own, so that no connection is used for a second host.
            with (
                httpcore.ConnectionPool(ssl_context=self.tls, network_backend=backend) as pool,
                pool.stream("GET", url, headers=_HEADERS) as response,
            ):
                return self._read(url, response)
        except httpcore.TimeoutException:
            message = f"{urls.shown(url)} cannot be fetched: the answer takes too long"
            raise RemoteError("AZ010", message) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            message = f"{urls.shown(url)} cannot be fetched: {_reason(error)}"
            raise RemoteError("AZ010", message) from None

    def _read(self, url: str, response: httpcore.Response) -> bytes | str:
        headers = {name.lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in _REDIRECTS and b"location" in headers:
            return headers[b"location"]
        if response.status != 200:
            message = f"{urls.shown(url)} cannot be fetched: the answer has status"
            raise RemoteError("AZ010", f"{message} {response.status}")
        coding = headers.get(b"content-encoding", "identity").strip().lower()
        chunks = response.iter_stream()
        if coding in ("gzip", "x-gzip"):
            return self._unpack(url, chunks)
        if coding not in ("identity", ""):
            message = f"{urls.shown(url)} comes in a coding that was not asked for"
            raise RemoteError("AZ010", message)
        data = bytearray()
        for chunk in chunks:
            data += chunk
            self._check_size(url, len(data))
        return bytes(data)

    def _unpack(self, url: str, chunks: Iterable[bytes]) -> bytes:
        """Unpack a gzip body, up to the limit (RFC 9110, section 8.4.1.3)."""
        unpacker = zlib.decompressobj(_GZIP)
        data = bytearray()
        packed = 0
        try:
            for chunk in chunks:
                packed += len(chunk)
                self._check_size(url, packed)
                data += unpacker.decompress(chunk, self.max_bytes + 1 - len(data))
                self._check_size(url, len(data))
        except zlib.error:
            pass
        if not unpacker.eof:
            message = f"{urls.shown(url)} cannot be fetched: its gzip coding is damaged"
            raise RemoteError("AZ010", message)
        return bytes(data)

    def _check_size(self, url: str, size: int) -> None:
        if size > self.max_bytes:
            message = f"{urls.shown(url)} is larger than {self.max_bytes // 1024 // 1024} MiB"
            raise RemoteError("AZ010", message)


def _reason(error: Exception) -> str:
    """What went wrong in httpcore, in words that are the same on every machine."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its TLS certificate is not valid: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return "TLS cannot be agreed on"
        if isinstance(cause, ConnectionRefusedError):
            return "the connection is refused"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore.ConnectError):
        return "no connection"
    return "the connection broke" if isinstance(error, httpcore.NetworkError) else "it is not HTTP"
