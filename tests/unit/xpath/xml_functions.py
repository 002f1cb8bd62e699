"""Runs emitted XPath functions: the only place where emitted text is executed in these tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from arazzo_gen.expressions.ast import Template
from arazzo_gen.expressions.xpath import ParsedXPath, parse_xpath
from arazzo_gen.python.expressions import xpath

_SUPPORT = Path(__file__).parents[3] / "templates" / "support"
_IMPORTS = """
from __future__ import annotations
import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, cast
from xml.etree import ElementTree
from xml.parsers import expat
import elementpath
from elementpath import XPath1Parser, XPath2Parser
from elementpath.xpath30 import XPath30Parser
from elementpath.xpath31 import XPath31Parser


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


"""


@cache
def support() -> str:
    """The pieces that XPath may use, with their imports."""
    pieces = sorted(_SUPPORT.glob("5[5-8]_*.py"))
    return _IMPORTS + "\n\n".join(piece.read_text(encoding="utf-8") for piece in pieces)


@cache
def _namespace() -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(support(), "support", "exec"), namespace)  # noqa: S102 - what we wrote
    return namespace


def run(text: str) -> Callable[..., Any]:
    """The function `_found` of an emitted text."""
    namespace = dict(_namespace())
    exec(compile(text, "xpath", "exec"), namespace)  # noqa: S102 - what we wrote
    found: Callable[..., Any] = namespace["_found"]
    return found


def pieces(parsed: ParsedXPath) -> list[str | int]:
    """The expression with the embedded expressions numbered."""
    found: list[str | int] = []
    parts = parsed.path.parts if isinstance(parsed.path, Template) else (parsed.path,)
    for part in parts:
        found.append(part if isinstance(part, str) else sum(isinstance(f, int) for f in found))
    return found


def emitted(path: str, version: str, *, holds: bool) -> tuple[str, ParsedXPath]:
    """The text of the function of an expression as a document has it."""
    parsed = parse_xpath(path, version)
    assert isinstance(parsed, ParsedXPath), parsed
    parts = pieces(parsed)
    bound: Sequence[str] = [f"value_{part}" for part in parts if isinstance(part, int)]
    write = xpath.condition_function if holds else xpath.value_function
    return write(parts, version, "_found", bound, "One expression."), parsed
