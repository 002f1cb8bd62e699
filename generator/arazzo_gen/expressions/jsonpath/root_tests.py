"""Tests of the root in a filter of its children: `$[?$.status == 'done']`.

Such a query gives all children of the root where the test holds, and nothing where it does not. So
as a criterion it is the test itself, if the test holds of no root without children. That is how RFC
9535 has the bare filter `$.status == 'done'`.
"""

from __future__ import annotations

from arazzo_gen.expressions.jsonpath.ast import (
    And,
    Call,
    Comparable,
    Compare,
    Exists,
    Filter,
    Holds,
    LiteralValue,
    Not,
    Or,
    Query,
    Test,
)
from arazzo_gen.record import replace


def root_test(query: Query) -> Test | None:
    """The test that a query is as a criterion; None where it is more than that."""
    if len(query.segments) != 1 or query.segments[0].descendant:
        return None
    selectors = query.segments[0].selectors
    if len(selectors) != 1 or not isinstance(selectors[0], Filter):
        return None
    test = selectors[0].test
    return test if is_root_test(test) else None


def is_root_test(test: Test) -> bool:
    """Whether a test, which is about the root, means the same in a filter of its children."""
    return _is_known(test) and _needs_child(test)


def of_root(test: Test) -> Test:
    """A test in which `@` means the root, with `$`, and with `length(path)` for `path.length`."""
    match test:
        case And():
            return And(tuple(map(of_root, test.items)))
        case Or():
            return Or(tuple(map(of_root, test.items)))
        case Not():
            return Not(of_root(test.item))
        case Exists():
            return Exists(replace(test.query, relative=False))
        case Holds():
            return Holds(_call_of_root(test.call))
        case Compare():
            return Compare(test.op, _of_root(test.left), _of_root(test.right))


def _of_root(operand: Comparable) -> Comparable:
    if isinstance(operand, Query):
        return replace(operand, relative=False)
    return _call_of_root(operand) if isinstance(operand, Call) else operand


def _call_of_root(call: Call) -> Call:
    return replace(call, args=tuple(map(_of_root, call.args)), dialect=False)


def _is_known(test: Test) -> bool:
    """Whether a test is about the root alone, and means the same there and as a condition: what is
    not there is null to a condition, and nothing to a query."""
    match test:
        case And() | Or():
            return all(map(_is_known, test.items))
        case Not():
            return _is_known(test.item)
        case Exists():
            return _is_inside(test.query)
        case Holds():
            return any(map(_is_inside, test.call.args)) and any(map(_is_literal, test.call.args))
        case Compare():
            left, right = test.left, test.right
            return _is_compared(left, right) or _is_compared(right, left)


def _needs_child(test: Test) -> bool:
    """Whether a test holds only where the root has a child."""
    match test:
        case And():
            return any(map(_needs_child, test.items))
        case Or():
            return all(map(_needs_child, test.items))
        case Compare():
            return test.op != "!="
        case Exists() | Holds():
            return True
        case _:
            return False


def _is_compared(value: Comparable, literal: Comparable) -> bool:
    """Whether a comparison is one of a value inside the root, or of its size, with a literal."""
    if not isinstance(value, Call):
        return _is_inside(value) and _is_literal(literal)
    query = value.args[0]
    # The size of another query than a path is asked of its nodes.
    path = query.path if isinstance(query, Query) else None
    is_path = path is not None and _has_names(path)
    is_number = isinstance(literal, LiteralValue) and type(literal.value) in (int, float)
    return value.name == "length" and is_path and _is_inside(query) and is_number


def _has_names(path: tuple[str | int, ...]) -> bool:
    """Whether no name of a path is a number, which a JSON Pointer would take for an index."""
    return not any(isinstance(token, str) and token.isdecimal() for token in path)


def _is_inside(operand: Comparable) -> bool:
    return isinstance(operand, Query) and not operand.relative and bool(operand.segments)


def _is_literal(operand: Comparable) -> bool:
    return isinstance(operand, LiteralValue) and operand.value is not None
