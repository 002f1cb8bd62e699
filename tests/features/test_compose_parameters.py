"""Parameters of a workflow: what they reach in the operations and the workflows that it calls."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, returned
from playback import Exchange, Mode, both_modes, on

NOTE = """
      - workflowId: note
        inputs:
          type: object
          properties: {X-Trace: {type: string}, region: {type: string}, n: {type: integer}}
        steps:
          - stepId: add
            operationId: addNote
            requestBody:
              payload: {trace: $inputs.X-Trace, region: $inputs.region, n: $inputs.n}
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.add.outputs.id}
"""


def noted(**body: object) -> Exchange:
    return on("POST", "/v1/notes", json=body).reply({"id": "n", "state": "done"})


def feature(text: str, **more: object) -> Feature:
    return Feature(f"\n    workflows:{NOTE}{text}", **more)  # type: ignore[arg-type]


BOTH = feature("""
      - workflowId: main
        inputs: {type: object, properties: {count: {type: integer}}}
        parameters:
          - {name: X-Trace, in: header, value: tt}
          - {name: region, value: eu}
          - {name: n, in: query, value: $inputs.count}
        steps:
          - {stepId: call, workflowId: note}
          - {stepId: own, workflowId: note, parameters: [{name: region, value: us}]}
          - {stepId: a, operationId: a}
""")


@both_modes
def test_parameters_reach_called_workflows_and_operations(mode: Mode) -> None:
    plain = on("GET", "/v1/a", headers={"x-trace": "tt"}, query={"n": "5"})
    exchanges = [
        noted(trace="tt", region="eu", n=5),
        noted(trace="tt", region="us", n=5),
        plain.reply({"id": "a", "state": "done"}),
    ]
    outcome = BOTH.run(mode, exchanges, count=5)
    assert returned(outcome) == {}
    assert "x-trace" not in outcome.requests[0].headers


@both_modes
def test_one_without_in_reaches_no_operation(mode: Mode) -> None:
    exchanges = [noted(trace="tt", region="eu"), noted(trace="tt", region="us"), get("a")]
    outcome = BOTH.run(mode, exchanges)
    assert b"region" not in outcome.requests[2].url.query


PATHS = Feature("""
    components:
      parameters:
        job: {name: id, in: path, value: '1'}
        where: {name: region, value: eu}
    workflows:
      - workflowId: read
        inputs: {type: object, required: [id], properties: {id: {type: string}, region: {}}}
        steps:
          - stepId: read
            operationId: getJob
            parameters:
              - {name: id, in: path, value: $inputs.id}
              - {name: trace, in: query, value: $inputs.region}
      - workflowId: main
        parameters:
          - reference: $components.parameters.job
          - {reference: $components.parameters.where, value: us}
        steps:
          - {stepId: make, operationId: a}
          - {stepId: read, operationId: getJob}
          - {stepId: call, workflowId: read}
          - {stepId: another, operationId: getJob, parameters: [{name: id, in: path, value: '2'}]}
