"""The records of conditions, which criteria are lowered to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.ir.values import Const, Expr, StatusCode, Text
from arazzo_gen.record import record
from arazzo_gen.types import Int

Operator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]

FLIPPED: Final[Mapping[Operator, Operator]] = {
    "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip
"""The operator that says the same of two operands when they change places."""


@record
class Compare:
    """`left op right`. `loose`: as simple conditions compare (strings without case, a numeric
    string against a number as a number); otherwise as JSONPath compares."""

    op: Operator
    left: Expr
    right: Expr
    loose: bool = True


def constant_last(cond: Compare) -> Compare:
    """The same comparison with the constant on the right, where one side alone is a constant."""
    if isinstance(cond.left, Const) and not isinstance(cond.right, Const):
        return Compare(FLIPPED[cond.op], cond.right, cond.left, cond.loose)
    return cond


@record
class All:
    """All of them hold."""

    items: tuple[Cond, ...]


@record
class Any:
    """One of them holds."""

    items: tuple[Cond, ...]


@record
class Not:
    """It does not hold."""

    item: Cond


@record
class Truthy:
    """A value that stands alone: neither absent, null nor false."""

    value: Expr


@record
class Exists:
    """A value is there, null included (a bare path in a JSONPath dialect)."""

    value: Expr


ANSWERED: Final = Exists(StatusCode(Int()))
"""There is a response, of whatever status: what holds of the last of some actions after a failure
that leave nothing over."""


@record
class Matches:
    """A regular expression is found in a value's text (Python's `re` syntax)."""

    value: Expr
    pattern: str | Text


@record
class JsonPathFinds:
    """A JSONPath query gives at least one node; a `Test` (the bare-filter dialect) holds."""

    base: Expr
    query: jsonpath.Query | jsonpath.Test
    bindings: tuple[Expr, ...]


@record
class XPathHolds:
    """An XPath expression has the effective boolean value true."""

    base: Expr
    path: str | Text
    version: str


@record
class Length:
    """`path.length op number` of the bare-filter dialect: the size of an array, object, string."""

    op: Operator
    value: Expr
    size: int | float


Cond: TypeAlias = (
    Compare | All | Any | Not | Truthy | Exists | Matches | JsonPathFinds | XPathHolds | Length
)
