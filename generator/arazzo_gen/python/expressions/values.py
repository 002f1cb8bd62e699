"""Writes expressions of the IR as Python expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from arazzo_gen import ir, types
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.python.expressions.sharing import read_key
from arazzo_gen.python.text.code import Code, Made, Scope, required, supplied_code
from arazzo_gen.python.text.literal import fstring, literal, string
from arazzo_gen.python.text.names import local_word
from arazzo_gen.python.types.fitting import constant_code
from arazzo_gen.record import replace


def compile_expr(expr: ir.Expr, scope: Scope) -> Code:
    """The Python expression of an IR expression, which never raises on unexpected data.

    Statements that it needs first are added to the scope's lines.
    """
    key = read_key(expr)
    found = scope.found(key)
    if found is not None:
        return found
    code = _compile(expr, scope)
    if key in scope.shared and not code.bare:
        return scope.bind(local_name(expr), code, key)
    scope.remember(key, code)
    return code


def indented(lines: Sequence[str]) -> list[str]:
    """The lines one level further in."""
    return ["    " + line if line else line for line in "\n".join(lines).split("\n")]


def is_text(type_: types.Type | None) -> bool:
    """Whether checkers see a str."""
    if isinstance(type_, types.Literal):
        return all(isinstance(value, str) for value in type_.values)
    return isinstance(type_, types.Str)


def is_integer(type_: types.Type | None) -> bool:
    """Whether checkers see an int that is no bool."""
    if isinstance(type_, types.Literal):
        return all(type(value) is int for value in type_.values)
    return isinstance(type_, types.Int)


def _compile(expr: ir.Expr, scope: Scope) -> Code:
    if isinstance(expr, ir.Const):
        return Code(literal(expr.value), type=expr.type)
    if isinstance(expr, ir.Input):
        return scope.leaf(expr)
    if isinstance(expr, ir.Supplied):
        return supplied_code(expr)
    if isinstance(expr, ir.StepOutput | ir.WorkflowOutput):
        return scope.leaf(expr).not_null()
    if isinstance(expr, ir.CalledOutput):
        return scope.called(expr) if scope.called else Code("None", optional=True)
    if isinstance(expr, ir.At):
        return _at(expr, scope)
    if isinstance(expr, ir.XmlEscaped):
        return _xml_escaped(expr, scope)
    if isinstance(expr, ir.Text):
        return _text(expr, scope)
    if isinstance(expr, ir.ListOf):
        return _list_of(expr, scope, "items")
    if isinstance(expr, ir.MapOf):
        return _map_of(expr, scope, "values")
    if isinstance(expr, ir.Required):
        return _required(expr, scope)
    if isinstance(expr, ir.OrNull):
        return _or_null(expr.value, scope)
    if isinstance(expr, ir.JsonPathValue):
        return _jsonpath_value(expr, scope)
    if isinstance(expr, ir.XPathValue):
        return _xpath_value(expr, scope)
    return _message(expr, scope)


def _message(expr: ir.Expr, scope: Scope) -> Code:
    """A part of the response, or of the request that it answers."""
    response = scope.response
    if response is None:
        return Code("None", optional=True)
    code = _part(expr, response, scope)
    if scope.unsure and not code.bare:
        return replace(code, guards=(f"{response} is not None", *code.guards))
    return code


def _part(expr: ir.Expr, response: str, scope: Scope) -> Code:
    if isinstance(expr, ir.StatusCode):
        return Code(f"{response}.status_code", type=types.Int())
    if isinstance(expr, ir.ResponseHeader):
        return Code(f"{response}.headers.get({string(expr.name)})", optional=True)
    if isinstance(expr, ir.ResponseBody):
        if expr.media == "text":
            return Code(f"_body_text({response})", type=types.Str())
        function = "_kept_json" if scope.kept else "_json"
        if expr.media != "json":
            function = "_json_or_text"
        return _parsed(f"{function}({response})", "body", scope)
    if isinstance(expr, ir.RequestUrl):
        return Code(f"str({response}.request.url)", type=types.Str())
    if isinstance(expr, ir.RequestHeader):
        return Code(f"{response}.request.headers.get({string(expr.name)})", optional=True)
    if isinstance(expr, ir.RequestQuery):
        return Code(f"{response}.request.url.params.get({string(expr.name)})", optional=True)
    if isinstance(expr, ir.RequestBody):
        if expr.media == "text":
            return Code(f"_sent_text({response}.request)", optional=True)
        return _parsed(f"_sent_json({response}.request)", "sent", scope)
    raise TypeError(f"no Python for {expr!r}")


def _parsed(text: str, hint: str, scope: Scope) -> Code:
    """A parsed body, which is parsed once in a function."""
    guards = (f"{scope.response} is not None",) if scope.unsure else ()
    found = scope.found(text)
    return found or scope.bind(hint, Code(text, guards, optional=True), text)


def _at(expr: ir.At, scope: Scope) -> Code:
    base: ir.Expr = expr.base
    path = expr.path
    while isinstance(base, ir.At) and read_key(base) not in scope.shared:
        path = (*base.path, *path)
        base = base.base
    code = compile_expr(base, scope)
    if not path:
        return code
    tokens = ", ".join(literal(token) for token in path)
    inner = code.text if code.bare else code.nullable()
    return Code(f"_get({inner}, {tokens})", optional=True)


def _text(expr: ir.Text, scope: Scope) -> Code:
    codes = [part if isinstance(part, str) else compile_expr(part, scope) for part in expr.parts]
    # Outside of a request, nobody waits for the error of a value that has no spelling.
    answered = (ir.StepOutput, ir.WorkflowOutput, ir.CalledOutput)
    unsure = not scope.guarded and any(isinstance(part, answered) for part in expr.parts)
    if unsure or any(isinstance(code, Code) and code.optional for code in codes):
        parts = [string(c) if isinstance(c, str) else c.nullable() for c in codes]
        return Code(f"_joined({', '.join(parts)})", optional=True)
    guards: list[str] = []
    written: list[tuple[str, bool]] = []
    for code in codes:
        if isinstance(code, str):
            written.append((code, False))
            continue
        guards += [guard for guard in code.guards if guard not in guards]
        plain = is_text(code.type) or is_integer(code.type)
        text = code.text if plain else f"_text({code.text})"
        if any(mark in text for mark in "\"'\\{}#\n"):
            # Python 3.11 takes no quotes inside an f-string's braces.
            parts = [string(c) if isinstance(c, str) else c.text for c in codes]
            return Code(f"_joined({', '.join(parts)})", tuple(guards))
        written.append((text, True))
    if len(written) == 1 and written[0][1]:
        only = next(code for code in codes if isinstance(code, Code))
        text = only.text if is_text(only.type) else f"_text({only.text})"
        return Code(text, tuple(guards), type=types.Str(), bare=only.bare and is_text(only.type))
    return Code(fstring(written), tuple(guards), type=types.Str())


def _xml_escaped(expr: ir.XmlEscaped, scope: Scope) -> Code:
    code = compile_expr(expr.value, scope)
    function = "_cdata" if expr.cdata else "_xml_escaped"
    if code.optional:
        return Code(f"{function}({code.nullable()})", optional=True)
    return Code(f"{function}({code.text})", code.guards, type=types.Str())


def _list_of(expr: ir.ListOf, scope: Scope, hint: str) -> Code:
    codes = [compile_expr(item, scope) for item in expr.items]
    if not any(code.may_lack for code in codes):
        paired = zip(expr.items, codes, strict=True)
        parts = tuple(("", _part_of(item, code)) for item, code in paired)
        return Code(f"[{', '.join(code.text for code in codes)}]", made=Made("list", parts))
    name = scope.names.pick(hint)
    scope.lines.append(f"{name}: list[Any] = []")
    for code in codes:
        scope.lines += when_present(code, scope, lambda text: f"{name}.append({text})")
    return Code(name, made=Made("list"))


def _map_of(expr: ir.MapOf, scope: Scope, hint: str) -> Code:
    sure: list[tuple[str, Code]] = []
    maybe: list[tuple[str, Code]] = []
    for key, value in expr.entries:
        if isinstance(value, ir.MapOf):
            code = _map_of(value, scope, local_word(key))
        else:
            code = compile_expr(value, scope)
        if code.may_lack:
            maybe.append((key, code))
        else:
            sure.append((key, _part_of(value, code)))
    display = "{" + ", ".join(f"{string(key)}: {code.text}" for key, code in sure) + "}"
    if not maybe:
        return Code(display, made=Made("dict", tuple(sure)))
    name = scope.names.pick(hint or "values")
    scope.lines.append(f"{name}: dict[str, Any] = {display}")
    for key, code in maybe:
        scope.lines += when_present(code, scope, item_setter(name, key), key)
    return Code(name, made=Made("dict"))


def _part_of(expr: ir.Expr, code: Code) -> Code:
    """The code of a part of a display, where checkers see what a constant holds."""
    return constant_code(expr.value) if isinstance(expr, ir.Const) else code


def item_setter(name: str, key: str) -> Callable[[str], str]:
    """The statement that sets an entry of a dict, given the text of its value."""
    return lambda text: f"{name}[{string(key)}] = {text}"


def compile_named(expr: ir.Expr, scope: Scope, hint: str) -> Code:
    """The Python expression of an IR expression; the local of an object or list that needs one is
    called after its use."""
    if isinstance(expr, ir.MapOf):
        return _map_of(expr, scope, hint)
    if isinstance(expr, ir.ListOf):
        return _list_of(expr, scope, hint)
    return compile_expr(expr, scope)


def when_present(code: Code, scope: Scope, use: Callable[[str], str], name: str = "") -> list[str]:
    """The statements that use a value if it is there; what they need first is added before.

    Args:
        code: The value.
        scope: The function.
        use: The statement that uses it, given its text.
        name: The document's name for it, which a local is called after.
    """
    if code.optional:
        word = local_word(name)
        code = scope.bind(word if scope.names.is_free(word) else "value", code)
    if code.guards:
        return [f"if {code.guard}:", "    " + use(code.text)]
    return [use(code.text)]


def _required(expr: ir.Required, scope: Scope) -> Code:
    code = compile_expr(expr.value, scope).not_null()
    return Code(required(code, expr.step, expr.name, expr.pointer)) if code.may_lack else code


def _or_null(value: ir.Expr, scope: Scope) -> Code:
    """A value of which None is null; one inside another is absent where that has no such place."""
    if isinstance(value, ir.StepOutput | ir.WorkflowOutput):
        code = scope.leaf(value)
        return code if code.text == "None" else code.or_null()
    code = compile_expr(value, scope)
    if isinstance(value, ir.At) and code.text.startswith("_get("):
        return replace(code, guards=("_has" + code.text.removeprefix("_get"),), optional=False)
    return Code(code.nullable()) if isinstance(value, ir.Text) else code.or_null()


def _jsonpath_value(expr: ir.JsonPathValue, scope: Scope) -> Code:
    base = compile_expr(expr.base, scope)
    path = expr.query.path
    if path is not None:
        if not path:
            return base
        return Code(f"_get({base.nullable()}, {', '.join(map(literal, path))})", optional=True)
    call = query_call(expr.base, expr.query, expr.bindings, scope)
    return Code(f"_first({call})", optional=True) if expr.query.singular else Code(f"list({call})")


def query_call(
    base: ir.Expr,
    query: jsonpath.Query | jsonpath.Test,
    bindings: Sequence[ir.Expr],
    scope: Scope,
) -> str:
    """The call that gives the nodes of a query, or says whether a test holds."""
    name = scope.functions.query(query, len(bindings))
    args = [compile_expr(base, scope), *(compile_expr(item, scope) for item in bindings)]
    return f"{name}({', '.join(code.nullable() for code in args)})"


def _xpath_value(expr: ir.XPathValue, scope: Scope) -> Code:
    name, args = xpath_call(expr.base, expr.path, expr.version, scope, holds=False)
    return Code(f"{name}({args})", optional=True)


def xpath_call(
    base: ir.Expr, path: str | ir.Text, version: str, scope: Scope, *, holds: bool
) -> tuple[str, str]:
    """The function that evaluates an XPath expression, and its arguments."""
    pieces: list[str | int] = []
    bound: list[Code] = []
    for part in (path,) if isinstance(path, str) else path.parts:
        if isinstance(part, str):
            pieces.append(part)
        else:
            pieces.append(len(bound))
            bound.append(compile_expr(part, scope))
    given = path if isinstance(path, str) else tuple(pieces)
    name = scope.functions.xpath(given, version, len(bound), holds=holds)
    args = [compile_expr(base, scope), *bound]
    return name, ", ".join(code.nullable() for code in args)


def local_name(expr: ir.Expr) -> str:
    """A local name after what an expression reads."""
    if isinstance(expr, ir.At):
        for token in reversed(expr.path):
            if isinstance(token, str) and local_word(token):
                return local_word(token)
    if isinstance(expr, ir.ResponseHeader | ir.RequestHeader | ir.RequestQuery | ir.StepOutput):
        return local_word(expr.name)
    return "value"
