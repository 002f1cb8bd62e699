"""Names in expressions are checked when a document is built."""

from __future__ import annotations

import pytest
from one_call import Made, call, openapi, workflow

from playback import on

TWO = """
    steps:
    - {stepId: first, operationId: call, outputs: {id: $response.body#/id}}
    - stepId: second
      operationId: call
      requestBody: {payload: {id: EXPRESSION}}
"""


def two(expression: str, inputs: str = "") -> Made:
    """Two steps, of which the second sends a value."""
    sources = openapi("requestBody: {content: {application/json: {}}}")
    return workflow(TWO.replace("EXPRESSION", expression), inputs=inputs, sources=sources)


@pytest.mark.parametrize(
    ("expression", "code", "message", "hint"),
    [
        ("$inputs.userNam", "AZ302", "there is no input 'userNam'", "did you mean 'userName'?"),
        ("$inputs.zzz", "AZ302", "there is no input 'zzz'", "there is 'userName'"),
        (
            "$steps.frist.outputs.id",
            "AZ302",
            "there is no step 'frist'",
            "did you mean 'first'?",
        ),
        (
            "$steps.first.outputs.ids",
            "AZ302",
            "step 'first' has no output 'ids'",
            "did you mean 'id'?",
        ),
        ("$steps.first.ids", "AZ301", "", "$steps.first.outputs.ids"),
        ("$workflows.other.outputs.x", "AZ302", "'other'", "dependsOn"),
        ("$sourceDescriptions.apy.url", "AZ302", "'apy'", "did you mean 'api'?"),
        ("$respons.body", "AZ301", "unknown expression `$respons`", "did you mean `$response`?"),
        ("$response.body", "AZ302", "", ""),
        ("$statusCode", "AZ302", "", ""),
        ("$outputs.id", "AZ302", "", "$steps"),
        ("$message.payload", "AZ205", "", ""),
        ("$response.bdy#/a", "AZ301", "", "$response.body"),
        ("$steps.first.outputs.id#/a~2", "AZ301", "", "~0"),
    ],
)
def test_what_does_not_exist(expression: str, code: str, message: str, hint: str) -> None:
    made = two(expression, inputs="userName!: {type: string}")
    assert made.built.status == 1
    assert not made.built.files
    (found,) = made.findings
    assert found[0] == code
    assert found[1] in expression
    assert message in found[2]
    assert hint in made.built.report


def test_the_place_inside_a_longer_text() -> None:
    made = two("'for {$inputs.userNam} only'", inputs="userName!: {type: string}")
    assert made.findings == [("AZ302", "{$inputs.userNam}", "there is no input 'userNam'")]
    assert ":15:38: error[AZ302]" in made.built.report


def test_every_mistake_is_reported_at_once() -> None:
    made = workflow(
        """
        steps:
        - stepId: call
          operationId: call
          parameters: [{name: X-A, in: header, value: $inputs.a}]
          requestBody: {payload: {b: $inputs.b}}
          successCriteria: [{condition: $inputs.c == 1}]
          outputs: {d: $inputs.d}
        outputs: {e: $inputs.e}
    """,
        inputs="other: {type: string}",
    )
    assert [text for code, text, _ in made.findings if code == "AZ302"] == [
        f"$inputs.{name}" for name in "abcde"
    ]


def test_a_later_step_cannot_be_read() -> None:
    made = workflow("""
        steps:
        - stepId: a
          operationId: call
          parameters: [{name: q, in: query, value: $steps.b.outputs.x}]
        - {stepId: b, operationId: call, outputs: {x: $response.body#/x}}
    """)
    assert ("AZ304", "$steps.b.outputs.x") in [found[:2] for found in made.findings]
    assert made.built.status == 1


@pytest.mark.parametrize(
    ("actions", "what", "hint"),
    [
        (
            "onSuccess: [{name: skip, type: goto, stepId: use}]",
            "which never runs",
            "let an action lead to step 'b'",
        ),
        (
            "onSuccess: [{name: skip, type: goto, stepId: use}], "
            "onFailure: [{name: tidy, type: goto, stepId: b}]",
            "which runs on no way here",
            "let step 'b' lead here",
        ),
    ],
)
def test_a_step_that_stands_before_and_does_not_run_before(
    actions: str, what: str, hint: str
) -> None:
    made = workflow(f"""
        steps:
        - {{stepId: a, operationId: call, {actions}}}
        - stepId: b
          operationId: call
          outputs: {{x: $response.body#/x}}
          onSuccess: [{{name: over, type: end}}]
        - stepId: use
          operationId: call
          parameters: [{{name: q, in: query, value: $steps.b.outputs.x}}]
    """)
    messages = [message for code, _, message in made.findings if code == "AZ304"]
    assert messages == [f"step 'use' reads output 'x' of 'b', {what}"]
    assert hint in made.built.report


def test_a_step_cannot_read_its_own_outputs_before_it_has_run() -> None:
    made = workflow("""
        steps:
        - stepId: a
          operationId: call
          parameters: [{name: q, in: query, value: $steps.a.outputs.x}]
          outputs: {x: $response.body#/x}
    """)
    assert "AZ304" in made.codes


