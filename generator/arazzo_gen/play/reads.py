"""Finds what a workflow reads of the answer of each of its steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.ir.walk import inside, walk
from arazzo_gen.record import fresh, record

Path: TypeAlias = tuple["str | int", ...]
Tree: TypeAlias = dict["str | int", "Tree"]


@record(frozen=False)
class Read:
    """What is read of one answer: the parts of its body, as a tree of names and indexes, and the
    names of headers, in lower case."""

    body: Tree = fresh(factory=dict)
    headers: dict[str, None] = fresh(factory=dict)


def reads_of(module: ir.Module) -> dict[tuple[str, str], Read]:
    """What the outputs of each step read, and what is read of these; by workflow and step."""
    found: dict[tuple[str, str], Read] = {}
    for workflow in module.workflows:
        further = _further(workflow)
        for step in workflow.steps:
            read = found.setdefault((workflow.id, step.id), Read())
            for output in step.outputs:
                for expr in walk(output.value):
                    if isinstance(expr, ir.ResponseHeader):
                        read.headers[expr.name.lower()] = None
                for path in _paths(output.value):
                    for more in further.get((step.id, output.name), [()]):
                        _add(read.body, (*path, *more))
    return found


def _further(workflow: ir.Workflow) -> dict[tuple[str, str], list[Path]]:
    """The paths at which outputs of steps are read, by step and output."""
    found: dict[tuple[str, str], list[Path]] = {}
    for expr in walk((workflow.steps, workflow.flow, workflow.outputs)):
        if isinstance(expr, ir.StepOutput):
            found.setdefault((expr.step, expr.name), [()])
        if isinstance(expr, ir.At) and isinstance(expr.base, ir.StepOutput):
            found.setdefault((expr.base.step, expr.base.name), [()]).append(expr.path)
    return found


def _paths(expr: object) -> Iterator[Path]:
    """The paths into the response's body that an expression reads."""
    match expr:
        case ir.ResponseBody():
            yield ()
        case ir.At():
            for path in _paths(expr.base):
                yield (*path, *expr.path)
        case ir.JsonPathValue():
            for path in _paths(expr.base):
                yield (*path, *_queried(expr.query))
        case ir.XPathValue():
            return
        case _:
            for part in inside(expr):
                yield from _paths(part)


def _queried(query: jsonpath.Query) -> Path:
    """A path that a query can take: the first item for a wildcard or a filter."""
    path: list[str | int] = []
    for segment in query.segments:
        selector = segment.selectors[0]
        if segment.descendant:
            break
        if isinstance(selector, jsonpath.Name):
            path.append(selector.name)
        elif isinstance(selector, jsonpath.Index):
            path.append(max(0, selector.index))
        elif isinstance(selector, jsonpath.EmbeddedName):
            break
        else:
            path.append(0)
    return tuple(path)


def _add(tree: Tree, path: Path) -> None:
    for key in path:
        tree = tree.setdefault(key, {})
