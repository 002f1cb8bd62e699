"""Texts that have no encoding, such as half of a surrogate pair: refused, and not shown."""

from __future__ import annotations

import io
from typing import Any

import pytest
from one_call import Made, call, workflow

from playback import assert_hidden, on

HALF = "hunter2\ud800"
STRING = "v!: {type: string}"
ANY = "v!: {}"


def parameter(place: str, schema: str = "type: string", *, inputs: str = STRING) -> Made:
    """A workflow that gives its input to a parameter."""
    return call(
        f"parameters: [{{name: v, in: {place}, value: $inputs.v}}]",
        operation=f"parameters: [{{name: v, in: {place}, required: true, schema: {{{schema}}}}}]",
        path="/{v}" if place == "path" else "/call",
        inputs=inputs,
    )


def body(content_type: str, payload: str = "{a: $inputs.v}", *, inputs: str = STRING) -> Made:
    """A workflow that gives its input to a body."""
    return call(
        f"requestBody: {{contentType: '{content_type}', payload: {payload}}}",
        operation=f"requestBody: {{content: {{'{content_type}': {{}}}}}}",
        inputs=inputs,
    )


LIST = "type: array, items: {type: string}"
OBJECT = "type: object, additionalProperties: {type: string}"
FILE = "v!: {type: string, format: binary}"

PLACES: dict[str, tuple[Made, Any]] = {
    "path": (parameter("path"), HALF),
    "path list": (parameter("path", LIST, inputs=f"v!: {{{LIST}}}"), ["a", HALF]),
    "query": (parameter("query"), HALF),
    "query object": (parameter("query", OBJECT, inputs=f"v!: {{{OBJECT}}}"), {HALF: "a"}),
    "cookie": (parameter("cookie"), HALF),
    "cookie object": (parameter("cookie", OBJECT, inputs=f"v!: {{{OBJECT}}}"), {HALF: "a"}),
    "form": (body("application/x-www-form-urlencoded"), HALF),
    "form of any": (body("application/x-www-form-urlencoded", "$inputs.v", inputs=ANY), {HALF: 1}),
    "JSON": (body("application/json"), HALF),
    "JSON key": (body("application/json", inputs=ANY), {HALF: 1}),
    "JSON of its own": (body("application/vnd.api+json"), HALF),
    "lines": (body("application/x-ndjson", "[$inputs.v]"), HALF),
    "text": (body("text/plain", "$inputs.v"), HALF),
    "text of parts": (body("text/plain", "'a {$inputs.v}'"), HALF),
    "text of a charset": (body("text/plain; charset=latin-1", "$inputs.v"), "hunter2 €"),
    "XML": (body("application/xml", "'<a>{$inputs.v}</a>'"), HALF),
    "part": (body("multipart/form-data"), HALF),
    "part name": (body("multipart/form-data", "$inputs.v", inputs=ANY), {HALF: "a"}),
    "file name": (body("multipart/form-data", inputs=FILE), (HALF, b"x", "text/plain")),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_text_without_an_encoding_is_refused(place: str) -> None:
    made, value = PLACES[place]
    error = made.run([], v=value).error
    assert isinstance(error, made.module.UnsendableValue), repr(error)
    assert isinstance(error, ValueError)
    assert (error.step_id, error.name) == ("call", None)
    assert error.__cause__ is None
    assert error.__suppress_context__
    assert_hidden(error, "hunter2", "ud800")
    assert "hunter2" not in str(vars(error)) + getattr(error.__context__, "object", "")
    assert "has no encoding" in str(error)


class Pipe(io.RawIOBase):
    """A file whose length is not known before it is read."""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """It is at its end."""
        return b""


def test_a_part_behind_a_file_of_unknown_length_is_refused() -> None:
    made = body("multipart/form-data", "$inputs.v", inputs=ANY)
    error = made.run([], v={"file": ("a", Pipe(), "text/plain"), HALF: "b"}).error
    assert isinstance(error, made.module.UnsendableValue)
    assert_hidden(error, "hunter2", "ud800")


CREDENTIALS = """
    components:
      securitySchemes:
        basic: {type: http, scheme: basic}
        query: {type: apiKey, in: query, name: key}
"""


@pytest.mark.parametrize("scheme", ["basic", "query"])
def test_a_credential_without_an_encoding_is_refused(scheme: str) -> None:
    made = call(operation=f"security: [{{{scheme}: []}}]", api=CREDENTIALS)
    error = made.run([], **{scheme: HALF}).error
    assert isinstance(error, made.module.UnsendableValue)
    assert_hidden(error, "hunter2", "ud800")


def test_what_an_api_answered_is_refused_too() -> None:
    made = workflow(
        """
        steps:
        - stepId: first
          operationId: call
          outputs: {v: $response.body#/v}
        - stepId: second
          operationId: call
          requestBody: {contentType: application/json, payload: {a: $steps.first.outputs.v}}
        """
    )
    answer = on("POST", "/call").reply(headers={"X": "1"}, text='{"v": "hunter2\\ud800"}')
    error = made.run([answer]).error
    assert isinstance(error, made.module.UnsendableValue)
    assert error.step_id == "second"
    assert_hidden(error, "hunter2", "ud800")


def test_both_halves_of_a_pair_are_sent() -> None:
    assert PLACES["JSON"][0].body(v="\U0001f600") == '{"a":"\U0001f600"}'
    assert PLACES["query"][0].query(v="\U0001f600") == "v=%F0%9F%98%80"


def test_a_cookie_of_a_server_that_has_no_encoding_is_refused() -> None:
    """A step that sends no values has the client's cookies still."""
    made = workflow(
        """
        steps:
        - {stepId: first, operationId: call}
        - {stepId: second, operationId: call}
        """
    )
    cookie = [(b"Set-Cookie", "a=h\u00fcnter2".encode())]
    answer = on("POST", "/call").reply({}, headers=cookie)
    error = made.run([answer]).error
    assert isinstance(error, made.module.UnsendableValue)
    assert error.step_id == "second"
    assert_hidden(error, "nter2")
