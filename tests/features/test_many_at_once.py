"""Thousands of runs at once, on the two clients of docs/clients.md and real connections."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import re
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from benchmarks import crowd_transport
from benchmarks.crowd_transport import Transport
from features.test_client_costs import POLL

PAGE = Path(__file__).resolve().parents[2] / "docs" / "clients.md"


class Gate(httpx.AsyncClient):
    """A client that sends ten requests at a time, and lets the others wait."""

    def __init__(self, **options: Any) -> None:
        super().__init__(timeout=httpx.Timeout(30.0, pool=None), **options)
        self._free = asyncio.Semaphore(10)

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        async with self._free:
            return await super().send(request, **options)


class Jobs:
    """A server on this machine whose jobs are done when they have been looked at twice."""

    def __init__(self) -> None:
        self.looks: Counter[str] = Counter()
        self.busy = 0
        self.most_busy = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await self.answer(reader, writer)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        head = await reader.readuntil(b"\r\n\r\n")
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        size = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(size[1])) if size else b""
        method, path, _ = head.split(b" ", 2)
        if method == b"POST":
            name = body.split(b'"')[3].decode()
            answer, status = f'{{"id": "{name}", "state": "queued"}}', "201 Created"
        else:
            name = path.rsplit(b"/", 1)[1].decode()
            self.looks[name] += 1
            state = "done" if self.looks[name] > 1 else "running"
            answer, status = f'{{"id": "{name}", "state": "{state}"}}', "200 OK"
        head_out = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
        head_out += f"Content-Length: {len(answer)}\r\n\r\n"
        await asyncio.sleep(0.001)  # so that requests that come together are seen together
        self.busy -= 1
        writer.write(head_out.encode() + answer.encode())


def many(**options: Any) -> httpx.AsyncClient:
    """The client on aiohttp that the page shows."""
    timeout = httpx.Timeout(options.pop("seconds", 30.0), pool=None)
    return httpx.AsyncClient(transport=Transport(), timeout=timeout, **options)


@contextlib.asynccontextmanager
async def served(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """The URL of a server on this machine."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1000)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


@pytest.mark.xdist_group("many")
@pytest.mark.parametrize(("opened", "limit"), [(Gate, 10), (many, 100)])
def test_a_thousand_polling_runs_at_once(
    opened: Callable[..., httpx.AsyncClient], limit: int
) -> None:
    async def main() -> tuple[list[Any], Jobs]:
        jobs = Jobs()
        polling = POLL.module.Polling(interval=0.5, timeout=300.0)
        async with served(jobs.serve) as url, opened(trust_env=False) as client:
            runs = [
                POLL.module.run_async(
                    name=f"j{number}", client=client, jobs_url=url, polling=polling
                )
                for number in range(1000)
            ]
            return await asyncio.gather(*runs, return_exceptions=True), jobs

    outputs, jobs = asyncio.run(main())
    assert [repr(each) for each in outputs if isinstance(each, BaseException)] == []
    assert [each.id for each in outputs] == [f"j{number}" for number in range(1000)]
    assert {each.state for each in outputs} == {"done"}
    assert 1 < jobs.most_busy <= limit


def test_the_clients_for_many_are_those_in_the_docs() -> None:
    page = PAGE.read_text()
    assert inspect.getsource(Gate).strip() in page
    source = inspect.getsource(crowd_transport)
    assert source[source.index("class Transport") :].strip() in page


# --- What goes wrong on aiohttp -----------------------------------------------------------

