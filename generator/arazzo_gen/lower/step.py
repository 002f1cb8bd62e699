"""Drafts a step: binds its call, its criteria, its outputs and its actions."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.inherited import merged_actions
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.lower.bind.binder import ExpressionBinder
from arazzo_gen.lower.bind.messages import MessageBinder
from arazzo_gen.lower.bind.outputs import output_of
from arazzo_gen.lower.calls import step_arguments
from arazzo_gen.lower.decisions.actions import lower_actions
from arazzo_gen.lower.decisions.called_status import ALWAYS
from arazzo_gen.lower.decisions.criteria import criterion_text, lower_criterion
from arazzo_gen.lower.names.identifiers import Names
from arazzo_gen.lower.request.bodies import lower_body
from arazzo_gen.lower.request.key_place import key_place
from arazzo_gen.lower.request.parameters import lower_parameters
from arazzo_gen.lower.request.security import Credentials
from arazzo_gen.lower.request.servers import Sources
from arazzo_gen.lower.request.supplied import Supplies


def draft_step(
    scope: Scope, info: StepInfo, sources: Sources, credentials: Credentials, supplies: Supplies
) -> StepDraft | None:
    """Bind a step; None where its target is wrong (reported)."""
    if info.target is None:
        return None
    call: ir.Request | ir.WorkflowCall
    if info.called is not None:
        called = scope.program.open(info.called)
        call = ir.WorkflowCall(called.key, step_arguments(scope, info, called))
    else:
        call = _request(scope, info, sources, credentials, supplies)
    binder = ExpressionBinder(scope, info, "response")
    if info.operation is not None:
        MessageBinder(binder).answer(info)  # which reports a step that cannot succeed
    criteria = tuple(
        ir.Criterion(criterion_text(each), condition)
        for each in info.step.success_criteria
        if (condition := lower_criterion(binder, each)) is not ALWAYS
    )
    outputs = {o.name.value: output_of(binder, info, o.name.value) for o in info.step.outputs}
    keys = Names()
    step, workflow = info.step, scope.workflow
    on_success = merged_actions(step.on_success, workflow.success_actions)
    on_failure = merged_actions(step.on_failure, workflow.failure_actions)
    success = lower_actions(scope, info, on_success, keys, criteria)
    well = None if criteria else False
    failure = lower_actions(scope, info, on_failure, keys, criteria, well=well)
    outputs |= {name: bound for name, bound in info.outputs.items() if name not in outputs}
    return StepDraft(info, call, criteria, outputs, success, failure)


def _request(
    scope: Scope, info: StepInfo, sources: Sources, credentials: Credentials, supplies: Supplies
) -> ir.Request:
    assert info.operation is not None
    operation = info.operation.operation
    parts, path = lower_parameters(scope, info, operation, supplies)
    return ir.Request(
        method=operation.method.upper(),
        source=sources.key(info.operation.source, operation, scope),
        path=path,
        template="?".join(filter(None, (operation.path, "&".join(parts.fixed_query)))),
        query=tuple(parts.query),
        fixed_query=tuple(parts.fixed_query),
        headers=tuple(parts.headers),
        cookies=tuple(parts.cookies),
        querystring=parts.querystring,
        body=lower_body(scope, info, operation),
        credentials=credentials.of(operation, parts),
        key=key_place(operation, scope.types),
    )
