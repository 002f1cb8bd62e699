"""Runs generated clients against a given HTTP exchange, without a network and without real waits.

    outcome = execute(
        module,
        "sync",
        [
            on("POST", "/orders", json={"sku": "a"}).reply({"id": "1"}, status=201),
            on("GET", "/orders/1").reply({"state": "open"}),
            on("GET", "/orders/1").fail(httpx.ReadTimeout("timed out")),
        ],
        sku="a",
    )
    assert isinstance(outcome.error, module.StepFailed)
    assert outcome.waits == [2.0]

`execute` calls `run` or `run_async`, `execute_step` one step function. If the client sends another
request than the next expected one, or does not send one, this raises `Unexpected`, even where the
client catches errors.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import importlib
import importlib.machinery
import importlib.util
import json as jsonlib
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Literal, TypeAlias
from unittest import mock

import httpx
import pytest

Mode: TypeAlias = Literal["sync", "async"]

both_modes = pytest.mark.parametrize("mode", ["sync", "async"])
"""Runs a test with the argument `mode` twice: on `httpx.Client` and on `httpx.AsyncClient`."""

WALL_CLOCK = 1_767_225_600.0
"""The time at which a run starts, as `time.time` tells it: 2026-01-01, midnight UTC."""

WATCHERS: list[Callable[..., None]] = []
"""Called after each run of a whole workflow, with the module, exchanges, arguments and outcome."""

_ANY: Any = object()


class Unexpected(AssertionError):
    """The client did not send the next expected request."""


@dataclass(frozen=True)
class Exchange:
    """An expected request and its answer: a response, or an error of httpx."""

    method: str
    path: str
    query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    json: Any = _ANY
    text: str | None = None
    host: str | None = None
    answer: Callable[[], httpx.Response] | None = None
    error: httpx.TransportError | None = None

    def reply(
        self,
        json: Any = _ANY,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        text: str | None = None,
    ) -> Exchange:
        """Answer the request with a JSON value, with a text, or without a body."""

        def answer() -> httpx.Response:
            if json is not _ANY:
                return httpx.Response(status, headers=headers, json=json)
            return httpx.Response(status, headers=headers, text=text)

        return dataclasses.replace(self, answer=answer)

    def fail(self, error: httpx.TransportError) -> Exchange:
        """Let the request fail, with a broken connection or a timeout."""
        return dataclasses.replace(self, error=error)

    def check(self, request: httpx.Request) -> None:
        """Raise `Unexpected` where a request is not the expected one."""
        wanted: list[tuple[str, Any, Any]] = [
            ("method", request.method, self.method),
            ("path", request.url.raw_path.decode().partition("?")[0], self.path),
        ]
        if self.host is not None:
            wanted.append(("host", request.url.netloc.decode(), self.host))
        if self.query is not None:
            pairs = self.query.items() if isinstance(self.query, Mapping) else self.query
            got = urllib.parse.parse_qsl(request.url.query.decode(), keep_blank_values=True)
            wanted.append(("query", sorted(got), sorted(pairs)))
        for name, value in self.headers.items():
            wanted.append((f"header {name}", request.headers.get(name), value))
        if self.json is not _ANY:
            wanted.append(("JSON body", _parsed(request), self.json))
        if self.text is not None:
            wanted.append(("body", request.content.decode(), self.text))
        for what, got, want in wanted:
            if got != want or isinstance(got, bool) is not isinstance(want, bool):
                raise Unexpected(
                    f"{request.method} {request.url}: {what} is {got!r}, expected {want!r}"
                )


def on(
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    headers: Mapping[str, str | None] | None = None,
    json: Any = _ANY,
    text: str | None = None,
    host: str | None = None,
) -> Exchange:
    """Expect a request.

    Args:
        method: Its method.
        path: Its path as sent (percent-encoded), without the query.
        query: Its whole query, in any order; None for any.
        headers: Headers it must have; None for one that it must not have.
        json: Its body; leave it out for any.
        text: Its body as text ("" for no body); None for any.
        host: Its host, with the port where the URL has one; None for any.
    """
    return Exchange(method, path, query, headers or {}, json, text, host)


def _parsed(request: httpx.Request) -> Any:
    try:
        return jsonlib.loads(request.content)
    except ValueError:
        return request.content


class Player:
    """A handler for `httpx.MockTransport` that plays exchanges in order."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self.left = list(exchanges)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if not self.left:
            raise Unexpected(f"no further request was expected: {request.method} {request.url}")
        exchange = self.left.pop(0)
        exchange.check(request)
        if exchange.error is not None:
            raise exchange.error
        if exchange.answer is None:
            raise Unexpected(f"no answer is written down for {request.method} {request.url}")
        return exchange.answer()

    def finish(self) -> None:
        """Raise `Unexpected` where an expected request did not come."""
        if self.left:
            missing = ", ".join(f"{e.method} {e.path}" for e in self.left)
            raise Unexpected(f"never sent: {missing}")


