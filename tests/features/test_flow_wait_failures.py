"""Loops over one polled step by retries, and failures of steps that loops ask for."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, returned
from features.test_flow_waits import job, wait
from playback import Mode, both_modes

# --- Retries --------------------------------------------------------------------------

RETRY = """
    workflows:
      - workflowId: retry
        inputs: {type: object, required: [id], properties: {id: {type: string}}}
        steps:
          - stepId: readJob
            operationId: getJob
            parameters: [{name: id, in: path, value: $inputs.id}]
            successCriteria: [CRITERIA]
            outputs: {state: $response.body#/state}
            onFailure:
              - {name: again, type: retry, retryAfter: 3, retryLimit: 2, criteria: [ASKED]}
              - {name: gaveUp, type: end, criteria: [{condition: $statusCode == 200}]}
        outputs: {state: $steps.readJob.outputs.state}
"""
DONE = "{condition: $statusCode == 200}, {condition: $response.body#/state == 'done'}"
OK = "{condition: $statusCode == 200}"
RUNNING = "{condition: $statusCode == 200}, {condition: $response.body#/state == 'running'}"


def retry(criteria: str, asked: str) -> Feature:
    """A step with a retry of itself."""
    text = RETRY.replace("CRITERIA", criteria).replace("criteria: [ASKED]", f"criteria: [{asked}]")
    return Feature(text.replace(", criteria: []", ""))


POLLING = retry(DONE, RUNNING)


@both_modes
def test_a_retry_that_polls_is_a_function(mode: Mode) -> None:
    exchanges = [job("running"), job("running"), job("done")]
    outcome = wait(POLLING.module, "wait_for_job", mode, exchanges, id="7")
    assert outcome.outputs.state == "done"
    assert outcome.waits == [3.0, 3.0]
    run = POLLING.run(mode, exchanges, id="7")
    assert returned(run) == {"state": "done"}
    assert run.waits == [3.0, 3.0]
    assert "while" not in POLLING.body


@both_modes
def test_a_failure_names_the_action_that_run_takes(mode: Mode) -> None:
    for exchanges, action in (
        ([job("running"), job("failed")], "gaveUp"),
        ([job("running")] * 3, "gaveUp"),
        ([job("running"), job("running", status=503)], None),
    ):
        alone = wait(POLLING.module, "wait_for_job", mode, exchanges, id="7")
        assert isinstance(alone.error, POLLING.module.StepFailed)
        assert (alone.error.action, alone.error.outputs) == (action, {})
        run = POLLING.run(mode, exchanges, id="7")
        assert isinstance(run.error, POLLING.module.StepFailed)
        assert run.error.action == action
        if action is not None:
            assert run.error.outputs == {"state": exchanges[-1].answer().json()["state"]}


ERROR = "{condition: $statusCode == 503}"


@pytest.mark.parametrize(
    ("criteria", "asked"),
    [
        (DONE, ""),
        (DONE, "{condition: $statusCode == 200}"),
        (DONE, "{condition: $response.body#/state == 'running'}"),
        ("{condition: $response.body#/state == 'done'}", "{condition: $statusCode < 500}"),
        (OK, "{condition: $statusCode == 404}"),
        (OK, "{condition: $statusCode == 202 || $statusCode == 429}"),
        (OK, ""),
        (OK, ERROR),
        (OK, "{condition: $statusCode == 429 || $statusCode >= 500}"),
        (OK, "{condition: $statusCode != 200}"),
        (DONE, ERROR),
    ],
)
def test_each_retry_of_a_get_has_a_function(criteria: str, asked: str) -> None:
    feature = retry(criteria, asked)
    assert "def wait_for_job(" in feature.code
    assert "while" not in feature.body


@both_modes
@pytest.mark.parametrize(("asked", "status"), [("", 404), (ERROR, 503), ("", 503)])
def test_a_retry_after_an_error_is_a_function(mode: Mode, asked: str, status: int) -> None:
    feature = retry(OK, asked)
    late = job("none", status=status)
    outcome = wait(feature.module, "wait_for_job", mode, [late, late, job("done")], id="7")
    assert outcome.outputs.state == "done"
    assert outcome.waits == [3.0, 3.0]
    run = feature.run(mode, [late, late, job("done")], id="7")
    assert returned(run) == {"state": "done"}
    assert run.waits == [3.0, 3.0]
    failed = wait(feature.module, "wait_for_job", mode, [late, late, late], id="7")
    assert isinstance(failed.error, feature.module.StepFailed)
    assert failed.waits == [3.0, 3.0]


@pytest.mark.parametrize(
    ("asked", "limit", "said"),
    [
        ("", 2, "Goes on after a failure: 2 times at most, 3 s apart."),
        ("", 1, "Goes on after a failure: once at most, after 3 s."),
        (ERROR, 2, "Goes on while the HTTP status is 503: 2 times at most, 3 s apart."),
        (
            "{condition: $statusCode >= 500}",
            2,
            "Goes on while the HTTP status is at least 500: 2 times at most, 3 s apart.",
        ),
    ],
)
def test_the_docstring_says_which_failures_go_on(asked: str, limit: int, said: str) -> None:
    text = RETRY.replace("CRITERIA", OK).replace("criteria: [ASKED]", f"criteria: [{asked}]")
    text = text.replace(", criteria: []", "").replace("retryLimit: 2", f"retryLimit: {limit}")
    doc = Feature(text).module.wait_for_job.__doc__
    assert doc is not None
    assert doc.startswith("Repeat `read_job` until it succeeds, and return its result.\n")
    assert said in " ".join(doc.split())


@both_modes
def test_run_says_that_a_loop_by_a_retry_may_time_out(mode: Mode) -> None:
    feature = retry(OK, "{condition: $statusCode == 404}")
    polling = feature.module.Polling(interval=9.0, timeout=1.0, tolerate=5)
    outcome = feature.run(mode, [job("none", status=503)], id="7", polling=polling)
    assert isinstance(outcome.error, feature.module.PollTimeout)
    assert "PollTimeout: `read_job` was not done" in feature.module.run.__doc__


def test_a_retry_that_is_never_made_has_no_function() -> None:
    assert (
        "wait_for"
        not in Feature(
            RETRY.replace("CRITERIA", OK)
            .replace("retryLimit: 2", "retryLimit: 0")
            .replace(", criteria: [ASKED]", "")
        ).code
    )


def test_a_retry_of_another_method_stays_in_run() -> None:
    feature = Feature(
        RETRY.replace("getJob", "deleteJob")
        .replace("CRITERIA", "{condition: $statusCode == 204}")
        .replace(", criteria: [ASKED]", "")
    )
    assert "wait_for" not in feature.code
    assert "while True:" in feature.body


# --- A failure that the document handles ----------------------------------------------

HANDLED = Feature("""
    workflows:
      - workflowId: handled
        inputs: {type: object, required: [id], properties: {id: {type: string}}}
        steps:
          - stepId: getJob
            operationId: getJob
            parameters: [{name: id, in: path, value: $inputs.id}]
            successCriteria: [{condition: $statusCode == 200}]
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: goesOn
                type: goto
                stepId: getJob
                criteria: [{condition: $response.body#/state == 'running'}]
              - {name: done, type: end}
            onFailure:
              - name: busy
                type: goto
                stepId: getJob
                criteria: [{condition: $statusCode == 409}]
              - name: broken
                type: retry
                retryAfter: 2
                retryLimit: 1
                criteria: [{condition: $statusCode == 500}]
              - name: gone
                type: goto
                stepId: clean
                criteria: [{condition: $statusCode == 404}]
              - name: denied
                type: end
                criteria: [{condition: $statusCode == 403}]
          - {stepId: clean, operationId: a, outputs: {cleaned: $response.body#/id}}
        outputs: {state: $steps.getJob.outputs.state, cleaned: $steps.clean.outputs.cleaned}
""")


@both_modes
def test_run_handles_a_failure_as_the_document_says(mode: Mode) -> None:
    start = [job("running"), job("running", status=409), job("running", status=500)]
    outcome = HANDLED.run(mode, [*start, job("done")], id="7")
    assert returned(outcome) == {"state": "done", "cleaned": None}
    assert outcome.waits == [1.0, 2.0, 2.0]
    outcome = HANDLED.run(mode, [*start, job("x", status=404), get("a")], id="7")
    assert returned(outcome) == {"state": "x", "cleaned": "a"}
    outcome = HANDLED.run(mode, [*start, job("x", status=403)], id="7")
    assert isinstance(outcome.error, HANDLED.module.StepFailed)
    assert outcome.error.action == "denied"
    outcome = HANDLED.run(mode, [*start, job("x", status=500)], id="7")
    assert isinstance(outcome.error, HANDLED.module.StepFailed)
    assert outcome.error.action is None
    assert "while" not in HANDLED.body
    assert HANDLED.code.count("_get_job_on_failure(") == 3


@both_modes
def test_the_function_alone_raises_what_run_handles(mode: Mode) -> None:
    for status, action in ((404, "gone"), (403, "denied"), (400, None)):
        exchanges = [job("running", status=409), job("x", status=status)]
        outcome = wait(HANDLED.module, "wait_for_job", mode, exchanges, id="7")
        assert isinstance(outcome.error, HANDLED.module.StepFailed)
        assert (outcome.error.action, outcome.waits) == (action, [1.0])
