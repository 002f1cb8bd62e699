"""Nulls of responses: where they are sent, where they are left out, and where they are an error."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest
import yaml
from one_call import Made, openapi, workflow

from playback import Outcome, on

PAGE = """
type: object
properties:
  next: {type: [string, 'null']}
  flag: {type: [boolean, 'null']}
  size: {enum: [s, m, null]}
  nothing: {type: 'null'}
  part: {type: [object, 'null'], properties: {deep: {type: [string, 'null']}}}
  plain: {type: string}
  any: {}
"""
"""What `list` answers: places that may be null, one that may not, and one without a schema."""

BODY = """
type: object
properties:
  may: {type: [string, 'null']}
  either: {oneOf: [{type: string}, {type: 'null'}]}
  never: {type: string}
  list: {type: array, items: {type: [string, 'null']}}
  texts: {type: array, items: {type: string}}
  inner: {type: object, properties: {may: {type: [string, 'null']}, never: {type: string}}}
"""

NOTHING: dict[str, Any] = dict.fromkeys(
    ("next", "flag", "size", "nothing", "part", "plain", "any"), None
)


def sending(
    payload: str, *, body: str = BODY, media: str = "application/json", more: str = ""
) -> Made:
    """A workflow that reads a page, and sends what it holds.

    Args:
        payload: The payload, in which `$next` and the like are outputs of the step that reads.
        body: The schema of the body.
        media: Its content type.
        more: Further fields of the body, as YAML.
    """
    names = tuple(NOTHING)
    for name in names:
        payload = payload.replace(f"${name}", f"$steps.list.outputs.{name}")
        more = more.replace(f"${name}", f"$steps.list.outputs.{name}")
    outputs = ", ".join(f"{name}: $response.body#/{name}" for name in names)
    return workflow(
        f"""
        steps:
        - stepId: list
          operationId: list
          outputs: {{{outputs}}}
        - stepId: send
          operationId: call
          requestBody: {{payload: {payload}{more and ", " + more}}}
        """,
        sources=api(body, media),
    )


def api(body: str, media: str = "application/json", parameters: str = "[]") -> dict[str, Any]:
    """The API: `list` answers a page, `call` takes a body."""
    schema = yaml.safe_load(body)
    document = openapi()
    operation = document["paths"]["/call"]["post"]
    operation["requestBody"] = {"content": {media: {"schema": schema}}}
    operation["parameters"] = yaml.safe_load(parameters)
    page = {"application/json": {"schema": yaml.safe_load(PAGE)}}
    answers = {"200": {"description": "", "content": page}}
    document["paths"]["/list"] = {"get": {"operationId": "list", "responses": answers}}
    return document


def sent(made: Made, page: dict[str, Any]) -> Any:
    """The JSON body that is sent after a page was read."""
    outcome = ran(made, page)
    assert outcome.error is None, outcome.error
    return json.loads(outcome.requests[-1].content)


def ran(made: Made, page: dict[str, Any]) -> Outcome:
    """How a run ends that reads a page and sends something."""
    return made.run([on("GET", "/list").reply(page), on("POST", "/call").reply({})])


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        ("{may: $next}", {"may": None}),
        ("{either: $next}", {"either": None}),
        ("{undeclared: $next}", {"undeclared": None}),
        ("{undeclared: $flag}", {"undeclared": None}),
        ("{undeclared: $size}", {"undeclared": None}),
        ("{undeclared: $nothing}", {"undeclared": None}),
        ("{undeclared: $part}", {"undeclared": None}),
        ("{may: $any}", {"may": None}),
        ("{undeclared: $any}", {}),
        ("{never: $next}", {}),
        ("{undeclared: $plain}", {}),
        ("{may: $plain}", {}),
        ("{list: [a, $next]}", {"list": ["a", None]}),
        ("{list: [$plain, a]}", {"list": ["a"]}),
        ("{texts: [a, $next]}", {"texts": ["a"]}),
        ("{inner: {may: $next, never: $next}}", {"inner": {"may": None}}),
        ("{x: {y: [{z: $next}, [$next]]}}", {"x": {"y": [{"z": None}, [None]]}}),
        ("[$next, {a: $next}]", [None, {"a": None}]),
        ("{may: 'is {$next}'}", {}),
    ],
)
def test_a_null_is_sent_where_both_schemas_have_it(payload: str, body: Any) -> None:
    made = sending(payload)
    assert sent(made, NOTHING) == body
    everything = {name: name for name in NOTHING}
    assert "null" not in json.dumps(sent(made, everything))


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        ('{"may": "{$next}"}', {"may": None}),
        ('{"may": {$next}}', {"may": None}),
        ('{"never": "{$next}"}', {}),
        ('{"undeclared": {$next}}', {"undeclared": None}),
        ('{"list": [{$next}, "{$next}", "a"]}', {"list": [None, None, "a"]}),
        ('{"may": "is {$next}"}', {}),
    ],
)
def test_a_null_in_json_text(payload: str, body: Any) -> None:
    assert sent(sending(json.dumps(payload)), NOTHING) == body


@pytest.mark.parametrize(
    ("replacement", "body"),
    [
        ("{target: /may, value: $next}", {"may": None, "list": ["a"]}),
        ("{target: /never, value: $next}", {"may": "x", "list": ["a"]}),
        ("{target: /list/-, value: $next}", {"may": "x", "list": ["a", None]}),
        ("{target: /inner/may, value: $next}", {"may": "x", "list": ["a"], "inner": {"may": None}}),
        ("{target: $.may, value: $next, targetSelectorType: jsonpath}",
         {"may": None, "list": ["a"]}),
        ("{target: '$.list[*]', value: $next, targetSelectorType: jsonpath}",
         {"may": "x", "list": [None]}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("given", ["spelled out", "an output"])
def test_a_null_in_a_replacement(replacement: str, body: Any, given: str) -> None:
    page = {**NOTHING, "any": {"may": "x", "list": ["a"]}}
    payload = "{may: x, list: [a]}" if given == "spelled out" else "$any"
    made = sending(payload, more=f"replacements: [{replacement}]")
    assert sent(made, page) == body


REQUIRING = BODY.replace("type: object\n", "type: object\nrequired: [may, never]\n", 1)


def test_a_required_property_that_allows_no_null_is_missing() -> None:
    made = sending("{may: x, never: $next}", body=REQUIRING)
    error = ran_until_error(made)
    assert isinstance(error, made.module.MissingValue)
    assert (error.step_id, error.name) == ("list", "next")


@pytest.mark.parametrize("payload", ["{may: x, never: 'is {$plain}'}", "{may: x, never: $any}"])
def test_a_required_property_that_is_not_there_is_missing(payload: str) -> None:
    made = sending(payload, body=REQUIRING)
    assert isinstance(ran_until_error(made), made.module.MissingValue)


def ran_until_error(made: Made) -> Exception | None:
    """The error of a run that sends nothing after it has read a page."""
    return made.run([on("GET", "/list").reply({})]).error


@pytest.mark.parametrize("value", ["$next", "$any", "$plain"])
def test_a_required_property_that_allows_null_is_null(value: str) -> None:
    assert sent(sending(f"{{may: {value}, never: x}}", body=REQUIRING), {}) == {
        "may": None,
        "never": "x",
    }


def test_a_null_inside_a_value() -> None:
    made = sending("{may: '$part#/deep', undeclared: '$part#/deep', never: '$part#/deep'}")
    assert sent(made, {"part": {"deep": None}}) == {"may": None, "undeclared": None}
    assert sent(made, {"part": {}}) == {}
    assert sent(made, {"part": None}) == {}
    assert sent(made, {"part": {"deep": "x"}}) == dict.fromkeys(("may", "undeclared", "never"), "x")


def test_a_whole_body_that_is_null() -> None:
    made = sending("$next", body="{type: [string, 'null']}")
    assert sent(made, {"next": None}) is None
    assert sent(made, {"next": "x"}) == "x"


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("application/merge-patch+json", b'{"may":null}'),
        ("application/json; charset=iso-8859-1", b'{"may":null}'),
        ("application/x-www-form-urlencoded", b""),
    ],
)
def test_nulls_by_content_type(media: str, content: bytes) -> None:
    outcome = ran(sending("{may: $next, never: $next}", media=media), NOTHING)
    assert outcome.requests[-1].content == content


def test_parameters_leave_nulls_out() -> None:
    made = workflow(
        """
        steps:
        - stepId: list
          operationId: list
          outputs: {next: $response.body#/next}
        - stepId: send
          operationId: call
          parameters:
          - {name: q, in: query, value: $steps.list.outputs.next}
          - {name: t, in: query, value: 'is {$steps.list.outputs.next}'}
          - {name: X-V, in: header, value: $steps.list.outputs.next}
          - {name: c, in: cookie, value: $steps.list.outputs.next}
          requestBody: {payload: {may: $steps.list.outputs.next}}
        """,
        sources=api(BODY, parameters=PARAMETERS),
    )
    request = ran(made, NOTHING).requests[-1]
    assert (request.url.query, request.content) == (b"", b'{"may":null}')
    assert "X-V" not in request.headers
    assert "Cookie" not in request.headers
    request = ran(made, {"next": "n"}).requests[-1]
    assert request.url.query == b"q=n&t=is+n"


PARAMETERS = """
- {name: q, in: query, schema: {type: [string, 'null']}}
- {name: t, in: query, schema: {type: string}}
- {name: X-V, in: header, schema: {type: [string, 'null']}}
- {name: c, in: cookie, schema: {type: string}}
"""


@pytest.mark.parametrize("required", ["", "!"])
def test_parameters_leave_out_an_input_that_is_null(required: str) -> None:
    made = workflow(
        """
        steps:
        - stepId: send
          operationId: call
          parameters:
          - {name: q, in: query, value: $inputs.v}
          - {name: X-V, in: header, value: $inputs.v}
          - {name: c, in: cookie, value: $inputs.v}
          requestBody: {payload: {may: $inputs.v}}
        """,
        inputs=f"v{required}: {{type: [string, 'null']}}",
        sources=api(BODY, parameters=PARAMETERS),
    )
    request = made.sent(v=None)
    assert (request.url.query, request.content) == (b"", b'{"may":null}')
    assert "X-V" not in request.headers
    assert "Cookie" not in request.headers
    assert made.sent(v="x").url.query == b"q=x"


def test_a_path_needs_more_than_null() -> None:
    document = openapi(
        "parameters: [{name: id, in: path, required: true, schema: {type: string}}]",
        path="/call/{id}",
    )
    made = workflow(
        """
        steps:
        - {stepId: send, operationId: call, parameters: [{name: id, in: path, value: $inputs.v}]}
        """,
        inputs="v!: {type: [string, 'null']}",
        sources=document,
    )
    assert isinstance(made.run([], v=None).error, made.module.MissingValue)


def test_a_step_that_did_not_run_gives_no_null() -> None:
    made = workflow(
        """
        steps:
        - stepId: first
          operationId: list
          onSuccess:
          - {name: skip, type: goto, stepId: send, criteria: [{condition: $statusCode == 200}]}
        - stepId: list
          operationId: list
          outputs: {next: $response.body#/next}
        - stepId: send
          operationId: call
          requestBody: {payload: {may: $steps.list.outputs.next, never: x}}
        """,
        sources=api(BODY),
    )
    assert sent(made, {}) == {"never": "x"}


def test_the_function_of_a_step_tells_null_from_what_is_left_out() -> None:
    made = sending("{may: $next}")
    parameter = inspect.signature(made.module.send).parameters["next"]
    assert parameter.default is made.module.UNSET
