"""Keywords of the functions of steps, apart from each other.

What a step reads is named in its workflow; the keywords for credentials, base URLs and outputs of
other workflows are named in the module, so that they are the same in all its functions. Where two
of them meet in one function, what the step reads makes way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from arazzo_gen import ir
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.lower.names.identifiers import Names
from arazzo_gen.record import replace


def keep_apart(
    workflows: Sequence[ir.Workflow], sources: Sequence[ir.Source], reserved: Reserved
) -> tuple[ir.Workflow, ...]:
    """The workflows of a module, with a name of its own for each keyword of a step's function.

    Args:
        workflows: They know the sources and credentials of those that they call.
        sources: The sources of the module.
        reserved: The names that the target keeps for itself.
    """
    called = {workflow.id: workflow for workflow in workflows}
    urls = {source.key: source.param for source in sources}
    return tuple(
        replace(each, steps=tuple(_apart(step, called, urls, reserved) for step in each.steps))
        for each in workflows
    )


def _apart(
    step: ir.Step,
    workflows: Mapping[str, ir.Workflow],
    urls: Mapping[str, str],
    reserved: Reserved,
) -> ir.Step:
    others = set(_others(step.call, workflows, urls))
    if others.isdisjoint(read.param for read in step.reads):
        return step
    names = Names(reserved.step | reserved.body)
    for other in sorted({*others, *(read.param for read in step.reads)}):
        names.take(other)
    reads = (
        replace(read, param=names.take(read.param)) if read.param in others else read
        for read in step.reads
    )
    return replace(step, reads=tuple(reads))


def _others(
    call: ir.Request | ir.WorkflowCall,
    workflows: Mapping[str, ir.Workflow],
    urls: Mapping[str, str],
) -> Iterator[str]:
    """The keywords that a step's function has besides what it reads."""
    yield from (credential.param for credential in _credentials(call, workflows))
    if isinstance(call, ir.WorkflowCall):
        workflow = workflows[call.workflow]
        yield from (each.param for each in workflow.given)
        yield from (urls[key] for key in workflow.sources)


def _credentials(
    call: ir.Request | ir.WorkflowCall, workflows: Mapping[str, ir.Workflow]
) -> Sequence[ir.Credential]:
    if isinstance(call, ir.Request):
        return call.credentials
    return workflows[call.workflow].credentials
