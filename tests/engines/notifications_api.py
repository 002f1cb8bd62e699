"""A server on the loopback that plays the API of the Knock document, and keeps what it was asked.

Each recipient has a run of his own. A run is read as going on until it was read often enough.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from loopback import JsonHandler, Loopback, running


class Api(Loopback):
    """The server.

    Attributes:
        reads: After how many reads a run has ended.
        delay: For how many seconds it keeps a trigger waiting.
        log: The requests so far: the id of the step, and the recipient.
        keys: The values of Authorization that came.
        idempotency: The values of Idempotency-Key that came, by recipient.
    """

    def __init__(self, reads: int) -> None:
        super().__init__(_Handler)
        self.reads = reads
        self.delay = 0.0
        self.log: list[tuple[str, str]] = []
        self.keys: set[str] = set()
        self.idempotency: dict[str, set[str]] = {}
        self._lock = threading.Lock()
        self._read = Counter[str]()

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


class _Handler(JsonHandler):
    server: Api

    def take(self, content: Any) -> None:
        """Trigger a workflow for a recipient."""
        if content is None:
            return  # the client was killed
        recipient = content["recipients"][0]
        self.server.note("triggerWorkflow", recipient, self.headers)
        time.sleep(self.server.delay)
        self.answer({"workflow_run_id": f"w-{recipient}"})

    def read(self) -> None:
        """Find a recipient's run, or read it."""
        parts = urlsplit(self.path)
        if parts.query:
            query = parse_qs(parts.query)
            recipient = query["recipient_id" if "recipient_id" in query else "recipient"][0]
            self.server.note("listRecipientRuns", recipient, self.headers)
            self.answer({"items": [{"id": f"r-{recipient}"}], "page_info": {}})
        else:
            run_id = parts.path.rpartition("/")[2]
            done = self.server.note("pollRecipientRun", run_id[2:], self.headers)
            status = "completed" if done >= self.server.reads else "processing"
            self.answer({"id": run_id, "status": status})


@contextlib.contextmanager
def serve(reads: int) -> Iterator[Api]:
    """The server, while it runs."""
    with running(Api(reads)) as api:
        yield api
