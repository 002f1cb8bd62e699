"""Expressions inside text, the types that values keep, and the dialects that are accepted."""

from __future__ import annotations

import pytest
from one_call import call, workflow

ANYTHING = "requestBody: {content: {application/json: {}}}"
VALUE = "v: {}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        (7, "7"),
        (7.5, "7.5"),
        (True, "true"),
        (False, "false"),
        ({"a": [1, None]}, '{"a":[1,null]}'),
        ([1, "x"], '[1,"x"]'),
        ("ä€", "ä€"),
    ],
)
def test_a_value_inside_text_is_spelled_as_json_does(value: object, text: str) -> None:
    made = call("outputs: {value: 'is {$response.body#/v}!'}")
    assert made.values({"v": value}) == {"value": f"is {text}!"}


@pytest.mark.parametrize("value", ["x", 7, 7.5, True, False, {"a": [None]}, [1], ""])
def test_a_lone_expression_keeps_the_type(value: object) -> None:
    made = call("outputs: {plain: $response.body#/v, braced: '{$response.body#/v}'}")
    values = made.values({"v": value})
    assert values == {"plain": value, "braced": value}
    assert type(values["plain"]) is type(value)


def test_text_with_an_absent_value_is_absent() -> None:
    made = call("outputs: {value: 'is {$response.body#/v}'}")
    assert made.values({}) == {"value": None}
    assert made.values({"v": None}) == {"value": None}


def test_several_expressions_in_one_text() -> None:
    made = call(
        "outputs: {value: '{$method} {$url} gave {$statusCode}: {$response.header.X-Id}'}",
    )
    values = made.values({}, headers={"X-Id": "9"})
    assert values == {"value": "POST https://api.test/call gave 200: 9"}


def test_braces_that_hold_no_expression_are_text() -> None:
    made = call("requestBody: {payload: {a: '{id}', b: '{ $x }', c: 'a}{b'}}", operation=ANYTHING)
    assert made.body() == '{"a":"{id}","b":"{ $x }","c":"a}{b"}'
    assert not made.codes


@pytest.mark.parametrize("text", ["$", "$5", "costs $5", "a$inputs", "in $USD"])
def test_a_dollar_is_text(text: str) -> None:
    made = call(f"requestBody: {{payload: {{a: '{text}'}}}}", operation=ANYTHING)
    assert made.body() == f'{{"a":"{text}"}}'
    assert not made.codes


@pytest.mark.parametrize("text", ["$transaction", "$faker.name"])
def test_what_looks_like_an_expression_is_text_with_a_warning(text: str) -> None:
    made = call(f"requestBody: {{payload: {{a: {text}}}}}", operation=ANYTHING)
    assert made.body() == f'{{"a":"{text}"}}'
    message = f"`{text}` is no expression here, and stays text"
    assert made.findings == [("AZ306", text, message)]


@pytest.mark.parametrize("text", ["$token", "$tokn", "Bearer $inputs.tokn"])
def test_an_input_that_was_meant_is_named(text: str) -> None:
    made = call(
        f"parameters: [{{name: Authorization, in: header, value: {text}}}]",
        inputs="token!: {type: string}",
    )
    assert made.codes == ["AZ306"]
    assert "did you mean `$inputs.token`?" in made.built.report


# --- Dialects -----------------------------------------------------------------------------


def test_braces_left_out_in_text() -> None:
    made = call(
        "parameters: [{name: Authorization, in: header, value: Bearer $inputs.token}]",
        inputs="token!: {type: string}",
    )
    assert made.sent(token="t").headers["Authorization"] == "Bearer t"
    assert made.findings == [("AZ303", "$inputs.token", "an expression in text stands in braces")]
    assert "write `{$inputs.token}`" in made.built.report


def test_braces_left_out_around_nothing_that_is_declared() -> None:
    made = call("requestBody: {payload: {a: 'see $inputs.tokn.'}}", operation=ANYTHING)
    assert made.body() == '{"a":"see $inputs.tokn."}'
    assert made.codes == ["AZ306"]


def test_braces_left_out_before_punctuation() -> None:
    made = call(
        "requestBody: {payload: {a: '($inputs.a), \"$inputs.b\".'}}",
        inputs="a!: {type: string}\nb!: {type: integer}",
        operation=ANYTHING,
    )
    assert made.body(a="x", b=1) == '{"a":"(x), \\"1\\"."}'


@pytest.mark.parametrize(
    "expression", ["$response.body.a[0].b", "$response.body['a'][0].b", "$response.body.a.0.b"]
)
def test_dots_and_brackets_into_a_body(expression: str) -> None:
    made = call(f'outputs: {{value: "{expression}"}}')
    assert made.values({"a": [{"b": 1}]}) == {"value": 1}
    assert made.codes == ["AZ303"]
    assert "write `$response.body#/a/0/b`" in made.built.report


def test_brackets_directly_behind_a_body() -> None:
    made = call('outputs: {value: "$response.body[1]"}')
    assert made.values([1, 2]) == {"value": 2}


@pytest.mark.parametrize("expression", ["$response.body#a", "$response.body/a"])
def test_a_pointer_that_lacks_a_character(expression: str) -> None:
    made = call(f"outputs: {{value: '{expression}'}}")
    assert made.values({"a": 1}) == {"value": 1}
    assert made.codes == ["AZ303"]


def test_the_plural_of_header() -> None:
    made = call("outputs: {value: $response.headers.X-Id}")
    assert made.values({}, headers={"x-id": "7"}) == {"value": "7"}
    assert made.codes == ["AZ303"]


def test_dots_into_an_output() -> None:
    made = workflow("""
        steps:
        - {stepId: s, operationId: call, outputs: {list: $response.body}}
        outputs: {value: '$steps.s.outputs.list[0].id'}
    """)
    assert made.values([{"id": 4}]) == {"value": 4}
    assert made.codes == ["AZ303"]
    assert "write `$steps.s.outputs.list#/0/id`" in made.built.report


def test_dots_into_an_input() -> None:
    made = call(
        "requestBody: {payload: {id: $inputs.customer.id}}",
        inputs="customer!: {type: object}",
        operation=ANYTHING,
    )
    assert made.body(customer={"id": 4}) == '{"id":4}'
    assert made.codes == ["AZ303"]


def test_names_that_hold_dots_and_brackets() -> None:
    made = call(
        "parameters: [{name: 'track[title]', in: query, value: '$inputs.track[title]'},"
        " {name: a.b, in: query, value: $inputs.a.b}]",
        inputs="'track[title]'!: {type: string}\na.b!: {type: integer}\na!: {type: object}",
        operation="parameters: [{name: 'track[title]', in: query, schema: {type: string}},"
        " {name: a.b, in: query, schema: {type: integer}}]",
    )
    assert made.query(track_title="t", a_b=3, a={"b": 4}) == "track%5Btitle%5D=t&a.b=3"
    assert not made.codes


def test_a_name_with_dots_goes_before_a_path_into_another() -> None:
    made = workflow("""
        steps:
        - stepId: s
          operationId: call
          outputs: {data: $response.body, data.id: $response.body#/other}
        outputs: {value: $steps.s.outputs.data.id}
    """)
    assert made.values({"id": 1, "other": 2}) == {"value": 2}


def test_strict_makes_errors_of_dialects() -> None:
    made = call('outputs: {value: "$response.body.a"}', flags=["--strict"])
    assert made.built.status == 1
    assert not made.built.files
    assert "error[AZ303]" in made.built.report
