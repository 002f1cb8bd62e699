"""The state of one workflow in a simulated run: its inputs, the outputs so far, its variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from arazzo_gen import ir, types
from arazzo_gen.ir.walk import LeafKey, leaf_key, leaves
from arazzo_gen.play.context import UNSET, Context
from arazzo_gen.play.failures import RunError
from arazzo_gen.play.kept import Kept
from arazzo_gen.play.model import Answer
from arazzo_gen.play.values import value
from arazzo_gen.play.world import World
from arazzo_gen.record import fresh, record


@record
class Result:
    """The outputs that a workflow has returned: its own, or those of one that took over."""

    workflow: ir.Workflow
    outputs: Mapping[str, Any]


@record(frozen=False)
class Frame:
    """The state of one workflow.

    Attributes:
        world: What all workflows of the run share.
        workflow: The workflow.
        inputs: Its inputs, defaults filled in; UNSET for those that are left out.
        calls: The steps that called the workflows around it.
        kept: What it keeps of its steps, and of other workflows.
        steps: The outputs of the steps that have run, by name.
        answers: The answers that these outputs are of; None for a called workflow.
        known: The outputs of steps that an error tells.
        results: What other workflows have returned, by workflow.
        actions: The actions that variables keep.
        tells: An error that leaves the workflow tells its outputs.
    """

    world: World
    workflow: ir.Workflow
    inputs: Mapping[str, Any]
    calls: tuple[str, ...]
    kept: Kept
    steps: dict[str, Mapping[str, Any]] = fresh(factory=dict)
    answers: dict[str, Answer | None] = fresh(factory=dict)
    known: dict[str, Mapping[str, Any]] = fresh(factory=dict)
    results: dict[str, Result] = fresh(factory=dict)
    actions: dict[str, str | None] = fresh(factory=dict)
    tells: bool = True

    def context(self, reads: Iterable[ir.Read], **more: Any) -> Context:
        """The context of the expressions of a function, by what it reads."""
        found = {leaf_key(read.leaf): read for read in reads}
        return self._context({"steps": self.steps, "reads": found} | more)

    def run_context(self, tree: object, **more: Any) -> Context:
        """The context of expressions that stand in the run function itself."""
        return self._context({"steps": self.steps, "reads": self.run_reads(tree)} | more)

    def known_outputs(self) -> dict[str, Any]:
        """The outputs of the workflow that an error tells, as far as its steps have given them."""
        told = [each for each in self.workflow.outputs if not each.secret]
        reads = self.run_reads(tuple(each.value for each in told))
        results = {key: item for key, item in self.results.items() if key in self.kept.results}
        context = self._context({"steps": self.known, "reads": reads}, results)
        return present({each.name: value(each.value, context) for each in told})

    def run_reads(self, tree: object) -> dict[LeafKey, ir.Read]:
        """What some expressions read: inputs that callers must give are surely there."""
        inputs = {item.name: item for item in self.workflow.inputs}
        found = {}
        for leaf in leaves(tree):
            required = unset = False
            if isinstance(leaf, ir.Input):
                item = inputs[leaf.name]
                required, unset = item.required or item.default is not None, item.unset
            found[leaf_key(leaf)] = ir.Read(leaf, "", leaf.type, required, unset)
        return found

    def store(self, step: ir.Step, outputs: Mapping[str, Any], answer: Answer | None) -> None:
        """Keep the outputs of a step, and what an error may tell of them."""
        self.steps[step.id] = outputs
        self.answers[step.id] = answer
        told = [each.name for each in step.outputs if each.declared and not each.secret]
        kept = step.id in self.kept.steps
        self.known[step.id] = {name: outputs.get(name) for name in told if kept}

    def drop(self, step: ir.Step) -> None:
        """Keep nothing of a step, whose last attempt got no answer."""
        self.steps.pop(step.id, None)
        self.answers.pop(step.id, None)
        self.known[step.id] = {}

    def _context(
        self, fields: dict[str, Any], results: Mapping[str, Result] | None = None
    ) -> Context:
        world = self.world
        given = self.results if results is None else results
        return Context(
            **{
                "inputs": self.inputs,
                "workflows": {key: read_as(world.module, key, r) for key, r in given.items()},
                "keywords": world.keywords,
                "urls": world.urls,
            }
            | fields
        )


def read_as(module: ir.Module, called: str, result: Result) -> dict[str, Any]:
    """A result by the names of the outputs of the workflow that was called; the fields of one that
    took over count where they are called alike."""
    given = {each.field: each.name for each in result.workflow.outputs}
    found = {}
    for each in module.workflow(called).outputs:
        name = given.get(each.field)
        found[each.name] = None if name is None else result.outputs.get(name)
    return found


def bound_inputs(
    workflow: ir.Workflow, given: Mapping[str, Any], table: types.TypeTable
) -> dict[str, Any]:
    """The inputs of a workflow with their defaults, UNSET for those that are left out."""
    found = {}
    for item in workflow.inputs:
        made = given.get(item.name, UNSET)
        if made is UNSET or (made is None and not _keeps_null(item, table)):
            made = UNSET if item.default is None else item.default.value
        found[item.name] = made
    return found


def _keeps_null(item: ir.InputParam, table: types.TypeTable) -> bool:
    """Whether null that is given for an input is its value, and does not leave it out.

    A default stands in the signature of a module's function, where null takes its place. An object
    cannot stand there, nor a list for a tuple: the function sets it where it gets none or null.
    """
    if item.required or item.unset:
        return True
    if item.default is None:
        return False
    default = item.default.value
    if isinstance(default, list):
        stands = isinstance(table.resolve(types.without_null(item.type)), types.List)
    else:
        stands = not isinstance(default, dict)
    return stands or types.nullable(item.type)


def present(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs that have a value."""
    return {name: item for name, item in outputs.items() if item is not None}


def missing(frame: Frame, expr: ir.Expr, owner: str, name: str) -> RunError:
    """The error that a value is missing: it names the step and output that should have given it.

    Args:
        frame: The workflow.
        expr: The value.
        owner: What needs it, where it comes from no step.
        name: What it is for.
    """
    leaf = expr.base if isinstance(expr, ir.At) else expr
    if isinstance(leaf, ir.StepOutput):
        return RunError("MissingValue", leaf.step, name=leaf.name)
    return RunError("MissingValue", owner, name=name)
