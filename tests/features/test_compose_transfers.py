"""`goto` a workflow, and retries that run one first."""

from __future__ import annotations

import httpx

from features.flow_documents import Feature, get, path, returned
from playback import Exchange, Mode, both_modes, on

SUCCESS = Feature("""
    workflows:
      - workflowId: rest
        inputs:
          type: object
          required: [name]
          properties: {name: {type: string}, trace: {type: string}}
        steps:
          - stepId: add
            operationId: addNote
            requestBody: {payload: {name: $inputs.name, trace: $inputs.trace}}
            outputs: {id: $response.body#/id}
        outputs: {note: $steps.add.outputs.id}
      - workflowId: begin
        inputs:
          type: object
          required: [name]
          properties: {name: {type: string}}
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
            onSuccess:
              - name: over
                type: goto
                workflowId: rest
                criteria: [{condition: $response.body#/state == 'running'}]
          - {stepId: two, operationId: b, outputs: {id: $response.body#/id}}
        outputs: {id: $steps.two.outputs.id}
""")


@both_modes
def test_goto_a_workflow_returns_its_outputs(mode: Mode) -> None:
    note = on("POST", "/v1/notes", json={"name": "n"}).reply({"id": "9", "state": "done"})
    gone = SUCCESS.run(mode, [get("a", "running"), note], name="n")
    assert returned(gone) == {"note": "9"}
    stayed = SUCCESS.run(mode, [get("a"), get("b")], name="n")
    assert returned(stayed) == {"id": "b"}


PARAMETERS = Feature(
    """
    workflows:
      - workflowId: report
        inputs:
          type: object
          required: [id, reason]
          properties: {id: {type: string}, reason: {type: string}, name: {type: string}}
        steps:
          - stepId: add
            operationId: addNote
            requestBody:
              payload: {id: $inputs.id, reason: $inputs.reason, name: $inputs.name}
            outputs: {id: $response.body#/id}
        outputs: {note: $steps.add.outputs.id}
      - workflowId: work
        inputs: {type: object, required: [name], properties: {name: {type: string}}}
        steps:
          - stepId: start
            operationId: a
            outputs: {id: $response.body#/id}
          - stepId: finish
            operationId: b
            outputs: {id: $response.body#/id, reason: $response.body#/reason}
            onFailure:
              - name: tell
                type: goto
                workflowId: report
                parameters:
                  - {name: id, value: $steps.start.outputs.id}
                  - {name: reason, value: $response.body#/reason}
                criteria: [{condition: $statusCode == 409}]
        outputs: {id: $steps.finish.outputs.id}
""",
    version="1.1.0",
)


@both_modes
def test_goto_a_workflow_from_a_failure_with_parameters(mode: Mode) -> None:
    note = on("POST", "/v1/notes", json={"id": "a", "reason": "taken", "name": "n"})
    exchanges = [get("a"), get("b", status=409, reason="taken"), note.reply({"id": "9"})]
    assert returned(PARAMETERS.run(mode, exchanges, name="n")) == {"note": "9"}
    assert returned(PARAMETERS.run(mode, [get("a"), get("b")], name="n")) == {"id": "b"}


@both_modes
def test_a_value_that_the_workflow_needs_and_the_failure_lacks(mode: Mode) -> None:
    outcome = PARAMETERS.run(mode, [get("a"), get("b", status=409)], name="n")
    assert isinstance(outcome.error, PARAMETERS.module.MissingValue)
    assert outcome.error.name == "reason"


RESPONSES = Feature(
    """
    workflows:
      - workflowId: note
        inputs:
          type: object
          properties: {status: {type: integer}, tag: {type: string}, id: {type: string}}
        steps:
          - stepId: add
            operationId: addNote
            requestBody: {payload: {status: $inputs.status, tag: $inputs.tag, id: $inputs.id}}
      - workflowId: work
        steps:
          - stepId: look
            operationId: a
            outputs: {id: $response.body#/id}
            onSuccess:
              - name: tell
                type: goto
                workflowId: note
                parameters:
                  - {name: status, value: $statusCode}
                  - {name: tag, value: $response.header.ETag}
                  - {name: id, value: $steps.look.outputs.id}
            onFailure:
              - name: told
                type: retry
                workflowId: note
                retryLimit: 1
                parameters:
                  - {name: status, value: $statusCode}
                  - {name: tag, value: $response.header.ETag}
                  - {name: id, value: $response.body#/id}
""",
    version="1.1.0",
)


@both_modes
def test_parameters_of_actions_read_the_response(mode: Mode) -> None:
    def told(**payload: object) -> Exchange:
        return on("POST", "/v1/notes", json=payload).reply({})

    well = [get("a", headers={"ETag": "x"}), told(status=200, tag="x", id="a")]
    assert RESPONSES.run(mode, well).error is None
    failed = [get("a", status=409), told(status=409, id="a"), *well]
    assert RESPONSES.run(mode, failed).error is None
    lost = [on("GET", "/v1/a").fail(httpx.ConnectError("refused")), told(), *well]
    assert RESPONSES.run(mode, lost).error is None


