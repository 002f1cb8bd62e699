"""What the rules about requests and about loops are silent about, as it is right or said already:
AZ602, AZ606, AZ611, AZ704."""

from __future__ import annotations

import json

import pytest
from one_call import Made, call, openapi, workflow

# --- Parameters that are not declared (AZ602) ---------------------------------------------

GIVEN = "parameters: [{name: q, in: query, value: '1'}]"


@pytest.mark.parametrize(
    ("parameters", "codes"),
    [
        ("[{$ref: '#/components/parameters/none'}]", ["AZ802"]),
        ("[{$ref: 'none.yaml#/q'}]", ["AZ001"]),
        ("[{in: query, schema: {type: string}}]", ["AZ806"]),
        ("[{$ref: '#/components/parameters/none'}, {name: q, in: query}]", ["AZ802"]),
        ("[{name: other, in: query, schema: {type: string}}]", ["AZ602"]),
    ],
)
def test_a_parameter_that_cannot_be_read_may_be_the_one(parameters: str, codes: list[str]) -> None:
    made = call(GIVEN, operation=f"parameters: {parameters}", flags=["--validate=off"])
    assert made.codes == codes


def test_a_path_parameter_that_cannot_be_read_is_one_finding() -> None:
    operation = "parameters: [{$ref: '#/components/parameters/none'}]"
    step = "parameters: [{name: id, in: path, value: '1'}]"
    made = call(step, operation=operation, path="/call/{id}")
    assert made.codes == ["AZ802"]
    assert call(step, path="/call/{id}").codes == ["AZ810"]


def test_a_file_that_cannot_be_read_is_one_finding() -> None:
    made = call(operation="parameters: [{$ref: 'none.yaml#/q'}]")
    assert made.codes == ["AZ001"]


SCHEMES = """
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    bearer: {type: http, scheme: bearer}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: sid}
"""


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("header", "X-Key"),
        ("header", "x-key"),
        ("header", "Authorization"),
        ("query", "key"),
        ("cookie", "sid"),
    ],
)
def test_a_parameter_that_a_scheme_names(location: str, name: str) -> None:
    step = f"parameters: [{{name: {name}, in: {location}, value: a}}]"
    assert call(step, api=SCHEMES).codes == []
    if name != "Authorization":
        assert call(step).codes == ["AZ602"]


# --- Properties of payloads (AZ606, AZ611) ------------------------------------------------


def payload(schema: str, media: str = "application/json", body: str = "{b: x}") -> Made:
    """A step with a payload for a schema."""
    operation = f"requestBody: {{content: {{{media}: {{schema: {schema}}}}}}}"
    return call(f"requestBody: {{contentType: {media}, payload: {body}}}", operation=operation)


@pytest.mark.parametrize(
    "schema",
    [
        "{type: string}", "{type: integer}", "{type: [string, 'null']}", "{enum: [a, b]}",
        "{type: array, items: {type: object, required: [a], properties: {a: {}}}}",
        "{oneOf: [{type: string}, {type: array, items: {}}]}",
        "{type: string, required: [a], properties: {a: {type: string}}}",
    ],
)  # fmt: skip
def test_an_object_where_the_schema_is_none_is_one_finding(schema: str) -> None:
    assert payload(schema).codes == ["AZ705"]


@pytest.mark.parametrize("schema", ["{}", "true", "{type: object}", "{additionalProperties: {}}"])
def test_a_schema_that_names_no_properties(schema: str) -> None:
    assert payload(schema).codes == []


def test_a_schema_that_may_be_an_object_counts() -> None:
    schema = "{type: [object, 'null'], required: [a], properties: {a: {type: string}}}"
    assert payload(schema).codes == ["AZ606"]


FORM = """{type: object, required: [items, meta, name], properties: {
    items: {type: array, items: {type: object, properties: {price: {type: string}}}},
    meta: {type: object}, name: {type: string}}}"""
