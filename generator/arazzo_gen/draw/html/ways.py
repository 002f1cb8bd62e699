"""Says what follows on a step: when, where to, after which wait and how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from arazzo_gen import ir
from arazzo_gen.draw.html.values import Target
from arazzo_gen.draw.html.views import Follow
from arazzo_gen.draw.model import Chart, Edge, Node

LOOP_LIMIT = "for 600 s at most unless polling says otherwise"
"""How long loops go on, as `Polling` has it when callers say nothing."""

_LEADS = {
    "done": "the run returns its outputs",
    "failed": "the run ends with StepFailed",
    "depends": "runs first",
}


def ways(
    step: ir.Step, chart: Chart, starts: Mapping[str, str], anchors: Mapping[Target, str]
) -> Iterator[Follow]:
    """The ways on from a step, in the order in which its actions are tried.

    Args:
        step: The step.
        chart: The chart of its workflow.
        starts: The workflow of each node that a chart begins with.
        anchors: The ids of the sections of steps and workflows.
    """
    nodes = {node.id: node for node in chart.nodes}
    [own] = (node.id for node in chart.nodes if (node.kind, node.name) == ("step", step.id))
    for edge in chart.edges:
        if edge.source != own or edge.is_own_call:
            continue
        target = nodes.get(edge.target)
        name, anchor = "", ""
        if target is None:
            name = starts[edge.target]
            anchor = anchors.get(("workflow", name), "")
        elif target.kind == "step" and edge.kind != "retry":
            name = target.name
            anchor = anchors["step", name]
        limit = LOOP_LIMIT if edge.kind == "loop" else _times(edge.attempts)
        notes = ", ".join(filter(None, (edge.wait, limit)))
        yield Follow(edge.kind, edge.action, _when(edge), _leads(edge, target), name, anchor, notes)


def _when(edge: Edge) -> str:
    """When a way is taken, in words."""
    if edge.kind == "call" or edge.condition.startswith("until "):
        return edge.condition
    if edge.condition == "":
        return "on a failure" if edge.failed else "on success"
    if edge.condition == "otherwise":
        return "on any other failure" if edge.failed else "otherwise"
    return f"on a failure with {edge.condition}" if edge.failed else f"when {edge.condition}"


def _times(attempts: int | None) -> str:
    if attempts is None:
        return ""
    return "once at most" if attempts == 1 else f"{attempts} times at most"


def _leads(edge: Edge, target: Node | None) -> str:
    """Where a way leads, in words; before the name of a step or workflow."""
    if edge.kind == "call":
        return "runs" if target is not None else "runs the workflow"
    if target is None:
        return "hands over to the workflow"
    if edge.kind == "retry":
        return "tries again"
    if edge.kind == "loop":
        return "back to"
    return _LEADS.get(target.kind, "")
