"""Describes the loop over a polled step: which values go on, and which end it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.expressions.jsonpath.write import write_query, write_test
from arazzo_gen.ir.walk import LeafKey, joined, leaf_key
from arazzo_gen.python.text.literal import code, sentence
from arazzo_gen.text.listing import listed

_COMPARED = {
    "==": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}


def wait_doc(step: ir.Step, wait: ir.Wait, args: Sequence[str]) -> str:
    """The docstring of the function of a loop.

    Args:
        step: The step.
        wait: The loop.
        args: What it says of its parameters.
    """
    words = _Words(step, wait)
    parts = [f"Repeat `{step.function}` until it is done, and return its last result."]
    if not (wait.jumps_back or wait.on_success):
        parts = [f"Repeat `{step.function}` until it succeeds, and return its result."]
    lines = [*_on_failure(words, step, wait), *_on_success(words, step, wait)]
    parts += [" ".join(map(sentence, lines)), "\n".join(args)]
    raised = ["StepFailed: The step failed, or got no response."]
    if wait.on_failure:
        raised = ["StepFailed: The step failed, and no retry was due."]
    if any(isinstance(each.jump, ir.FailEnd) for each in wait.run.failure):
        raised[0] = raised[0][:-1] + "; `action` names the failure action that applies."
    if wait.jumps_back or wait.tolerant:
        raised.append("PollTimeout: It was not done when `polling.timeout` ran out.")
    parts.append("\n".join(["Raises:", *(f"    {each}" for each in raised)]))
    return "\n\n".join(parts)


def _on_success(words: _Words, step: ir.Step, wait: ir.Wait) -> list[str]:
    """What is done with the answers that are a success of the step."""
    if step.success is None or not wait.on_success:
        return [f"Ends when {words.all(step.criteria) or 'the HTTP status is a 2xx'}"]
    lines, before = [], ""
    for goes_on, group in groupby(step.success.choices, lambda each: each.key in wait.on_success):
        if said := words.any(list(group)):
            lines.append(f"{'Goes on while' if goes_on else 'Ends when'} {_again(said, before)}")
            before = said
    last = step.success.choices[-1]
    goes_on = last.cond is None and last.key in wait.on_success
    too = " too" if any(line.startswith("Ends") for line in lines) and not goes_on else ""
    lines.append(f"Anything else {'goes on' if goes_on else 'ends it'}{too}")
    return lines


def _again(said: str, before: str) -> str:
    """A condition behind another, without the name of the value where that is the same."""
    value, verb, rest = said.partition(" is ")
    return f"it is {rest}" if verb and before.startswith(value + verb) else said


def _on_failure(words: _Words, step: ir.Step, wait: ir.Wait) -> list[str]:
    """What is done with the answers that are a failure of the step."""
    lines = []
    limits = {each.key: each for each in step.failure.choices} if step.failure else {}
    for outcome in wait.run.failure:
        choice = limits.get(outcome.key or "")
        said = words.any([choice]) if choice is not None else ""
        when = f"while {said}" if said else "after a failure"
        if isinstance(outcome.jump, ir.Continue):
            lines.append(f"Goes on {when}")
        elif isinstance(outcome.jump, ir.Retry) and choice is not None:
            lines.append(f"Goes on {when}: {_attempts(choice.limit, outcome.jump.after)}")
    return lines


def _attempts(limit: int | None, after: float | None) -> str:
    """How often a retry sends the step again, and after how many seconds."""
    if limit == 1:
        return "once at most" + (f", after {after:g} s" if after else "")
    return f"{limit} times at most" + (f", {after:g} s apart" if after else "")


class _Words:
    """Writes conditions as words."""

    def __init__(self, step: ir.Step, wait: ir.Wait) -> None:
        self._step = step
        self._params: Mapping[LeafKey, str] = {leaf_key(r.leaf): r.param for r in wait.reads}
        self._fields = {each.name: each.field for each in step.outputs}

    def any(self, choices: Sequence[ir.Choice]) -> str:
        """The conditions of some choices; "" where there are none."""
        conds = [each.cond for each in choices if each.cond is not None]
        return self._joined(ir.Any(tuple(conds))) if conds else ""

    def all(self, criteria: Sequence[ir.Criterion]) -> str:
        """The criteria of success; "" where there are none."""
        conds = [each.cond for each in criteria]
        return self._joined(ir.All(tuple(conds))) if conds else ""

    def _joined(self, cond: ir.All | ir.Any) -> str:
        return self._cond(cond.items[0] if len(cond.items) == 1 else cond)

    def _cond(self, cond: ir.Cond) -> str:
        if isinstance(cond, ir.All | ir.Any):
            return self._several(cond)
        if isinstance(cond, ir.Compare):
            return self._compare(cond)
        if isinstance(cond, ir.Not):
            return f"it is not so that {self._cond(cond.item)}"
        if isinstance(cond, ir.Truthy):
            return f"{self._value(cond.value)} holds"
        if isinstance(cond, ir.Exists):
            return f"{self._value(cond.value)} is there"
        if isinstance(cond, ir.Matches) and isinstance(cond.pattern, str):
            return f"{self._value(cond.value)} matches {code(cond.pattern)}"
        if isinstance(cond, ir.JsonPathFinds):
            if isinstance(cond.query, jsonpath.Query):
                return f"{code(write_query(cond.query))} finds something"
            return f"{code(write_test(cond.query))} holds"
        return "a condition of the document holds"

    def _several(self, cond: ir.All | ir.Any) -> str:
        """Conditions joined; those that compare one value with several constants are one."""
        word = " or " if isinstance(cond, ir.Any) else " and "
        op = "==" if isinstance(cond, ir.Any) else "!="
        same: dict[str, list[str]] = {}
        parts: list[str] = []
        for item in joined(cond):
            if isinstance(item, ir.Compare) and item.op == op and isinstance(item.right, ir.Const):
                same.setdefault(self._value(item.left), []).append(_constant(item.right))
            else:
                text = self._cond(item)
                parts.append(f"({text})" if isinstance(item, ir.All | ir.Any) else text)
        for value, constants in same.items():
            verb = "is" if op == "==" else "is neither" if len(constants) > 1 else "is not"
            parts.insert(0, f"{value} {verb} {listed(constants, 'or' if op == '==' else 'nor')}")
        return word.join(dict.fromkeys(parts))

    def _compare(self, cond: ir.Compare) -> str:
        left, op, right = cond.left, cond.op, cond.right
        if isinstance(left, ir.Const):
            left, op, right = right, ir.FLIPPED[op], left
        return f"{self._value(left)} {_COMPARED[op]} {self._value(right)}"

    def _value(self, expr: ir.Expr) -> str:
        if isinstance(expr, ir.Const):
            return _constant(expr)
        if isinstance(expr, ir.StepOutput) and expr.step == self._step.id:
            return f"`{self._fields[expr.name]}`"
        if isinstance(expr, ir.Input | ir.StepOutput | ir.WorkflowOutput):
            return f"`{self._params[leaf_key(expr)]}`"
        if isinstance(expr, ir.StatusCode):
            return "the HTTP status"
        text = ir.spelled(expr)
        return code(text) if text is not None else "a value of the document"


def _constant(expr: ir.Const) -> str:
    value = expr.value
    if isinstance(value, str) and value.replace("_", "").replace("-", "").isalnum():
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if not isinstance(value, str) else code(text)
