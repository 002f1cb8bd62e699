"""Walks over the trees and the statements of the IR."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath.ast import LiteralValue
from arazzo_gen.ir.flow_walk import ReadSite, called_by, guards, jumps, read_sites, runs, transfers
from arazzo_gen.ir.walk import leaf_key, leaves, picked, steps_read, walk
from arazzo_gen.record import fields
from arazzo_gen.types import Int, Json, Str

NAME = ir.Input("name", Str())
TOKEN = ir.StepOutput("login", "token", Str())
OTHER = ir.WorkflowOutput("prepare", "id", Int())


def test_an_expression_comes_before_what_it_is_made_of() -> None:
    text = ir.Text(("Bearer ", TOKEN, NAME), Str())
    whole = ir.MapOf((("a", ir.Required(text, "s", "a", None, Str())), ("b", OTHER)), Json())
    found = [type(expr).__name__ for expr in walk(whole)]
    assert found == ["MapOf", "Required", "Text", "StepOutput", "Input", "WorkflowOutput"]


def test_conditions_and_requests_are_trees_too() -> None:
    cond = ir.All((ir.Not(ir.Truthy(NAME)), ir.Compare("==", TOKEN, ir.Const(None, Json()))))
    query = (ir.Param("q", OTHER, "form", True),)
    body = ir.Body("json", "application/json", TOKEN)
    request = ir.Request("POST", "api", ("/", ir.Param("n", NAME, "simple", False)), "/{n}", query)
    assert leaves(cond) == [NAME, TOKEN]
    assert leaves([request, body]) == [NAME, OTHER, TOKEN]
    assert leaves(None) == []


def test_a_leaf_is_found_once_whatever_its_type() -> None:
    typed = ir.StepOutput("login", "token", Json())
    assert leaves((TOKEN, typed, ir.At(TOKEN, ("x",), Json()))) == [TOKEN]
    assert leaf_key(TOKEN) == leaf_key(typed)
    assert len({leaf_key(leaf) for leaf in (NAME, TOKEN, OTHER)}) == 3


def test_a_constant_holds_nothing() -> None:
    assert leaves(ir.Const([{"a": 1}], Json())) == []
    assert steps_read((NAME, ir.Const({"a": None}, Json()))) == set()


@pytest.mark.parametrize("kind", [kind for kind in get_args(ir.Expr) if "base" in fields(kind)])
def test_the_base_of_every_kind_of_expression_is_found(kind: type[ir.At]) -> None:
    values: dict[str, object] = dict.fromkeys(fields(kind), ())
    made = kind(**{**values, "base": TOKEN, "type": Str()})  # type: ignore[arg-type]
    assert steps_read(made) == {"login"}


REACHING = ir.Reaching(frozenset({"a"}), frozenset())
TRANSFER = ir.Transfer("other", (("id", TOKEN),), REACHING)
RETRY = ir.Retry("again", 1.0, "first", REACHING)
CALLING = ir.Retry("call", None, ir.WorkflowCall("helper", (("x", NAME),)), REACHING)
FIRST = ir.Run(
    "a",
    REACHING,
    (ir.Outcome("t", TRANSFER), ir.Outcome(None, ir.Proceed())),
    (ir.Outcome("again", RETRY), ir.Outcome("call", CALLING)),
)
SECOND = ir.Run("b", REACHING, (ir.Outcome(None, ir.Return(REACHING)),))
GUARD = ir.Guard("action", REACHING, ("t",), (SECOND,))
FLOW: ir.Block = (FIRST, ir.Loop("poll", (GUARD,)), ir.Finish(REACHING))


def test_statements_inside_others_are_found() -> None:
    assert list(runs(FLOW)) == [FIRST, SECOND]
    assert list(guards(FLOW)) == [GUARD]
    assert list(transfers(FLOW)) == ["other"]


def test_a_jump_says_what_workflow_it_runs() -> None:
    assert [called_by(jump) for jump in jumps(FIRST)] == [
        ("other", TRANSFER.args),
        None,
        None,
        ("helper", (("x", NAME),)),
    ]
    assert jumps(GUARD) == ()
    assert jumps(ir.DeferredJump("action", ("t",), "a", ir.Continue())) == (ir.Continue(),)


def test_the_sites_that_read_steps_are_found_in_order() -> None:
    assert list(read_sites(FLOW)) == [
        ReadSite(REACHING, ("a",)),
        ReadSite(REACHING, args=TRANSFER.args),
        ReadSite(REACHING, ("first",)),
        ReadSite(REACHING, args=(("x", NAME),)),
        ReadSite(REACHING, ("b",)),
        ReadSite(REACHING, outputs=True),
        ReadSite(REACHING, outputs=True),
    ]


def test_a_value_is_picked_from_another_by_all_paths_on_the_way() -> None:
    inner = ir.Required(ir.At(TOKEN, ("a", 0), Json()), "s", "a", None, Json())
    assert picked(ir.OrNull(ir.At(inner, ("b",), Json()), Json())) == (TOKEN, ("a", 0, "b"))
    assert picked(NAME) == (NAME, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (1, 1.0), (0.0, -0.0), ([1], [True]), ({"a": 0}, {"a": False}), ("1", 1)],
)
def test_constants_that_are_written_in_another_way_are_not_equal(one: Any, other: Any) -> None:
    assert ir.Const(one, Json()) != ir.Const(other, Json())
    assert len({ir.At(ir.Const(each, Json()), ("x",), Json()) for each in (one, other)}) == 2
    if not isinstance(one, list | dict):
        assert LiteralValue(one) != LiteralValue(other)


def test_constants_that_are_the_same_are_one_key() -> None:
    made = [ir.Const({"a": [1, {"b": None}]}, Json()) for _ in range(2)]
    assert len(set(made)) == 1
    assert ir.Const({"a": 1, "b": 2}, Json()) != ir.Const({"b": 2, "a": 1}, Json())
    assert ir.Const(1, Json()) != ir.Const(1, Int())
    assert ir.Const(1, Json()) != LiteralValue(1)
