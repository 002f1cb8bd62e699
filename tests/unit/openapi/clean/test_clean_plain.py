"""What is no plain JSON is never handed to Rust."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest

from arazzo_gen.openapi.clean.plain import is_plain


class Text(str):
    """A text that is more than one."""


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [None, True, 0, -(2**63), 2**63 - 1, 1.5, 1e308, -0.0, "", "ü\x00\n", [], {}, {"": [{}]},
     {"größe": 1, "$ref": 1, "$id": {"type": "string"}}, nested(150)],
)  # fmt: skip
def test_json_is_plain(value: Any) -> None:
    assert is_plain({"a": [value]})


@pytest.mark.parametrize(
    "value",
    [2**63, -(2**63) - 1, 10**5000, float("nan"), float("inf"), "\ud800", "a\udfffb", b"a", (1,),
     {1}, {1: 2}, {None: 1}, {True: 1}, {"\ud800": 1}, {"a\n": 1}, {"1\u0663": 1}, {"\u2028": 1},
     datetime.date(2024, 1, 1), object(), Text("a"), {Text("a"): 1}, {"$id": "a"},
     {"$schema": "a"}, {"$anchor": "a"}, {"$dynamicRef": "#a"}, nested(250), nested(100_000)],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_all_else_is_not(value: Any) -> None:
    assert not is_plain({"a": [value]})


def test_a_value_in_itself_and_a_value_that_grows_are_not() -> None:
    circle: list[Any] = []
    circle.append(circle)
    bomb: list[Any] = ["a"]
    for _ in range(100):
        bomb = [bomb, bomb]
    wide = ["a"] * 2_000
    start = time.monotonic()
    assert not is_plain(circle)
    assert not is_plain({"a": bomb})
    assert not is_plain([[wide] * 2_000] * 2_000)
    assert time.monotonic() - start < 10
