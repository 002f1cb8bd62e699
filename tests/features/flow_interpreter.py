"""A plain interpreter of Arazzo documents, written from the specification and docs/meaning.md.

It knows what the random workflows of test_flow_random.py use: operations with a query parameter,
calls of workflows, criteria, and all actions but `goto` to a workflow. It waits for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from playback import Exchange, on

LONGEST = 300
"""How many requests a run may send: more would be a loop without an end."""


@dataclass(frozen=True)
class Response:
    """A response: its status and its JSON body."""

    status: int
    body: dict[str, Any]


class Failed(Exception):
    """A step failed, and no action took over, or an action `end`.

    Attributes:
        workflow: The workflow of the step.
        step: The step.
        response: The response that failed; None where there is none.
        action: The name of the action `end`.
        outputs: The outputs of the workflow that there are.
    """

    def __init__(
        self,
        workflow: str,
        step: str,
        response: Response | None,
        action: str | None,
        outputs: dict[str, Any],
    ) -> None:
        super().__init__(step)
        self.workflow, self.step, self.response = workflow, step, response
        self.action, self.outputs = action, outputs


@dataclass
class Frame:
    """A run of one workflow: its inputs, and what its steps and the workflows of retries gave."""

    workflow: dict[str, Any]
    inputs: dict[str, Any]
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    workflows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def step(self, name: str) -> dict[str, Any]:
        """One of its steps."""
        return next(each for each in self.workflow["steps"] if each["stepId"] == name)

    def outputs(self) -> dict[str, Any]:
        """The outputs of the workflow, None for those that are not there."""
        written = self.workflow.get("outputs", {})
        return {name: self.value(text, None) for name, text in written.items()}

    def value(
        self, text: str, response: Response | None, outputs: dict[str, Any] | None = None
    ) -> Any:
        """The value of a runtime expression; None where there is none.

        Args:
            text: The expression.
            response: The response of the step.
            outputs: The outputs of the workflow that the step called.
        """
        root, *path = text.split(".")
        if root == "$inputs":
            return self.inputs.get(path[0])
        if root == "$outputs":
            return (outputs or {}).get(path[0])
        if root in ("$steps", "$workflows"):
            given = self.steps if root == "$steps" else self.workflows
            return given.get(path[0], {}).get(path[2])
        if response is None:
            return None
        if text == "$statusCode":
            return response.status
        return response.body.get(text.removeprefix("$response.body#/"))


class Interpreter:
    """Runs the workflows of a document, and answers their requests from a list."""

    def __init__(self, workflows: Sequence[dict[str, Any]], answers: Sequence[str]) -> None:
        self._workflows = {each["workflowId"]: each for each in workflows}
        self._answers = list(answers)
        self.exchanges: list[Exchange] = []
        """The requests that were sent, with their answers."""

    def run(self, workflow: str, inputs: dict[str, Any]) -> dict[str, Any]:
        """The outputs of a workflow; `Failed` where it fails."""
        frame = Frame(self._workflows[workflow], inputs)
        steps = frame.workflow["steps"]
        index: int | None = 0
        while index is not None and index < len(steps):
            index = self._visit(frame, index)
        return frame.outputs()

    def _visit(self, frame: Frame, index: int) -> int | None:
        """Run a step until it is left; the index of the next step, None at an end."""
        step = frame.workflow["steps"][index]
        retries: dict[str, int] = {}
        well, response, error = self._attempt(frame, step)
        while True:
            action = self._action(frame, step, well, response, retries)
            if action is None:
                if well:
                    return index + 1
                raise error or Failed(_id(frame), step["stepId"], response, None, {})
            if action["type"] == "end":
                if well:
                    return None
                there = {name: each for name, each in frame.outputs().items() if each is not None}
                # Where something that it called or ran first failed, the error names that step.
                name, last = (error.step, error.response) if error else (step["stepId"], response)
                raise Failed(_id(frame), name, last, action["name"], there)
            if action["type"] == "goto":
                names = [each["stepId"] for each in frame.workflow["steps"]]
                return names.index(action["stepId"])
            retries[action["name"]] = retries.get(action["name"], 0) + 1
            error = self._first(frame, step, action, response)
            if error is None:
                well, response, error = self._attempt(frame, step)
            else:
                # What runs first failed: so has the step, without a response and outputs.
                well, response = False, None
                frame.steps[step["stepId"]] = {}

    def _action(
        self,
        frame: Frame,
        step: dict[str, Any],
        well: bool,
        response: Response | None,
        retries: dict[str, int],
    ) -> dict[str, Any] | None:
        """The first action that matches, and that has an attempt left if it is a retry."""
        written = step.get("onSuccess" if well else "onFailure", [])
        common = frame.workflow.get("successActions" if well else "failureActions", [])
        names = {each["name"] for each in written}
        for action in [*written, *(each for each in common if each["name"] not in names)]:
            limit = action.get("retryLimit", 1)
            spent = action["type"] == "retry" and retries.get(action["name"], 0) >= limit
            # Without a response, no criterion about it holds, nor one about the step's own outputs.
            own = step["stepId"] if "operationId" in step and not well else None
            if not spent and self._holds(frame, action.get("criteria", []), response, own):
                return dict(action)
        return None

    def _holds(
        self,
        frame: Frame,
        criteria: list[dict[str, str]],
        response: Response | None,
        own: str | None = None,
    ) -> bool:
        for criterion in criteria:
            match = re.fullmatch(r"(\S+) (==|!=) (\S+)", criterion["condition"])
            assert match is not None
            text, operator, literal = match.groups()
            about = ("$response", "$statusCode", *([f"$steps.{own}."] if own else []))
            if text.startswith(about) and response is None:
                return False
            wanted = {"null": None}.get(literal, literal.strip("'"))
            value = frame.value(text, response)
            equal = value is None if wanted is None else str(value) == wanted
            if equal is not (operator == "=="):
                return False
        return True

    def _first(
        self,
        frame: Frame,
        step: dict[str, Any],
        action: dict[str, Any],
        response: Response | None,
    ) -> Failed | None:
        """Run what a retry runs first; the error with which that failed."""
        name = action.get("stepId")
        if name is not None and name != step["stepId"]:
            well, failed, error = self._attempt(frame, frame.step(name))
            return None if well else error or Failed(_id(frame), name, failed, None, {})
        name = action.get("workflowId")
        if name is None:
            return None
        inputs = self._given(frame, name, action, response)
        frame.workflows[name] = {}
        try:
            frame.workflows[name] = self.run(name, inputs)
        except Failed as error:
            return error
        return None

    def _given(
        self, frame: Frame, name: str, action: dict[str, Any], response: Response | None
    ) -> dict[str, Any]:
        """The inputs of a workflow that an action runs."""
        given = {each["name"]: each["value"] for each in action.get("parameters", [])}
        inputs = {}
        for key in self._workflows[name].get("inputs", {}).get("properties", {}):
            inputs[key] = (
                frame.value(given[key], response) if key in given else frame.inputs.get(key)
            )
        return inputs

    def _attempt(
        self, frame: Frame, step: dict[str, Any]
    ) -> tuple[bool, Response | None, Failed | None]:
        """Run a step once: whether it succeeded, its response, the error of what it called."""
        name = step["stepId"]
        values = {p["name"]: frame.value(p["value"], None) for p in step.get("parameters", [])}
        written = step.get("outputs", {})
        if "workflowId" in step:
            error: Failed | None = None
            try:
                given = self.run(step["workflowId"], values)
            except Failed as failed:
                # What the called workflow had when an action `end` stopped it.
                given = failed.outputs if failed.workflow == step["workflowId"] else {}
                error = failed
            outputs = {key: frame.value(text, None, given) for key, text in written.items()}
            frame.steps[name] = outputs
            return error is None, None, error
        response = self._send(step["operationId"], values)
        frame.steps[name] = {key: frame.value(text, response) for key, text in written.items()}
        if response is None:
            return False, None, None
        criteria = step.get("successCriteria")
        if criteria is None:
            return 200 <= response.status < 300, response, None
        return self._holds(frame, criteria, response), response, None

    def _send(self, operation: str, values: dict[str, Any]) -> Response | None:
        number = len(self.exchanges)
        assert number < LONGEST, "the workflow does not end"
        answer = self._answers.pop(0) if self._answers else "done"
        query = {name: str(value) for name, value in values.items() if value is not None}
        sent = on("GET", f"/v1/{operation}", query=query)
        if answer == "lost":
            self.exchanges.append(sent.fail(httpx.ReadTimeout("slow")))
            return None
        status = int(answer) if answer.isdigit() else 200
        state = "done" if answer.isdigit() or answer == "bare" else answer
        body: dict[str, Any] = {"id": f"i{number}", "state": state, "count": number}
        if answer == "bare":
            del body["count"]
        self.exchanges.append(sent.reply(body, status=status))
        return Response(status, body)


def _id(frame: Frame) -> str:
    name: str = frame.workflow["workflowId"]
    return name
