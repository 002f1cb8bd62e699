"""The outputs of a workflow that a retry runs first: the specification's refresh of a token."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, returned
from playback import Exchange, Mode, both_modes, on

REFRESH = Feature("""
    workflows:
      - workflowId: refreshToken
        steps:
          - {stepId: login, operationId: getToken, outputs: {token: $response.body#/token}}
        outputs: {token: $steps.login.outputs.token}
      - workflowId: main
        failureActions:
          - name: refreshExpiredToken
            type: retry
            retryAfter: 1
            retryLimit: 5
            workflowId: refreshToken
            criteria: [{condition: $statusCode == 401}]
        steps:
          - stepId: one
            operationId: a
            parameters:
              - {name: trace, in: query, value: $workflows.refreshToken.outputs.token}
          - stepId: two
            operationId: b
            parameters:
              - name: Authorization
                in: header
                value: 'Bearer {$workflows.refreshToken.outputs.token}'
            onSuccess:
              - name: renewed
                type: end
                criteria: [{condition: $workflows.refreshToken.outputs.token == 't2'}]
          - {stepId: three, operationId: c}
        outputs: {token: $workflows.refreshToken.outputs.token}
""")


def sent(letter: str, trace: str | None = None, auth: str | None = None) -> Exchange:
    query = {"trace": trace} if trace is not None else {}
    return on("GET", f"/v1/{letter}", query=query, headers={"Authorization": auth})


def token(text: str) -> Exchange:
    return on("POST", "/v1/token").reply({"token": text})


@both_modes
def test_the_outputs_of_a_retry_s_workflow_are_null_until_it_has_run(mode: Mode) -> None:
    exchanges = [sent("a").reply({}), sent("b").reply({}), get("c")]
    assert returned(REFRESH.run(mode, exchanges)) == {"token": None}


@both_modes
def test_later_steps_read_what_a_retry_s_workflow_gave_last(mode: Mode) -> None:
    exchanges = [
        sent("a").reply({}, status=401),
        token("t1"),
        sent("a", trace="t1").reply({}),
        sent("b", auth="Bearer t1").reply({}, status=401),
        token("t2"),
        sent("b", auth="Bearer t2").reply({}),
    ]
    outcome = REFRESH.run(mode, exchanges)
    assert returned(outcome) == {"token": "t2"}
    assert outcome.waits == [1.0, 1.0]


@both_modes
def test_a_refresh_that_fails_leaves_no_outputs_of_the_one_before(mode: Mode) -> None:
    exchanges = [
        sent("a").reply({}, status=401),
        token("t1"),
        sent("a", trace="t1").reply({}),
        sent("b", auth="Bearer t1").reply({}, status=401),
        on("POST", "/v1/token").reply({}, status=500),
    ]
    outcome = REFRESH.run(mode, exchanges)
    assert isinstance(outcome.error, REFRESH.module.StepFailed)
    assert outcome.error.step_id == "login"


def test_a_value_that_is_needed_is_missing_before_the_first_refresh() -> None:
    needs = Feature(
        REFRESH.text.replace("operationId: a\n", "operationId: getJob\n").replace(
            "name: trace, in: query", "name: id, in: path"
        )
    )
    error = needs.run("sync", []).error
    assert isinstance(error, needs.module.MissingValue)


@pytest.mark.parametrize("name", ["refreshTokens", "other"])
def test_another_workflow_has_not_run(name: str) -> None:
    wrong = Feature(
        REFRESH.text.replace("$workflows.refreshToken.", f"$workflows.{name}."), status=1
    )
    assert "error[AZ302]" in wrong.report
