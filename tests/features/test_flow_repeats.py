"""Requests that are sent again after no response came, and may take effect twice (AZ507)."""

from __future__ import annotations

from pathlib import Path

import pytest
from one_call import call

from building import build

RETRY = "onFailure: [{name: again, type: retry, retryLimit: 2}]"
AFTER_503 = "onFailure: [{name: again, type: retry, criteria: [{condition: $statusCode == 503}]}]"


@pytest.mark.parametrize("method", ["post", "patch"])
@pytest.mark.parametrize(
    "actions",
    [
        RETRY,
        "onFailure: [{name: again, type: goto, stepId: call}]",
        "onFailure: [{name: again, type: retry, criteria: [{condition: $inputs.a == 'x'}]}]",
        "onFailure: [{name: busy, type: end, criteria: [{condition: $statusCode == 409}]}, "
        "{name: again, type: retry}]",
    ],
)
def test_a_request_that_may_take_effect_twice(method: str, actions: str) -> None:
    made = call(actions, method=method, inputs="a: {type: string}")
    (found,) = [finding for finding in made.findings if finding[0] == "AZ507"]
    assert found[1].startswith("{name: again")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_request_that_may_be_sent_again(method: str) -> None:
    assert "AZ507" not in call(RETRY, method=method).codes


@pytest.mark.parametrize(
    "actions",
    [
        AFTER_503,
        "onFailure: [{name: stop, type: end}, {name: again, type: retry}]",
        "onFailure: [{name: again, type: retry, retryLimit: 0}]",
        "onFailure: [{name: again, type: retry, criteria: "
        "[{context: $response.body, condition: $.busy, type: jsonpath}]}]",
    ],
)
def test_an_action_that_is_not_taken_without_a_response(actions: str) -> None:
    assert "AZ507" not in call(actions).codes


@pytest.mark.parametrize(
    "key", ["Idempotency-Key", "X-Idempotency-Key", "idempotency_key", "PayPal-Request-Id"]
)
def test_a_request_with_a_key(key: str) -> None:
    operation = f"parameters: [{{name: {key}, in: header, schema: {{type: string}}}}]"
    step = f"parameters: [{{name: {key}, in: header, value: $inputs.k}}]\n{RETRY}"
    assert "AZ507" not in call(step, inputs="k: {type: string}", operation=operation).codes
    # The operation knows a key, and the step gives none.
    assert "AZ507" in call(RETRY, operation=operation).codes


def test_a_key_in_the_body() -> None:
    operation = "requestBody: {content: {application/json: {schema: {type: object}}}}"
    step = f"requestBody: {{payload: {{clientToken: $inputs.k}}}}\n{RETRY}"
    assert "AZ507" not in call(step, inputs="k: {type: string}", operation=operation).codes


# --- What is sent again with a workflow, or before another step -------------------------

API = """
openapi: 3.1.0
info: {title: API, version: '1'}
servers: [{url: https://api.example}]
paths:
  /pay:
    post: {operationId: pay, responses: {'200': {description: done}}}
    get: {operationId: see, responses: {'200': {description: done}}}
    parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
"""
PAYS = "{stepId: charge, operationId: pay}"
PAYS_ONCE = (
    "{stepId: charge, operationId: pay, "
    "parameters: [{name: Idempotency-Key, in: header, value: one}]}"
)
SEES = "{stepId: see, operationId: see}"
CALLS = "stepId: call, workflowId: part"
AGAIN = "onFailure: [{name: again, type: retry, retryLimit: 2}]"
END = "{name: end, type: end}"
BACK = "onFailure: [{name: again, type: goto, stepId: call}]"


def findings(folder: Path, main: str, *parts: str) -> list[str]:
    """The lines about AZ507 for a workflow `main`, given its steps and other workflows whole."""
    workflows = [f"{{workflowId: main, steps: [{main}]}}", *parts]
    text = (
        "arazzo: 1.0.1\ninfo: {title: T, version: '1'}\n"
        "sourceDescriptions: [{name: api, url: api.yaml, type: openapi}]\nworkflows:\n"
    ) + "".join(f"- {each}\n" for each in workflows)
    made = build(folder, {"w.arazzo.yaml": text, "api.yaml": API})
    assert made.status == 0, made.report
    return [line for line in made.report.splitlines() if "warning[AZ507]" in line]


def part(*steps: str, name: str = "part", fields: str = "") -> str:
    """A workflow that others call."""
    return f"{{workflowId: {name}, {fields}steps: [{', '.join(steps)}]}}"


@pytest.mark.parametrize("action", [AGAIN, BACK])
@pytest.mark.parametrize(
    "parts",
    [
        [part(SEES, PAYS)],
        [part("{stepId: c, workflowId: inner}"), part(PAYS, name="inner")],
        [part(SEES, fields="dependsOn: [inner], "), part(PAYS, name="inner")],
        [
            part(SEES[:-1] + ", onSuccess: [{name: on, type: goto, workflowId: inner}]}"),
            part(PAYS, name="inner"),
        ],
    ],
    ids=["in it", "in one that it calls", "in one that it depends on", "in one that it goes to"],
)
def test_a_workflow_that_runs_again(tmp_path: Path, action: str, parts: list[str]) -> None:
    (found,) = findings(tmp_path, f"{{{CALLS}, {action}}}", *parts)
    assert "'again' sends the POST of step 'charge' of workflow" in found
    assert "no response came in step 'call'" in found


@pytest.mark.parametrize("action", [AGAIN, BACK])
def test_a_workflow_that_may_run_again(tmp_path: Path, action: str) -> None:
    main = f"{{{CALLS}, {action}}}"
    assert findings(tmp_path / "key", main, part(PAYS_ONCE)) == []
    assert findings(tmp_path / "get", main, part(SEES)) == []
    # What this workflow depends on itself has run, and is not run again.
    shared = "dependsOn: [inner], "
    others = [part(SEES, fields=shared), part(PAYS, name="inner")]
    text = f"{{stepId: s, operationId: see}}], {shared}x-a: ["
    assert findings(tmp_path / "shared", f"{main}, {text}", *others) == []


@pytest.mark.parametrize(
    ("before", "limit", "warned"), [(True, 1, True), (False, 2, True), (False, 1, False)]
)
def test_a_post_that_a_retry_runs_first(
    tmp_path: Path, before: bool, limit: int, warned: bool
) -> None:
    retry = f"{{name: again, type: retry, retryLimit: {limit}, stepId: charge}}"
    see = f"{{stepId: see, operationId: see, onFailure: [{retry}], onSuccess: [{END}]}}"
    found = findings(tmp_path / "step", f"{PAYS}, {see}" if before else f"{see}, {PAYS}")
    assert [("step 'charge' again" in line, "in step 'see'" in line) for line in found] == (
        [(True, True)] if warned else []
    )
    retry = retry.replace("stepId: charge", "workflowId: part")
    see = f"{{stepId: see, operationId: see, onFailure: [{retry}]}}"
    main = f"{{{CALLS}}}, {see}" if before else see
    assert len(findings(tmp_path / "workflow", main, part(PAYS))) == warned


def test_what_a_retry_runs_first_after_an_answer(tmp_path: Path) -> None:
    criteria = "criteria: [{condition: $statusCode == 401}]"
    retry = f"{{name: again, type: retry, stepId: charge, {criteria}}}"
    assert (
        findings(tmp_path, f"{PAYS}, {{stepId: s, operationId: see, onFailure: [{retry}]}}") == []
    )
