"""Pointers, JSONPath and XPath into bodies of another kind than they read (AZ706)."""

from __future__ import annotations

import json

import httpx
import pytest
from one_call import Made, Whatever, call, openapi, workflow

OBJECT = {"type": "object", "properties": {"id": {"type": "string"}}}


def responses(*media: str, schema: object = OBJECT) -> str:
    """An operation that answers 200 with some media types, as YAML."""
    content = {each: {"schema": schema} for each in media}
    return json.dumps({"responses": {"200": {"description": "", "content": content}}})


def of_types(made: Made) -> list[tuple[str, str]]:
    """The findings of types: the code, and the expression that is underlined."""
    return [(c, text.strip("'{}")) for c, text, _ in made.findings if c.startswith("AZ7")]


def reading(operation: str, step: str = "outputs: {a: $response.body#/id}") -> Made:
    """A step that reads its response."""
    return call(step, operation=operation)


@pytest.mark.parametrize(
    "media",
    [
        "application/xml", "text/xml; charset=utf-8", "application/atom+xml", "Application/XML",
        "text/csv", "text/tab-separated-values", "application/x-ndjson", "application/jsonl",
        "application/json-seq", "text/event-stream", "application/x-www-form-urlencoded",
        "multipart/mixed", "application/yaml", "application/vnd.shop+yaml",
    ],
)  # fmt: skip
def test_a_format_with_other_parts(media: str) -> None:
    made = reading(responses(media))
    assert of_types(made) == [("AZ706", "$response.body#/id")]
    assert f"the response of call is {media.partition(';')[0]}, which no" in made.findings[0][2]


@pytest.mark.parametrize(
    "media", ["text/plain", "text/html", "application/octet-stream", "application/pdf", "image/png"]
)
def test_a_text_is_not_read_by_parts_unless_its_schema_has_some(media: str) -> None:
    text = {"type": "string"}
    assert of_types(reading(responses(media, schema=text))) == [("AZ706", "$response.body#/id")]
    assert of_types(reading(responses(media))) == []


@pytest.mark.parametrize(
    "media",
    [
        ["application/json"], ["application/json; charset=utf-8"], ["application/problem+json"],
        ["application/vnd.api+json"], ["text/json"], ["text/x-json"], ["*/*"], ["application/*"],
        ["application/vnd.shop.v2"], ["application/xml", "application/json"],
        ["text/csv", "*/*"], ["text/event-stream", "application/problem+json"],
    ],
)  # fmt: skip
def test_what_is_or_may_be_json(media: list[str]) -> None:
    assert of_types(reading(responses(*media))) == []


@pytest.mark.parametrize("content", ["", ", content: {}"])
def test_what_is_not_declared_is_not_spoken_of(content: str) -> None:
    made = reading(f"responses: {{200: {{description: ''{content}}}}}")
    assert of_types(made) == []


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ("successCriteria: [{condition: $response.body#/id == 'a'}]", "$response.body#/id"),
        ("successCriteria: [{condition: $response.body.id == 'a'}]", "$response.body.id"),
        ("successCriteria: [{condition: \"!$response.body#/id\"}]", "$response.body#/id"),
        (
            "successCriteria: [{context: $response.body#/id, type: regex, condition: ^a}]",
            "$response.body#/id",
        ),
        ("successCriteria: [{context: $response.body, type: jsonpath, condition: $.id}]", "$.id"),
        (
            "successCriteria: [{context: $response.body, type: jsonpath, "
            "condition: '$.items[?(@.id == 1)]'}]",
            "$.items[?(@.id == 1)]",
        ),
        (
            "successCriteria: [{context: $response.body, type: jsonpath, condition: "
            "'$[?length(@.items) > 0]'}]",
            "$[?length(@.items) > 0]",
        ),
        (
            "onSuccess: [{name: a, type: end, criteria: [{condition: $response.body#/id == 'a'}]}]",
            "$response.body#/id",
        ),
        (
            "onFailure: [{name: a, type: retry, retryLimit: 2, criteria: [{condition: "
            "$statusCode == 200 && $response.body#/id == 'a'}]}]",
            "$response.body#/id",
        ),
        ("outputs: {a: {context: $response.body, type: jsonpointer, selector: /id}}", "/id"),
        ("outputs: {a: {context: $response.body, type: jsonpath, selector: '$..id'}}", "$..id"),
        ("outputs: {a: {context: $response.body, type: jsonpath, selector: $.id}}", "$.id"),
        ("outputs: {a: 'id {$response.body#/id}'}", "$response.body#/id"),
    ],
)  # fmt: skip
def test_every_way_to_read_it_is_found_at_its_place(step: str, place: str) -> None:
    criteria = "successCriteria: [{condition: $response.body == 'a'}]\n"
    made = reading(responses("text/csv"), (criteria if "onFailure" in step else "") + step)
    assert of_types(made) == [("AZ706", place)]
    assert "declared here" in made.built.report


