"""The analyses of the workflows of a document as text, which `make generated` keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.analysis import graph
from arazzo_gen.analysis.inherited import (
    inherited_arguments,
    merged_actions,
    request_parameters,
)
from arazzo_gen.analysis.order import needs
from arazzo_gen.analysis.responses import read_answer
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.lower import module
from lowering import lowered_document


def analysed(path: Path) -> str:
    """The analyses of a document's workflows before they are lowered."""
    found: dict[str, list[str]] = {}
    finish = module.finish_workflow

    def noted(draft: Any, *rest: Any) -> Any:
        vertices = tuple(step.vertex for step in draft.steps)
        found[draft.scope.key] = [*_scope(draft.scope), *_jumps(vertices)]
        return finish(draft, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "finish_workflow", noted)
        lowered_document(path)
    blocks = ["\n".join([f"workflow {key}", *lines]) for key, lines in sorted(found.items())]
    return "\n\n".join(blocks) + "\n"


def _scope(scope: Scope) -> Iterator[str]:
    """The order of the steps, and the analyses of each."""
    yield f"    order {', '.join(scope.steps)}"
    for name, others in needs(scope.workflow).items():
        if others:
            yield f"    needs {name}: {', '.join(others)}"
    for info in scope.order:
        yield f"    step {info.id}"
        yield from _step(scope, info)


def _step(scope: Scope, info: StepInfo) -> Iterator[str]:
    """A step's parameters and actions, also those of the workflow, and what its response holds."""
    for parameter in _parameters(scope, info):
        yield f"        parameter {parameter.location} {parameter.name.value}"
    for kind, own, inherited in (
        ("success", info.step.on_success, scope.workflow.success_actions),
        ("failure", info.step.on_failure, scope.workflow.failure_actions),
    ):
        for action in merged_actions(own, inherited):
            yield f"        {kind} {action.name.value}: {action.type}"
    if info.operation is not None:
        answer = info.answer or read_answer(info.operation.operation, info.step.success_criteria)
        schemas = [schema.span.line for schema in answer.schemas]
        yield f"        answer {answer.media}, schemas at lines {schemas}"
        for header in answer.headers:
            yield f"        header {header.name}{', required' if header.required else ''}"
        for response in answer.undeclared:
            yield f"        undeclared: {response.status} is"
        for index, reply in enumerate(answer.replies):
            body = "no JSON body" if reply.empty else "a JSON body"
            lacks = [name for name, each in info.outputs.items() if index in each.lacking]
            yield f"        reply {_statuses(reply.codes)}: {body}, lacks [{', '.join(lacks)}]"


def _parameters(scope: Scope, info: StepInfo) -> Sequence[Parameter]:
    """The parameters of a step, with those of the workflow that apply to it."""
    workflow, step = scope.workflow, info.step
    if info.operation is not None:
        return request_parameters(workflow, step, info.operation.operation)
    inputs = scope.program.open(info.called).inputs if info.called is not None else ()
    return [*inherited_arguments(workflow, step.parameters, inputs), *step.parameters]


def _statuses(codes: Sequence[int]) -> str:
    """Statuses, of which the first three are named."""
    return ", ".join(map(str, codes[:3])) + (", …" if len(codes) > 3 else "")


def _jumps(vertices: tuple[graph.Vertex, ...]) -> Iterator[str]:
    """The graph of jumps: which steps can run, which loops never end, and what has run before each
    step."""
    names = [*(vertex.id for vertex in vertices), "(end)"]
    for vertex in vertices:
        for kind, edges in (("success", vertex.success), ("failure", vertex.failure)):
            for edge in edges:
                yield f"    jump {vertex.id} {kind} {edge.key or 'otherwise'} -> " + _target(
                    edge.target, names
                )
        for edge, gives in zip(vertex.success, vertex.gives, strict=False):
            yield f"    given {vertex.id} {edge.key or 'otherwise'}: {', '.join(sorted(gives))}"
        if vertex.lenient:
            yield f"    lenient {vertex.id}"
    alive = graph.reachable(vertices)
    yield f"    reachable {_listed(names, sorted(alive))}"
    for loop in graph.endless(vertices):
        yield f"    endless {_listed(names, sorted(loop))}"
    left = graph.without(vertices, frozenset(range(len(vertices))) - alive)
    for name, history in graph.histories(left).items():
        ran, tried, may = map(", ".join, map(sorted, (history.ran, history.tried, history.may)))
        yield f"    before {name or '(end)'}: ran [{ran}] tried [{tried}] may [{may}]"


def _target(target: graph.Target, names: Sequence[str]) -> str:
    if isinstance(target, graph.ToStep):
        return names[target.index]
    if isinstance(target, graph.ToWorkflow):
        return f"workflow {target.workflow}"
    if isinstance(target, graph.ToFailure):
        return "fail"
    return f"again after {target.after}"


def _listed(names: Sequence[str], indexes: Sequence[int]) -> str:
    return ", ".join(names[index] for index in indexes)
