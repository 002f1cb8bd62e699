"""Puts together the durable form of a module."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen import ir
from arazzo_gen.python.context import Context
from arazzo_gen.python.durable.functions import (
    DurableCall,
    DurableWait,
    StepFunction,
    args_class,
)
from arazzo_gen.python.durable.plan import Plan
from arazzo_gen.python.durable.runs import DurableRunWriter
from arazzo_gen.python.durable.sending import StepsWriter
from arazzo_gen.python.durable.version import version_of
from arazzo_gen.python.runs.run import RunWriter
from arazzo_gen.python.steps.step import StepWriter
from arazzo_gen.python.support.pieces import names_used
from arazzo_gen.python.text.literal import string

EXPORTED = (
    "DURABLE_VERSION",
    "DurableStepFailed",
    "Journal",
    "Steps",
    "StoredFailure",
    "StoredStep",
    "run_durable",
)
"""What a module with a durable form exports besides."""


def durable_parts(
    context: Context,
    runs: Mapping[str, RunWriter],
    steps: Mapping[tuple[str, str], StepWriter],
) -> list[str]:
    """The parts of the section.

    Args:
        context: The module.
        runs: The writers of its runs, which have written already, by workflow.
        steps: Those of its steps, by workflow and step.
    """
    plan = Plan(context)
    main, *others = context.module.workflows
    about = '"""The control flow of the durable form, and what it stores, as a hash."""'
    parts = [f"DURABLE_VERSION = {string(version_of(plan))}\n{about}"]
    parts += [args_class(context, each) for each in plan.steps]
    functions = [DurableRunWriter(plan, runs[each.id]).write_durable() for each in others]
    for planned in plan.steps:
        functions += StepFunction(plan, planned).write()
        wait = planned.step.wait
        if planned.kind == "step" and wait is not None:
            functions.append(DurableWait(plan, planned, wait).write_durable())
    for workflow in context.module.workflows:
        for step in workflow.steps:
            if isinstance(step.call, ir.WorkflowCall):
                call = DurableCall(plan, workflow, step, steps[workflow.id, step.id])
                functions.append(call.write_durable(step.call))
    run = DurableRunWriter(plan, runs[main.id]).write_durable()
    sending = StepsWriter(plan).write()
    return [*parts, run, *_used(functions, run), sending.text, *sending.functions]


def _used(functions: list[str], run: str) -> list[str]:
    """The functions that the run uses, directly or indirectly: steps may never run."""
    by_name = {_name(function): function for function in functions}
    found: set[str] = set()
    pending = list(names_used(run))
    while pending:
        name = pending.pop()
        if name in by_name and name not in found:
            found.add(name)
            pending += names_used(by_name[name])
    return [function for function in functions if _name(function) in found]


def _name(function: str) -> str:
    return function.partition("(")[0].rpartition(" ")[2]
