"""Plans the durable form of a module: what its steps are called in a journal, what they are given,
and what of them is stored."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.attempts import is_retried, waits
from arazzo_gen.ir.flow_walk import calls, jumps, retried_first, runs
from arazzo_gen.ir.requests import SAFE
from arazzo_gen.ir.walk import leaf_key
from arazzo_gen.python.context import Context
from arazzo_gen.python.durable.keys import KeyUse, key_use
from arazzo_gen.python.modes import DURABLE
from arazzo_gen.python.runs.usage import usage_of
from arazzo_gen.python.signatures import ordered
from arazzo_gen.python.text.names import LocalNames
from arazzo_gen.record import record, replace


@record
class Arg:
    """What a step is given: a value of the workflow, by its name in the arguments.

    `secret`: the value is a reference, by which `Steps` finds a secret that it has.
    """

    read: ir.Read
    name: str
    secret: bool


@record
class Planned:
    """A step that sends a request, as a journal has it.

    Attributes:
        workflow: Its workflow.
        step: The step.
        name: Its name in the journal: its id, behind that of a called workflow.
        kind: "poll" where it is asked again until it is done, and only the last answer is stored;
            "step" where each answer is, since its attempts are counted or may be made alone.
        args: The class of its arguments.
        given: What the class holds of the workflow.
        stored: The outputs that are kept, since something reads them later.
        keyed: Whether its arguments have a key, which tells the request from all others.
        use: How the request sends that key; None where it does not.
        account: The name of the account in its arguments; `key`, `polling`, `since` likewise.
    """

    workflow: ir.Workflow
    step: ir.Step
    name: str
    kind: Literal["step", "poll"]
    args: str
    given: tuple[Arg, ...]
    stored: tuple[ir.OutputField, ...]
    keyed: bool
    use: KeyUse | None
    account: str
    key: str
    polling: str
    since: str

    @property
    def call(self) -> ir.Request:
        """Its request."""
        assert isinstance(self.step.call, ir.Request)
        return self.step.call

    @property
    def has_secrets(self) -> bool:
        """Whether a secret of its response is read later: `Steps` keeps it in memory."""
        return any(field.secret for field in self.stored)


class Plan:
    """The plan of the durable form of one module."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._calls = _calls_of(context.module)
        self._classes: dict[str, str] = {}
        self._names = _journal_names(context.module)

    @functools.cached_property
    def steps(self) -> tuple[Planned, ...]:
        """The steps that send requests and can run."""
        return tuple(
            self._planned(workflow, step)
            for workflow in self.context.module.workflows
            for step in workflow.steps
            if isinstance(step.call, ir.Request) and self._runs(workflow, step)
        )

    def of(self, workflow: ir.Workflow, step: ir.Step) -> Planned:
        """The plan of a step."""
        return next(
            each
            for each in self.steps
            if (each.workflow.id, each.step.id) == (workflow.id, step.id)
        )

    @functools.cached_property
    def _own(self) -> LocalNames:
        """The names that the keywords of `run_durable` leave."""
        main = self.context.module.workflows[0]
        taken = {item.param for item in (*main.inputs, *main.keywords)}
        return LocalNames({*taken, *(each.param for each in main.given), "polling"})

    @functools.cached_property
    def journal(self) -> str:
        """What `run_durable` calls the journal."""
        return self._own.pick("journal")

    @functools.cached_property
    def account(self) -> str:
        """What `run_durable` calls the account."""
        return self._own.pick("account")

    # --- Secrets ------------------------------------------------------------------------

    @property
    def looked_up(self) -> list[ir.InputParam]:
        """The inputs that are secret: `Steps` looks them up by the account."""
        return [item for item in self.context.module.workflows[0].inputs if item.secret]

    def lookup(self, workflow: ir.Workflow, name: str) -> str | None:
        """The lookup of `Steps` that gives an input of a workflow; None where none does, or not in
        each call of it."""
        item = next(each for each in workflow.inputs if each.name == name)
        if not item.secret:
            return None
        if self._is_main(workflow):
            return item.param
        found: set[str | None] = set()
        for caller, args in self._calls[workflow.id]:
            value = args.get(name)
            found.add(self.lookup(caller, value.name) if isinstance(value, ir.Input) else None)
        return found.pop() if len(found) == 1 else None

    def is_reference(self, workflow: ir.Workflow, leaf: ir.Leaf) -> bool:
        """Whether a run has a reference in the place of a value, since that is secret."""
        if isinstance(leaf, ir.Input):
            item = next(each for each in workflow.inputs if each.name == leaf.name)
            return item.secret
        if isinstance(leaf, ir.StepOutput):
            fields: Iterable[ir.OutputField] = workflow.step(leaf.step).outputs
        else:
            fields = self.context.module.workflow(leaf.workflow).outputs
        return any(field.secret for field in fields if field.name == leaf.name)

    def passed(self, workflow: ir.Workflow) -> list[ir.InputParam]:
        """The inputs that the durable function of a workflow takes."""
        return [item for item in workflow.inputs if self.takes(workflow, item)]

    def takes(self, workflow: ir.Workflow, item: ir.InputParam) -> bool:
        """Whether the durable function of a workflow takes an input."""
        return not item.secret or self.lookup(workflow, item.name) is None

    def _is_main(self, workflow: ir.Workflow) -> bool:
        return workflow.id == self.context.module.workflows[0].id

    # --- Steps --------------------------------------------------------------------------

    def _runs(self, workflow: ir.Workflow, step: ir.Step) -> bool:
        """Whether a statement of the workflow runs a step."""
        own = any(each.step == step.id for each in runs(workflow.flow))
        return own or self._runs_first(workflow, step)

    def _runs_first(self, workflow: ir.Workflow, step: ir.Step) -> bool:
        """Whether a retry of another step runs this one first: once, and not the loop over it."""
        statements = ir.statements(workflow.flow)
        return any(retried_first(jump) == step.id for stmt in statements for jump in jumps(stmt))

    def _planned(self, workflow: ir.Workflow, step: ir.Step) -> Planned:
        name = self._names[workflow.id, step.id]
        reads = self._reads(step)
        names = LocalNames(())
        given = []
        for read in reads:
            if isinstance(read.leaf, ir.Input) and self.lookup(workflow, read.leaf.name):
                continue
            secret = self.is_reference(workflow, read.leaf)
            given.append(Arg(read, names.pick(read.param), secret))
        stored = self._stored(workflow, step)
        alone = step.wait is None or is_retried(step.wait.run) or self._runs_first(workflow, step)
        call = step.call
        assert isinstance(call, ir.Request)
        use = key_use(step)
        counted = not alone or any(field.secret for field in stored)
        return Planned(
            workflow=workflow,
            step=step,
            name=name,
            kind="step" if alone else "poll",
            args=self._class(step),
            given=tuple(given),
            stored=stored,
            keyed=call.method not in SAFE or counted or use is not None,
            use=use,
            account=names.pick("account"),
            key=names.pick("idempotency_key"),
            polling=names.pick("polling"),
            since=names.pick("since"),
        )

    def _reads(self, step: ir.Step) -> list[ir.Read]:
        """What the functions of a step read of the workflow, each once."""
        found = {leaf_key(read.leaf): read for read in step.reads}
        for decision in (step.success, step.failure):
            for read in decision.reads if decision is not None else ():
                known = found.setdefault(leaf_key(read.leaf), read)
                if read.unset and not known.unset and not known.required:
                    found[leaf_key(read.leaf)] = replace(read, param=known.param)
        return ordered(self._apart(step, found.values()))

    def _apart(self, step: ir.Step, reads: Iterable[ir.Read]) -> Iterator[ir.Read]:
        """The same with parameters of one function: the request and the decisions of a step have
        named theirs apart."""
        assert isinstance(step.call, ir.Request)
        taken = {item.param for item in self.context.handed(step.call.keywords, DURABLE)}
        taken |= {"polling"} if step.wait is not None else set()
        for read in reads:
            param = read.param
            while param in taken:
                param += "_"
            taken.add(param)
            yield replace(read, param=param)

    def _class(self, step: ir.Step) -> str:
        if step.function not in self._classes:
            self._classes[step.function] = self.context.private_name(f"_{step.cls}Args")
        return self._classes[step.function]

    def _stored(self, workflow: ir.Workflow, step: ir.Step) -> tuple[ir.OutputField, ...]:
        read = self.usage(workflow).get(step.variable, set())
        return tuple(field for field in step.outputs if field.field in read)

    @functools.cache  # noqa: B019 - a plan lives as long as its module is written
    def usage(self, workflow: ir.Workflow) -> Mapping[str, set[str]]:
        """The outputs that a run reads of each step, by the variables and fields."""
        return usage_of(self.context.module, workflow, "outcome").fields

    # --- Keys and waits -----------------------------------------------------------------

    def waits(self, planned: Planned) -> bool:
        """Whether something waits behind a success of a step as the server asks."""
        found: list[ir.Jump] = []
        loop = [planned.step.wait.run] if planned.step.wait is not None else []
        statements = self.context.statements_of(planned.workflow, planned.step.id)
        for stmt in (*loop, *statements):
            if isinstance(stmt, ir.Run):
                found += [each.jump for each in stmt.success]
            else:
                found.append(stmt.jump)
        return any(isinstance(jump, ir.Retry) or waits(jump) for jump in found)


def _journal_names(module: ir.Module) -> dict[tuple[str, str], str]:
    """The names of the steps in a journal, by workflow and step."""
    found: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for workflow in module.workflows:
        for step in workflow.steps:
            name = step.id if workflow is module.workflows[0] else f"{workflow.id}.{step.id}"
            while name in taken:
                name += "_"
            taken.add(name)
            found[workflow.id, step.id] = name
    return found


_Called: TypeAlias = tuple[ir.Workflow, Mapping[str, ir.Expr]]
"""A call of a workflow: the workflow that calls, and what it gives for each input."""


def _calls_of(module: ir.Module) -> dict[str, list[_Called]]:
    """The calls of each workflow of a module."""
    found: dict[str, list[_Called]] = {workflow.id: [] for workflow in module.workflows}
    for workflow in module.workflows:
        for each in calls(workflow):
            found[each.workflow].append((workflow, dict(each.args)))
    return found
