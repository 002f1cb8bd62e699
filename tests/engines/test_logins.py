"""A workflow with a login: no engine stores the password or the token, in whatever form."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
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


class _Vault(ThreadingHTTPServer):
    """The API; it keeps the secrets that came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.came: list[str | None] = []


class _Handler(BaseHTTPRequestHandler):
    server: _Vault

    def do_POST(self) -> None:
        """Give a token."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append(json.loads(content)["password"])
        self._answer({"token": TOKEN})

    def do_GET(self) -> None:
        """Open the door."""
        self.server.came.append(self.headers["Authorization"])
        self._answer({"state": "wide open"})

    def _answer(self, value: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture
def vault() -> Iterator[_Vault]:
    """The API, while it runs."""
    with _Vault() as api:
        threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True).start()
        yield api
        api.shutdown()


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
