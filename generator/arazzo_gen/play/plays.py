"""Solves the branches of a module: answers that lead a run down each, confirmed on the IR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from arazzo_gen import ir
from arazzo_gen.play.branches import branches, choices_of
from arazzo_gen.play.context import NotPlayed
from arazzo_gen.play.course import Aim, Calls, Course, Notes
from arazzo_gen.play.described import Described
from arazzo_gen.play.givens import inputs_of, keywords_of
from arazzo_gen.play.goals import Wish, retries_before, wish_of
from arazzo_gen.play.model import Branch, Ending, Play, Raised, Returned, Unsolved
from arazzo_gen.play.origins import Origin, Origins
from arazzo_gen.play.plan import END, Barred, Link, Planner, Policy
from arazzo_gen.play.repair import Change
from arazzo_gen.play.replies import Replies
from arazzo_gen.play.simulate import Run, simulate
from arazzo_gen.play.solve import BlockedError, ChangedError, StepSolver
from arazzo_gen.record import replace

_MOST_RUNS: Final = 12
_MOST_REQUESTS: Final = 150
_MOST_ATTEMPTS: Final = 12
_MOST_BRANCHES: Final = 500


def plays(module: ir.Module, described: Described, *, seed: int = 0) -> tuple[Play | Unsolved, ...]:
    """A run down each branch of a module, in the order of `branches`.

    Args:
        module: The module.
        described: What the documents say of it.
        seed: Another seed gives other values where the schemas leave a choice.
    """
    return Solver(module, described, seed=seed).plays()


def usual(module: ir.Module, described: Described, *, seed: int = 0) -> Play | Unsolved:
    """The run in which all goes well. Its branch is the last that the workflow itself takes."""
    return Solver(module, described, seed=seed).usual()


class Solver:
    """Solves the branches of one module.

    Args:
        module: The module.
        described: What the documents say of it.
        seed: Another seed gives other values where the schemas leave a choice.
    """

    def __init__(self, module: ir.Module, described: Described, *, seed: int = 0) -> None:
        self._module = module
        self._described = described
        self._replies = Replies(module, described, seed)
        self._steps = StepSolver(module, described, self._replies)
        self._planner = Planner(module)
        self._origins = Origins(module)
        self._inputs = inputs_of(module, described, self._replies.samples)
        self._keywords = keywords_of(module)

    def usual(self) -> Play | Unsolved:
        """The run in which all goes well."""
        own = self._module.workflows[0].id
        steps = self._module.workflows[0].steps
        anchor = Branch(own, steps[-1].id if steps else "", "none", "success")
        self._steps.may_change = True
        return self._search(anchor, None)

    def plays(self) -> tuple[Play | Unsolved, ...]:
        """A run down each branch, in the order of `branches`."""
        found = branches(self._module)
        played = [self.play(branch) for branch in found[:_MOST_BRANCHES]]
        reason = f"{_MOST_BRANCHES} branches are played"
        return (*played, *(Unsolved(branch, reason) for branch in found[_MOST_BRANCHES:]))

    def play(self, branch: Branch) -> Play | Unsolved:
        """A run down a branch; why there is none where none was found."""
        aims = self._aims(branch)
        found: Play | Unsolved = Unsolved(branch, "no outcome of the step is of this kind")
        for aim in aims:
            for may_change in (True, False):
                self._steps.may_change = may_change
                found = self._search(branch, aim)
                if isinstance(found, Play) or found.never:
                    return found
        return found

    def _aims(self, branch: Branch) -> list[Aim]:
        """The outcomes with which a step takes a branch."""
        step = self._module.workflow(branch.workflow).step(branch.step)
        side = branch.side
        if branch.kind == "timeout":
            waiting = self._planner.ways(branch.workflow)[branch.step]
            loops = [route for route in waiting if any(stop.waits for stop in route.stops)]
            return [Aim(branch, wish_of(route), is_hasty=True) for route in loops]
        if branch.kind == "spent":
            choices = choices_of(step, side)
            limit = next((each.limit for each in choices if each.key == branch.key), None)
            return [_using_up(branch, Wish(side, branch.key), limit or 1)]
        wish = Wish(side, branch.key if branch.kind == "action" else None)
        retries = retries_before(step, wish)
        if not retries:
            return [Aim(branch, wish)]
        # An action may match once the attempts of the retries before it are used up.
        used = sum(each.limit or 0 for each in choices_of(step, side) if each.key in retries)
        return [Aim(branch, wish), _using_up(branch, wish, used)]

    # --- The search ---------------------------------------------------------------------

    def _search(self, branch: Branch, aim: Aim | None) -> Play | Unsolved:
        """Run again and again with what the last run has taught, until one goes down the branch.

        One that ends since a request lacks a value counts where no other is found.
        """
        notes = Notes(dict(self._inputs), dict(self._keywords))
        first: Play | None = None
        for _ in range(_MOST_RUNS):
            found = self._try(branch, aim, notes)
            if found is not None:
                return first or found if isinstance(found, Unsolved) else found
            first = first or notes.play
        return first or Unsolved(branch, notes.reason or "no run was found in some tries")

    def _try(self, branch: Branch, aim: Aim | None, notes: Notes) -> Play | Unsolved | None:
        """A run down a branch; None where the next may be better."""
        chain = self._planner.chain(branch.workflow, frozenset(notes.barred))
        if chain is None:
            return Unsolved(branch, notes.reason or "nothing leads into its workflow")
        try:
            run, toward = self._run(aim, chain, notes)
        except BlockedError as error:
            stuck = self._is_stuck(error, aim)
            reason = error.reason
            if (error.workflow, error.step) != (branch.workflow, branch.step) or aim is None:
                reason = f"no run gets past the step {error.step}, since {reason}"
            if stuck or (error.workflow, error.step, error.wish) in notes.barred:
                return Unsolved(branch, reason, stuck and error.never)
            notes.reason = reason
            notes.barred.add((error.workflow, error.step, error.wish))
            return None
        except ChangedError as error:
            if not self._learn(error, notes):
                self._steps.may_change = False
                notes.reason = "it depends on what comes before the response"
            return None
        except NotPlayed as error:
            return Unsolved(branch, error.reason)
        found = self._play_of(branch, aim, run, notes)
        if isinstance(found, Play) and self._is_final(found, aim):
            return found
        notes.play = found if isinstance(found, Play) else None
        asked = self._ask_called(aim, run, toward, notes) or self._ask_sender(run.ending, notes)
        return None if asked else found

    def _is_stuck(self, error: BlockedError, aim: Aim | None) -> bool:
        if aim is None:
            return False
        place = (aim.branch.workflow, aim.branch.step)
        return (error.workflow, error.step) == place and error.wish == aim.wish

    def _run(
        self, aim: Aim | None, chain: Sequence[Link], notes: Notes
    ) -> tuple[Run, dict[str, Policy]]:
        """A run, and the outcomes that were planned for it, by workflow."""
        barred = frozenset(notes.barred)
        toward: dict[tuple[Calls, str], Policy] = {}
        if aim is not None:
            calls: Calls = ()
            for link in chain:
                policy = self._toward(link.workflow, link.step, link.wish, barred)
                toward[calls, link.workflow] = policy
                if link.step is not None and link.wish is None:
                    calls = (*calls, link.step)
            aim = replace(aim, calls=calls)
            here, there = aim.branch.workflow, aim.branch.step
            toward[calls, here] = self._toward(here, there, aim.wish, barred)
        course = Course(self._module, self._steps, self._planner, toward, aim, notes)
        run = simulate(
            self._module, notes.inputs, notes.keywords, course.answer, most=_MOST_REQUESTS
        )
        return run, {workflow: policy for (_, workflow), policy in toward.items()}

    def _toward(self, workflow: str, step: str | None, wish: Wish | None, barred: Barred) -> Policy:
        """The outcomes that lead to a step, which takes an outcome itself."""
        if step is None:
            return self._planner.policy(workflow, END, barred)
        policy = dict(self._planner.policy(workflow, step, barred))
        if wish is not None:
            policy[step] = wish
        return policy

    # --- What a search learns -----------------------------------------------------------

    def _learn(self, error: ChangedError, notes: Notes) -> bool:
        """Note what has to be different; False where that cannot be brought about."""
        for change in error.changes:
            found = self._origins.of_change(error.asked.workflow, change)
            if found is None or not _note(notes, found):
                return False
        return True

    def _is_final(self, found: Play, aim: Aim | None) -> bool:
        """Whether a run needs no other try: no request of it lacks a value."""
        if isinstance(found.ending, Returned):
            return True
        return aim is not None and found.ending.kind in ("StepFailed", "PollTimeout")

    def _ask_sender(self, ending: Ending | None, notes: Notes) -> bool:
        """Ask for the value that a request lacks with which the run has ended; False where there is
        nothing new to ask."""
        if not isinstance(ending, Raised):
            return False
        for workflow, change in self._origins.of_lack(ending):
            if change.place.root == "workflow" and self._detour(workflow, change, notes):
                return True
            found = self._origins.of_change(workflow, change)
            if found is not None and _note(notes, found):
                return True
        return False

    def _detour(self, workflow: str, change: Change, notes: Notes) -> bool:
        """Let a workflow run that only a retry runs first; False where that is asked already."""
        for link in self._planner.links(workflow):
            if link.into == change.place.name and link.step is not None and link.wish is not None:
                place = (link.workflow, link.step)
                if place not in notes.detours:
                    notes.detours[place] = link.wish
                    return True
        return False

    def _ask_called(
        self, aim: Aim | None, run: Run, toward: Mapping[str, Policy], notes: Notes
    ) -> bool:
        """Ask of the workflows that steps call what the planned outcomes of these steps need; False
        where there is nothing new to ask."""
        new = False
        for taken in run.taken:
            step = self._module.workflow(taken.workflow).step(taken.step)
            if not isinstance(step.call, ir.WorkflowCall) or taken.kind == "spent":
                continue
            policy = toward.get(taken.workflow)
            if policy is None:
                policy = self._planner.policy(taken.workflow, END, frozenset(notes.barred))
            wish = policy.get(taken.step)
            if aim is not None and _is_at(aim, taken):
                wish = aim.wish
            got = Wish(taken.side, taken.key if taken.kind == "action" else None)
            if wish is None or wish == got:
                continue
            place = (taken.workflow, taken.step)
            if wish.side == "failure" and step.criteria and place not in notes.by_outputs:
                notes.by_outputs.add(place)
                new = True
            for place, goals in self._origins.of_call(step, wish).items():
                for asked in (notes.extra, notes.later):
                    known = asked.setdefault(place, [])
                    more = [goal for goal in goals if goal not in known]
                    known += more
                    new = new or bool(more)
        return new

    def _play_of(self, branch: Branch, aim: Aim | None, run: Run, notes: Notes) -> Play | Unsolved:
        if run.ending is None:
            return Unsolved(branch, "the run does not end within its requests")
        if aim is None:
            own = [each for each in run.taken if each.workflow == branch.workflow]
            branch = own[-1] if own else branch
        elif not any(_is_same(branch, each) for each in run.taken):
            return Unsolved(branch, notes.reason or "the run takes another way")
        return Play(
            branch,
            tuple(notes.inputs.items()),
            tuple(notes.keywords.items()),
            run.exchanges,
            run.ending,
        )


def _using_up(branch: Branch, wish: Wish, limit: int) -> Aim:
    """The aim to use up some attempts of retries: a server that asks for too long a wait uses up
    many at once."""
    if limit >= _MOST_ATTEMPTS:
        return Aim(branch, wish, is_hasty=True)
    return Aim(branch, wish, limit + 1)


def _is_same(branch: Branch, taken: Branch) -> bool:
    """Whether a branch is the one that was aimed at: the loop over a step has one timeout."""
    if (branch.workflow, branch.step, branch.kind) != (taken.workflow, taken.step, taken.kind):
        return False
    return branch.kind == "timeout" or (branch.side, branch.key) == (taken.side, taken.key)


def _is_at(aim: Aim, taken: Branch) -> bool:
    """Whether a branch is of the step that is aimed at."""
    return (aim.branch.workflow, aim.branch.step) == (taken.workflow, taken.step)


def _note(notes: Notes, origin: Origin) -> bool:
    """Note what the run has to begin with; False where that is noted already."""
    extra = notes.later if origin.step in notes.behind else notes.extra
    return origin.note(notes.inputs, notes.keywords, extra)
