"""Makes thousands of runs at once in this process, as docs/clients.md describes it.

This is a process of its own: `python -m benchmarks.crowd SENDER NAME URL COUNT`. It prints,
as JSON, the failures, the seconds, the processor seconds, and by how many bytes the memory grew at
most.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
import time
import tracemalloc
from collections import Counter
from typing import Any

import httpx

from benchmarks import contestants


class Gate(httpx.AsyncClient):
    """A client that sends at most ten requests at a time."""

    def __init__(self, **options: Any) -> None:
        super().__init__(timeout=httpx.Timeout(30.0, pool=None), **options)
        self._free = asyncio.Semaphore(10)
        self.sent = 0

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request once fewer than ten are under way."""
        async with self._free:
            self.sent += 1
            return await super().send(request, **options)


def opened(sender: str, **options: Any) -> httpx.AsyncClient:
    """The client of docs/clients.md on a transport of `lab.TRANSPORTS`."""
    if sender == "httpx":
        return Gate(**options)
    from benchmarks.crowd_transport import Transport

    return httpx.AsyncClient(transport=Transport(), timeout=httpx.Timeout(30.0, pool=None))


def run(sender: str, name: str, url: str, count: int) -> dict[str, float]:
    """The figures of a crowd on a transport, on the event loop that belongs to it."""
    work = crowd(name, url, count, sender)
    if sender != "aiohttp, uvloop":
        return asyncio.run(work)
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def crowd(
    name: str, url: str, count: int, sender: str = "httpx", **options: Any
) -> dict[str, float]:
    """Make many runs at once.

    Args:
        name: The contestant (see `contestants`).
        url: Where the API is.
        count: How many runs.
        sender: What sends the requests, one of `lab.TRANSPORTS`.
        options: Arguments of the client.
    """
    async with opened(sender, **options) as client:
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


async def held(count: int = 500) -> str:
    """The memory that runs of the generated client hold while all wait, by module, as Markdown."""
    from benchmarks import calls
    from benchmarks.profiles import module_of

    async with Gate(transport=calls.stub(queued=1)) as client:
        await contestants.runs_async("generated", client, "http://localhost")("first")
        # No run may end before the last one waits; this process does nothing after that.
        contestants.INTERVAL = 600.0
        call = contestants.runs_async("generated", client, "http://localhost")
        gc.collect()
        tracemalloc.start()
        tasks = [asyncio.ensure_future(call(f"user-{number}")) for number in range(count)]
        while client.sent < 4 + 3 * count:
            await asyncio.sleep(0)
        snapshot = tracemalloc.take_snapshot()
        tracemalloc.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    found: Counter[str] = Counter()
    for entry in snapshot.statistics("filename"):
        found[module_of(entry.traceback[0].filename, "")] += entry.size
    rows = [f"| {name} | {size / count:.0f} bytes |" for name, size in found.most_common(12)]
    head = "What a run holds while it waits, by the module that made it (tracemalloc):"
    return "\n".join([head, "", "| module | a run |", "|---|---|", *rows])


def _now() -> int:
    """How many bytes of memory this process has now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return _peak()


def _peak() -> int:
    """How many bytes of memory this process has had at most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    if sys.argv[1:] == ["held"]:
        print(asyncio.run(held()))
    else:
        _, sender, contestant, address, number = sys.argv
        print(json.dumps(run(sender, contestant, address, int(number))))
