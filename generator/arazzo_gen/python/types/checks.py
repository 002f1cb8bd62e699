"""Writes the type checks of responses, for modules built with `--validate-responses`.

Values that an enum does not list pass, as do undeclared properties. An int is a number, a bool is
not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from arazzo_gen import ir, types
from arazzo_gen.python.text.literal import string
from arazzo_gen.python.text.names import local_word
from arazzo_gen.python.types.annotations import Annotations

_SCALARS = {
    types.Str: ("isinstance({}, str)", "_is_str"),
    types.Bool: ("isinstance({}, bool)", "_is_bool"),
    types.Int: ("_is_int({})", "_is_int"),
    types.Number: ("_is_number({})", "_is_number"),
    types.Null: ("{} is None", "_is_none"),
}
"""How the test of a scalar is written, and the function that is the same test."""

_BASES: Mapping[type[object], types.Type] = {
    str: types.Str(),
    bool: types.Bool(),
    int: types.Int(),
}


class Checks:
    """Writes the predicates of one module, each once, in the order in which they are needed.

    Args:
        types_: Writes the types of the module.
        private_name: Gives a module-level name that nothing else has, as near as may be to the
            one that it is asked for.
    """

    def __init__(self, types_: Annotations, private_name: Callable[[str], str]) -> None:
        self._types = types_
        self._private_name = private_name
        self._names: dict[types.Type, str] = {}
        self.functions: list[str] = []

    def failing(self, output: ir.OutputField, value: str) -> str | None:
        """The condition that an output of a step is not of its type; None where it always is.

        Args:
            output: The output.
            value: The local that holds it.
        """
        if not _is_from_body(output.value) or self._passes(output.type):
            return None
        test = f"not {self._guard(output.type, output.field, value)}"
        return test if output.required else f"{value} is not None and {test}"

    def expected(self, type_: types.Type) -> str:
        """What an error says that was wanted: the type as it is written, an enum as its base."""
        return self._types.of(self._base_of_alias(type_))

    # --- Functions ----------------------------------------------------------------------

    def _guard(self, type_: types.Type, hint: str, value: str) -> str:
        """A test that type checkers learn the type from."""
        if type(type_) in _SCALARS:
            return _SCALARS[type(type_)][0].format(value)
        function = self._function(type_, hint)
        if self._nests(type_):
            return f"_is_within_depth({value}, {function})"
        return f"{function}({value})"

    def _nests(self, type_: types.Type) -> bool:
        """Whether a value of a type can hold others of a type without end."""
        return any(key in self._reached(types.Named(key)) for key in self._reached(type_, own=True))

    def _reached(self, type_: types.Type, *, own: bool = False) -> set[str]:
        """The keys of the named types inside a type; its own too only if asked, or if inside."""
        reached = {type_.key} if own and isinstance(type_, types.Named) else set[str]()
        pending = [type_]
        while pending:
            each = pending.pop()
            inside = list(types.children(each))
            if isinstance(each, types.Named):
                found = self._types.table.defs[each.key]
                if isinstance(found, types.ObjectDef):
                    inside = [prop.type for prop in found.properties]
                else:
                    inside = [found.type]
            for one in inside:
                if not isinstance(one, types.Named):
                    pending.append(one)
                elif one.key not in reached:
                    reached.add(one.key)
                    pending.append(one)
        return reached

    def _function(self, type_: types.Type, hint: str) -> str:
        """The name of the predicate of a type."""
        if type_ not in self._names:
            annotation = self._types.of(type_)
            word = local_word(annotation) if isinstance(type_, types.Named) else hint.rstrip("_")
            name = self._names[type_] = self._private_name(f"_is_{word}")
            place = len(self.functions)
            text = "\n".join(
                [
                    f"def {name}(value: object) -> TypeGuard[{annotation}]:",
                    *(f"    {line}" for line in self._body(type_)),
                ]
            )
            self.functions.insert(place, text)
        return self._names[type_]

    def _body(self, type_: types.Type) -> list[str]:
        found = self._types.table.resolve(type_)
        if not isinstance(found, types.ObjectDef):
            return [f"return {self._test(found, 'value')}"]
        tests = [test for prop in found.properties if (test := self._property(prop))]
        if not tests:
            return ["return isinstance(value, dict)"]
        return [f"return ({' and '.join(['_is_dict(value)', *tests])})"]

    # --- Tests --------------------------------------------------------------------------

    def _property(self, prop: types.Property) -> str | None:
        """The test of a property of `value`; None where anything passes."""
        key = string(prop.name)
        if self._passes(prop.type):
            return f"{key} in value" if prop.required else None
        if types.nullable(self._types.plain(prop.type)):
            inner = self._test(prop.type, f"value.get({key})")
            return f"{key} in value and ({inner})" if prop.required else f"({inner})"
        if prop.required:
            test = self._test(prop.type, f"value.get({key})")
            return f"({test})" if " or " in test else test
        return f"({key} not in value or {self._test(prop.type, f'value[{key}]')})"

    def _test(self, type_: types.Type, value: str) -> str:
        """The test of a value whose type does not let everything pass."""
        if type(type_) in _SCALARS:
            return _SCALARS[type(type_)][0].format(value)
        if isinstance(type_, types.Literal):
            return self._test(_base(type_), value)
        if isinstance(type_, types.Union):
            return " or ".join(self._test(member, value) for member in _nulls_first(type_))
        if isinstance(type_, types.Named):
            found = self._types.plain(type_)
            if isinstance(found, types.Literal):
                return self._test(found, value)
            return f"{self._function(type_, '')}({value})"
        item, container = _contents(type_)
        if self._passes(item):
            return f"isinstance({value}, {container})"
        return f"_is_{container}_of({value}, {self._callable(item)})"

    def _callable(self, type_: types.Type) -> str:
        """The test of a type as a function."""
        type_ = self._base_of_alias(type_)
        if type(type_) in _SCALARS:
            return _SCALARS[type(type_)][1]
        if isinstance(type_, types.Named):
            return self._function(type_, "")
        return f"lambda item: {self._test(type_, 'item')}"

    def _base_of_alias(self, type_: types.Type) -> types.Type:
        found = self._types.plain(type_)
        return _base(found) if isinstance(found, types.Literal) else type_

    def _passes(self, type_: types.Type) -> bool:
        """Whether any value is of a type."""
        found = self._types.plain(type_)
        if isinstance(found, types.Union):
            return any(self._passes(member) for member in found.members)
        return isinstance(found, types.Json | types.Binary)


def _is_from_body(expr: ir.Expr) -> bool:
    """Whether a value is read out of a body of a response that is or may be JSON."""
    while isinstance(expr, ir.At):
        expr = expr.base
    return isinstance(expr, ir.ResponseBody) and expr.media != "text"


def _base(type_: types.Literal) -> types.Type:
    """The type of an enum's values."""
    return types.union(*(_BASES[type(value)] for value in type_.values))


def _nulls_first(type_: types.Union) -> list[types.Type]:
    """The members in the order in which they are tested: what is cheap comes first."""
    return sorted(type_.members, key=lambda member: not isinstance(member, types.Null))


def _contents(type_: types.Type) -> tuple[types.Type, str]:
    """The type of what an array or object holds, and the class of its container."""
    if isinstance(type_, types.List):
        return type_.item, "list"
    if isinstance(type_, types.Tuple):
        return types.union(*types.children(type_)), "list"
    if isinstance(type_, types.Map):
        return type_.value, "dict"
    raise TypeError(f"no test for {type_!r}")
