"""One side of the test on Temporal: `python temporal_child.py ADDRESS work|start|replay [NUMBER]`.

It runs in the environment of the engines, in the folder that has the package `clients`. `start`
starts runs; `replay` waits for them, prints their outputs, and replays their histories.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

import httpx
from temporalio.client import Client
from temporalio.worker import Replayer

sys.path.insert(0, os.getcwd())

from clients import _temporal as durable
from clients import trigger_workflow_track_recipient_run as notify

POLLING = notify.Polling(interval=0.2, jitter=0, backoff=1)


async def work(client: Client) -> None:
    """Carry runs on until the process is killed."""
    steps = notify.Steps(
        client=durable.per_loop(lambda: httpx.AsyncClient(timeout=30)),
        api_key=lambda account: os.environ["API_KEY"],
        knock_api_url=os.environ["KNOCK_API_URL"],
    )
    async with durable.workers(client, [steps]):
        print("works", flush=True)
        await asyncio.Event().wait()


async def start(client: Client, number: int) -> None:
    """Start runs."""
    for n in range(number):
        await durable.start(
            client,
            f"run-{n}",
            notify.run_durable,
            workflow_key="welcome",
            recipient_id=str(n),
            polling=POLLING,
        )


async def replay(client: Client, number: int) -> None:
    """Print what became of the runs, and all that the server keeps of them."""
    ended = {}
    histories = []
    for n in range(number):
        run = durable.get(client, f"run-{n}", notify.run_durable)
        try:
            outputs = await run.result()
            ended[n] = outputs.final_status
        except notify.WorkflowError as error:
            ended[n] = f"{type(error).__name__}: {error}"
        histories.append(await run.handle.fetch_history())
    replayer = Replayer(workflows=[durable.DurableWorkflow])
    for history in histories:
        await replayer.replay_workflow(history)
    types = {
        event.activity_task_scheduled_event_attributes.activity_type.name
        for history in histories
        for event in history.events
    }
    # The payloads are bytes in there, as they were sent; as JSON they would be base64.
    events = (event for history in histories for event in history.events)
    kept = b"".join(event.SerializeToString() for event in events).decode("utf-8", "replace")
    longest = max(len(history.events) for history in histories)
    print(json.dumps({"ended": ended, "types": sorted(types), "events": longest, "kept": kept}))


async def main(address: str, what: str, number: int = 0) -> None:
    """Do one of the three."""
    client = await Client.connect(address)
    if what == "work":
        await work(client)
    await {"start": start, "replay": replay}[what](client, number)


asyncio.run(main(*sys.argv[1:3], *map(int, sys.argv[3:])))
sys.stdout.flush()
os._exit(0)  # Temporal's SDK now and then aborts while an interpreter ends
