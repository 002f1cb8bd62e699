"""A step to its draft: its call, its criteria, its outputs and its actions bound."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.draft import Draft
from arazzo_gen.analysis.graph import Again, Edge, ToFailure, ToStep, ToWorkflow, Vertex
from arazzo_gen.analysis.inherited import merged_actions
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.ir.walk import steps_read
from arazzo_gen.lower.actions import lower_actions
from arazzo_gen.lower.bind import ExpressionBinder
from arazzo_gen.lower.bodies import lower_body
from arazzo_gen.lower.calls import step_arguments
from arazzo_gen.lower.criteria import criterion_text, lower_criterion
from arazzo_gen.lower.messages import MessageBinder
from arazzo_gen.lower.names import Names
from arazzo_gen.lower.outputs import output_of
from arazzo_gen.lower.parameters import lower_parameters
from arazzo_gen.lower.security import Credentials
from arazzo_gen.lower.sources import Sources


def draft_step(
    scope: Scope, info: StepInfo, sources: Sources, credentials: Credentials
) -> Draft | None:
    """Bind a step; None where its target is wrong (reported)."""
    if info.target is None:
        return None
    call: ir.Request | ir.WorkflowCall
    if info.called is not None:
        called = scope.program.open(info.called)
        call = ir.WorkflowCall(called.key, step_arguments(scope, info, called))
    else:
        call = _request(scope, info, sources, credentials)
    binder = ExpressionBinder(scope, info, "response")
    if info.operation is not None:
        MessageBinder(binder).answer(info)  # which says so where none can be a success
    criteria = tuple(
        ir.Criterion(criterion_text(each), lower_criterion(binder, each))
        for each in info.step.success_criteria
    )
    outputs = {o.name.value: output_of(binder, info, o.name.value) for o in info.step.outputs}
    keys = Names()
    step, workflow = info.step, scope.workflow
    on_success = merged_actions(step.on_success, workflow.success_actions)
    on_failure = merged_actions(step.on_failure, workflow.failure_actions)
    success = lower_actions(scope, info, on_success, keys, criteria)
    failure = lower_actions(scope, info, on_failure, keys)
    outputs |= {name: bound for name, bound in info.outputs.items() if name not in outputs}
    return Draft(info, call, criteria, outputs, success, failure)


def _request(
    scope: Scope, info: StepInfo, sources: Sources, credentials: Credentials
) -> ir.Request:
    assert info.operation is not None
    operation = info.operation.operation
    parts, path = lower_parameters(scope, info, operation)
    return ir.Request(
        method=operation.method.upper(),
        source=sources.key(info.operation.source, operation, scope),
        path=path,
        template=operation.path,
        query=tuple(parts.query),
        headers=tuple(parts.headers),
        cookies=tuple(parts.cookies),
        querystring=parts.querystring,
        body=lower_body(scope, info, operation),
        credentials=credentials.of(operation, parts),
    )


def mark_lenient(drafts: list[Draft], workflow_outputs: list[ir.Expr]) -> None:
    """Find the steps whose outputs are read although they failed: by their own failure actions, by
    what those lead to, or by the outputs that an `end` action hands out."""
    vertices = tuple(draft.vertex for draft in drafts)
    for draft in drafts:
        if not draft.failure.edges or not draft.outputs:
            continue
        readers: list[object] = [draft.failure.choices]
        for edge in draft.failure.edges:
            readers += _leaving(edge, workflow_outputs)
            if isinstance(edge.target, ToStep):
                after = _after(vertices, edge.target.index, draft.info.index)
                for index in after - {draft.info.index, len(drafts)}:
                    readers += [drafts[index].computed, drafts[index].choices]
                    for other in vertices[index].edges:
                        readers += _leaving(other, workflow_outputs)
                readers += workflow_outputs if len(drafts) in after else []
                readers += [draft.call] if draft.info.index in after else []
        draft.lenient = draft.info.id in steps_read(readers)


def _leaving(edge: Edge, workflow_outputs: list[ir.Expr]) -> list[ir.Expr]:
    """What is read where an action ends the run, hands over, or tries again."""
    target = edge.target
    if isinstance(target, ToFailure):
        return workflow_outputs
    if isinstance(target, ToWorkflow):
        return [expr for _, expr in target.args]
    if isinstance(target, Again) and isinstance(target.first, ir.WorkflowCall):
        return [expr for _, expr in target.first.args]
    return []


def _after(vertices: tuple[Vertex, ...], start: int, until: int) -> set[int]:
    """The steps that can run from one on, itself and the end included, up to one that runs anew."""
    seen: set[int] = set()
    pending = [start]
    while pending:
        index = pending.pop()
        if index in seen:
            continue
        seen.add(index)
        if index != until and index < len(vertices):
            pending.extend(vertices[index].targets)
    return seen