FORM_TYPE = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("{'items[0][price]': x, 'meta[a]': y, name: z}", []),
        ("{'items[]': x, 'meta[a]': y, name: z}", []),
        ("'items[0][price]=x&meta[a]=y&name=z'", []),
        ("{'items[0][price]': x, name: z}", ["AZ611"]),
        ("{'items[0][price]': x, 'meta[a]': y, name: z, 'more[a]': 1}", ["AZ606"]),
    ],
)
def test_a_key_with_brackets_is_of_the_property_before_them(body: str, codes: list[str]) -> None:
    assert payload(FORM, FORM_TYPE, body).codes == codes


# --- Loops that leave a value to the next step (AZ704) ------------------------------------

STATES = ["queued", "running", "done", "failed"]
STATE = "$response.body#/state"
BUSY = f"{STATE} == 'queued' || {STATE} == 'running'"
ANSWER = {
    "application/json": {
        "schema": {"type": "object", "properties": {"state": {"type": "string", "enum": STATES}}}
    }
}
POLLED = json.dumps({"responses": {"200": {"description": "", "content": ANSWER}}})


def loop(*actions: tuple[str, str], last: bool = False, more: str = "") -> list[str]:
    """What AZ704 says of a loop with some actions, each the kind and its condition."""
    kinds = {
        "again": "type: goto, stepId: poll",
        "use": "type: goto, stepId: use",
        "end": "type: end",
    }
    written = "".join(
        f'  - {{name: a{i}, {kinds[kind]}, criteria: [{{condition: "{text}"}}]}}\n'
        for i, (kind, text) in enumerate(actions)
    )
    text = f"steps:\n- stepId: poll\n  operationId: call\n{more}  onSuccess:\n{written}"
    if not last:
        text += "- {stepId: use, operationId: call}\n"
    made = workflow(text, sources=openapi(POLLED))
    return [message for code, _, message in made.findings if code == "AZ704"]


@pytest.mark.parametrize(
    "actions",
    [
        [("end", f"{STATE} == 'failed'"), ("again", f"{STATE} != 'done'")],
        [("end", f"{STATE} == 'failed'"), ("again", f"!({STATE} == 'done')")],
        [("end", f"{STATE} == 'failed'"), ("again", f"'done' != {STATE}")],
        [("again", f"{STATE} != 'done' && {STATE} != 'failed'")],
        [("again", f"!({STATE} == 'done' || {STATE} == 'failed')")],
        [("end", f"{STATE} == 'failed'"), ("again", BUSY)],
        [("again", BUSY), ("end", f"{STATE} == 'failed'")],
    ],
)  # fmt: skip
@pytest.mark.parametrize("last", [False, True])
def test_a_loop_that_excludes_a_value_by_name_or_leaves_one(
    actions: list[tuple[str, str]], last: bool
) -> None:
    assert loop(*actions, last=last) == []


@pytest.mark.parametrize("last", [False, True])
def test_a_value_with_which_the_job_has_not_begun_is_no_way_on(last: bool) -> None:
    done = ("end", f"{STATE} == 'done' || {STATE} == 'failed'")
    (message,) = loop(done, ("again", f"{STATE} == 'running'"), last=last)
    assert "'state' is 'queued'" in message
    assert loop(done, ("again", f"{STATE} == 'queued'"), last=last) == []


def test_the_success_criteria_exclude_a_value_too() -> None:
    more = f"  successCriteria: [{{condition: \"{STATE} != 'failed'\"}}]\n"
    actions = [("again", f"{STATE} == 'queued'"), ("again", f"{STATE} == 'running'")]
    assert loop(*actions, more=more) == []


def test_what_is_left_is_named_with_what_follows() -> None:
    actions = [("again", f"{STATE} == 'running'"), ("end", f"{STATE} == 'done'")]
    (message,) = loop(*actions)
    assert message.endswith("'state' is 'queued' or 'failed': the next step follows")
    (message,) = loop(*actions, last=True)
    assert "'queued' or 'failed'" in message
    assert "next step" not in message
    actions = [("use", f"{STATE} == 'done'"), ("again", f"{STATE} == 'running'")]
    (message,) = loop(*actions)
    assert message.endswith("'state' is 'queued' or 'failed': the next step follows")
