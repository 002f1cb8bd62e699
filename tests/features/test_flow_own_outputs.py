"""Actions read a step's outputs where they read the same place of the response."""

from __future__ import annotations

from typing import Any

import pytest

from features.flow_documents import Feature
from playback import Mode, both_modes, execute, on

API = """
openapi: 3.1.0
info: {title: Work, version: 1.0.0}
servers: [{url: https://work.test}]
paths:
  /work:
    get:
      operationId: read
      responses:
        '200':
          description: The work
          headers: {ETag: {schema: {type: string}}}
          content:
            application/json:
              schema:
                type: object
                required: [state, ready]
                properties:
                  state: {$ref: '#/components/schemas/State'}
                  former: {$ref: '#/components/schemas/State'}
                  ready: {type: boolean}
                  count: {type: integer}
                  share: {type: number}
                  note: {type: [string, 'null']}
                  job: {type: object, properties: {step: {type: string}, done: {type: boolean}}}
                  items: {type: array, items: {type: object, properties: {kind: {type: string}}}}
                  other: {}
components:
  schemas:
    State: {type: string, enum: [queued, running, done, failed]}
"""

DOCUMENT = """
    workflows:
      - workflowId: work
        steps:
          - stepId: read
            operationId: read
            outputs: {outputs}
            onSuccess:
              - name: first
                type: goto
                stepId: one
                criteria: [{first}]
              - name: second
                type: goto
                stepId: two
                criteria: [{second}]
          - {{stepId: none, operationId: read, onSuccess: [{{name: leave, type: end}}]}}
          - stepId: one
            operationId: read
            outputs: {{way: $statusCode}}
            onSuccess: [{{name: left, type: end}}]
          - stepId: two
            operationId: read
            outputs: {{way: $statusCode}}
        outputs: {{one: $steps.one.outputs.way, two: $steps.two.outputs.way}}
"""


def _feature(outputs: str, first: str, second: str) -> Feature:
    text = DOCUMENT.format(outputs=outputs, first=first, second=second)
    return Feature(text, more={"jobs.openapi.yaml": API})


def _filter(text: str) -> str:
    return f'{{context: $response.body, type: jsonpath, condition: "{text}"}}'


def _simple(text: str) -> str:
    return f'{{condition: "{text}"}}'


BODY = "$response.body#"
STATE = f"{{state: {BODY}/state}}"

ENUM = _feature(STATE, _filter("$.state == 'done'"), _filter("$.state == 'failed'"))
TEXT = _feature(STATE, _simple(f"{BODY}/state == 'Done'"), _simple(f"{BODY}/state == 'FAILED'"))
UNEQUAL = _feature(STATE, _filter("$.state != 'queued'"), _simple("$statusCode == 200"))
REPEATED = _feature(
    STATE,
    _filter("$.state == 'done' && $.state != 'failed'"),
    _filter("$.state == 'done' || $.state == 'queued'"),
)
UNKNOWN = _feature(STATE, _filter("$.state == 'ended'"), _filter("$.state == 'failed'"))
OPTIONAL = _feature(
    f"{{former: {BODY}/former}}", _filter("$.former == 'done'"), _filter("$.former == null")
)
BOOLEAN = _feature(
    f"{{ready: {BODY}/ready}}", _filter("$.ready == true"), _filter("$.ready == false")
)
NUMBER = _feature(
    f"{{count: {BODY}/count, share: {BODY}/share}}",
    _filter("$.count == 7"),
    _simple(f"{BODY}/share < 0.5"),
)
LOOSE = _feature(
    f"{{count: {BODY}/count}}", _simple(f"{BODY}/count == '7'"), _simple(f"{BODY}/count == 0")
)
NULL = _feature(f"{{note: {BODY}/note}}", _filter("$.note"), _filter("$.note == null"))
UNTYPED = _feature(f"{{other: {BODY}/other}}", _filter("$.other == 'a'"), _filter("$.other == 5"))
INSIDE = _feature(
    f"{{job: {BODY}/job}}", _filter("$.job.step == 'last'"), _filter("$.job.done == true")
)
WHOLE = _feature(
    "{all: $response.body}", _filter("$[?@.kind == 'a']"), _simple(f"{BODY}/state == 'failed'")
)
HEADER = _feature(
    "{tag: $response.header.etag}",
    _simple("$response.header.ETag == 'x'"),
    _simple("$response.header.ETag == 'y'"),
)

READY: dict[str, Any] = {"state": "running", "ready": False}

