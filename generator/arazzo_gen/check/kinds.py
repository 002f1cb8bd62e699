"""Checks the kind of an expression's value against the schema of the operation (AZ705)."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.record import record
from arazzo_gen.source.span import Span
from arazzo_gen.types import (
    Binary,
    Bool,
    Int,
    List,
    Literal,
    Map,
    Null,
    Number,
    ObjectDef,
    Str,
    Tuple,
    Type,
    TypeTable,
    Union,
)
from arazzo_gen.typing.refusals import kinds_of

_URL_TEXT = frozenset({"number", "boolean", "string"})
"""In a URL or a header a string, a number and a boolean are text alike."""

_COMPUTED = (
    ir.StepOutput,
    ir.At,
    ir.Input,
    ir.WorkflowOutput,
    ir.CalledOutput,
    ir.JsonPathValue,
    ir.XPathValue,
    ir.Text,
    ir.MapOf,
    ir.ListOf,
)


@record
class KindCheck:
    """Compares the types of computed values with the types that the operation declares.

    Attributes:
        scope: The workflow.
        url: Whether the values go into a URL or a header, where numbers and text are alike.
    """

    scope: Scope
    url: bool = False

    def check(
        self, expr: ir.Expr, wanted: Type, name: str, span: Span, notes: Sequence[Note] = ()
    ) -> bool:
        """Warn where a value's kind is not the declared one (AZ705), and say whether it is not.

        Args:
            expr: The value; `ConstantCheck` looks at constants.
            wanted: The declared type.
            name: The parameter or property, as the message calls it.
            span: The value's place.
            notes: Where the other type is declared.
        """
        value = expr.value if isinstance(expr, ir.Required) else expr
        if not isinstance(value, _COMPUTED) or (isinstance(value, ir.Text) and self.url):
            return False
        table = self.scope.types.table
        given, taken = _kinds_of(value, table), kinds(wanted, table)
        if not given or not taken or self._fits(value, given, taken):
            return False
        hint = None
        if isinstance(value, ir.Text) and len(value.parts) == 1:
            hint = "without its braces, the expression keeps its type"
        message = f"{name} takes {spoken(taken)}, and is given {spoken(given)}"
        self.scope.report.add("AZ705", span, message, help=hint, notes=notes)
        return True

    def _fits(self, value: ir.Expr, given: frozenset[str], taken: frozenset[str]) -> bool:
        if given & taken:
            return True
        if not self.url or not given <= _URL_TEXT:
            return False
        # A single value is sent as a list of one.
        return taken <= {"string", "array"} or self._is_free_text(value)

    def _is_free_text(self, value: ir.Expr) -> bool:
        """Whether a value is text that may spell a number: a header, or an input."""
        if isinstance(value, ir.StepOutput):
            output = self.scope.steps[value.step].outputs.get(value.name)
            return output is not None and self._is_free_text(output.expr)
        texts = ir.Input | ir.ResponseHeader | ir.RequestHeader | ir.RequestQuery
        return isinstance(value, texts)


def _kinds_of(value: ir.Expr, table: TypeTable) -> frozenset[str]:
    """The kinds of a value; that of a list or an object which the document spells out."""
    if isinstance(value, ir.MapOf | ir.ListOf):
        return frozenset({"object" if isinstance(value, ir.MapOf) else "array"})
    return kinds(value.type, table)


def kinds(type_: Type, table: TypeTable) -> frozenset[str]:
    """The kinds of JSON value that a type has, null aside; empty where it can be any."""
    found = table.resolve(type_)
    if isinstance(found, Union):
        parts = [kinds(m, table) for m in found.members if not isinstance(m, Null)]
        return frozenset[str]().union(*parts) if all(parts) else frozenset()
    if isinstance(found, Literal):
        return frozenset(kinds_of(value)[-1] for value in found.values)
    for types, name in (
        ((Str, Binary), "string"),
        ((Int, Number), "number"),
        ((Bool,), "boolean"),
        ((List, Tuple), "array"),
        ((Map, ObjectDef), "object"),
    ):
        if isinstance(found, types):
            return frozenset({name})
    return frozenset()


def spoken(found: frozenset[str]) -> str:
    """Some kinds, as a message names them."""
    words = sorted(found)
    article = "an" if words[0][0] in "ao" else "a"
    return f"{article} {' or '.join(words)}"
