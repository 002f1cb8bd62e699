"""Works out what a step's response can hold, given the statuses that its criteria allow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from arazzo_gen.arazzo.model import Criterion
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.condition import ParsedCondition, parse_condition
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Header, Media, Operation, Response
from arazzo_gen.record import record
from arazzo_gen.text.node import Node


@record
class Answer:
    """The responses that a successful step can have.

    Attributes:
        media: How the body is read: as JSON, as text, or as its content type says where the
            operation leaves that open.
        schemas: The schemas that the body can have; () where they are unknown.
        headers: The declared headers, by lower-case name.
        undeclared: The statuses that the operation declares, where the criteria allow none of them.
    """

    media: Literal["json", "text", "any"]
    schemas: tuple[Node, ...]
    headers: tuple[Header, ...]
    undeclared: tuple[Response, ...] = ()


def read_answer(operation: Operation, criteria: Sequence[Criterion]) -> Answer:
    """What the response of a step can hold when its success criteria hold."""
    allowed = [r for r in operation.responses if _may_succeed(r.status, criteria)]
    if not allowed:
        default = [r for r in operation.responses if r.status == "default"]
        if not default:
            return Answer("any", (), (), operation.responses)
        allowed = default
    media = [m for response in allowed for m in response.media]
    json = [m for m in media if is_json(m.content_type)]
    if media and not json:
        return Answer("text", (), _headers(allowed))
    schemas = tuple(m.schema for m in json if m.schema is not None)
    complete = len(schemas) == len(json) and bool(json)
    kind: Literal["json", "any"] = "any" if all(map(_is_open, media)) else "json"
    return Answer(kind, schemas if complete else (), _headers(allowed))


def _is_open(media: Media) -> bool:
    """Whether a media type may be JSON or text."""
    return media.content_type.partition(";")[0].strip() in ("*/*", "")


def _headers(responses: Sequence[Response]) -> tuple[Header, ...]:
    """The headers of all responses; a header is required where all of them require it."""
    found: dict[str, list[Header]] = {}
    for response in responses:
        for header in response.headers:
            found.setdefault(header.name.lower(), []).append(header)
    return tuple(
        Header(name, headers[0].schema, len(headers) == len(responses) and _all_required(headers))
        for name, headers in found.items()
    )


def _all_required(headers: Sequence[Header]) -> bool:
    return all(header.required for header in headers)


# --- Statuses ---------------------------------------------------------------------------


def says_status(criterion: Criterion) -> bool:
    """Whether a criterion tests the status."""
    return _condition(criterion) is not None


def _may_succeed(status: str, criteria: Sequence[Criterion]) -> bool:
    """Whether a response of a status can satisfy the criteria, as far as they say."""
    codes = _codes(status)
    parsed = [_condition(criterion) for criterion in criteria]
    speaks = [each for each in parsed if each is not None]
    if not speaks:
        return any(200 <= code < 300 for code in codes)
    return any(all(_holds(each, code) is not False for each in speaks) for code in codes)


def _codes(status: str) -> Sequence[int]:
    if status.isdecimal() and len(status) == 3:
        return (int(status),)
    if re.fullmatch(r"[1-5][xX]{2}", status):
        return range(int(status[0]) * 100, int(status[0]) * 100 + 100)
    return ()


def _condition(criterion: Criterion) -> ast.Condition | re.Pattern[str] | None:
    """The condition of a criterion that tests the status."""
    if criterion.type == "regex":
        about = criterion.context is not None and criterion.context.value == "$statusCode"
        if not about or "{$" in criterion.condition.value:
            return None
        try:
            return re.compile(criterion.condition.value)
        except (re.error, OverflowError, RecursionError):
            return None
    if criterion.type != "simple" or "$statusCode" not in criterion.condition.value:
        return None
    parsed = parse_condition(criterion.condition.value)
    return parsed.condition if isinstance(parsed, ParsedCondition) else None


def _holds(condition: ast.Condition | re.Pattern[str], code: int) -> bool | None:
    """Three-valued: None where it depends on more than the status."""
    if isinstance(condition, re.Pattern):
        return condition.search(str(code)) is not None
    if isinstance(condition, ast.Not):
        inner = _holds(condition.item, code)
        return None if inner is None else not inner
    if isinstance(condition, ast.And):
        parts = [_holds(item, code) for item in condition.items]
        return False if False in parts else (None if None in parts else True)
    if isinstance(condition, ast.Or):
        parts = [_holds(item, code) for item in condition.items]
        return True if True in parts else (None if None in parts else False)
    if isinstance(condition, ast.Comparison):
        return _compares(condition, code)
    return None


def _compares(comparison: ast.Comparison, code: int) -> bool | None:
    left, right = _number(comparison.left, code), _number(comparison.right, code)
    if left is None or right is None:
        return None
    return {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[comparison.op]


def _number(operand: ast.Condition, code: int) -> float | None:
    if isinstance(operand, ast.Operand) and isinstance(operand.expression, ast.StatusCode):
        return code
    if isinstance(operand, ast.LiteralValue):
        value = operand.value
        if isinstance(value, str):
            return int(value) if value.isdecimal() and len(value) < 5 else None
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return None
