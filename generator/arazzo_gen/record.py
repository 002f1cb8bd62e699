"""Classes of values with named fields: like `@dataclass`, in a tenth of its time.

The compiler has some two hundred of them. `dataclass` writes and compiles source code for each,
and that took a third of the time in which a small build starts. Here no source code is compiled.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast, dataclass_transform, overload

_T = TypeVar("_T")

_FIELDS = "__record_fields__"
_DEFAULTS = "__record_defaults__"


class _Fresh:
    """A default that is made for each record."""

    def __init__(self, factory: Callable[[], Any]) -> None:
        self.factory = factory


def fresh(*, factory: Callable[[], _T]) -> _T:
    """The default of a field that is made for each record: `names: set[str] = fresh(factory=set)`.

    Args:
        factory: Makes it.
    """
    return cast(_T, _Fresh(factory))  # so that a type checker sees what the field has later


@overload
def record(cls: type[_T], /) -> type[_T]: ...


@overload
def record(*, frozen: bool = True, eq: bool = True) -> Callable[[type[_T]], type[_T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(fresh,))
def record(cls: type[Any] | None = None, /, *, frozen: bool = True, eq: bool = True) -> Any:
    """Make a class a record of its annotated names, and of those that it inherits.

    A record is made, compared, hashed and shown as a frozen dataclass is: `Place(1, column=2)`.
    Defaults are shared between instances, and so must not be mutable, unless they are `fresh`.
    What the class defines itself stays as it is.

    Args:
        cls: The class.
        frozen: Whether fields stay as they are; a record that changes has no hash.
        eq: Whether records are equal where their fields are; else each is equal to itself alone.
    """
    if cls is None:
        return lambda cls: _made(cls, frozen, eq)
    return _made(cls, frozen, eq)


def _made(cls: type[Any], frozen: bool, eq: bool) -> type[Any]:
    own = inspect.get_annotations(cls)
    fields = tuple(dict.fromkeys((*getattr(cls, _FIELDS, ()), *own)))
    defaults = {name: cls.__dict__[name] for name in own if name in cls.__dict__}
    defaults = {**getattr(cls, _DEFAULTS, {}), **defaults}
    methods: dict[str, Any] = {
        _FIELDS: fields,
        _DEFAULTS: defaults,
        "__match_args__": fields,
        "__init__": _initialiser(fields, defaults),
        "__repr__": _shower(fields),
    }
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if eq:
        methods |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    return cls


def replace(value: _T, /, **changes: Any) -> _T:
    """A record like another, with other values in some of its fields.

    Raises:
        TypeError: There is no such field.
    """
    made = object.__new__(type(value))
    values = made.__dict__
    values.update(value.__dict__)
    values.update(changes)
    if len(values) != len(getattr(value, _FIELDS)):
        raise TypeError(f"{type(value).__name__} has no such fields: {sorted(changes)}")
    return made


def fields(value: object) -> tuple[str, ...]:
    """The names of the fields of a record; none for anything else."""
    names: tuple[str, ...] = getattr(value, _FIELDS, ())
    return names


def _initialiser(fields: tuple[str, ...], defaults: dict[str, Any]) -> Any:
    """The `__init__` of a kind of record: most are made with all fields, in order."""
    count = len(fields)
    known = frozenset(fields)
    made = {name: value.factory for name, value in defaults.items() if isinstance(value, _Fresh)}

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
        for name, factory in made.items():
            if values[name] is defaults[name]:
                values[name] = factory()

    return __init__


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be changed")


def _shower(fields: tuple[str, ...]) -> Any:
    """The `__repr__` of a kind of record, which tells expressions apart while they are written."""
    pattern = f"({', '.join([f'{name}=%r' for name in fields])})"

    def __repr__(self: Any) -> str:  # noqa: N807 - becomes one
        values = self.__dict__
        return type(self).__qualname__ + pattern % tuple([values[name] for name in fields])

    return __repr__


def _eq(self: Any, other: object) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    return vars(self) == vars(other)


def _hash(self: Any) -> int:
    values = self.__dict__
    return hash(tuple([values[name] for name in getattr(self, _FIELDS)]))
