"""A small collection of documents that depend on each other, and random edits of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Edit = Callable[[Path, random.Random], None]

_STATES = ("{type: string}", "{type: integer}", "{type: strin}", "{$ref: 'parts.yaml#/State'}")


def api(path: Path, random_: random.Random) -> None:
    """Write an OpenAPI document, which may be wrong, or refer to another file."""
    state = random_.choice(_STATES)
    version = random_.choice(("3.0.3", "3.1.0", "3.2.0", "9"))
    operation = random_.choice(("readOrder", "readOrder", "readOrders"))
    answer = random_.choice(("description: It", "x-none: 1"))
    path.write_text(
        f"openapi: {version}\ninfo: {{title: {path.stem}, version: '1'}}\n"
        "servers: [{url: 'https://shop.example'}]\npaths:\n"
        f"  /orders/{{id}}:\n    get:\n      operationId: {operation}\n"
        "      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
        f"      responses:\n        '200':\n          {answer}\n          content:\n"
        "            application/json:\n"
        f"              schema: {{type: object, properties: {{state: {state}}}}}\n"
    )


def parts(folder: Path, random_: random.Random) -> None:
    """Write the file that OpenAPI documents refer to, or remove it."""
    text = random_.choice(("State: {type: string}\n", "State: {type: null}\n", "Other: {}\n", ""))
    path = folder / "apis" / "parts.yaml"
    path.write_text(text) if text else path.unlink(missing_ok=True)


def flow(path: Path, random_: random.Random) -> None:
    """Write an Arazzo document, as JSON or as YAML with a comment."""
    number = path.name[5:6]
    name = random_.choice((f"flow-{number}", f"flow-{number}", "flow-x"))
    step: dict[str, Any] = {
        "stepId": "read",
        "operationId": random_.choice(("readOrder", "readOrder", "readOrdr")),
        "parameters": [{"name": "id", "in": "path", "value": "$inputs.id"}],
        "outputs": {"state": random_.choice(("$response.body#/state", "$response.body#/stat"))},
    }
    sources = [{"name": "api", "url": f"../apis/{random_.choice('abcn')}.yaml", "type": "openapi"}]
    steps = [step]
    if random_.random() < 0.4:
        other = random_.choice("0123")
        url = random_.choice((f"flow-{other}.arazzo.yaml", f"https://flows.example/{other}"))
        sources.append({"name": "more", "url": url, "type": "arazzo"})
        called = random_.choice((f"flow-{other}", "flow-x"))
        steps.append({"stepId": "call", "workflowId": f"$sourceDescriptions.more.{called}"})
        steps[1]["parameters"] = [{"name": "id", "value": "$inputs.id"}]
        step["operationId"] = f"$sourceDescriptions.api.{step['operationId']}"
    document: dict[str, Any] = {
        "arazzo": "1.1.0",
        "info": {"title": "Flows", "version": "1"},
        "sourceDescriptions": sources,
        "workflows": [
            {
                "workflowId": name,
                "inputs": {"type": "object", "properties": {"id": {"type": "string"}}},
                "steps": steps,
            }
        ],
    }
    if random_.random() < 0.5:
        document["$self"] = f"https://flows.example/{random_.choice('0123')}"
    text = json.dumps(document, indent=1)
    if random_.random() < 0.3:
        text = f"# arazzo-gen: ignore[AZ701]\n{text}\n"
    if random_.random() < 0.1:
        text = text[:-40]
    path.write_text(text)


def make(folder: Path, random_: random.Random) -> None:
    """Write a collection into a folder."""
    for name in ("apis", "flows"):
        (folder / name).mkdir(parents=True)
    for name in "abc":
        api(folder / "apis" / f"{name}.yaml", random_)
    parts(folder, random_)
    for number in range(4):
        flow(folder / "flows" / f"flow-{number}.arazzo.yaml", random_)


def edit(folder: Path, random_: random.Random, kept: dict[str, list[bytes]]) -> str:
    """Change something. Returns what.

    Args:
        folder: The collection.
        random_: Says what.
        kept: What each file held before, to go back to.
    """
    files = sorted(path for path in folder.rglob("*.yaml"))
    path = random_.choice(files)
    name = path.relative_to(folder).as_posix()
    kept.setdefault(name, []).append(path.read_bytes())
    match random_.randrange(8):
        case 0 | 1:
            old = random_.choice(sorted(kept))
            (folder / old).write_bytes(random_.choice(kept[old]))
            return f"back {old}"
        case 2 if len(files) > 5:
            path.unlink()
            return f"remove {name}"
        case 3:
            parts(folder, random_)
            return "parts"
        case 4 | 5:
            api(folder / "apis" / f"{random_.choice('abcn')}.yaml", random_)
            return "api"
        case _:
            flow(folder / "flows" / f"flow-{random_.choice('01234')}.arazzo.yaml", random_)
            return "flow"


def outputs(folder: Path) -> dict[str, bytes]:
    """What is in an output folder."""
    found: Sequence[Path] = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: path.read_bytes() for path in found if path.is_file()}
