"""The picture of a workflow: its nodes in the order of the document, an edge for each action."""

from __future__ import annotations

import re
from typing import Any

import yaml
from hypothesis import given, settings

from arazzo_gen import ir
from arazzo_gen.draw.chart import LOOP_WAIT, picture
from arazzo_gen.ir.routes import Stop, routes
from features.flow_random import workflows
from features.test_flow_random import RETRY, Graph, document, graphs
from lowering import lowered_document
from refresh import ROOT
from unit.draw.drawings import drawn, edges, lowered_text

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


def test_the_wait_of_a_loop_is_that_of_polling() -> None:
    text = (ROOT / "templates" / "support" / "12_polling.py").read_text(encoding="utf-8")
    low, high = (
        re.search(rf"^    {name}: float = ([0-9.]+)$", text, re.MULTILINE)
        for name in ("interval", "max_interval")
    )
    assert low is not None
    assert high is not None
    assert f"waits {float(low[1]):g} s to {float(high[1]):g} s" == LOOP_WAIT


def test_a_jump_past_thousands_of_guards() -> None:
    reaching = ir.Reaching()
    skips = (ir.Outcome("skip", ir.Proceed()), ir.Outcome(None, ir.Proceed()))
    first = ir.Run("first", reaching, skips, action="action")
    last = (ir.Outcome(None, ir.Proceed()),)
    guards = tuple(
        ir.Guard("action", reaching, ("skip",), (ir.Run(f"s{number}", reaching, last),))
        for number in range(3000)
    )
    flow = (first, *guards, ir.Finish(reaching))
    (run, (skip, otherwise)), *others = routes(flow)
    assert run.step == "first"
    assert skip.stops == (Stop("done"),)
    assert otherwise.stops == (Stop("step", "s0"),)
    assert [route.stops[0].name for _, (route,) in others[:2]] == ["s1", "s2"]
    assert others[-1][1][0].stops == (Stop("done"),)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(workflows())
def test_each_outcome_leads_to_one_place(tree: list[dict[str, Any]]) -> None:
    text = yaml.safe_dump({"workflows": tree}, sort_keys=False)
    modules = lowered_text(text, "1.1.0")
    for module in modules:
        for workflow in module.workflows:
            for run, found in routes(workflow.flow):
                assert all(len(route.stops) == 1 for route in found), run.step
    ids = [node.id for chart in picture(modules).charts for node in chart.nodes]
    assert len(set(ids)) == len(ids)
    ends = {
        end
        for c in picture(modules).charts
        for edge in c.edges
        for end in (edge.source, edge.target)
    }
    assert ends <= set(ids)


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
