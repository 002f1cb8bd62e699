"""Frozen values with named fields: what `@dataclass(frozen=True)` makes, in a tenth of the time.

The compiler has some two hundred of them. `dataclass` writes and compiles source code for each,
and that took a third of the time in which a small build starts. Here no source code is compiled.
"""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")

_FIELDS = "__record_fields__"
_DEFAULTS = "__record_defaults__"


@dataclass_transform(frozen_default=True)
def record(cls: type[_T]) -> type[_T]:
    """Make a class a record of its annotated names, and of those that it inherits.

    A record is made, compared, hashed and shown as a frozen dataclass is: `Place(1, column=2)`.
    Defaults are shared between instances, and so must not be mutable.
    """
    own = inspect.get_annotations(cls)
    fields = tuple(dict.fromkeys((*getattr(cls, _FIELDS, ()), *own)))
    defaults = {name: cls.__dict__[name] for name in own if name in cls.__dict__}
    defaults = {**getattr(cls, _DEFAULTS, {}), **defaults}
    methods: dict[str, Any] = {
        _FIELDS: fields,
        _DEFAULTS: defaults,
        "__match_args__": fields,
        "__init__": _initialiser(fields, defaults),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__repr__": _repr,
        "__eq__": _eq,
        "__hash__": _hash,
    }
    for name, method in methods.items():
        setattr(cls, name, method)
    return cls


def replace(value: _T, /, **changes: Any) -> _T:
    """A record or dataclass like another, with other values in some of its fields.

    Raises:
        TypeError: There is no such field.
    """
    if hasattr(value, _FIELDS):
        return type(value)(**{**vars(value), **changes})
    return dataclasses.replace(value, **changes)  # type: ignore[type-var]


def fields(value: object) -> tuple[str, ...]:
    """The names of the fields of a record or dataclass; none for anything else."""
    if hasattr(value, "__dataclass_fields__"):
        return tuple(value.__dataclass_fields__)
    names: tuple[str, ...] = getattr(value, _FIELDS, ())
    return names


def _initialiser(fields: tuple[str, ...], defaults: dict[str, Any]) -> Any:
    """The `__init__` of a kind of record: most are made with all fields, in order."""
    count = len(fields)
    known = frozenset(fields)

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - becomes one
        values = self.__dict__
        if len(args) == count and not kwargs:
            values.update(zip(fields, args))  # noqa: B905 - as many
            return
        values.update(defaults)
        values.update(zip(fields, args))  # noqa: B905 - too many are noticed below
        values.update(kwargs)
        twice = kwargs and not kwargs.keys().isdisjoint(fields[: len(args)])
        if len(args) > count or twice or values.keys() != known:
            given = f"{len(args)} by position and {sorted(kwargs)}"
            raise TypeError(f"{type(self).__name__} has the fields {list(fields)}, and got {given}")

    return __init__


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be changed")


def _repr(self: Any) -> str:
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in getattr(self, _FIELDS))
    return f"{type(self).__qualname__}({values})"


def _eq(self: Any, other: object) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    return vars(self) == vars(other)


def _hash(self: Any) -> int:
    values = self.__dict__
    return hash(tuple([values[name] for name in getattr(self, _FIELDS)]))
