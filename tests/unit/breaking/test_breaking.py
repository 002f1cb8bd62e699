"""What breaks callers of a module, and what does not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from arazzo_gen.breaking.compare import breaking
from arazzo_gen.breaking.fits import Typed, fits
from refresh import GENERATED

OLD = """
from typing import Literal, NotRequired, TypeAlias, TypedDict

State: TypeAlias = Literal["open", "done"]


class Address(TypedDict):
    city: str
    zip: NotRequired[str]


class Outputs:
    state: State
    total: int
    note: str | None


class Read:
    code: int
    response: object = None


def run(*, id: str, size: int | None = None, address: Address, client: object = None) -> Outputs:
    ...


async def run_async(*, id: str, size: int | None = None, address: Address) -> Outputs: ...


def read(client: object, *, id: str) -> Read: ...


def _hidden(*, id: str) -> Read: ...
"""
CHANGES = [
    ("", "", []),
    ("size: int | None = None", "size: int | str | None = None", []),
    ("size: int | None = None, a", "more: str = '', size: int | None = None, a", []),
    ("    total: int\n", "    total: bool\n", []),
    ("    note: str | None\n", "    note: str\n    more: str\n", []),
    ('"open", "done"', '"done"', []),
    ("_hidden", "_other", []),
    ("size: int | None = None", "size: int = 1", [
        "run() takes less as 'size': was int | None, is int"]),
    ("size: int | None = None", "size: int | None", [
        "run() requires the input 'size', which was optional"]),
    ("size: int | None = None, ", "", ["run() has no input 'size' any more"]),
    ("*, id: str, size", "*, id: str, tenant: str, size", ["run() requires a new input 'tenant'"]),
    ("*, id: str, size", "*, identifier: str, size", [
        "run() has no input 'id' any more", "run() requires a new input 'identifier'"]),
    ("    total: int\n", "", ["Outputs has no field 'total' any more"]),
    ("    total: int\n", "    total: int | None\n", [
        "Outputs.total may be more: was int, is int | None"]),
    ('"open", "done"', '"open", "done", "lost"', [
        "Outputs.state may be more: "
        "was Literal['open', 'done'], is Literal['open', 'done', 'lost']"]),
    ("def read(", "def fetch(", ["read() is gone"]),
    ("class Read:", "class Fetch:", ["the class Read is gone"]),
    ("async def run_async(", "async def go(", ["run_async() is gone"]),
    ("    city: str\n", "    city: str\n    street: str\n", [
        "run() takes less as 'address': was Address, is Address"]),
    ("    city: str\n", "    city: str\n    street: NotRequired[str]\n", []),
    ("    city: str\n", "    city: NotRequired[str]\n", []),
    ("    zip: NotRequired[str]\n", "", ["run() takes less as 'address': was Address, is Address"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), CHANGES)
def test_a_change(old: str, new: str, wanted: list[str]) -> None:
    changed = OLD.replace(old, new)
    assert (changed != OLD) == (old != new)
    assert breaking(OLD, changed) == wanted


def test_both_kinds_of_a_function_are_one() -> None:
    assert breaking(OLD, OLD.replace("def run", "def go")) == ["run() is gone"]


def test_a_text_that_is_no_python_breaks_nothing() -> None:
    assert breaking("def (", OLD) == []
    assert breaking(OLD, "x = " + "(" * 5000) == []


FITS = [
    ("int", "int", True),
    ("int", "float", True),
    ("float", "int", False),
    ("int", "str", False),
    ("int | None", "int | str | None", True),
    ("int | None", "int", False),
    ("Literal['a']", "str", True),
    ("Literal['a']", "Literal['a', 'b']", True),
    ("Literal['a', 'b']", "Literal['a']", False),
    ("Literal[1]", "float", True),
    ("str", "Literal['a']", False),
    ("list[int]", "list[float]", True),
    ("list[int]", "Sequence[int]", True),
    ("Sequence[int]", "list[int]", False),
    ("list[int | None]", "list[int]", False),
    ("dict[str, int]", "Mapping[str, float]", True),
    ("dict[str, int]", "dict[str, str]", False),
    ("'int | None'", "int | None", True),
    ("str", "Any", True),
    ("Any", "str", True),
    ("list[int]", "JsonValue", True),
    ("JsonValue", "JsonValue", True),
    ("JsonValue", "str", False),
    ("bytes", "JsonValue", False),
    ("httpx.Response", "httpx.Response", True),
    ("httpx.Response | None", "httpx.Response", False),
    ("tuple[int, str]", "tuple[int, str]", True),
    ("Callable[[int], None]", "Callable[[int], None]", True),
]


@pytest.mark.parametrize(("one", "other", "wanted"), FITS)
@pytest.mark.parametrize("is_written", [False, True])
def test_fits(one: str, other: str, wanted: bool, is_written: bool) -> None:
    def typed(text: str) -> Typed:
        return Typed(ast.parse(text, mode="eval").body, {})

    assert fits(typed(one), typed(other), is_written=is_written) is wanted


def test_a_type_that_holds_itself_ends() -> None:
    text = "class Node(TypedDict):\n    next: Node | None\n\n\nclass Outputs:\n    node: Node\n"
    assert breaking(text, text) == []
    changed = text.replace("| None", "| int | None")
    assert breaking(text, changed) == ["Outputs.node may be more: was Node, is Node"]
    alias = "A: TypeAlias = 'A | int'\n\n\nclass Outputs:\n    a: A\n"
    assert breaking(alias, alias) == []


@pytest.mark.parametrize("path", sorted(GENERATED.glob("*/*.py")), ids=lambda path: path.stem)
def test_a_module_does_not_break_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert breaking(text, text) == []
    changed = text.replace("def run(", "def walk(").replace("def run_async(", "def walk_async(")
    assert breaking(text, changed) == ["run() is gone"]
