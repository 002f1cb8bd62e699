"""The transport that docs/clients.md shows under *Thousands at once*, as it stands there."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport


class Transport(AiohttpTransport):
    """Sends the requests of httpx with aiohttp, on at most a hundred connections."""

    def get_client(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=100, ssl=self.ssl_context),
            cookie_jar=aiohttp.DummyCookieJar(),  # cookies are the client's
            skip_auto_headers=["Content-Type"],
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if re.search(rb"/(\.|%2e){1,2}(/|$)", request.url.raw_path.partition(b"?")[0], re.I):
            raise httpx.LocalProtocolError("aiohttp would take . and .. out of the path")
        with errors_of_httpx():
            response = await super().handle_async_request(request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        seconds = request.extensions["timeout"]["read"]
        response.stream = Body(response.stream, seconds)
        return response


class Body(httpx.AsyncByteStream):
    """A body whose next part comes within some seconds, or not at all."""

    def __init__(self, stream: httpx.AsyncByteStream, seconds: float | None) -> None:
        self._stream = stream
        self._seconds = seconds

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = aiter(self._stream)
        with errors_of_httpx():
            while True:
                async with asyncio.timeout(self._seconds):
                    part = await anext(parts, None)
                if part is None:
                    return
                yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


@contextlib.contextmanager
def errors_of_httpx() -> Iterator[None]:
    """Turn errors of aiohttp into those that httpx raises in their place."""
    try:
        yield
    except httpx.ConnectTimeout as error:
        cause = error.__cause__
        if isinstance(cause, TimeoutError):
            raise
        if isinstance(cause, aiohttp.ClientConnectorError):
            raise httpx.ConnectError(str(error)) from cause
        raise httpx.RemoteProtocolError(str(error)) from cause
    except TimeoutError as error:
        raise httpx.ReadTimeout("the rest of the response did not come") from error
    except (aiohttp.ClientError, aiohttp.http.HttpProcessingError) as error:
        # Its text has the URL, which may hold a key.
        raise httpx.RemoteProtocolError(f"no HTTP: {type(error).__name__}") from None
