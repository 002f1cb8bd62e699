"""Checks that the parameters of a workflow reach one of its steps (AZ102, AZ603, AZ608, AZ609)."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.analysis.calls import Call, calls, lacking, strays
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.openapi.declared import path_names


def check_inherited(scope: Scope) -> None:
    """Report the parameters of a workflow that reach none of its steps."""
    found = strays(scope)
    made = list(calls(scope)) if found else []
    for parameter in found:
        if parameter.location == "path":
            _not_in_path(scope, parameter)
        elif made and not _is_of_operation(scope, parameter):
            _no_input(scope, parameter, made)
        # Else `in` is missing where all steps call operations, which has been reported.


def _not_in_path(scope: Scope, parameter: Parameter) -> None:
    operations = [info.operation.operation for info in scope.order if info.operation is not None]
    paths = dict.fromkeys(name for operation in operations for name in path_names(operation))
    name = parameter.name.value
    near = nearest(name, list(paths)) or (next(iter(paths)) if len(paths) == 1 else None)
    hint = f"did you mean {near!r}?" if near else "give it `in: query`, say, or leave it out"
    message = f"no step has a path with a parameter {name!r}"
    span = parameter.name.span
    edits = respelt(span, name, list(paths))
    scope.report.add("AZ603", span, message, help=hint, edits=edits)


def _is_of_operation(scope: Scope, parameter: Parameter) -> bool:
    """Whether a parameter lacks `in`, without which it cannot reach the operations that declare it
    (reported)."""
    name = parameter.name.value
    for info in scope.order if parameter.location is None else ():
        for declared in info.operation.operation.parameters if info.operation is not None else ():
            if declared.name == name:
                message = f"the parameter `{name}` needs `in` where an operation uses it"
                notes = [Note("the operation declares it here", declared.span)]
                hint = f"add `in: {declared.location}`"
                scope.report.add("AZ102", parameter.name.span, message, help=hint, notes=notes)
                return True
    return False


def _no_input(scope: Scope, parameter: Parameter, made: Sequence[Call]) -> None:
    name = parameter.name.value
    workflows = {call.called.key: call.called for call in made}
    message = f"no workflow that is called here has an input {name!r}"
    if len(workflows) == 1:
        message = f"workflow {made[0].called.workflow.id.value!r} has no input {name!r}"
    for call in made:
        missing = lacking(scope, call.called, call.given, same_names=call.same_names)
        near = nearest(name, missing)
        if near and parameter.location is None:
            notes = [Note("it is declared here", call.called.inputs[near].span)]
            which = f" {call.called.workflow.id.value!r}" if len(workflows) > 1 else ""
            message += f", and{which} needs {near!r}"
            scope.report.add(
                "AZ608",
                parameter.name.span,
                message,
                help=f"did you mean {near!r}?",
                notes=notes,
                edits=respelt(parameter.name.span, name, missing),
            )
            return
    given = {each.name.value for each in scope.workflow.parameters}
    known = dict.fromkeys(each for one in workflows.values() for each in one.inputs)
    free = [each for each in known if each not in given]
    near = nearest(name, free)
    operations = any(info.operation is not None for info in scope.order)
    if near:
        hint: str | None = f"did you mean {near!r}?"
    else:
        hint = "add `in: query`, say, if it is for the operations" if operations else None
    span = parameter.name.span
    edits = respelt(span, name, free)
    scope.report.add("AZ609", span, message, help=hint, edits=edits)
