"""Counts the instructions of byte code of a run, which are the same on every machine.

The tool is `sys.settrace` with `f_trace_opcodes`: it sees each instruction of every Python function
that a run calls, those of httpx and of the standard library too, and none of what is written in C.
The number depends on the version of Python alone, and on those of the libraries.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

import httpx

from benchmarks import contestants
from benchmarks.calls import stub

_ADA = "ada"
_URL = "http://localhost"

STARTS = {("3.11", "sync"): 1073, ("3.11", "async"): 1125}
"""How many instructions three steps took beyond those of httpx when this bar was set, by the
version of Python."""


def start(mode: str) -> int | None:
    """How many instructions three steps may take; None where they were not counted."""
    return STARTS.get((f"{sys.version_info[0]}.{sys.version_info[1]}", mode))


def counted(mode: str) -> dict[str, int]:
    """The instructions of one run of the generated client, and of the same with httpx alone.

    Args:
        mode: "sync" or "async".
    """
    names = ("generated", "httpx alone")
    if mode == "sync":
        with httpx.Client(transport=stub()) as client:
            return {name: _count(contestants.runs(name, client, _URL)) for name in names}
    return asyncio.run(_counted_async(names))


async def _counted_async(names: tuple[str, ...]) -> dict[str, int]:
    async with httpx.AsyncClient(transport=stub()) as client:
        return {
            name: await _count_async(contestants.runs_async(name, client, _URL)) for name in names
        }


def _count(call: Callable[[str], object]) -> int:
    for _ in range(3):  # until what is looked up once is known
        call(_ADA)
    counter = _Counter()
    sys.settrace(counter.enter)
    try:
        call(_ADA)
    finally:
        sys.settrace(None)
    return counter.total


async def _count_async(call: Callable[[str], Awaitable[object]]) -> int:
    for _ in range(3):
        await call(_ADA)
    counter = _Counter()
    sys.settrace(counter.enter)
    try:
        await call(_ADA)
    finally:
        sys.settrace(None)
    return counter.total


class _Counter:
    def __init__(self) -> None:
        self.total = 0

    def enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        """Count the instructions of a function."""
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return self._step

    def _step(self, frame: FrameType, event: str, argument: Any) -> Any:
        self.total += event == "opcode"
        return self._step