def test_a_step_that_may_have_been_left_out() -> None:
    made = workflow(
        """
        steps:
        - stepId: look
          operationId: call
          onSuccess:
          - name: skip
            type: goto
            stepId: use
            criteria: [{condition: $response.body#/found == true}]
        - {stepId: create, operationId: call, outputs: {id: $response.body#/id}}
        - stepId: use
          operationId: call
          parameters: [{name: X-Id, in: header, value: $steps.create.outputs.id}]
        """,
        sources=openapi(
            "parameters: [{name: X-Id, in: header, required: true, schema: {type: string}}]"
        ),
    )
    # Only the last step gives the header that the operation requires.
    assert "AZ616" in made.codes


SKIPPING = """
    steps:
    - stepId: look
      operationId: look
      onSuccess:
      - name: skip
        type: goto
        stepId: use
        criteria: [{condition: $response.body#/found == true}]
    - {stepId: create, operationId: look, outputs: {id: $response.body#/id}}
    - stepId: use
      operationId: use
      parameters: [{name: X-Id, in: header, value: $steps.create.outputs.id}]
"""


def skipping(*, required: bool) -> Made:
    """A step that reads another that may have been skipped."""
    document = openapi()
    answer = {"200": {"description": "", "content": {"application/json": {}}}}
    header = {"name": "X-Id", "in": "header", "required": required, "schema": {"type": "string"}}
    document["paths"] = {
        "/look": {"get": {"operationId": "look", "responses": answer}},
        "/use": {"get": {"operationId": "use", "parameters": [header], "responses": answer}},
    }
    return workflow(SKIPPING, sources=document)


def test_a_value_that_may_be_unset_is_a_warning() -> None:
    made = skipping(required=True)
    assert [found[:2] for found in made.findings] == [("AZ305", "$steps.create.outputs.id")]
    assert made.built.status == 0


def test_a_needed_value_that_is_unset_stops_before_the_request() -> None:
    made = skipping(required=True)
    outcome = made.run([on("GET", "/look").reply({"found": True})])
    assert isinstance(outcome.error, made.module.MissingValue)
    assert (outcome.error.step_id, outcome.error.name) == ("create", "id")


def test_an_optional_value_that_is_unset_is_left_out() -> None:
    made = skipping(required=False)
    outcome = made.run(
        [
            on("GET", "/look").reply({"found": True}),
            on("GET", "/use", headers={"X-Id": None}).reply({}),
        ]
    )
    assert outcome.error is None


def test_a_value_that_a_response_lacks_stops_before_the_request() -> None:
    made = workflow(
        """
        steps:
        - {stepId: make, operationId: call, outputs: {id: $response.body#/id}}
        - stepId: get
          operationPath: '{$sourceDescriptions.api.url}#/paths/~1call~1{id}/get'
          parameters: [{name: id, in: path, value: $steps.make.outputs.id}]
        """,
        sources=_with_path(),
    )
    outcome = made.run([on("POST", "/call").reply({"other": 1})])
    assert isinstance(outcome.error, made.module.MissingValue)
    assert (outcome.error.step_id, outcome.error.name) == ("make", "id")
    assert (
        made.run([on("POST", "/call").reply({"id": 1}), on("GET", "/call/1").reply({})]).error
        is None
    )


def _with_path() -> dict[str, object]:
    document = openapi()
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    document["paths"]["/call/{id}"] = {
        "get": {"parameters": [parameter], "responses": {"200": {"description": ""}}}
    }
    return document


def test_a_criterion_cannot_read_a_later_step() -> None:
    made = workflow("""
        steps:
        - stepId: a
          operationId: call
          successCriteria: [{condition: $steps.b.outputs.x == 1}]
        - {stepId: b, operationId: call, outputs: {x: $response.body#/x}}
    """)
    assert [found[:2] for found in made.findings] == [("AZ304", "$steps.b.outputs.x")]


def test_an_output_cannot_read_a_later_step() -> None:
    made = workflow("""
        steps:
        - {stepId: a, operationId: call, outputs: {y: $steps.b.outputs.x}}
        - {stepId: b, operationId: call, outputs: {x: $response.body#/x}}
    """)
    assert [found[:2] for found in made.findings] == [("AZ304", "$steps.b.outputs.x")]


def test_a_criterion_reads_the_outputs_of_its_own_step() -> None:
    made = call("""
        successCriteria: [{condition: $steps.call.outputs.state == 'done'}]
        outputs: {state: $response.body#/state}
    """)
    assert made.holds({"state": "done"})
    assert not made.holds({"state": "open"})


def test_an_output_reads_another_of_its_own_step() -> None:
    made = call("""
        outputs: {whole: $response.body#/data, part: '{$steps.call.outputs.whole#/id}!'}
    """)
    assert made.values({"data": {"id": 3}}) == {"whole": {"id": 3}, "part": "3!"}


def test_an_output_that_reads_itself() -> None:
    made = call("outputs: {a: $steps.call.outputs.b, b: $steps.call.outputs.a}")
    assert made.codes[0] == "AZ304"
