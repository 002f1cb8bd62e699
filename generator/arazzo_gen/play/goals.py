"""What must hold of an answer so that a step takes one of its branches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final

from arazzo_gen import ir
from arazzo_gen.ir.routes import Route
from arazzo_gen.ir.walk import walk
from arazzo_gen.play.branches import choices_of
from arazzo_gen.play.model import Side
from arazzo_gen.record import record
from arazzo_gen.types import Int, Json, Null

_STATUS: Final = ir.StatusCode(Int())
_SUCCESS: Final = ir.All(
    (
        ir.Compare(">=", _STATUS, ir.Const(200, Int())),
        ir.Compare("<", _STATUS, ir.Const(300, Int())),
    )
)


@record
class Goal:
    """A condition that is to hold, or not to."""

    cond: ir.Cond
    wanted: bool = True


@record
class Wish:
    """An outcome of a step that a run is to take: an action by its key, or None for no action."""

    side: Side
    key: str | None = None


def wish_of(route: Route) -> Wish:
    """The wish for the outcome of a route."""
    return Wish("failure" if route.failed else "success", route.outcome.key)


def goals_of(
    step: ir.Step, wish: Wish, spent: frozenset[str] = frozenset()
) -> tuple[Goal, ...] | None:
    """What an answer has to do so that a step takes an outcome.

    Args:
        step: The step.
        wish: The outcome.
        spent: The keys of retries that are passed over, since their attempts are used up.

    Returns:
        None where an action before it always matches.
    """
    found = [Goal(succeeds(step), wish.side == "success")]
    for choice in choices_of(step, wish.side):
        if choice.key == wish.key:
            found += [Goal(choice.cond)] if choice.cond is not None else []
            break
        if choice.key in spent:
            continue
        if choice.cond is None:
            return None
        found.append(Goal(choice.cond, False))
    return tuple(sorted(found, key=lambda goal: not _reads_status(goal.cond)))


def succeeds(step: ir.Step) -> ir.Cond:
    """The condition with which a step that sends a request succeeds."""
    if not step.criteria:
        return _SUCCESS if isinstance(step.call, ir.Request) else ir.All(())
    return ir.All(tuple(each.cond for each in step.criteria))


def retries_before(step: ir.Step, wish: Wish) -> frozenset[str]:
    """The retries among the actions before an outcome."""
    before = takewhile(lambda choice: choice.key != wish.key, choices_of(step, wish.side))
    return frozenset(choice.key for choice in before if choice.limit is not None)


def there(exprs: Iterable[ir.Expr]) -> tuple[Goal, ...]:
    """Goals that values are there, and not null."""
    null = ir.Const(None, Null())
    return tuple(Goal(ir.Compare("!=", each, null, loose=False)) for each in exprs)


def equals(expr: ir.Expr, path: Sequence[str | int], value: object) -> Goal:
    """The goal that a part of a value is a constant."""
    part = ir.At(expr, tuple(path), Json()) if path else expr
    return Goal(ir.Compare("==", part, ir.Const(value, Json()), loose=False))  # type: ignore[arg-type]


def _reads_status(cond: ir.Cond) -> bool:
    return any(isinstance(expr, ir.StatusCode) for expr in walk(cond))
