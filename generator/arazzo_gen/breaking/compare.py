"""Says what breaks callers of a module when another text takes its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from arazzo_gen.breaking.fits import fits
from arazzo_gen.breaking.surface import Parameter, Surface, surface

_ASYNC = "_async"


def breaking(old: str, new: str) -> list[str]:
    """What breaks code that calls a module, a line each; nothing where the old text is no Python.

    A function, a class, an input or an output is gone, an input is new and required, an input
    takes less than before, or an output may be more than before. Of a function that there is twice
    the async one is left out.

    Args:
        old: The text that callers know.
        new: The text that takes its place.
    """
    try:
        before, after = surface(old), surface(new)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [*_functions(before, after), *_classes(before, after)]


def _functions(before: Surface, after: Surface) -> Iterator[str]:
    for name, old in before.functions.items():
        new = after.functions.get(name)
        twin = name.removesuffix(_ASYNC)
        if new is None:
            if twin == name or twin not in before.functions or twin in after.functions:
                yield f"{name}() is gone"
        elif twin == name or twin not in before.functions:
            yield from _inputs(name, old, new)


def _inputs(
    function: str, old: Mapping[str, Parameter], new: Mapping[str, Parameter]
) -> Iterator[str]:
    for name, was in old.items():
        if name not in new:
            yield f"{function}() has no input {name!r} any more"
        elif not fits(was.type, new[name].type, is_written=True):
            change = f"was {_shown(was)}, is {_shown(new[name])}"
            yield f"{function}() takes less as {name!r}: {change}"
        elif new[name].is_required and not was.is_required:
            yield f"{function}() requires the input {name!r}, which was optional"
    for name, parameter in new.items():
        if name not in old and parameter.is_required:
            yield f"{function}() requires a new input {name!r}"


def _classes(before: Surface, after: Surface) -> Iterator[str]:
    for name, old in before.classes.items():
        new = after.classes.get(name)
        if new is None:
            yield f"the class {name} is gone"
            continue
        for field, was in old.items():
            if field not in new:
                yield f"{name} has no field {field!r} any more"
            elif not fits(new[field].type, was.type, is_written=False):
                change = f"was {_shown(was)}, is {_shown(new[field])}"
                yield f"{name}.{field} may be more: {change}"


def _shown(parameter: Parameter) -> str:
    """An annotation; of an alias, what it stands for, since both texts may call theirs so."""
    node, names = parameter.type.node, parameter.type.names
    text = ast.unparse(node)
    known = names.get(text)
    shown = ast.unparse(known) if isinstance(known, ast.expr) else text
    return shown if len(shown) <= 100 else f"{shown[:97]}..."