CASES = [
    pytest.param(ENUM, {**READY, "state": "done"}, "one", id="enum, first"),
    pytest.param(ENUM, {**READY, "state": "failed"}, "two", id="enum, second"),
    pytest.param(ENUM, {**READY, "state": "Done"}, None, id="enum, with case"),
    pytest.param(ENUM, {**READY, "state": 7}, None, id="enum, no text"),
    pytest.param(TEXT, {**READY, "state": "DONE"}, "one", id="text without case, first"),
    pytest.param(TEXT, {**READY, "state": "failed"}, "two", id="text without case, second"),
    pytest.param(UNEQUAL, READY, "one", id="unequal, first"),
    pytest.param(UNEQUAL, {**READY, "state": "queued"}, "two", id="unequal, second"),
    pytest.param(REPEATED, {**READY, "state": "done"}, "one", id="repeated, first"),
    pytest.param(REPEATED, {**READY, "state": "queued"}, "two", id="repeated, second"),
    pytest.param(UNKNOWN, {**READY, "state": "ended"}, "one", id="not in the enum"),
    pytest.param(UNKNOWN, {**READY, "state": "failed"}, "two", id="in the enum"),
    pytest.param(OPTIONAL, {**READY, "former": "done"}, "one", id="optional, there"),
    pytest.param(OPTIONAL, {**READY, "former": None}, "two", id="optional, null"),
    pytest.param(OPTIONAL, {**READY, "former": "queued"}, None, id="optional, neither"),
    pytest.param(BOOLEAN, {**READY, "ready": True}, "one", id="true"),
    pytest.param(BOOLEAN, READY, "two", id="false"),
    pytest.param(BOOLEAN, {**READY, "ready": 1}, None, id="1 is not true"),
    pytest.param(NUMBER, {**READY, "count": 7}, "one", id="number, equal"),
    pytest.param(NUMBER, {**READY, "share": 0.25}, "two", id="number, less"),
    pytest.param(NUMBER, READY, None, id="number, absent"),
    pytest.param(LOOSE, {**READY, "count": 7}, "one", id="numeric text"),
    pytest.param(LOOSE, {**READY, "count": "0.0"}, "two", id="a text where a number is promised"),
    pytest.param(NULL, {**READY, "note": None}, "one", id="null is there"),
    pytest.param(NULL, {**READY, "note": "a"}, "one", id="a value is there"),
    pytest.param(UNTYPED, {**READY, "other": "a"}, "one", id="untyped, text"),
    pytest.param(UNTYPED, {**READY, "other": 5}, "two", id="untyped, number"),
    pytest.param(UNTYPED, {**READY, "other": [5]}, None, id="untyped, list"),
    pytest.param(INSIDE, {**READY, "job": {"step": "last"}}, "one", id="inside, first"),
    pytest.param(INSIDE, {**READY, "job": {"done": True}}, "two", id="inside, second"),
    pytest.param(INSIDE, READY, None, id="inside nothing"),
    pytest.param(WHOLE, {**READY, "job": {"kind": "a"}}, "one", id="whole, query"),
    pytest.param(WHOLE, {**READY, "state": "failed"}, "two", id="whole, pointer"),
]


@both_modes
@pytest.mark.parametrize(("feature", "answer", "way"), CASES)
def test_the_action_is_that_of_the_response(
    mode: Mode, feature: Feature, answer: dict[str, Any], way: str | None
) -> None:
    reads = [on("GET", "/work").reply(body) for body in (answer, READY)]
    outcome = execute(feature.module, mode, reads)
    assert outcome.error is None
    taken = [name for name in ("one", "two") if getattr(outcome.outputs, name) is not None]
    assert taken == ([] if way is None else [way])


@both_modes
@pytest.mark.parametrize(("tag", "way"), [("X", "one"), ("y", "two"), (None, None)])
def test_a_header_is_read_from_the_output_too(mode: Mode, tag: str | None, way: str | None) -> None:
    headers = {"ETag": tag} if tag else {}
    reads = [on("GET", "/work").reply(READY, headers=headers), on("GET", "/work").reply(READY)]
    outcome = execute(HEADER.module, mode, reads)
    taken = [name for name in ("one", "two") if getattr(outcome.outputs, name) is not None]
    assert taken == ([] if way is None else [way])
    assert "headers.get" not in _decision(HEADER)


READ_OUTPUTS = {
    "ENUM": ENUM, "TEXT": TEXT, "UNEQUAL": UNEQUAL, "REPEATED": REPEATED, "UNKNOWN": UNKNOWN,
    "OPTIONAL": OPTIONAL, "BOOLEAN": BOOLEAN, "NUMBER": NUMBER, "LOOSE": LOOSE,
    "UNTYPED": UNTYPED, "INSIDE": INSIDE, "WHOLE": WHOLE,
}  # fmt: skip


@pytest.mark.parametrize("feature", READ_OUTPUTS.values(), ids=READ_OUTPUTS)
def test_a_decision_parses_no_body_that_an_output_holds(feature: Feature) -> None:
    assert "json(" not in _decision(feature)


def test_a_decision_on_an_enum_compares_the_field() -> None:
    assert (
        '    if result.state == "done":\n        return "first"\n'
        '    if result.state == "failed":\n        return "second"\n'
    ) in _decision(ENUM)
    assert "_kept_json" not in ENUM.code


def test_whether_something_is_there_is_asked_of_the_response() -> None:
    assert '    if _has(_kept_json(result.response), "note"):' in _decision(NULL)


def _decision(feature: Feature) -> str:
    text = feature.code
    start = text.index("\ndef _read_on_success(")
    return text[start : text.index("\n\n\n", start)]