""")


@both_modes
def test_a_path_parameter_is_for_the_steps_whose_path_has_it(mode: Mode) -> None:
    done = {"id": "1", "state": "done"}
    exchanges = [
        get("a"),
        on("GET", "/v1/jobs/1", query={}).reply(done),
        on("GET", "/v1/jobs/1", query={"trace": "us"}).reply(done),
        on("GET", "/v1/jobs/2", query={}).reply(done),
    ]
    assert returned(PATHS.run(mode, exchanges)) == {}


DEEP = feature("""
      - workflowId: middle
        inputs: {type: object, properties: {X-Trace: {type: string}, region: {type: string}}}
        parameters: [{name: X-Trace, in: header, value: $inputs.X-Trace}]
        steps:
          - {stepId: call, workflowId: note, parameters: [{name: region, value: $inputs.region}]}
          - {stepId: a, operationId: a}
      - workflowId: main
        parameters:
          - {name: X-Trace, in: header, value: '{$steps.first.outputs.id}-1'}
          - {name: region, value: eu}
        steps:
          - {stepId: first, operationId: b, parameters: [{name: X-Trace, in: header, value: t}],
             outputs: {id: $response.body#/id}}
          - {stepId: call, workflowId: middle}
""")


@both_modes
def test_parameters_go_through_two_levels_of_calls(mode: Mode) -> None:
    traced = on("GET", "/v1/a", headers={"x-trace": "b-1"}).reply({"id": "a", "state": "done"})
    outcome = DEEP.run(mode, [get("b"), noted(trace="b-1", region="eu"), traced])
    assert returned(outcome) == {}


ACTIONS = feature("""
      - workflowId: main
        inputs: {type: object, properties: {n: {type: integer}, region: {type: string}}}
        parameters: [{name: region, value: eu}, {name: X-Trace, in: header, value: tt}]
        steps:
          - stepId: a
            operationId: a
            onFailure: [{name: again, type: retry, workflowId: note}]
            onSuccess: [{name: on, type: goto, workflowId: note}]
""")


@both_modes
def test_parameters_reach_the_workflows_of_actions(mode: Mode) -> None:
    sent = noted(trace="tt", region="eu", n=3)
    outcome = ACTIONS.run(mode, [get("a", status=500), sent, get("a"), sent], n=3, region="us")
    assert returned(outcome) == {"id": "n"}


def test_an_action_s_own_parameter_goes_before_that_of_the_workflow() -> None:
    made = Feature(
        f"""
    workflows:{NOTE}
      - workflowId: main
        parameters: [{{name: region, value: eu}}]
        steps:
          - stepId: a
            operationId: a
            onSuccess:
              - name: on
                type: goto
                workflowId: note
                parameters: [{{name: region, value: us}}]
    """,
        version="1.1.0",
    )
    assert returned(made.run("sync", [get("a"), noted(region="us")])) == {"id": "n"}


def test_of_one_name_that_without_in_is_for_called_workflows() -> None:
    made = feature("""
      - workflowId: main
        parameters: [{name: region, value: eu}, {name: region, in: query, value: us}]
        steps:
          - {stepId: a, operationId: a}
          - {stepId: call, workflowId: note}
    """)
    asked = on("GET", "/v1/a", query={"region": "us"}).reply({"id": "a", "state": "done"})
    assert returned(made.run("sync", [asked, noted(region="eu")])) == {}


def test_dependencies_get_no_parameters() -> None:
    made = feature("""
      - workflowId: main
        dependsOn: [note]
        parameters: [{name: region, in: query, value: eu}]
        steps: [{stepId: a, operationId: a}]
    """)
    asked = on("GET", "/v1/a", query={"region": "eu"}).reply({"id": "a", "state": "done"})
    assert returned(made.run("sync", [noted(), asked])) == {}


@pytest.mark.parametrize(
    ("parameter", "steps", "findings"),
    [
        (
            "{name: jobId, in: path, value: a}",
            ["operationId: getJob", "operationId: getResult", "operationId: a"],
            ["error[AZ603]: no step has a path with a parameter 'jobId'"],
        ),
        (
            "{name: job, in: path, value: a}",
            ["workflowId: note", "operationId: a"],
            ["error[AZ603]: no step has a path with a parameter 'job'"],
        ),
        (
            "{name: regio, value: a}",
            ["workflowId: note", "workflowId: note", "operationId: a"],
            ["warning[AZ609]: workflow 'note' has no input 'regio'"],
        ),
        (
            "{name: id, value: a}",
            ["operationId: getJob", "workflowId: note"],
            ["error[AZ102]: the parameter `id` needs `in` where an operation uses it"],
        ),
        (
            "{name: id, value: a}",
            ["operationId: getJob", "operationId: a"],
            ["error[AZ102]"],
        ),
        (
            "{name: region, value: $inputs.gone}",
            ["workflowId: note", "workflowId: note"],
            ["error[AZ302]: there is no input 'gone'"],
        ),
        ("{name: jobId, in: path, value: a}", ["operationId: getJo"], ["error[AZ202]"]),
    ],
)
def test_one_that_reaches_no_step_is_one_finding(
    parameter: str, steps: list[str], findings: list[str]
) -> None:
    listed = ", ".join(f"{{stepId: s{n}, {step}}}" for n, step in enumerate(steps))
    text = f"\n      - {{workflowId: main, parameters: [{parameter}], steps: [{listed}]}}"
    status = int(any("error" in each for each in findings))
    report = feature(text, status=status).report
    found = [line for line in report.splitlines() if "error[" in line or "warning[" in line]
    assert len(found) == len(findings), report
    assert all(each in line for each, line in zip(findings, found, strict=True))
