"""Values of the IR as a picture names them, and conditions as a document would spell them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.expressions.jsonpath.write import write_query, write_test
from arazzo_gen.ir.walk import picked
from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import JsonValue

_WORD = pattern(r"[A-Za-z][A-Za-z0-9_-]*")
_NAME = pattern(r"[A-Za-z_$][A-Za-z0-9_$-]*")
_BRACKETED = pattern(r'(\.\.|)\["([A-Za-z_][A-Za-z0-9_]*)"\]')

_KEYWORDS = frozenset(
    {"and", "false", "is", "neither", "nor", "not", "null", "or", "there", "true"}
)
"""Words that would not look like a string in a sentence."""


def constant(value: JsonValue, *, quotes: bool = False) -> str:
    """A constant: a string that is a plain word stands bare, all others as JSON.

    Args:
        value: The constant.
        quotes: Whether a word gets quotes too.
    """
    if isinstance(value, str) and not quotes and _WORD.fullmatch(value):
        return value if value.lower() not in _KEYWORDS else json.dumps(value)
    return json.dumps(value, ensure_ascii=False)


def shown_value(expr: ir.Expr, step: str) -> str | None:
    """What a value is called in a sentence; None where it has no short name.

    Args:
        expr: The value.
        step: The step that says it, whose own outputs go without its name.
    """
    expr, path = picked(expr)
    inside = path_text(path)
    match expr:
        case ir.Const():
            return constant(expr.value) if not path else None
        case ir.ResponseBody():
            return inside or "the body"
        case ir.RequestBody():
            return f"{inside} of the request" if inside else "the request's body"
        case ir.StepOutput():
            whose = "" if expr.step == step else f" of {_name(expr.step)}"
            return f"output {_at(expr.name, path)}{whose}"
        case ir.WorkflowOutput():
            return f"output {_at(expr.name, path)} of workflow {_name(expr.workflow)}"
        case ir.CalledOutput():
            return f"output {_at(expr.name, path)}"
        case ir.Input():
            return f"input {_at(expr.name, path)}"
    return _whole(expr) if not path else None


def _whole(expr: ir.Expr) -> str | None:
    """The short name of a value that nothing is picked from."""
    match expr:
        case ir.StatusCode():
            return "HTTP status"
        case ir.ResponseHeader():
            return f"header {_name(expr.name)}"
        case ir.RequestHeader():
            return f"header {_name(expr.name)} of the request"
        case ir.RequestQuery():
            return f"parameter {_name(expr.name)} of the request"
        case ir.RequestUrl():
            return "the URL"
    return None


def source_text(cond: ir.Cond) -> str:
    """A condition as a document spells it, on one line."""
    match cond:
        case ir.Compare():
            return f"{_operand(cond.left)} {cond.op} {_operand(cond.right)}"
        case ir.All():
            return " && ".join(_nested(item) for item in cond.items)
        case ir.Any():
            return " || ".join(_nested(item) for item in cond.items)
        case ir.Not():
            return f"!({source_text(cond.item)})"
        case ir.Truthy() | ir.Exists():
            return _operand(cond.value)
        case ir.Length():
            return f"{_operand(cond.value)}.length {cond.op} {constant(cond.size)}"
        case ir.Matches():
            return f"{_operand(cond.value)} matches {_template(cond.pattern)}"
        case ir.JsonPathFinds():
            said = f"JSONPath {query_text(cond.query)} finds something{_of(cond.base)}"
            return said + _bound(cond.bindings)
        case ir.XPathHolds():
            return f"XPath {_template(cond.path)} holds{_of(cond.base)}"


def _nested(cond: ir.Cond) -> str:
    text = source_text(cond)
    return f"({text})" if isinstance(cond, ir.All | ir.Any) else text


def _of(base: ir.Expr) -> str:
    """Where a query looks; the response's body goes without saying."""
    return "" if isinstance(base, ir.ResponseBody) else f" in {_operand(base)}"


def _operand(expr: ir.Expr) -> str:
    """A value as a condition has it."""
    match expr:
        case ir.Const():
            if isinstance(expr.value, str):
                return "'" + expr.value.replace("'", "''") + "'"
            return json.dumps(expr.value, ensure_ascii=False)
        case ir.Required() | ir.OrNull() | ir.XmlEscaped():
            return _operand(expr.value)
        case ir.Text():
            return f"'{_template(expr)}'"
        case ir.JsonPathValue():
            return f"{_operand(expr.base)} {query_text(expr.query, expr.bindings)}"
        case ir.XPathValue():
            return f"{_operand(expr.base)} {_template(expr.path)}"
        case ir.ListOf():
            return f"[{', '.join(map(_operand, expr.items))}]"
        case ir.MapOf():
            pairs = (f"{json.dumps(name)}: {_operand(value)}" for name, value in expr.entries)
            return f"{{{', '.join(pairs)}}}"
        case ir.Supplied():
            return f"{expr.location} parameter {expr.name}"
    if isinstance(expr, ir.At) and ir.spelled(expr) is None:
        return f"{_operand(expr.base)}{path_text(expr.path)}"
    return ir.spelled(expr) or type(expr).__name__


def _template(text: str | ir.Text) -> str:
    """Text with expressions in braces."""
    if isinstance(text, str):
        return text
    return "".join(
        part if isinstance(part, str) else f"{{{_operand(part)}}}" for part in text.parts
    )


def query_text(query: jsonpath.Query | jsonpath.Test, bindings: Sequence[ir.Expr] = ()) -> str:
    """A JSONPath query or test, and behind it the values that are embedded in it."""
    text = write_query(query) if isinstance(query, jsonpath.Query) else write_test(query)
    dotted = _BRACKETED.sub(lambda found: f"{found[1] or '.'}{found[2]}", text)
    return dotted + _bound(bindings)


def _bound(bindings: Sequence[ir.Expr]) -> str:
    """What the numbers in braces stand for in a query."""
    pairs = [f"{{{number}}} = {_operand(value)}" for number, value in enumerate(bindings)]
    return f" with {', '.join(pairs)}" if pairs else ""


def _at(name: str, path: Sequence[str | int]) -> str:
    inside = path_text(path)
    return f"{_name(name)}{'' if not inside or inside[0] == '[' else '.'}{inside}"


def path_text(path: Sequence[str | int]) -> str:
    """A path into a value: `items[0].status`."""
    parts: list[str] = []
    for token in path:
        if isinstance(token, str) and _NAME.fullmatch(token):
            parts.append(f".{token}" if parts else token)
        else:
            parts.append(f"[{json.dumps(token, ensure_ascii=False)}]")
    return "".join(parts)


def _name(name: str) -> str:
    """A name of the document: bare where it is a plain one."""
    return name if _NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
