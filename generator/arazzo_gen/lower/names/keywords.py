"""Keeps the keywords of step functions apart.

The values that a step reads are named for its workflow. Keywords of credentials, base URLs, server
variables and other workflows' outputs are named for the module, and are the same in all functions.
Where two are equal in one function, the value that the step reads gets another name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from arazzo_gen import ir
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.lower.names.identifiers import Names
from arazzo_gen.record import replace


def keep_apart(
    workflows: Sequence[ir.Workflow], sources: Sequence[ir.Source], reserved: Reserved
) -> tuple[ir.Workflow, ...]:
    """The workflows of a module, in which all keywords of a step function differ.

    Args:
        workflows: The workflows, with the sources and credentials of those that they call.
        sources: The sources of the module.
        reserved: The names that the target reserves.
    """
    called = {workflow.id: workflow for workflow in workflows}
    by_key = {source.key: source for source in sources}
    return tuple(
        replace(each, steps=tuple(_apart(step, called, by_key, reserved) for step in each.steps))
        for each in workflows
    )


def _apart(
    step: ir.Step,
    workflows: Mapping[str, ir.Workflow],
    sources: Mapping[str, ir.Source],
    reserved: Reserved,
) -> ir.Step:
    others = set(_others(step.call, workflows, sources))
    wait = step.wait
    if wait is not None:
        wait = replace(wait, reads=_renamed(wait.reads, others, reserved))
    return replace(step, reads=_renamed(step.reads, others, reserved), wait=wait)


def _renamed(
    reads: tuple[ir.Read, ...], others: Set[str], reserved: Reserved
) -> tuple[ir.Read, ...]:
    """What a function reads, with keywords that are none of the others."""
    if others.isdisjoint(read.param for read in reads):
        return reads
    names = Names(reserved.step | reserved.body)
    for other in sorted({*others, *(read.param for read in reads)}):
        names.take(other)
    return tuple(
        replace(read, param=names.take(read.param)) if read.param in others else read
        for read in reads
    )


def _others(
    call: ir.Request | ir.WorkflowCall,
    workflows: Mapping[str, ir.Workflow],
    sources: Mapping[str, ir.Source],
) -> Iterator[str]:
    """The keywords of a step function other than those of the values it reads."""
    if isinstance(call, ir.Request):
        yield from (each.param for each in call.keywords)
        yield from (each.param for each in sources[call.source].variables)
        return
    workflow = workflows[call.workflow]
    yield from (each.param for each in workflow.keywords)
    yield from (each.param for each in workflow.given)
    for key in workflow.sources:
        yield sources[key].param
        yield from (each.param for each in sources[key].variables)
