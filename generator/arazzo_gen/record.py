"""Frozen values with named fields: what `@dataclass(frozen=True)` makes, in a tenth of the time.

The compiler has some two hundred of them. `dataclass` writes and compiles source code for each,
and that took a third of the time in which a small build starts. Here all share the same methods.
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
        "__init__": _init,
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


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    values = self.__dict__
    fields = getattr(self, _FIELDS)
    values.update(zip(fields, args))  # noqa: B905 - too many are noticed below
    values.update(kwargs)
    for name, default in getattr(self, _DEFAULTS).items():
        if name not in values:
            values[name] = default
    is_known = not kwargs or kwargs.keys() <= set(fields[len(args) :])
    if not is_known or len(values) != len(fields) or len(args) > len(fields):
        given = f"{len(args)} by position and {sorted(kwargs)}"
        raise TypeError(f"{type(self).__name__} has the fields {list(fields)}, and got {given}")


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
