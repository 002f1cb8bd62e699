"""Binary parts and bodies take bytes, open files and text, whatever the input's schema says."""

from __future__ import annotations

import inspect
import io
from pathlib import Path
from typing import Any

import pytest
from one_call import Fresh, Made, call

from building import build

PART = "{type: object, properties: {file: {type: string, format: binary}, name: {type: string}}}"


def uploading(
    input_: str, media: str = "multipart/form-data", payload: str = "", schema: str = PART
) -> Made:
    """A step that uploads an input."""
    payload = payload or ("$inputs.file" if "multipart" not in media else "{file: $inputs.file}")
    return call(
        f"requestBody: {{contentType: {media}, payload: {payload}}}",
        inputs=f"file!: {input_}"
        + ("\nother: {type: string}" if "$inputs.other" in payload else ""),
        operation=f"requestBody: {{content: {{{media}: {{schema: {schema}}}}}}}",
    )


def annotation(made: Made, name: str = "file", function: str = "run") -> str:
    """The annotation of a keyword."""
    return str(inspect.signature(getattr(made.module, function)).parameters[name].annotation)


FILES: list[Any] = [b"%PDF", Fresh(lambda: io.BytesIO(b"%PDF")), "%PDF", ("a.pdf", b"%PDF", "x/y")]


@pytest.mark.parametrize("given", FILES, ids=["bytes", "file", "text", "named"])
@pytest.mark.parametrize("media", ["multipart/form-data", "application/octet-stream", "image/png"])
def test_what_an_input_may_be(media: str, given: Any) -> None:
    made = uploading("{type: string}", media, schema=PART if "multi" in media else "{type: string}")
    assert annotation(made) == annotation(made, function="call") == "FileContent"
    assert made.codes == []
    assert b"%PDF" in made.sent(file=given).content


@pytest.mark.parametrize(
    "part",
    [
        "{type: string, format: binary}",
        "{type: string, contentMediaType: application/octet-stream}",
        "{type: string, contentMediaType: image/png}",
        "{$ref: '#/components/schemas/File'}",
        "{allOf: [{$ref: '#/components/schemas/File'}]}",
    ],
)
def test_how_a_part_is_declared_as_binary(part: str) -> None:
    made = call(
        "requestBody: {payload: {file: $inputs.file}}",
        inputs="file!: {type: string}",
        operation="requestBody: {content: {multipart/form-data: {schema:"
        f" {{type: object, properties: {{file: {part}}}}}}}}}}}",
        api="components: {schemas: {File: {type: string, format: binary}}}",
    )
    assert annotation(made) == "FileContent"


def test_a_part_whose_encoding_is_binary() -> None:
    made = call(
        "requestBody: {payload: {file: $inputs.file}}",
        inputs="file!: {type: string}",
        operation="requestBody: {content: {multipart/form-data: {schema: {type: object,"
        " properties: {file: {type: string}}}, encoding: {file: {contentType: image/png}}}}}",
    )
    assert annotation(made) == "FileContent"
    assert b"image/png" in made.sent(file=b"x").content


@pytest.mark.parametrize(
    "part",
    [
        "{type: string}",
        "{type: string, format: byte}",
        "{type: string, contentMediaType: image/png, contentEncoding: base64}",
        "{type: string, contentMediaType: application/json}",
    ],
)
def test_a_part_that_is_text_stays_text(part: str) -> None:
    schema = f"{{type: object, properties: {{file: {part}}}}}"
    assert annotation(uploading("{type: string}", schema=schema)) == "str"


@pytest.mark.parametrize("input_", ["{type: array, items: {type: string}}", "{type: array}"])
def test_several_files(input_: str) -> None:
    schema = "{properties: {file: {type: array, items: {type: string, format: binary}}}}"
    made = uploading(input_, schema=schema)
    assert annotation(made) == "Sequence[FileContent]"
    content = made.sent(file=[b"one", "two"]).content
    assert b"one" in content
    assert b"two" in content


def test_one_of_a_list_that_the_document_spells() -> None:
    schema = "{properties: {file: {type: array, items: {type: string, format: binary}}}}"
    made = uploading(
        "{type: string}", payload="{file: [$inputs.file, '{$inputs.other}']}", schema=schema
    )
    assert (annotation(made), annotation(made, "other")) == ("FileContent", "FileContent | None")


@pytest.mark.parametrize("payload", ["{file: $inputs.file, name: $inputs.other}"])
def test_the_other_inputs_stay_what_they_are(payload: str) -> None:
    made = uploading("{type: string}", payload=payload)
    assert annotation(made, "other") == "str | None"


def test_a_replacement() -> None:
    made = call(
        "requestBody: {payload: {name: a}, replacements: [{target: /file, value: $inputs.file}]}",
        inputs="file!: {type: string}",
        operation=f"requestBody: {{content: {{multipart/form-data: {{schema: {PART}}}}}}}",
    )
    assert annotation(made) == "FileContent"
    assert b"%PDF" in made.sent(file=b"%PDF").content


def test_another_attempt_sends_the_whole_file_again() -> None:
    made = call(
        """
        requestBody: {payload: {file: $inputs.file}}
        onFailure: [{name: again, type: retry, retryLimit: 2}]
        """,
        inputs="file!: {type: string}",
        operation=f"requestBody: {{content: {{multipart/form-data: {{schema: {PART}}}}}}}",
    )
    from one_call import Whatever

    answers = [Whatever().reply({}, status=503), Whatever().reply({})]
    outcome = made.run(answers, file=Fresh(lambda: io.BytesIO(b"%PDF")))
    assert [b"%PDF" in request.content for request in outcome.requests] == [True, True]


CALLS = """
arazzo: 1.1.0
info: {title: T, version: "1"}
sourceDescriptions: [{name: api, url: api.openapi.yaml, type: openapi}]
workflows:
- workflowId: outer
  inputs: {type: object, required: [scan], properties: {scan: {type: string}, pdf: {type: string}}}
  steps:
  - {stepId: a, workflowId: upload, parameters: [{name: pdf, value: $inputs.scan}]}
  - stepId: b
    workflowId: upload
    parameters: [{name: pdf, value: $inputs.scan}]
    onSuccess: [{name: on, type: goto, workflowId: last}]
- workflowId: upload
  inputs: {type: object, required: [pdf], properties: {pdf: {type: string}}}
  steps: [{stepId: s, operationId: up, requestBody: {payload: {file: $inputs.pdf}}}]
- workflowId: last
  inputs: {type: object, properties: {pdf: {type: string}}}
  steps: [{stepId: s, workflowId: upload, parameters: [{name: pdf, value: '{$inputs.pdf}'}]}]
"""


def test_workflows_that_pass_a_file_on(tmp_path: Path) -> None:
    api = f"""
openapi: 3.0.3
info: {{title: T, version: "1"}}
servers: [{{url: https://api.test}}]
paths:
  /up:
    post:
      operationId: up
      requestBody: {{content: {{multipart/form-data: {{schema: {PART}}}}}}}
      responses: {{"200": {{description: ok}}}}
"""
    built = build(
        tmp_path, {"c.arazzo.yaml": CALLS, "api.openapi.yaml": api}, "--workflow", "outer"
    )
    assert built.status == 0, built.report
    parameters = inspect.signature(built.module.run).parameters
    assert (parameters["scan"].annotation, parameters["pdf"].annotation) == (
        "FileContent", "FileContent | None",
    )  # fmt: skip
