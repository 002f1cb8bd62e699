"""Checks that Python compiles a module; a module that it refuses is never written."""

from __future__ import annotations
import __future__

import functools
import warnings
from collections.abc import Collection

# What `compile` raises for a mistake, a null byte, or too deep nesting.
_REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


def refusal(text: str, compiled: Collection[str] = frozenset()) -> str | None:
    """Why Python does not compile a module; None where it does.

    Each definition is compiled alone, and only once: many modules share definitions. Where one is
    refused, the module is compiled as a whole.

    Args:
        text: The formatted module: two blank lines stand between its definitions.
        compiled: Definitions that are known to compile.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if all(part in compiled or _compiles(part) for part in text.split("\n\n\n")):
            return None
        try:
            compile(text, "<module>", "exec", dont_inherit=True)
        except _REFUSALS as error:
            return _reason(error)
    return None


@functools.lru_cache(maxsize=4096)
def _compiles(part: str) -> bool:
    """Whether statements compile on their own, with annotations as modules have them."""
    flag = __future__.annotations.compiler_flag
    try:
        compile(part, "<part>", "exec", flag, dont_inherit=True)
    except _REFUSALS:
        return False
    return True


def _reason(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg}, in line {error.lineno}"
    return f"{type(error).__name__}: {error}"
