"""Writes the parameters of a request: the location of each value, and its spelling there."""

from __future__ import annotations

from arazzo_gen import ir, types
from arazzo_gen.python.expressions.values import compile_expr, is_integer, is_text
from arazzo_gen.python.text.code import Code, Scope
from arazzo_gen.python.text.literal import string

_SCALARS = (types.Bool, types.Int, types.Number, types.Str, types.Literal)
_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tsv": "%09"}
_HEADER_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_CONTENT = {"json": "_json_text", "text": "_text"}
"""How the value of a `content` parameter becomes text, by its kind."""

_CONTENT_OR_NONE = {"json": "_json_or_none({})", "text": "{}"}
"""The same where the value may be absent."""


def param_value(param: ir.Param, scope: Scope) -> Code:
    """The value of a parameter, which null leaves out."""
    return compile_expr(param.value, scope).not_null()


def path_piece(param: ir.Param, scope: Scope) -> tuple[str, Code]:
    """The expression of a path parameter, and the value that it needs."""
    code = param_value(param, scope)
    value = code.nullable()
    one = "_path_reserved" if param.allow_reserved else "_path"
    encode = ", encode=_reserved_path" if param.allow_reserved else ""
    options = _explode(param) + encode
    if param.content is not None:
        return f"{one}({_CONTENT[param.content]}({value}))", code
    if param.style == "label":
        return f"_label({value}{options})", code
    if param.style == "matrix":
        return f"_matrix({string(param.name)}, {value}{options})", code
    if _is_scalar(param, code):
        return f"{one}({value})", code
    if param.style in _DELIMITERS:
        return f"_path_delimited({value}, {string(_DELIMITERS[param.style])})", code
    return f"_path_list({value}{options})", code


def is_plain_query(param: ir.Param, scope: Scope) -> bool:
    """Whether httpx spells a query parameter as the operation says."""
    code = param_value(param, scope)
    if param.content is not None or param.allow_reserved or param.style != "form":
        return False
    return _is_scalar(param, code) or (param.explode and _is_flat_list(param, code))


def query_part(param: ir.Param, scope: Scope) -> str:
    """The call that spells a query parameter of any style."""
    code = param_value(param, scope)
    name, value = string(param.name), code.nullable()
    reserved = ", encode=_reserved" if param.allow_reserved else ""
    if param.content is not None:
        return f"_form({name}, {_CONTENT_OR_NONE[param.content].format(value)}{reserved})"
    if param.style == "deepObject":
        return f"_deep({name}, {value}{reserved})"
    if param.style in _DELIMITERS and not param.explode:
        return f"_delimited({name}, {value}, {string(_DELIMITERS[param.style])}{reserved})"
    if param.explode or _is_scalar(param, code):
        return f"_form({name}, {value}{reserved})"
    return f'_delimited({name}, {value}, ","{reserved})'


def whole_query(param: ir.Param, scope: Scope) -> str:
    """The call that spells a parameter which is the whole query (`in: querystring`)."""
    value = param_value(param, scope).nullable()
    if param.content is None:
        return f"_whole({value})"
    return f"_nameless({_CONTENT_OR_NONE[param.content].format(value)})"


def header_text(param: ir.Param, scope: Scope) -> Code:
    """A header's value as text."""
    code = param_value(param, scope)
    if param.content is not None:
        return _wrapped(f"{_CONTENT[param.content]}({{}})", code)
    if is_text(code.type):
        return code
    if is_integer(code.type):
        return _wrapped("str({})", code)
    if _is_scalar(param, code):
        return _wrapped("_text({})", code)
    if param.style in _HEADER_DELIMITERS:
        delimiter = string(_HEADER_DELIMITERS[param.style])
        return _wrapped(f"_header_delimited({{}}, {delimiter})", code)
    return _wrapped(f"_listed({{}}{_explode(param)})", code)


def is_one_cookie(param: ir.Param, scope: Scope) -> bool:
    """Whether a cookie parameter is one cookie under its own name, whatever the value."""
    code = param_value(param, scope)
    return not param.explode or param.content is not None or _is_scalar(param, code)


def cookie_text(param: ir.Param, scope: Scope) -> Code:
    """The value of one cookie as text."""
    code = param_value(param, scope)
    if param.content is not None:
        return _wrapped(f"_cookie({_CONTENT[param.content]}({{}}))", code)
    return _wrapped("_raw_cookie({})" if param.style == "cookie" else "_cookie({})", code)


def cookie_part(param: ir.Param, scope: Scope) -> str:
    """The call that spells a cookie parameter that may be several cookies."""
    value = param_value(param, scope).nullable()
    encode = ", encode=_raw_cookie" if param.style == "cookie" else ""
    return f"_cookies({string(param.name)}, {value}{encode})"


def _wrapped(template: str, code: Code) -> Code:
    text = template.format(code.text)
    return Code(text, code.guards, code.optional, type=types.Str())


def _explode(param: ir.Param) -> str:
    return ", explode=True" if param.explode else ""


def _is_scalar(param: ir.Param, code: Code) -> bool:
    if param.shape == "primitive" and not isinstance(code.type, types.List | types.Map):
        return True
    return isinstance(code.type, _SCALARS)


def _is_flat_list(param: ir.Param, code: Code) -> bool:
    """An array of scalars: httpx repeats the name, as `explode` says."""
    return isinstance(code.type, types.List) and isinstance(code.type.item, _SCALARS)
