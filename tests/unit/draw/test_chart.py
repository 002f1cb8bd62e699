"""The picture of a workflow: its nodes in the order of the document, an edge for each action."""

from __future__ import annotations

from hypothesis import given, settings

from arazzo_gen.draw.chart import LOOP_WAIT, picture
from features.test_flow_random import RETRY, Graph, document, graphs
from lowering import lowered_document
from refresh import ROOT
from unit.draw.drawings import drawn, edges

KNOCK = ROOT / "tests" / "cases" / "knock" / "knock.arazzo.yaml"


def test_knock() -> None:
    (chart,) = picture(lowered_document(KNOCK)).charts
    assert [node.kind for node in chart.nodes] == [
        "start",
        "step",
        "step",
        "step",
        "done",
        "failed",
    ]
    assert [node.path for node in chart.nodes[1:4]] == [
        "/v1/workflows/{key}/trigger",
        "/v1/workflow_recipient_runs",
        "/v1/workflow_recipient_runs/{id}",
    ]
    assert edges(chart) == [
        "start next s1",
        "s1 next s2",
        "s1 fails failed fails",
        "s2 next s3",
        "s2 fails failed fails",
        "s3 success done runFinished: status is completed or cancelled",
        "s3 loop s3 runStillGoing: status is queued, processing or paused (waits 2 s to 30 s)",
        "s3 next done otherwise",
        "s3 fails failed fails",
    ]


# --- Random jumps ---------------------------------------------------------------------


def line(source: int, target: int, size: int, label: str, kind: str) -> str:
    """The edge of an action that leads to a step or behind the last."""
    node = "done" if target >= size else f"s{target + 1}"
    if target <= source:
        kind, label = "loop", f"{label} ({LOOP_WAIT})"
    return f"s{source + 1} {kind} {node} {label}".strip()


def of_step(graph: Graph, index: int) -> list[str]:
    """The edges of a step, as its actions say."""
    size, states, always = len(graph.success), graph.success[index], graph.always[index]
    found = [
        line(index, target, size, f"on-{state}: state is {state}", "success")
        for state, target in states.items()
    ]
    if always is None:
        found.append(line(index, index + 1, size, "otherwise" if states else "", "next"))
    else:
        label = "always: otherwise" if states else "always"
        found.append(line(index, always, size, label, "success"))
    node, target = f"s{index + 1}", graph.failure[index]
    if target is None:
        return [*found, f"{node} fails failed fails"]
    if target == RETRY:
        found.append(f"{node} retry {node} missing: HTTP 404 (at most 2 more times)")
    else:
        found.append(line(index, target, size, "missing: HTTP 404", "failure"))
    return [*found, f"{node} fails failed otherwise fails"]


def reached(graph: Graph) -> list[int]:
    """The steps that some way leads to."""
    found: set[int] = set()
    pending = [0]
    while pending:
        index = pending.pop()
        if index in found or index >= len(graph.success):
            continue
        found.add(index)
        always, failure = graph.always[index], graph.failure[index]
        pending += [*graph.success[index].values(), index + 1 if always is None else always]
        pending += [failure] if failure is not None and failure != RETRY else []
    return sorted(found)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(graphs())
def test_every_action_is_an_edge_to_where_it_leads(graph: Graph) -> None:
    (chart,) = drawn(document(graph)).charts
    steps = reached(graph)
    assert edges(chart) == ["start next s1", *(one for i in steps for one in of_step(graph, i))]
    unused = [node.name for node in chart.nodes if node.unused]
    assert unused == [f"step-{'abcde'[i]}" for i in range(len(graph.success)) if i not in steps]
