"""Components, Reusable Objects, parameters of the workflow, and what is there twice."""

from __future__ import annotations

import pytest

from features.flow_documents import HEADER, Feature, get, returned
from playback import Exchange, Mode, both_modes, execute, on

COMPONENTS = Feature("""
    components:
      inputs:
        credentials:
          type: object
          required: [user]
          properties:
            user: {type: string, description: Who asks.}
            limit: {$ref: '#/components/inputs/limit'}
        limit: {type: integer, default: 10}
        anchored: {$anchor: theAnchored, type: object, properties: {id: {type: integer}}}
      parameters:
        trace: {name: trace, in: query, value: standard}
        job: {name: id, in: path, value: '1'}
    workflows:
      - workflowId: by-pointer
        inputs: {$ref: '#/components/inputs/credentials'}
        parameters:
          - reference: $components.parameters.trace
        steps:
          - stepId: read
            operationId: getJob
            parameters:
              - reference: $components.parameters.job
            outputs: {state: $response.body#/state}
          - stepId: read-another
            operationId: getJob
            parameters:
              - reference: $components.parameters.job
                value: $inputs.user
              - reference: $components.parameters.trace
                value: 'limit {$inputs.limit}'
          - stepId: remove
            operationId: deleteJob
            parameters:
              - {name: id, in: path, value: '3'}
              - {name: trace, in: query, value: own}
        outputs: {state: $steps.read.outputs.state}
""")


def read(id_: str, trace: str) -> Exchange:
    return on("GET", f"/v1/jobs/{id_}", query={"trace": trace}).reply({"id": id_, "state": "done"})


@both_modes
def test_components_and_parameters_of_the_workflow(mode: Mode) -> None:
    removed = on("DELETE", "/v1/jobs/3", query={"trace": "own"}).reply({"id": "3", "state": "done"})
    exchanges = [read("1", "standard"), read("ann", "limit 10"), removed]
    outcome = COMPONENTS.run(mode, exchanges, user="ann")
    assert returned(outcome) == {"state": "done"}


def test_inputs_behind_a_reference_are_those_of_the_module() -> None:
    assert "user: str,\n    limit: int = 10,\n" in COMPONENTS.code
    assert "user: Who asks.\n" in COMPONENTS.code


ANCHOR = Feature("""
    components:
      inputs:
        identified:
          $anchor: theIdentified
          type: object
          required: [id]
          properties: {id: {type: integer}}
    workflows:
      - workflowId: by-anchor
        inputs: {$ref: '#theIdentified'}
        steps:
          - stepId: read
            operationId: getJob
            parameters:
              - {name: id, in: path, value: $inputs.id}
              - {name: trace, in: query, value: x}
""")


@both_modes
def test_inputs_behind_an_anchor(mode: Mode) -> None:
    assert ANCHOR.run(mode, [read("7", "x")], id=7).error is None
    assert "    id: int,\n" in ANCHOR.code


LEADS_NOWHERE = Feature(
    """
    components: {parameters: {trace: {name: trace, in: query, value: x}}}
    workflows:
      - workflowId: nowhere
        steps:
          - stepId: one
            operationId: a
            parameters: [{reference: $components.parameters.trcae}]
            onSuccess: [{reference: $components.successActions.stop}]
""",
    status=1,
)


def test_references_that_lead_nowhere() -> None:
    assert "error[AZ116]" in LEADS_NOWHERE.report
    assert "trcae" in LEADS_NOWHERE.report
    assert "did you mean" in LEADS_NOWHERE.report
    assert "stop" in LEADS_NOWHERE.report


NO_INPUTS = Feature(
    """
    workflows:
      - workflowId: no-inputs
        inputs: {$ref: '#/components/inputs/nothing'}
        steps: [{stepId: one, operationId: a}]
""",
    status=1,
)


def test_inputs_that_lead_nowhere() -> None:
    assert "#/components/inputs/nothing" in NO_INPUTS.report


WRONG_KIND = Feature(
    """
    components:
      failureActions: {busy: {name: busy, type: retry}}
    workflows:
      - workflowId: wrong-kind
        steps:
          - stepId: one
            operationId: a
            onSuccess: [{reference: $components.failureActions.busy}]
""",
    status=1,
)


def test_a_component_of_another_kind() -> None:
    assert "error[AZ116]" in WRONG_KIND.report


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("steps: [{stepId: s, operationId: a}, {stepId: s, operationId: b}]", "the step `s`"),
        (
            "steps: [{stepId: s, operationId: a, parameters: [{name: p, in: query, value: 1},"
            " {name: p, in: query, value: 2}]}]",
            "`p`",
        ),
        (
            "steps: [{stepId: s, operationId: a, onSuccess: [{name: x, type: end},"
            " {name: x, type: end}]}]",
            "the action `x`",
        ),
        ("steps: [{stepId: s, operationId: a, outputs: {o: $statusCode, o: $url}}]", "the key `o`"),
    ],
)
def test_what_is_there_twice_is_an_error(text: str, named: str) -> None:
    feature = Feature(f"workflows:\n  - workflowId: twice\n    {text}\n", status=1)
    assert named in feature.report
    assert "error[AZ105]" in feature.report or "error[AZ003]" in feature.report