@pytest.mark.parametrize(
    ("read", "place"),
    [
        ("$steps.one.outputs.text#/id", "$steps.one.outputs.text#/id"),
        ("'{$steps.one.outputs.text#/id}'", "$steps.one.outputs.text#/id"),
        ("{context: $steps.one.outputs.text, type: jsonpath, selector: $.id}", "$.id"),
    ],
)
def test_an_output_that_is_a_whole_body_is_one(read: str, place: str) -> None:
    text = f"""
    steps:
    - {{stepId: one, operationId: call, outputs: {{text: $response.body}}}}
    - {{stepId: two, operationId: call, requestBody: {{payload: {{a: {read}}}}}}}
    """
    operation = responses("application/xml")
    made = workflow(text, sources=openapi(operation))
    assert [(c, t) for c, t in of_types(made) if c == "AZ706"] == [("AZ706", place)]
    whole = workflow(text.replace("#/id", "").replace("$.id", "$"), sources=openapi(operation))
    assert "AZ706" not in whole.codes


def test_the_help_says_how_to_read_it() -> None:
    assert "read it with `type: xpath`" in reading(responses("application/xml")).built.report
    report = reading(responses("text/csv")).built.report
    assert "as an output, take the whole text: `$response.body`" in report


# --- Of several responses -----------------------------------------------------------------

XML_AND_ERRORS = """
responses:
  200: {description: '', content: {application/xml: {schema: {type: object}}}}
  4XX: {description: '', content: {application/problem+json: {schema: {type: object}}}}
"""


@pytest.mark.parametrize(
    ("criteria", "condition", "count"),
    [
        ("", "$response.body#/code == 'busy'", 0),
        ("", "$statusCode == 429 && $response.body#/code == 'busy'", 0),
        ("", "$statusCode == 503 && $response.body#/code == 'busy'", 0),
        ("$response.body == 'a'", "$statusCode == 200 && $response.body#/code == 'busy'", 1),
        ("$response.body == 'a'", "$response.body#/code == 'busy'", 0),
    ],
)
def test_a_failure_action_reads_the_errors(criteria: str, condition: str, count: int) -> None:
    step = f'onFailure: [{{name: a, type: retry, criteria: [{{condition: "{condition}"}}]}}]\n'
    if criteria:
        step += f'successCriteria: [{{condition: "{criteria}"}}]'
    assert of_types(reading(XML_AND_ERRORS, step)) == [("AZ706", "$response.body#/code")] * count


def test_the_responses_count_that_the_criteria_allow() -> None:
    output = "outputs: {a: $response.body#/code}\n"
    both = output + "successCriteria: [{condition: $statusCode == 200 || $statusCode == 404}]"
    error = output + "successCriteria: [{condition: $statusCode == 404}]"
    assert [code for code, _ in of_types(reading(XML_AND_ERRORS, output))] == ["AZ706"]
    assert of_types(reading(XML_AND_ERRORS, both)) == []
    assert of_types(reading(XML_AND_ERRORS, error)) == []


def test_an_action_of_the_workflow_is_for_other_steps_too() -> None:
    text = """
    successActions:
    - {name: done, type: end, criteria: [{condition: $response.body#/id == 'a'}]}
    steps:
    - {stepId: one, operationId: call}
    """
    assert of_types(workflow(text, sources=openapi(responses("text/csv")))) == []


