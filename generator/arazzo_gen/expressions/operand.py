"""Reads runtime expressions inside a simple condition: finds their end, and what follows."""

from __future__ import annotations

import re
from typing import Final

from arazzo_gen.expressions.ast import MessagePart, Operand
from arazzo_gen.expressions.errors import Dialect, ExpressionError
from arazzo_gen.expressions.navigation import scan_navigation
from arazzo_gen.expressions.runtime import parse_expression
from arazzo_gen.lazy import pattern

_STOP: Final = r"(?!&&|\|\||==|!=|<|>)"
_BODY: Final = pattern(r"\$(?:request|response|message)\.(?:body|payload)(?![A-Za-z0-9_-])")
_HEADER: Final = pattern(
    r"\$(?:request|response|message)\.headers?\.(?:" + _STOP + r"[A-Za-z0-9!#$%&'*+.^_`|~-])+"
)
_NAMED: Final = pattern(
    r"""\$[A-Za-z_][A-Za-z0-9_]*
    (?: \.[^\s.\[\]{}\#'"()<>=!&|,;]+ | \[\s*(?: '[^']*' | "[^"]*" | [^\s'"\[\]]+ )\s*\] )*
    """,
    re.VERBOSE,
)
_POINTER: Final = pattern(r"#(?:" + _STOP + r"[^\s{}()'\"])*")
_INDEXED: Final = pattern(r"(?:\[\s*(?:[0-9]+|'[^']*'|\"[^\"]*\")\s*\])+")


def read_operand(text: str, start: int) -> tuple[Operand, Dialect | None] | ExpressionError:
    """Read the runtime expression that starts at `start`, and the dots and brackets behind it.

    Args:
        text: The whole condition.
        start: Where its "$" stands, or the brace around it.

    Returns:
        The operand and, where it is not written as specified, the dialect; or what is wrong.
    """
    if text[start] == "{":
        return _braced(text, start)
    end = _expression_end(text, start)
    parsed = parse_expression(text[start:end])
    if isinstance(parsed, ExpressionError):
        return _shifted(parsed, start)
    dialect = None
    if isinstance(parsed, MessagePart) and parsed.right is not None:
        message, hint = "an expression that is not as specified", f"write `{parsed.right}`"
        dialect = Dialect(message, hint, start, end, right=parsed.right)
    path, stop = scan_navigation(text, end)
    wrong = re.compile(r"\[|\.").match(text, stop)
    if wrong:
        return ExpressionError(
            "an index or a property name is missing here",
            stop,
            "write `[0]`, `['name']` or `.name`; a filter needs a criterion of type jsonpath",
        )
    return Operand(parsed, start, stop, path), dialect


def _expression_end(text: str, start: int) -> int:
    """Where the expression itself ends, its pointer included."""
    match = _BODY.match(text, start) or _HEADER.match(text, start) or _NAMED.match(text, start)
    if match is None:
        return start + 1
    end = match.end()
    pointer = _POINTER.match(text, end)
    if pointer is None:
        return end
    # `#/items[0].id`: brackets with an index are the operator, not part of a property's name.
    index = _INDEXED.search(text, end, pointer.end())
    return index.start() if index else pointer.end()


def _braced(text: str, start: int) -> tuple[Operand, Dialect | None] | ExpressionError:
    end = text.find("}", start)
    if end < 0:
        return ExpressionError("the brace of an expression is not closed", start)
    parsed = parse_expression(text[start + 1 : end])
    if isinstance(parsed, ExpressionError):
        return _shifted(parsed, start + 1)
    path, stop = scan_navigation(text, end + 1)
    return Operand(parsed, start, stop, path), None


def _shifted(error: ExpressionError, shift: int) -> ExpressionError:
    end = None if error.end is None else error.end + shift
    return ExpressionError(error.message, error.offset + shift, error.help, end)
