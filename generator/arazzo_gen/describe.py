"""Finds what the documents say of a module, for those who play its workflows."""

from __future__ import annotations

from arazzo_gen.analysis.calls import calls
from arazzo_gen.analysis.scope import Program, Scope
from arazzo_gen.arazzo.model import Document, Workflow
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.library import Library
from arazzo_gen.documents.resolve import ResolvedWorkflow
from arazzo_gen.openapi.model import Operation
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.play.described import Described
from arazzo_gen.text.node import Node
from arazzo_gen.types import TypeTable
from arazzo_gen.typing.schema import Types


def describe(library: Library, document: Document, workflow: Workflow) -> Described:
    """What the documents say of the module of a workflow that could be lowered.

    Names are resolved once more, which is cheap: all documents are open. Nothing is reported,
    since lowering has reported it.
    """
    silent = Report()
    refs = Refs(library.refs.loader, silent)
    types = Types(refs, TypeTable(), silent)
    program = Program(library, silent, document, types.table, types)
    operations: dict[tuple[str, str], Operation] = {}
    inputs: dict[str, Node | None] = {}
    pending: list[Scope] = [program.open(ResolvedWorkflow(document, workflow))]
    while pending:
        scope = pending.pop()
        if scope.key in inputs:
            continue
        inputs[scope.key] = scope.workflow.inputs
        for info in scope.order:
            if info.operation is not None:
                operations[scope.key, info.id] = info.operation.operation
        pending += [before for _, before in scope.before]
        pending += [call.called for call in calls(scope)]
    return Described(operations, inputs, refs)
