"""Runs emitted JSONPath functions: the only place where emitted text is executed in these tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from arazzo_gen.expressions.jsonpath.ast import Query, Test
from arazzo_gen.python.jsonpath import query_function

_SUPPORT = Path(__file__).parents[3] / "templates" / "support"
_IMPORTS = """
from __future__ import annotations
import functools
import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any, Final, cast
"""


@cache
def support() -> str:
    """The pieces that queries may use, with their imports."""
    pieces = sorted(_SUPPORT.glob("5[0-4]_*.py"))
    return _IMPORTS + "\n\n".join(piece.read_text(encoding="utf-8") for piece in pieces)


@cache
def _namespace() -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(support(), "support", "exec"), namespace)  # noqa: S102 - what we wrote
    return namespace


def function(query: Query | Test, bound: Sequence[str] = ()) -> Callable[..., Any]:
    """The emitted function of a query or a test."""
    namespace = dict(_namespace())
    text = query_function(query, "_found", bound, "One query.")
    exec(compile(text, "query", "exec"), namespace)  # noqa: S102 - what we wrote
    found: Callable[..., Any] = namespace["_found"]
    return found
