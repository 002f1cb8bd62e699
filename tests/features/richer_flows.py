"""Random workflows that do more than those of flow_random.py: they depend on others, hand over to
others, are polled, retry after some time, and bound the time of what they call."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from features.flow_random import STATES, workflows

CONDITIONS = (
    {"condition": "$response.header.X-Kind == 'a'"},
    {"condition": "$response.body#/count > 1"},
    {"context": "$response.body", "type": "jsonpath", "condition": "$[?@.count >= 1]"},
    {"context": "$response.body#/state", "type": "regex", "condition": "^(queued|r.*)$"},
    {"condition": "$statusCode < 500 && ($response.body#/count != 0 || $inputs.x == 7)"},
    {"condition": "!($response.body#/state == 'done')"},
)


@st.composite
def richer_workflows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The workflows of a document; each may use those before it."""
    tree = draw(workflows())
    for number, workflow in enumerate(tree):
        _Richer(draw, workflow, [each["workflowId"] for each in tree[:number]]).change()
    return tree


class _Richer:
    """Changes one workflow."""

    def __init__(self, draw: st.DrawFn, workflow: dict[str, Any], others: list[str]) -> None:
        self._draw = draw
        self._workflow = workflow
        self._others = others

    def change(self) -> None:
        """Let it do more."""
        workflow = self._workflow
        if self._others and self._one(False, True):
            first = self._one(*self._others)
            workflow["dependsOn"] = [first]
            workflow["outputs"]["before"] = f"$workflows.{first}.outputs.n"
        for step in workflow["steps"]:
            self._step(step)

    def _one(self, *choices: Any) -> Any:
        return self._draw(st.sampled_from(choices))

    def _step(self, step: dict[str, Any]) -> None:
        called = "workflowId" in step
        if called and self._one(False, True):
            step["timeout"] = self._one(2000, 5000, 9000)
        if self._one(False, False, True):
            step["outputs"]["all"] = "$outputs.n" if called else "$response.body"
        for action in step.get("onFailure", []):
            if action["type"] == "retry" and self._one(False, True):
                action["retryAfter"] = self._one(0.5, 3, 8)
        more = self._one(None, "poll", "hand over", "condition", "condition")
        if more == "poll" and not called:
            state = self._one(*STATES)
            again = {"name": "poll", "type": "goto", "stepId": step["stepId"]}
            again["criteria"] = [{"condition": f"$response.body#/state == '{state}'"}]
            step.setdefault("onSuccess", []).insert(0, again)
        elif more == "hand over" and self._others:
            self._hand_over(step, called=called)
        elif more == "condition" and not called:
            step.setdefault("successCriteria", []).append(self._one(*CONDITIONS))

    def _hand_over(self, step: dict[str, Any], *, called: bool) -> None:
        """An action that goes on with another workflow."""
        over: dict[str, Any] = {"name": "over", "type": "goto"}
        over["workflowId"] = self._one(*self._others)
        if self._one(False, True):
            value = f"$steps.{step['stepId']}.outputs.n" if called else "$response.body#/count"
            over["parameters"] = [{"name": "x", "value": value}]
        if not called:
            over["criteria"] = [self._one({"condition": "$statusCode >= 200"}, *CONDITIONS)]
        kind = self._one("onSuccess", "onFailure")
        step.setdefault(kind, []).insert(0, over)
