"""Runs a workflow with a login on Temporal: `python login_child.py ADDRESS URL PASSWORD`.

It runs in the environment of the engines, in the folder that has the package `clients`, and prints
the outputs of the run and all that the server keeps of it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

import httpx
from temporalio.client import Client

sys.path.insert(0, os.getcwd())

from clients import _temporal as durable
from clients import use


async def main(address: str, url: str, password: str) -> None:
    """Run it."""
    client = await Client.connect(address)
    steps = use.Steps(
        client=durable.per_loop(lambda: httpx.AsyncClient(timeout=30)),
        password=lambda account: password,
        vault_url=url,
    )
    async with durable.workers(client, [steps]):
        run = await durable.start(client, "run-0", use.run_durable, user="ada")
        outputs = await run.result()
        history = await run.handle.fetch_history()
    # The payloads are bytes in there, as they were sent; as JSON they would be base64.
    kept = b"".join(event.SerializeToString() for event in history.events)
    print(json.dumps({"state": outputs.state, "kept": kept.decode("utf-8", "replace")}))


asyncio.run(main(*sys.argv[1:4]))
sys.stdout.flush()
os._exit(0)  # Temporal's SDK now and then aborts while an interpreter ends
