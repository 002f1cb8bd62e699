"""Durable runs on DBOS in this process: `python durable_runs.py FOLDER DATABASE WHAT COUNT`.

It runs in the environment of the engines. FOLDER has the package `clients`, with the Knock client,
and a stub transport answers within the process. WHAT is `plain`, where DATABASE means nothing;
`steps` and `rate` for the time of runs; or `waiting` for the memory and the rows of runs that wait.
It prints its figures as JSON.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx

NAME = "trigger_workflow_track_recipient_run"
STORED = 4
"""How many rows a run stores: two steps, the time when its loop begins, and the loop."""


def main(folder: str, database: str, what: str, count: int) -> dict[str, float]:
    """The figures of some runs."""
    sys.path[0] = folder  # the folder of this file has a `clients` too
    notify = importlib.import_module(f"clients.{NAME}")
    if what == "plain":
        return asyncio.run(_plain(notify, count))
    durable = importlib.import_module("clients._dbos")
    state = "processing" if what == "waiting" else "completed"
    client = durable.per_loop(lambda: _client(state))
    steps = notify.Steps(client=client, api_key=lambda account: "sk_test")
    polling = notify.Polling(interval=3600, timeout=None)

    def start(runs: Any, number: int) -> Any:
        run = notify.run_durable
        user = f"user-{number}"
        return runs.start(user, run, workflow_key="k", recipient_id=user, polling=polling)

    with durable.Worker([steps], database, interval=0.1) as worker:
        if what == "steps":
            return _steps(worker.runs, start, count)
        if what == "rate":
            return _rate(worker.runs, start, count)
        return _waiting(worker.runs, start, count)


def _client(state: str) -> httpx.AsyncClient:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"workflow_run_id": "w"})
        if request.url.query:
            return httpx.Response(200, json={"items": [{"id": "r"}], "page_info": {}})
        return httpx.Response(200, json={"id": "r", "status": state})

    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


async def _plain(notify: Any, count: int) -> dict[str, float]:
    """The same runs by `run_async`, one after the other, and all at once."""
    async with _client("completed") as client:

        async def run(number: int) -> None:
            await notify.run_async(
                api_key="k", workflow_key="k", recipient_id=f"{number}", client=client
            )

        await run(0)
        started = time.perf_counter()
        for number in range(count):
            await run(number)
        alone = (time.perf_counter() - started) / count
        started = time.perf_counter()
        await asyncio.gather(*map(run, range(count)))
        return {"step": alone / STORED, "rate": count / (time.perf_counter() - started)}


def _steps(runs: Any, start: Callable[..., Any], count: int) -> dict[str, float]:
    """The time of a stored step, of runs that go on one after the other."""
    took = []
    for number in range(count):
        start(runs, number).result(interval=0.05)
        steps = runs.show(f"user-{number}")[1]
        began, ended = steps[0]["started_at_epoch_ms"], steps[-1]["completed_at_epoch_ms"]
        took.append((ended - began) / 1000 / STORED)
    return {"step": statistics.median(took)}


def _rate(runs: Any, start: Callable[..., Any], count: int) -> dict[str, float]:
    """How many runs end in a second, from when the first step begins to when the last ends."""
    started = [start(runs, number) for number in range(count)]
    for run in started:
        run.result()
    times = [runs.show(run.id)[1] for run in started]
    began = min(steps[0]["started_at_epoch_ms"] for steps in times)
    ended = max(steps[-1]["completed_at_epoch_ms"] for steps in times)
    return {"rate": count / ((ended - began) / 1000)}


def _waiting(runs: Any, start: Callable[..., Any], count: int) -> dict[str, float]:
    """The memory of runs that all wait, and for how long they took to come so far."""
    start(runs, count)
    _wait_for(runs, 1)
    before, began = _memory(), time.perf_counter()
    for number in range(count):
        start(runs, number)
    _wait_for(runs, count + 1)
    tables = ("workflow_status", "workflow_input", "workflow_output", "operation_outputs")
    rows = sum(_counted(runs, f"SELECT count(*) FROM {{}}{table}") for table in tables)
    took = time.perf_counter() - began
    return {
        "memory": (_memory() - before) / count,
        "seconds": took,
        "rows": rows / (count + 1),
    }


def _wait_for(runs: Any, count: int) -> None:
    """Wait until so many runs have begun to poll: they have stored all but the loop."""
    statement = "SELECT count(*) FROM {}operation_outputs WHERE function_name = 'now'"
    while _counted(runs, statement) < count:
        time.sleep(0.5)


def _counted(runs: Any, statement: str) -> int:
    import sqlalchemy

    url = runs.database.replace("postgresql://", "postgresql+psycopg://")
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            schema = "" if url.startswith("sqlite") else "dbos."
            found = connection.execute(sqlalchemy.text(statement.format(schema)))
            return int(found.scalar_one())
    finally:
        engine.dispose()


def _memory() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))), flush=True)
    os._exit(0)  # the runs that wait need not be told
