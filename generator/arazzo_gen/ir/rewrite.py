"""Makes trees of the IR that differ from others in some of their parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from arazzo_gen.ir.walk import inside
from arazzo_gen.record import fields, replace

_T = TypeVar("_T")


def rewritten(tree: _T, change: Callable[[object], object | None]) -> _T:
    """A tree in which parts are replaced.

    Args:
        tree: A record of the IR, or a tuple of some.
        change: What takes the place of a part; None keeps it, with its children rewritten.
    """
    return cast(_T, _rewritten(tree, change))


def _rewritten(tree: object, change: Callable[[object], object | None]) -> object:
    if isinstance(tree, tuple):
        made = tuple(_rewritten(item, change) for item in tree)
        return tree if all(map(_same, tree, made)) else made
    changed = change(tree)
    if changed is not None:
        return changed
    if not inside(tree):
        return tree
    changes: dict[str, Any] = {}
    for name in fields(tree):
        old = getattr(tree, name)
        new = _rewritten(old, change) if name != "type" else old
        if new is not old:
            changes[name] = new
    return replace(tree, **changes) if changes else tree


def _same(old: object, new: object) -> bool:
    return old is new
