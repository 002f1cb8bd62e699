"""JSON bodies as text: what an expression becomes that stands alone in quotes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bodies import sending, taking
from one_call import Made

SCHEMA = """{type: object, properties: {
  text: {type: string}, date: {type: string, format: date}, level: {enum: [a, b]},
  number: {type: number}, int: {type: integer}, flag: {type: boolean},
  list: {type: array, items: {type: integer}}, texts: {type: array, items: {type: string}},
  object: {type: object}, nullable: {type: [integer, 'null']}, size: {enum: [1, 2]},
  either: {type: [string, integer]}, union: {oneOf: [{type: integer}, {type: boolean}]},
  mixed: {anyOf: [{type: integer}, {type: string}]}, any: {},
  all: {allOf: [{type: number}, {minimum: 0}]},
  deep: {type: object, properties: {int: {type: integer}, text: {type: string}}},
  more: {type: object, additionalProperties: {type: integer}}}}""".replace("\n", " ")

VALUES: list[Any] = [5, 1.5, True, "x", "5", [1, "a"], {"a": [None]}]


def quoting(place: str, *, inputs: str = "v!: {}", schema: str = SCHEMA) -> Made:
    """A step whose body is the text of an object, with `V` for an expression in quotes."""
    text = place.replace("V", '"{$inputs.v}"')
    operation = taking("application/json", schema)
    return sending(f"'{text}'", inputs=inputs, operation=operation)


def sent(made: Made, value: Any) -> Any:
    """The JSON body that is sent for a value."""
    return json.loads(made.sent(v=value).content)


def as_text(value: Any) -> str:
    """A value as text."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


@pytest.mark.parametrize("name", ["text", "date", "level", "either", "mixed", "any", "undeclared"])
def test_where_the_schema_takes_text_or_says_nothing_it_is_text(name: str) -> None:
    made = quoting(f'{{"{name}": V}}')
    for value in VALUES:
        assert sent(made, value) == {name: as_text(value)}


@pytest.mark.parametrize(
    "name",
    ["number", "int", "flag", "list", "object", "nullable", "size", "union", "all"],
)
def test_where_the_schema_takes_no_text_it_is_the_value(name: str) -> None:
    made = quoting(f'{{"{name}": V}}')
    for value in VALUES:
        assert sent(made, value) == {name: value}


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ('{"deep": {"int": V, "text": V, "other": V}}',
         {"deep": {"int": 5, "text": "5", "other": "5"}}),
        ('{"list": [V, 1], "texts": [V]}', {"list": [5, 1], "texts": ["5"]}),
        ('{"more": {"a": V}}', {"more": {"a": 5}}),
        ('{"undeclared": [{"a": V}]}', {"undeclared": [{"a": "5"}]}),
        ('{"int": {$inputs.v}, "text": {$inputs.v}, "any": {$inputs.v}}',
         {"int": 5, "text": 5, "any": 5}),
        ('{"int": "n{$inputs.v}"}', {"int": "n5"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("inputs", ["v!: {}", "v!: {type: integer}"])
def test_each_place_has_its_own_schema(place: str, body: Any, inputs: str) -> None:
    assert sent(quoting(place, inputs=inputs), 5) == body


def test_the_root_has_a_schema_too() -> None:
    assert sent(quoting("[V]", schema="{type: array, items: {type: integer}}"), 5) == [5]
    assert sent(quoting("[V]", schema="{type: array}"), 5) == ["5"]


def test_a_reference_in_the_schema_is_followed() -> None:
    schema = "{allOf: [{type: object, properties: {n: {type: integer}}}]}"
    assert sent(quoting('{"n": V, "m": V}', schema=schema), 5) == {"n": 5, "m": "5"}


def test_a_value_that_is_not_there_is_left_out() -> None:
    made = quoting('{"text": V, "int": V, "any": V}', inputs="v: {type: integer}")
    assert json.loads(made.sent().content) == {}
    assert sent(made, 5) == {"text": "5", "int": 5, "any": "5"}


@pytest.mark.parametrize("value", ['"', '","a":"', "\\", "{$inputs.v}"])
def test_a_value_cannot_break_out_of_its_quotes(value: str) -> None:
    made = quoting('{"text": V, "any": V, "int": V}')
    assert sent(made, value) == {"text": value, "any": value, "int": value}
