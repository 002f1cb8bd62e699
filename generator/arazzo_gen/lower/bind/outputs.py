"""Binds the outputs of steps and workflows, each once, when it is first read."""

from __future__ import annotations

from arazzo_gen.analysis.bound import Bound, nothing
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Output, Selector, Text
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.selectors import bind_selector
from arazzo_gen.lower.bind.text import bind_output_text
from arazzo_gen.lower.bind.values import bind_value
from arazzo_gen.text.words import is_called_secret


def output_of(binder: Binder, info: StepInfo, name: str) -> Bound:
    """A step's output, bound in the phase of its response."""
    if name not in info.outputs:
        if name in info.pending:
            return nothing()
        info.pending.add(name)
        output = next(each for each in info.step.outputs if each.name.value == name)
        info.outputs[name] = bind_output(binder.elsewhere(binder.scope, info, "response"), output)
    return info.outputs[name]


def workflow_output(binder: Binder, scope: Scope, name: str) -> Bound:
    """An output of a workflow: the binder's own workflow, or one that it calls or depends on."""
    if name not in scope.outputs:
        output = next(each for each in scope.workflow.outputs if each.name.value == name)
        scope.outputs[name] = bind_output(binder.elsewhere(scope, None, "outputs"), output)
    return scope.outputs[name]


def kept_output(info: StepInfo, name: str, called: Bound) -> str:
    """The name of the step's output that keeps an output of the called workflow, for its actions;
    an output is added where the document declares none."""
    passed = passed_on(info, name)
    if passed is not None:
        return passed
    own = f"$outputs.{name}"
    info.outputs.setdefault(own, called)
    return own


def passed_on(info: StepInfo, name: str) -> str | None:
    """The output of a step that passes an output of the called workflow on as it is."""
    for output in info.step.outputs:
        text = output.value.value.strip() if isinstance(output.value, Text) else ""
        if text in (f"$outputs.{name}", f"{{$outputs.{name}}}"):
            return output.name.value
    return None


def bind_output(binder: Binder, output: Output) -> Bound:
    """The value of an output: an expression, a Selector Object, or a constant (a dialect)."""
    if isinstance(output.value, Selector):
        return bind_selector(binder, output.value)
    if isinstance(output.value, Text):
        return bind_output_text(binder, output.value)
    return bind_value(binder, output.value)


def is_secret(name: str, value: Bound) -> bool:
    """Whether an output is kept out of reprs: by its schema, its source, or its name."""
    return value.secret or is_called_secret(name)
