"""Thousands of runs at once in this process, as the README says to do it.

A process of its own: `python -m benchmarks.crowd NAME URL COUNT`. It prints, as JSON, the failures,
the seconds, the seconds of processor time and the bytes that memory has grown by at most.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
import time
from typing import Any

import httpx

from benchmarks import contestants


class Gate(httpx.AsyncClient):
    """A client that sends ten requests at a time, and lets the others wait (see the README)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(timeout=httpx.Timeout(30.0, pool=None), **options)
        self._free = asyncio.Semaphore(10)

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send the request when fewer than ten are being sent."""
        async with self._free:
            return await super().send(request, **options)


async def crowd(name: str, url: str, count: int, **options: Any) -> dict[str, float]:
    """Do many runs at once.

    Args:
        name: The contestant (see `contestants`).
        url: Where the API is.
        count: How many runs.
        options: For the client.
    """
    async with Gate(**options) as client:
        call = contestants.runs_async(name, client, url)
        await call("first")
        gc.collect()
        before = _now()
        started, used = time.perf_counter(), time.process_time()
        calls = (call(f"user-{number}") for number in range(count))
        ended = await asyncio.gather(*calls, return_exceptions=True)
        wall, cpu = time.perf_counter() - started, time.process_time() - used
        grown = _peak() - before
    failures = [found for found in ended if isinstance(found, BaseException)]
    for failure in failures[:3]:
        print(repr(failure), file=sys.stderr)
    return {"failures": len(failures), "wall": wall, "cpu": cpu, "grown": grown}


def _now() -> int:
    """The bytes of memory that this process has."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return _peak()


def _peak() -> int:
    """The most bytes of memory that this process has had."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    _, contestant, address, number = sys.argv
    print(json.dumps(asyncio.run(crowd(contestant, address, int(number)))))
