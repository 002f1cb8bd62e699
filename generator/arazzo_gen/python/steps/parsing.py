"""Finds the functions of a step that read the response's body, so that it is parsed once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import Args, called_by, jumps
from arazzo_gen.ir.walk import inside
from arazzo_gen.python.context import Context


def is_kept(context: Context, workflow: ir.Workflow, step: ir.Step) -> bool:
    """Whether the parsed body is kept with the response, for several functions read it.

    Else it goes as soon as the outputs are taken from it: a run may hold a response for as long
    as it lasts, and httpx's are taken apart only when garbage is collected.
    """
    outputs = [output.value for output in step.outputs]
    readers: list[object] = [(*(criterion.cond for criterion in step.criteria), *outputs)]
    if step.lenient:
        readers.append(tuple(outputs))
    if step.failure is not None:
        readers.append(_conditions(step.failure))
    if step.success is not None:
        readers.append(_conditions(step.success))
    readers += _arguments(context.statements_of(workflow, step.id))
    return sum(map(_reads_body, readers)) > 1


def _conditions(decision: ir.Decision) -> tuple[ir.Cond, ...]:
    return tuple(choice.cond for choice in decision.choices if choice.cond is not None)


def _arguments(statements: Sequence[ir.Run | ir.DeferredJump]) -> Iterator[Args]:
    """The arguments of the workflows that run behind a step, which may read its response."""
    for stmt in statements:
        for jump in jumps(stmt):
            called = called_by(jump)
            if called is not None:
                yield called[1]


def _reads_body(item: object) -> bool:
    """Whether something reads the parsed body."""
    if isinstance(item, ir.ResponseBody):
        return item.media != "text"
    return any(map(_reads_body, inside(item)))
