"""Writes the parts that steps, decisions and runs share: parameters, fields of outputs, and the
target of a step."""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen import ir
from arazzo_gen.python.context import Context
from arazzo_gen.python.types.formats import noted


def read_param(context: Context, read: ir.Read, *, default: bool) -> str:
    """A value that a function reads, as one of its parameters."""
    if read.required:
        return f"{read.param}: {context.types.of(read.type, inputs=True)}"
    if read.unset:
        annotation = f"{context.types.optional(read.type, inputs=True)} | Unset"
        return f"{read.param}: {annotation}{' = UNSET' if default else ''}"
    annotation = context.types.optional(read.type, inputs=True)
    return f"{read.param}: {annotation}{' = None' if default else ''}"


def keyword_param(context: Context, item: ir.Keyword, *, default: bool = True) -> str:
    """A keyword for a part of requests that no step gives, as one parameter of a function."""
    if isinstance(item, ir.Credential):
        annotation = "str | None"
    elif item.required:
        return f"{item.param}: {context.types.of(item.type, inputs=True)}"
    else:
        annotation = context.types.optional(item.type, inputs=True)
    return f"{item.param}: {annotation}{' = None' if default else ''}"


def by_need(items: Iterable[ir.Keyword]) -> tuple[list[ir.Keyword], list[ir.Keyword]]:
    """The keywords that callers must give, and the others."""
    found: tuple[list[ir.Keyword], list[ir.Keyword]] = ([], [])
    for item in items:
        found[not isinstance(item, ir.Supplied) or not item.required].append(item)
    return found


def field_declaration(context: Context, output: ir.OutputField, *, lenient: bool) -> list[str]:
    """The lines of a field of a dataclass of outputs."""
    promised = output.required and not lenient
    annotation = context.types.of(output.type) if promised else context.types.optional(output.type)
    secret = " = field(repr=False)" if output.secret else ""
    return noted(f"{output.field}: {annotation}{secret}", output.type)


def target(step: ir.Step) -> str:
    """The target of a step, in a few words."""
    if isinstance(step.call, ir.Request):
        return f"{step.call.method.upper()} {step.call.template}"
    return f"workflow {step.call.workflow}"
