"""Finds the answer with which a step takes an outcome: the usual one, changed as far as it must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import called_by
from arazzo_gen.ir.walk import nodes, reads_message
from arazzo_gen.play.branches import Ways, choices_of, ways_of
from arazzo_gen.play.conditions import holds
from arazzo_gen.play.context import Context, MissingError, NotPlayed
from arazzo_gen.play.described import Described
from arazzo_gen.play.goals import Goal, Wish, goals_of, retries_before, there, wish_of
from arazzo_gen.play.model import Answer
from arazzo_gen.play.never import contradict
from arazzo_gen.play.repair import Change, Repair, Trial
from arazzo_gen.play.replies import Replies
from arazzo_gen.play.world import Asked


class BlockedError(Exception):
    """No answer leads a step to the outcome that is planned for it.

    Attributes:
        workflow: The id of the workflow.
        step: The id of the step.
        wish: The outcome.
        reason: Why, in words for the user.
        never: Whether surely no answer does.
    """

    def __init__(
        self, workflow: str, step: str, wish: Wish, reason: str, *, never: bool = False
    ) -> None:
        self.workflow = workflow
        self.step = step
        self.wish = wish
        self.reason = reason
        self.never = never
        super().__init__(reason)


class ChangedError(Exception):
    """The outcome of a step needs other inputs, or other answers of earlier steps: begin again.

    Attributes:
        asked: The request at which that shows.
        changes: What has to be different.
    """

    def __init__(self, asked: Asked, changes: Sequence[Change]) -> None:
        self.asked = asked
        self.changes = changes
        super().__init__("something before the response has to be different")


class StepSolver:
    """Finds answers for the steps of a module, and keeps those that depend on nothing before.

    Args:
        module: The module.
        described: What the documents say of it.
        replies: Makes the usual answers.

    Attributes:
        may_change: Whether the inputs, and the answers of earlier steps, may be asked to differ.
    """

    def __init__(self, module: ir.Module, described: Described, replies: Replies) -> None:
        self._module = module
        self._described = described
        self._replies = replies
        self._known: dict[tuple[str, str, Wish, tuple[Goal, ...]], Answer | None] = {}
        self._ways: dict[str, Ways] = {}
        self.may_change = True

    def answer(self, asked: Asked, wish: Wish, extra: tuple[Goal, ...]) -> Answer | None:
        """The answer to a request with which its step takes an outcome; None for no response.

        Args:
            asked: The request.
            wish: The outcome.
            extra: What the answer has to do besides.

        Raises:
            BlockedError: There is none.
            ChangedError: There is one if the run is begun otherwise.
        """
        step = self._module.workflow(asked.workflow).step(asked.step)
        if not _stands_alone(step, extra):
            return self._judged(asked, self._solved(step, asked, wish, extra))
        key = (asked.workflow, asked.step, wish, extra)
        if key not in self._known:
            self._known[key] = self._judged(asked, self._solved(step, asked, wish, extra))
        return self._known[key]

    def _judged(self, asked: Asked, answer: Answer | None) -> Answer | None:
        if answer is None:
            return None
        return self._replies.judged(asked.workflow, asked.step, answer)

    def _solved(
        self, step: ir.Step, asked: Asked, wish: Wish, extra: tuple[Goal, ...]
    ) -> Answer | None:
        passed = retries_before(step, wish)
        found: list[str] = []
        goals = goals_of(step, wish)
        if goals is not None:
            answer = self._tried(step, asked, wish, (*goals, *extra), found)
            if answer is not None:
                return answer
        if wish.side == "failure" and wish.key is not None and self._is_silent(step, asked, wish):
            return None
        if passed:
            # With the attempts of the retries before it used up, an action can match too.
            goals = goals_of(step, wish, passed)
            if goals is not None:
                answer = self._tried(step, asked, wish, (*goals, *extra), found)
                if answer is not None:
                    return answer
        raise self._blocked(step, asked, wish, goals, found)

    def _blocked(
        self,
        step: ir.Step,
        asked: Asked,
        wish: Wish,
        goals: Sequence[Goal] | None,
        reasons: Sequence[str],
    ) -> BlockedError:
        """The error that no answer was found, and why."""
        never = True
        if goals is None:
            reason = "an action before it always matches"
        elif contradict(goals):
            reason = "its criteria, those of the step and those of the actions before contradict"
        else:
            never = False
            reason = reasons[-1] if reasons else "no answer was found"
        return BlockedError(asked.workflow, asked.step, wish, reason, never=never)

    def _tried(
        self,
        step: ir.Step,
        asked: Asked,
        wish: Wish,
        goals: Sequence[Goal],
        reasons: list[str],
    ) -> Answer | None:
        """An answer that reaches goals: valid ones first, and such as need no other beginning."""
        start = self._replies.usual(asked.workflow, asked.step)
        soft: tuple[Goal, ...] = ()
        if wish.side == "success":
            soft = there(output.value for output in step.outputs)
        soft += there(self._handed(asked.workflow, step.id, wish))
        inputs = self._described.inputs.get(asked.workflow)
        for more, is_strict, is_far in _passes(soft, may_change=self.may_change):
            repair = Repair(
                self._replies, asked.workflow, step, inputs, is_strict=is_strict, is_far=is_far
            )
            found = repair.solved(asked.context, start, (*goals, *more))
            if repair.reason:
                reasons.append(repair.reason)
            if found is not None:
                return self._taken(asked, found)
        return None

    def _handed(self, workflow: str, step: str, wish: Wish) -> list[ir.Expr]:
        """What an outcome hands to the workflow that then runs, of the response itself."""
        if workflow not in self._ways:
            self._ways[workflow] = ways_of(self._module.workflow(workflow))
        for route in self._ways[workflow].get(step, ()):
            called = called_by(route.outcome.jump)
            if called is not None and wish_of(route) == wish:
                return [expr for _, expr in called[1] if reads_message(expr)]
        return []

    def _taken(self, asked: Asked, found: Trial) -> Answer:
        if found.changes:
            raise ChangedError(asked, found.changes)
        return found.answer

    def _is_silent(self, step: ir.Step, asked: Asked, wish: Wish) -> bool:
        """Whether a step takes an outcome where no response comes."""
        for choice in choices_of(step, "failure"):
            if choice.cond is None or self._holds(choice.cond, asked.context):
                return choice.key == wish.key
        return step.failure is None

    def _holds(self, cond: ir.Cond, context: Context) -> bool:
        try:
            return holds(cond, context)
        except (MissingError, NotPlayed):
            return False


_BEFORE = (
    ir.Input, ir.StepOutput, ir.WorkflowOutput, ir.CalledOutput, ir.Supplied,
    ir.RequestUrl, ir.RequestHeader, ir.RequestQuery, ir.RequestBody,
)  # fmt: skip
"""What is not read of the response."""


def _stands_alone(step: ir.Step, extra: tuple[Goal, ...]) -> bool:
    """Whether what decides on the outcome of a step is read of its response alone."""
    goals = tuple(goal.cond for goal in extra)
    choices = (*choices_of(step, "success"), *choices_of(step, "failure"))
    return not any(
        isinstance(part, _BEFORE) and not (isinstance(part, ir.StepOutput) and part.step == step.id)
        for part in nodes((step.criteria, step.outputs, choices, goals))
    )


def _passes(
    soft: tuple[Goal, ...], *, may_change: bool
) -> Iterator[tuple[tuple[Goal, ...], bool, bool]]:
    """The goals to add, whether answers must be valid, and whether the beginning may change."""
    for is_strict in (True, False):
        for is_far in (False, True) if may_change else (False,):
            if soft:
                yield soft, is_strict, is_far
            yield (), is_strict, is_far
