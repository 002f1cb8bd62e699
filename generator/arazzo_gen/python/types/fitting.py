"""Makes an expression fit the type that its context needs, as type checkers see it."""

from __future__ import annotations

from arazzo_gen import types
from arazzo_gen.python.text.code import Code, Made
from arazzo_gen.python.text.literal import literal
from arazzo_gen.text.node import JsonValue


def constant_code(value: JsonValue) -> Code:
    """The code of a constant, as type checkers see its display."""
    text = literal(value)
    if isinstance(value, dict):
        entries = tuple((key, constant_code(item)) for key, item in value.items())
        return Code(text, made=Made("dict", entries))
    if isinstance(value, list):
        return Code(text, made=Made("list", tuple(("", constant_code(item)) for item in value)))
    if isinstance(value, str | int):
        return Code(text, type=types.Literal((value,)))
    return Code(text, type=types.Null() if value is None else types.Number())


class Fitting:
    """Compares what type checkers see of expressions with the types of the places where they go.

    Args:
        table: The named types of the module.
    """

    def __init__(self, table: types.TypeTable) -> None:
        self._table = table

    def fit(self, code: Code, wanted: types.Type, text: str, *, parameter: bool) -> str:
        """The expression, made untyped where type checkers would reject it."""
        fits = text == "None" or self._fits(code, wanted, parameter=parameter)
        return text if fits else f"_untyped({text})"

    def takes(self, wanted: types.Type, value: JsonValue) -> bool:
        """Whether checkers surely accept a constant for a parameter."""
        return self._is_part(constant_code(value), wanted, parameter=True)

    def _fits(self, code: Code, wanted: types.Type, *, parameter: bool) -> bool:
        if code.made is not None:
            return self._takes(wanted, code.made, parameter=parameter)
        if code.type is None:
            return True
        widened = code.parameter and not parameter and _has_container(code.type)
        return not widened and _assignable(code.type, wanted)

    # --- Dicts and lists that the code makes --------------------------------------------

    def _takes(self, wanted: types.Type, made: Made, *, parameter: bool) -> bool:
        """Whether checkers surely accept a dict or list that is made at its place."""
        found = self._table.resolve(types.without_null(wanted))
        if isinstance(found, types.Json):
            return self._holds(made, found, parameter=False)
        if made.kind == "list":
            return isinstance(found, types.List) and self._holds(
                made, found.item, parameter=parameter
            )
        if isinstance(found, types.Map):
            return self._holds(made, found.value, parameter=parameter)
        return isinstance(found, types.ObjectDef) and self._is_instance(made, found)

    def _holds(self, made: Made, wanted: types.Type, *, parameter: bool) -> bool:
        """Whether all values are of one type; a local of `Any` holds whatever is wanted."""
        return made.parts is None or all(
            self._is_part(code, wanted, parameter=parameter) for _, code in made.parts
        )

    def _is_instance(self, made: Made, wanted: types.ObjectDef) -> bool:
        """Whether a display is a `TypedDict`, which holds lists and dicts."""
        if made.parts is None:
            return False
        given = dict(made.parts)
        known = {prop.name: prop for prop in wanted.properties}
        return (
            given.keys() <= known.keys()
            and all(prop.name in given or not prop.required for prop in known.values())
            and all(
                self._is_part(code, known[name].type, parameter=False)
                for name, code in given.items()
            )
        )

    def _is_part(self, code: Code, wanted: types.Type, *, parameter: bool) -> bool:
        found = self._table.resolve(wanted)
        if isinstance(found, types.Union) and code.made is None:
            return any(self._is_part(code, each, parameter=parameter) for each in found.members)
        wanted = wanted if isinstance(found, types.ObjectDef) else found
        return self._fits(code, wanted, parameter=parameter)


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
    if isinstance(wanted, types.Binary):
        return _assignable(given, types.Str())
    if isinstance(given, types.Literal):
        if isinstance(wanted, types.Literal):
            return set(given.values) <= set(wanted.values)
        kinds = {types.Str: str, types.Int: int, types.Bool: bool}
        kind = kinds.get(type(wanted))
        return kind is not None and all(type(value) is kind for value in given.values)
    return False
