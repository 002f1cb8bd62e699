"""Loops over one polled step, which are functions of their own."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from features.flow_documents import Feature, get, returned
from playback import Mode, both_modes, execute_step, on

CREATED = on("POST", "/v1/jobs").reply({"id": "7", "state": "queued"}, status=201)
SECONDS = {"interval": 1.0, "backoff": 2.0, "max_interval": 8.0, "jitter": 0.0, "timeout": 100.0}


def wait(module: ModuleType, name: str, mode: Mode, exchanges: list[Any], **arguments: Any) -> Any:
    """Call the function of a loop; loops wait 1 s, then 2 s, 4 s, 8 s."""
    polling = arguments.pop("polling", module.Polling(**SECONDS))
    return execute_step(module, name, mode, exchanges, polling=polling, **arguments)


# --- Jumps back -----------------------------------------------------------------------

POLL = Feature("""
    workflows:
      - workflowId: poll
        inputs: {type: object, required: [name], properties: {name: {type: string}}}
        steps:
          - stepId: createJob
            operationId: createJob
            requestBody: {payload: {name: $inputs.name}}
            outputs: {jobId: $response.body#/id}
          - stepId: pollJob
            operationId: getJob
            parameters: [{name: id, in: path, value: $steps.createJob.outputs.jobId}]
            successCriteria: [{condition: $statusCode == 200}]
            outputs: {jobState: $response.body#/state, reason: $response.body#/reason}
            onSuccess:
              - name: over
                type: end
                criteria: [{condition: $response.body#/state == 'done'}]
              - name: goesOn
                type: goto
                stepId: pollJob
                criteria:
                  - condition: >-
                      $response.body#/state == 'queued' || $response.body#/state == 'running'
        outputs: {state: $steps.pollJob.outputs.jobState}
""")


def job(state: str, status: int = 200, **headers: str) -> Any:
    """The job `7`, as a GET of it answers."""
    return on("GET", "/v1/jobs/7").reply(
        {"id": "7", "state": state}, status=status, headers=headers
    )


@both_modes
def test_the_loop_is_a_function(mode: Mode) -> None:
    module = POLL.module
    exchanges = [job("queued"), job("running"), job("running", **{"Retry-After": "5"}), job("done")]
    outcome = wait(module, "wait_for_job", mode, exchanges, job_id="7")
    assert isinstance(outcome.outputs, module.PollJob)
    assert outcome.outputs.job_state == "done"
    assert outcome.outputs.response.status_code == 200
    assert outcome.waits == [1.0, 2.0, 5.0]
    assert {"wait_for_job", "wait_for_job_async"} <= set(module.__all__)


@both_modes
def test_whoever_ran_out_of_time_goes_on_with_the_id(mode: Mode) -> None:
    short = POLL.module.Polling(interval=4.0, backoff=1.0, jitter=0.0, timeout=9.0)
    outcome = POLL.run(mode, [CREATED, *[job("running")] * 3], name="n", polling=short)
    assert isinstance(outcome.error, POLL.module.PollTimeout)
    saved = outcome.error.response.json()["id"]
    again = wait(POLL.module, "wait_for_job", mode, [job("running"), job("done")], job_id=saved)
    assert again.outputs.job_state == "done"


@both_modes
def test_the_loop_ends_at_its_timeout(mode: Mode) -> None:
    polling = POLL.module.Polling(interval=4.0, backoff=1.0, jitter=0.0, timeout=9.0)
    exchanges = [job("running")] * 3
    outcome = wait(POLL.module, "wait_for_job", mode, exchanges, job_id="7", polling=polling)
    assert isinstance(outcome.error, POLL.module.PollTimeout)
    assert (outcome.error.step_id, outcome.error.attempts) == ("pollJob", 3)
    assert outcome.waits == [4.0, 4.0]


@both_modes
def test_a_failure_of_the_step_is_raised(mode: Mode) -> None:
    exchanges = [job("running"), job("running", status=503)]
    outcome = wait(POLL.module, "wait_for_job", mode, exchanges, job_id="7")
    assert isinstance(outcome.error, POLL.module.StepFailed)
    assert (outcome.error.step_id, outcome.error.action) == ("pollJob", None)
    assert outcome.error.response.status_code == 503


@both_modes
def test_the_loop_counts_its_requests(mode: Mode) -> None:
    seen: list[tuple[str, int]] = []

    def note(event: Any) -> None:
        if event.kind == "response":
            seen.append((event.step_id, event.attempt))

    exchanges = [job("queued"), job("running"), job("done")]
    wait(POLL.module, "wait_for_job", mode, exchanges, job_id="7", on_step=note)
    assert seen == [("pollJob", 1), ("pollJob", 2), ("pollJob", 3)]


@both_modes
def test_run_goes_through_the_function(mode: Mode) -> None:
    outcome = POLL.run(mode, [CREATED, job("running"), job("running"), job("done")], name="n")
    assert returned(outcome) == {"state": "done"}
    assert outcome.waits == [1.0, 2.0]
    assert [event[:2] for event in outcome.events] == [
        ("createJob", 1),
        ("pollJob", 1),
        ("pollJob", 2),
        ("pollJob", 3),
    ]
    assert "while" not in POLL.body
    assert "wait_for_job(" in POLL.body


def test_the_docstring_says_which_values_go_on_and_which_end_it() -> None:
    said = " ".join(POLL.module.wait_for_job.__doc__.split())
    assert "Ends when `job_state` is done. Goes on while it is queued or running." in said
    assert "Anything else ends it too." in said


# --- Several ways out -----------------------------------------------------------------

WAYS = Feature("""
    workflows:
      - workflowId: ways
        inputs: {type: object, required: [id], properties: {id: {type: string}}}
        steps:
          - stepId: getJob
            operationId: getJob
            parameters: [{name: id, in: path, value: $inputs.id}]
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: failed
                type: end
                criteria: [{condition: $response.body#/state == 'failed'}]
              - name: goesOn
                type: goto
                stepId: getJob
                criteria: [{condition: $response.body#/state != 'done'}]
          - stepId: getResult
            operationId: getResult
            parameters: [{name: id, in: path, value: $inputs.id}]
            outputs: {size: $response.body#/size}
        outputs: {state: $steps.getJob.outputs.state, size: $steps.getResult.outputs.size}
""")


@both_modes
@pytest.mark.parametrize("state", ["failed", "done"])
def test_a_loop_that_leaves_to_several_places_decides_once(mode: Mode, state: str) -> None:
    result = [on("GET", "/v1/jobs/7/result").reply({"size": 3})] if state == "done" else []
    outcome = WAYS.run(mode, [job("running"), job(state), *result], id="7")
    assert returned(outcome) == {"state": state, "size": 3 if result else None}
    alone = wait(WAYS.module, "wait_for_job", mode, [job("running"), job(state)], id="7")
    assert alone.outputs.state == state
    assert WAYS.code.count("_get_job_on_success(") == 3  # its definition, and a call in each mode
    assert "_and_action" not in " ".join(WAYS.module.__all__)


# --- Loops that stay in `run` ---------------------------------------------------------

PAGES = Feature("""
    workflows:
      - workflowId: pages
        inputs: {type: object, required: [id], properties: {id: {type: string}}}
        steps:
          - stepId: readPage
            operationId: getJob
            parameters:
              - {name: id, in: path, value: $inputs.id}
              - {name: trace, in: query, value: $steps.readPage.outputs.next}
            outputs: {next: $response.body#/reason}
            onSuccess:
              - name: more
                type: goto
                stepId: readPage
                criteria: [{condition: $response.body#/reason != null}]
""")


def test_a_loop_that_asks_for_another_page_stays_in_run() -> None:
    assert "wait_for" not in PAGES.code
    assert "while True:" in PAGES.body


SEVERAL = Feature("""
    workflows:
      - workflowId: several
        steps:
          - stepId: pollA
            operationId: a
            onSuccess:
              - name: again
                type: goto
                stepId: pollA
                criteria: [{condition: $response.body#/state == 'running'}]
          - stepId: judge
            operationId: b
            onSuccess:
              - name: anew
                type: goto
                stepId: pollA
                criteria: [{condition: $response.body#/state == 'failed'}]
          - stepId: readC
            operationId: c
            successCriteria: [{condition: $response.body#/state == 'done'}]
            onFailure: [{name: again, type: retry, stepId: judge, retryLimit: 2}]
          - stepId: sendD
            operationId: addNote
            requestBody: {payload: {}}
            onSuccess:
              - name: again
                type: goto
                stepId: sendD
                criteria: [{condition: $response.body#/state == 'running'}]
""")


def test_a_loop_with_another_step_in_it_stays_in_run() -> None:
    assert "wait_for" not in SEVERAL.code
    assert SEVERAL.body.count("while True:") == 3


# --- Names and parameters -------------------------------------------------------------

NAMES = Feature("""
    workflows:
      - workflowId: names
        inputs:
          type: object
          required: [wanted, wait_for_c]
          properties: {wanted: {type: string}, wait_for_c: {type: string}}
        steps:
          - stepId: waitForJob
            operationId: a
            outputs: {time: $response.body#/id, get_b: $response.body#/state}
          - stepId: pollJob
            operationId: getJob
            parameters:
              - {name: id, in: path, value: $steps.waitForJob.outputs.time}
              - {name: trace, in: query, value: $steps.waitForJob.outputs.get_b}
            onSuccess: [&until {name: again, type: goto, stepId: pollJob, criteria: [
              {condition: $response.body#/state != $inputs.wanted}]}]
          - stepId: get_b
            operationId: getJob
            parameters:
              - {name: id, in: path, value: $steps.waitForJob.outputs.get_b}
            onSuccess: [{name: again, type: goto, stepId: get_b, criteria: [
              {condition: $response.body#/state == 'running'}]}]
          - stepId: poll_c
            operationId: c
            parameters: [{name: trace, in: query, value: $inputs.wait_for_c}]
            onSuccess: [{name: again, type: goto, stepId: poll_c, criteria: [
              {condition: $response.body#/state == 'running'}]}]
""")


@both_modes
def test_names_that_collide_are_numbered(mode: Mode) -> None:
    names = [name for name in NAMES.module.__all__ if name.startswith("wait_for")]
    loops = ["wait_for_b", "wait_for_c_2", "wait_for_job_2"]
    assert names == sorted(
        [*loops, *(f"{n}_async" for n in loops), "wait_for_job", "wait_for_job_async"]
    )
    exchanges = [
        get("a", "running"),
        on("GET", "/v1/jobs/a").reply({"id": "7", "state": "running"}),
        on("GET", "/v1/jobs/a").reply({"id": "7", "state": "done"}),
        on("GET", "/v1/jobs/running").reply({"id": "7", "state": "done"}),
        get("c"),
    ]
    outcome = NAMES.run(mode, exchanges, wanted="done", wait_for_c="x")
    assert outcome.error is None
    assert outcome.waits == [1.0]


@both_modes
def test_the_function_takes_what_the_decision_reads(mode: Mode) -> None:
    exchanges = [job("running"), job("queued")]
    given = {"time_": "7", "get_b": None, "wanted": "queued"}
    outcome = wait(NAMES.module, "wait_for_job_2", mode, exchanges, **given)
    assert outcome.error is None
    assert outcome.waits == [1.0]
