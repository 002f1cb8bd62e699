"""Writes the parts that steps, decisions and runs share: parameters, inputs with their defaults,
fields of outputs, and the target of a step."""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen import ir, types
from arazzo_gen.python.context import Context
from arazzo_gen.python.text.literal import WIDTH, code, docstring, literal
from arazzo_gen.python.types.formats import format_words


def read_param(context: Context, read: ir.Read, *, default: bool) -> str:
    """A value that a function reads, as one of its parameters."""
    if read.required:
        return f"{read.param}: {context.types.of(read.type, inputs=True)}"
    if read.unset:
        annotation = f"{context.types.optional(read.type, inputs=True)} | Unset"
        return f"{read.param}: {annotation}{' = UNSET' if default else ''}"
    annotation = context.types.optional(read.type, inputs=True)
    return f"{read.param}: {annotation}{' = None' if default else ''}"


def ordered(reads: Iterable[ir.Read]) -> list[ir.Read]:
    """What a function reads, in the order of its parameters: those without a default first."""
    return sorted(reads, key=lambda read: not read.required)


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


def input_param(context: Context, item: ir.InputParam) -> str:
    """An input, as a parameter of a run function."""
    if item.required:
        return f"{item.param}: {context.types.of(item.type, inputs=True)}"
    default = absent_input(context, item)
    annotation = context.types.optional(item.type, inputs=True)
    if default == "UNSET":
        return f"{item.param}: {annotation} | Unset = UNSET"
    if default == "None":
        return f"{item.param}: {annotation} = None"
    return f"{item.param}: {context.types.of(item.type, inputs=True)} = {default}"


def absent_input(context: Context, item: ir.InputParam) -> str:
    """What an optional parameter holds where a caller leaves the input out."""
    default = item.default.value if item.default is not None else None
    if item.unset or (is_filled_in(context, item) and types.nullable(item.type)):
        return "UNSET"
    if default is None or is_filled_in(context, item):
        return "None"
    if isinstance(default, list):
        return f"({', '.join(map(literal, default))}{',' if len(default) == 1 else ''})"
    return literal(default)


def filled_in(context: Context, item: ir.InputParam) -> str:
    """The default of an input that the body of a run function sets."""
    default = item.default.value if item.default is not None else None
    text = literal(default)
    if context.fitting.takes(item.type, default):
        return text
    return f"cast({literal(context.types.of(item.type, inputs=True))}, {text})"


def is_filled_in(context: Context, item: ir.InputParam) -> bool:
    """Whether the body sets a default: a mutable one, or one that checkers may not accept in the
    signature."""
    default = item.default.value if item.default is not None else None
    if default is None or isinstance(default, dict):
        return default is not None
    if isinstance(default, list):
        found = context.types.table.resolve(types.without_null(item.type))
        if not isinstance(found, types.List):
            return True
    return not context.fitting.takes(item.type, default)


_ONE_LINE = WIDTH - len('    """.    """')
"""How long an expression may be that stands alone in the docstring of a field."""


def field_declaration(context: Context, output: ir.OutputField, *, lenient: bool) -> list[str]:
    """The lines of a field of a dataclass of outputs, with a docstring that says what it holds.

    Sphinx and mkdocs read docstrings behind a field, and both of them no comments.
    """
    promised = output.required and not lenient
    annotation = context.types.of(output.type) if promised else context.types.optional(output.type)
    secret = " = field(repr=False)" if output.secret else ""
    words = format_words(output.type)
    text = f"{_what(output)}, {words}." if words else f"{_what(output)}."
    return [f"{output.field}: {annotation}{secret}", docstring(text, 4)]


def _what(output: ir.OutputField) -> str:
    """What a field holds: its expression, unless that would not fit into a line in one piece."""
    spelled = ir.spelled(output.value)
    named = code(output.name)
    if spelled and len(code(spelled)) <= _ONE_LINE:
        return code(spelled)
    return f"The output {named}" if len(named) <= _ONE_LINE - len("The output ") else "An output"


def target(step: ir.Step) -> str:
    """The target of a step, in a few words."""
    if isinstance(step.call, ir.Request):
        return f"{step.call.method.upper()} {step.call.template}"
    return f"workflow {step.call.workflow}"
