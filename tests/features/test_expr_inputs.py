"""Inputs: their defaults, what is left out and what is null, and secrets."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest
from one_call import Made, call, workflow

from playback import assert_hidden, on

ANYTHING = "requestBody: {content: {application/json: {}}}"


def sending(schema: str) -> Made:
    """A step that sends the input `v` in a body, wherever it can be."""
    payload = "{plain: $inputs.v, nested: {deep: [{v: $inputs.v}]}, text: 'is {$inputs.v}'}"
    return call(f"requestBody: {{payload: {payload}}}", inputs=f"v: {schema}", operation=ANYTHING)


@pytest.mark.parametrize(
    ("default", "value"),
    [
        ("0", 0),
        ("false", False),
        ('""', ""),
        ("1.5", 1.5),
        ("[]", []),
        ("{}", {}),
        ("[1, {a: null}]", [1, {"a": None}]),
        ("{a: [x]}", {"a": ["x"]}),
        ("text", "text"),
    ],
)
def test_a_default_is_sent(default: str, value: object) -> None:
    made = call(
        "requestBody: {payload: {v: $inputs.v}}",
        inputs=f"v: {{default: {default}}}",
        operation=ANYTHING,
    )
    sent = made.run([on("POST", "/call", json={"v": value}).reply({})])
    assert sent.error is None


def test_a_default_that_a_caller_changes_is_not_changed_for_others() -> None:
    made = call(
        "requestBody: {payload: {v: $inputs.v}}",
        inputs="v: {type: array, items: {type: integer}, default: [1]}",
        operation=ANYTHING,
    )
    for _ in range(2):
        assert made.body() == '{"v":[1]}'
    default = inspect.signature(made.module.run).parameters["v"].default
    assert not isinstance(default, list)


def test_a_null_default_is_null() -> None:
    made = call(
        "requestBody: {payload: {v: $inputs.v}}",
        inputs="v: {type: [string, 'null'], default: null}",
        operation=ANYTHING,
    )
    assert made.body(v="x") == '{"v":"x"}'
    assert made.body() == '{"v":null}'


def test_an_optional_input_is_left_out_of_a_body_wherever_it_stands() -> None:
    made = sending("{type: string}")
    assert json.loads(made.body()) == {"nested": {"deep": [{}]}}
    assert json.loads(made.body(v="")) == {
        "plain": "",
        "nested": {"deep": [{"v": ""}]},
        "text": "is ",
    }


def test_an_optional_input_is_left_out_of_parameters() -> None:
    made = call(
        """
        parameters:
          - {name: q, in: query, value: $inputs.v}
          - {name: t, in: query, value: 'v{$inputs.v}'}
          - {name: X-V, in: header, value: $inputs.v}
          - {name: c, in: cookie, value: $inputs.v}
        """,
        inputs="v: {type: string}",
        operation="""
        parameters:
          - {name: q, in: query, schema: {type: string}}
          - {name: t, in: query, schema: {type: string}}
          - {name: X-V, in: header, schema: {type: string}}
          - {name: c, in: cookie, schema: {type: string}}
        """,
    )
    without = made.sent()
    assert without.url.query == b""
    assert "X-V" not in without.headers
    assert "Cookie" not in without.headers
    with_it = made.sent(v="a")
    assert with_it.url.query == b"q=a&t=va"
    assert (with_it.headers["X-V"], with_it.headers["Cookie"]) == ("a", "c=a")


def test_null_and_left_out_are_two_things_for_a_nullable_input() -> None:
    made = sending("{type: [string, 'null']}")
    assert json.loads(made.body()) == {"nested": {"deep": [{}]}}
    null = json.loads(made.body(v=None))
    assert null["plain"] is None
    assert null["nested"] == {"deep": [{"v": None}]}
    assert json.loads(made.body(v="x"))["plain"] == "x"
    default = inspect.signature(made.module.run).parameters["v"].default
    assert default is made.module.UNSET


def test_a_required_nullable_input_takes_null() -> None:
    made = call(
        "requestBody: {payload: {v: $inputs.v}}",
        inputs="v!: {type: [string, 'null']}",
        operation=ANYTHING,
    )
    assert made.body(v=None) == '{"v":null}'
    with pytest.raises(TypeError):
        made.module.run()


def test_null_inside_an_input_is_sent() -> None:
    made = call(
        "requestBody: {payload: {v: $inputs.v}}", inputs="v: {type: object}", operation=ANYTHING
    )
    assert made.body(v={"a": None, "b": [None]}) == '{"v":{"a":null,"b":[null]}}'


def test_an_optional_whole_body_is_left_out() -> None:
    made = call("requestBody: {payload: $inputs.v}", inputs="v: {type: object}", operation=ANYTHING)
    assert made.body() == ""
    assert made.body(v={}) == "{}"


def test_a_path_needs_its_value() -> None:
    made = call(
        "parameters: [{name: id, in: path, value: $inputs.id}]",
        inputs="id: {type: string}",
        operation="parameters: [{name: id, in: path, required: true, schema: {type: string}}]",
        path="/call/{id}",
    )
    outcome = made.run([])
    assert isinstance(outcome.error, made.module.MissingValue)
    assert (outcome.error.step_id, outcome.error.name) == ("call", "id")


@pytest.mark.parametrize("value", [{"b": 1}, {}, None])
def test_a_pointer_into_an_optional_input(value: dict[str, Any] | None) -> None:
    made = call(
        "requestBody: {payload: {b: '$inputs.a#/b', c: 1}}",
        inputs="a: {type: object, properties: {b: {type: integer}}}",
        operation=ANYTHING,
    )
    assert json.loads(made.body(a=value)) == ({"b": 1, "c": 1} if value else {"c": 1})


def test_names_become_identifiers() -> None:
    made = call(
        "requestBody: {payload: {a: $inputs.x-api-key, b: $inputs.HTTPStatus2,"
        " c: $inputs.class, d: $inputs.client, e: $inputs.myId, f: $inputs.my_id}}",
        inputs="""
        x-api-key!: {type: string}
        HTTPStatus2!: {type: string}
        class!: {type: string}
        client!: {type: string}
        myId!: {type: string}
        my_id!: {type: string}
        """,
        operation=ANYTHING,
    )
    inputs = {"x_api_key": "a", "http_status2": "b", "class_": "c", "client_": "d"}
    body = made.body(**inputs, my_id="e", my_id_2="f")
    assert body == '{"a":"a","b":"b","c":"c","d":"d","e":"e","f":"f"}'
    assert "x-api-key" in (made.module.run.__doc__ or "")


# --- Secrets ------------------------------------------------------------------------------


def test_a_password_never_shows() -> None:
    made = workflow(
        """
        steps:
        - stepId: login
          operationId: call
          requestBody: {payload: {user: $inputs.user, password: $inputs.password}}
          successCriteria: [{condition: $statusCode == 200}]
          outputs: {again: $inputs.password, token: $response.body#/token}
        outputs: {again: $steps.login.outputs.again, token: $steps.login.outputs.token}
        """,
        inputs="user!: {type: string}\npassword!: {type: string, format: password}",
    )
    failed = made.answered({}, status=401, user="u", password="hunter2")
    assert_hidden(failed.error, "hunter2")
    done = made.answered({"token": "tok-1"}, user="u", password="hunter2")
    assert done.outputs.again == "hunter2"
    assert "hunter2" not in repr(done.outputs)
    assert "tok-1" not in repr(done.outputs)


def test_a_secret_in_a_criterion_never_shows() -> None:
    made = call(
        "successCriteria: [{condition: $response.body#/echo == $inputs.secret}]",
        inputs="secret!: {type: string, format: password}",
    )
    failed = made.answered({"echo": "no"}, secret="hunter2")
    assert isinstance(failed.error, made.module.StepFailed)
    assert_hidden(failed.error, "hunter2")


def test_a_missing_value_shows_no_values() -> None:
    made = call(
        """
        parameters:
        - {name: Authorization, in: header, value: 'Bearer {$inputs.token}'}
        - {name: q, in: query, value: $inputs.q}
        """,
        inputs="token!: {type: string}\nq: {type: string}",
        operation="parameters: [{name: q, in: query, required: true, schema: {type: string}}]",
    )
    outcome = made.run([], token="hunter2")
    assert isinstance(outcome.error, made.module.MissingValue)
    assert_hidden(outcome.error, "hunter2")
