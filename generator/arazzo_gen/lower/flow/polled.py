"""Finds the loops over one polled step, which become functions, and takes them out of the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TypeVar

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Edge, ToFailure, ToRetry, ToStep, Vertex
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.ir.flow_walk import flow_names
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.ir.rewrite import rewritten
from arazzo_gen.ir.walk import leaf_key, steps_read
from arazzo_gen.lower.names.identifiers import Names
from arazzo_gen.record import record, replace

_T = TypeVar("_T")


@record
class PolledLoop:
    """The loop over one step: its edges, and the keys of those with which it goes on."""

    vertex: Vertex
    index: int
    keys: frozenset[str | None]

    @property
    def rest(self) -> Vertex:
        """The step as a vertex of the workflow's graph, whose edges all leave the loop."""
        success = [edge.key not in self.keys for edge in self.vertex.success]
        return replace(
            self.vertex,
            success=_where(self.vertex.success, success),
            failure=tuple(e for e in self.vertex.failure if e.key not in self.keys),
            gives=_where(self.vertex.gives, success),
        )

    def statement(self) -> ir.Run:
        """The step as it is run in the loop. A decision that never goes on is none of it."""
        success, failure = self.vertex.success, self.vertex.failure
        if not self.decides:
            success = (Edge(None, ToStep(self.index + 1)),)
        if not self._goes_on(failure):
            failure = ()
        return ir.Run(
            self.vertex.id,
            ir.Reaching(),
            tuple(ir.Outcome(e.key, self._jump(e, ir.Return(ir.Reaching()))) for e in success),
            tuple(ir.Outcome(e.key, self._jump(e, _raised(e))) for e in failure),
        )

    @property
    def decides(self) -> bool:
        """Whether the loop asks after each success whether to go on."""
        return self._goes_on(self.vertex.success)

    def _goes_on(self, edges: Sequence[Edge]) -> bool:
        return any(edge.key in self.keys for edge in edges)

    def _jump(self, edge: Edge, leave: ir.Jump) -> ir.Jump:
        if edge.key not in self.keys:
            return leave
        if isinstance(edge.target, ToRetry):
            return ir.Retry(edge.key or "", edge.target.after, None, ir.Reaching())
        return ir.Continue()


def polled_loops(
    vertices: Sequence[Vertex], drafts: Mapping[str, StepDraft]
) -> dict[str, PolledLoop]:
    """The loops over one polled step, by the step.

    The step is a GET that asks the same each time. It jumps back to itself, or a retry sends it
    again, on whatever failure. A loop stays where it is if other steps run in it too: those that
    jump back to this one, and those that a retry runs first.
    """
    found = {}
    for index, vertex in enumerate(vertices):
        call = drafts[vertex.id].call
        if not isinstance(call, ir.Request) or call.method != "GET":
            continue
        if vertex.id in steps_read(call):
            continue
        loop = PolledLoop(vertex, index, _keys(index, vertices))
        if loop.keys and loop.rest.success and _names_failures(loop):
            found[vertex.id] = loop
    return found


def _keys(index: int, vertices: Sequence[Vertex]) -> frozenset[str | None]:
    """The actions of a step with which a loop over it goes on; none where there is no such loop."""
    edges = vertices[index].edges
    back = {edge.key for edge in edges if edge.target == ToStep(index)}
    if any(index in other.targets for other in vertices[index + 1 :]):
        back = set()
    retries = [(edge.key, edge.target) for edge in edges if isinstance(edge.target, ToRetry)]
    if any(target.first is not None for _, target in retries):
        return frozenset()
    return frozenset({*back, *(key for key, _ in retries)})


def _names_failures(loop: PolledLoop) -> bool:
    """Whether the `action` of a failure can say which action the loop has decided on."""
    run = loop.statement()
    names = [each.jump.action for each in run.failure if isinstance(each.jump, ir.FailEnd)]
    return len(set(names)) == len(names)


def _raised(edge: Edge) -> ir.FailEnd:
    """The end of the loop with the failure, which names the action that the workflow takes."""
    name = edge.target.action if isinstance(edge.target, ToFailure) else edge.key or ""
    return ir.FailEnd(name, ir.Reaching())


def _where(items: tuple[_T, ...], kept: Sequence[bool]) -> tuple[_T, ...]:
    """The items that are kept; () of ()."""
    return tuple(item for item, keep in zip(items, kept, strict=False) if keep)


def with_actions(
    flow: ir.Block, loops: Mapping[str, PolledLoop], names: Names
) -> tuple[ir.Block, frozenset[str]]:
    """The flow, which keeps the actions of the loops that it leaves to several places.

    Args:
        flow: The flow.
        loops: The loops over one step, by the step.
        names: The local names of the run function.

    Returns:
        The flow, and the steps whose loop has to say which action it was left by.
    """
    local = names.copy()
    for name in flow_names(flow):
        local.take(name)
    asked: set[str] = set()

    def change(part: object) -> object | None:
        if not isinstance(part, ir.Run) or part.step not in loops:
            return None
        several = any(each.jump != part.success[0].jump for each in part.success)
        if not loops[part.step].decides or not (several or part.action is not None):
            return None
        asked.add(part.step)
        return replace(part, action=part.action or local.take("action"))

    return rewritten(flow, change), frozenset(asked)


def with_waits(
    steps: Sequence[ir.Step],
    loops: Mapping[str, PolledLoop],
    functions: Mapping[str, str],
    asked: Set[str],
    reserved: Reserved,
) -> tuple[ir.Step, ...]:
    """The steps, of which those that are polled have the functions of their loops.

    Args:
        steps: The steps.
        loops: The loops over one step, by the step.
        functions: The names of their functions.
        asked: The steps whose loop has to say which action it was left by.
        reserved: The names that the target reserves.
    """

    def wait(step: ir.Step) -> ir.Wait | None:
        if step.id not in loops:
            return None
        found = _wait(step, loops[step.id], functions[step.id], reserved)
        decided = f"_{found.function}_and_action" if step.id in asked else None
        return replace(found, decided=decided)

    return tuple(replace(step, wait=wait(step)) for step in steps)


def _wait(step: ir.Step, loop: PolledLoop, function: str, reserved: Reserved) -> ir.Wait:
    run = loop.statement()
    decisions = [step.success] if loop.decides else []
    handled = bool(loop.vertex.failure) and (step.failure is None or step.failure.exhaustive)
    decisions += [step.failure] if run.failure or not handled else []
    reads = {leaf_key(read.leaf): read for read in step.reads}
    for decision in decisions:
        for read in decision.reads if decision is not None else ():
            reads.setdefault(leaf_key(read.leaf), read)
    called = {step.function + suffix for suffix in ("", *reserved.suffixes)}
    names = Names(reserved.step | reserved.body | reserved.run_body | called)
    found = (replace(read, param=names.take(read.param)) for read in reads.values())
    targets = [edge.target for edge in loop.vertex.failure]
    spent = not handled and any(isinstance(each, ToRetry) and each.not_now for each in targets)
    return ir.Wait(function, tuple(found), run, tolerant=not handled, spent=spent)
