"""A small Knock API on a local port: one run that is queued, then processing, then completed."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "demo-key"
"""The only API key that the server takes. It opens nothing else."""

STATUSES = ("queued", "queued", "processing", "processing", "processing", "completed")
"""What the run's status is each time it is read; the last one stays."""

WORKFLOW_RUN_ID = "0a6f5f6e-7d53-4a4e-9c1b-3c5d2f1e8b70"
RECIPIENT_RUN_ID = "run_2Zq8"


class DemoServer(ThreadingHTTPServer):
    """The server and what it remembers: the triggered workflow, and how often it was read."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.triggered: dict[str, Any] | None = None
        self.reads = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, method: str, target: str, body: Any) -> tuple[int, dict[str, Any]]:
        """The status and the body that a request gets."""
        parts = urlsplit(target)
        match (method, parts.path.strip("/").split("/")):
            case ("POST", ["v1", "workflows", key, "trigger"]):
                return self._trigger(key, body)
            case ("GET", ["v1", "workflow_recipient_runs"]):
                return self._list(parse_qs(parts.query))
            case ("GET", ["v1", "workflow_recipient_runs", run_id]):
                return self._read(run_id)
        return _error(404, "resource_missing", "there is nothing at this path")

    def _trigger(self, key: str, body: Any) -> tuple[int, dict[str, Any]]:
        recipients = body.get("recipients") if isinstance(body, dict) else None
        if not isinstance(recipients, list) or not recipients:
            return _error(422, "invalid_params", "recipients must be a list that is not empty")
        self.triggered = {"workflow": key, "recipient": recipients[0]}
        self.reads = 0
        return 200, {"workflow_run_id": WORKFLOW_RUN_ID}

    def _list(self, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        run = self._run(STATUSES[0])
        wanted = all(
            query.get(name, [value])[0] == value for name, value in (self.triggered or {}).items()
        )
        items = [run] if run is not None and wanted else []
        return 200, {"items": items, "page_info": {"page_size": 1, "after": None, "before": None}}

    def _read(self, run_id: str) -> tuple[int, dict[str, Any]]:
        run = self._run(STATUSES[min(self.reads, len(STATUSES) - 1)])
        if run is None or run_id != RECIPIENT_RUN_ID:
            return _error(404, "resource_missing", "there is no such run")
        self.reads += 1
        return 200, {**run, "events": []}

    def _run(self, status: str) -> dict[str, Any] | None:
        if self.triggered is None:
            return None
        return {
            "id": RECIPIENT_RUN_ID,
            "workflow_run_id": WORKFLOW_RUN_ID,
            **self.triggered,
            "status": status,
            "trigger_source": {"type": "api"},
            "error_count": 0,
            "inserted_at": "2026-01-01T09:00:00Z",
            "updated_at": "2026-01-01T09:00:00Z",
        }


def _error(status: int, code: str, message: str) -> tuple[int, dict[str, Any]]:
    return status, {"code": code, "message": message, "status": status}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: DemoServer

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the demo shows the exchange itself."""

    def _answer(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            status, answer = _error(401, "api_key_invalid", "the API key is not known")
        else:
            status, answer = self.server.answer(self.command, self.path, body)
        payload = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


@contextlib.contextmanager
def serving() -> Generator[DemoServer, None, None]:
    """Run the server in a thread of its own; it is stopped and closed at the end."""
    with DemoServer() as server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
