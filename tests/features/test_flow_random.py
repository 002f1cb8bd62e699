"""Workflows of random jumps run as a plain interpreter of their actions would run them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from features.flow_documents import Feature, get
from playback import Exchange, Outcome

LETTERS = "abcde"
STATES = ["queued", "running", "failed"]
END = len(LETTERS)
RETRY = -1


@dataclass(frozen=True)
class Graph:
    """The jumps of a workflow: by step, from a state of the job to the index of the next step."""

    success: tuple[dict[str, int], ...]
    always: tuple[int | None, ...]
    """Where a step goes on to in the remaining state, if not to the next step."""
    failure: tuple[int | None, ...]
    """Where a step goes on to after a 404; without, the run ends with an error."""


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(2, len(LETTERS)))
    success, always, failure = [], [], []
    for index in range(size):
        states = draw(st.lists(st.sampled_from(STATES), max_size=2, unique=True))
        success.append({state: draw(st.integers(0, size)) for state in states})
        onward = draw(st.one_of(st.none(), st.none(), st.integers(index + 1, size)))
        always.append(onward)
        failure.append(draw(st.one_of(st.none(), st.just(RETRY), st.integers(0, size - 1))))
    return Graph(tuple(success), tuple(always), tuple(failure))


def document(graph: Graph) -> str:
    size = len(graph.success)
    steps = []
    for index in range(size):
        actions = [
            {
                **_action(f"on-{state}", target, size),
                "criteria": [{"condition": f"$response.body#/state == '{state}'"}],
            }
            for state, target in graph.success[index].items()
        ]
        onward = graph.always[index]
        if onward is not None:
            actions.append(_action("always", onward, size))
        step: dict[str, Any] = {
            "stepId": f"step-{LETTERS[index]}",
            "operationId": LETTERS[index],
            "outputs": {"count": "$response.body#/count"},
        }
        if actions:
            step["onSuccess"] = actions
        target = graph.failure[index]
        if target is not None:
            action = {
                **_action("missing", target, size),
                "criteria": [{"condition": "$statusCode == 404"}],
            }
            step["onFailure"] = [action]
        steps.append(step)
    outputs = {LETTERS[i]: f"$steps.step-{LETTERS[i]}.outputs.count" for i in range(size)}
    workflow = {"workflowId": "random-jumps", "steps": steps, "outputs": outputs}
    return yaml.safe_dump({"workflows": [workflow]}, sort_keys=False)


def _action(name: str, target: int, size: int) -> dict[str, Any]:
    if target == RETRY:
        return {"name": name, "type": "retry", "retryLimit": 2}
    if target >= size:
        return {"name": name, "type": "end"}
    return {"name": name, "type": "goto", "stepId": f"step-{LETTERS[target]}"}


def interpret(graph: Graph, answers: Sequence[str]) -> tuple[list[Exchange], dict[str, int], bool]:
    """The exchange of a run, the outputs of its steps, and whether it ends well."""
    size = len(graph.success)
    pending = list(answers)
    exchanges: list[Exchange] = []
    outputs: dict[str, int] = {}
    index, retries = 0, 0
    while index < size:
        answer = pending.pop(0) if pending else "done"
        letter, count = LETTERS[index], len(exchanges)
        outputs[letter] = count
        if answer != "404":
            exchanges.append(get(letter, answer, count=count))
            onward = graph.always[index]
            following = index + 1 if onward is None else onward
            index, retries = graph.success[index].get(answer, following), 0
            continue
        exchanges.append(get(letter, status=404, count=count))
        target = graph.failure[index]
        if target == RETRY and retries < 2:
            retries += 1
        elif target is None or target == RETRY:
            return exchanges, outputs, False
        else:
            index, retries = target, 0
    return exchanges, outputs, True


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    graphs(),
    st.lists(
        st.lists(st.sampled_from([*STATES, "done", "404"]), max_size=9), min_size=6, max_size=6
    ),
)
def test_any_jumps_run_as_they_are_written(graph: Graph, runs: list[list[str]]) -> None:
    feature = Feature(document(graph))
    for answers in runs:
        exchanges, outputs, well = interpret(graph, answers)
        for mode in ("sync", "async"):
            outcome: Outcome = feature.run(mode, exchanges)
            if not well:
                assert isinstance(outcome.error, feature.module.StepFailed)
                continue
            assert outcome.error is None, repr(outcome.error)
            for letter, count in outputs.items():
                assert getattr(outcome.outputs, letter) == count
