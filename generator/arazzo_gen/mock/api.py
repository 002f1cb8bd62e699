"""The API that the server plays: it takes requests, and gives answers, without a socket."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence

from arazzo_gen.mock.checks import Checker
from arazzo_gen.mock.received import Received
from arazzo_gen.mock.routes import NoMatch, Router
from arazzo_gen.mock.runs import Runs
from arazzo_gen.mock.scripts import Script
from arazzo_gen.openapi.media import format_of
from arazzo_gen.play.model import Answer
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue

_KEPT = 200
"""How many requests the page shows, at most."""


@record
class Wire:
    """A response as it is sent: status, headers, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes


@record
class Served:
    """A request, and what it got.

    Attributes:
        received: The request.
        wire: The response; None where the connection was closed without one.
        step: "workflow/step" where a script answered it; "" otherwise.
        run: The number of the run; 0 where it belongs to none.
        wrong: What is wrong with the request, a line for each.
    """

    received: Received
    wire: Wire | None
    step: str = ""
    run: int = 0
    wrong: tuple[str, ...] = ()


class MockApi:
    """Answers requests as the scripts say.

    It may be asked by several threads at once.

    Args:
        scripts: The scripts, in the order of the workflows.
        checker: Says what is wrong with requests; None to take all.
    """

    def __init__(self, scripts: Sequence[Script], checker: Checker | None) -> None:
        self.scripts = scripts
        self.served: deque[Served] = deque(maxlen=_KEPT)
        routes = {id(line.route): line.route for each in scripts for line in each.lines}
        self._router = Router(routes.values())
        self._runs = Runs(scripts)
        self._checker = checker
        self._lock = threading.Lock()

    def serve(self, received: Received) -> Served:
        """Answer a request, and note it."""
        with self._lock:
            served = self._served(received)
            self.served.append(served)
            return served

    def forget(self) -> None:
        """Forget all requests and runs."""
        with self._lock:
            self.served.clear()
            self._runs.forget()

    def _served(self, received: Received) -> Served:
        match = self._router.find(received.method, received.path)
        if isinstance(match, NoMatch):
            return _not_found(received, match)
        wrong = self._checker.wrong(received, match) if self._checker is not None else []
        if wrong:
            wire = _problem(400, "the request is not what the API wants", wrong)
            return Served(received, wire, wrong=tuple(wrong))
        reply = self._runs.reply(match, received.query, received.json)
        if reply is None:
            return _not_found(received, NoMatch())
        answered = None if reply.answer is None else _wire(reply.answer)
        return Served(received, answered, f"{reply.workflow}/{reply.step}", reply.run)


def _wire(answer: Answer) -> Wire:
    if answer.content_type is None:
        return Wire(answer.status, answer.headers, b"")
    headers = (*answer.headers, ("Content-Type", answer.content_type))
    return Wire(answer.status, headers, _content(answer))


def _content(answer: Answer) -> bytes:
    """The body of an answer: JSON, or the text that it is."""
    if isinstance(answer.body, str) and format_of(answer.content_type or "") not in ("json", None):
        return answer.body.encode()
    return json.dumps(answer.body, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _not_found(received: Received, match: NoMatch) -> Served:
    if match.allowed:
        text = f"{received.path} takes {', '.join(match.allowed)}, not {received.method}"
        wire = _problem(405, text, [])
        wire = Wire(wire.status, (("Allow", ", ".join(match.allowed)), *wire.headers), wire.content)
    else:
        text = f"no step calls {received.method} {received.path}; /_mock shows what there is"
        wire = _problem(404, text, [])
    return Served(received, wire, wrong=(text,))


def _problem(status: int, title: str, wrong: Sequence[str]) -> Wire:
    """A response that says what is wrong (RFC 9457)."""
    body: dict[str, JsonValue] = {"title": title, "status": status}
    if wrong:
        body["errors"] = list(wrong)
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Wire(status, (("Content-Type", "application/problem+json"),), content)
