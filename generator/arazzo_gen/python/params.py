"""Parameters of a request: where each value goes, and how it is spelled there."""

from __future__ import annotations

from arazzo_gen import ir, types
from arazzo_gen.python.code import Code, Scope
from arazzo_gen.python.expressions import compile_expr, is_integer, is_text
from arazzo_gen.python.literal import string

_SCALARS = (types.Bool, types.Int, types.Number, types.Str, types.Literal)
_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "|"}


def path_piece(param: ir.Param, scope: Scope) -> tuple[str, Code]:
    """The expression of a path parameter, and the value that it needs."""
    code = compile_expr(param.value, scope)
    value = code.nullable()
    if param.content is not None:
        return f"_path(_json_text({value}))", code
    if param.style == "label":
        return f"_label({value}{_explode(param)})", code
    if param.style == "matrix":
        return f"_matrix({string(param.name)}, {value}{_explode(param)})", code
    if is_text(code.type) and not code.guards:
        return f"_path({value})", code
    if _is_scalar(param, code):
        return f"_path({'str' if is_integer(code.type) else '_text'}({value}))", code
    return f"_path_list({value}{_explode(param)})", code


def is_plain_query(param: ir.Param, scope: Scope) -> bool:
    """Whether httpx spells a query parameter as the operation says."""
    code = compile_expr(param.value, scope)
    if param.content is not None or param.allow_reserved or param.style != "form":
        return False
    return _is_scalar(param, code) or (param.explode and _is_flat_list(param, code))


def query_part(param: ir.Param, scope: Scope) -> str:
    """The call that spells a query parameter of any style."""
    code = compile_expr(param.value, scope)
    name, value = string(param.name), code.nullable()
    reserved = ", reserved=True" if param.allow_reserved else ""
    if param.content is not None:
        return f"_form({name}, _json_text({value}){reserved})"
    if param.style == "deepObject":
        return f"_deep({name}, {value}{reserved})"
    if param.style in _DELIMITERS and not param.explode:
        return f"_delimited({name}, {value}, {string(_DELIMITERS[param.style])}{reserved})"
    if param.explode or _is_scalar(param, code):
        return f"_form({name}, {value}{reserved})"
    return f'_delimited({name}, {value}, ","{reserved})'


def header_text(param: ir.Param, scope: Scope) -> Code:
    """A header's value as text."""
    code = compile_expr(param.value, scope)
    if param.content is not None:
        return _wrapped("_json_text({})", code)
    if is_text(code.type):
        return code
    if is_integer(code.type):
        return _wrapped("str({})", code)
    if _is_scalar(param, code):
        return _wrapped("_text({})", code)
    return _wrapped(f"_listed({{}}{_explode(param)})", code)


def cookie_text(param: ir.Param, scope: Scope) -> Code:
    """A cookie's value as text."""
    code = compile_expr(param.value, scope)
    if param.content is not None:
        return _wrapped("_cookie(_json_text({}))", code)
    return _wrapped("_cookie({})", code)


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
