"""Pieces of Python code, with the facts needed to combine them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Literal, Protocol

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.python.text.literal import string
from arazzo_gen.python.text.names import LocalNames
from arazzo_gen.record import fresh, record, replace
from arazzo_gen.types import Null, Type, Union, nullable, union, without_null

_ANY = {"dict": "str, Any", "list": "Any"}


@record
class Made:
    """A dict or list that the code of an expression makes.

    `parts` are its values in a display, by key ("" in a list); None for a local whose annotation is
    `dict[str, Any]` or `list[Any]`.
    """

    kind: Literal["dict", "list"]
    parts: tuple[tuple[str, Code], ...] | None = None


@record
class Code:
    """An expression.

    Attributes:
        text: The expression, which binds as tightly as a call.
        guards: What must hold for the value to be there ("limit is not None").
        optional: Whether it may be None even where the guards hold.
        type: The type that checkers see; None for `Any`.
        bare: A name or attribute, which is None itself where the guard does not hold.
        parameter: Its annotation is a parameter's: arrays are sequences, objects mappings.
        made: What it makes; None where it makes no dict and no list.
    """

    text: str
    guards: tuple[str, ...] = ()
    optional: bool = False
    type: Type | None = None
    bare: bool = False
    parameter: bool = False
    made: Made | None = None

    @property
    def may_lack(self) -> bool:
        """Whether the value may be absent."""
        return self.optional or bool(self.guards)

    @property
    def guard(self) -> str:
        """The condition that all guards hold."""
        return " and ".join(self.guards)

    def nullable(self) -> str:
        """The expression, as an argument, that gives None where the value is absent."""
        if not self.guards or (self.bare and self.guards[0].endswith("is not None")):
            return self.text
        others = [guard for guard in self.guards if guard != self._not_null]
        return f"{self.text} if {' and '.join(others)} else None"

    def or_null(self) -> Code:
        """The same value where None stands for null, and not for what is absent."""
        guards = tuple(guard for guard in self.guards if guard != self._not_null)
        type_ = None if self.type is None else union(self.type, Null())
        return replace(self, guards=guards, optional=False, type=type_)

    def not_null(self) -> Code:
        """The same value where null counts as absent."""
        if not self.bare or self._not_null in self.guards:
            return self
        if not isinstance(self.type, Union) or not nullable(self.type):
            return self
        return replace(self, guards=(*self.guards, self._not_null), type=without_null(self.type))

    @property
    def _not_null(self) -> str:
        return f"{self.text} is not None"

    def operand(self) -> str:
        """The same, as an operand."""
        text = self.nullable()
        return text if text == self.text else f"({text})"


class Functions(Protocol):
    """Adds the helper functions and constants that an expression needs to the module."""

    def query(self, query: jsonpath.Query | jsonpath.Test, bound: int) -> str:
        """The name of the function that gives the nodes of a query, or that tests."""
        ...

    def pattern(self, pattern: str) -> str:
        """The name of the constant that holds a compiled regular expression."""
        ...

    def xpath(
        self, path: str | Sequence[str | int], version: str, bound: int, *, holds: bool
    ) -> str:
        """The name of the function that evaluates an XPath expression."""
        ...

    def setter(self, query: jsonpath.Query, bound: int) -> str:
        """The name of the function that sets a value at the nodes of a JSONPath query."""

    def xpath_setter(self, path: str, version: str) -> str:
        """The name of the function that sets a value at the nodes of an XML text."""
        ...


@record(frozen=False)
class Scope:
    """The function that expressions are written into.

    Attributes:
        leaf: The code of an input or of an output of a step or workflow.
        names: Its local names.
        functions: Collects the helper functions of the step.
        response: How the response is spelled; None where there is none.
        unsure: Whether there may be no response.
        called: How the outputs of a called workflow are read.
        shared: Expressions that occur more than once: they get a local name.
        distinct: Expressions that are compared with each constant once: type checkers, which
            narrow enums, accept all of the comparisons.
        guarded: Whether what is raised for a value that cannot be sent is caught.
        kept: Whether other functions parse the same body too, so that it is kept.
        lines: The statements so far.
    """

    leaf: Callable[[ir.Leaf], Code]
    names: LocalNames
    functions: Functions
    response: str | None = None
    unsure: bool = False
    called: Callable[[ir.CalledOutput], Code] | None = None
    shared: frozenset[Hashable] = frozenset()
    distinct: frozenset[Hashable] = frozenset()
    guarded: bool = False
    kept: bool = False
    lines: list[str] = fresh(factory=list)
    _bound: dict[Hashable, Code] = fresh(factory=dict)

    def bind(self, hint: str, code: Code, key: Hashable | None = None) -> Code:
        """Give an expression a local name; `key` makes the same expression share it."""
        name = self.names.pick(hint or "value")
        annotation = f": {code.made.kind}[{_ANY[code.made.kind]}]" if code.made else ""
        self.lines.append(f"{name}{annotation} = {code.nullable()}")
        guards = (f"{name} is not None",) if code.may_lack else ()
        made = Made(code.made.kind) if code.made else None
        bound = Code(name, guards, type=code.type, bare=True, made=made)
        if key is not None:
            self._bound[key] = bound
        return bound

    def remember(self, key: Hashable, code: Code) -> None:
        """Keep the code of an expression, so that it is compiled once."""
        self._bound[key] = code

    def forget(self) -> None:
        """Forget all locals: the code that follows is in another block."""
        self._bound.clear()

    def found(self, key: Hashable) -> Code | None:
        """The code of an expression that was compiled before."""
        return self._bound.get(key)

    def take(self) -> list[str]:
        """The statements so far; they are the caller's from here on."""
        lines, self.lines = self.lines, []
        return lines


def read_code(read: ir.Read) -> Code:
    """A parameter that holds a value from outside the function."""
    if read.required:
        return Code(read.param, type=read.type, bare=True, parameter=True)
    missing = "UNSET" if read.unset else "None"
    guard = (f"{read.param} is not {missing}",)
    return Code(read.param, guard, type=read.type, bare=True, parameter=True)


def supplied_code(item: ir.Supplied) -> Code:
    """A keyword for a parameter that no step gives."""
    guards = () if item.required else (f"{item.param} is not None",)
    return Code(item.param, guards, type=item.type, bare=True, parameter=True)


def required(code: Code, step: str, name: str, pointer: str | None) -> str:
    """A value that must be there; the error names its step, its name and where it should be."""
    if not code.may_lack:
        return code.text
    where = f", {string(pointer)}" if pointer is not None else ""
    return f"_require({code.nullable()}, {string(step)}, {string(name)}{where})"
