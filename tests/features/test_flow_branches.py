"""Forward jumps that part and meet again, nested and crossing."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, path, returned, shouting
from playback import Exchange, Mode, both_modes

CROSSING = Feature("""
    workflows:
      - workflowId: crossing
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: toThree
                type: goto
                stepId: three
                criteria: [{condition: $response.body#/state == 'failed'}]
          - stepId: two
            operationId: b
            onSuccess:
              - name: toFour
                type: goto
                stepId: four
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: three, operationId: c}
          - stepId: four
            operationId: d
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.four.outputs.id}
""")


@both_modes
@pytest.mark.parametrize("letters", ["Acd", "aBd", "abcd"])
def test_crossing_forward_jumps(mode: Mode, letters: str) -> None:
    outcome = CROSSING.run(mode, shouting(letters))
    assert path(outcome) == letters.lower()
    assert returned(outcome) == {"id": "d"}


TO_THE_SAME = Feature("""
    workflows:
      - workflowId: to-the-same
        steps:
          - stepId: one
            operationId: a
            onSuccess: &done
              - name: finish
                type: goto
                stepId: four
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: two, operationId: b, onSuccess: *done}
          - {stepId: three, operationId: c, onSuccess: *done}
          - {stepId: four, operationId: d}
""")


@both_modes
@pytest.mark.parametrize("letters", ["Ad", "aBd", "abCd", "abcd"])
def test_several_steps_jump_to_the_same_one(mode: Mode, letters: str) -> None:
    assert path(TO_THE_SAME.run(mode, shouting(letters))) == letters.lower()
    assert "match" not in TO_THE_SAME.body


BRANCHES = Feature("""
    workflows:
      - workflowId: branches
        steps:
          - stepId: ask
            operationId: a
            onSuccess:
              - name: no
                type: goto
                stepId: refuse
                criteria: [{condition: $response.body#/state == 'failed'}]
          - stepId: accept
            operationId: b
            outputs: {id: $response.body#/id}
            onSuccess: [{name: accepted, type: goto, stepId: tell}]
          - stepId: refuse
            operationId: c
            outputs: {id: $response.body#/id}
          - stepId: tell
            operationId: d
        outputs: {accepted: $steps.accept.outputs.id, refused: $steps.refuse.outputs.id}
""")


@both_modes
@pytest.mark.parametrize("letters", ["Acd", "abd"])
def test_two_branches_that_meet_again(mode: Mode, letters: str) -> None:
    outcome = BRANCHES.run(mode, shouting(letters))
    assert path(outcome) == letters.lower()
    assert "while" not in BRANCHES.body
    refused = letters[0] == "A"
    assert returned(outcome) == {
        "accepted": None if refused else "b",
        "refused": "c" if refused else None,
    }


SWITCH = Feature("""
    workflows:
      - workflowId: switch
        steps:
          - stepId: ask
            operationId: a
            onSuccess:
              - name: wait
                type: goto
                stepId: later
                criteria: [{condition: $response.body#/state == 'queued'}]
              - name: no
                type: goto
                stepId: refuse
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: accept, operationId: b, onSuccess: [{name: x, type: goto, stepId: tell}]}
          - {stepId: refuse, operationId: c, onSuccess: [{name: x, type: goto, stepId: tell}]}
          - {stepId: later, operationId: d}
          - {stepId: tell, operationId: e}
""")


@both_modes
@pytest.mark.parametrize(
    ("state", "letters"), [("done", "abe"), ("failed", "ace"), ("queued", "ade")]
)
def test_three_branches_that_meet_again(mode: Mode, state: str, letters: str) -> None:
    exchanges = [get(letter, state) for letter in letters]
    assert path(SWITCH.run(mode, exchanges)) == letters
    assert "elif action ==" in SWITCH.body


BRANCH_IN_LOOP = Feature("""
    workflows:
      - workflowId: branch-in-loop
        steps:
          - stepId: ask
            operationId: a
            onSuccess:
              - name: no
                type: goto
                stepId: refuse
                criteria: [{condition: $response.body#/state == 'failed'}]
          - stepId: accept
            operationId: b
            outputs: {id: $response.body#/id}
            onSuccess: [{name: accepted, type: goto, stepId: tell}]
          - {stepId: refuse, operationId: c}
          - stepId: tell
            operationId: d
            onSuccess:
              - name: again
                type: goto
                stepId: ask
                criteria: [{condition: $response.body#/state == 'running'}]
        outputs: {accepted: $steps.accept.outputs.id}
""")


@both_modes
def test_branches_in_a_loop(mode: Mode) -> None:
    exchanges = [get("a", "failed"), get("c"), get("d", "running"), get("a"), get("b"), get("d")]
    outcome = BRANCH_IN_LOOP.run(mode, exchanges)
    assert path(outcome) == "acdabd"
    assert returned(outcome) == {"accepted": "b"}
    assert "match" not in BRANCH_IN_LOOP.body


POLLED_BRANCHES = Feature("""
    workflows:
      - workflowId: polled-branches
        steps:
          - stepId: poll
            operationId: a
            onSuccess:
              - name: broken
                type: goto
                stepId: undo
                criteria: [{condition: $response.body#/state == 'failed'}]
              - name: goesOn
                type: goto
                stepId: poll
                criteria: [{condition: $response.body#/state != 'done'}]
          - stepId: fetch
            operationId: b
            onSuccess:
              - name: slow
                type: goto
                stepId: fetch
                criteria: [{condition: $response.body#/state == 'running'}]
              - {name: fetched, type: goto, stepId: tell}
          - {stepId: undo, operationId: c}
          - {stepId: tell, operationId: d}
""")


@both_modes
@pytest.mark.parametrize(
    "exchanges",
    [
        [get("a", "running"), get("a"), get("b", "running"), get("b"), get("d")],
        [get("a", "running"), get("a", "failed"), get("c"), get("d")],
    ],
)
def test_branches_behind_a_loop_and_a_loop_in_a_branch(
    mode: Mode, exchanges: list[Exchange]
) -> None:
    outcome = POLLED_BRANCHES.run(mode, exchanges)
    assert path(outcome) == "".join(exchange.path[-1] for exchange in exchanges)
    assert "next_step" not in POLLED_BRANCHES.body


NEVER = Feature("""
    workflows:
      - workflowId: never
        steps:
          - stepId: one
            operationId: a
            onSuccess: [{name: over, type: goto, stepId: three}]
          - stepId: two
            operationId: b
            outputs: {id: $response.body#/id}
          - {stepId: three, operationId: c}
        outputs: {id: $steps.two.outputs.id}
""")


@both_modes
def test_a_step_that_can_never_run_is_a_warning(mode: Mode) -> None:
    assert "warning[AZ503]: step 'two' can never run" in NEVER.report
    outcome = NEVER.run(mode, [get("a"), get("c")])
    assert returned(outcome) == {"id": None}


NOTHING_LEFT = Feature("""
    workflows:
      - workflowId: nothing-left
        steps:
          - stepId: poll
            operationId: a
            successCriteria: [{condition: $statusCode == 200}]
            onSuccess:
              - name: again
                type: goto
                stepId: poll
                criteria:
                  - {condition: $statusCode == 200}
                  - context: $response.body
                    type: jsonpath
                    condition: $.state != 'done'
              - name: over
                type: goto
                stepId: tell
                criteria:
                  - {condition: $statusCode == 200}
                  - context: $response.body
                    type: jsonpath
                    condition: $.state == 'done'
          - {stepId: never, operationId: b}
          - stepId: tell
            operationId: c
            onSuccess:
              - {name: leave, type: end, criteria: [{condition: $statusCode < 300}]}
          - {stepId: unheard, operationId: d}
""")


@both_modes
def test_an_action_behind_which_nothing_is_left_needs_no_test(mode: Mode) -> None:
    exchanges = [get("a", "running"), get("a", "failed"), get("a"), get("c")]
    assert path(NOTHING_LEFT.run(mode, exchanges)) == "aaac"
    decision = NOTHING_LEFT.code.partition("def _poll_on_success(")[2].partition("\n\n\n")[0]
    assert decision == (
        'result: Poll) -> Literal["again", "over"]:\n'
        '    """The first onSuccess action whose criteria hold."""\n'
        '    if _get(_json(result.response), "state") != "done":\n'
        '        return "again"\n'
        '    return "over"'
    )
    assert "_tell_on_success" not in NOTHING_LEFT.code
    for step in ("never", "unheard"):
        assert f"step {step!r} can never run" in NOTHING_LEFT.report
