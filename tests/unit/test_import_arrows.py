"""Which file of the compiler imports which: no circle of files, and between folders only the
arrows of the table below.

Every import counts, also one inside a function or under `TYPE_CHECKING`: it is a dependency of
the one who reads the code all the same.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import arazzo_gen

ROOT = Path(arazzo_gen.__file__).parent

BASICS = frozenset({"lazy.py", "record.py", "types.py"})
"""What any file may import, and which import none of the rest."""

ARROWS: dict[str, set[str]] = {
    "source": set(),
    "diagnostics": {"source", "config.py", "console.py"},
    "text": {"diagnostics", "source", "cache.py"},
    "remote": {"diagnostics", "source", "text", "cache.py", "looks.py"},
    "arazzo": {"diagnostics", "source", "text"},
    "expressions": {"diagnostics", "text"},
    "ir": {"expressions", "text"},
    "openapi": {"diagnostics", "expressions", "remote", "source", "text", "cache.py"},
    "typing": {"diagnostics", "openapi", "source", "text"},
    "documents": {"arazzo", "diagnostics", "openapi", "remote", "source", "text", "typing"}
    | {"cache.py", "config.py", "looks.py"},
    "analysis": {"arazzo", "diagnostics", "documents", "expressions", "ir", "openapi"}
    | {"source", "text", "typing"},
    "check": {"analysis", "arazzo", "diagnostics", "expressions", "ir", "openapi", "source"}
    | {"text", "typing"},
    "lower": {"analysis", "arazzo", "check", "diagnostics", "documents", "expressions", "ir"}
    | {"openapi", "source", "text", "typing"},
    "python": {"expressions", "ir", "text", "mistakes.py", "templates_path.py"},
    "lookup": {"diagnostics", "cache.py"},
    "breaking": set(),
    "paths": {"source", "cache.py", "config.py", "looks.py"},
    "init": {"diagnostics", "openapi", "text", "typing"},
    "draw": {"arazzo", "diagnostics", "expressions", "ir", "python", "source", "text"}
    | {"html_pages.py", "templates_path.py"},
    "play": {"diagnostics", "expressions", "ir", "openapi", "source", "text", "typing"},
    "mock": {"diagnostics", "ir", "openapi", "play", "python", "text", "typing", "html_pages.py"},
    "pytests": {"draw", "ir", "play", "python", "text", "templates_path.py"},
    "demo": {"diagnostics", "mock", "openapi", "build.py", "cache.py", "cli_mock.py", "cli_run.py"}
    | {"config.py", "lowering.py", "output.py"},
}
"""What the files of each folder may import of other folders, and of the files beside them."""

ROOMS: dict[str, dict[str, set[str]]] = {
    "lower": {
        "names": set(),
        "bind": {"names"},
        "calls.py": {"bind"},
        "dependencies.py": {"names"},
        "request": {"bind", "names"},
        "decisions": {"bind", "names", "calls.py"},
        "step.py": {"bind", "names", "request", "decisions", "calls.py"},
        "flow": {"bind", "names"},
        "handed.py": set(),
        "size.py": {"handed.py"},
        "workflow.py": {"bind", "names", "request", "flow"}
        | {"calls.py", "dependencies.py", "step.py"},
        "sent.py": set(),
        "secrets.py": {"sent.py", "workflow.py"},
        "module.py": {"names", "request", "dependencies.py", "durable.py", "secrets.py"}
        | {"workflow.py"},
        "durable.py": set(),
    },
    "python": {
        "modes.py": set(),
        "text": set(),
        "support": {"modes.py", "text"},
        "types": {"text"},
        "context.py": {"modes.py", "support", "text", "types"},
        "signatures.py": {"context.py", "text", "types"},
        "servers.py": {"context.py", "text"},
        "expressions": {"context.py", "text", "types"},
        "steps": {"context.py", "expressions", "modes.py", "servers.py", "signatures.py", "text"}
        | {"types"},
        "runs": {"context.py", "expressions", "modes.py", "servers.py", "signatures.py", "steps"}
        | {"support", "text", "types"},
        "durable": {"context.py", "expressions", "modes.py", "runs", "servers.py", "signatures.py"}
        | {"steps", "support", "text", "types"},
        "layout": set(),
        "render.py": {
            "context.py",
            "durable",
            "layout",
            "modes.py",
            "runs",
            "servers.py",
            "signatures.py",
        }
        | {"steps", "support", "text"},
        "call.py": {"context.py", "runs", "steps"},
        "package.py": {"layout", "modes.py", "support", "text"},
        "compiles.py": set(),
        "reserved.py": {"modes.py", "support"},
        "engines.py": set(),
        "target.py": {"compiles.py", "engines.py", "package.py", "render.py", "reserved.py"}
        | {"support"},
    },
    "init": {
        "names.py": set(),
        "segments.py": {"names.py"},
        "states.py": {"names.py"},
        "yaml_text.py": {"names.py"},
        "samples.py": {"states.py"},
        "schemas.py": {"names.py", "states.py"},
        "endpoints.py": {"names.py", "samples.py", "schemas.py", "segments.py"},
        "links.py": {"endpoints.py"},
        "pairs.py": {"endpoints.py", "links.py", "names.py", "schemas.py", "segments.py"},
        "evidence.py": {"names.py", "pairs.py", "segments.py", "states.py"},
        "jobs.py": {"endpoints.py", "evidence.py", "pairs.py"},
        "inputs.py": {"names.py", "yaml_text.py"},
        "requests.py": {"endpoints.py", "inputs.py", "names.py", "segments.py", "yaml_text.py"},
        "loops.py": {"endpoints.py", "inputs.py", "states.py", "yaml_text.py"},
        "results.py": {"endpoints.py", "loops.py", "names.py", "pairs.py", "segments.py"}
        | {"states.py"},
        "middle.py": {"endpoints.py", "names.py", "pairs.py", "schemas.py", "segments.py"},
        "workflow.py": {"endpoints.py", "inputs.py", "jobs.py", "loops.py", "middle.py", "names.py"}
        | {"requests.py", "results.py", "segments.py", "yaml_text.py"},
        "documents.py": {"endpoints.py", "jobs.py", "loops.py", "workflow.py", "yaml_text.py"},
    },
    "draw": {
        "model.py": set(),
        "spelling.py": set(),
        "words.py": {"spelling.py"},
        "chart.py": {"model.py", "words.py"},
        "escape.py": set(),
        "mermaid.py": {"escape.py", "model.py"},
        "html": {"chart.py", "model.py", "spelling.py", "words.py"},
    },
}
"""The same for the rooms of a folder: what the files of each may import of the others."""


def files() -> list[str]:
    """The files of the compiler, by their path below its package."""
    return sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """The files of the compiler that each of them imports."""
    known = frozenset(files())
    return {
        file: frozenset(imported((ROOT / file).read_text(encoding="utf-8"), file, known))
        for file in known
    }


def imported(source: str, file: str, known: frozenset[str]) -> Iterator[str]:
    """The files among `known` that a source imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(node, file)
            # `from package import name` may mean a file of the package, or a name in it.
            names = [
                inner if _file(inner, known) else origin
                for inner in (f"{origin}.{alias.name}" for alias in node.names)
            ]
        else:
            continue
        for name in names:
            found = _file(name, known)
            if found is not None and found != file:
                yield found


