"""Step Objects (section "Step Object")."""

from __future__ import annotations

from typing import Literal, cast

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.actions import read_actions
from arazzo_gen.arazzo.bodies import read_request_body
from arazzo_gen.arazzo.criteria import read_criterion
from arazzo_gen.arazzo.dependencies import read_step_dependencies
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of
from arazzo_gen.arazzo.model import (
    ChannelPath,
    OperationId,
    OperationPath,
    Step,
    Target,
    WorkflowTarget,
)
from arazzo_gen.arazzo.names import check_id
from arazzo_gen.arazzo.outputs import read_outputs
from arazzo_gen.arazzo.parameters import Use, read_parameters
from arazzo_gen.diagnostics.model import Edit, Note
from arazzo_gen.text.node import Node

_TARGETS: dict[str, type[OperationId | OperationPath | ChannelPath | WorkflowTarget]] = {
    "operationId": OperationId,
    "operationPath": OperationPath,
    "channelPath": ChannelPath,
    "workflowId": WorkflowTarget,
}
_TARGET_HELP = "add `operationId`, `operationPath` or `workflowId`"


def read_step(node: Node, reader: Reader) -> Step | None:
    """Read a Step Object; None, reported, where it cannot be understood."""
    fields = fields_of(node, kinds.STEP, reader)
    if fields is None:
        return None
    fields.check_names(ignored=("forEach",))
    if fields.has("forEach"):
        message = "`forEach` is not supported; the step would run once only"
        hint = "call a workflow with the rest of the steps once for each item, in your own code"
        reader.error("AZ110", fields.key_span("forEach"), message, help=hint)
    step_id = fields.required_name("stepId")
    if step_id is not None:
        check_id(step_id, "the step", reader)
    target = _read_target(fields)
    action = fields.choice("action", ("send", "receive"))
    _check_messaging(fields)
    parameters = read_parameters(fields, _parameter_use(target))
    body = read_request_body(fields)
    criteria = reader.each(
        fields.some_items("successCriteria"), lambda item: read_criterion(item, reader)
    )
    on_success = read_actions(fields, "onSuccess", "success")
    on_failure = read_actions(fields, "onFailure", "failure")
    outputs = read_outputs(fields)
    timeout = fields.integer("timeout", 1)
    depends_on = read_step_dependencies(fields)
    correlation_id = fields.text("correlationId")
    description = fields.prose("description")
    if step_id is None or target is None:
        return None
    return Step(
        id=step_id,
        description=description,
        target=target,
        parameters=parameters,
        request_body=body,
        success_criteria=criteria,
        on_success=on_success,
        on_failure=on_failure,
        outputs=outputs,
        timeout=timeout,
        depends_on=depends_on,
        action=cast(Literal["send", "receive"], action.value) if action else None,
        correlation_id=correlation_id,
        span=fields.span,
    )


def _read_target(fields: Fields) -> Target | None:
    """What the step calls; None, reported, where that is nothing or more than one thing."""
    present = [key for key in fields.node.entries if key in _TARGETS]
    reader = fields.reader
    if not present:
        if fields.has("x-operation"):
            reader.error(
                "AZ110",
                fields.key_span("x-operation"),
                "the extension `x-operation` is not supported, and the step has no operation",
                help="describe the request in an OpenAPI document and name it by `operationId`",
            )
        else:
            message = "a step must name an operation or a workflow"
            reader.error("AZ108", fields.span, message, help=_TARGET_HELP)
        return None
    if len(present) > 1:
        # `workflowId` is the least common target: the author most likely means it.
        kept = "workflowId" if "workflowId" in present else present[0]
        surplus = next(key for key in present if key != kept)
        reader.error(
            "AZ108",
            fields.key_span(surplus),
            f"a step has one target, and this one has `{kept}` and `{surplus}`",
            help=f"remove `{surplus}` or `{kept}`",
            notes=[Note(f"`{kept}` is here", fields.key_span(kept))],
        )
        return None
    if present[0] in fields.misspelt and not _is_meant(fields, present[0]):
        return None
    text = fields.name(present[0])
    return _TARGETS[present[0]](text) if text is not None else None


def _is_meant(fields: Fields, key: str) -> bool:
    """Report a target with a misspelt name, and say whether its value can be taken as that target:
    what stands under `operationRef` need not be an operationId."""
    written = fields.misspelt[key]
    span = fields.key_span(key)
    fields.reader.report.retract("AZ104", span)
    message = f"`{written}` is not a field of a step, which needs a target"
    edits = [Edit(span, written, key, is_safe=False)]
    fields.reader.error("AZ108", span, message, help=f"did you mean `{key}`?", edits=edits)
    return written.casefold() == key.casefold()


def _parameter_use(target: Target | None) -> Use:
    if target is None:
        return "either"
    return "workflow" if isinstance(target, WorkflowTarget) else "operation"


def _check_messaging(fields: Fields) -> None:
    """Check that the fields for AsyncAPI stand only where they are allowed."""
    reader = fields.reader
    calls_workflow = fields.has("workflowId")
    if fields.has("action") and calls_workflow:
        message = "a step that calls a workflow has no `action`"
        note = Note("the workflow", fields.key_span("workflowId"))
        reader.error(
            "AZ113", fields.key_span("action"), message, help="leave `action` out", notes=[note]
        )
    if fields.has("channelPath") and not calls_workflow:
        if not reader.events:
            reader.error(
                "AZ113",
                fields.key_span("channelPath"),
                "`channelPath` needs a source description of type `asyncapi`; there is none",
                help="name an operation with `operationId` or `operationPath`",
            )
            reader.lost = True
        elif not fields.has("action"):
            help_ = "add `action: send` or `action: receive`"
            reader.error(
                "AZ102", fields.key_span("channelPath"), "`channelPath` needs `action`", help=help_
            )
    action = fields.get("action")
    # A channel without an action has been reported already.
    receives = fields.has("channelPath") if action is None else action.text != "send"
    if fields.has("correlationId") and not receives:
        reader.error(
            "AZ113",
            fields.key_span("correlationId"),
            "`correlationId` is for steps with `action: receive`",
            help="leave `correlationId` out",
        )
