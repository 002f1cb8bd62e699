"""Works out which values of a response a condition holds for, without running anything.

Actions that decide by one value, such as the status of a job, can be asked for each of its values
in turn. Answers have three values: None where a condition depends on more than that value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from arazzo_gen import ir
from arazzo_gen.check.enums import Value, enum_values, same
from arazzo_gen.ir.walk import parts
from arazzo_gen.record import record
from arazzo_gen.typing.schema import Types


@record
class Other:
    """Any value that no condition names, where no enum lists the values."""


OTHER: Final = Other()

Candidate: TypeAlias = str | int | float | bool | Other

Outputs: TypeAlias = Mapping[str, ir.Expr]
"""The expressions of a step's own outputs, which its actions may read instead of the response."""

_ORDERED: Final = ("<", "<=", ">", ">=")


@record
class Tested:
    """The one value that some conditions test.

    Attributes:
        expr: The value.
        values: The values of its enum; None where no enum lists them.
        named: The constants with which it is compared.
    """

    expr: ir.Expr
    values: tuple[Value, ...] | None
    named: tuple[Value, ...]


def tested(conditions: Sequence[ir.Cond], outputs: Outputs, types: Types) -> Tested | None:
    """The value that conditions test by `==` and `!=`, statuses of HTTP aside; None where that is
    not one."""
    pairs: list[tuple[ir.Expr, Value]] = []
    for compare in _comparisons(conditions):
        pair = _sides(compare, outputs)
        if pair is None or not isinstance(pair[1], str | int):
            return None
        if isinstance(pair[0], ir.StatusCode):
            continue
        if compare.op not in ("==", "!="):
            return None
        pairs.append((pair[0], pair[1]))
    if not pairs or len({expr for expr, _ in pairs}) > 1:
        return None
    expr = pairs[0][0]
    named = tuple(dict.fromkeys(value for _, value in pairs))
    return Tested(expr, enum_values(expr.type, types) or None, named)


def compared(
    conditions: Sequence[ir.Cond], outputs: Outputs
) -> list[tuple[ir.Expr, str | int | float]] | None:
    """The values that conditions compare with constants, each with its constant; None where they
    are about anything else, or about null."""
    found: list[tuple[ir.Expr, str | int | float]] = []
    for part in (part for cond in conditions for part in parts(cond)):
        pair = _sides(part, outputs) if isinstance(part, ir.Compare) else None
        if pair is None or not isinstance(pair[1], str | int | float):
            return None
        found.append((pair[0], pair[1]))
    return found


def holds(cond: ir.Cond, expr: ir.Expr, value: Candidate, outputs: Outputs) -> bool | None:
    """Whether a condition holds where an expression has a value."""
    if isinstance(cond, ir.Compare):
        pair = _sides(cond, outputs)
        return None if pair is None or pair[0] != expr else _compares(cond, value, pair[1])
    if isinstance(cond, ir.Not):
        inner = holds(cond.item, expr, value, outputs)
        return None if inner is None else not inner
    if isinstance(cond, ir.All):
        parts = [holds(item, expr, value, outputs) for item in cond.items]
        return False if False in parts else None if None in parts else True
    if isinstance(cond, ir.Any):
        parts = [holds(item, expr, value, outputs) for item in cond.items]
        return True if True in parts else None if None in parts else False
    return None


def implies(later: ir.Cond, earlier: ir.Cond, outputs: Outputs, types: Types) -> bool:
    """Whether one condition surely holds wherever another does."""
    if later == earlier:
        return True
    if isinstance(later, ir.Any):
        return all(implies(item, earlier, outputs, types) for item in later.items)
    if isinstance(earlier, ir.All):
        return all(implies(later, item, outputs, types) for item in earlier.items)
    if isinstance(later, ir.All) and any(
        implies(item, earlier, outputs, types) for item in later.items
    ):
        return True
    if isinstance(earlier, ir.Any) and any(
        implies(later, item, outputs, types) for item in earlier.items
    ):
        return True
    return _implies_by_value(later, earlier, outputs, types)


def excluded(cond: ir.Cond, *, negated: bool = False) -> Iterator[object]:
    """The constants that a condition excludes by name: `!= 'done'`, `!(… == 'done')`."""
    if isinstance(cond, ir.Not):
        yield from excluded(cond.item, negated=not negated)
    elif isinstance(cond, ir.All | ir.Any):
        for item in cond.items:
            yield from excluded(item, negated=negated)
    elif isinstance(cond, ir.Compare) and cond.op == ("==" if negated else "!="):
        yield from (side.value for side in (cond.left, cond.right) if isinstance(side, ir.Const))


def is_wrong(cond: ir.Cond) -> bool:
    """Whether a condition replaces one that could not be parsed, which has been reported."""
    if not isinstance(cond, ir.All | ir.Any):
        return False
    never = isinstance(cond, ir.Any) and not cond.items
    return never or any(is_wrong(item) for item in cond.items)


def _comparisons(conditions: Sequence[ir.Cond]) -> list[ir.Compare]:
    found = [part for cond in conditions for part in parts(cond)]
    return [part for part in found if isinstance(part, ir.Compare)]


def _sides(compare: ir.Compare, outputs: Outputs) -> tuple[ir.Expr, object] | None:
    """What a comparison tests, and the constant with which it compares that."""
    compare = ir.constant_last(compare)
    left, right = compare.left, compare.right
    if not isinstance(right, ir.Const) or isinstance(left, ir.Const):
        return None
    own = outputs.get(left.name) if isinstance(left, ir.StepOutput) else None
    return own or left, right.value


def _compares(compare: ir.Compare, value: Candidate, constant: object) -> bool | None:
    if compare.op in _ORDERED:
        return _ordered(ir.constant_last(compare).op, value, constant)
    if isinstance(value, Other):
        equal = False
    elif isinstance(value, float):
        equal = value == constant
    else:
        equal = same(value, constant, loose=compare.loose)
    return equal if compare.op == "==" else not equal


def _ordered(op: str, value: Candidate, constant: object) -> bool | None:
    if isinstance(value, Other | str | bool) or isinstance(constant, bool):
        return None
    if not isinstance(constant, int | float):
        return None
    below, equal = value < constant, value == constant
    return {"<": below, "<=": below or equal, ">": not below and not equal, ">=": not below}[op]


def _implies_by_value(later: ir.Cond, earlier: ir.Cond, outputs: Outputs, types: Types) -> bool:
    """The same for two conditions about one value, which is tried with all that makes a
    difference: the constants, the numbers beside them, and any other."""
    pairs = [_sides(each, outputs) for each in _comparisons((later, earlier))]
    known = [pair for pair in pairs if pair is not None]
    if not known or len(known) < len(pairs) or len({expr for expr, _ in known}) > 1:
        return False
    expr = known[0][0]
    candidates: list[Candidate] = [OTHER, *(enum_values(expr.type, types) or ())]
    for _, constant in known:
        if isinstance(constant, str | bool):
            candidates.append(constant)
        elif isinstance(constant, int | float):
            candidates += [constant - 1, constant - 0.5, constant, constant + 0.5, constant + 1]
        else:
            return False
    if isinstance(expr, ir.StatusCode):  # no status lies between two numbers, or is none
        candidates = [each for each in candidates if isinstance(each, int)]
    taken = [each for each in candidates if holds(later, expr, each, outputs) is not False]
    return bool(taken) and all(holds(earlier, expr, each, outputs) is True for each in taken)
