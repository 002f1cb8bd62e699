"""Records behave as frozen dataclasses do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from typing import Any

import pytest

from arazzo_gen.record import fresh, record, replace


@record
class Point:
    """A record with a default."""

    x: int
    y: int = 0


@record
class Named(Point):
    """A record that inherits fields."""

    name: str = ""


@record(frozen=False)
class Changing:
    """A record whose fields change."""

    name: str
    parts: list[str] = fresh(factory=list)
    total: int = 0


@record(eq=False)
class Single:
    """A record that is equal to itself alone."""

    name: str


@record
class Alike:
    """A record that says itself what it is equal to."""

    name: str
    note: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alike) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True)
class Twin:
    """The dataclass that `Point` should behave as."""

    x: int
    y: int = 0


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((1,), {}), ((1, 2), {}), ((1,), {"y": 2}), ((), {"y": 2, "x": 1}), ((), {"x": 1})],
)
def test_it_is_made_as_a_dataclass_is(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    twin, point = Twin(*args, **kwargs), Point(*args, **kwargs)
    assert (point.x, point.y) == (twin.x, twin.y)
    assert repr(point) == repr(twin).replace("Twin", "Point")


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((), {"y": 2, "z": 1})],
)
def test_wrong_arguments_are_refused(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    for cls in (Twin, Point):
        with pytest.raises(TypeError):
            cls(*args, **kwargs)


def test_it_is_compared_by_type_and_value() -> None:
    assert Point(1, 2) == Point(y=2, x=1)
    assert Point(1, 2) != Point(2, 1)
    assert Point(1, 2) != Twin(1, 2)
    assert Point(1) != Named(1)
    assert len({Point(1, 2), Point(y=2, x=1), Point(1, 3)}) == 2


def test_it_is_frozen() -> None:
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del point.x
    assert point == Point(1)


def test_it_inherits_and_matches() -> None:
    named = Named(1, 2, "a")
    match named:
        case Named(x, y, name):
            assert (x, y, name) == (1, 2, "a")
    assert repr(named) == "Named(x=1, y=2, name='a')"


def test_a_copy_may_differ() -> None:
    assert replace(Named(1, 2, "a"), y=3) == Named(1, 3, "a")
    with pytest.raises(TypeError):
        replace(Point(1), z=1)


def test_it_travels() -> None:
    named = Named(1, 2, "a")
    assert pickle.loads(pickle.dumps(named)) == named
    assert copy.deepcopy(named) == named


def test_what_is_fresh_is_made_for_each() -> None:
    one, two = Changing("a"), Changing("a", total=1)
    one.parts.append("x")
    assert (one.parts, two.parts, Changing("b", ["y"]).parts) == (["x"], [], ["y"])
    assert repr(one) == "Changing(name='a', parts=['x'], total=0)"
    with pytest.raises(TypeError):
        Changing("a", size=1)  # type: ignore[call-arg]


def test_one_may_change() -> None:
    one = Changing("a")
    one.name = "b"
    assert one == Changing("b")
    with pytest.raises(TypeError):
        hash(one)
    assert pickle.loads(pickle.dumps(one)) == one


def test_one_may_be_equal_to_itself_alone() -> None:
    one = Single("a")
    assert one == one
    assert one != Single("a")
    assert len({one, Single("a")}) == 2
    with pytest.raises(AttributeError):
        one.name = "b"  # type: ignore[misc]


def test_what_a_class_defines_itself_stays() -> None:
    assert Alike("a", "x") == Alike("a", "y")
    assert len({Alike("a", "x"), Alike("a", "y")}) == 1
    assert repr(Alike("a")) == "Alike(name='a', note='')"
