"""A Knock client on httpx as a careful developer writes it, to compare with the generated one.

It does what the generated client does: it checks every status, names the step that failed, waits
longer from poll to poll, honours Retry-After, gives up after a time, and returns typed values.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

URL = "https://api.knock.app"
RUNS = "/v1/workflow_recipient_runs"


class KnockError(Exception):
    """A request failed, a value is missing, or a run does not end."""


@dataclass(frozen=True)
class Result:
    """How the run of the recipient ended."""

    workflow_run_id: str
    recipient_run_id: str
    final_status: str


@dataclass(frozen=True)
class Polling:
    """How often to poll, and for how long, in seconds."""

    interval: float = 2.0
    backoff: float = 1.5
    max_interval: float = 30.0
    jitter: float = 0.1
    timeout: float | None = 600.0


def run(
    client: httpx.Client,
    *,
    api_key: str,
    workflow_key: str,
    recipient_id: str,
    data: Mapping[str, Any] | None = None,
    base_url: str = URL,
    polling: Polling | None = None,
) -> Result:
    """Trigger a workflow for one recipient and wait until that recipient's run ends.

    Raises:
        KnockError: Something went wrong.
    """
    headers = {"Authorization": f"Bearer {api_key}"}
    body = _body(recipient_id, data)
    query: dict[str, str | int] = _query(workflow_key, recipient_id)

    try:
        response = client.post(_trigger_url(base_url, workflow_key), headers=headers, json=body)
        workflow_run_id = _text(_checked(response, "trigger"), "workflow_run_id")
        response = client.get(base_url + RUNS, headers=headers, params=query)
        run_url = f"{base_url}{RUNS}/{quote(_first_id(_checked(response, 'list')), safe='')}"

        waits = _Waits(polling or Polling())
        while True:
            response = client.get(run_url, headers=headers)
            found = _checked(response, "poll")
            if _ended(found):
                break
            time.sleep(waits.next(response))
    except httpx.RequestError as error:
        raise KnockError("no answer came") from error
    return Result(workflow_run_id, _text(found, "id"), _text(found, "status"))


async def run_async(
    client: httpx.AsyncClient,
    *,
    api_key: str,
    workflow_key: str,
    recipient_id: str,
    data: Mapping[str, Any] | None = None,
    base_url: str = URL,
    polling: Polling | None = None,
) -> Result:
    """The same as `run`, on an `httpx.AsyncClient`."""
    headers = {"Authorization": f"Bearer {api_key}"}
    body = _body(recipient_id, data)
    query: dict[str, str | int] = _query(workflow_key, recipient_id)

    try:
        response = await client.post(
            _trigger_url(base_url, workflow_key), headers=headers, json=body
        )
        workflow_run_id = _text(_checked(response, "trigger"), "workflow_run_id")
        response = await client.get(base_url + RUNS, headers=headers, params=query)
        run_url = f"{base_url}{RUNS}/{quote(_first_id(_checked(response, 'list')), safe='')}"

        waits = _Waits(polling or Polling())
        while True:
            response = await client.get(run_url, headers=headers)
            found = _checked(response, "poll")
            if _ended(found):
                break
            await asyncio.sleep(waits.next(response))
    except httpx.RequestError as error:
        raise KnockError("no answer came") from error
    return Result(workflow_run_id, _text(found, "id"), _text(found, "status"))


class _Waits:
    """The seconds between polls."""

    def __init__(self, polling: Polling) -> None:
        self._polling = polling
        self._interval = polling.interval
        self._started = time.monotonic()

    def next(self, response: httpx.Response) -> float:
        polling = self._polling
        asked = response.headers.get("Retry-After", "")
        if asked.isdecimal():
            wait = float(asked)
        else:
            wait = self._interval * random.uniform(1 - polling.jitter, 1 + polling.jitter)
            self._interval = min(self._interval * polling.backoff, polling.max_interval)
        elapsed = time.monotonic() - self._started
        if polling.timeout is not None and elapsed + wait > polling.timeout:
            raise KnockError(f"the run was not over after {elapsed:.1f} s")
        return wait


def _trigger_url(base_url: str, workflow_key: str) -> str:
    return f"{base_url}/v1/workflows/{quote(workflow_key, safe='')}/trigger"


def _body(recipient_id: str, data: Mapping[str, Any] | None) -> dict[str, Any]:
    body: dict[str, Any] = {"recipients": [recipient_id]}
    if data is not None:
        body["data"] = data
    return body


def _query(workflow_key: str, recipient_id: str) -> dict[str, str | int]:
    return {"workflow": workflow_key, "recipient": recipient_id, "page_size": 1}


def _checked(response: httpx.Response, step: str) -> Any:
    if response.status_code != 200:
        raise KnockError(f"{step} failed: HTTP {response.status_code}")
    try:
        return response.json()
    except ValueError:
        raise KnockError(f"{step} failed: the answer is not JSON") from None


def _text(body: Any, name: str) -> str:
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, str):
        raise KnockError(f"the answer has no {name}")
    return value


def _first_id(page: Any) -> str:
    try:
        return _text(page["items"][0], "id")
    except (KeyError, IndexError, TypeError):
        raise KnockError("there is no run for the recipient") from None


def _ended(run: Any) -> bool:
    return _text(run, "status").casefold() not in ("queued", "processing", "paused")
