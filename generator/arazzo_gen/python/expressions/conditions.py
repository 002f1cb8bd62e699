"""Writes conditions of the IR as Python conditions, none of which raises on unexpected data."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir, types
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.python.expressions.sharing import Form, is_folded, read_key
from arazzo_gen.python.expressions.simplified import (
    OPPOSITE,
    OneOf,
    Simplified,
    compared_number,
    is_status_order,
    negation,
    simplify,
)
from arazzo_gen.python.expressions.values import (
    compile_expr,
    local_name,
    query_call,
    xpath_call,
)
from arazzo_gen.python.text.code import Code, Scope
from arazzo_gen.python.text.literal import literal
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue

_OR, _AND, _NOT, _COMPARISON, _CALL = range(5)


@record
class Test:
    """A condition's text, and how tightly its outermost operator binds."""

    text: str
    level: int

    def within(self, level: int) -> str:
        """The text as an operand of an operator."""
        return self.text if self.level >= level else f"({self.text})"


def condition(cond: ir.Cond, scope: Scope) -> str:
    """The Python condition of an IR condition."""
    return _compile(simplify(cond), scope).text


def operand(cond: ir.Cond, scope: Scope) -> str:
    """The Python condition, ready to stand beside `and`."""
    return _compile(simplify(cond), scope).within(_AND)


def failed(cond: ir.Cond, scope: Scope) -> str:
    """The Python condition for the negation of a condition."""
    return _compile(negation(simplify(cond)), scope).text


def _compile(cond: Simplified, scope: Scope) -> Test:
    if isinstance(cond, OneOf):
        return _one_of(cond, scope)
    if isinstance(cond, ir.Compare):
        return _compare(cond, scope)
    if isinstance(cond, ir.All | ir.Any):
        word, level = (" and ", _AND) if isinstance(cond, ir.All) else (" or ", _OR)
        if not cond.items:
            return Test(str(isinstance(cond, ir.All)), _CALL)
        return Test(word.join(_compile(i, scope).within(level) for i in cond.items), level)
    if isinstance(cond, ir.Not):
        if isinstance(cond.item, ir.Length) and cond.item.op in OPPOSITE:
            return _length(cond.item, scope, negated=True)
        inner = _compile(cond.item, scope)
        if inner.level == _COMPARISON and inner.text.endswith(" is not None"):
            return Test(inner.text.removesuffix(" is not None") + " is None", _COMPARISON)
        return Test(f"not {inner.within(_NOT)}", _NOT)
    if isinstance(cond, ir.Truthy):
        return Test(f"_truthy({compile_expr(cond.value, scope).nullable()})", _CALL)
    if isinstance(cond, ir.Exists):
        return _exists(cond.value, scope)
    if isinstance(cond, ir.Matches):
        return _matches(cond, scope)
    if isinstance(cond, ir.JsonPathFinds):
        return _finds(cond, scope)
    if isinstance(cond, ir.Length):
        return _length(cond, scope)
    name, args = xpath_call(cond.base, cond.path, cond.version, scope, holds=True)
    return Test(f"{name}({args})", _CALL)


def _length(cond: ir.Length, scope: Scope, *, negated: bool = False) -> Test:
    """A comparison of a length, which is None where a value has none: no order holds of it then."""
    text = f"_length({compile_expr(cond.value, scope).nullable()})"
    key = Form("length", read_key(cond.value))
    order = cond.op in OPPOSITE
    least = cond.size > 0 or (cond.size == 0 and cond.op == ">")
    if key in scope.shared or (order and not (least and cond.op in (">", ">="))):
        hint = f"{local_name(cond.value)}_length"
        found = scope.found(key) or scope.bind(hint, Code(text, optional=True), key)
        text = found.text
    size = literal(cond.size)
    if not order:
        return Test(f"{text} {cond.op} {size}", _COMPARISON)
    op = OPPOSITE[cond.op] if negated else cond.op
    if least and cond.op in (">", ">="):
        return Test(f"({text} or 0) {op} {size}", _COMPARISON)
    if negated:
        return Test(f"{text} is None or {text} {op} {size}", _OR)
    return Test(f"{text} is not None and {text} {op} {size}", _AND)


def _one_of(cond: OneOf, scope: Scope) -> Test:
    code = compile_expr(cond.value, scope)
    direct = _direct(cond, code, scope)
    if direct is not None:
        return direct
    function = "_equal" if cond.loose else "_json_equal"
    text = code.nullable()
    calls = [f"{function}({text}, {literal(constant)})" for constant in cond.constants]
    if len(calls) == 1:
        return Test(f"not {calls[0]}", _NOT) if cond.negated else Test(calls[0], _CALL)
    joined = " or ".join(calls)
    return Test(f"not ({joined})", _NOT) if cond.negated else Test(joined, _OR)


