"""Branches of loops: a step that a loop leads back to may answer otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from arazzo_gen.play.model import Play
from unit.play.solved import Solved

ROUND = """
- workflowId: goRound
  steps:
    - stepId: look
      operationId: getJob
      parameters: [{name: id, in: path, value: x}]
      outputs: {state: $response.body#/state}
    - stepId: list
      operationId: listJobs
      onSuccess:
        - {name: goesOn, type: goto, stepId: look, criteria: [{condition: $steps.look.outputs.state != 'done'}]}
        - {name: over, type: end}
"""  # noqa: E501


def test_a_step_answers_otherwise_after_a_loop_has_led_back_to_it(tmp_path: Path) -> None:
    made = Solved(tmp_path, ROUND)
    assert made.unsolved == []
    play = made["list", "goesOn"]
    assert isinstance(play, Play)
    bodies: list[Any] = [x.answer.body for x in play.exchanges if x.step == "look" and x.answer]
    assert [each["state"] for each in bodies] == ["queued", "done"]