def test_swagger_says_it_with_produces() -> None:
    sources = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "host": "api.test",
        "schemes": ["https"],
        "produces": ["application/xml"],
        "paths": {
            "/a": {
                "get": {
                    "operationId": "call",
                    "responses": {"200": {"description": "", "schema": OBJECT}},
                }
            }
        },
    }
    text = "steps: [{stepId: one, operationId: call, outputs: {a: $response.body#/id}}]"
    assert of_types(workflow(text, sources=sources)) == [("AZ706", "$response.body#/id")]
    del sources["produces"]
    assert of_types(workflow(text, sources=sources)) == []


# --- Request bodies -----------------------------------------------------------------------


def sending(media: str, payload: str, read: str = "$request.body#/id") -> Made:
    """A step that reads what it has sent."""
    operation = f"requestBody: {{content: {{{media}: {{schema: {{type: object}}}}}}}}"
    step = f"requestBody: {{payload: {payload}}}\noutputs: {{a: '{read}'}}"
    return call(step, inputs="id!: {type: string}", operation=operation)


def test_a_form_that_was_sent_has_no_json() -> None:
    made = sending("application/x-www-form-urlencoded", "{id: $inputs.id}")
    assert of_types(made) == [("AZ706", "$request.body#/id")]
    assert "help: write what the payload has there: `$inputs.id`" in made.built.report
    made = sending("application/xml", "'<a>{$inputs.id}</a>'")
    assert of_types(made) == [("AZ706", "$request.body#/id")]
    assert "help: write what the payload has there\n" in made.built.report


def test_json_that_was_sent_is_read() -> None:
    made = sending("application/json", "{id: $inputs.id}")
    assert of_types(made) == []
    assert made.values({}, id="x") == {"a": "x"}
    both = "application/x-www-form-urlencoded: {}, application/json"  # JSON is chosen
    made = sending(both, "{id: $inputs.id}")
    assert of_types(made) == []
    assert made.values({}, id="x") == {"a": "x"}


def test_the_step_s_own_content_type_counts() -> None:
    operation = "requestBody: {content: {application/json: {}, text/csv: {}}}"
    step = "requestBody: {contentType: text/csv, payload: 'a;b'}\noutputs: {a: $request.body#/0}"
    assert of_types(call(step, operation=operation)) == [("AZ706", "$request.body#/0")]
    whole = "requestBody: {contentType: text/csv, payload: 'a;b'}\noutputs: {a: $request.body}"
    assert call(whole, operation=operation).values({}) == {"a": "a;b"}


# --- XPath --------------------------------------------------------------------------------

XPATH = "successCriteria: [{context: $response.body, type: xpath, condition: /a/b = 5}]"
SELECTOR = "outputs: {a: {context: $response.body, type: xpath, selector: /a/b}}"


@pytest.mark.parametrize(("step", "place"), [(XPATH, "/a/b = 5"), (SELECTOR, "/a/b")])
def test_an_xpath_into_json(step: str, place: str) -> None:
    made = reading(responses("application/json"), step)
    assert of_types(made) == [("AZ706", place)]
    assert "application/json, which no XPath can read" in made.built.report
    for media in ("application/xml", "text/html", "*/*", "text/plain", "application/vnd.shop"):
        assert of_types(reading(responses(media), step)) == []


def test_an_xpath_into_a_text_inside_json() -> None:
    step = "outputs: {a: {context: $response.body#/id, type: xpath, selector: /a/b}}"
    made = reading(responses("application/json"), step)
    assert of_types(made) == []
    assert made.values({"id": "<a><b>c</b></a>"}) == {"a": "c"}


def test_an_xpath_where_both_are_declared_reads_the_text() -> None:
    made = reading(responses("application/json", "application/xml"), f"{XPATH}\n{SELECTOR}")
    assert of_types(made) == []
    answered = Whatever()
    object.__setattr__(
        answered,
        "answer",
        lambda: httpx.Response(
            200, headers={"Content-Type": "application/xml"}, content=b"<a><b>5</b></a>"
        ),
    )
    outcome = made.run([answered])
    assert outcome.error is None
    assert outcome.outputs.a == "5"
