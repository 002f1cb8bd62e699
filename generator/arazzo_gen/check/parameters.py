"""Checks a step's parameters against those that its operation declares (AZ601, AZ602, AZ603,
AZ616)."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.analysis.parts import names_in, whole_of
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.ungiven import fixed_value
from arazzo_gen.arazzo.model import Parameter
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.openapi.declared import (
    ANY_HEADERS,
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
from arazzo_gen.typing.schema import Types

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
            if not any(_gives(operation, each, *one, scope.types) for one in found)
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
        if location == "header" and name.lower() in ANY_HEADERS:
            return True
        if location == "querystring":
            self._in_query(parameter)
        elif not self._is_known(location, name) and not self._is_for_others(parameter):
            self._undeclared(parameter.name.span, location, name)
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

    def _is_known(self, location: str, name: str) -> bool:
        """Whether the operation's document says in another way that a request may have this."""
        if location == "query" and name in key_names(self.operation):
            return True
        whole = whole_of(self.operation, location, name, self.scope.types)
        return whole is not None or is_credential(self.operation, location, name)

    def _is_for_others(self, parameter: Parameter) -> bool:
        """Whether the workflow gives this to all its steps, and one of them declares it."""
        if not any(each.span == parameter.span for each in self.scope.workflow.parameters):
            return False
        place = parameter.location or "query", parameter.name.value
        operations = (info.operation for info in self.scope.order)
        return any(each and find_declared(each.operation, *place) for each in operations)

    def _in_query(self, parameter: Parameter) -> None:
        """Report what a whole query has that the operation does not declare, as far as it is
        spelled out: each name, or the query itself where no parameter goes there."""
        if not any(each.location == "query" for each in self.operation.parameters):
            self._undeclared(parameter.name.span, "querystring", parameter.name.value)
            return
        value = parameter.value.value
        for name, start, end in names_in(value) if isinstance(value, str) else ():
            declared = find_declared(self.operation, "query", name) is not None
            if not declared and not self._is_known("query", name):
                self._undeclared(parameter.value.span.inside(start, end), "query", name)

    def _undeclared(self, span: Span, location: str, name: str) -> None:
        message = f"{called(self.operation)} declares no {location} parameter {name!r}"
        if location == "querystring":
            message = f"{called(self.operation)} declares no querystring parameter"
        elsewhere = [p for p in self.operation.parameters if p.name.lower() == name.lower()]
        names = [p.name for p in self.operation.parameters if p.location == location]
        near = nearest(name, names)
        # Who misspells a parameter that may be left out does not mean another one.
        open_ = near is None or any(each[:2] == (location, near) for each in self.lacking)
        place = elsewhere[0].location if elsewhere else location
        meant = self._meant(place, name) if elsewhere or open_ else None
        if elsewhere:
            hint: str | None = f"it declares {name!r} in the {elsewhere[0].location}"
        else:
            near = nearest(name, [meant[1]] if meant else names)
            hint = f"did you mean {near!r}?" if near else listed(names, "it declares")
        edits = () if elsewhere else respelt(span, name, names)
        if meant is None and self.operation.is_partial:
            return  # it may be the parameter that cannot be read
        if meant is None:
            notes = [Note("the operation", self.operation.span)]
            message += "; it is sent as given"
            self.scope.report.add("AZ602", span, message, help=hint, notes=notes, edits=edits)
            return
        notes = [Note("it is declared here", meant[2])]
        message += f", and needs the {meant[0]} parameter {meant[1]!r}"
        code = "AZ601" if meant[0] == "path" else "AZ616"
        if code == "AZ616":
            message += f": {_BECOMES}"
        self.scope.report.add(code, span, message, help=hint, notes=notes, edits=edits)

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


def _gives(
    operation: Operation, declared: OperationParameter, location: str, name: str, types: Types
) -> bool:
    """Whether a parameter of the step gives one of the operation; query parameters give a
    `querystring` one, the properties of an object that object."""
    if declared.location == "querystring" and location == "query":
        return True
    if find_declared(operation, location, name) is declared:
        return True
    return whole_of(operation, location, name, types) is declared
