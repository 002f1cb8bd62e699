"""Finds the step whose answer gives a value that is read elsewhere, through outputs and calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import calls
from arazzo_gen.ir.rewrite import rewritten
from arazzo_gen.ir.walk import nodes, picked, walk
from arazzo_gen.play.context import Context
from arazzo_gen.play.goals import Goal, Wish, equals, goals_of
from arazzo_gen.play.model import Raised
from arazzo_gen.play.places import GONE, Place, place_of, put
from arazzo_gen.play.repair import Change
from arazzo_gen.play.strings import sample_text
from arazzo_gen.record import record
from arazzo_gen.types import Json, Null

_DEEPEST = 12


@record
class Origin:
    """Where a value comes from in the end: an input of the module's own workflow, a keyword, or the
    answer of a step, of which `goal` is then asked."""

    place: Place
    value: Any = None
    step: tuple[str, str] | None = None
    goal: Goal | None = None

    def note(
        self,
        inputs: dict[str, Any],
        keywords: dict[str, Any],
        extra: dict[tuple[str, str], list[Goal]],
    ) -> bool:
        """Note what a run has to begin with; False where that is noted already."""
        if self.step is not None and self.goal is not None:
            known = extra.setdefault(self.step, [])
            if self.goal in known:
                return False
            known.append(self.goal)
            return True
        given = keywords if self.place.root == "keyword" else inputs
        name, path = self.place.name, self.place.path
        if self.value is GONE and not path:
            return given.pop(name, GONE) is not GONE
        before = given.get(name)
        given[name] = put(before, path, self.value)
        return name in given and repr(before) != repr(given[name])


class Origins:
    """Follows values back through the workflows of a module."""

    def __init__(self, module: ir.Module) -> None:
        self._module = module

    def of_change(self, workflow: str, change: Change) -> Origin | None:
        """Where a value comes from that is different in a workflow; None where it is worked out
        of others."""
        if change.place.root == "called":
            return None
        return self._followed(workflow, change.place, change.value, 0)

    def of_lack(self, error: Raised) -> Iterator[tuple[str, Change]]:
        """What may be different so that a run does not end with an error of its own: the values
        that the request of the step reads and that are missing or cannot be sent."""
        if error.kind not in ("MissingValue", "UnsendableValue"):
            return
        for workflow in self._module.workflows:
            for step in workflow.steps:
                for name, place in _sent(step, error):
                    yield workflow.id, Change(place, sample_text((name,)))

    def of_call(self, step: ir.Step, wish: Wish) -> dict[tuple[str, str], list[Goal]]:
        """What the outcome of a step that calls a workflow asks of the answers in that."""
        assert isinstance(step.call, ir.WorkflowCall)
        found: dict[tuple[str, str], list[Goal]] = {}
        called = self._module.workflow(step.call.workflow)
        for goal in goals_of(step, wish) or ():
            cond = self._inside(step, called, goal.cond)
            read = [expr.step for expr in walk(cond) if isinstance(expr, ir.StepOutput)]
            order = [each.id for each in called.steps]
            last = max((order.index(each) for each in read if each in order), default=None)
            if last is not None:
                found.setdefault((called.id, order[last]), []).append(Goal(cond, goal.wanted))
        return found

    def _inside(self, step: ir.Step, called: ir.Workflow, cond: ir.Cond) -> ir.Cond:
        """A condition of a step that calls a workflow, as one in that workflow."""
        outputs = {each.name: each.value for each in called.outputs}
        own = {each.name: each.value for each in step.outputs}

        def change(part: object) -> object | None:
            if isinstance(part, ir.StepOutput) and part.step == step.id and part.name in own:
                return rewritten(own[part.name], change)
            if isinstance(part, ir.CalledOutput) and part.name in outputs:
                return outputs[part.name]
            return None

        return rewritten(cond, change)

    def _followed(self, workflow: str, place: Place, value: Any, depth: int) -> Origin | None:
        if depth > _DEEPEST:
            return None
        if place.root == "keyword":
            return Origin(place, value)
        if place.root == "input":
            if workflow == self._module.workflows[0].id:
                return Origin(place, value)
            return self._of_argument(workflow, place, value, depth)
        name, rest = str(place.path[0]), place.path[1:]
        if place.root == "workflow":
            called = self._module.workflow(place.name)
            return self._of_output(called, name, rest, value, depth)
        step = self._module.workflow(workflow).step(place.name)
        output = next((each.value for each in step.outputs if each.name == name), None)
        if output is None:
            return None
        if isinstance(step.call, ir.Request):
            goal = equals(output, rest, value) if value is not GONE else _gone(output, rest)
            return Origin(place, value, (workflow, step.id), goal)
        inner = _called(output)
        if inner is None:
            return None
        called = self._module.workflow(step.call.workflow)
        return self._of_output(called, inner[0], (*inner[1], *rest), value, depth)

    def _of_output(
        self, called: ir.Workflow, name: str, rest: tuple[str | int, ...], value: Any, depth: int
    ) -> Origin | None:
        for output in called.outputs:
            if output.name == name:
                base, path = picked(output.value)
                if isinstance(base, ir.StepOutput):
                    inner = Place("step", base.step, (base.name, *path, *rest))
                    return self._followed(called.id, inner, value, depth + 1)
        return None

    def _of_argument(self, workflow: str, place: Place, value: Any, depth: int) -> Origin | None:
        """Where the input of a called workflow comes from, in the workflow that calls it."""
        for caller, args in self._callers(workflow):
            given = dict(args).get(place.name)
            base, path = picked(given) if given is not None else (None, ())
            if isinstance(base, ir.Input):
                outer = Place("input", base.name, (*path, *place.path))
            elif isinstance(base, ir.StepOutput):
                outer = Place("step", base.step, (base.name, *path, *place.path))
            else:
                continue
            return self._followed(caller, outer, value, depth + 1)
        return None

    def _callers(self, workflow: str) -> Iterator[tuple[str, tuple[tuple[str, ir.Expr], ...]]]:
        for each in self._module.workflows:
            for part in calls(each):
                if part.workflow == workflow:
                    yield each.id, part.args


def _sent(step: ir.Step, error: Raised) -> Iterator[tuple[str, Place]]:
    """The parts of a request that an error is about, or any of its single values where it names
    none; with the places that they come from."""
    here = step.id == error.step
    for part in nodes(step.call):
        match part:
            case ir.Param(shape="primitive") if error.name is None and here:
                value, name = part.value, part.name
            case ir.Param() if part.name == error.name and here:
                value, name = part.value, part.name
            case ir.Required() if part.name == error.name and (here or part.step == error.step):
                value, name = part.value, part.name
            case ir.StepOutput() | ir.WorkflowOutput() if part.name == error.name and here:
                value, name = part, part.name
            case _:
                continue
        place = place_of(value, step, Context())
        if place is not None and place.root in ("step", "workflow", "input"):
            yield name, place


def _called(output: ir.Expr) -> tuple[str, tuple[str | int, ...]] | None:
    base, path = picked(output)
    return (base.name, path) if isinstance(base, ir.CalledOutput) else None


def _gone(output: ir.Expr, path: tuple[str | int, ...]) -> Goal:
    part = ir.At(output, path, Json()) if path else output
    return Goal(ir.Compare("==", part, ir.Const(None, Null()), loose=False))
