"""What `xml.etree` does of an XPath by itself: the steps and predicates of its own paths, and the
comparisons that Python's operators are."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from arazzo_gen.expressions.xpath_ast import Attribute, Compare, Number, Path, Step, Text, XPath

FLIPPED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Each operator as it is with its sides changed over."""

OPERATIONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def reached(before: str, step: Step) -> tuple[str, tuple[XPath, ...]]:
    """The path of `xml.etree` that leads to the elements of a step, and what is left to be tested
    of each: all predicates of the step, or none.

    Args:
        before: The path of `xml.etree` to the elements before the step; "" for the context.
        step: The step.
    """
    slash = "//" if step.descendant else "/"
    path = (before or ".") + slash + step.tag if before or step.descendant else step.tag
    if step.position:
        path += "[last()]" if step.position < 0 else f"[{step.position}]"
    native = [test for test in map(_native_test, step.tests) if test is not None]
    if len(native) < len(step.tests):
        return path, step.tests
    return path + "".join(native), ()


def constant_of(item: XPath) -> str | float | None:
    """The value of a literal; None where it is none, or something is embedded in it."""
    if isinstance(item, Number):
        return item.value
    return item.constant if isinstance(item, Text) else None


def _native_test(test: XPath) -> str | None:
    """A predicate as `xml.etree` takes it in a path, if it does."""
    if isinstance(test, Path):
        name = _single(test)
        return f"[{name}]" if name not in (None, ".") else None
    if not isinstance(test, Compare) or test.op != "=" or not isinstance(test.left, Path):
        return None
    name = _single(test.left)
    value = test.right.constant if isinstance(test.right, Text) else None
    if name is None or value is None or ("'" in value and '"' in value):
        return None
    quote = '"' if "'" in value else "'"
    return f"[{name}={quote}{value}{quote}]"


def _single(path: Path) -> str | None:
    """`@name`, `tag` or `.`, if the path is no more than that."""
    if path.absolute:
        return None
    if isinstance(path.end, Attribute) and not path.steps:
        return f"@{path.end.name}"
    if path.end != "elements" or len(path.steps) > 1:
        return None
    if not path.steps:
        return "."
    step = path.steps[0]
    plain = step == Step(step.tag) and step.tag[0] not in "*{"
    return step.tag if plain else None