OK = b"HTTP/1.1 201 Created\r\n"
PARTS: dict[str, tuple[list[bytes], type[Exception]]] = {
    "no answer": ([], httpx.RemoteProtocolError),
    "no HTTP": ([b"hello\r\n\r\n"], httpx.RemoteProtocolError),
    "no HTTP after a 100": (
        [b"HTTP/1.1 100 Continue\r\n\r\n", b"zz\r\n\r\n"],
        httpx.RemoteProtocolError,
    ),
    "a status that is none": ([b"HTTP/1.1 999999 OK\r\n\r\n"], httpx.RemoteProtocolError),
    "a header that is none": ([OK + b"A b: c\r\n\r\n"], httpx.RemoteProtocolError),
    "a long header": ([OK + b"A: " + b"b" * 70_000 + b"\r\n\r\n"], httpx.RemoteProtocolError),
    "a length that is none": ([OK + b"Content-Length: x\r\n\r\n"], httpx.RemoteProtocolError),
    "a reason that is no text": (
        [b"HTTP/1.1 201 \xff\r\nContent-Length: 2\r\n\r\n{}"],
        UnicodeEncodeError,
    ),
    "half a body": ([OK + b"Content-Length: 20\r\n\r\n{}", b"{}"], httpx.ReadError),
    "half a chunked body": (
        [OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", b"2\r\n{"],
        httpx.ReadError,
    ),
    "a broken first chunk": (
        [OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"],
        httpx.RemoteProtocolError,
    ),
    "a broken second chunk": (
        [OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", b"zz\r\n"],
        httpx.ReadTimeout,
    ),
    "no gzip": (
        [OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"],
        httpx.DecodingError,
    ),
}
"""What a server sends, part by part, before it closes; and the cause of the `StepFailed`."""


async def failed(url: str, seconds: float = 0.5, **given: Any) -> Any:
    """The `StepFailed` of a run on aiohttp; whatever else it raises goes on."""
    async with many(seconds=seconds, trust_env=False) as client:
        with pytest.raises(POLL.module.StepFailed) as caught:
            # A run that never ends is a failure, too.
            async with asyncio.timeout(20.0):
                await POLL.module.run_async(name="a", client=client, jobs_url=url, **given)
    return caught.value


@pytest.mark.parametrize("name", PARTS)
def test_a_broken_response_is_a_failed_step(name: str) -> None:
    parts, cause = PARTS[name]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await asyncio.sleep(0.05)  # so that the parts come apart
        writer.close()

    async def main() -> Any:
        async with served(serve) as url:
            return await failed(url)

    error = asyncio.run(main())
    assert (error.step_id, error.response) == ("start", None)
    assert type(error.__cause__) is cause


def test_a_connection_that_is_reset_is_a_failed_step() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        made = writer.get_extra_info("socket")
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def main() -> Any:
        async with served(serve) as url:
            return await failed(url)

    assert type(asyncio.run(main()).__cause__) is httpx.RemoteProtocolError


def test_a_refused_connection_is_a_failed_step() -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        error = asyncio.run(failed(f"http://127.0.0.1:{taken.getsockname()[1]}/v1"))
    assert type(error.__cause__) is httpx.ConnectError
    error = asyncio.run(failed("ftp://127.0.0.1/v1"))
    assert type(error.__cause__) is httpx.UnsupportedProtocol


@pytest.mark.parametrize("sent", [b"", OK + b"Content-Length: 20\r\n\r\n{}"])
def test_a_server_that_hangs_is_a_failed_step(sent: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(sent)
        await reader.read()  # until the client is gone
        writer.close()

    async def main() -> Any:
        async with served(serve) as url:
            return await failed(url, seconds=0.2)

    assert type(asyncio.run(main()).__cause__) is httpx.ReadTimeout


def test_a_key_in_the_query_is_not_in_what_a_broken_response_raises() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"hello\r\n\r\n")
        writer.close()

    async def main() -> BaseException:
        async with served(serve) as url, many(trust_env=False) as client:
            with pytest.raises(httpx.RemoteProtocolError) as caught:
                await client.get(url, params={"key": "sk_test_1"})
            return caught.value

    error: BaseException | None = asyncio.run(main())
    while error is not None:
        assert "sk_test_1" not in repr(error) + str(error)
        error = error.__cause__


@pytest.mark.parametrize("id_", [".", ".."])
def test_a_dot_segment_is_refused_before_it_leads_to_another_path(id_: str) -> None:
    async def main() -> None:
        jobs = Jobs()
        async with served(jobs.serve) as url, many(trust_env=False) as client:
            with pytest.raises(POLL.module.StepFailed) as caught:
                await POLL.module.look_async(client, id=id_, base_url=url)
            assert type(caught.value.__cause__) is httpx.LocalProtocolError
            looked = await POLL.module.look_async(client, id="../b", base_url=url)
            assert looked.response.request.url.raw_path.endswith(b"/jobs/..%2Fb")
        assert list(jobs.looks) == ["..%2Fb"]

    asyncio.run(main())


def test_a_run_that_is_cancelled_closes_its_connection() -> None:
    async def main() -> None:
        asked, gone = asyncio.Event(), asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK + b"Content-Length: 20\r\n\r\n{}")
            asked.set()
            with contextlib.suppress(ConnectionError):
                await reader.read()
            gone.set()
            writer.close()

        async with served(serve) as url, many(trust_env=False) as client:
            run = asyncio.ensure_future(
                POLL.module.run_async(name="a", client=client, jobs_url=url)
            )
            await asked.wait()
            await asyncio.sleep(0.05)
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
            async with asyncio.timeout(10.0):
                await gone.wait()  # while the client is open
            assert len(await asyncio.gather(*[ask(client, url) for _ in range(3)])) == 3

    async def ask(client: httpx.AsyncClient, url: str) -> str:
        with pytest.raises(httpx.ReadTimeout) as caught:
            await client.get(url, timeout=httpx.Timeout(0.2, pool=None))
        return repr(caught.value)

    asyncio.run(main())
    gc.collect()


@pytest.mark.parametrize(("limit", "fails"), [(5, False), (20, True)])
def test_connections_beyond_the_limit_of_a_server(limit: int, fails: bool) -> None:
    allowed = 5

    class Strict(Jobs):
        """A server that closes what comes beyond some connections."""

        opened = 0

        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if self.opened >= allowed:
                writer.close()
                return
            self.opened += 1
            await super().serve(reader, writer)
            self.opened -= 1

    async def main() -> list[Any]:
        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=limit))
        timeout = httpx.Timeout(30.0, pool=None)
        async with (
            served(Strict().serve) as url,
            httpx.AsyncClient(transport=Transport(client=session), timeout=timeout) as client,
        ):
            polling = POLL.module.Polling(interval=0.01, timeout=None)
            runs = [
                POLL.module.run_async(
                    name=f"j{number}", client=client, jobs_url=url, polling=polling
                )
                for number in range(60)
            ]
            return await asyncio.gather(*runs, return_exceptions=True)

    outputs = asyncio.run(main())
    errors = [each for each in outputs if isinstance(each, BaseException)]
    assert bool(errors) is fails
    assert {type(each) for each in errors} <= {POLL.module.StepFailed}