CHAIN = Feature("""
    workflows:
      - workflowId: third
        steps: [{stepId: one, operationId: c, outputs: {id: $response.body#/id}}]
        outputs: {last: $steps.one.outputs.id}
      - workflowId: second
        steps:
          - stepId: one
            operationId: b
            onSuccess: [{name: on, type: goto, workflowId: third}]
      - workflowId: first
        steps:
          - stepId: one
            operationId: a
            onSuccess: [{name: on, type: goto, workflowId: second}]
""")


@both_modes
def test_goto_a_workflow_that_goes_to_another(mode: Mode) -> None:
    assert returned(CHAIN.run(mode, [get("a"), get("b"), get("c")])) == {"last": "c"}


IN_LOOP = Feature("""
    workflows:
      - workflowId: fix
        steps: [{stepId: mend, operationId: b, outputs: {id: $response.body#/id}}]
        outputs: {fixed: $steps.mend.outputs.id}
      - workflowId: poll
        steps:
          - stepId: look
            operationId: a
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: broken
                type: goto
                workflowId: fix
                criteria: [{condition: $response.body#/state == 'failed'}]
              - name: goesOn
                type: goto
                stepId: look
                criteria: [{condition: $response.body#/state != 'done'}]
        outputs: {state: $steps.look.outputs.state}
""")


@both_modes
def test_goto_a_workflow_from_a_loop(mode: Mode) -> None:
    outcome = IN_LOOP.run(mode, [get("a", "running"), get("a", "failed"), get("b")])
    assert returned(outcome) == {"fixed": "b"}
    assert returned(IN_LOOP.run(mode, [get("a")])) == {"state": "done"}


RETRY = Feature("""
    workflows:
      - workflowId: refresh
        inputs: {type: object, required: [user], properties: {user: {type: string}}}
        steps:
          - stepId: renew
            operationId: getToken
            requestBody: {payload: {user: $inputs.user}}
            outputs: {token: $response.body#/token}
        outputs: {token: $steps.renew.outputs.token}
      - workflowId: read
        inputs: {type: object, required: [user], properties: {user: {type: string}}}
        steps:
          - stepId: look
            operationId: a
            outputs: {id: $response.body#/id}
            onFailure:
              - name: denied
                type: retry
                workflowId: refresh
                retryAfter: 1
                retryLimit: 2
                criteria: [{condition: $statusCode == 401}]
        outputs: {id: $steps.look.outputs.id}
""")


@both_modes
def test_a_retry_with_a_workflow_runs_it_before_each_attempt(mode: Mode) -> None:
    renewed = on("POST", "/v1/token", json={"user": "u"}).reply({"token": "T"})
    exchanges = [get("a", status=401), renewed, get("a", status=401), renewed, get("a")]
    outcome = RETRY.run(mode, exchanges, user="u")
    assert returned(outcome) == {"id": "a"}
    assert outcome.waits == [1.0, 1.0]
    assert [event[0] for event in outcome.events] == ["look", "renew", "look", "renew", "look"]


CALLED_TRANSFERS = Feature("""
    workflows:
      - workflowId: after
        steps: [{stepId: one, operationId: b}]
      - workflowId: before
        steps:
          - stepId: one
            operationId: a
            onSuccess: [{name: on, type: goto, workflowId: after}]
      - workflowId: caller
        steps:
          - {stepId: one, workflowId: before}
          - {stepId: two, operationId: c}
""")


@both_modes
def test_a_called_workflow_that_goes_over_to_another(mode: Mode) -> None:
    assert path(CALLED_TRANSFERS.run(mode, [get("a"), get("b"), get("c")])) == "abc"


NAMED_AS_A_BUILTIN = Feature("""
    workflows:
      - workflowId: after
        steps: [{stepId: one, operationId: b, outputs: {id: $response.body#/id}}]
        outputs: {id: $steps.one.outputs.id}
      - workflowId: before
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
            onSuccess: [{name: on, type: goto, workflowId: after}]
        outputs: {id: $steps.one.outputs.id}
      - workflowId: caller
        inputs: {type: object, required: [getattr], properties: {getattr: {type: string}}}
        steps:
          - stepId: one
            workflowId: before
            successCriteria: [{condition: $inputs.getattr == 'a'}]
            outputs: {id: $outputs.id}
        outputs: {id: $steps.one.outputs.id}
""")


@both_modes
def test_an_input_does_not_hide_a_builtin_that_its_functions_use(mode: Mode) -> None:
    outcome = NAMED_AS_A_BUILTIN.run(mode, [get("a"), get("b")], getattr_="a")
    assert returned(outcome) == {"id": "b"}


MISSING = Feature(
    """
    workflows:
      - workflowId: rest
        inputs: {type: object, required: [name], properties: {name: {type: string}}}
        steps: [{stepId: one, operationId: b}]
      - workflowId: begin
        steps:
          - stepId: one
            operationId: a
            onSuccess: [{name: on, type: goto, workflowId: rest}]
          - {stepId: two, operationId: c, onFailure: [{name: x, type: goto, workflowId: rst}]}
""",
    status=1,
)


def test_what_a_workflow_that_is_gone_to_lacks_is_an_error() -> None:
    assert "error[AZ608]: workflow 'rest' needs the input 'name'" in MISSING.report
    assert "error[AZ204]: this document has no workflow 'rst'" in MISSING.report
