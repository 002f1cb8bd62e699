"""Where each outcome of a step leads in the flow of the IR: to which step, end or workflow.

The flow is structured: a jump forward leads past guards, a jump back to the top of a loop. Here it
is followed as a run would follow it, from each outcome to the next step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.record import record


@record
class Place:
    """A place in a flow: in front of a statement of a block, or behind its last.

    `around` is the place behind the statement that the block belongs to; None for the whole flow.
    `repeats` is that statement, where it is a loop or a machine.
    """

    block: ir.Block
    index: int
    around: Place | None = None
    repeats: ir.Loop | ir.Machine | None = None

    def behind(self) -> Place:
        """The place behind the statement."""
        return Place(self.block, self.index + 1, self.around, self.repeats)


@record
class Known:
    """What a variable that keeps an action may hold: one of `keys`, or none of them; "" stands for
    no action."""

    keys: frozenset[str]
    is_one: bool

    def may_be(self, keys: frozenset[str]) -> bool:
        """Whether it may hold one of some keys."""
        return bool(self.keys & keys) if self.is_one else bool(keys - self.keys)

    def may_be_other(self, keys: frozenset[str]) -> bool:
        """Whether it may hold none of some keys."""
        return bool(self.keys - keys) if self.is_one else True

    def narrowed(self, keys: frozenset[str], *, is_one: bool) -> Known:
        """What it may hold where it is also one of some keys, or none of them."""
        if self.is_one:
            return Known(self.keys & keys if is_one else self.keys - keys, is_one=True)
        return Known(keys - self.keys, is_one=True) if is_one else Known(self.keys | keys, False)


_UNKNOWN = Known(frozenset(), is_one=False)

Env: TypeAlias = Mapping[str, Known]


@record
class Stop:
    """Where a way through a flow leads.

    kind: `step` and `depends` with the name of the step or workflow; `done`, where the outputs are
    returned; `transfer` with the workflow whose outputs are; `fail` for an `end` on failure;
    `retry` for the step itself. `waits`: it has led back in a loop, which waits.
    """

    kind: str
    name: str = ""
    waits: bool = False


@record
class _Way:
    """A place that a run goes on from; `waits` as of a stop."""

    place: Place
    waits: bool = False


@record
class Route:
    """An outcome of a step and the places that it leads to: one, unless the flow is not such as
    lowering makes it."""

    outcome: ir.Outcome
    failed: bool
    stops: tuple[Stop, ...]


def first_stops(flow: ir.Block) -> tuple[Stop, ...]:
    """Where a run begins."""
    return tuple(dict.fromkeys(_arrive(Place(flow, 0), {})))


def routes(flow: ir.Block) -> Iterator[tuple[ir.Run, tuple[Route, ...]]]:
    """Every step that a flow runs, with the routes of its outcomes: success before failure."""
    for place, env in _places(Place(flow, 0), {}):
        statement = place.block[place.index]
        if isinstance(statement, ir.Run):
            yield statement, tuple(_routes(statement, place, env))


def with_loop(step: ir.Step, wait: ir.Wait, left: Sequence[Route]) -> tuple[Route, ...]:
    """The routes of a step that a loop runs: those on which the loop goes on, and those that leave
    it, in the order in which the actions are tried."""
    found = list(left)
    for outcomes, failed in ((wait.run.success, False), (wait.run.failure, True)):
        for outcome in outcomes:
            if outcome.key in wait.goes_on:
                retried = isinstance(outcome.jump, ir.Retry)
                stop = Stop("retry") if retried else Stop("step", step.id, waits=True)
                found.append(Route(outcome, failed, (stop,)))
    decisions = (step.success, step.failure)
    keys = [each.key for decision in decisions if decision for each in decision.choices]
    order = {key: number for number, key in enumerate(keys)}
    found.sort(key=lambda route: (route.failed, order.get(route.outcome.key or "", len(order))))
    return tuple(found)


def after_dependencies(flow: ir.Block) -> Iterator[tuple[ir.Depend, tuple[Stop, ...]]]:
    """Every workflow that runs first, with what follows."""
    for place, env in _places(Place(flow, 0), {}):
        statement = place.block[place.index]
        if isinstance(statement, ir.Depend):
            yield statement, tuple(dict.fromkeys(_arrive(place.behind(), env)))


def _routes(run: ir.Run, place: Place, env: Env) -> Iterator[Route]:
    for outcomes, failed in ((run.success, False), (run.failure, True)):
        for outcome in outcomes:
            known = dict(env)
            if run.action is not None:
                known[run.action] = Known(frozenset({outcome.key or ""}), is_one=True)
            landing = _landing(outcome.jump, place)
            if isinstance(landing, Stop):
                yield Route(outcome, failed, (landing,))
            else:
                found = _arrive(landing.place, known, waits=landing.waits)
                yield Route(outcome, failed, tuple(dict.fromkeys(found)))


# --- Walking --------------------------------------------------------------------------


def _places(start: Place, env: Env) -> Iterator[tuple[Place, Env]]:
    """The place of each statement from one on, with what is known there of kept actions."""
    place = start
    while place.index < len(place.block):
        yield place, env
        for inner, known in _inside(place, env):
            yield from _places(inner, known)
        place = place.behind()


def _inside(place: Place, env: Env) -> Iterator[tuple[Place, Env]]:
    """The beginnings of the blocks in a statement."""
    statement, behind = place.block[place.index], place.behind()
    if isinstance(statement, ir.Guard):
        keys = frozenset(statement.unless)
        before = env.get(statement.action, _UNKNOWN)
        for block, is_one in ((statement.body, False), (statement.otherwise, True)):
            known = before.narrowed(keys, is_one=is_one)
            yield Place(block, 0, behind), {**env, statement.action: known}
    elif isinstance(statement, ir.Loop):
        yield Place(statement.body, 0, behind, statement), env
    elif isinstance(statement, ir.Machine):
        for _, block in statement.states:
            yield Place(block, 0, behind, statement), env


def _arrive(start: Place, env: Env, *, waits: bool = False) -> Iterator[Stop]:
    """What a run comes to first from a place on."""
    pending = [_Way(start, waits)]
    while pending:
        way = pending.pop()
        place = way.place
        if place.index < len(place.block):
            found = list(_onward(place.block[place.index], place, env, waits=way.waits))
            yield from (each for each in found if isinstance(each, Stop))
            pending += [each for each in reversed(found) if isinstance(each, _Way)]
        elif place.around is not None:
            pending.append(_Way(place.around, way.waits))


def _onward(statement: ir.Stmt, place: Place, env: Env, *, waits: bool) -> Iterator[Stop | _Way]:
    """What a run comes to at the statement of a place, or where it goes on."""
    behind = place.behind()
    match statement:
        case ir.Run():
            yield Stop("step", statement.step, waits)
        case ir.Depend():
            yield Stop("depends", statement.workflow, waits)
        case ir.Finish():
            yield Stop("done", waits=waits)
        case ir.Declare():
            yield _Way(behind, waits)
        case ir.Loop():
            yield _Way(Place(statement.body, 0, behind, statement), waits)
        case ir.Machine():
            yield _Way(_state(statement, statement.first, behind), waits)
        case ir.Guard():
            known, keys = env.get(statement.action, _UNKNOWN), frozenset(statement.unless)
            if known.may_be_other(keys):
                yield _Way(Place(statement.body, 0, behind), waits)
            if known.may_be(keys):
                yield _Way(Place(statement.otherwise, 0, behind), waits)
        case ir.DeferredJump():
            known, keys = env.get(statement.action, _UNKNOWN), frozenset(statement.keys)
            if known.may_be_other(keys):
                yield _Way(behind, waits)
            if known.may_be(keys):
                yield _landing(statement.jump, place)


def _landing(jump: ir.Jump, place: Place) -> Stop | _Way:
    """Where a jump of the statement at a place leads."""
    match jump:
        case ir.Proceed():
            return _Way(place.behind())
        case ir.Break():
            return _Way(_innermost(place)[1])
        case ir.Continue():
            repeats, behind = _innermost(place)
            assert isinstance(repeats, ir.Loop)
            return _Way(Place(repeats.body, 0, behind, repeats), waits=True)
        case ir.Goto():
            repeats, behind = _innermost(place)
            assert isinstance(repeats, ir.Machine)
            return _Way(_state(repeats, jump.step, behind), jump.wait)
        case ir.Return():
            return Stop("done")
        case ir.Transfer():
            return Stop("transfer", jump.workflow)
        case ir.FailEnd():
            return Stop("fail", jump.action)
        case ir.Retry():
            return Stop("retry")


def _innermost(place: Place) -> tuple[ir.Loop | ir.Machine, Place]:
    """The innermost loop or machine around a place, and the place behind it."""
    while place.repeats is None:
        assert place.around is not None, "a jump has a loop around it"
        place = place.around
    assert place.around is not None
    return place.repeats, place.around


def _state(machine: ir.Machine, step: str, behind: Place) -> Place:
    block = next(block for name, block in machine.states if name == step)
    return Place(block, 0, behind, machine)