def _direct(cond: OneOf, code: Code, scope: Scope) -> Test | None:
    """The comparison with Python's own operators, where they mean the same."""
    constants = list(cond.constants)
    text = code.operand()
    if isinstance(cond.value, ir.StatusCode) and code.text != "None":
        numbers = [compared_number(constant, loose=cond.loose) for constant in constants]
        if all(isinstance(number, int) for number in numbers):
            return _membership(text, numbers, negated=cond.negated)
        return None
    if len(constants) == 1 and (constants[0] is None or isinstance(constants[0], bool)):
        if constants[0] is None:
            plain = bool(code.bare and code.guards)
        else:
            plain = isinstance(code.type, types.Bool | types.Json) and cond.value in scope.distinct
        if code.type is None or plain:
            word = "is not" if cond.negated else "is"
            return Test(f"{text} {word} {constants[0]}", _COMPARISON)
        return None
    if all(isinstance(constant, str) for constant in constants):
        strings = [constant for constant in constants if isinstance(constant, str)]
        return _strings(cond, code, strings, scope)
    plain = all(type(c) in (int, float) and c not in (0, 1) for c in constants)
    plain = plain and isinstance(code.type, types.Int | types.Number | types.Json | None)
    if not cond.loose and plain:
        return _membership(text, constants, negated=cond.negated)
    return None


def _strings(cond: OneOf, code: Code, strings: list[str], scope: Scope) -> Test | None:
    if cond.loose:
        if not is_folded(cond):
            return None
        folded = [constant.casefold() for constant in strings]
        return _membership(_folded(cond.value, code, scope), folded, negated=cond.negated)
    text = code.operand()
    if isinstance(code.type, types.Literal):
        known = {*strings} <= {*code.type.values} and cond.value in scope.distinct
        text = text if known else f"_untyped({code.nullable()})"
    elif code.type is not None and not isinstance(code.type, types.Str | types.Json):
        return None
    return _membership(text, strings, negated=cond.negated)


def _folded(value: ir.Expr, code: Code, scope: Scope) -> str:
    """A value's text without case; a local where the value has no other use."""
    key = Form("folded", read_key(value))
    folded = f"_folded({code.nullable()})"
    if key not in scope.shared:
        return folded
    found = scope.found(key) or scope.bind(local_name(value), Code(folded, optional=True), key)
    return found.text


def _membership(text: str, constants: Sequence[JsonValue], *, negated: bool) -> Test:
    unique = list(dict.fromkeys(literal(constant) for constant in constants))
    if len(unique) == 1:
        return Test(f"{text} {'!=' if negated else '=='} {unique[0]}", _COMPARISON)
    return Test(f"{text} {'not in' if negated else 'in'} ({', '.join(unique)})", _COMPARISON)


def _compare(cond: ir.Compare, scope: Scope) -> Test:
    left, right = compile_expr(cond.left, scope), compile_expr(cond.right, scope)
    if is_status_order(cond) and isinstance(cond.right, ir.Const) and left.text != "None":
        number = compared_number(cond.right.value, loose=cond.loose)
        return Test(f"{left.text} {cond.op} {literal(number)}", _COMPARISON)
    first, second = left.nullable(), right.nullable()
    if cond.op in ("==", "!="):
        call = f"{'_equal' if cond.loose else '_json_equal'}({first}, {second})"
        return Test(f"not {call}", _NOT) if cond.op == "!=" else Test(call, _CALL)
    strict = "" if cond.loose else ", strict=True"
    return Test(f'_compare({first}, "{cond.op}", {second}{strict})', _CALL)


def _exists(value: ir.Expr, scope: Scope) -> Test:
    if isinstance(value, ir.At) and value.path:
        base = compile_expr(value.base, scope).nullable()
        return Test(f"_has({base}, {', '.join(map(literal, value.path))})", _CALL)
    code = compile_expr(value, scope)
    if code.guards:
        return Test(code.guard, _COMPARISON if len(code.guards) == 1 else _AND)
    if code.optional and code.type is not None:
        return Test(f"not _equal({code.text}, None)", _NOT)
    if code.optional:
        return Test(f"{code.text} is not None", _COMPARISON)
    return Test("True", _CALL)


def _matches(cond: ir.Matches, scope: Scope) -> Test:
    if isinstance(cond.pattern, str):
        pattern = scope.functions.pattern(cond.pattern)
    else:
        pattern = compile_expr(cond.pattern, scope).nullable()
    return Test(f"_matches({pattern}, {compile_expr(cond.value, scope).nullable()})", _CALL)


def _finds(cond: ir.JsonPathFinds, scope: Scope) -> Test:
    if not isinstance(cond.query, jsonpath.Query):
        return Test(query_call(cond.base, cond.query, cond.bindings, scope), _CALL)
    path = cond.query.path
    if path is None:
        return Test(f"_any({query_call(cond.base, cond.query, cond.bindings, scope)})", _CALL)
    base = compile_expr(cond.base, scope)
    if not path:
        return _exists(cond.base, scope)
    return Test(f"_has({base.nullable()}, {', '.join(map(literal, path))})", _CALL)
