"""A server on the loopback that plays the API of the Knock document, and keeps what it was asked.

Each recipient has a run of his own. A run is read as going on until it was read often enough.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Api(ThreadingHTTPServer):
    """The server.

    Attributes:
        reads: After how many reads a run has ended.
        delay: For how many seconds it keeps a trigger waiting.
        log: The requests so far: the id of the step, and the recipient.
        keys: The values of Authorization that came.
        idempotency: The values of Idempotency-Key that came, by recipient.
    """

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, reads: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reads = reads
        self.delay = 0.0
        self.log: list[tuple[str, str]] = []
        self.keys: set[str] = set()
        self.idempotency: dict[str, set[str]] = {}
        self._lock = threading.Lock()
        self._read = Counter[str]()

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.server_port}"

    def count(self, step: str) -> int:
        """How many requests of a step have come."""
        return sum(name == step for name, _ in self.log)

    def note(self, step: str, recipient: str, headers: Any) -> int:
        """Keep a request; returns how often this step has come for this recipient."""
        with self._lock:
            self.log.append((step, recipient))
            self.keys.add(headers["Authorization"])
            if key := headers["Idempotency-Key"]:
                self.idempotency.setdefault(recipient, set()).add(key)
            if step == "pollRecipientRun":
                self._read[recipient] += 1
            return self._read[recipient]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # else each answer is two packets, and the second waits for the client
    server: Api

    def do_POST(self) -> None:
        """Trigger a workflow for a recipient."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not content:
            return  # the client was killed
        recipient = json.loads(content)["recipients"][0]
        self.server.note("triggerWorkflow", recipient, self.headers)
        time.sleep(self.server.delay)
        self._answer({"workflow_run_id": f"w-{recipient}"})

    def do_GET(self) -> None:
        """Find a recipient's run, or read it."""
        parts = urlsplit(self.path)
        if parts.query:
            query = parse_qs(parts.query)
            recipient = query["recipient_id" if "recipient_id" in query else "recipient"][0]
            self.server.note("listRecipientRuns", recipient, self.headers)
            self._answer({"items": [{"id": f"r-{recipient}"}], "page_info": {}})
        else:
            run_id = parts.path.rpartition("/")[2]
            done = self.server.note("pollRecipientRun", run_id[2:], self.headers)
            status = "completed" if done >= self.server.reads else "processing"
            self._answer({"id": run_id, "status": status})

    def _answer(self, value: object) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
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


@contextlib.contextmanager
def serve(reads: int) -> Iterator[Api]:
    """The server, while it runs."""
    with Api(reads) as api:
        threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True).start()
        yield api
        api.shutdown()
