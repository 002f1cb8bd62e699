"""Checks a step's parameters against those that its operation declares (AZ601, AZ602, AZ603,
AZ616)."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.ungiven import fixed_value
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.openapi.declared import (
    IGNORED_HEADERS,
    called,
    find_declared,
    is_credential,
    is_sent_by_client,
    key_names,
    needed,
    path_names,
)
from arazzo_gen.openapi.model import Operation, OperationParameter
from arazzo_gen.record import record
from arazzo_gen.source.span import Span

_BECOMES = "it becomes a keyword of the client"


@record(frozen=False)
class ParameterCheck:
    """Compares the parameters of one step with what its operation declares.

    Attributes:
        operation: The operation.
        scope: The workflow of the step.
        lacking: The required parameters that the step does not give and nothing else fills:
            location, name and span. One that a misspelt name stands for is removed, so that the
            mistake is reported once.
    """

    operation: Operation
    scope: Scope
    lacking: list[tuple[str, str, Span]]

    @classmethod
    def of(cls, operation: Operation, given: Sequence[Parameter], scope: Scope) -> ParameterCheck:
        """A check of a step that gives some parameters."""
        found = [(p.location or "query", p.name.value) for p in given]
        lacking: list[tuple[str, str, Span]] = [
            (each.location, each.name, each.span)
            for each in needed(operation, any(where == "querystring" for where, _ in found))
            if not any(_gives(operation, each, *one) for one in found)
            and not is_sent_by_client(each)
            and not is_credential(operation, each.location, each.name)
            and fixed_value(each, scope.types) is None
        ]
        return cls(operation, scope, lacking)

    def accepts(self, parameter: Parameter) -> bool:
        """Whether to send a parameter: it is declared, or can be sent all the same (reported)."""
        name, location = parameter.name.value, parameter.location or "query"
        if find_declared(self.operation, location, name) is not None:
            return True
        if location == "path":
            return name in path_names(self.operation) or self._not_in_path(parameter)
        if location == "header" and name.lower() in IGNORED_HEADERS:
            return True
        if location == "query" and name in key_names(self.operation):
            return True
        if not is_credential(self.operation, location, name):
            self._undeclared(parameter, location)
        return True

    def forgive(self, stray: Parameter) -> None:
        """Take a parameter as given that the workflow has under another name, or without `in`:
        that mistake has been reported."""
        name = stray.name.value
        if stray.location == "path":
            self._meant("path", name)
        elif stray.location is None:
            self.lacking = [each for each in self.lacking if each[1] != name]

    def report_missing(self, span: Span) -> None:
        """Report the parameters that the step lacks, at the span that names the operation."""
        for location, name, at in self.lacking:
            message = f"{called(self.operation)} needs the {location} parameter {name!r}"
            code = "AZ601" if location == "path" else "AZ616"
            if code == "AZ616":
                message += f", which the step does not give: {_BECOMES}"
            value = f"$inputs.{name}" if name in self.scope.inputs else "…"
            entry = f"`- {{name: {name}, in: {location}, value: {value}}}`"
            notes = [Note("it is declared here", at)]
            hint = f"add {entry} to the step's parameters"
            self.scope.report.add(code, span, message, help=hint, notes=notes)

    def _not_in_path(self, parameter: Parameter) -> bool:
        name = parameter.name.value
        meant = self._meant("path", name)
        near = nearest(name, path_names(self.operation))
        if near or meant:
            hint = f"did you mean {near or (meant and meant[1])!r}?"
        else:
            hint = f"its path is {self.operation.path}"
        message = f"the path of {called(self.operation)} has no parameter {name!r}"
        notes = [Note("the operation", self.operation.span)]
        self.scope.report.add("AZ603", parameter.name.span, message, help=hint, notes=notes)
        return False

    def _undeclared(self, parameter: Parameter, location: str) -> None:
        name = parameter.name.value
        message = f"{called(self.operation)} declares no {location} parameter {name!r}"
        if location == "querystring":
            message = f"{called(self.operation)} declares no querystring parameter"
        elsewhere = [p for p in self.operation.parameters if p.name.lower() == name.lower()]
        meant = self._meant(elsewhere[0].location if elsewhere else location, name)
        if elsewhere:
            hint: str | None = f"it declares {name!r} in the {elsewhere[0].location}"
        else:
            names = [p.name for p in self.operation.parameters if p.location == location]
            near = nearest(name, [meant[1]] if meant else names)
            hint = f"did you mean {near!r}?" if near else None
        if meant is None:
            notes = [Note("the operation", self.operation.span)]
            message += "; it is sent as given"
            self.scope.report.add("AZ602", parameter.name.span, message, help=hint, notes=notes)
            return
        notes = [Note("it is declared here", meant[2])]
        message += f", and needs the {meant[0]} parameter {meant[1]!r}"
        code = "AZ601" if meant[0] == "path" else "AZ616"
        if code == "AZ616":
            message += f": {_BECOMES}"
        self.scope.report.add(code, parameter.name.span, message, help=hint, notes=notes)

    def _meant(self, location: str, name: str) -> tuple[str, str, Span] | None:
        """Remove and return the lacking parameter that a wrong name stands for: the nearest one in
        its location, else the only one."""
        there = {each[1]: each for each in self.lacking if each[0] == location}
        found = there.get(nearest(name, there) or (name if name in there else ""))
        if found is None and len(there) == 1 and location != "header":
            found = next(iter(there.values()))
        if found is not None:
            self.lacking.remove(found)
        return found


def _gives(operation: Operation, declared: OperationParameter, location: str, name: str) -> bool:
    """Whether a parameter of the step gives one of the operation; query parameters give a
    `querystring` one."""
    if declared.location == "querystring" and location == "query":
        return True
    return find_declared(operation, location, name) is declared
