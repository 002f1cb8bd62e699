"""Syntax trees of runtime expressions, templates and simple conditions (Arazzo 1.1, "Runtime
Expressions" and "Criterion Object"): what the text says, before any name in it is looked up."""

from __future__ import annotations

from typing import Literal, TypeAlias

from arazzo_gen.record import record

Pointer: TypeAlias = tuple[str, ...]
"""Unescaped JSON Pointer tokens; empty for the whole value."""


@record
class Url:
    """`$url`: the URL of the request."""


@record
class Method:
    """`$method`: the method of the request."""


@record
class StatusCode:
    """`$statusCode`: the status of the response."""


@record
class SelfUri:
    """`$self`: the URI of the Arazzo document."""


@record
class MessagePart:
    """`$request.*`, `$response.*` or `$message.*`.

    `part` is header, query, path, body or payload; `name` is the header's, query parameter's or
    path parameter's; `pointer` goes into a body or payload. Of a dialect, such as a body with
    ".a[0].b" or "[0].id" behind it in the place of a pointer, `written` is the whole expression,
    and `right` how the specification writes it.
    """

    message: Literal["request", "response", "message"]
    part: Literal["header", "query", "path", "body", "payload"]
    name: str = ""
    pointer: Pointer = ()
    written: str = ""
    right: str | None = None


@record
class Inputs:
    """`$inputs.name#/pointer`; `$inputs` alone has an empty name.

    `name` is everything up to "#": whether `a.b[0]` is a declared name or a path into `a` is
    decided where the declarations are known (an exact declared name goes first).
    """

    name: str
    pointer: Pointer = ()


@record
class Outputs:
    """`$outputs.name#/pointer`: of the workflow that a step called."""

    name: str
    pointer: Pointer = ()


@record
class StepOutput:
    """`$steps.step.outputs.name#/pointer`. `name` as for `Inputs`; empty for all outputs.

    `short` is the dialect `$steps.step.name`, which leaves `.outputs` out: it means an output where
    the step declares one of that name, and nothing where it does not.
    """

    step: str
    name: str
    pointer: Pointer = ()
    short: bool = False


@record
class WorkflowValue:
    """`$workflows.workflow.inputs.name` or `.outputs.name`.

    `source` is that of the dialect `$sourceDescriptions.source.workflow.outputs.name`; else None.
    """

    workflow: str
    field: Literal["inputs", "outputs"]
    name: str
    pointer: Pointer = ()
    source: str | None = None


@record
class SourceReference:
    """`$sourceDescriptions.source.reference`."""

    source: str
    reference: str


@record
class ComponentReference:
    """`$components.kind.name`, kind being parameters, successActions, failureActions, inputs."""

    kind: str
    name: str


Expression: TypeAlias = (
    Url
    | Method
    | StatusCode
    | SelfUri
    | MessagePart
    | Inputs
    | Outputs
    | StepOutput
    | WorkflowValue
    | SourceReference
    | ComponentReference
)


@record
class Embedded:
    """An expression that stands in text: offsets are those of the expression (braces included).

    `braced` is False for the dialect that leaves the braces out (`Bearer $inputs.token`). `text`
    is how it is written, which says nothing more.
    """

    expression: Expression
    start: int
    end: int
    braced: bool = True
    text: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Embedded) and self._meaning == other._meaning

    def __hash__(self) -> int:
        return hash(self._meaning)

    @property
    def _meaning(self) -> tuple[object, ...]:
        return self.expression, self.start, self.end, self.braced


@record
class Template:
    """Text with expressions in it: literal stretches and embedded expressions, in order."""

    parts: tuple[str | Embedded, ...]


# --- Simple conditions ------------------------------------------------------------------


@record
class LiteralValue:
    """A literal: null, true, false, a number, a string in quotes."""

    value: bool | int | float | str | None


@record
class Operand:
    """A runtime expression in a condition, with what indexes and dots follow it.

    `path` holds the property names (str) and indexes (int) behind it. For `Inputs`,
    `StepOutput` and the like the dots are left in the expression's name instead (see there);
    `path` then starts behind them.
    """

    expression: Expression
    start: int
    end: int
    path: tuple[str | int, ...] = ()


@record
class Comparison:
    """`left op right`."""

    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Condition
    right: Condition


@record
class And:
    """All of them hold."""

    items: tuple[Condition, ...]


@record
class Or:
    """One of them holds."""

    items: tuple[Condition, ...]


@record
class Not:
    """It does not hold."""

    item: Condition


@record
class TextOperand:
    """A string literal with expressions in braces in it: `'run-{$inputs.id}'`."""

    template: Template
    start: int
    end: int


Condition: TypeAlias = LiteralValue | Operand | TextOperand | Comparison | And | Or | Not
