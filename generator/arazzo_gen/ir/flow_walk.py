"""Walks over the statements of a flow: its runs, its jumps, and the sites that read steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from arazzo_gen.ir.attempts import waits
from arazzo_gen.ir.flow import (
    Block,
    DeferredJump,
    Depend,
    FailEnd,
    Finish,
    Guard,
    Jump,
    Loop,
    Machine,
    Reaching,
    Retry,
    Return,
    Run,
    Stmt,
    Transfer,
    statements,
)
from arazzo_gen.ir.module import Module, Workflow
from arazzo_gen.ir.requests import WorkflowCall
from arazzo_gen.ir.values import Expr
from arazzo_gen.ir.walk import nodes
from arazzo_gen.record import record

Args: TypeAlias = tuple[tuple[str, Expr], ...]


@record
class ReadSite:
    """A site in a flow that reads steps: a call of step functions, the workflow's outputs, or the
    arguments of a workflow that it calls."""

    reaching: Reaching
    steps: tuple[str, ...] = ()
    outputs: bool = False
    args: Args = ()


def runs(block: Block) -> Iterator[Run]:
    """The statements of a flow that run a step, in order."""
    return (stmt for stmt in statements(block) if isinstance(stmt, Run))


def guards(block: Block) -> Iterator[Guard]:
    """The guards of a flow, in order."""
    return (stmt for stmt in statements(block) if isinstance(stmt, Guard))


def dependencies(block: Block) -> Iterator[Depend]:
    """The statements of a flow that run another workflow first, in order."""
    return (stmt for stmt in statements(block) if isinstance(stmt, Depend))


def jumps(statement: Stmt) -> tuple[Jump, ...]:
    """The jumps of a statement itself, not of those inside it."""
    if isinstance(statement, Run):
        return tuple(outcome.jump for outcome in (*statement.success, *statement.failure))
    return (statement.jump,) if isinstance(statement, DeferredJump) else ()


def called_by(jump: Jump) -> tuple[str, Args] | None:
    """The workflow that a jump runs, with its arguments; None where it runs none."""
    if isinstance(jump, Transfer):
        return jump.workflow, jump.args
    if isinstance(jump, Retry) and jump.first is not None and not isinstance(jump.first, str):
        return jump.first.workflow, jump.first.args
    return None


def retried_first(jump: Jump) -> str | None:
    """The step that a retry runs before its own; None for any other jump."""
    return jump.first if isinstance(jump, Retry) and isinstance(jump.first, str) else None


def transfers(block: Block) -> Iterator[str]:
    """The workflows that a flow hands over to."""
    for statement in statements(block):
        for jump in jumps(statement):
            if isinstance(jump, Transfer):
                yield jump.workflow


def read_sites(block: Block) -> Iterator[ReadSite]:
    """Every site of a flow that reads steps, in order."""
    for statement in statements(block):
        if isinstance(statement, Run):
            yield ReadSite(statement.reaching, (statement.step,))
        elif isinstance(statement, Finish):
            yield ReadSite(statement.reaching, outputs=True)
        for jump in jumps(statement):
            yield from _of_jump(jump)


def _of_jump(jump: Jump) -> Iterator[ReadSite]:
    if isinstance(jump, Return | FailEnd):
        yield ReadSite(jump.reaching, outputs=True)
    elif isinstance(jump, Transfer | Retry):
        called, first = called_by(jump), retried_first(jump)
        if called is not None:
            yield ReadSite(jump.reaching, args=called[1])
        elif first is not None:
            yield ReadSite(jump.reaching, (first,))


def flow_names(block: Block) -> list[str]:
    """The variables of a flow besides those of its steps: of actions, waits, next steps and
    workflows that run first."""
    actions = (run.action for run in runs(block) if run.action is not None)
    names = list(dict.fromkeys(actions))
    for statement in statements(block):
        if isinstance(statement, Loop):
            names.append(statement.poll)
        elif isinstance(statement, Machine):
            names += [statement.variable, statement.poll]
        elif isinstance(statement, Depend):
            names.append(statement.variable)
    return names


def waits_itself(workflow: Workflow) -> bool:
    """Whether a loop or a retry of a workflow waits."""
    return any(step.wait is not None for step in workflow.steps) or any(
        isinstance(jump, Retry) or waits(jump)
        for stmt in statements(workflow.flow)
        for jump in jumps(stmt)
    )


def handled(module: Module) -> frozenset[str]:
    """The workflows whose failure a step that calls them reads: its outputs are then those that an
    `end` of the workflow has left, and nothing after any other failure."""
    steps = [step for workflow in module.workflows for step in workflow.steps]
    calls = [step.call for step in steps if step.lenient]
    return frozenset(call.workflow for call in calls if isinstance(call, WorkflowCall))


def calls(workflow: Workflow) -> Iterator[Depend | Transfer | WorkflowCall]:
    """What calls other workflows in one, hands over to them or depends on them."""
    for part in nodes((workflow.flow, workflow.steps)):
        if isinstance(part, Depend | Transfer | WorkflowCall):
            yield part


def called_workflows(workflow: Workflow) -> list[str]:
    """The workflows that one calls, hands over to or depends on."""
    return [part.workflow for part in calls(workflow)]
