"""A file of the project has at most 400 lines, a function of the compiler at most 50."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import arazzo_gen

ROOT = Path(arazzo_gen.__file__).parents[1]
FILE, FUNCTION = 400, 50


def too_long(source: str, file: int = FILE, function: int = FUNCTION) -> Iterator[tuple[str, int]]:
    """What is longer than it may be, and how many lines it has: the file, by no name, functions."""
    lines = len(source.splitlines())
    if lines > file:
        yield "", lines
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            if lines > function:
                yield node.name, lines


def test_nothing_is_too_long() -> None:
    paths = sorted(ROOT.rglob("*.py"))
    assert len(paths) > 200
    found = {
        path.relative_to(ROOT).as_posix(): long
        for path in paths
        if (long := list(too_long(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize("folder", ["tests", "templates", "benchmarks", "requirements"])
def test_no_other_file_is_too_long(folder: str) -> None:
    paths = sorted((ROOT.parent / folder).rglob("*.py"))
    assert paths
    counts = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {path.name: count for path, count in counts.items() if count > FILE} == {}


def test_lines_are_counted_from_def_to_the_last() -> None:
    function = '@cache\n{0}def f():\n    """What."""\n\n    def g():\n        return (\n        )\n'
    for prefix in ("", "async "):
        source = function.format(prefix)
        assert list(too_long(source, 7, 6)) == []
        assert list(too_long(source, 6, 5)) == [("", 7), ("f", 6)]
        assert list(too_long(source, 7, 2)) == [("f", 6), ("g", 3)]
    assert list(too_long("class A:\n    def f(self):\n        ...\n", 3, 1)) == [("f", 2)]
