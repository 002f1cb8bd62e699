"""The clients that are compared: generated, written by hand, and plain httpx.

All of them take the same arguments and send the same requests.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
import time
from collections.abc import Awaitable, Callable
from functools import cache
from types import ModuleType
from typing import Any

import httpx

from benchmarks import by_hand
from benchmarks.lab import ROOT

GENERATED = ROOT / "generated" / "knock" / "trigger_workflow_track_recipient_run.py"
KEYS: Any = {"api_key": "sk_test_4dK8", "workflow_key": "welcome"}

INTERVAL = 1.0
"""Seconds between two polls."""


def runs(name: str, client: httpx.Client, url: str) -> Callable[[str], object]:
    """A function that makes a whole run for a recipient.

    Args:
        name: The contestant, one of `lab.CLIENTS`.
        client: The client that sends the requests.
        url: Where the API is.
    """
    if name == "generated":
        generated = module()
        polling = generated.Polling(interval=INTERVAL, backoff=1.0)
        return lambda recipient: generated.run(
            **KEYS, recipient_id=recipient, client=client, knock_api_url=url, polling=polling
        )
    if name == "by hand":
        waits = by_hand.Polling(interval=INTERVAL, backoff=1.0)
        return lambda recipient: by_hand.run(
            client, **KEYS, recipient_id=recipient, base_url=url, polling=waits
        )
    return lambda recipient: _alone(client, url, recipient)


def runs_async(
    name: str, client: httpx.AsyncClient, url: str
) -> Callable[[str], Awaitable[object]]:
    """The same as `runs`, on an `httpx.AsyncClient`."""
    if name == "generated":
        generated = module()
        polling = generated.Polling(interval=INTERVAL, backoff=1.0)
        return lambda recipient: generated.run_async(
            **KEYS, recipient_id=recipient, client=client, knock_api_url=url, polling=polling
        )
    if name == "by hand":
        waits = by_hand.Polling(interval=INTERVAL, backoff=1.0)
        return lambda recipient: by_hand.run_async(
            client, **KEYS, recipient_id=recipient, base_url=url, polling=waits
        )
    return lambda recipient: _alone_async(client, url, recipient)


@cache
def module() -> ModuleType:
    """The generated client."""
    spec = importlib.util.spec_from_file_location(GENERATED.stem, GENERATED)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[GENERATED.stem] = found
    spec.loader.exec_module(found)
    return found


def _requests(url: str, recipient: str) -> list[tuple[str, str, dict[str, Any]]]:
    headers = {"Authorization": f"Bearer {KEYS['api_key']}"}
    query = {"workflow": "welcome", "recipient": recipient, "page_size": 1}
    body = {"recipients": [recipient]}
    runs_url = f"{url}{by_hand.RUNS}"
    return [
        ("POST", f"{url}/v1/workflows/welcome/trigger", {"headers": headers, "json": body}),
        ("GET", runs_url, {"headers": headers, "params": query}),
        ("GET", f"{runs_url}/run_{recipient}", {"headers": headers}),
    ]


def _alone(client: httpx.Client, url: str, recipient: str) -> None:
    requests = _requests(url, recipient)
    for method, target, options in requests:
        response = client.send(client.build_request(method, target, **options))
        status = response.json().get("status")
    while status == "queued":
        time.sleep(INTERVAL)
        response = client.send(client.build_request(method, target, **options))
        status = response.json()["status"]


async def _alone_async(client: httpx.AsyncClient, url: str, recipient: str) -> None:
    requests = _requests(url, recipient)
    for method, target, options in requests:
        response = await client.send(client.build_request(method, target, **options))
        status = response.json().get("status")
    while status == "queued":
        await asyncio.sleep(INTERVAL)
        response = await client.send(client.build_request(method, target, **options))
        status = response.json()["status"]
