"""Makes an expression fit the type that its context needs, as type checkers see it."""

from __future__ import annotations

from arazzo_gen import types
from arazzo_gen.python.text.code import Code


def fitting(code: Code, wanted: types.Type, text: str, *, parameter: bool) -> str:
    """The expression, made untyped where type checkers would reject it."""
    if code.type is None or code.text == "None":
        return text
    widened = code.parameter and not parameter and _has_container(code.type)
    if not widened and _assignable(code.type, wanted):
        return text
    return f"_untyped({text})"


def _has_container(type_: types.Type) -> bool:
    if isinstance(type_, types.List | types.Map | types.Tuple):
        return True
    return any(_has_container(child) for child in types.children(type_))


def _assignable(given: types.Type, wanted: types.Type) -> bool:
    """Whether checkers surely accept one type for the other."""
    if given == wanted or (isinstance(given, types.Str) and isinstance(wanted, types.Str)):
        return True
    if isinstance(given, types.Union):
        return all(_assignable(member, wanted) for member in given.members)
    if isinstance(wanted, types.Union):
        return any(_assignable(given, member) for member in wanted.members)
    scalars = (types.Null, types.Bool, types.Int, types.Number, types.Str, types.Literal)
    if isinstance(wanted, types.Json):
        return isinstance(given, scalars)
    if isinstance(wanted, types.Number):
        return isinstance(given, types.Int)
    if isinstance(given, types.Literal):
        if isinstance(wanted, types.Literal):
            return set(given.values) <= set(wanted.values)
        kinds = {types.Str: str, types.Int: int, types.Bool: bool}
        kind = kinds.get(type(wanted))
        return kind is not None and all(type(value) is kind for value in given.values)
    return False
