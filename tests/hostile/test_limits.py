"""Documents made to exhaust the machine: the command answers within seconds and 1 GiB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import containment
import pytest
import whole

SECONDS = 3
BYTES = 1 << 30


def workflow(**fields: Any) -> str:
    """A document of one workflow of one step, with more fields."""
    step = {
        "stepId": "s",
        "operationId": "readOrder",
        "parameters": [{"name": "id", "in": "path", "value": "x"}],
        "outputs": {"a": "$response.body#/a"},
    }
    steps = fields.pop("steps", None) or [{**step, **fields.pop("step", {})}]
    first = {"workflowId": "w", "steps": steps, **fields}
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "t", "version": "1"},
        "sourceDescriptions": [{"name": "shop", "url": "shop.openapi.yaml", "type": "openapi"}],
        "workflows": [first],
    }
    return json.dumps(document)


def condition(text: str, **fields: Any) -> str:
    """A document whose step has one criterion."""
    return workflow(step={"successCriteria": [{"condition": text, **fields}]})


def api(**schemas: Any) -> str:
    """The API with more schemas; `Order` is what the operation returns."""
    openapi = whole.DOCUMENTS["shop.openapi.yaml"]
    components = openapi["components"]
    all_schemas = {**components["schemas"], **schemas}
    return json.dumps({**openapi, "components": {**components, "schemas": all_schemas}})


def ref(name: str) -> dict[str, str]:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def jumps(count: int, target: Callable[[int], int], beyond: int = 0) -> str:
    """Steps of which those from `beyond` on jump on success to another."""
    steps = [
        {
            "stepId": f"s{at}",
            "operationId": "sendForm",
            "onSuccess": [
                {
                    "name": "on",
                    "type": "goto",
                    "stepId": f"s{target(at)}",
                    "criteria": [{"condition": "$statusCode == 200"}],
                }
            ]
            if at >= beyond
            else [],
        }
        for at in range(count)
    ]
    return workflow(steps=steps)


BOMB = "a: &a [x, x]\n" + "".join(
    f"k{at}: &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 10)}]\n" for at in range(12)
)
SLOW = "^(a+)+$"
LONG = "a" * 60 + "!"

# The Arazzo document, and the API where it is the hostile one; the exit status.
CASES: dict[str, tuple[str, str | None, int]] = {
    "flow sequences in each other": ("x: " + "[" * 20_000, None, 1),
    "block sequences in each other": ("- " * 20_000 + "x", None, 1),
    "arrays in each other": ("[" * 20_000 + "]" * 20_000, None, 1),
    "objects in each other, in the API": (workflow(), '{"a":' * 20_000, 1),
    "aliases of aliases": (BOMB, None, 1),
    "an alias of itself": ("arazzo: &a [*a]", None, 1),
    "an object of Python": ("arazzo: !!python/object/apply:os.mkdir [owned]", None, 1),
    "a key many times": ("arazzo: 1.0.0\n" * 5_000, None, 1),
    "a number of many digits": (f"arazzo: 1{'0' * 20_000}", None, 1),
    "a number out of range": ("arazzo: 1e999", None, 1),
    "parentheses in a condition": (condition("(" * 20_000 + "1" + ")" * 20_000), None, 1),
    "a condition of many parts": (condition(" && ".join(["$statusCode == 200"] * 2_000)), None, 0),
    "filters in each other": (
        condition("$[?@" + "[?@" * 5_000 + "]" * 5_001, context="$response.body", type="jsonpath"),
        None,
        1,
    ),
    "predicates in each other": (
        condition("/a" + "[b" * 900 + "]" * 900, context="$response.body", type="xpath"),
        None,
        1,
    ),
    "a slow pattern, and a value for it": (
        condition(SLOW, context="$response.body#/state", type="regex"),
        api(Order={"properties": {"state": {"enum": [LONG]}}}),
        0,
    ),
    "a slow pattern of a schema": (
        workflow(),
        api(Order={"properties": {"a": {"pattern": SLOW, "default": LONG, "example": LONG}}}),
        0,
    ),
    "a long chain of references": (
        workflow(),
        api(
            Order=ref("S0"),
            S10000={"properties": {"a": {}}},
            **{f"S{at}": ref(f"S{at + 1}") for at in range(10_000)},
        ),
        0,
    ),
    "references in a circle": (workflow(), api(Order=ref("B"), B=ref("Order")), 0),
    "allOf in a circle": (
        workflow(),
        api(Order={"allOf": [ref("B")]}, B={"allOf": [ref("Order")]}),
        0,
    ),
    "allOf that doubles": (
        workflow(),
        api(
            Order=ref("S0"),
            S40={"properties": {"a": {}}},
            **{f"S{at}": {"allOf": [ref(f"S{at + 1}")] * 2} for at in range(40)},
        ),
        0,
    ),
    "a oneOf of many branches": (
        workflow(),
        api(Order={"oneOf": [{"properties": {f"p{at}": {}}} for at in range(200)]}),
        0,
    ),
    "loops in each other": (jumps(44, lambda at: 43 - at, 22), None, 0),
    "guards in each other": (jumps(40, lambda at: 39), None, 0),
    "numbers that make no sense": (
        workflow(),
        api(Order={"multipleOf": 0, "minimum": 1e308, "maximum": -1e308, "default": 1}),
        0,
    ),
}


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
# Where the API is not what is hostile, its validation would take most of the time.
BUILD = ("build", "--no-cache", "w.arazzo.yaml", "-o", "out", "--format", "concise")
# One process for all, since most of what it takes is to begin.
ALL = """
import contextlib, sys
from arazzo_gen.cli import main
statuses = []
for folder in sys.argv[2:]:
    with contextlib.chdir(folder):
        try:
            main(sys.argv[1].split())
        except SystemExit as end:
            statuses.append(end.code)
print(statuses)
"""


def limited(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder with no more time and memory than is promised."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "generator")},
    )
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr
    return done


def write(folder: Path, name: str) -> None:
    """Write the documents of a case."""
    arazzo, openapi, _ = CASES[name]
    folder.mkdir(exist_ok=True)
    (folder / "shop.openapi.yaml").write_text(openapi or api())
    (folder / "w.arazzo.yaml").write_text(arazzo)


@ON_LINUX
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case[2] == 0])
def test_a_module_within_limits(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    validated = () if CASES[name][1] else ("--validate", "off")
    done = limited(tmp_path, "-m", "arazzo_gen", *BUILD, *validated)
    assert done.returncode == 0, done.stderr[-2000:]
    (path,) = tmp_path.glob("out/*")
    containment.check_contained(path.read_text(), path.name)


@ON_LINUX
def test_refusals_within_limits(tmp_path: Path) -> None:
    names = [name for name, case in CASES.items() if case[2] == 1]
    folders = [tmp_path / f"case-{at}" for at in range(len(names))]
    for folder, name in zip(folders, names, strict=True):
        write(folder, name)
    command = " ".join((*BUILD, "--validate", "off"))
    done = limited(tmp_path, "-c", ALL, command, *map(str, folders))
    assert done.stdout.splitlines()[-1:] == [str([1] * len(names))], done.stderr[-2000:]
    assert not list(tmp_path.glob("*/out"))
    assert not list(tmp_path.glob("*/owned"))
