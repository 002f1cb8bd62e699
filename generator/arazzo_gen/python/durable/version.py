"""Makes the version of a durable form: a hash of its control flow and of what is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from arazzo_gen import ir
from arazzo_gen.ir.walk import inside
from arazzo_gen.python.durable.plan import Plan, Planned
from arazzo_gen.record import fields

_LAYOUT = 1
"""Counts changes of the emitter after which a stored run cannot be replayed."""


def version_of(plan: Plan) -> str:
    """The version: stored runs of another one cannot go on with the module.

    Texts and expressions are no part of it, nor is what `Steps` decides: that is stored.
    """
    parts = [str(_LAYOUT), *_parts(plan)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _parts(plan: Plan) -> Iterator[str]:
    for workflow in plan.context.module.workflows:
        yield f"workflow {workflow.id}"
        yield from (f"input {item.param} {item.secret}" for item in plan.passed(workflow))
        yield from (f"output {item.field}" for item in workflow.outputs)
        yield _shape(workflow.flow)
        for step in workflow.steps:
            if isinstance(step.call, ir.WorkflowCall):
                yield f"step {step.id} calls {step.call.workflow}"
                yield from (_retries(each) for each in (step.success, step.failure))
    for planned in plan.steps:
        yield from _step(planned)


def _step(planned: Planned) -> Iterator[str]:
    step = planned.step
    yield f"step {planned.name} {planned.kind} {planned.keyed}"
    yield from (f"given {arg.name} {arg.secret}" for arg in planned.given)
    yield from (f"stored {field.field} {field.secret}" for field in planned.stored)
    yield from (_retries(each) for each in (step.success, step.failure))
    if step.wait is not None:
        yield _shape(step.wait.run)


def _retries(decision: ir.Decision | None) -> str:
    """The actions of a decision: what is stored names them."""
    choices = decision.choices if decision is not None else ()
    return repr([(choice.key, choice.limit) for choice in choices])


_LEFT_OUT = frozenset({"reaching", "args"})
"""Parts of a flow that say nothing of its order."""


def _shape(tree: object) -> str:
    """A flow as text: its statements, jumps and names, without expressions."""
    if isinstance(tree, tuple | list):
        return f"[{', '.join(map(_shape, inside(tree)))}]"
    names = fields(tree)
    if not names:
        return repr(tree)
    parts = (f"{name}={_shape(getattr(tree, name))}" for name in names if name not in _LEFT_OUT)
    return f"{type(tree).__name__}({', '.join(parts)})"
