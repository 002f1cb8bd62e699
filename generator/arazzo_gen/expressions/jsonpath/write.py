"""Writes a JSONPath query as text, in one spelling.

Names stand in brackets and double quotes. An embedded expression is the number of its binding in
braces, in single quotes where it gives a name.
"""

from __future__ import annotations

import json

from arazzo_gen.expressions.jsonpath import ast


def write_query(query: ast.Query) -> str:
    """The text of a query: `$["items"][?@["id"] == 1]`."""
    return ("@" if query.relative else "$") + "".join(map(_segment, query.segments))


def write_test(test: ast.Test) -> str:
    """The text of a filter's test, without the `?`."""
    if isinstance(test, ast.Or):
        return " || ".join(_inside_or(item) for item in test.items)
    if isinstance(test, ast.And):
        return " && ".join(_inside_and(item) for item in test.items)
    if isinstance(test, ast.Not):
        return f"!({write_test(test.item)})"
    if isinstance(test, ast.Compare):
        return f"{_operand(test.left)} {test.op} {_operand(test.right)}"
    if isinstance(test, ast.Holds):
        return _operand(test.call)
    return write_query(test.query)


def _inside_or(test: ast.Test) -> str:
    return f"({write_test(test)})" if isinstance(test, ast.Or) else write_test(test)


def _inside_and(test: ast.Test) -> str:
    return f"({write_test(test)})" if isinstance(test, ast.Or | ast.And) else write_test(test)


def _segment(segment: ast.Segment) -> str:
    inner = ", ".join(map(_selector, segment.selectors))
    return f"{'..' if segment.descendant else ''}[{inner}]"


def _selector(selector: ast.Selector) -> str:
    if isinstance(selector, ast.Name):
        return json.dumps(selector.name)
    if isinstance(selector, ast.Wildcard):
        return "*"
    if isinstance(selector, ast.Index):
        return str(selector.index)
    if isinstance(selector, ast.EmbeddedName):
        return f"'{{{selector.bound}}}'"
    if isinstance(selector, ast.EmbeddedIndex):
        return f"{{{selector.bound}}}"
    if isinstance(selector, ast.Filter):
        return f"?{write_test(selector.test)}"
    bounds = (selector.start, selector.end, selector.step)
    return ":".join("" if bound is None else str(bound) for bound in bounds)


def _operand(operand: ast.Comparable) -> str:
    if isinstance(operand, ast.LiteralValue):
        return json.dumps(operand.value)
    if isinstance(operand, ast.Bound):
        return f"{{{operand.index}}}"
    if isinstance(operand, ast.Query):
        return write_query(operand)
    if operand.dialect:
        # `path.length`, as JavaScript has it.
        return f"{', '.join(map(_operand, operand.args))}.{operand.name}"
    return f"{operand.name}({', '.join(map(_operand, operand.args))})"
