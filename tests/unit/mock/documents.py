"""Mocks of documents that tests write, and requests to them without a socket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from arazzo_gen.cli_mock import Mock, Wishes, known_of, mock_of
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.lowering import lower_described
from arazzo_gen.mock.page import base_url
from arazzo_gen.mock.received import received
from arazzo_gen.mock.server import Manner
from arazzo_gen.openapi.validate_processes import ValidatorProcesses

URL = "http://127.0.0.1:8700"
PLAIN = Wishes(Manner(), checks=True, polls=2, take=(), seed=0, real_time=False, form="text")


def mocks_of(options: Options) -> list[Mock]:
    """A mock for each workflow of the documents that the options name."""
    lowered = lower_described(options, Report(), None, None, ValidatorProcesses())
    return [mock_of(known_of([each], 0), PLAIN) for each in lowered]


def mock_of_document(folder: Path, document: Mapping[str, Any], **sources: str) -> Mock:
    """The mock of a document of one workflow, whose sources, texts by name, are beside it."""
    for name, text in sources.items():
        (folder / f"{name}.openapi.yaml").write_text(text)
    path = folder / "mocked.arazzo.yaml"
    path.write_text(json.dumps(document))
    [mock] = mocks_of(Options(documents=(path,), cwd=folder, validate="off"))
    return mock


class Serving(httpx.BaseTransport):
    """Takes the requests of a client to a mock; `wrong` is what its checks have said."""

    def __init__(self, mock: Mock) -> None:
        self.api = mock.api
        self.wrong: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the mock."""
        pairs = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw]
        target = request.url.raw_path.decode()
        served = self.api.serve(received(request.method, target, pairs, request.read()))
        self.wrong += served.wrong
        if served.wire is None:
            raise httpx.ReadError("no response")
        headers = list(served.wire.headers)
        return httpx.Response(served.wire.status, headers=headers, content=served.wire.content)


def given_of(mock: Mock) -> dict[str, Any]:
    """The keywords of the call of the client of a mock's workflow, with the mock's base URLs."""
    module, script = mock.told[0].module, mock.api.scripts[0]
    params = {each.name: each.param for each in module.workflows[0].inputs}
    given: dict[str, Any] = {params[name]: value for name, value in script.play.inputs}
    given |= dict(script.play.keywords)
    return given | {each.param: base_url(URL, each) for each in module.sources}