def _origin(node: ast.ImportFrom, file: str) -> str:
    """The dotted name behind `from`, with that of the package before it where it is relative."""
    if not node.level:
        return node.module or ""
    package = ["arazzo_gen", *Path(file).parent.parts]
    kept = package[: len(package) - (node.level - 1)]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _file(name: str, known: frozenset[str]) -> str | None:
    """The file of a dotted name; None for what is not of the compiler."""
    top, *rest = name.split(".")
    if top != "arazzo_gen" or not rest:
        return None
    path = "/".join(rest)
    return next((each for each in (f"{path}.py", f"{path}/__init__.py") if each in known), None)


def cycles(graph: Mapping[str, Iterable[str]]) -> frozenset[frozenset[str]]:
    """The largest sets of files each of which imports, maybe through others, all the rest."""
    reached = {file: _reached(file, graph) for file in graph}
    return frozenset(
        frozenset(other for other in reached[file] if file in reached[other])
        for file in graph
        if file in reached[file]
    )


def _reached(start: str, graph: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    pending = [start]
    while pending:
        for file in graph[pending.pop()]:
            if file not in found:
                found.add(file)
                pending.append(file)
    return found


def test_no_files_import_each_other() -> None:
    found = [sorted(cycle) for cycle in cycles(imports())]
    assert not found, "files that import each other: turn one of the imports around"


def arrows() -> set[tuple[str, str]]:
    """The folders that import others, and what they import: folders, and files beside them."""
    pairs = ((file, other) for file, others in imports().items() for other in others)
    named = ((file.split("/")[0], other.split("/")[0]) for file, other in pairs)
    return {(one, other) for one, other in named if one != other and not one.endswith(".py")}


def test_folders_import_what_the_table_says() -> None:
    allowed = {(folder, other) for folder, others in ARROWS.items() for other in others | BASICS}
    assert arrows() - allowed == set()


def test_the_table_has_every_folder() -> None:
    assert {file.split("/")[0] for file in files() if "/" in file} == ARROWS.keys()


def test_what_anything_may_import_imports_nothing_else() -> None:
    assert all(imports()[file] <= BASICS for file in BASICS)


# --- The tests of the test -----------------------------------------------------------------

KNOWN = frozenset({"a.py", "b/__init__.py", "b/c.py", "b/d/e.py"})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import arazzo_gen.a", {"a.py"}),
        ("from arazzo_gen.b.c import name", {"b/c.py"}),
        ("from arazzo_gen.b import c, name", {"b/c.py", "b/__init__.py"}),
        ("from arazzo_gen import a, b", {"a.py", "b/__init__.py"}),
        ("from . import c", {"b/c.py"}),
        ("from .c import name", {"b/c.py"}),
        ("from ..a import name", {"a.py"}),
        ("def f():\n    from arazzo_gen.a import name", {"a.py"}),
        ("if TYPE_CHECKING:\n    from arazzo_gen.a import name", {"a.py"}),
        ("import re\nfrom arazzo_general.a import name", set()),
    ],
)
def test_imports_are_found_wherever_they_stand(source: str, expected: set[str]) -> None:
    assert set(imported(source, "b/f.py", KNOWN)) == expected


def test_circles_are_found_through_other_files() -> None:
    graph = {"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": ["e"], "e": ["d"], "f": ["a"], "g": []}
    assert cycles(graph) == {frozenset("abc"), frozenset("de")}


def rooms(folder: str) -> set[tuple[str, str]]:
    """The rooms of a folder that import others of it, and what they import."""
    pairs = ((file, other) for file, others in imports().items() for other in others)
    inside = (pair for pair in pairs if all(file.startswith(f"{folder}/") for file in pair))
    named = ((file.split("/")[1], other.split("/")[1]) for file, other in inside)
    return {(one, other) for one, other in named if one != other}


@pytest.mark.parametrize("folder", ROOMS)
def test_rooms_import_what_the_table_says(folder: str) -> None:
    table = ROOMS[folder]
    allowed = {(room, other) for room, others in table.items() for other in others}
    assert rooms(folder) - allowed == set()
    there = {file.split("/")[1] for file in files() if file.startswith(f"{folder}/")}
    assert there - {"__init__.py"} == table.keys()
