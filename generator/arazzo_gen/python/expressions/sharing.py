"""Finds out which expressions a function reads more than once, and of which it knows something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Literal

from arazzo_gen import ir
from arazzo_gen.ir.places import place
from arazzo_gen.ir.walk import nodes, walk
from arazzo_gen.python.expressions.simplified import OneOf, Simplified, simplify
from arazzo_gen.record import record
from arazzo_gen.text.numbers import exact_number


def read_key(expr: ir.Expr) -> Hashable:
    """What two expressions have in common that always give the same: the place of the response."""
    return place(expr) or expr


def known_present(conds: Iterable[ir.Cond]) -> frozenset[Hashable]:
    """The keys of the expressions that are neither null nor absent where all conditions hold."""
    found: set[Hashable] = set()
    for cond in conds:
        item = simplify(cond)
        for part in item.items if isinstance(item, ir.All) else (item,):
            found.update(map(read_key, _asked_of(part)))
    return frozenset(found)


def _asked_of(cond: Simplified) -> list[ir.Expr]:
    """The value that a condition is about, and what it is inside of, where none may be null."""
    match cond:
        case OneOf(value=value) if cond.negated is (None in cond.constants):
            pass
        case ir.Matches(value=value) | ir.Truthy(value=value) | ir.Length(op="==", value=value):
            pass
        case _:
            return []
    if not isinstance(value, ir.At):
        return [value]
    around = [ir.At(value.base, value.path[:depth], value.type) for depth in range(len(value.path))]
    return [*around, value]


def shared_operands(
    conds: Iterable[ir.Cond], values: Iterable[ir.Expr] = ()
) -> frozenset[Hashable]:
    """The keys of the expressions that are read more than once, which get a local name.

    One that is only compared without case, or of which only the length is read, is in the set as
    such a `Form`: its local has the folded text, or the length.
    """
    counts, forms = _counted(conds, values)
    shared = [key for key, count in counts.items() if count > 1]
    alone = {form.key: form for form, count in forms.items() if count == counts[form.key]}
    return frozenset(alone.get(each, each) for each in shared)


def distinct_operands(conds: Iterable[ir.Cond]) -> frozenset[ir.Expr]:
    """The outputs that are only compared with texts and booleans: once in a condition, once with
    each constant."""
    counts: Counter[ir.Expr] = Counter()
    tests: dict[ir.Expr, list[OneOf]] = {}
    for item in map(simplify, conds):
        found: Counter[ir.Expr] = Counter(e for e in walk(item) if isinstance(e, ir.StepOutput))
        counts += found
        for part in nodes(item):
            if isinstance(part, OneOf) and found[part.value] == 1:
                tests.setdefault(part.value, []).append(part)
    return frozenset(
        expr for expr, each in tests.items() if len(each) == counts[expr] and _are_distinct(each)
    )


def _are_distinct(tests: Sequence[OneOf]) -> bool:
    """Whether no test of a value repeats, or excludes, a constant of another."""
    constants = [constant for test in tests for constant in test.constants]
    different = {constant for constant in constants if isinstance(constant, str | bool)}
    alone = len(tests) == 1 or not any(test.negated for test in tests)
    return alone and len(different) == len(constants)


def _counted(
    conds: Iterable[ir.Cond], values: Iterable[ir.Expr] = ()
) -> tuple[Counter[Hashable], Counter[Form]]:
    """The number of reads of each expression, and of those of its text without case or length."""
    counts: Counter[Hashable] = Counter()
    forms: Counter[Form] = Counter()
    for item in [*(simplify(cond) for cond in conds), *values]:
        for expr in nodes(item):
            if isinstance(expr, ir.At | ir.JsonPathValue | ir.ResponseHeader | ir.StepOutput):
                counts[read_key(expr)] += 1
            elif isinstance(expr, OneOf) and is_folded(expr):
                forms[Form("folded", read_key(expr.value))] += 1
            elif isinstance(expr, ir.Length):
                forms[Form("length", read_key(expr.value))] += 1
    return counts, forms


def is_folded(cond: OneOf) -> bool:
    """Whether a comparison is one with text, without case."""
    texts = all(isinstance(constant, str) for constant in cond.constants)
    return texts and cond.loose and all(exact_number(c) is None for c in cond.constants)


@record
class Form:
    """The key of an expression's text without case, or of its length."""

    kind: Literal["folded", "length"]
    key: Hashable
