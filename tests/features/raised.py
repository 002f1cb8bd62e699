"""Raises each error of a generated module, also in processes of a pool.

The module is that of the document in `test_client_errors_travel.py`, by the name that it is
imported under.
"""

from __future__ import annotations

import gzip
import importlib
from typing import Any

import httpx

KEY = "key-that-stays-at-home"
BODY = b'{"id": "1", "state": "running", "note": "caf\xc3\xa9"}'
ERRORS = (
    "StepFailed", "no response", "called workflow", "MissingValue", "InvalidValue",
    "UnsendableValue", "PollTimeout",
)  # fmt: skip


def raise_one(module: str, error: str) -> None:
    """Run the workflow of a module against an API that leads to an error."""
    run: Any = importlib.import_module(module).run
    with httpx.Client(transport=httpx.MockTransport(_Api(error))) as client:
        run(client=client, key=f"{KEY}\n" if error == "UnsendableValue" else KEY)


def raised(module: str, error: str) -> Any:
    """The error that `raise_one` raises."""
    try:
        raise_one(module, error)
    except Exception as caught:
        return caught
    raise AssertionError("nothing was raised")


class _Api:
    def __init__(self, error: str) -> None:
        self._error = error

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert KEY in request.headers["Authorization"]
        status, body, headers = 200, BODY, {"Retry-After": "3600", "X-Trace": "t1"}
        failing = "/v1/jobs/2" if self._error == "called workflow" else "/v1/jobs/1"
        if request.url.path == failing:
            if self._error == "no response":
                raise httpx.ConnectError("no route", request=request)
            if self._error in ("StepFailed", "called workflow"):
                status = 409
            if self._error == "MissingValue":
                body = b"{}"
            if self._error == "InvalidValue":
                body = b'{"id": "1", "state": 5}'
        headers |= {"Content-Encoding": "gzip", "Set-Cookie": f"sid={KEY}"}
        headers["Content-Type"] = "application/json"
        return httpx.Response(status, headers=headers, content=gzip.compress(body))
