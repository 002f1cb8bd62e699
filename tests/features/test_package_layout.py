"""`--layout package`: modules that share one file, and one set of classes."""

from __future__ import annotations

import ast
import inspect
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import pytest
from one_call import call

from building import PACKAGE_FILES, Built, build, build_paths
from playback import Mode, both_modes, execute, load_module, on
from refresh import SYSTEMS, document
from typecheck import package_findings

ORDERS = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "1"},
    "servers": [{"url": "https://orders.example.com"}],
    "paths": {
        "/orders/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "get": {"operationId": "getOrder", "responses": {"200": {"description": "It."}}},
        }
    },
}


def workflows(*names: str) -> dict[str, Any]:
    """Documents with a workflow of each name, which reads an order."""
    step = {
        "stepId": "read",
        "operationId": "getOrder",
        "parameters": [{"name": "id", "in": "path", "value": "$inputs.id"}],
        "successCriteria": [{"condition": "$statusCode == 200"}],
        "outputs": {"code": "$statusCode"},
    }
    inputs = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    made = [{"workflowId": name, "inputs": inputs, "steps": [step]} for name in names]
    return {
        "flows.arazzo.yaml": {
            "arazzo": "1.0.1",
            "info": {"title": "Orders", "version": "1"},
            "sourceDescriptions": [{"name": "orders", "url": "orders.openapi.yaml"}],
            "workflows": made,
        },
        "orders.openapi.yaml": ORDERS,
    }


def packed(folder: Path, *names: str, flags: tuple[str, ...] = ()) -> Built:
    folder.mkdir(exist_ok=True)
    built = build(folder, workflows(*names), "--layout", "package", *flags)
    assert built.status == 0, built.report
    return built


