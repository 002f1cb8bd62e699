"""Conditions that leave nothing over: those that are found, and none that are not so."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arazzo_gen import ir
from arazzo_gen.lower.decisions.coverage import SUCCESS, cover, left_to_test
from arazzo_gen.types import Int, Json, Str

BODY = ir.ResponseBody("json", Json())
STATE = ir.At(BODY, ("state",), Json())
TYPED = ir.At(ir.ResponseBody("any", Json()), ("state",), Str())
OTHER = ir.At(BODY, ("other",), Json())
STATUS = ir.StatusCode(Int())


def _compare(op: Any, left: ir.Expr, right: Any, *, loose: bool = True) -> ir.Compare:
    return ir.Compare(op, left, ir.Const(right, Json()), loose)


DONE = _compare("==", STATE, "done")
NOT_DONE = _compare("!=", TYPED, "done")
READY = ir.Truthy(OTHER)
OK = _compare("==", STATUS, 200)


@pytest.mark.parametrize(
    ("conds", "known"),
    [
        ([DONE, NOT_DONE], []),
        ([ir.Not(DONE), DONE], []),
        ([READY, ir.Not(READY)], []),
        ([ir.All((DONE, READY)), NOT_DONE, ir.Not(READY)], []),
        ([ir.All((OK, DONE)), ir.All((OK, NOT_DONE))], [OK]),
        ([OK], [OK]),
        ([DONE], [ir.All((DONE, READY))]),
        ([_compare("==", STATUS, "200"), _compare("!=", STATUS, 200)], []),
        ([_compare("<", STATUS, 300), _compare(">=", STATUS, 300)], []),
        ([_compare("<", STATUS, 202), _compare(">", STATUS, 201)], [SUCCESS]),
        ([_compare(">=", STATUS, 200)], [SUCCESS]),
        ([ir.Matches(STATUS, "^2")], [SUCCESS]),
        ([OK, _compare("==", STATUS, 202)], [ir.Matches(STATUS, "^20[02]$")]),
        ([ir.Compare("==", ir.Const(200, Json()), STATUS), _compare("!=", STATUS, 200)], []),
        ([ir.Length("==", STATE, 0), ir.Length("!=", TYPED, 0)], []),
    ],
)
def test_what_leaves_nothing_over(conds: list[ir.Cond], known: list[ir.Cond]) -> None:
    assert cover(conds, known)


@pytest.mark.parametrize(
    ("conds", "known"),
    [
        ([DONE, _compare("!=", STATE, "failed")], []),
        ([DONE, _compare("!=", OTHER, "done")], []),
        ([DONE, _compare("!=", STATE, "done", loose=False)], []),
        ([_compare("<", STATE, 5), _compare(">=", STATE, 5)], []),
        ([_compare("==", STATE, 1), _compare("!=", STATE, True)], []),
        ([ir.All((OK, DONE)), ir.All((OK, NOT_DONE))], [SUCCESS]),
        ([OK], [SUCCESS]),
        ([DONE], [ir.Any((DONE, READY))]),
        ([OK, _compare(">", STATUS, 200)], []),
        ([ir.Matches(STATUS, "(")], [SUCCESS]),
        ([OK, _compare("!=", STATUS, 200)], [_compare("<", STATUS, 200), OK]),
        ([ir.Any(())], [ir.Any(())]),
        ([], []),
    ],
)
def test_what_leaves_something_over(conds: list[ir.Cond], known: list[ir.Cond]) -> None:
    assert not cover(conds, known)


def test_a_great_many_conditions_are_not_tried() -> None:
    many = [_compare("!=", ir.At(BODY, (f"p{n}",), Json()), n) for n in range(40)]
    assert not cover([ir.Any(tuple(many)), DONE], [ir.All((READY, OK))])


@pytest.mark.parametrize(
    ("cond", "known", "left"),
    [
        (ir.All((OK, DONE)), [OK], DONE),
        (ir.All((OK, DONE)), [SUCCESS], ir.All((OK, DONE))),
        (ir.All((_compare("<", STATUS, 300), DONE, READY)), [SUCCESS], ir.All((DONE, READY))),
        (ir.All((DONE, ir.All((OK, READY)))), [OK, DONE], READY),
        (ir.All((OK, READY)), [ir.All((READY, OK))], None),
        (OK, [OK], None),
        (NOT_DONE, [OK], NOT_DONE),
    ],
)
def test_what_is_known_is_not_tested_again(
    cond: ir.Cond, known: list[ir.Cond], left: ir.Cond | None
) -> None:
    assert left_to_test(cond, known) == left


# --- Random conditions ------------------------------------------------------------------

VALUES = [None, False, 1, 5, "a", "b", "5"]
STATUSES = [200, 201, 202, 404]
LEAVES = [
    *(_compare(op, STATE, v, loose=False) for op in ("==", "!=") for v in ("a", "b", 5, None)),
    *(_compare(op, STATUS, n) for op in ("==", "!=", "<", "<=", ">", ">=") for n in (200, 202)),
    READY,
]
CONDS: st.SearchStrategy[ir.Cond] = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.builds(ir.Not, inner),
        st.lists(inner, max_size=3).map(lambda items: ir.All(tuple(items))),
        st.lists(inner, max_size=3).map(lambda items: ir.Any(tuple(items))),
    ),
    max_leaves=6,
)


def _true(cond: ir.Cond, world: Mapping[ir.Expr, Any]) -> bool:
    match cond:
        case ir.Not():
            return not _true(cond.item, world)
        case ir.All():
            return all(_true(item, world) for item in cond.items)
        case ir.Any():
            return any(_true(item, world) for item in cond.items)
        case ir.Truthy():
            return world[cond.value] is not None and world[cond.value] is not False
        case ir.Compare(right=ir.Const(value=wanted)):
            value = world[cond.left]
            same = value == wanted and type(value) is type(wanted)
            if cond.op in ("==", "!="):
                return same is (cond.op == "==")
            return {
                "<": value < wanted, "<=": value <= wanted,
                ">": value > wanted, ">=": value >= wanted,
            }[cond.op]  # fmt: skip
    raise TypeError(cond)


@given(conds=st.lists(CONDS, max_size=4), known=st.lists(CONDS, max_size=2))
def test_nothing_is_left_over_where_it_says_so(conds: list[ir.Cond], known: list[ir.Cond]) -> None:
    worlds = [
        {STATE: state, OTHER: other, STATUS: status}
        for state, other, status in itertools.product(VALUES, VALUES, STATUSES)
    ]
    possible = [world for world in worlds if all(_true(cond, world) for cond in known)]
    if cover(conds, known):
        assert all(any(_true(cond, world) for cond in conds) for world in possible)


@given(cond=CONDS, known=st.lists(CONDS, max_size=2))
def test_what_is_left_to_test_says_the_same_of_what_is_possible(
    cond: ir.Cond, known: list[ir.Cond]
) -> None:
    left = left_to_test(cond, known)
    for state, other, status in itertools.product(VALUES, VALUES, STATUSES):
        world = {STATE: state, OTHER: other, STATUS: status}
        if all(_true(each, world) for each in known):
            assert _true(cond, world) == (left is None or _true(left, world))
