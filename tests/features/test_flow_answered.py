"""What is tested after a failure: only what is open where there is a response."""

from __future__ import annotations

import httpx

from features.flow_documents import Feature, get, path
from playback import Mode, both_modes, on

ANSWERED = Feature("""
    workflows:
      - workflowId: answered
        steps:
          - stepId: read
            operationId: a
            successCriteria: [{condition: $statusCode == 200}]
            onFailure:
              - {name: gone, type: goto, stepId: tidy, criteria: [{condition: $statusCode == 404}]}
              - {name: odd, type: goto, stepId: tell, criteria: [{condition: $statusCode != 404}]}
          - stepId: tell
            operationId: b
            onFailure:
              - {name: gone, type: goto, stepId: read, criteria: [{condition: $statusCode == 404}]}
              - {name: odd, type: end, criteria: [{condition: $statusCode != 404}]}
              - {name: lost, type: goto, stepId: tidy}
          - {stepId: tidy, operationId: c}
""")


def _decision(step: str) -> str:
    return ANSWERED.code.partition(f"def _{step}_on_failure(")[2].partition("\n\n\n")[0]


@both_modes
def test_failures_of_which_one_is_any_answer(mode: Mode) -> None:
    assert path(ANSWERED.run(mode, [get("a", status=404), get("c")])) == "ac"
    assert path(ANSWERED.run(mode, [get("a", status=500), get("b"), get("c")])) == "abc"
    lost = ANSWERED.run(mode, [on("GET", "/v1/a").fail(httpx.ConnectError("refused"))])
    assert isinstance(lost.error, ANSWERED.module.StepFailed)
    assert _decision("read").endswith(
        "    if response is None:\n"
        "        return None\n"
        "    if response.status_code == 404:\n"
        '        return "gone"\n'
        '    return "odd"'
    )


@both_modes
def test_a_failure_without_an_answer_is_left_to_the_action_behind(mode: Mode) -> None:
    lost = on("GET", "/v1/b").fail(httpx.ConnectError("refused"))
    assert path(ANSWERED.run(mode, [get("a"), lost, get("c")])) == "abc"
    failed = ANSWERED.run(mode, [get("a"), get("b", status=500)])
    assert isinstance(failed.error, ANSWERED.module.StepFailed)
    assert failed.error.action == "odd"
    assert _decision("tell").endswith(
        "    if response is not None:\n"
        "        if response.status_code == 404:\n"
        '            return "gone"\n'
        '        return "odd"\n'
        '    return "lost"'
    )


ALONE = Feature("""
    workflows:
      - workflowId: alone
        steps:
          - stepId: read
            operationId: a
            onFailure:
              - {name: gone, type: goto, stepId: tidy, criteria: [{condition: $statusCode == 410}]}
          - {stepId: tell, operationId: b}
          - {stepId: tidy, operationId: c}
""")


@both_modes
def test_a_single_test_of_a_response_stands_beside_whether_there_is_one(mode: Mode) -> None:
    assert path(ALONE.run(mode, [get("a", status=410), get("c")])) == "ac"
    lost = ALONE.run(mode, [on("GET", "/v1/a").fail(httpx.ConnectError("refused"))])
    assert isinstance(lost.error, ALONE.module.StepFailed)
    assert (
        ALONE.code.partition("def _read_on_failure(")[2]
        .partition("\n\n\n")[0]
        .endswith(
            "    if response is not None and response.status_code == 410:\n"
            '        return "gone"\n'
            "    return None"
        )
    )
