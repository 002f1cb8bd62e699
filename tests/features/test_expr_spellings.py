"""Texts that name what a workflow declares in the spelling of another tool: they stay text with a
warning, and are errors where no text can be meant."""

from __future__ import annotations

import pytest
from one_call import Made, call

ANYTHING = "requestBody: {content: {application/json: {}}}"
TOKEN = "token!: {type: string}"

SPELLINGS = [
    "${inputs.token}",
    "${{ inputs.token }}",
    "{inputs.token}",
    "{{inputs.token}}",
    "{{ token }}",
    "$.inputs.token",
    "inputs.token",
    "#{inputs.token}",
    "<% inputs.token %>",
]


def sending(text: str) -> Made:
    """A step that sends a text, and an input."""
    step = f"requestBody: {{payload: {{a: '{text}', b: $inputs.token}}}}"
    return call(step, operation=ANYTHING, inputs=TOKEN)


def sent_with(text: str) -> str:
    """The body that such a step sends."""
    return f'{{"a":"{text}","b":"t"}}'


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_value_stays_text_and_the_right_spelling_is_named(text: str) -> None:
    made = sending(text)
    assert made.body(token="t") == sent_with(text)
    assert made.findings == [("AZ306", text, f"`{text}` is no expression here, and stays text")]
    assert "help: did you mean `$inputs.token`?" in made.built.report


@pytest.mark.parametrize("text", ["${inputs.token}", "{{inputs.token}}", "$.inputs.token"])
def test_in_longer_text_an_expression_has_braces(text: str) -> None:
    made = sending(f"Bearer {text}!")
    assert made.findings[0][:2] == ("AZ306", text)
    assert "help: did you mean `{$inputs.token}`?" in made.built.report


@pytest.mark.parametrize(
    "text",
    [
        "{token",
        "{inputs.tokn}",
        "{{other}}",
        "$.inputs.other",
        "inputs.version",
        "for inputs.token alone",
        "response.body",
        "${HOME}",
        "a {token} in text",
        "{id}",
        "$.status",
    ],
)
def test_text_that_names_nothing_gives_no_finding(text: str) -> None:
    made = sending(text)
    assert made.findings == []
    assert made.body(token="t") == sent_with(text)


@pytest.mark.parametrize("text", ["$.response.body.n", "response.body#/n", "{{response.body.n}}"])
def test_an_output_is_an_error(text: str) -> None:
    made = call(f"outputs: {{n: '{text}'}}")
    assert made.built.status == 1
    message = f"this output is the text `{text}`, not an expression"
    assert made.findings == [("AZ123", text, message)]
    assert "help: did you mean `$response.body#/n`?" in made.built.report


def test_an_output_that_is_a_jsonpath_is_an_error() -> None:
    made = call("outputs: {n: '$.items[0].n'}")
    message = "this output is the text of a JSONPath, not an expression"
    assert made.findings == [("AZ123", "'$.items[0].n'", message)]
    assert "help: did you mean `$response.body#/items/0/n`?" in made.built.report


@pytest.mark.parametrize(
    ("condition", "wrong", "right"),
    [
        ("statusCode == 200", "statusCode", "$statusCode"),
        ("$.statusCode == 200", "$.statusCode", "$statusCode"),
        ("response.status == 200", "response.status", "$statusCode"),
        ("${response.body.state} == 1", "${response.body.state}", "$response.body#/state"),
        ("response.body.state == 1", "response.body.state", "$response.body#/state"),
        ("$statusCode == inputs.token", "inputs.token", "$inputs.token"),
        ("'{$token}' == 'a'", "{$token}", "$inputs.token"),
        ("'{$body}' == 1", "{$body}", None),
    ],
)
def test_a_criterion_is_an_error(condition: str, wrong: str, right: str | None) -> None:
    made = call(f'successCriteria: [{{condition: "{condition}"}}]', inputs=TOKEN)
    assert made.built.status == 1
    assert [found[:2] for found in made.findings] == [("AZ306", wrong)]
    assert right is None or f"did you mean `{right}`?" in made.built.report


def test_a_quoted_word_of_a_condition_is_text() -> None:
    made = call("successCriteria: [{condition: $response.body#/kind == 'inputs.token'}]")
    assert made.findings == []


@pytest.mark.parametrize("text", ["{inputs.token}", "$.inputs.token", "$token"])
def test_a_value_of_a_path_is_an_error(text: str) -> None:
    made = call(
        f"parameters: [{{name: id, in: path, value: '{text}'}}]",
        operation="parameters: [{name: id, in: path, required: true, schema: {type: string}}]",
        path="/call/{id}",
        inputs=TOKEN,
    )
    assert made.built.status == 1
    assert [found[:2] for found in made.findings] == [("AZ306", text)]


# --- Text of the author's own ---------------------------------------------------------------


@pytest.mark.parametrize("text", ["Hello {$name}", "$name", "^x{$n}$", "{$foo.bar} {$baz}"])
def test_a_word_stays_text_with_braces_and_without(text: str) -> None:
    made = sending(text)
    assert {found[0] for found in made.findings} == {"AZ306"}
    assert "make it the `default` of an input" in made.built.report
    assert made.body(token="t") == sent_with(text)


def test_the_default_of_an_input_is_sent_without_a_warning() -> None:
    made = call(
        "requestBody: {payload: {a: $inputs.greeting}}",
        operation=ANYTHING,
        inputs="greeting: {type: string, default: 'Hello {$name}'}",
    )
    assert made.findings == []
    assert made.body() == '{"a":"Hello {$name}"}'
