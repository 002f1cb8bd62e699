"""Answers that the criteria allow and that do not give every output: 202 and 204 without a body,
a 404 that is allowed, redirects. An output is required where it is used, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from features.flow_documents import Feature, get, job, path, returned
from playback import Exchange, Mode, both_modes, on

API = """
openapi: 3.1.0
info: {title: Reports, version: 1.0.0}
servers: [{url: https://jobs.test/v1}]
paths:
  /a: {get: {operationId: a, responses: RESPONSES}}
  /b:
    get:
      operationId: b
      parameters:
        - {name: of, in: query, required: true, schema: {type: string}}
        - {name: maybe, in: query, schema: {type: string}}
      responses: {'200': {$ref: '#/components/responses/Job'}}
  /c: {get: {operationId: c, responses: {'200': {$ref: '#/components/responses/Job'}}}}
components:
  responses:
    Job:
      description: A job
      headers: {ETag: {required: true, schema: {type: string}}}
      content:
        application/json:
          schema: {type: object, required: [id], properties: {id: {type: string}}}
    Empty: {description: Nothing}
    Moved: {description: Elsewhere, headers: {Location: {required: true, schema: {}}}}
    Pending:
      description: Not yet
      content:
        application/json:
          schema: {type: object, required: [state], properties: {state: {type: string}}}
"""

JOB, EMPTY, MOVED, PENDING = (
    f"{{$ref: '#/components/responses/{name}'}}" for name in ("Job", "Empty", "Moved", "Pending")
)


def api(**responses: str) -> dict[str, str]:
    """The API, in which `a` declares some responses: `s200=JOB, default=EMPTY`."""
    written = ", ".join(f"'{key.removeprefix('s')}': {each}" for key, each in responses.items())
    return {"jobs.openapi.yaml": API.replace("RESPONSES", f"{{{written}}}")}


def a(status: int = 200, json: Any = ..., **headers: str) -> Exchange:
    """A request of `a`, and its answer, which has no body unless one is given."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if json is ...:
        return on("GET", "/v1/a").reply(status=status, headers=named, text="")
    return on("GET", "/v1/a").reply(json, status=status, headers=named)


# --- A loop -----------------------------------------------------------------------------


def polled(criteria: str, again: str, **responses: str) -> Feature:
    """A loop over `a` that goes on where one condition holds; `b` needs what the last one gave."""
    return Feature(
        f"""
        workflows:
          - workflowId: polled
            steps:
              - stepId: read
                operationId: a
                {criteria}
                onSuccess: [{{name: again, type: goto, stepId: read, criteria: [{again}]}}]
                outputs: {{id: $response.body#/id}}
              - stepId: use
                operationId: b
                parameters: [{{name: of, in: query, value: $steps.read.outputs.id}}]
            outputs: {{id: $steps.read.outputs.id}}
        """,
        more=api(**responses),
    )


IS_202 = "{condition: $statusCode == 202}"
BOTH = "successCriteria: [{condition: $statusCode == 200 || $statusCode == 202}]"
LOOPS = {
    "declared": (polled(BOTH, IS_202, s200=JOB, s202=EMPTY), 202),
    "not declared": (polled(BOTH, IS_202, s200=JOB), 202),
    "named by the action alone": (polled("", IS_202, s200=JOB), 202),
    "below 300": (
        polled("successCriteria: [{condition: $statusCode < 300}]", IS_202, s200=JOB, s202=EMPTY),
        202,
    ),
    "a regex": (
        polled(
            "successCriteria: [{context: $statusCode, type: regex, condition: '^20[02]$'}]",
            "{context: $statusCode, type: regex, condition: '^202$'}",
            s200=JOB,
        ),
        202,
    ),
    "not": (polled(BOTH, "{condition: '!($statusCode == 200)'}", s200=JOB), 202),
    "a 204": (polled("", "{condition: $statusCode == 204}", s200=JOB), 204),
    "a 204 of a range": (polled("", "{condition: $statusCode == 204}", s2XX=JOB), 204),
    "another body": (polled(BOTH, IS_202, s200=JOB, s202=PENDING), 202),
    "a default": (polled(BOTH, IS_202, s200=JOB, default=PENDING), 202),
    "an empty default": (polled(BOTH, IS_202, s200=JOB, default=EMPTY), 202),
    "a 404": (
        polled(
            "successCriteria: [{condition: $statusCode == 200 || $statusCode == 404}]",
            "{condition: $statusCode == 404}",
            s200=JOB,
            s404=EMPTY,
        ),
        404,
    ),
    "all but 500": (
        polled(
            "successCriteria: [{condition: $statusCode != 500}]",
            "{condition: $statusCode >= 300}",
            s200=JOB,
            s304=EMPTY,
        ),
        304,
    ),
    "null in the action": (
        polled(BOTH, "{condition: $response.body#/id == null}", s200=JOB, s202=EMPTY),
        202,
    ),
}

PENDING_LOOP, DEFAULT_LOOP = LOOPS["another body"][0], LOOPS["a default"][0]


@both_modes
@pytest.mark.parametrize("name", list(LOOPS))
def test_a_loop_ends_with_what_its_last_answer_gives(mode: Mode, name: str) -> None:
    loop, status = LOOPS[name]
    used = on("GET", "/v1/b", query={"of": "7"}).reply({"id": "b"})
    outcome = loop.run(mode, [a(status), a(status), a(200, {"id": "7"}), used])
    assert returned(outcome) == {"id": "7"}
    assert outcome.waits == [1.0, 2.0]


@pytest.mark.parametrize("name", list(LOOPS))
def test_the_outputs_of_a_loop_are_typed_as_its_last_answer(name: str) -> None:
    loop, _ = LOOPS[name]
    assert loop.module.Read.__annotations__["id"] == "str | None"
    assert loop.module.Outputs.__annotations__["id"] == "str"


@both_modes
@pytest.mark.parametrize("name", list(LOOPS))
def test_the_last_answer_must_give_what_it_promises(mode: Mode, name: str) -> None:
    loop, status = LOOPS[name]
    if name == "null in the action":
        return  # there it is another reason to go on
    error = loop.run(mode, [a(status), a(200, {})]).error
    assert isinstance(error, loop.module.MissingValue)
    assert (error.step_id, error.name, error.pointer) == ("read", "id", "$response.body#/id")


@pytest.mark.parametrize(
    ("criteria", "responses"),
    [
        ("", {"s200": JOB}),
        ("", {"s200": JOB, "default": EMPTY}),
        ("", {"s200": JOB, "s404": EMPTY}),
        ("successCriteria: [{condition: $statusCode < 300}]", {"s200": JOB}),
        ("successCriteria: [{condition: $statusCode == 200}]", {"s200": JOB, "s202": EMPTY}),
        ("successCriteria: [{condition: $response.body#/id != 'x'}]", {"s200": JOB}),
        (
            "successCriteria: [{condition: $response.body#/id == 'x'}]",
            {"s200": JOB, "s202": EMPTY},
        ),
        (
            "successCriteria: [{context: $response.body, type: jsonpath, condition: '$.id'}]",
            {"s200": JOB, "s202": EMPTY},
        ),
        (
            "successCriteria: [{context: $response.body, type: jsonpath, condition: '$.id'}, "
            "{condition: $statusCode == 200 || $statusCode == 202}]",
            {"s200": JOB},
        ),
    ],
)
def test_an_output_is_required_where_every_allowed_answer_gives_it(
    criteria: str, responses: dict[str, str]
) -> None:
    again = "{condition: $response.body#/id == 'x'}"
    loop = polled(criteria, again, **responses)
    assert loop.module.Read.__annotations__["id"] == "str"


# --- Exits ------------------------------------------------------------------------------

ENDS = Feature(
    """
    workflows:
      - workflowId: ends
        steps:
          - stepId: read
            operationId: a
            onSuccess:
              - {name: none, type: end, criteria: [{condition: $statusCode == 204}]}
              - {name: early, type: end, criteria: [{condition: $response.body#/id == 'x'}]}
            outputs: {id: $response.body#/id, tag: $response.header.ETag}
          - stepId: use
            operationId: b
            parameters:
              - {name: of, in: query, value: 'job {$steps.read.outputs.id}'}
              - {name: maybe, in: query, value: $steps.read.outputs.id}
            outputs: {used: $response.body#/id}
        outputs:
          id: $steps.read.outputs.id
          tag: $steps.read.outputs.tag
          text: 'a {$steps.read.outputs.id}'
          used: $steps.use.outputs.used
    """,
    more=api(s200=JOB),
)


@both_modes
def test_an_end_sets_what_there_is(mode: Mode) -> None:
    nothing = {"id": None, "tag": None, "text": None, "used": None}
    assert returned(ENDS.run(mode, [a(204)])) == nothing
    early = ENDS.run(mode, [a(200, {"id": "x"}, ETag="e")])
    assert returned(early) == {"id": "x", "tag": "e", "text": "a x", "used": None}
    used = on("GET", "/v1/b", query={"of": "job 7", "maybe": "7"}).reply({"id": "u"})
    outcome = ENDS.run(mode, [a(200, {"id": "7"}, ETag="e"), used])
    assert returned(outcome) == {"id": "7", "tag": "e", "text": "a 7", "used": "u"}


@both_modes
def test_an_exit_that_sets_an_output_requires_it(mode: Mode) -> None:
    early = ENDS.run(mode, [a(200, {"id": "x"})])
    assert isinstance(early.error, ENDS.module.MissingValue)
    assert (early.error.step_id, early.error.name) == ("read", "tag")
    without = ENDS.run(mode, [a(200, {}, ETag="e")])
    assert isinstance(without.error, ENDS.module.MissingValue)
    assert path(without) == "a"


@both_modes
def test_a_step_function_gives_none(mode: Mode) -> None:
    from playback import execute_step

    outcome = execute_step(ENDS.module, "read", mode, [a(204)])
    assert outcome.outputs.id is None
    assert outcome.outputs.response.status_code == 204


SKIPS = Feature(
    """
    workflows:
      - workflowId: skips
        steps:
          - stepId: read
            operationId: a
            onSuccess:
              - {name: none, type: goto, stepId: last, criteria: [{condition: $statusCode == 204}]}
            outputs: {id: $response.body#/id}
          - stepId: use
            operationId: b
            parameters: [{name: of, in: query, value: $steps.read.outputs.id}]
          - stepId: last
            operationId: c
            outputs: {id: $response.body#/id}
            onSuccess:
              - name: known
                type: end
                criteria: [{condition: $steps.read.outputs.id != null}]
              - name: unknown
                type: goto
                stepId: last
                criteria: [{condition: $response.body#/id == 'wait'}]
        outputs: {id: $steps.read.outputs.id, last: $steps.last.outputs.id}
    """,
    more=api(s200=JOB, s204=EMPTY),
)


@both_modes
def test_a_condition_reads_null(mode: Mode) -> None:
    c = on("GET", "/v1/c")
    without = SKIPS.run(mode, [a(204), c.reply({"id": "wait"}), c.reply({"id": "c"})])
    assert returned(without) == {"id": None, "last": "c"}
    used = on("GET", "/v1/b", query={"of": "7"}).reply({"id": "b"})
    known = SKIPS.run(mode, [a(200, {"id": "7"}), used, c.reply({"id": "wait"})])
    assert returned(known) == {"id": "7", "last": "wait"}


REDIRECT = Feature(
    """
    workflows:
      - workflowId: moved
        steps:
          - stepId: read
            operationId: a
            successCriteria: [{condition: $statusCode == 200 || $statusCode == 302}]
            onSuccess:
              - {name: there, type: goto, stepId: use, criteria: [{condition: $statusCode == 302}]}
              - {name: here, type: end}
            outputs: {id: $response.body#/id, place: $response.header.Location}
          - stepId: use
            operationId: b
            parameters: [{name: of, in: query, value: $steps.read.outputs.place}]
        outputs: {id: $steps.read.outputs.id, place: $steps.read.outputs.place}
    """,
    more=api(s200=JOB, s302=MOVED),
)


@both_modes
def test_a_redirect_gives_its_header_and_no_body(mode: Mode) -> None:
    used = on("GET", "/v1/b", query={"of": "/x"}).reply({"id": "b"})
    moved = REDIRECT.run(mode, [a(302, Location="/x"), used])
    assert returned(moved) == {"id": None, "place": "/x"}
    assert returned(REDIRECT.run(mode, [a(200, {"id": "7"})])) == {"id": "7", "place": None}
    lost = REDIRECT.run(mode, [a(302)])
    assert isinstance(lost.error, REDIRECT.module.MissingValue)
    assert lost.error.name == "place"


# --- Called workflows -------------------------------------------------------------------

CALLS = Feature(
    ENDS.text
    + """
      - workflowId: outer
        steps:
          - stepId: call
            workflowId: ends
            outputs: {id: $outputs.id, used: $outputs.used}
          - stepId: after
            operationId: c
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.call.outputs.id, used: $steps.call.outputs.used}
    """,
    more=api(s200=JOB),
)


@both_modes
def test_a_caller_goes_on_without_what_the_called_workflow_did_not_set(mode: Mode) -> None:
    last = on("GET", "/v1/c").reply({"id": "c"})
    assert returned(CALLS.run(mode, [a(204), last])) == {"id": None, "used": None}
    early = CALLS.run(mode, [a(200, {"id": "x"}, ETag="e"), last])
    assert returned(early) == {"id": "x", "used": None}


CALLED_LOOP = Feature(
    LOOPS["declared"][0].text
    + """
          - workflowId: outer
            steps: [{stepId: call, workflowId: polled, outputs: {id: $outputs.id}}]
            outputs: {id: $steps.call.outputs.id}
    """,
    more=LOOPS["declared"][0].more,
)


def test_what_every_run_of_a_called_workflow_sets_stays_required() -> None:
    assert CALLED_LOOP.module.Call.__annotations__["id"] == "str"
    assert CALLED_LOOP.module.Outputs.__annotations__["id"] == "str"


@both_modes
def test_a_job_without_such_answers_is_required_at_once(mode: Mode) -> None:
    feature = Feature("""
        workflows:
          - workflowId: plain
            steps: [{stepId: one, operationId: a, outputs: {id: $response.body#/id}}]
            outputs: {id: $steps.one.outputs.id}
    """)
    assert feature.module.One.__annotations__["id"] == "str"
    assert returned(feature.run(mode, [get("a")])) == {"id": "a"}
    lacking = feature.run(mode, [on("GET", "/v1/a").reply({"state": job()["state"]})])
    assert isinstance(lacking.error, feature.module.MissingValue)
