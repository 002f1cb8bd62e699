"""Request bodies: the arguments of `build_request` that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arazzo_gen import ir, types
from arazzo_gen.python.code import Code, Scope
from arazzo_gen.python.expressions import compile_expr, indented, is_text, named_map
from arazzo_gen.python.literal import string

_FORM = "application/x-www-form-urlencoded"
_SCALARS = (types.Bool, types.Int, types.Number, types.Str, types.Literal)


@dataclass(frozen=True, slots=True)
class WrittenBody:
    """Arguments of `build_request`, and the Content-Type where httpx sets another."""

    arguments: list[str]
    content_type: str | None = None


class BodyWriter:
    """Writes the body of one request."""

    def __init__(self, request: ir.Request, scope: Scope) -> None:
        self._body = request.body
        self._scope = scope

    def write(self) -> WrittenBody:
        """The arguments, after the statements that they need (in the scope)."""
        body = self._body
        if body is None:
            return WrittenBody([])
        if body.kind == "form":
            return self._form(body)
        code = self._value(body)
        if body.kind == "json":
            return self._json(body, code)
        if body.kind == "multipart":
            files = ", ".join(f"{string(name)}: {string(kind)}" for name, kind in body.files)
            return WrittenBody([f"files=_parts({code.nullable()}, {{{files}}})"])
        if body.kind == "binary":
            return WrittenBody([f"content=_content({code.nullable()})"], body.content_type)
        text = code.nullable() if is_text(code.type) else f"_content({code.nullable()})"
        return WrittenBody([f"content={text}"], body.content_type)

    def _value(self, body: ir.Body) -> Code:
        scope = self._scope
        if isinstance(body.value, ir.MapOf):
            code = named_map(body.value, scope, "body")
        else:
            code = compile_expr(body.value, scope)
        if not body.replacements:
            return code
        name = scope.names.pick("body")
        # Each replacement gives a new body: the caller's own value stays as it is.
        scope.lines.append(f"{name}: Any = {code.nullable()}")
        for item in body.replacements:
            self._replace(name, item)
        return Code(name)

    def _replace(self, name: str, item: ir.Replacement) -> None:
        """The statements that set one value in the body, if it is there."""
        scope = self._scope
        value = compile_expr(item.value, scope)
        if value.optional:
            value = scope.bind("value", value)
        statements = [f"{name} = {call}" for call in self._setters(name, item, value.text)]
        if value.guards:
            statements = [f"if {value.guard}:", *indented(statements)]
        scope.lines += statements

    def _setters(self, name: str, item: ir.Replacement, value: str) -> list[str]:
        """The calls that give the body with a value set at a target."""
        target = item.target
        if isinstance(target, tuple):
            return [f"_replaced({name}, {_tuple([string(token) for token in target])}, {value})"]
        if isinstance(target, str):
            function = self._scope.functions.xpath_setter(target, item.version or "xpath-31")
            return [f"{function}({name}, {value})"]
        function = self._scope.functions.setter(target, len(item.bindings))
        bound = [compile_expr(each, self._scope).nullable() for each in item.bindings]
        return [f"{function}({', '.join([name, value, *bound])})"]

    def _json(self, body: ir.Body, code: Code) -> WrittenBody:
        if body.content_type.lower() == "application/json":
            return WrittenBody([f"json={code.nullable()}"])
        return WrittenBody([f"content=_json_content({code.nullable()})"], body.content_type)

    def _form(self, body: ir.Body) -> WrittenBody:
        kind = None if body.content_type.lower() == _FORM else body.content_type
        if isinstance(body.value, ir.MapOf) and not body.styles and not body.replacements:
            entries = tuple((key, value) for key, value in body.value.entries)
            if all(self._is_plain(value) for _, value in entries):
                return WrittenBody([f"data={self._value(body).text}"], kind)
        code = self._value(body)
        if not body.styles:
            return WrittenBody([f"data=_fields({code.nullable()})"], kind)
        styles = ", ".join(
            f"{string(name)}: ({string(style)}, {explode})" for name, style, explode in body.styles
        )
        return WrittenBody(
            [f"content=_styled_form({code.nullable()}, {{{styles}}})"], body.content_type
        )

    def _is_plain(self, value: ir.Expr) -> bool:
        """Whether httpx writes a value into a form as it should be."""
        if isinstance(value, ir.Required):
            return self._is_plain(value.value)
        if isinstance(value, ir.ListOf):
            return all(isinstance(item, ir.Const) and self._is_plain(item) for item in value.items)
        if isinstance(value, ir.MapOf):
            return False
        if isinstance(value, ir.Const):
            items = value.value if isinstance(value.value, list) else [value.value]
            return all(isinstance(item, str | int | float) for item in items)
        if isinstance(value.type, types.List):
            return isinstance(value.type.item, _SCALARS)
        return isinstance(value.type, _SCALARS)


def _tuple(items: Sequence[str]) -> str:
    """A tuple display; black would spread one with a comma that is not needed."""
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
