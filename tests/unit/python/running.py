"""Renders, imports and runs modules of hand-built programs."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import httpx

from arazzo_gen import ir
from arazzo_gen.python.render import render

_NUMBERS = itertools.count()
Answer = httpx.Response | Exception


_LOADED: dict[str, ModuleType] = {}


def load(module: ir.Module) -> ModuleType:
    """The module that a program renders to, imported; the same one for the same program."""
    key = repr(module)
    if key not in _LOADED:
        _LOADED[key] = _imported(render(module))
    return _LOADED[key]


def _imported(source: str) -> ModuleType:
    name = f"rendered_{next(_NUMBERS)}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded
        spec.loader.exec_module(loaded)
    return loaded


@dataclass
class Played:
    """What a run did: its requests and waits, its result or its error."""

    requests: list[httpx.Request] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    events: list[tuple[str, int, int]] = field(default_factory=list)
    result: Any = None
    error: Exception | None = None


def play(
    loaded: ModuleType,
    answers: Iterable[Answer] | Callable[[httpx.Request], httpx.Response],
    *,
    is_async: bool,
    **inputs: Any,
) -> Played:
    """Run a module against answers in order, with a clock of its own."""
    played = Played()
    pending = iter(()) if callable(answers) else iter(answers)
    now = 0.0

    def answer(request: httpx.Request) -> httpx.Response:
        played.requests.append(request)
        if callable(answers):
            return answers(request)
        found = next(pending)
        if isinstance(found, Exception):
            raise found
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        played.waits.append(seconds)

    async def sleep_async(seconds: float) -> None:
        sleep(seconds)

    def on_step(event: Any) -> None:
        if event.kind == "response":
            played.events.append((event.step_id, event.attempt, event.response.status_code))

    async def run_async() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            with mock.patch.object(asyncio, "sleep", sleep_async):
                return await loaded.run_async(client=client, on_step=on_step, **inputs)

    def monotonic() -> float:
        return now

    with mock.patch.object(time, "sleep", sleep), mock.patch.object(time, "monotonic", monotonic):
        try:
            if is_async:
                played.result = asyncio.run(run_async())
            else:
                with httpx.Client(transport=httpx.MockTransport(answer)) as client:
                    played.result = loaded.run(client=client, on_step=on_step, **inputs)
        except Exception as error:
            played.error = error
    return played


def both(module: ir.Module, answers: Callable[[], Iterable[Answer]], **inputs: Any) -> Played:
    """Run a module sync and async; both must do the same."""
    loaded = load(module)
    first = play(loaded, answers(), is_async=False, **inputs)
    second = play(loaded, answers(), is_async=True, **inputs)
    assert [(r.method, str(r.url), r.read()) for r in first.requests] == [
        (r.method, str(r.url), r.content) for r in second.requests
    ]
    assert (first.waits, first.events) == (second.waits, second.events)
    assert repr(first.result) == repr(second.result)
    assert repr(first.error) == repr(second.error)
    return first


def reply(json: Any = None, status: int = 200, **options: Any) -> httpx.Response:
    """A JSON response."""
    return httpx.Response(status, json=json, **options)