def test_two_workflows_of_one_name() -> None:
    one = "{workflowId: w, steps: [{stepId: s, operationId: a}]}"
    assert "error[AZ105]" in Feature(f"workflows: [{one}, {one}]", status=1).report


@both_modes
def test_parameters_of_one_name_in_different_places_are_two(mode: Mode) -> None:
    step = (
        "{stepId: s, operationId: a, parameters: [{name: p, in: query, value: '1'},"
        " {name: p, in: header, value: '2'}]}"
    )
    feature = Feature(f"workflows: [{{workflowId: places, steps: [{step}]}}]")
    exchange = on("GET", "/v1/a", query={"p": "1"}, headers={"p": "2"})
    assert feature.run(mode, [exchange.reply({"id": "1", "state": "done"})]).error is None


# --- Names ------------------------------------------------------------------------------

NAMES = Feature("""
    workflows:
      - workflowId: HTTPStatus-2.import
        inputs:
          type: object
          required: [class, client, x-api-key, X_API_KEY, from, http]
          properties:
            class: {type: string}
            client: {type: string}
            x-api-key: {type: string}
            X_API_KEY: {type: string}
            from: {type: string}
            http: {type: string}
            polling: {type: string}
            on_step: {type: string}
            jobs_url: {type: string}
            failure: {type: string}
            response: {type: string}
            base-url: {type: string}
        steps:
          - stepId: run
            operationId: addNote
            requestBody:
              payload:
                - $inputs.class
                - $inputs.client
                - $inputs.x-api-key
                - $inputs.X_API_KEY
                - $inputs.from
                - $inputs.http
                - $inputs.polling
                - $inputs.on_step
                - $inputs.jobs_url
                - $inputs.failure
                - $inputs.response
                - $inputs.base-url
            outputs: {response: $response.body#/id, class: $response.body#/state}
          - stepId: import
            operationId: a
            onFailure: [{name: again, type: retry}]
            outputs: {retries: $response.body#/id}
          - stepId: run-async
            operationId: b
            parameters: [{name: x, in: query, value: $steps.run.outputs.response}]
          - stepId: Polling
            operationId: c
            onSuccess:
              - name: again
                type: goto
                stepId: Polling
                criteria: [{condition: $response.body#/state == 'running'}]
          - {stepId: '2', operationId: d}
          - {stepId: StepFailed, operationId: e}
          - {stepId: httpx, operationId: a}
          - {stepId: time, operationId: b}
          - {stepId: from, operationId: c}
          - {stepId: getJob, operationId: d}
          - {stepId: get_job, operationId: e}
          - {stepId: str, operationId: a}
          - {stepId: outputs, operationId: b}
        outputs:
          str: $steps.run.outputs.class
          Str: $steps.import.outputs.retries
          list: $steps.run.outputs.response
""")


@both_modes
def test_names_that_collide_with_each_other_or_with_python(mode: Mode) -> None:
    (name,) = NAMES.built.files
    assert name == "http_status_2_import"
    module = NAMES.built.load(name)
    letters = "abcdeabcdeab"
    sent = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
    exchanges = [
        on("POST", "/v1/notes", json=sent).reply({"id": "n", "state": "queued"}),
        get("a", status=500),
        get("a"),
        get("b"),
        get("c", "running"),
        *(get(letter) for letter in letters[2:]),
    ]
    outcome = execute(
        module,
        mode,
        exchanges,
        class_="1",
        client_="2",
        x_api_key="3",
        x_api_key_2="4",
        from_="5",
        http="6",
        polling_="7",
        on_step_="8",
        jobs_url="9",
        failure="10",
        response="11",
        base_url="12",
    )
    assert returned(outcome) == {"str_": "queued", "str_2": "a", "list_": "n"}


def test_the_document_s_own_names_are_in_the_docstring() -> None:
    text = NAMES.built.text
    for name in ("`x-api-key`", "`X_API_KEY`", "`class`", "`from`"):
        assert name in text


OTHER = Feature(
    """
    workflows:
      - workflowId: login
        steps: [{stepId: s, operationId: a, outputs: {id: $response.body#/id}}]
        outputs: {id: $steps.s.outputs.id}
      - workflowId: main
        steps:
          - {stepId: run-login, workflowId: login, outputs: {id: $outputs.id}}
          - {stepId: login-s, workflowId: $sourceDescriptions.other.login}
          - {stepId: LoginOutputs, operationId: b}
        outputs: {id: $steps.run-login.outputs.id}
""",
    head=HEADER.format(version="1.0.1").rstrip().removesuffix("]")
    + ", {name: other, url: other.yaml, type: arazzo}]\n",
    more={
        "other.yaml": HEADER.format(version="1.0.1")
        + "workflows: [{workflowId: login, steps: [{stepId: s, operationId: c}]}]\n"
    },
)


@both_modes
def test_names_of_called_workflows_make_way(mode: Mode) -> None:
    assert returned(OTHER.run(mode, [get("a"), get("c"), get("b")])) == {"id": "a"}
