"""Writes request bodies: the arguments of `build_request` for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from arazzo_gen import ir, types
from arazzo_gen.python.expressions.values import compile_expr, compile_named, indented, is_text
from arazzo_gen.python.text.code import Code, Scope
from arazzo_gen.python.text.literal import string
from arazzo_gen.record import record

_FORM = "application/x-www-form-urlencoded"
_ANY_FILE = "application/octet-stream"
_SCALARS = (types.Bool, types.Int, types.Number, types.Str, types.Literal)


@record
class WrittenBody:
    """Arguments of `build_request`, and the Content-Type where httpx sets another.

    `content_type` is an expression; `multipart` is the kind of multipart that httpx does not write.
    """

    arguments: list[str]
    content_type: str | None = None
    multipart: str | None = None


class BodyWriter:
    """Writes the body of one request of a step."""

    def __init__(self, request: ir.Request, scope: Scope, step_id: str) -> None:
        self._body = request.body
        self._step_id = step_id
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
            return self._multipart(body, code)
        value, content_type = code.nullable(), string(body.content_type)
        charset = f", {string(body.charset)}" if body.charset is not None else ""
        if body.kind == "binary":
            if body.open_type:
                content_type = f"_file_type({value}, {content_type})"
            return WrittenBody([f"content=_content({value})"], content_type)
        if body.kind == "lines":
            function = "_json_lines_in" if charset else "_json_lines"
            return WrittenBody([f"content={function}({value}{charset})"], content_type)
        if is_text(code.type) and not charset:
            return WrittenBody([f"content={value}"], content_type)
        if body.xml is not None and not is_text(code.type):
            return WrittenBody([f"content={_xml(value, body.xml, charset)}"], content_type)
        return WrittenBody([f"content=_content({value}{charset})"], content_type)

    def _multipart(self, body: ir.Body, code: Code) -> WrittenBody:
        """Parts as httpx takes them."""
        files = [(p.name, p.content_type or _ANY_FILE) for p in body.parts if p.is_file]
        types = [(p.name, p.content_type) for p in body.parts if not p.is_file and p.content_type]
        headers = [(p.name, _display(p.headers)) for p in body.parts if p.headers]
        arguments = [code.nullable(), string(self._step_id)]
        if files:
            arguments.append(f"files={_display(files)}")
        if types:
            arguments.append(f"types={_display(types)}")
        if headers:
            inside = ", ".join(f"{string(name)}: {display}" for name, display in headers)
            arguments.append(f"headers={{{inside}}}")
        essence = body.content_type.partition(";")[0].strip().lower()
        kind = None if essence == "multipart/form-data" else string(essence)
        return WrittenBody([f"files=_parts({', '.join(arguments)})"], multipart=kind)

    def _value(self, body: ir.Body) -> Code:
        scope = self._scope
        if isinstance(body.value, ir.MapOf):
            code = compile_named(body.value, scope, "body")
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
        if body.charset is not None:
            charset = string(body.charset)
            content = f"_json_in({code.nullable()}, {charset})"
            if isinstance(body.value, ir.OrNull) and not code.guards:
                content += f' or "null".encode({charset})'
            return WrittenBody([f"content={content}"], string(body.content_type))
        if isinstance(body.value, ir.OrNull) and not body.replacements:
            # httpx takes None for no body.
            text = f"_json_text({code.text}).encode()"
            content = f"{text} if {code.guard} else None" if code.guards else text
            return WrittenBody([f"content={content}"], string(body.content_type))
        if body.content_type.lower() == "application/json":
            return WrittenBody([f"json={code.nullable()}"])
        content = f"content=_json_content({code.nullable()})"
        return WrittenBody([content], string(body.content_type))

    def _form(self, body: ir.Body) -> WrittenBody:
        kind = None if body.content_type.lower() == _FORM else string(body.content_type)
        if isinstance(body.value, ir.MapOf) and not body.fields and not body.replacements:
            entries = tuple((key, value) for key, value in body.value.entries)
            if all(self._is_plain(value) for _, value in entries):
                return WrittenBody([f"data={self._value(body).text}"], kind)
        code = self._value(body)
        if not body.fields:
            return WrittenBody([f"data=_fields({code.nullable()})"], kind)
        fields = [field for field in body.fields if field.style != "json"]
        arguments = [code.nullable()]
        styles = ", ".join(f"{string(f.name)}: ({string(f.style)}, {f.explode})" for f in fields)
        arguments.append(f"{{{styles}}}")
        for option, names in (
            ("as_json", [field.name for field in body.fields if field.style == "json"]),
            ("reserved", [field.name for field in body.fields if field.allow_reserved]),
        ):
            if names:
                arguments.append(f"{option}={_tuple([string(name) for name in names])}")
        call = f"_styled_form({', '.join(arguments)})"
        return WrittenBody([f"content={call}"], string(body.content_type))

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


def _xml(value: str, names: ir.XmlNames, charset: str) -> str:
    """The call that writes an object as XML."""
    spaces = ", ".join(f"{string(at)}: {_display(pairs)}" for at, pairs in names.namespaces)
    arguments = [value, string(names.root or ""), _display(names.names)]
    if spaces:
        arguments.append(f"namespaces={{{spaces}}}")
    if charset:
        arguments.append(f"charset={charset.removeprefix(', ')}")
    return f"_xml_content({', '.join(arguments)})"


def _display(pairs: Iterable[tuple[str, str]]) -> str:
    """A dict of texts."""
    return "{" + ", ".join(f"{string(key)}: {string(value)}" for key, value in pairs) + "}"


def _tuple(items: Sequence[str]) -> str:
    """A tuple display; black would spread one with a comma that is not needed."""
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
