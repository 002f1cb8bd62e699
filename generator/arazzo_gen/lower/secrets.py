"""Finds the outputs of steps and workflows, and the inputs, that are secret, in all workflows of a
module.

Of each output it is known already whether its schema, its source or its name says so. What only the
module as a whole says is found here. Each output is traced to its origins: parts of responses, and
inputs. It is secret if one of them is, or is a part of it, or has it as a part. An origin is secret
if a secret output or a credential of a request is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import Args, called_by, jumps
from arazzo_gen.ir.walk import inside
from arazzo_gen.lower.sent import credentials_sent
from arazzo_gen.lower.workflow import WorkflowDraft
from arazzo_gen.record import replace
from arazzo_gen.types import Str, Type, TypeTable, held
from arazzo_gen.typing.schema import Types

Origin: TypeAlias = tuple[str | int, ...]
"""A workflow, the id of a step or `$inputs`, what of its response or which input, and the path in
that."""

_Place: TypeAlias = tuple[str, str, str]
"""An output: its workflow, the id of its step or `$outputs`, its name; or an input (`$inputs`)."""

_NOTHING: frozenset[Origin] = frozenset()

_ROUNDS = 5
"""How often values that are made of each other are traced again, until nothing is new."""


def hide_secrets(
    drafts: Sequence[WorkflowDraft], workflows: Sequence[ir.Workflow], types: Types
) -> list[ir.Workflow]:
    """The workflows of a module, whose secret inputs and outputs are marked.

    Args:
        drafts: The workflows as they were bound.
        workflows: The same, lowered.
        types: The types of schemas.
    """
    trace = _Trace(workflows)
    secret: set[Origin] = set()
    for draft in drafts:
        key = draft.scope.key
        secret |= {(key, "$inputs", n) for n, decl in draft.scope.inputs.items() if decl.secret}
        for step in draft.steps:
            secret |= trace.origins(key, credentials_sent(step, types), step.info.id)
    for workflow in workflows:
        for owner, field in _fields(workflow):
            if field.secret:
                secret |= trace.output(workflow.id, owner, field.name)
    secret |= {each for origin in list(secret) for each in trace.given(origin)}
    found = _Secret(secret)
    return [_marked(each, trace, found, types.table) for each in workflows]


class _Trace:
    """Traces values to their origins.

    Args:
        workflows: All workflows of a module.

    Attributes:
        unsettled: Outputs whose origins are not known to the end; they count as secret.
    """

    def __init__(self, workflows: Iterable[ir.Workflow]) -> None:
        self._fields: dict[_Place, ir.OutputField] = {}
        self._called: dict[tuple[str, str], str] = {}
        self._args: dict[tuple[str, str], list[tuple[str, str, ir.Expr]]] = {}
        self._known: dict[_Place, frozenset[Origin]] = {}
        self._open: set[_Place] = set()
        self._has_cycles = False
        self.unsettled: set[_Place] = set()
        for each in workflows:
            for owner, field in _fields(each):
                self._fields[each.id, owner, field.name] = field
            for step in each.steps:
                if isinstance(step.call, ir.WorkflowCall):
                    self._called[each.id, step.id] = step.call.workflow
            for owner, called, args in _calls(each):
                for name, value in args:
                    self._args.setdefault((called, name), []).append((each.id, owner, value))
        for place in self._fields:
            self.output(*place)
        if self._has_cycles:
            self._settle()

    def _settle(self) -> None:
        """Trace values that are made of each other until nothing is new.

        What is new each time, as a path that grows in each round of a loop, is noted as unsettled.
        """
        for _ in range(_ROUNDS):
            found = {place: self._traced(place) for place in self._known}
            self.unsettled = {place for place in found if found[place] != self._known[place]}
            self._known = found
            if not self.unsettled:
                return

    def output(self, workflow: str, owner: str, name: str) -> frozenset[Origin]:
        """The origins of an output: of a step, or of a workflow (`$outputs`)."""
        return self._origins((workflow, owner, name))

    def _origins(self, place: _Place) -> frozenset[Origin]:
        if place not in self._known:
            if place in self._open:
                self._has_cycles = True
                return _NOTHING
            self._open.add(place)
            self._known[place] = self._traced(place)
            self._open.discard(place)
        return self._known[place]

    def _traced(self, place: _Place) -> frozenset[Origin]:
        """The origins of an output, or of all that calls pass to an input."""
        workflow, owner, name = place
        if owner == "$inputs":
            calls = self._args.get((workflow, name), [])
            found = (self.origins(caller, value, step) for caller, step, value in calls)
            return _NOTHING.union(*found)
        field = self._fields.get(place)
        return self.origins(workflow, field.value, owner) if field is not None else _NOTHING

    def origins(self, workflow: str, tree: object, owner: str) -> frozenset[Origin]:
        """The origins of an expression, which stands in a step or in the workflow (`$outputs`)."""
        if isinstance(tree, ir.At):
            found = self.origins(workflow, tree.base, owner)
            plain = isinstance(tree.base, ir.Leaf | ir.CalledOutput | ir.ResponseBody)
            return frozenset((*each, *tree.path) for each in found) if plain else found
        if isinstance(tree, ir.ResponseBody):
            return frozenset({(workflow, owner, "body")})
        if isinstance(tree, ir.ResponseHeader):
            return frozenset({(workflow, owner, "header", tree.name.lower())})
        if isinstance(tree, ir.Input):
            return frozenset({(workflow, "$inputs", tree.name)}) | self._passed(workflow, tree.name)
        if isinstance(tree, ir.StepOutput):
            return self.output(workflow, tree.step, tree.name)
        if isinstance(tree, ir.WorkflowOutput):
            return self.output(tree.workflow, "$outputs", tree.name)
        if isinstance(tree, ir.CalledOutput):
            return self.output(self._called[workflow, owner], "$outputs", tree.name)
        return _NOTHING.union(*(self.origins(workflow, each, owner) for each in inside(tree)))

    def given(self, origin: Origin) -> frozenset[Origin]:
        """The origins of what callers pass to an input; nothing for what is no input."""
        workflow, owner, name, *path = origin
        if owner != "$inputs":
            return _NOTHING
        passed = self._passed(str(workflow), str(name))
        return frozenset((*each, *path) for each in passed)

    def _passed(self, workflow: str, name: str) -> frozenset[Origin]:
        """The origins of what calls pass to an input of a workflow."""
        return self._origins((workflow, "$inputs", name))


def _fields(workflow: ir.Workflow) -> Iterator[tuple[str, ir.OutputField]]:
    """All outputs of a workflow and its steps, with what they are outputs of."""
    for field in workflow.outputs:
        yield "$outputs", field
    for step in workflow.steps:
        for field in step.outputs:
            yield step.id, field


def _calls(workflow: ir.Workflow) -> Iterator[tuple[str, str, Args]]:
    """The calls of other workflows: the step that calls, the called workflow, the arguments."""
    for step in workflow.steps:
        if isinstance(step.call, ir.WorkflowCall):
            yield step.id, step.call.workflow, step.call.args
    for stmt in ir.statements(workflow.flow):
        if isinstance(stmt, ir.Depend):
            yield "", stmt.workflow, stmt.args
        elif isinstance(stmt, ir.Run | ir.DeferredJump):
            for jump in jumps(stmt):
                called = called_by(jump)
                if called is not None:
                    yield stmt.step, *called


# --- Marks ------------------------------------------------------------------------------


class _Secret:
    """Some origins that are secret.

    Args:
        origins: The origins.
    """

    def __init__(self, origins: set[Origin]) -> None:
        self._origins = origins
        self._around = {each[:end] for each in origins for end in range(3, len(each))}

    def touches(self, origin: Origin) -> bool:
        """Whether an origin is secret, or a part of what is, or holds what is."""
        within = (origin[:end] in self._origins for end in range(3, len(origin) + 1))
        return origin in self._around or any(within)


def _marked(workflow: ir.Workflow, trace: _Trace, secret: _Secret, table: TypeTable) -> ir.Workflow:
    """A workflow whose secret inputs and outputs are marked."""

    def marked(owner: str, fields: tuple[ir.OutputField, ...]) -> tuple[ir.OutputField, ...]:
        return tuple(
            replace(
                each,
                secret=each.secret
                or _holds_password(each.type, table)
                or (workflow.id, owner, each.name) in trace.unsettled
                or any(map(secret.touches, trace.output(workflow.id, owner, each.name))),
            )
            for each in fields
        )

    def kept(item: ir.InputParam) -> bool:
        origins = trace.origins(workflow.id, ir.Input(item.name, item.type), "")
        return _holds_password(item.type, table) or any(map(secret.touches, origins))

    steps = tuple(replace(each, outputs=marked(each.id, each.outputs)) for each in workflow.steps)
    inputs = tuple(replace(each, secret=kept(each)) for each in workflow.inputs)
    outputs = marked("$outputs", workflow.outputs)
    return replace(workflow, inputs=inputs, outputs=outputs, steps=steps)


def _holds_password(type_: Type, table: TypeTable) -> bool:
    """Whether a value of a type is a password, or has one inside."""
    parts = held(type_, table)
    return any(isinstance(part, Str) and part.format == "password" for part in parts)
