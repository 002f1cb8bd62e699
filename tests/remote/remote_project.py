"""A project whose documents name others on the network."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from arazzo_gen.cli import main
from command_line import CliRunner, Result
from document_server import Server

API = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.test/v1'}]
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {$ref: 'schemas/orders.yaml#/Orders'}
"""
ORDERS = "Orders: {type: object, required: [total], properties: {total: {type: integer}}}\n"
NO_PARTS = API.replace("{$ref: 'schemas/orders.yaml#/Orders'}", "{type: object}")


def flow(url: str, *, type_: str = "openapi") -> str:
    """A document with one source."""
    return f"""\
arazzo: 1.0.1
info: {{title: Flow, version: '1'}}
sourceDescriptions: [{{name: shop, url: '{url}', type: {type_}}}]
workflows:
  - workflowId: count
    steps:
      - stepId: list
        operationId: listOrders
        outputs: {{total: $response.body#/total}}
    outputs: {{total: $steps.list.outputs.total}}
"""


@dataclass
class Project:
    """A folder to build in, and the server that its documents name.

    Attributes:
        is_offline: Whether the network is gone.
    """

    folder: Path
    server: Server
    is_offline: bool = False

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def build(self, *flags: str) -> Result:
        return self.run("build", "flow.arazzo.yaml", "-o", "out", *flags)

    @property
    def lock(self) -> dict[str, dict[str, str]]:
        """The entries of the lock file."""
        entries = json.loads((self.folder / "arazzo.lock").read_text())["documents"]
        assert isinstance(entries, dict)
        return entries

    @property
    def module(self) -> str:
        return (self.folder / "out" / "count.py").read_text()


def copies() -> list[Path]:
    """The copies of documents in the cache."""
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "arazzo-gen" / "fetched"
    return [path for path in folder.rglob("*") if path.is_file()]


def empty_cache() -> None:
    """Throw the copies away."""
    for copy in copies():
        copy.unlink()
