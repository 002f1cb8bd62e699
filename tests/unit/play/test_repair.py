"""Random conditions that some answer fulfils: one is found, and it does fulfil them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.play.conditions import holds
from arazzo_gen.play.context import Context
from arazzo_gen.play.described import Described
from arazzo_gen.play.goals import Goal
from arazzo_gen.play.model import Answer
from arazzo_gen.play.repair import Repair
from arazzo_gen.play.replies import Replies
from arazzo_gen.types import Int, Json, Str, TypeTable
from unit.typing.schemas import read_schemas

_BODY = ir.ResponseBody("json", Json())
_CONSTANTS = st.sampled_from([0, 1, 5, 2.5, "done", "5", "", True, False, None])
_OPERATORS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
_VALUES = st.sampled_from(
    [0, 1, 4, 5, 6, "done", "open", "5", True, False, None, [], ["done"], {"c": 1}]
)
_ITEMS = st.lists(
    st.fixed_dictionaries({}, optional={"k": st.sampled_from(["x", "y"]), "n": st.integers(0, 6)}),
    max_size=3,
)


def _path(*path: str | int) -> ir.Expr:
    return ir.At(_BODY, path, Json())


_PLACES = st.sampled_from(
    [
        _path("a"),
        _path("b"),
        _path("in", "a"),
        _path("list", 0, "n"),
        ir.StatusCode(Int()),
        ir.ResponseHeader("X-State", Str()),
    ]
)


def _queries() -> st.SearchStrategy[ir.Cond]:
    """Conditions such as `$.list[?@.k == 'x' && @.n > 3]`."""
    tests = st.builds(
        lambda name, op, value: jsonpath.Compare(
            op, jsonpath.Query((_segment(jsonpath.Name(name)),), True), jsonpath.LiteralValue(value)
        ),
        st.sampled_from(["k", "n"]),
        _OPERATORS,
        st.sampled_from(["x", "y", 3]),
    )
    both = st.lists(tests, min_size=1, max_size=2).map(lambda items: jsonpath.And(tuple(items)))
    return both.map(
        lambda test: ir.JsonPathFinds(
            _BODY,
            jsonpath.Query((_segment(jsonpath.Name("list")), _segment(jsonpath.Filter(test)))),
            (),
        )
    )


def _segment(selector: jsonpath.Selector) -> jsonpath.Segment:
    return jsonpath.Segment((selector,))


_ATOMS: st.SearchStrategy[ir.Cond] = st.one_of(
    st.builds(
        lambda op, place, value, loose: ir.Compare(op, place, ir.Const(value, Json()), loose),
        _OPERATORS,
        _PLACES,
        _CONSTANTS,
        st.booleans(),
    ),
    _PLACES.map(ir.Truthy),
    _PLACES.map(ir.Exists),
    st.builds(ir.Matches, _PLACES, st.sampled_from(["^do", "^(open|done)$", "[0-9]", "^$"])),
    st.builds(ir.Length, _OPERATORS, st.just(_path("list")), st.integers(0, 3)),
    _queries(),
)
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda items: ir.All(tuple(items)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda items: ir.Any(tuple(items)))
        | inner.map(ir.Not)
    ),
    max_leaves=4,
)
_ANSWERS = st.builds(
    lambda status, state, body: Answer(
        status, (("X-State", state),) if state is not None else (), "application/json", body
    ),
    st.sampled_from([200, 201, 404, 500]),
    st.sampled_from([None, "done", "5", ""]),
    st.fixed_dictionaries(
        {},
        optional={
            "a": _VALUES,
            "b": _VALUES,
            "in": st.fixed_dictionaries({}, optional={"a": _VALUES}),
            "list": _ITEMS,
        },
    ),
)
_STEP = ir.Step("s", "s", "S", "s", None, ir.WorkflowCall("w", ()), (), (), ())


def found(goal: Goal, start: Answer) -> Answer | None:
    """An answer that fulfils a goal, if one is found."""
    types = read_schemas("{}").types
    module = ir.Module("d", "m", (), (), TypeTable(), ())
    replies = Replies(module, Described({}, {}, types.refs))
    repair = Repair(replies, "w", _STEP, None, is_strict=False, is_far=False)
    trial = repair.solved(Context(), start, [goal])
    return trial.answer if trial is not None else None


@given(_CONDITIONS, _ANSWERS, _ANSWERS)
def test_what_some_answer_fulfils_is_found(cond: ir.Cond, start: Answer, other: Answer) -> None:
    wanted = holds(cond, Context(answer=other))
    made = found(Goal(cond, wanted), start)
    assert made is not None
    assert holds(cond, Context(answer=made)) is wanted


@given(_CONDITIONS, _ANSWERS)
def test_an_answer_that_fulfils_a_goal_stays_as_it_is(cond: ir.Cond, start: Answer) -> None:
    wanted = holds(cond, Context(answer=start))
    assert found(Goal(cond, wanted), start) == start


def test_as_little_changes_as_must() -> None:
    body: Any = {"a": "open", "b": 1, "list": [{"k": "x", "n": 1}]}
    test = jsonpath.Compare(
        ">", jsonpath.Query((_segment(jsonpath.Name("n")),), True), jsonpath.LiteralValue(3)
    )
    query = jsonpath.Query((_segment(jsonpath.Name("list")), _segment(jsonpath.Filter(test))))
    goal = Goal(ir.JsonPathFinds(_BODY, query, ()))
    made = found(goal, Answer(200, (), "application/json", body))
    assert made is not None
    assert made.body == {**body, "list": [{"k": "x", "n": 4}]}
