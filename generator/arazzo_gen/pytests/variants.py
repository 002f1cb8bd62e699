"""The runs that tests are made of: those of the solver, and more that differ in one answer.

A condition such as "status is queued or paused" has a run for each of its values. A loop that ends
by its timeout, or a retry whose attempts are used up, waits as often as it may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.ir.rewrite import rewritten
from arazzo_gen.ir.walk import joined
from arazzo_gen.play.again import (
    Spot,
    answers_of,
    as_play,
    played_again,
    spot_of,
    takes,
    value_at,
    with_answer,
    with_value,
)
from arazzo_gen.play.model import Answer, Play, Returned
from arazzo_gen.pytests.further import Judge, Told, further
from arazzo_gen.record import record, replace
from arazzo_gen.text.keys import key_of
from arazzo_gen.text.node import JsonValue

_MOST_VALUES = 12
_MOST_REQUESTS = 500
_AT_ONCE = "Retry-After"


def unjudged(workflow: str, step: str, answer: Answer) -> Answer:
    """The answer as it is."""
    return answer


def told(
    module: ir.Module, plays: Sequence[Play], judge: Judge, well: Play | None = None
) -> list[Told]:
    """The runs to write tests of.

    Args:
        module: The module.
        plays: The runs of the solver.
        judge: Gives answers with remarks.
        well: The run in which all goes well; None where there is none.
    """
    found: list[Told] = []
    if well is not None and _is_new(well, plays):
        said = "returns its outputs" if module.workflows[0].outputs else "returns"
        found.append(Told(well, step="run", said=said))
    for play in plays:
        if play.branch.kind in ("timeout", "spent"):
            found.append(Told(_patient(module, play)))
        elif play.branch.kind == "action":
            found += _by_value(module, play, judge)
        else:
            found.append(Told(play))
    return [*found, *further(module, [each.play for each in found], judge)]


def _is_new(well: Play, plays: Sequence[Play]) -> bool:
    """Whether a run returns after steps that no other run that returns has all of: workflows
    without actions have no branch on which all goes well."""
    if not isinstance(well.ending, Returned):
        return False
    others = [_called(each) for each in plays if isinstance(each.ending, Returned)]
    return not any(_called(well) <= each for each in others)


def _called(play: Play) -> set[tuple[str, str]]:
    return {(each.workflow, each.step) for each in play.exchanges}


def _patient(module: ir.Module, play: Play) -> Play:
    """A run that waits until it may wait no longer, where the solver's lets the server ask for too
    long a wait."""
    last = play.exchanges[-1].answer if play.exchanges else None
    if last is None or not any(name == _AT_ONCE for name, _ in last.headers):
        return play
    headers = tuple(pair for pair in last.headers if pair[0] != _AT_ONCE)
    answers = [*answers_of(play)[:-1], replace(last, headers=headers)]
    run = played_again(module, play, answers, most=_MOST_REQUESTS)
    return as_play(play, run) if run is not None and takes(run, play.branch) else play


# --- A run for each value -----------------------------------------------------------------


def _by_value(module: ir.Module, play: Play, judge: Judge) -> Iterator[Told]:
    """The run, and one for each other value with which the action is taken too."""
    cond = _cond_of(module, play)
    group = _group(cond) if cond is not None else None
    at = _deciding(play, group) if group is not None else None
    if cond is None or group is None or at is None:
        yield Told(play)
        return
    exchange = play.exchanges[at]
    assert exchange.answer is not None
    for part, const in group.parts:
        narrowed = _with(cond, group.cond, part)
        if _is_same(value_at(exchange.answer, group.spot), const):
            yield Told(play, narrowed)
            continue
        answer = with_value(exchange.answer, group.spot, const)
        answer = judge(exchange.workflow, exchange.step, answer)
        run = played_again(module, play, with_answer(play, at, answer))
        if run is not None and takes(run, play.branch):
            yield Told(as_play(play, run), narrowed)


@record
class _Group:
    """The part of a condition that compares one value with several, any of which it may be."""

    cond: ir.Any
    spot: Spot
    parts: tuple[tuple[ir.Compare, JsonValue], ...]


def _cond_of(module: ir.Module, play: Play) -> ir.Cond | None:
    """The condition of the action that a run takes, in which the outputs of its step are what they
    are made of."""
    branch = play.branch
    step = module.workflow(branch.workflow).step(branch.step)
    decision = step.success if branch.side == "success" else step.failure
    choices = decision.choices if decision is not None else ()
    cond = next((each.cond for each in choices if each.key == branch.key), None)
    made = {each.name: each.value for each in step.outputs}

    def definition(part: object) -> ir.Expr | None:
        is_own = isinstance(part, ir.StepOutput) and part.step == step.id
        return made.get(part.name) if is_own and isinstance(part, ir.StepOutput) else None

    return rewritten(cond, definition) if cond is not None else None


def _with(cond: ir.Cond, whole: ir.Cond, part: ir.Cond) -> ir.Cond:
    """A condition with a part of it in the place of one that it is a part of."""
    return rewritten(cond, lambda each: part if each is whole else None)


def _group(cond: ir.Cond) -> _Group | None:
    items = list(joined(cond)) if isinstance(cond, ir.Any) else []
    compared = [ir.constant_last(each) for each in items if isinstance(each, ir.Compare)]
    sides = [(each, each.right) for each in compared if each.op == "=="]
    parts = tuple((each, right.value) for each, right in sides if isinstance(right, ir.Const))
    spots = {spot_of(each.left) for each, _ in parts}
    if isinstance(cond, ir.Any) and 1 < len(parts) == len(items) <= _MOST_VALUES:
        spot = next(iter(spots))
        return _Group(cond, spot, parts) if len(spots) == 1 and spot is not None else None
    inner = cond.items if isinstance(cond, ir.All) else ()
    return next((found for each in inner if (found := _group(each)) is not None), None)


def _deciding(play: Play, group: _Group) -> int | None:
    """The number of the exchange whose answer has one of the values."""
    for at, each in enumerate(play.exchanges):
        is_own = (each.workflow, each.step) == (play.branch.workflow, play.branch.step)
        if is_own and each.answer is not None:
            value = value_at(each.answer, group.spot)
            if any(_is_same(value, const) for _, const in group.parts):
                return at
    return None


def _is_same(value: JsonValue, const: JsonValue) -> bool:
    return key_of(value) == key_of(const)
