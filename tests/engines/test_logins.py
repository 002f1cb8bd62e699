"""A workflow with a login: no engine stores the password or the token, in whatever form."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import JsonHandler, Loopback, running
from on_dbos import PYTHON, Lab, Sqlite, needs_engines, until
from temporal_server import SERVER, served

from building import build

pytestmark = [
    needs_engines,
    pytest.mark.skipif(not os.environ.get("ENGINES"), reason="`make engines` runs it"),
    pytest.mark.skipif(not SERVER.exists(), reason="there is no Temporal server for this system"),
]
PASSWORD = "pw-do-not-store-me"
TOKEN = "tok-do-not-store-me"
API = """
openapi: 3.1.0
info: {title: Vault, version: '1'}
servers: [{url: https://vault.example.com}]
paths:
  /token:
    post:
      operationId: getToken
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
        {type: object, required: [token], properties: {token: {type: string}}}}}}}
  /door:
    get:
      operationId: open
      parameters: [{name: Authorization, in: header, schema: {type: string}}]
      responses: {'200': {description: It., content: {application/json: {schema:
        {type: object, required: [state], properties: {state: {type: string}}}}}}}
"""
FLOW = """
arazzo: 1.0.1
info: {title: Vault, version: '1'}
sourceDescriptions: [{name: vault, url: vault.openapi.yaml, type: openapi}]
workflows:
- workflowId: use
  inputs:
    type: object
    required: [user, password]
    properties: {user: {type: string}, password: {type: string, format: password}}
  steps:
  - stepId: login
    operationId: getToken
    requestBody: {payload: {user: $inputs.user, password: $inputs.password}}
    outputs: {token: $response.body#/token}
  - stepId: open
    operationId: open
    parameters: [{name: Authorization, in: header, value: $steps.login.outputs.token}]
    outputs: {state: $response.body#/state}
  outputs: {state: $steps.open.outputs.state}
"""


class _Vault(Loopback):
    """The API; it keeps the secrets that came."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.came: list[str | None] = []


class _Handler(JsonHandler):
    server: _Vault

    def take(self, content: Any) -> None:
        """Give a token."""
        self.server.came.append(content["password"])
        self.answer({"token": TOKEN})

    def read(self) -> None:
        """Open the door."""
        self.server.came.append(self.headers["Authorization"])
        self.answer({"state": "wide open"})


@pytest.fixture
def vault() -> Iterator[_Vault]:
    """The API, while it runs."""
    with running(_Vault()) as api:
        yield api


@pytest.mark.parametrize("engine", ["dbos", "temporal"])
def test_no_store_has_the_secret_of_a_login(engine: str, vault: _Vault, tmp_path: Path) -> None:
    documents = {"vault.arazzo.yaml": FLOW, "vault.openapi.yaml": API}
    built = build(tmp_path, documents, "--engine", engine)
    assert built.status == 0, built.report
    (tmp_path / "out").rename(tmp_path / "clients")
    kept = (_on_dbos if engine == "dbos" else _on_temporal)(vault, tmp_path)
    assert vault.came == [PASSWORD, TOKEN]
    assert "wide open" in kept, "what is stored can be read here"
    assert PASSWORD not in kept
    assert TOKEN not in kept


def _on_dbos(vault: _Vault, folder: Path) -> str:
    lab = Lab(folder, f"sqlite:///{folder}/durable.sqlite", vault, {}, 1)  # type: ignore[arg-type]
    stored = Sqlite(folder / "durable.sqlite")
    lab.say("start", "use", "--id", "run-0", "user=ada")
    with lab.worker(VAULT_URL=vault.url, PASSWORD=PASSWORD):
        until(lambda: not stored.unfinished())
    assert stored.results() == {"run-0": ("SUCCESS", {"state": "wide open"})}
    kinds = stored.rows("SELECT DISTINCT serialization FROM operation_outputs")
    assert kinds == [("portable_json",)], "a pickle would have to be decoded before the search"
    return stored.text()


def _on_temporal(vault: _Vault, folder: Path) -> str:
    child = Path(__file__).with_name("login_child.py")
    with served(folder) as address:
        done = subprocess.run(
            [PYTHON, child, address, vault.url, PASSWORD],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["state"] == "wide open"
    kept: str = said["kept"]
    return kept
