"""Changes an answer until conditions hold: each change puts a value where a condition reads.

The search tries few changes before many, so that an answer differs from the usual one only as far
as it must.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from arazzo_gen import ir
from arazzo_gen.ir.walk import nodes, walk
from arazzo_gen.openapi.media import is_json
from arazzo_gen.play.candidates import operands, statuses_for, values_for
from arazzo_gen.play.conditions import holds
from arazzo_gen.play.context import Context, MissingError, NotPlayed
from arazzo_gen.play.goals import Goal
from arazzo_gen.play.model import Answer
from arazzo_gen.play.places import GONE, Place, place_of, put
from arazzo_gen.play.queries import taken_apart
from arazzo_gen.play.replies import Replies
from arazzo_gen.play.valid import is_valid
from arazzo_gen.play.values import value
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import Node

_MOST_TRIALS: Final = 600
_MOST_CHANGES: Final = 6
_MOST_VALUES: Final = 60
_MOST_BEST: Final = 8


@record
class Change:
    """A value that something before the response must have: an input, an output of a step."""

    place: Place
    value: Any


@record
class Trial:
    """An answer that is tried, with the changes that it needs of what comes before."""

    context: Context
    changes: tuple[Change, ...] = ()

    @property
    def answer(self) -> Answer:
        """The answer."""
        assert self.context.answer is not None
        return self.context.answer


class Repair:
    """Looks for answers of one step.

    Args:
        replies: Makes answers.
        workflow: The id of the workflow of the step.
        step: The step.
        inputs: The schema of the inputs of the workflow.
        is_strict: Whether a change must not make an answer that its schema does not allow.
        is_far: Whether what comes before the response may change too.
    """

    def __init__(
        self,
        replies: Replies,
        workflow: str,
        step: ir.Step,
        inputs: Node | None,
        *,
        is_strict: bool,
        is_far: bool,
    ) -> None:
        self._replies = replies
        self._workflow = workflow
        self._step = step
        self._inputs = inputs
        self._is_strict = is_strict
        self._is_far = is_far
        self._left = _MOST_TRIALS
        self._tried: dict[str, int] = {}
        self._next: dict[str, list[Trial]] = {}
        self.reason = ""

    def solved(self, context: Context, start: Answer, goals: Sequence[Goal]) -> Trial | None:
        """An answer for which all goals are reached; None where none is found.

        Args:
            context: What is known when the request is sent.
            start: The answer to begin from.
            goals: The goals, those that decide on the status first.
        """
        first = Trial(replace(context, answer=start))
        for most in range(_MOST_CHANGES + 1):
            self._tried = {}
            before = self._left
            found = self._search(first, goals, most)
            if found is not None:
                return found
            if self._left <= 0 or (most > 1 and before == self._left):
                break
        self.reason = self.reason or _why_not(goals)
        return None

    def _search(self, trial: Trial, goals: Sequence[Goal], most: int) -> Trial | None:
        missed = next((goal for goal in goals if not self._is_reached(goal, trial)), None)
        if missed is None:
            return trial
        key = f"{trial.answer!r} {trial.changes!r}"
        if most <= self._tried.get(key, 0):
            return None
        self._tried[key] = most
        for changed in self._best(key, missed, trial, goals):
            self._left -= 1
            if self._left <= 0:
                return None
            found = self._search(changed, goals, most - 1)
            if found is not None:
                return found
        return None

    def _best(self, key: str, missed: Goal, trial: Trial, goals: Sequence[Goal]) -> list[Trial]:
        """The trials that bring one nearer to its goals, the best first."""
        if key not in self._next:
            changes = islice(self._repairs(missed.cond, missed.wanted, trial), _MOST_VALUES)
            ordered = sorted(changes, key=lambda each: self._missed(each, goals))
            self._next[key] = ordered[:_MOST_BEST]
        return self._next[key]

    def _missed(self, trial: Trial, goals: Sequence[Goal]) -> int:
        """How many goals a trial does not reach."""
        return sum(not self._is_reached(goal, trial) for goal in goals)

    def _is_reached(self, goal: Goal, trial: Trial) -> bool:
        return self._holds(goal.cond, trial) is goal.wanted

    def _holds(self, cond: ir.Cond, trial: Trial) -> bool | None:
        """Whether a condition holds; None where it cannot be evaluated."""
        try:
            return holds(cond, self._seen(cond, trial.context))
        except NotPlayed as error:
            self.reason = error.reason
        except MissingError:
            pass
        return None

    def _seen(self, tree: object, context: Context) -> Context:
        """The context with the outputs of the step itself, where something reads them."""
        own = self._step.id
        if not any(isinstance(expr, ir.StepOutput) and expr.step == own for expr in walk(tree)):
            return context
        outputs = {each.name: self._value(each.value, context) for each in self._step.outputs}
        return replace(context, steps={**context.steps, own: outputs})

    def _value(self, expr: ir.Expr, context: Context) -> Any:
        try:
            return value(expr, context)
        except (MissingError, NotPlayed):
            return None

    # --- What would change a condition --------------------------------------------------

    def _repairs(self, cond: ir.Cond, wanted: bool, trial: Trial) -> Iterator[Trial]:
        """Trials in which a condition, or the first part of it that is wrong, is as wanted."""
        match cond:
            case ir.Not(item):
                yield from self._repairs(item, not wanted, trial)
            case ir.All(items) | ir.Any(items):
                wrong = [item for item in items if self._holds(item, trial) is not wanted]
                if isinstance(cond, ir.All) is wanted:
                    wrong = wrong[:1]
                for item in wrong:
                    yield from self._repairs(item, wanted, trial)
            case ir.JsonPathFinds():
                seen = self._seen(cond, trial.context)
                bindings = [self._value(each, seen) for each in cond.bindings]
                simple = taken_apart(cond, self._value(cond.base, seen), bindings)
                if simple is None:
                    self.reason = "its JSONPath has parts that are not solved"
                else:
                    yield from self._repairs(simple, wanted, trial)
            case _:
                yield from self._changed(cond, wanted, trial)

    def _changed(self, cond: ir.Cond, wanted: bool, trial: Trial) -> Iterator[Trial]:
        seen = self._seen(cond, trial.context)
        for expr, hints in operands(cond, seen):
            place = self._place(expr, seen)
            if place is None:
                self.reason = self.reason or "it compares a value that is worked out of others"
                continue
            if not (place.is_response or self._is_far):
                self.reason = self.reason or "it depends on what comes before the response"
                continue
            for made in self._values(place, hints, trial):
                if self._holds(cond, made) is wanted and self._fits(place, made, trial):
                    yield made
        if isinstance(cond, ir.Compare):
            yield from self._filled(cond, trial)

    def _filled(self, cond: ir.Compare, trial: Trial) -> Iterator[Trial]:
        """Trials that have a value on a side of a comparison where there is none on both."""
        seen = self._seen(cond, trial.context)
        sides = (cond.left, cond.right)
        if any(self._value(side, seen) is not None for side in sides):
            return
        for side in sides:
            place = self._place(side, seen)
            if place is not None and (place.is_response or self._is_far):
                made = self._values(place, [10], trial)
                yield from islice((each for each in made if self._fits(place, each, trial)), 2)

    def _place(self, expr: ir.Expr, context: Context) -> Place | None:
        try:
            return place_of(expr, self._step, context)
        except (MissingError, NotPlayed):
            return None

    # --- Putting values in places -------------------------------------------------------

    def _values(self, place: Place, hints: list[Any], trial: Trial) -> Iterator[Trial]:
        workflow, step, answer = self._workflow, self._step.id, trial.answer
        replies = self._replies
        if place.root == "status":
            for status in dict.fromkeys(statuses_for(replies.statuses(workflow, step), hints)):
                if not self._is_strict or replies.response(workflow, step, status) is not None:
                    yield self._with(trial, self._of_status(answer, status))
        elif place.root == "header":
            schema = replies.header_schema(workflow, step, answer.status, place.name)
            for each in values_for(replies.samples, schema, hints):
                if each is GONE or isinstance(each, str | int | float):
                    yield self._with(trial, _with_header(answer, place.name, each))
        elif place.root == "body":
            yield from self._bodies(place.path, hints, trial)
        else:
            yield from self._before(place, hints, trial)

    def _of_status(self, answer: Answer, status: int) -> Answer:
        """An answer with another status; its body stays where the document has one for both."""
        workflow, step = self._workflow, self._step.id
        before = self._replies.response(workflow, step, answer.status)
        if before is not None and before is self._replies.response(workflow, step, status):
            return replace(answer, status=status)
        return self._replies.of_status(workflow, step, status)

    def _with(self, trial: Trial, answer: Answer) -> Trial:
        return replace(trial, context=replace(trial.context, answer=answer))

    def _bodies(
        self, path: tuple[str | int, ...], hints: list[Any], trial: Trial
    ) -> Iterator[Trial]:
        answer, replies = trial.answer, self._replies
        if answer.content_type is None:
            is_xml = any(isinstance(hint, str) and hint.startswith("<") for hint in hints)
            kind = "application/xml" if is_xml else "application/json"
            answer = replace(answer, content_type=kind)
        elif path and not is_json(answer.content_type):
            return
        schema = replies.schema(self._workflow, self._step.id, answer)
        part = replies.samples.part(schema, path) if path else schema
        bodies = [
            replies.samples.with_part(each, schema, path)
            for each in (answer.body, *replies.samples.alternatives(schema))
        ]
        found: set[str] = set()
        for each in values_for(replies.samples, part, hints):
            for body in bodies:
                made = put(body, path, each)
                if repr(made) not in found:
                    found.add(repr(made))
                    yield self._with(trial, replace(answer, body=made))

    def _fits(self, place: Place, made: Trial, before: Trial) -> bool:
        """Whether a change may be made: with `is_strict`, a valid body must stay valid."""
        if not self._is_strict or place.root != "body":
            return True
        replies = self._replies
        schema = replies.schema(self._workflow, self._step.id, made.answer)
        if is_valid(replies.nodes, schema, made.answer.body):
            return True
        return not is_valid(replies.nodes, schema, before.answer.body)

    def _before(self, place: Place, hints: list[Any], trial: Trial) -> Iterator[Trial]:
        schema, context = None, trial.context
        samples = self._replies.samples
        if place.root == "input":
            schema = samples.part(self._inputs, (place.name, *place.path))
        for each in values_for(samples, schema, hints):
            if each is GONE:
                is_right = place.root != "input" or bool(place.path) or not self._needs(place.name)
            else:
                is_right = is_valid(samples.nodes, schema, each, sent=True)
            changed = _changed_context(context, place, each) if is_right else None
            if changed is not None:
                yield Trial(changed, (*trial.changes, Change(place, each)))

    def _needs(self, name: str) -> bool:
        """Whether callers have to give an input."""
        inputs = self._inputs
        return inputs is not None and name in self._replies.nodes.shape(inputs).required


def _why_not(goals: Sequence[Goal]) -> str:
    """What in some goals is the likeliest reason that no answer reaches them all; "" for nothing in
    particular."""
    parts = list(nodes([goal.cond for goal in goals]))
    if any(isinstance(part, ir.XPathHolds) for part in parts):
        return "no XML was found for its XPath"
    if any(isinstance(part, ir.Matches) for part in parts):
        return "no text was found for its regular expression"
    return ""


def _changed_context(context: Context, place: Place, item: Any) -> Context | None:
    match place.root:
        case "input":
            if item is GONE and not place.path:
                return replace(context, inputs={**context.inputs, place.name: None})
            whole = put(context.inputs.get(place.name), place.path, item)
            return replace(context, inputs={**context.inputs, place.name: whole})
        case "step":
            outputs = put(dict(context.steps.get(place.name, {})), place.path, item)
            return replace(context, steps={**context.steps, place.name: outputs})
        case "workflow":
            outputs = put(dict(context.workflows.get(place.name, {})), place.path, item)
            return replace(context, workflows={**context.workflows, place.name: outputs})
        case "called":
            return replace(context, called=put(dict(context.called or {}), place.path, item))
        case "keyword":
            if isinstance(item, str):
                return replace(context, keywords={**context.keywords, place.name: item})
    return None


def _with_header(answer: Answer, name: str, item: Any) -> Answer:
    if name.lower() == "content-type":
        return replace(answer, content_type=None if item is GONE else str(item))
    others = tuple(pair for pair in answer.headers if pair[0].lower() != name.lower())
    if item is GONE:
        return replace(answer, headers=others)
    written = next((pair[0] for pair in answer.headers if pair[0].lower() == name.lower()), name)
    text = str(item).lower() if isinstance(item, bool) else str(item)
    return replace(answer, headers=(*others, (written, text)))
