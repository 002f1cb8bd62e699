"""Jumps forward within a workflow: `end`, and `goto` a later step."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, path, returned, shouting
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
    assert path(NESTED.run(mode, shouting(letters))) == letters.lower()
    assert "match" not in NESTED.body
