"""Jumps back within a workflow: loops over one or several steps, and how they are left."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, path, returned
from playback import Exchange, Mode, both_modes

POLL = Feature("""
    workflows:
      - workflowId: poll
        steps:
          - {stepId: start, operationId: a}
          - stepId: wait
            operationId: b
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: goesOn
                type: goto
                stepId: wait
                criteria: [{condition: $response.body#/state != 'done'}]
          - {stepId: after, operationId: c}
        outputs: {state: $steps.wait.outputs.state}
""")


@both_modes
def test_goto_self_waits_and_runs_the_step_again(mode: Mode) -> None:
    exchanges = [get("a"), get("b", "queued"), get("b", "running"), get("b"), get("c")]
    outcome = POLL.run(mode, exchanges)
    assert returned(outcome) == {"state": "done"}
    assert outcome.waits == [1.0, 2.0]
    assert outcome.events == [
        ("start", 1, 200),
        ("wait", 1, 200),
        ("wait", 2, 200),
        ("wait", 3, 200),
        ("after", 1, 200),
    ]


POLL_TWO = Feature("""
    workflows:
      - workflowId: poll-two
        steps:
          - stepId: refresh
            operationId: a
            outputs: {id: $response.body#/id}
          - stepId: look
            operationId: b
            outputs: {state: $response.body#/state, of: $steps.refresh.outputs.id}
            onSuccess:
              - name: goesOn
                type: goto
                stepId: refresh
                criteria: [{condition: $response.body#/state != 'done'}]
        outputs: {state: $steps.look.outputs.state, of: $steps.look.outputs.of}
""")


@both_modes
def test_a_loop_over_two_steps_waits_at_its_end(mode: Mode) -> None:
    outcome = POLL_TWO.run(mode, [get("a"), get("b", "queued"), get("a"), get("b")])
    assert returned(outcome) == {"state": "done", "of": "a"}
    assert outcome.waits == [1.0]
    assert [event[:2] for event in outcome.events] == [
        ("refresh", 1),
        ("look", 1),
        ("refresh", 2),
        ("look", 2),
    ]
    assert "match" not in POLL_TWO.body


LATE_EXIT = Feature("""
    workflows:
      - workflowId: late-exit
        steps:
          - {stepId: start, operationId: a}
          - stepId: poll
            operationId: b
            onSuccess:
              - name: goesOn
                type: goto
                stepId: poll
                criteria: [{condition: $response.body#/state == 'running'}]
              - name: finished
                type: goto
                stepId: fetch
                criteria: [{condition: $response.body#/state == 'done'}]
              - name: broken
                type: goto
                stepId: cleanup
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: nothing, operationId: c}
          - stepId: fetch
            operationId: d
            outputs: {id: $response.body#/id}
          - stepId: cleanup
            operationId: e
        outputs: {id: $steps.fetch.outputs.id}
""")


@both_modes
@pytest.mark.parametrize(
    ("state", "letters", "id_"),
    [("done", "abbde", "d"), ("failed", "abbe", None), ("queued", "abbcde", "d")],
)
def test_a_loop_that_is_left_for_different_steps(
    mode: Mode, state: str, letters: str, id_: str | None
) -> None:
    exchanges = [get("a"), get("b", "running"), get("b", state)]
    exchanges += [get(letter) for letter in letters[3:]]
    outcome = LATE_EXIT.run(mode, exchanges)
    assert path(outcome) == letters
    assert returned(outcome) == {"id": id_}
    assert outcome.waits == [1.0]
    assert "next_step" not in LATE_EXIT.body


TWO_BACK_EDGES = Feature("""
    workflows:
      - workflowId: two-back-edges
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: notYet
                type: goto
                stepId: one
                criteria: [{condition: $response.body#/state == 'queued'}]
          - stepId: two
            operationId: b
            onSuccess:
              - name: startAgain
                type: goto
                stepId: one
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: three, operationId: c}
""")


@both_modes
def test_two_jumps_back_to_one_step_are_one_loop(mode: Mode) -> None:
    exchanges = [get("a", "queued"), get("a"), get("b", "failed"), get("a"), get("b"), get("c")]
    outcome = TWO_BACK_EDGES.run(mode, exchanges)
    assert path(outcome) == "aababc"
    assert outcome.waits == [1.0, 2.0]
    assert TWO_BACK_EDGES.body.count("while True:") == 1


NESTED = Feature("""
    workflows:
      - workflowId: nested-loops
        steps:
          - {stepId: outer, operationId: a}
          - stepId: inner
            operationId: b
            onSuccess:
              - name: innerAgain
                type: goto
                stepId: inner
                criteria: [{condition: $response.body#/state == 'running'}]
          - stepId: last
            operationId: c
            onSuccess:
              - name: outerAgain
                type: goto
                stepId: outer
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: after, operationId: d}
""")


@both_modes
def test_a_loop_in_a_loop_counts_its_waits_anew(mode: Mode) -> None:
    exchanges = [
        get("a"),
        get("b", "running"),
        get("b", "running"),
        get("b"),
        get("c", "failed"),
        get("a"),
        get("b", "running"),
        get("b"),
        get("c"),
        get("d"),
    ]
    outcome = NESTED.run(mode, exchanges)
    assert path(outcome) == "abbbcabbcd"
    assert outcome.waits == [1.0, 2.0, 1.0, 1.0]
    assert NESTED.body.count("while True:") == 1
    assert "wait_for_inner(" in NESTED.body


RESTARTS = Feature("""
    workflows:
      - workflowId: restarts
        steps:
          - {stepId: start, operationId: a, outputs: {id: $response.body#/id}}
          - stepId: wait
            operationId: b
            outputs: {state: $response.body#/state, of: $steps.start.outputs.id}
            onSuccess:
              - name: over
                type: goto
                stepId: after
                criteria: [{condition: $response.body#/state == 'done'}]
              - name: anew
                type: goto
                stepId: start
                criteria: [{condition: $response.body#/state == 'failed'}]
              - {name: goesOn, type: goto, stepId: wait}
          - {stepId: after, operationId: c}
        outputs: {state: $steps.wait.outputs.state, of: $steps.wait.outputs.of}
""")


@both_modes
def test_a_jump_from_a_loop_to_the_top_of_the_one_around_it_is_two_loops(mode: Mode) -> None:
    exchanges = [
        get("a"),
        get("b", "queued"),
        get("b", "running"),
        get("b", "failed"),
        get("a"),
        get("b", "queued"),
        get("b"),
        get("c"),
    ]
    outcome = RESTARTS.run(mode, exchanges)
    assert returned(outcome) == {"state": "done", "of": "a"}
    assert outcome.waits == [1.0, 2.0, 1.0, 1.0]
    assert RESTARTS.body.count("while True:") == 1
    assert "_wait_for_wait_and_action(" in RESTARTS.body
    assert "next_step" not in RESTARTS.body


GUARD_IN_LOOP = Feature("""
    workflows:
      - workflowId: guard-in-loop
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: skip
                type: goto
                stepId: three
                criteria: [{condition: $response.body#/state == 'failed'}]
          - stepId: two
            operationId: b
            outputs: {id: $response.body#/id}
          - stepId: three
            operationId: c
            onSuccess:
              - name: again
                type: goto
                stepId: one
                criteria: [{condition: $response.body#/state == 'running'}]
        outputs: {id: $steps.two.outputs.id}
""")


@both_modes
def test_steps_skipped_in_a_loop_keep_what_an_earlier_round_gave(mode: Mode) -> None:
    exchanges = [get("a"), get("b"), get("c", "running"), get("a", "failed"), get("c")]
    outcome = GUARD_IN_LOOP.run(mode, exchanges)
    assert path(outcome) == "abcac"
    assert returned(outcome) == {"id": "b"}
    assert returned(GUARD_IN_LOOP.run(mode, [get("a", "failed"), get("c")])) == {"id": None}


INTO_LOOP = Feature("""
    workflows:
      - workflowId: into-loop
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: inside
                type: goto
                stepId: three
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: two, operationId: b}
          - stepId: three
            operationId: c
            onSuccess:
              - name: again
                type: goto
                stepId: two
                criteria: [{condition: $response.body#/state == 'running'}]
          - stepId: four
            operationId: d
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.four.outputs.id}
""")


@both_modes
@pytest.mark.parametrize(
    "exchanges",
    [
        [get("a", "failed"), get("c"), get("d")],
        [get("a", "failed"), get("c", "running"), get("b"), get("c"), get("d")],
        [get("a"), get("b"), get("c", "running"), get("b"), get("c"), get("d")],
    ],
)
def test_a_jump_into_a_loop_becomes_a_match_on_the_next_step(
    mode: Mode, exchanges: list[Exchange]
) -> None:
    outcome = INTO_LOOP.run(mode, exchanges)
    assert path(outcome) == "".join(exchange.path[-1] for exchange in exchanges)
    assert returned(outcome) == {"id": "d"}
    assert len(outcome.waits) == len([1 for each in exchanges if each.path == "/v1/c"]) - 1
    assert "match next_step:" in INTO_LOOP.body


SENDS_EARLIER = Feature(
    """
    workflows:
      - workflowId: pages
        steps:
          - stepId: page
            operationId: a
            parameters: [{name: after, in: query, value: $steps.page.outputs.next}]
            outputs: {next: $response.body#/reason, id: $response.body#/id}
            onSuccess:
              - name: more
                type: goto
                stepId: page
                criteria: [{condition: $response.body#/reason != null}]
        outputs: {id: $steps.page.outputs.id}
""",
    flags=["--keep-going"],
)


@both_modes
def test_a_loop_sends_what_its_last_round_gave(mode: Mode) -> None:
    exchanges = [get("a", reason="p2"), get("a", reason="p3"), get("a")]
    outcome = SENDS_EARLIER.run(mode, exchanges)
    assert returned(outcome) == {"id": "a"}
    assert [request.url.query for request in outcome.requests] == [b"", b"after=p2", b"after=p3"]


# --- Loops without end ------------------------------------------------------------------

ENDLESS = Feature("""
    workflows:
      - workflowId: endless
        steps:
          - stepId: turn
            operationId: a
            onSuccess: [{name: again, type: goto, stepId: turn}]
""")


@both_modes
def test_a_loop_with_no_way_out_is_a_warning_and_ends_with_a_timeout(mode: Mode) -> None:
    assert "warning[AZ502]: the loop that begins at step 'turn' has no way out" in ENDLESS.report
    polling = ENDLESS.module.Polling(interval=1.0, backoff=1.0, jitter=0.0, timeout=3.0)
    outcome = ENDLESS.run(mode, [get("a") for _ in range(4)], polling=polling)
    assert isinstance(outcome.error, ENDLESS.module.PollTimeout)
    assert outcome.waits == [1.0, 1.0, 1.0]


ENDLESS_TWO = Feature("""
    workflows:
      - workflowId: endless-two
        steps:
          - {stepId: one, operationId: a}
          - stepId: two
            operationId: b
            onSuccess:
              - name: whatever
                type: goto
                stepId: one
                criteria: [{condition: $statusCode == 200}]
              - {name: anyway, type: goto, stepId: one}
""")


def test_a_loop_over_two_steps_with_no_way_out_is_a_warning() -> None:
    assert "warning[AZ502]: the loop that begins at step 'one' has no way out" in ENDLESS_TWO.report
