"""The context of one module: the state that its writers share."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import called_workflows, handled, retried_first, runs, waits_itself
from arazzo_gen.ir.flow_walk import jumps as jumps_of
from arazzo_gen.python.modes import MODES, Mode
from arazzo_gen.python.support.pieces import pieces
from arazzo_gen.python.types.annotations import Annotations
from arazzo_gen.python.types.checks import Checks
from arazzo_gen.python.types.fitting import Fitting
from arazzo_gen.text.words import is_called_secret
from arazzo_gen.types import Str


class Context:
    """What the writers of one module share: its types, its sources, and its private names."""

    def __init__(self, module: ir.Module) -> None:
        self.module = module
        self.modes = MODES[module.client]
        self.types = Annotations(module.types, dict(module.type_names))
        self.fitting = Fitting(module.types)
        self.sources = {source.key: source for source in module.sources}
        self.private: set[str] = {piece.name for piece in pieces(durable=module.durable)}
        self.checks = Checks(self.types, self.private_name)
        self.base_urls = {
            source.key: self.private_name(f"_{source.param}")
            for source in module.sources
            if source.variables
        }
        self.asked = {
            step.function: self.private_name(f"_{step.function.upper()}")
            for workflow in module.workflows
            for step in workflow.steps
        }
        self._statements: dict[str, dict[str, list[ir.Run | ir.DeferredJump]]] = {}

    @functools.cached_property
    def bounded(self) -> frozenset[str]:
        """The workflows that run within the time of a step which calls them."""
        steps = [step for workflow in self.module.workflows for step in workflow.steps]
        calls = [step.call for step in steps if step.timeout is not None]
        pending = [call.workflow for call in calls if isinstance(call, ir.WorkflowCall)]
        found: set[str] = set()
        while pending:
            workflow = pending.pop()
            if workflow not in found:
                found.add(workflow)
                pending += called_workflows(self.module.workflow(workflow))
        return frozenset(found)

    @functools.cached_property
    def handled(self) -> frozenset[str]:
        """The workflows whose failure a step that calls them reads."""
        return handled(self.module)

    @functools.cached_property
    def waiting(self) -> frozenset[str]:
        """The workflows in which something waits as `Polling` says: a loop, a retry, a workflow
        that they call. A module's own takes `polling` in any case, as every `run` does."""
        workflows = self.module.workflows
        found = {workflows[0].id, *(each.id for each in workflows if waits_itself(each))}
        while True:
            calls = {each.id for each in workflows if not found.isdisjoint(called_workflows(each))}
            if calls <= found:
                return frozenset(found)
            found |= calls

    @functools.cached_property
    def unstored(self) -> frozenset[ir.Keyword]:
        """The keywords that no journal keeps: credentials, secrets, and idempotency keys."""
        found: set[ir.Keyword] = set()
        for workflow in self.module.workflows:
            found.update(item for item in workflow.keywords if is_secret_keyword(item))
            calls = (step.call for step in workflow.steps)
            for call in calls:
                if isinstance(call, ir.Request):
                    found.update(each for each in call.supplied if takes_key(call, each))
        return frozenset(found)

    def handed(self, items: Iterable[ir.Keyword], mode: Mode) -> list[ir.Keyword]:
        """The keywords for parts of requests that a function takes and hands on."""
        return [item for item in items if mode.sends or item not in self.unstored]

    @property
    def client(self) -> str:
        """The annotation of a client that only builds requests."""
        return " | ".join(mode.client for mode in self.modes)

    def statements_of(self, workflow: ir.Workflow, step_id: str) -> list[ir.Run | ir.DeferredJump]:
        """The statements of a workflow that run a step, and the step's deferred jumps."""
        if workflow.id not in self._statements:
            found = self._statements[workflow.id] = {}
            for stmt in ir.statements(workflow.flow):
                if isinstance(stmt, ir.Run | ir.DeferredJump):
                    found.setdefault(stmt.step, []).append(stmt)
        return self._statements[workflow.id].get(step_id, [])

    def private_name(self, wanted: str) -> str:
        """Take a module-level name that is still free."""
        name, number = wanted, 1
        while name in self.private:
            number += 1
            name = f"{wanted}_{number}"
        self.private.add(name)
        return name


def is_secret_keyword(item: ir.Keyword) -> bool:
    """Whether a keyword for a part of requests is a credential, or may hold one."""
    if isinstance(item, ir.Credential) or item.location == "cookie":
        return True
    password = isinstance(item.type, Str) and item.type.format == "password"
    return password or is_called_secret(item.name)


def takes_key(call: ir.Request, item: ir.Supplied) -> bool:
    """Whether a keyword is the idempotency key of a request."""
    key = call.key
    return key is not None and (key.location, key.name) == (item.location, item.name)


def keeps_failed(context: Context, workflow: ir.Workflow, step: ir.Step) -> bool:
    """Whether later steps may read the outputs of a step that has failed.

    Then every field of its dataclass may be None. Otherwise a failure ends the run, and only the
    error has the outputs.
    """
    if not step.lenient:
        return False
    if any(step.id == retried_first(jump) for run in runs(workflow.flow) for jump in jumps_of(run)):
        return True
    jumps = [
        outcome.jump
        for stmt in context.statements_of(workflow, step.id)
        if isinstance(stmt, ir.Run)
        for outcome in stmt.failure
    ]
    return any(
        not isinstance(jump, ir.FailEnd | ir.Retry)
        or (isinstance(jump, ir.Retry) and jump.first is not None)
        for jump in jumps
    )
