"""How a workflow is called: the signature that is described is that of the module."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from arazzo_gen import ir
from arazzo_gen.python.call import RunFunction, run_function
from arazzo_gen.python.context import Context
from arazzo_gen.python.render import render
from lowering import lowered_document
from playback import load_module
from refresh import CASES, LOWERED
from unit.python import flows, irs, programs

SYSTEMS = {
    module.file: module
    for path in sorted(CASES.glob("*/*.arazzo.yaml"))
    for module in lowered_document(path)
}
MODULES = {
    "knock": irs.knock(),
    "knock_sync": irs.knock(client="sync"),
    "knock_async": irs.knock(client="async"),
    **flows.ALL,
    **programs.ALL,
    **SYSTEMS,
}


def spelled(annotation: object) -> str:
    """An annotation as `ast` spells it."""
    return ast.unparse(ast.parse(str(annotation)))


def is_async(call: RunFunction) -> bool:
    """Whether the example waits for the result."""
    return "= await " in call.example


def described(module: ir.Module) -> list[RunFunction]:
    """The run functions of all workflows of a module."""
    return [run_function(Context(module), workflow) for workflow in module.workflows]


def written(module: ir.Module, folder: Path) -> ModuleType:
    """A module as Python loads it from a folder."""
    path = folder / module.file
    path.write_text(render(module), encoding="utf-8")
    return load_module(path)


@pytest.mark.parametrize("name", MODULES)
def test_the_signature_is_that_of_the_module(name: str, tmp_path: Path) -> None:
    loaded = written(MODULES[name], tmp_path)
    for call in described(MODULES[name]):
        assert call.module == Path(MODULES[name].file).stem
        function = getattr(loaded, call.name)
        assert inspect.iscoroutinefunction(function) == is_async(call)
        found = inspect.signature(function)
        assert spelled(found.return_annotation) == spelled(call.returns)
        assert list(found.parameters) == [each.name for each in call.keywords]
        for each in call.keywords:
            real = found.parameters[each.name]
            assert real.kind is inspect.Parameter.KEYWORD_ONLY
            assert spelled(real.annotation) == spelled(each.annotation)
            assert (real.default is inspect.Parameter.empty) == (each.default is None)
            if each.default is not None:
                assert eval(each.default, vars(loaded)) == real.default  # noqa: S307 - our own


@pytest.mark.parametrize("name", MODULES)
def test_what_is_said_of_keywords_is_in_the_docstring(name: str, tmp_path: Path) -> None:
    loaded = written(MODULES[name], tmp_path)
    for call in described(MODULES[name]):
        text = " ".join((inspect.getdoc(getattr(loaded, call.name)) or "").split())
        for each in call.keywords:
            assert " ".join(f"{each.name}: {each.doc}".split()) in text


def called(call: RunFunction) -> dict[str, Any]:
    """The keywords that the example of a call gives."""
    given: dict[str, Any] = {}

    async def waits(**keywords: Any) -> str:
        given.update(keywords)
        return "outputs"

    def runs(**keywords: Any) -> str:
        given.update(keywords)
        return "outputs"

    function: Callable[..., Any] = waits if is_async(call) else runs
    first, _, *rest = call.example.split("\n")
    assert first == f"from {call.module} import {call.name}"
    body = "".join(f"    {line}\n" for line in rest)
    names: dict[str, Any] = {call.name: function}
    prefix = "async " if is_async(call) else ""
    exec(f"{prefix}def example():\n{body}    return outputs\n", names)  # noqa: S102 - our own
    result = names["example"]()
    if is_async(call):
        with pytest.raises(StopIteration, match="outputs"):
            result.send(None)
    else:
        assert result == "outputs"
    return given


@pytest.mark.parametrize("name", MODULES)
def test_the_example_gives_what_must_be_given_and_no_more(name: str) -> None:
    for call in described(MODULES[name]):
        needed = [each.name for each in call.keywords if each.is_needed]
        assert list(called(call)) == needed
        assert {each.name for each in call.keywords if each.default is None} <= set(needed)


def test_the_call_of_knock() -> None:
    [call] = described(irs.knock())
    assert call.example.split("\n")[:3] == [
        f"from {call.module} import run",
        "",
        "outputs = run(",
    ]
    assert "    api_key=...,  # str" in call.example


def test_a_server_variable_without_a_default_is_given() -> None:
    path = LOWERED / "server-variables" / "server-variables.arazzo.yaml"
    [call] = described(lowered_document(path)[0])
    assert list(called(call)) == ["files_tenant"]
    [tenant] = [each for each in call.keywords if each.is_needed]
    assert (tenant.annotation, tenant.default) == ("str | None", "None")