@pytest.fixture(name="systems", scope="module")
def _systems(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("systems")
    built = build_paths([document(one) for one in SYSTEMS], folder, "--layout", "package")
    assert built.status == 0, built.report
    return built


def test_the_package_is_as_tools_want_it(systems: Built, tmp_path: Path) -> None:
    folder = next(iter(systems.files.values())).parent
    assert package_findings(folder, tmp_path) == ""
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert black.format_str(text, mode=black.Mode()) == text
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_modules_have_the_names_of_standalone_ones(systems: Built, tmp_path: Path) -> None:
    alone = build_paths([document(one) for one in SYSTEMS], tmp_path)
    assert alone.files.keys() == systems.files.keys()
    for name in alone.files:
        first, second = alone.load(name), systems.load(name)
        assert first.__all__ == second.__all__
        for public in first.__all__:
            one, other = getattr(first, public), getattr(second, public)
            if inspect.isfunction(one):
                assert str(inspect.signature(one)) == str(inspect.signature(other)), public


@both_modes
def test_one_except_catches_the_errors_of_any_module(mode: Mode, tmp_path: Path) -> None:
    built = packed(tmp_path, "first", "second")
    package = imported(built)
    answer = on("GET", "/orders/o1").reply(status=404)
    outcome = execute(package.first, mode, [answer], id="o1")
    assert isinstance(outcome.error, package.second.StepFailed)
    assert package.StepFailed is package.first.StepFailed is package.second.StepFailed
    assert package.first.Polling is package.Polling
    twin = pickle.loads(pickle.dumps(outcome.error))
    assert type(twin) is package.StepFailed
    assert twin.step_id == "read"


def imported(built: Built) -> ModuleType:
    """The package that a build has written."""
    module = load_module(next(iter(built.files.values())))
    return sys.modules[module.__name__.rpartition(".")[0]]


def test_what_is_shared_depends_on_the_options_alone(systems: Built, tmp_path: Path) -> None:
    def runtime(built: Built) -> bytes:
        return next(iter(built.files.values())).with_name("_runtime.py").read_bytes()

    one = runtime(packed(tmp_path / "one", "first"))
    assert runtime(systems) == one
    other = runtime(packed(tmp_path / "sync", "first", flags=("--client", "sync")))
    assert b"_async" in one
    assert b"async def" not in other
    only = runtime(packed(tmp_path / "async", "first", flags=("--client", "async")))
    assert b"def _send(" not in only
    assert b"def _send_async(" in only
    assert b"import httpx2 as httpx" in runtime(
        packed(tmp_path / "httpx2", "first", flags=("--http", "httpx2"))
    )


@pytest.mark.parametrize("client", ["sync", "async"])
def test_a_package_for_one_kind_of_client_is_whole(client: str, tmp_path: Path) -> None:
    flags = ("--layout", "package", "--client", client)
    built = build_paths([document(one) for one in SYSTEMS], tmp_path, *flags)
    folder = next(iter(built.files.values())).parent
    (tmp_path / "scratch").mkdir()
    assert package_findings(folder, tmp_path / "scratch") == ""


def test_each_module_takes_from_the_shared_file_what_it_uses(systems: Built) -> None:
    for path in systems.files.values():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        taken = [
            alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.level == 1
            for alias in node.names
        ]
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        exported = set(systems.load(path.stem).__all__)
        assert set(taken) <= used | exported | set(_strings(tree))
        assert "_runtime" not in used


def _strings(tree: ast.Module) -> Iterator[str]:
    """The names in annotations that are written as texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.replace("[", " ").replace("]", " ").replace(",", " ").split()


def test_the_package_names_its_modules_and_imports_none_before_it_is_used(tmp_path: Path) -> None:
    built = packed(tmp_path, "first", "second")
    folder = next(iter(built.files.values())).parent
    code = (
        "import sys, out\n"
        "print(sorted(name for name in sys.modules if name.startswith('out.')))\n"
        "print(out.second.__name__)\n"
        "from out import *\n"
        "print(first.__name__, StepFailed.__module__)\n"
        "try:\n    out.third\nexcept AttributeError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder.parent, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [
        "['out._runtime']",
        "out.second",
        "out.first out._runtime",
        "module 'out' has no attribute 'third'",
    ], done.stderr


def test_modules_of_earlier_builds_stay_in_the_package(tmp_path: Path) -> None:
    built = packed(tmp_path, "first")
    folder = built.files["first"].parent
    (folder / "own.py").write_text("MINE = 1\n")
    again = packed(tmp_path, "second")
    package = imported(again)
    assert {"first", "second"} <= set(package.__all__)
    assert "own" not in package.__all__
    assert "unchanged" in packed(tmp_path, "second").report


def test_an_init_file_of_the_user_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    own = tmp_path / "out" / "__init__.py"
    own.write_text("")
    built = build(tmp_path, workflows("first"), "--layout", "package")
    assert built.status == 1
    assert "AZ902" in built.report
    assert own.read_text() == ""
    assert list((tmp_path / "out").iterdir()) == [own]


@pytest.mark.parametrize("name", ["_runtime", "__init__", "runtime", "init"])
def test_no_workflow_takes_the_place_of_a_shared_file(name: str, tmp_path: Path) -> None:
    built = packed(tmp_path, name)
    (module,) = built.files
    assert module not in PACKAGE_FILES
    assert hasattr(built.module, "run")


def test_what_needs_a_library_stays_in_the_module_that_uses_it() -> None:
    condition = "every $p in //price satisfies number($p) > 1"
    criterion = {"context": "$response.body", "type": "xpath", "condition": condition}
    step = f"successCriteria: [{json.dumps(criterion)}]"
    answer = "responses: {'200': {description: '', content: {application/xml: {}}}}"
    made = call(step, operation=answer, flags=["--layout", "package"])
    assert "import elementpath" in made.code
    assert "# needs: elementpath" in made.code
    assert made.holds(text="<order><price>2</price></order>")
    assert not made.holds(text="<order><price>1</price></order>")
    runtime = next(iter(made.built.files.values())).with_name("_runtime.py").read_text()
    assert "elementpath." not in runtime
    assert "import elementpath" not in runtime
