"""Workflows of random jumps run as a plain interpreter of their actions would run them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from features.flow_documents import Feature, get, returned
from features.flow_interpreter import Failed, Interpreter
from features.flow_random import ANSWERS, workflows
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


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    workflows(),
    st.lists(st.lists(st.sampled_from(ANSWERS), max_size=12), min_size=6, max_size=6),
)
def test_retries_calls_and_lost_attempts_run_as_they_are_written(
    tree: list[dict[str, Any]], runs: list[list[str]]
) -> None:
    text = yaml.safe_dump({"workflows": tree}, sort_keys=False)
    feature = Feature(text, version="1.1.0", status=None)
    # A step that surely has not run yet may not be read.
    assume(refusals(feature) != {"AZ304"})
    assert feature.built.status == 0, feature.report
    for number, answers in enumerate(runs):
        inputs = {"x": 1000 + number} if number % 2 else {}
        interpreter = Interpreter(tree, answers)
        outputs, failed = {}, None
        try:
            outputs = interpreter.run("main", inputs)
        except Failed as error:
            failed = error
        for mode in ("sync", "async"):
            polling = feature.module.Polling(interval=0.0, jitter=0.0, timeout=None)
            outcome = feature.run(mode, interpreter.exchanges, polling=polling, **inputs)
            compare(feature, outcome, outputs, failed)


def refusals(feature: Feature) -> set[str]:
    """The codes of the errors of a build."""
    return set(re.findall(r"error\[(AZ\d+)\]", feature.built.report))


def compare(
    feature: Feature, outcome: Outcome, outputs: dict[str, Any], failed: Failed | None
) -> None:
    """Check that a run ended as the interpreter's did."""
    error = outcome.error
    if failed is None:
        assert error is None, repr(error)
        given = {name.replace("-", "_"): value for name, value in outputs.items()}
        assert returned(outcome) == given
        return
    assert isinstance(error, feature.module.StepFailed), repr(error)
    status = None if error.response is None else error.response.status_code
    wanted = None if failed.response is None else failed.response.status
    assert (error.step_id, error.action, status) == (failed.step, failed.action, wanted)
    if failed.action is not None and failed.workflow == "main":
        assert error.outputs == failed.outputs
