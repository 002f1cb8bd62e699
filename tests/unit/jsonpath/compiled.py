"""Runs emitted JSONPath functions: the only place where emitted text is executed in these tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from arazzo_gen.expressions.jsonpath.ast import Query, Test
from arazzo_gen.python.expressions.jsonpath import query_function

_SUPPORT = Path(__file__).parents[3] / "templates" / "support"
_IMPORTS = """
from __future__ import annotations
import functools
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast


def _json_text(value: Any) -> str:
    return json.dumps(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


"""


@cache
def support() -> str:
    """The pieces that queries may use, with their imports."""
    pieces = sorted([*_SUPPORT.glob("5[0-4]_*.py"), *_SUPPORT.glob("59_*.py")])
    return _IMPORTS + "\n\n".join(piece.read_text(encoding="utf-8") for piece in pieces)


@cache
def _namespace() -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(support(), "support", "exec"), namespace)  # noqa: S102 - what we wrote
    return namespace


def run(text: str) -> Callable[..., Any]:
    """The function `_found` of an emitted text."""
    namespace = dict(_namespace())
    exec(compile(text, "query", "exec"), namespace)  # noqa: S102 - what we wrote
    found: Callable[..., Any] = namespace["_found"]
    return found


def function(query: Query | Test, bound: Sequence[str] = ()) -> Callable[..., Any]:
    """The emitted function of a query or a test."""
    return run(query_function(query, "_found", bound, "One query."))
