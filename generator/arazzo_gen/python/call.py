"""Describes how a workflow is called: the signature of its run function, as the module has it."""

from __future__ import annotations

import ast

from arazzo_gen import ir
from arazzo_gen.python.context import Context
from arazzo_gen.python.runs.run import RunWriter
from arazzo_gen.python.steps.calls import outputs_annotation
from arazzo_gen.record import record


@record
class Keyword:
    """A keyword of a run function.

    Attributes:
        name: Its name.
        annotation: Its type, as the module writes it.
        default: What it is when it is left out, as the module writes it; None where it must be
            given.
        doc: What the docstring says of it.
        is_needed: Whether a call without it cannot work: it has no default, or it is a server
            variable that has none.
    """

    name: str
    annotation: str
    default: str | None
    doc: str
    is_needed: bool


@record
class RunFunction:
    """The run function of a workflow.

    Attributes:
        module: The name by which the module that has it is imported.
        name: Its name, in the first of the modes of the module.
        keywords: Its keywords, in order.
        returns: The type of what it returns, as the module writes it.
        call: A call of it without arguments.
    """

    module: str
    name: str
    keywords: tuple[Keyword, ...]
    returns: str
    call: str

    @property
    def example(self) -> str:
        """A call with the keywords that are needed, as lines of Python."""
        needed = [each for each in self.keywords if each.is_needed]
        lines = [f"from {self.module} import {self.name}", ""]
        if not needed:
            return "\n".join([*lines, f"outputs = {self.call}"])
        given = [f"    {each.name}=...,  # {each.annotation}" for each in needed]
        return "\n".join([*lines, f"outputs = {self.call.removesuffix(')')}", *given, ")"])


def run_function(context: Context, workflow: ir.Workflow, package: str = "") -> RunFunction:
    """The run function of a workflow, in the first of its module's modes.

    Args:
        context: The module.
        workflow: A workflow of it.
        package: What stands before the name of the module where it is imported: `clients.`, or a
            dot for the package that is not known; "" for a module that stands alone.
    """
    mode = context.modes[0]
    writer = RunWriter(context, workflow)
    docs = dict(line.split(": ", 1) for line in writer.args(mode))
    variables = (each for key in workflow.sources for each in context.sources[key].variables)
    unset = {each.param for each in variables if each.default is None}
    head = f"def f(*, {', '.join(writer.params(mode))}): ..."
    [function] = ast.parse(head).body
    assert isinstance(function, ast.FunctionDef)
    keywords = []
    for each, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        assert each.annotation is not None
        annotation = ast.get_source_segment(head, each.annotation) or ""
        written = None if default is None else ast.get_source_segment(head, default)
        is_needed = written is None or each.arg in unset
        keywords.append(Keyword(each.arg, annotation, written, docs[each.arg], is_needed))
    return RunFunction(
        module=package + context.module.file.removesuffix(".py"),
        name=mode.name(workflow.function),
        keywords=tuple(keywords),
        returns=outputs_annotation(context, workflow),
        call=mode.call(workflow.function, ()),
    )
