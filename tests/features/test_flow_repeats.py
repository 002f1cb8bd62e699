"""Requests that are sent again after no response came, and may take effect twice (AZ507)."""

from __future__ import annotations

import pytest
from one_call import call

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
