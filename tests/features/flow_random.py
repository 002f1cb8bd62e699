"""Random workflows for test_flow_random.py, which call each other, retry, and read failed steps."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

OPERATIONS = "abcde"
STATES = ["queued", "running", "failed"]
ANSWERS = [*STATES, "done", "404", "503", "lost", "bare"]

INPUTS = {"type": "object", "properties": {"x": {"type": "integer"}}}


@st.composite
def workflows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The workflows of a document; each may call, or run by its retries, those before it."""
    made: list[dict[str, Any]] = []
    for name in draw(st.sampled_from([("main",), ("one", "main"), ("one", "two", "main")])):
        made.append(_Maker(draw, name, [each["workflowId"] for each in made]).workflow())
    return made


class _Maker:
    """Makes one workflow."""

    def __init__(self, draw: st.DrawFn, name: str, others: list[str]) -> None:
        self._draw, self._name, self._others = draw, name, others
        size = draw(st.integers(2, 4 if name == "main" else 3))
        self._ids = [f"{name}-{letter}" for letter in "pqrs"[:size]]
        self._by_retries: set[str] = set()
        """The workflows that retries of this one run."""

    def workflow(self) -> dict[str, Any]:
        steps = [self._step(index) for index in range(len(self._ids))]
        flow: dict[str, Any] = {"workflowId": self._name, "inputs": INPUTS}
        if self._one(False, False, True):
            flow["failureActions"] = [self._failure("common", called=bool(self._others))]
        flow["steps"] = steps
        for index, step in enumerate(steps):
            self._reads(step, index)
        outputs = {f"n-{each[-1]}": f"$steps.{each}.outputs.n" for each in self._ids}
        outputs["n"] = f"$steps.{self._one(*self._ids)}.outputs.n"
        for other in sorted(self._by_retries):
            outputs[f"of-{other}"] = f"$workflows.{other}.outputs.n"
        return {**flow, "outputs": outputs}

    def _one(self, *choices: Any) -> Any:
        return self._draw(st.sampled_from(choices))

    def _step(self, index: int) -> dict[str, Any]:
        step: dict[str, Any] = {"stepId": self._ids[index]}
        called = self._one(None, None, *self._others)
        if called is not None:
            step["workflowId"] = called
            step["outputs"] = {"n": "$outputs.n"}
        else:
            step["operationId"] = self._one(*OPERATIONS)
            step["outputs"] = {"n": "$response.body#/count", "i": "$response.body#/id"}
            if self._one(False, True):
                wanted = ("$statusCode == 200", "$response.body#/state != 'failed'")
                step["successCriteria"] = [{"condition": each} for each in wanted]
        actions = self._successes(index, called is not None)
        if actions:
            step["onSuccess"] = actions
        count = self._one(0, 1, 1, 2)
        if count:
            step["onFailure"] = [
                self._failure(f"fail{k}", called=called is not None) for k in range(count)
            ]
        return step

    def _successes(self, index: int, called: bool) -> list[dict[str, Any]]:
        """Success actions: jumps by state, which a response ends, and jumps forward."""
        actions = []
        for state in (
            [] if called else self._draw(st.lists(st.sampled_from(STATES), max_size=2, unique=True))
        ):
            condition = f"$response.body#/state == '{state}'"
            action = self._jump(f"on-{state}", self._one(*range(len(self._ids) + 1)))
            actions.append({**action, "criteria": [{"condition": condition}]})
        if self._one(False, False, True):
            action = self._jump("onward", self._one(*range(index + 1, len(self._ids) + 1)))
            actions.append({**action, **self._by_value()})
        return actions

    def _jump(self, name: str, target: int) -> dict[str, Any]:
        if target >= len(self._ids):
            return {"name": name, "type": "end"}
        return {"name": name, "type": "goto", "stepId": self._ids[target]}

    def _by_value(self) -> dict[str, Any]:
        """A criterion about an output, or none."""
        kind = self._one(None, "==", "!=")
        if kind is None:
            return {}
        condition = f"$steps.{self._one(*self._ids)}.outputs.n {kind} null"
        return {"criteria": [{"condition": condition}]}

    def _failure(self, name: str, *, called: bool) -> dict[str, Any]:
        """A failure action; its criteria are about the status, an output, or nothing.

        An action of steps that call workflows can have nothing about a response.
        """
        kind = self._one("goto", "retry", "retry", "retry", "end")
        if kind == "goto":
            action = self._jump(name, self._one(*range(len(self._ids))))
        elif kind == "end":
            action = {"name": name, "type": "end"}
        else:
            action = {"name": name, "type": "retry", "retryLimit": self._one(0, 1, 2)}
            first = self._one(None, "step", "workflow")
            if first == "step":
                action["stepId"] = self._one(*self._ids)
            elif first == "workflow" and self._others:
                action["workflowId"] = self._one(*self._others)
                self._by_retries.add(action["workflowId"])
                value = self._one(None, "$steps", "$steps" if called else "$response.body#/count")
                if value == "$steps":
                    value = f"$steps.{self._one(*self._ids)}.outputs.n"
                if value is not None:
                    action["parameters"] = [{"name": "x", "value": value}]
        status = None if called else self._one(None, None, "404", "503")
        if status is not None:
            return {**action, "criteria": [{"condition": f"$statusCode == {status}"}]}
        return {**action, **self._by_value()}

    def _reads(self, step: dict[str, Any], index: int) -> None:
        """Give a step a parameter: an output, an input, or what a retry's workflow gave."""
        read = self._one(None, "step", "step", "input", *sorted(self._by_retries))
        if read is None:
            return
        if read == "input":
            value = "$inputs.x"
        elif read == "step":
            # A step behind this one has run only where a jump leads back.
            before = self._ids[:index] * 4 if index else [None]
            other = self._one(*before, *self._ids)
            if other is None:
                return
            value = f"$steps.{other}.outputs.n"
        else:
            value = f"$workflows.{read}.outputs.n"
        place = {} if "workflowId" in step else {"in": "query"}
        step["parameters"] = [{"name": "x", **place, "value": value}]