class Clock:
    """Replaces sleeping and the clocks: waits take no time, and are recorded."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.now = 1000.0

    def sleep(self, seconds: float) -> None:
        """Stand in for `time.sleep`."""
        self.waits.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float, result: Any = None) -> Any:
        """Stand in for `asyncio.sleep`."""
        self.sleep(seconds)
        return result

    def monotonic(self) -> float:
        """Stand in for `time.monotonic`."""
        return self.now

    def time(self) -> float:
        """Stand in for `time.time`."""
        return WALL_CLOCK + self.now - 1000.0

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Use this clock instead of the real one."""
        with (
            mock.patch.object(time, "sleep", self.sleep),
            mock.patch.object(time, "monotonic", self.monotonic),
            mock.patch.object(time, "time", self.time),
            mock.patch.object(asyncio, "sleep", self.sleep_async),
        ):
            yield


@dataclass(frozen=True)
class Outcome:
    """The outcome of a run: its outputs or its error, and what it did.

    Attributes:
        outputs: What the function returned; None where it raised.
        error: What it raised; None where it returned.
        waits: Every sleep in seconds, in order.
        requests: Every request, in order.
        events: What `on_step` heard of responses: step id, attempt, status.
    """

    outputs: Any
    error: Exception | None
    waits: list[float]
    requests: list[httpx.Request]
    events: list[tuple[str, int, int]]


def execute(
    module: ModuleType, mode: Mode, exchanges: Sequence[Exchange], /, **arguments: Any
) -> Outcome:
    """Call `run` or `run_async` of a generated module, on a client that plays exchanges.

    A module with a durable form has to do the same with that, killed at each moment.
    """
    events: list[tuple[str, int, int]] = []
    given = arguments.pop("on_step", None)

    def on_step(event: Any) -> Any:
        if event.kind == "response":
            events.append((event.step_id, event.attempt, event.response.status_code))
        return given(event) if given is not None else None

    function = module.run if mode == "sync" else module.run_async
    outcome = _call(
        lambda client: function(client=client, on_step=on_step, **arguments),
        mode,
        exchanges,
        events,
    )
    for watcher in WATCHERS if given is None else ():
        watcher(module, exchanges, arguments, outcome)
    if hasattr(module, "run_durable") and given is None and mode == "async":
        from crash import crash_everywhere  # which plays exchanges too

        crash_everywhere(module, exchanges, arguments, outcome)
    return outcome


def execute_step(
    module: ModuleType, step: str, mode: Mode, exchanges: Sequence[Exchange], /, **arguments: Any
) -> Outcome:
    """Call one step function (`step` or `step_async`) of a generated module."""
    function = getattr(module, step if mode == "sync" else f"{step}_async")
    return _call(lambda client: function(client, **arguments), mode, exchanges, [])


def _call(
    call: Any, mode: Mode, exchanges: Sequence[Exchange], events: list[tuple[str, int, int]]
) -> Outcome:
    player, clock = Player(exchanges), Clock()
    transport = httpx.MockTransport(player)

    async def call_async() -> Any:
        async with httpx.AsyncClient(transport=transport) as client:
            with clock.installed():
                return await call(client)

    outputs: Any = None
    error: Exception | None = None
    try:
        if mode == "async":
            outputs = asyncio.run(call_async())
        else:
            with httpx.Client(transport=transport) as client, clock.installed():
                outputs = call(client)
    except Unexpected:
        raise
    except Exception as caught:
        error = caught
    try:
        player.finish()
    except Unexpected as unexpected:
        raise unexpected from error
    return Outcome(outputs, error, clock.waits, player.requests, events)


def load_module(path: Path) -> ModuleType:
    """Import a generated module from a file, under a name of its own; with its package, if it is
    in one."""
    init = path.with_name("__init__.py")
    if not init.is_file():
        return _loaded(f"generated_{path.stem}_{len(sys.modules)}", path)
    package = _loaded(f"generated_package_{len(sys.modules)}", init)
    return importlib.import_module(f"{package.__name__}.{path.stem}")


def _loaded(name: str, path: Path) -> ModuleType:
    loader = _Loader(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


class _Loader(importlib.machinery.SourceFileLoader):
    """Keeps the code of the modules that were imported last, and writes nothing beside them."""

    def get_code(self, fullname: str) -> CodeType:
        """The code of the module."""
        return _compiled(self.get_data(self.path), self.path)


@functools.lru_cache(maxsize=128)
def _compiled(source: bytes, name: str) -> CodeType:
    """The code of a module; one that many tests import is compiled once."""
    return compile(source, name, "exec", dont_inherit=True)


def assert_hidden(error: BaseException | None, *secrets: str) -> None:
    """Check that neither an error nor any of its causes shows a secret."""
    assert error is not None
    while error is not None:
        for secret in secrets:
            assert secret not in str(error)
            assert secret not in repr(error)
            assert secret not in str(error.args)
        error = error.__cause__ or error.__context__
