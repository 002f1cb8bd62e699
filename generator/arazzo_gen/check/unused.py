"""Checks that something reads each input of a workflow (AZ714).

The caller has to give it, or believes that it has an effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from arazzo_gen import ir
from arazzo_gen.analysis.calls import calls
from arazzo_gen.analysis.input_reads import in_braces, read_by, read_by_others
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.lazy import pattern
from arazzo_gen.source.span import Span
from arazzo_gen.typing.inputs import InputDecl

_CREDENTIAL: Final = pattern(r"(?i)token|secret|password|api[-_]?key|auth|credential")
_TRIGGERS: Final = ("dependentRequired", "dependentSchemas", "dependencies")


def check_unused(scope: Scope, drafts: Iterable[StepDraft]) -> None:
    """Warn about inputs that nothing reads.

    Inputs that are declared in another document are not the author's, and those of a component are
    for all workflows of the document together. An input with the name of a parameter that a step
    needs and does not give was meant for that, which is reported.
    """
    requests = [each.call for each in drafts if isinstance(each.call, ir.Request)]
    missed = {each.name for request in requests for each in request.supplied}
    unread = scope.inputs.keys() - read_by(scope, scope.inputs) - _handed(scope) - missed
    unread -= _tested(scope) if unread else set()
    decls = [scope.inputs[name] for name in scope.inputs if name in unread]
    decls = [decl for decl in decls if decl.schema is not None and _is_here(scope, decl)]
    shared = [decl.name for decl in decls if not _is_own(scope, decl)]
    elsewhere = read_by_others(scope, shared) if shared else set()
    keywords = [each.param for request in requests for each in request.credentials]
    for decl in decls:
        if decl.name not in elsewhere:
            _report(scope, decl, keywords)


def _report(scope: Scope, decl: InputDecl, credentials: Sequence[str]) -> None:
    """Report an input, with the place for it where there is one."""
    name = decl.name
    hint = f"read it as `$inputs.{name}`, or leave it out"
    notes: list[Note] = []
    text, place = in_braces(scope, name), _place(scope, name)
    if text is not None:
        hint = f"write `{{$inputs.{name}}}` where it belongs, or leave the input out"
        notes = [Note("here its name is no expression", text)]
    elif place is not None:
        hint = f"{place[0]}, or leave the input out"
        notes = [Note("it is declared here", place[1])]
    elif credentials and (decl.secret or _CREDENTIAL.search(name)):
        hint = f"leave it out: callers give credentials as `{credentials[0]}`"
    message = f"nothing reads the input {name!r}"
    scope.report.add("AZ714", decl.span, message, help=hint, notes=notes)


def _place(scope: Scope, name: str) -> tuple[str, Span] | None:
    """What a step may give an input of this name to, and does not: how to do so, and where that is
    declared."""
    for info in scope.order:
        given = {each.name.value for each in (*info.step.parameters, *scope.workflow.parameters)}
        if name in given:
            continue
        at: Span | None = None
        where = ""
        if info.operation is not None:
            for declared in info.operation.operation.parameters:
                if declared.name == name:
                    at, where = declared.span, f" in: {declared.location},"
        elif info.called is not None:
            wanted = scope.program.open(info.called).inputs.get(name)
            at = wanted.span if wanted is not None else None
        if at is not None:
            entry = f"`- {{name: {name},{where} value: $inputs.{name}}}`"
            return f"add {entry} to the parameters of {info.id!r}", at
    return None


def _is_here(scope: Scope, decl: InputDecl) -> bool:
    return decl.span.file is scope.document.file


def _is_own(scope: Scope, decl: InputDecl) -> bool:
    """Whether an input is declared where the workflow has its inputs, not behind a `$ref`."""
    inputs = scope.workflow.inputs
    if inputs is None or decl.span.file is not inputs.file:
        return False
    start, end = (inputs.line, inputs.column), (inputs.end_line, inputs.end_column)
    return start <= (decl.span.line, decl.span.column) <= end


def _handed(scope: Scope) -> set[str]:
    """The inputs that other workflows get under the same names: those that run before this one, and
    those to which its actions lead."""
    found: set[str] = set()
    for before in _all_before(scope):
        found |= before.inputs.keys()
    for call in calls(scope):
        if call.same_names:
            found |= call.called.inputs.keys() - {each.name.value for each in call.given}
    return found


def _all_before(scope: Scope) -> Sequence[Scope]:
    """The workflows that run before this one, directly or not."""
    found = [before for _, before in scope.before]
    for each in found:
        found += [before for _, before in each.before if before not in found]
    return found


def _tested(scope: Scope) -> set[str]:
    """The inputs on which it depends what the others may be."""
    inputs = scope.workflow.inputs
    if inputs is None:
        return set()
    types, found = scope.types, set[str]()
    shape = types.shape(inputs)
    for part in shape.parts.values():
        condition = part.get("if")
        found.update(types.property_names(condition) if condition is not None else ())
        for keyword in _TRIGGERS:
            written = part.get(keyword)
            found.update(written.entries if written is not None else ())
    for branch in (branch for group in shape.groups for branch in group):
        for name, schemas in types.shape(branch).properties.items():
            if any(types.shape(each).enum is not None for each in schemas):
                found.add(name)
    return found
