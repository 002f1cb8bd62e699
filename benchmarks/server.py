"""A Knock API on a local port, which costs so little that the clients are what is measured.

The run of a recipient reads as queued the first few times, and as completed from then on.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_HEAD_END = b"\r\n\r\n"


class Api:
    """Answers the requests of the API.

    Args:
        queued: How often a run reads as queued before it is completed.
    """

    def __init__(self, queued: int) -> None:
        self._queued = queued
        self._reads: Counter[str] = Counter()

    def answer(self, method: str, target: str) -> tuple[int, dict[str, Any]]:
        """The status and the body of the answer to a request."""
        url = urlsplit(target)
        match (method, url.path.strip("/").split("/")):
            case ("POST", ["v1", "workflows", key, "trigger"]):
                return 200, {"workflow_run_id": f"{key}-0a6f5f6e-7d53-4a4e-9c1b-3c5d2f1e8b70"}
            case ("GET", ["v1", "workflow_recipient_runs"]):
                query = parse_qs(url.query)
                run = _run(query["recipient"][0], query["workflow"][0], "queued")
                page = {"page_size": 1, "after": None, "before": None}
                return 200, {"items": [run], "page_info": page}
            case ("GET", ["v1", "workflow_recipient_runs", run_id]):
                self._reads[run_id] += 1
                over = self._reads[run_id] > self._queued
                recipient = unquote(run_id).removeprefix("run_")
                return 200, _run(recipient, "welcome", "completed" if over else "queued")
        return 404, {"code": "resource_missing", "message": "there is nothing at this path"}


def _run(recipient: str, workflow: str, status: str) -> dict[str, Any]:
    return {
        "id": f"run_{recipient}",
        "workflow": workflow,
        "workflow_run_id": "0a6f5f6e-7d53-4a4e-9c1b-3c5d2f1e8b70",
        "recipient": recipient,
        "status": status,
        "inserted_at": "2026-01-01T12:30:00.000000Z",
        "updated_at": "2026-01-01T12:30:05.000000Z",
        "trigger_source": {"type": "api", "cancellation_key": None},
        "events": [{"id": f"ev_{n}", "type": "step", "attempt": 1} for n in range(5)],
    }


class _Connection(asyncio.Protocol):
    """A connection, which stays open. It answers a request once it has all of it."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._received = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(_HEAD_END)) >= 0:
            first, *fields = self._received[:end].decode("latin-1").split("\r\n")
            length = 0
            for line in fields:
                name, _, value = line.partition(":")
                if name.lower() == "content-length":
                    length = int(value)
            total = end + len(_HEAD_END) + length
            if len(self._received) < total:
                return
            self._received = self._received[total:]
            method, target, _ = first.split(" ")
            status, body = self._api.answer(method, target)
            self._transport.write(_message(status, json.dumps(body).encode()))


def _message(status: int, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _serve(queued: int) -> None:
    api = Api(queued)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(api), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
