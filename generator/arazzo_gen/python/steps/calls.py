"""Writes calls of other workflows' run functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arazzo_gen import ir, types
from arazzo_gen.python.context import Context
from arazzo_gen.python.expressions.values import compile_named
from arazzo_gen.python.modes import Mode
from arazzo_gen.python.signatures import absent_input
from arazzo_gen.python.text.code import Code, Scope, required
from arazzo_gen.python.text.literal import literal


def call_arguments(
    context: Context,
    called: ir.Workflow,
    args: Sequence[tuple[str, ir.Expr]],
    scope: Scope,
    step_id: str,
    *,
    mode: Mode,
    client: str,
    given: Mapping[str, str],
) -> list[str]:
    """The arguments of a call of a workflow's run function.

    Args:
        context: The module.
        called: The workflow.
        args: Its inputs, by the document's names.
        scope: The function that calls.
        step_id: The step that a `MissingValue` names.
        mode: The kind of function that calls.
        client: The local that holds the client.
        given: The locals that hold the outputs of workflows that have run already.
    """
    inputs = {item.name: item for item in called.inputs}
    written = [mode.client_argument(client)]
    for name, value in args:
        item = inputs.get(name)
        if item is not None:
            code = compile_named(value, scope, item.param)
            if context.module.validate and not scope.unsure and (mode.sends or not item.secret):
                code = _checked(context, item, value, code, scope, step_id)
            written.append(f"{item.param}={_argument(context, item, value, code, scope, step_id)}")
    written += given_arguments(called, given)
    return [*written, *handed_on(context, called, mode)]


def given_arguments(called: ir.Workflow, given: Mapping[str, str]) -> list[str]:
    """The outputs of workflows that have run already, for a workflow that depends on them too."""
    return [
        f"{item.param}={given[item.workflow]}" for item in called.given if item.workflow in given
    ]


def handed_on(context: Context, called: ir.Workflow, mode: Mode) -> list[str]:
    """The keywords that every function of a run hands on to those of a called workflow."""
    polling = ["polling=polling"] if called.id in context.waiting else []
    keywords = [item.param for item in context.handed(called.keywords, mode)]
    if not mode.sends:
        return [*(f"{name}={name}" for name in keywords), *polling]
    names = [*keywords, *(context.sources[key].param for key in called.sources)]
    return [*(f"{name}={name}" for name in names), *polling, "on_step=on_step"]


def given_params(context: Context, called: ir.Workflow) -> list[str]:
    """The keywords for the outputs of workflows that may have run already."""
    return [
        f"{item.param}: {outputs_annotation(context, context.module.workflow(item.workflow))}"
        " | None = None"
        for item in called.given
    ]


def outputs_annotation(context: Context, workflow: ir.Workflow) -> str:
    """The annotation of a run function's result: its outputs, or those of transfers."""
    names = [workflow.outputs_cls]
    seen = {workflow.id}
    pending = list(workflow.transfers)
    while pending:
        other = context.module.workflow(pending.pop(0))
        if other.id not in seen:
            seen.add(other.id)
            names.append(other.outputs_cls)
            pending += other.transfers
    return " | ".join(names)


def _argument(
    context: Context, item: ir.InputParam, value: ir.Expr, code: Code, scope: Scope, step_id: str
) -> str:
    fit = context.fitting.fit
    if code.text == "None" and not _takes_none(context, item):
        return "_untyped(None)"
    if not code.may_lack:
        return fit(code, item.type, code.text, parameter=True)
    if item.required and not isinstance(value, ir.OrNull):
        return required(code, step_id, item.name, ir.spelled(value))
    if not item.unset and item.default is None:
        return fit(code, item.type, code.nullable(), parameter=True)
    fallback = absent_input(context, item)
    if code.optional:
        code = scope.bind(item.param, code)
    return f"{fit(code, item.type, code.text, parameter=True)} if {code.guard} else {fallback}"


def _takes_none(context: Context, item: ir.InputParam) -> bool:
    """Whether the parameter of an input is annotated with None."""
    absent = None if item.required else absent_input(context, item)
    return types.nullable(item.type) or absent == "None"


def _checked(
    context: Context, item: ir.InputParam, value: ir.Expr, code: Code, scope: Scope, step_id: str
) -> Code:
    """An argument out of a response, whose type has been checked by the statements before."""
    wanted = ir.OutputField(item.name, item.param, value.type, value, required=False)
    if context.checks.failing(wanted, code.text) is None:
        return code
    local = scope.bind(item.param, code)
    named = [step_id, item.name, ir.spelled(value), context.checks.expected(value.type)]
    scope.lines += [
        f"if {context.checks.failing(wanted, local.text)}:",
        f"    raise InvalidValue({', '.join(map(literal, named))})",
    ]
    return local
