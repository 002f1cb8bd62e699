"""Runs clients in this process: contestants in turn, a block of runs each, or one of them only.

This is a process of its own (`python -m benchmarks.calls ...`), which prints its figures as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import httpx

from benchmarks import contestants
from benchmarks.lab import CLIENTS
from benchmarks.server import Api

Figures = dict[str, list[tuple[float, float]]]
"""For each contestant, a pair for each block: seconds and processor seconds of one run."""

_Call = TypeVar("_Call")

_ADA = "ada"
_JSON = {"Content-Type": "application/json"}


def stub(queued: int = 0) -> httpx.MockTransport:
    """A transport that answers in this process, without waiting."""
    api = Api(queued)

    def answer(request: httpx.Request) -> httpx.Response:
        status, body = api.answer(request.method, request.url.raw_path.decode())
        return httpx.Response(status, headers=_JSON, content=json.dumps(body))

    return httpx.MockTransport(answer)


def compare(url: str | None, blocks: int, runs: int) -> Figures:
    """Runs on `httpx.Client`, by contestant.

    Args:
        url: Where the API is; None for a transport that answers in this process.
        blocks: How many blocks each contestant gets.
        runs: How many runs a block has.
    """
    with httpx.Client(transport=stub() if url is None else None) as client:
        calls = {
            name: contestants.runs(name, client, url or "http://localhost") for name in CLIENTS
        }

        def block(call: Callable[[str], object]) -> tuple[float, float]:
            started, used = time.perf_counter(), time.process_time()
            for _ in range(runs):
                call(_ADA)
            return (time.perf_counter() - started) / runs, (time.process_time() - used) / runs

        figures: Figures = {name: [] for name in calls}
        for name, call in _turns(calls, blocks):
            figures[name].append(block(call))
        return _without_warm_up(figures)


async def compare_async(url: str | None, blocks: int, runs: int) -> Figures:
    """The same as `compare`, on `httpx.AsyncClient`."""
    async with httpx.AsyncClient(transport=stub() if url is None else None) as client:
        calls = {
            name: contestants.runs_async(name, client, url or "http://localhost")
            for name in CLIENTS
        }

        async def block(call: Callable[[str], Awaitable[object]]) -> tuple[float, float]:
            started, used = time.perf_counter(), time.process_time()
            for _ in range(runs):
                await call(_ADA)
            return (time.perf_counter() - started) / runs, (time.process_time() - used) / runs

        figures: Figures = {name: [] for name in calls}
        for name, call in _turns(calls, blocks):
            figures[name].append(await block(call))
        return _without_warm_up(figures)


def _turns(calls: Mapping[str, _Call], blocks: int) -> Iterator[tuple[str, _Call]]:
    """Run each contestant once a round, in every order in turn, without garbage of the last one."""
    orders = itertools.cycle(itertools.permutations(calls))
    gc.collect()
    gc.freeze()  # otherwise a collection walks all of it, and takes longer than a block
    try:
        for order in itertools.islice(orders, blocks + 1):  # the first is for warming up
            for name in order:
                gc.collect()
                yield name, calls[name]
    finally:
        gc.unfreeze()


def _without_warm_up(figures: Figures) -> Figures:
    return {name: found[1:] for name, found in figures.items()}


def many(name: str, url: str, runs: int) -> list[tuple[float, float]]:
    """The seconds and the processor seconds of each of many runs of one contestant."""
    found = []
    with httpx.Client() as client:
        call = contestants.runs(name, client, url)
        call(_ADA)
        for _ in range(runs):
            started, used = time.perf_counter(), time.process_time()
            call(_ADA)
            found.append((time.perf_counter() - started, time.process_time() - used))
    return found


def profiled(mode: str, runs: int = 500) -> str:
    """The profile of runs of the generated client on the stub, as Markdown."""
    from benchmarks import profiles

    def work() -> None:
        with httpx.Client(transport=stub()) as client:
            call = contestants.runs("generated", client, "http://localhost")
            for _ in range(runs):
                call(_ADA)

    async def work_async() -> None:
        async with httpx.AsyncClient(transport=stub()) as client:
            call = contestants.runs_async("generated", client, "http://localhost")
            for _ in range(runs):
                await call(_ADA)

    return profiles.of_calls(work if mode == "sync" else lambda: asyncio.run(work_async()))


def main(arguments: Sequence[str]) -> None:
    """Print the figures of `compare`, `many` or `profiled`.

    Args:
        arguments: `compare sync|async URL|stub BLOCKS RUNS`, `many NAME URL RUNS`,
            `count sync|async` or `profile sync|async`.
    """
    match arguments:
        case ["compare", mode, target, blocks, runs]:
            url = None if target == "stub" else target
            if mode == "sync":
                print(json.dumps(compare(url, int(blocks), int(runs))))
            else:
                print(json.dumps(asyncio.run(compare_async(url, int(blocks), int(runs)))))
        case ["many", name, url, runs]:
            print(json.dumps(many(name, url, int(runs))))
        case ["count", mode]:
            from benchmarks.instructions import counted  # which needs the stub of this module

            print(json.dumps(counted(mode)))
        case ["profile", mode]:
            print(profiled(mode))
        case _:
            raise SystemExit(f"unknown measurement: {' '.join(arguments)}")


if __name__ == "__main__":
    main(sys.argv[1:])
