"""Workflow Objects (section "Workflow Object")."""

from __future__ import annotations

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.actions import read_actions
from arazzo_gen.arazzo.dependencies import read_workflow_dependencies
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of
from arazzo_gen.arazzo.model import Action, Step, Workflow, WorkflowTarget
from arazzo_gen.arazzo.names import check_id, check_unique
from arazzo_gen.arazzo.outputs import read_outputs
from arazzo_gen.arazzo.parameters import Use, read_parameters
from arazzo_gen.arazzo.steps import read_step
from arazzo_gen.text.node import Node


def read_workflow(node: Node, reader: Reader) -> Workflow | None:
    """Read a Workflow Object.

    Args:
        node: The object.
        reader: A reader for this workflow alone, whose `failed` and `lost` are about it.

    Returns:
        The workflow with everything that could be understood; None, reported, where it has no
        id, or the node is no object.
    """
    fields = fields_of(node, kinds.WORKFLOW, reader)
    if fields is None:
        return None
    fields.check_names()
    workflow_id = fields.required_name("workflowId")
    if workflow_id is not None:
        check_id(workflow_id, "the workflow", reader)
    step_nodes = fields.required_items("steps")
    reader.lost |= not fields.has("steps")
    steps = reader.each(step_nodes, lambda item: read_step(item, reader))
    check_unique(((step.id.value, step.id) for step in steps), "the step", reader)
    success_actions = read_actions(fields, "successActions", "success")
    failure_actions = read_actions(fields, "failureActions", "failure")
    actions = [*success_actions, *failure_actions]
    workflow_parameters = read_parameters(fields, _parameter_use(step_nodes, steps, actions))
    inputs = _read_inputs(fields)
    depends_on = read_workflow_dependencies(fields)
    outputs = read_outputs(fields)
    summary, description = fields.prose("summary"), fields.prose("description")
    if workflow_id is None:
        return None
    return Workflow(
        id=workflow_id,
        summary=summary,
        description=description,
        inputs=inputs,
        depends_on=depends_on,
        steps=steps,
        success_actions=success_actions,
        failure_actions=failure_actions,
        outputs=outputs,
        parameters=workflow_parameters,
        span=fields.span,
    )


def _parameter_use(nodes: list[Node], steps: tuple[Step, ...], actions: list[Action]) -> Use:
    """What the workflow's own parameters are for. They may leave out `in` where a step or an action
    calls a workflow, even one with an error."""
    actions = [*actions, *(each for step in steps for each in (*step.on_success, *step.on_failure))]
    calls = any("workflowId" in node.entries for node in nodes)
    calls = calls or any(isinstance(step.target, WorkflowTarget) for step in steps)
    calls = calls or any(action.workflow_id is not None for action in actions)
    return "either" if calls else "operation"


def _read_inputs(fields: Fields) -> Node | None:
    """The JSON Schema of the inputs, as written."""
    node = fields.get("inputs")
    if node is None or node.kind in ("object", "boolean"):
        return node
    fields.reader.wrong_type(node, "a JSON Schema", "`inputs`")
    fields.reader.lost = True
    return None
