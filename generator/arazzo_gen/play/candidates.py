"""Values that may make one comparison, query or pattern hold, or not hold: the plainest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from arazzo_gen import ir
from arazzo_gen.lazy import pattern
from arazzo_gen.play.context import Context
from arazzo_gen.play.places import GONE
from arazzo_gen.play.samples import Samples
from arazzo_gen.play.strings import matching
from arazzo_gen.play.values import ABSENT, found
from arazzo_gen.text.node import Node
from arazzo_gen.text.written import is_number

_STEPS: Final = pattern(
    r"(?P<path>(?://?[A-Za-z_][\w.-]*)+)(?:/text\(\))?(?: *= *(['\"])(?P<text>[^'\"<&]*)\2)?"
)
_MOST_ENUM: Final = 40
_LONGEST: Final = 200
_STATUSES: Final = (500, 404, 400, 401, 403, 409, 422, 429, 503, 200, 201, 202, 204, 301)
_OTHERS: Final[tuple[Any, ...]] = ("other", 0, 1, 1000, True, False, "", GONE, None, [], {}, -1)


def operands(cond: ir.Cond, context: Context) -> Iterator[tuple[ir.Expr, list[Any]]]:
    """The expressions whose values decide on a condition, each with values that may change it."""
    match cond:
        case ir.Compare():
            for one, other in ((cond.left, cond.right), (cond.right, cond.left)):
                if not isinstance(one, ir.Const):
                    yield one, list(_beside(_value(other, context)))
        case ir.Truthy() | ir.Exists():
            yield cond.value, []
        case ir.Matches():
            given = cond.pattern
            pattern = given if isinstance(given, str) else _value(given, context)
            yield cond.value, matching(pattern, "") if isinstance(pattern, str) else []
        case ir.XPathHolds():
            yield cond.base, list(_xml(cond.path))
        case ir.Length():
            yield cond.value, list(_sized(_value(cond.value, context), cond.size))


def values_for(samples: Samples, schema: Node | None, hints: list[Any]) -> Iterator[Any]:
    """Values to try in a place: the hints as its schema wants them, what the schema lists, others.

    Args:
        samples: Makes values of schemas.
        schema: The schema of the place; None where nothing is known.
        hints: Values that a condition names.
    """
    shape = samples.nodes.shape(schema) if schema is not None else None
    kinds = shape.kinds if shape is not None else frozenset[str]()
    for hint in hints:
        yield from _as_kind(hint, kinds)
    if shape is not None and shape.enum:
        yield from shape.enum[:_MOST_ENUM]
    yield from hints
    if shape is not None and not (shape.is_silent or shape.enum):
        yield samples.of(schema)
    yield from _OTHERS


def statuses_for(declared: list[int], hints: list[Any]) -> Iterator[int]:
    """Statuses to try: those of the operation, usual ones, those that a condition names."""
    named = [hint for hint in hints if isinstance(hint, int) and 200 <= hint < 600]
    yield from (status for status in named[:1] if status in declared)
    yield from declared
    yield from _STATUSES
    yield from named


def _xml(path: str | ir.Text) -> Iterator[str]:
    """XML in which a path of names leads somewhere, to a text that is asked for; XML without."""
    simple = _STEPS.fullmatch(path) if isinstance(path, str) else None
    if simple is not None:
        names = simple["path"].strip("/").split("/")
        inner = simple["text"] or "text"
        for name in reversed(names):
            inner = f"<{name}>{inner}</{name}>"
        yield inner
    yield "<other/>"


def _value(expr: ir.Expr, context: Context) -> Any:
    made = found(expr, context)
    return None if made is ABSENT else made


def _beside(value: Any) -> Iterator[Any]:
    """A value, and those on both sides of it."""
    yield value
    number = value
    if isinstance(value, str):
        try:
            number = float(value) if len(value) < 20 else value
        except ValueError:
            return
        number = int(number) if isinstance(number, float) and number.is_integer() else number
    if is_number(number):
        yield from (number + 1, number - 1, number + 0.5, number - 0.5)
    elif isinstance(value, bool):
        yield not value


def _sized(value: Any, size: float) -> Iterator[Any]:
    """Lists, texts and objects that have about a number of parts."""
    whole = int(size)
    for count in (whole, whole + 1, whole - 1):
        if not 0 <= count <= _LONGEST:
            continue
        if isinstance(value, str):
            yield (value or "a")[:count].ljust(count, "a")
        elif isinstance(value, dict):
            more = {f"key{number}": "other" for number in range(count - len(value))}
            yield dict([*value.items(), *more.items()][:count])
        else:
            items = value if isinstance(value, list) and value else ["other"]
            yield [items[min(index, len(items) - 1)] for index in range(count)]


def _as_kind(hint: Any, kinds: frozenset[str]) -> Iterator[Any]:
    """A hint as the type that a schema names, where it is of another."""
    if is_number(hint):
        if "string" in kinds and not kinds & {"number", "integer"}:
            yield str(hint)
            return
        if "integer" in kinds and "number" not in kinds and hint % 1:
            return
    if isinstance(hint, str) and hint and kinds & {"number", "integer"} and "string" not in kinds:
        try:
            number = float(hint)
        except ValueError:
            return
        yield int(number) if number.is_integer() else number
        return
    yield hint
