"""The functions of RFC 9535, section 2.4, and the types of their arguments."""

from __future__ import annotations

from typing import Final, Literal, cast

from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.expressions.jsonpath.ast import Call, Comparable, Query
from arazzo_gen.expressions.jsonpath.scanner import WrongError

_Name = Literal["length", "count", "match", "search", "value"]
_Kind = Literal["value", "nodes", "logical"]

_PARAMETERS: Final[dict[str, tuple[_Kind, ...]]] = {
    "length": ("value",),
    "count": ("nodes",),
    "match": ("value", "value"),
    "search": ("value", "value"),
    "value": ("nodes",),
}
_LOGICAL: Final = ("match", "search")


def is_logical(call: Call) -> bool:
    """Whether a function gives true or false, so that it can stand alone but not be compared."""
    return call.name in _LOGICAL


def check_name(name: str, start: int) -> _Name:
    """The name of a function that there is; `WrongError` where there is none."""
    if name not in _PARAMETERS:
        near = nearest(name, _PARAMETERS)
        there = f"did you mean `{near}`?" if near else f"there are {', '.join(_PARAMETERS)}"
        raise WrongError(f"there is no function `{name}`", start, there, start + len(name))
    return cast("_Name", name)


def check_call(name: _Name, args: list[tuple[Comparable, int, int]], start: int, end: int) -> Call:
    """Check a call for the number and the types of its arguments (section 2.4.3).

    Args:
        name: The function.
        args: The arguments with where they start and end.
        start: Where the call starts.
        end: Where it ends.

    Returns:
        The call; `WrongError` where it is not well-typed.
    """
    kinds = _PARAMETERS[name]
    if len(args) != len(kinds):
        wanted = "one argument" if len(kinds) == 1 else "two arguments"
        raise WrongError(f"`{name}` takes {wanted}, not {len(args)}", start, None, end)
    for kind, (arg, first, last) in zip(kinds, args, strict=True):
        if kind == "nodes" and not isinstance(arg, Query):
            raise WrongError(f"`{name}` takes a query", first, "write `@.name`", last)
        if kind == "value":
            _check_value(name, arg, first, last)
    return Call(name, tuple(arg for arg, _, _ in args))


def _check_value(name: _Name, arg: Comparable, first: int, last: int) -> None:
    if isinstance(arg, Query) and not arg.singular:
        help_text = "write `value(...)` around it, or use `count`"
        raise WrongError(f"`{name}` takes one value, not a list of nodes", first, help_text, last)
    if isinstance(arg, Call) and is_logical(arg):
        raise WrongError(f"`{name}` takes a value, not true or false", first, None, last)
