"""Jumps forward within a workflow: `end`, and `goto` a later step."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, path, returned
from playback import Exchange, Mode, both_modes

# --- end --------------------------------------------------------------------------------

END_EARLY = Feature("""
    workflows:
      - workflowId: early
        steps:
          - stepId: first
            operationId: a
            outputs: {id: $response.body#/id}
            onSuccess:
              - name: nothingToDo
                type: end
                criteria: [{condition: $response.body#/state == 'done'}]
          - stepId: second
            operationId: b
            outputs: {id: $response.body#/id}
        outputs: {first: $steps.first.outputs.id, second: $steps.second.outputs.id}
""")


@both_modes
def test_end_on_success_returns_what_there_is(mode: Mode) -> None:
    assert returned(END_EARLY.run(mode, [get("a")])) == {"first": "a", "second": None}
    more = END_EARLY.run(mode, [get("a", "queued"), get("b")])
    assert returned(more) == {"first": "a", "second": "b"}


END_ALWAYS = Feature("""
    workflows:
      - workflowId: always
        steps:
          - stepId: only
            operationId: a
            outputs: {id: $response.body#/id}
            onSuccess: [{name: finished, type: end}]
        outputs: {id: $steps.only.outputs.id}
""")


@both_modes
def test_end_at_the_last_step_changes_nothing(mode: Mode) -> None:
    assert returned(END_ALWAYS.run(mode, [get("a")])) == {"id": "a"}
    assert END_ALWAYS.body.count("return") == 1
    assert "_on_success" not in END_ALWAYS.code


END_IN_LOOP = Feature("""
    workflows:
      - workflowId: in-loop
        steps:
          - stepId: poll
            operationId: a
            onSuccess:
              - name: stop
                type: end
                criteria: [{condition: $response.body#/state == 'failed'}]
              - name: again
                type: goto
                stepId: poll
                criteria: [{condition: $response.body#/state != 'done'}]
          - stepId: after
            operationId: b
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.after.outputs.id}
""")


@both_modes
def test_end_in_a_loop_ends_the_workflow(mode: Mode) -> None:
    outcome = END_IN_LOOP.run(mode, [get("a", "queued"), get("a", "failed")])
    assert returned(outcome) == {"id": None}
    assert returned(END_IN_LOOP.run(mode, [get("a"), get("b")])) == {"id": "b"}


END_UNDER_GUARD = Feature("""
    workflows:
      - workflowId: under-guard
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: skip
                type: goto
                stepId: four
                criteria: [{condition: $response.body#/state == 'failed'}]
          - stepId: two
            operationId: b
            onSuccess:
              - name: stop
                type: end
                criteria: [{condition: $response.body#/state == 'failed'}]
          - stepId: three
            operationId: c
          - stepId: four
            operationId: d
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.four.outputs.id}
""")


@both_modes
@pytest.mark.parametrize(
    ("exchanges", "id_"),
    [
        ([get("a", "failed"), get("d")], "d"),
        ([get("a"), get("b", "failed")], None),
        ([get("a"), get("b"), get("c"), get("d")], "d"),
    ],
)
def test_end_among_guarded_steps(mode: Mode, exchanges: list[Exchange], id_: str | None) -> None:
    assert returned(END_UNDER_GUARD.run(mode, exchanges)) == {"id": id_}


# --- goto forward -----------------------------------------------------------------------

FORWARD_ONE = Feature("""
    workflows:
      - workflowId: forward-one
        steps:
          - stepId: look
            operationId: a
            onSuccess:
              - name: there
                type: goto
                stepId: use
                criteria: [{condition: $response.body#/state == 'done'}]
          - stepId: make
            operationId: b
            outputs: {id: $response.body#/id}
          - stepId: use
            operationId: c
            parameters: [{name: made, in: query, value: $steps.make.outputs.id}]
        outputs: {made: $steps.make.outputs.id}
""")


@both_modes
def test_goto_forward_skips_a_step(mode: Mode) -> None:
    skipped = FORWARD_ONE.run(mode, [get("a"), get("c")])
    assert returned(skipped) == {"made": None}
    assert skipped.requests[1].url.query == b""
    made = FORWARD_ONE.run(mode, [get("a", "failed"), get("b"), get("c")])
    assert returned(made) == {"made": "b"}
    assert made.requests[2].url.query == b"made=b"


def test_what_may_be_skipped_is_reported_where_it_is_read() -> None:
    assert "warning[AZ305]" in FORWARD_ONE.report
    assert "step 'use' reads output 'id' of 'make'" in FORWARD_ONE.report


FORWARD_NEXT = Feature("""
    workflows:
      - workflowId: forward-next
        steps:
          - stepId: one
            operationId: a
            onSuccess: [{name: on, type: goto, stepId: two}]
          - {stepId: two, operationId: b}
""")


@both_modes
def test_goto_the_next_step_is_straight_code(mode: Mode) -> None:
    assert path(FORWARD_NEXT.run(mode, [get("a"), get("b")])) == "ab"
    assert "if" not in FORWARD_NEXT.body
    assert "while" not in FORWARD_NEXT.body


TWO_TARGETS = Feature("""
    workflows:
      - workflowId: two-targets
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: late
                type: goto
                stepId: four
                criteria: [{condition: $response.body#/state == 'failed'}]
              - name: middle
                type: goto
                stepId: three
                criteria: [{condition: $response.body#/state == 'running'}]
          - {stepId: two, operationId: b}
          - {stepId: three, operationId: c}
          - {stepId: four, operationId: d}
""")


@both_modes
@pytest.mark.parametrize(
    ("state", "letters"), [("failed", "ad"), ("running", "acd"), ("done", "abcd")]
)
def test_goto_two_places_forward(mode: Mode, state: str, letters: str) -> None:
    exchanges = [get(letter, state) for letter in letters]
    assert path(TWO_TARGETS.run(mode, exchanges)) == letters
    assert "match" not in TWO_TARGETS.body


NESTED = Feature("""
    workflows:
      - workflowId: nested
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: outer
                type: goto
                stepId: five
                criteria: [{condition: $response.body#/state == 'failed'}]
          - stepId: two
            operationId: b
            onSuccess:
              - name: inner
                type: goto
                stepId: four
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: three, operationId: c}
          - {stepId: four, operationId: d}
          - {stepId: five, operationId: e}
""")


@both_modes
@pytest.mark.parametrize("letters", ["Ae", "aBde", "abcde"])
def test_nested_forward_jumps(mode: Mode, letters: str) -> None:
    assert path(NESTED.run(mode, _shouting(letters))) == letters.lower()
    assert "match" not in NESTED.body


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
    outcome = CROSSING.run(mode, _shouting(letters))
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
    assert path(TO_THE_SAME.run(mode, _shouting(letters))) == letters.lower()
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
    outcome = BRANCHES.run(mode, _shouting(letters))
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


def _shouting(letters: str) -> list[Exchange]:
    """Requests of the letters; a capital one is answered with a job that failed."""
    return [get(each.lower(), "failed" if each.isupper() else "done") for each in letters]
