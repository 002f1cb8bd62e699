def _equal(left: Any, right: Any) -> bool:
    """`==` of a simple condition: text without case, a numeric text as a number."""
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return _json_equal(*_as_numbers(left, right))


def _compare(
    left: Any,
    operator: Literal["<", "<=", ">", ">="],
    right: Any,
    *,
    strict: bool = False,
) -> bool:
    """Whether two numbers or two texts are in an order; other values have none."""
    if not strict:
        left, right = _as_numbers(_folded(left), _folded(right))
    if _kind(left) != _kind(right) or _kind(left) not in ("number", "text"):
        return strict and "=" in operator and _json_equal(left, right)
    if operator in ("<", "<="):
        return bool(left < right or (operator == "<=" and left == right))
    return bool(left > right or (operator == ">=" and left == right))


def _as_numbers(left: Any, right: Any) -> tuple[Any, Any]:
    """Two values as numbers if each is one or spells one; else as they are."""
    first, second = _number(left, right), _number(right, left)
    return (left, right) if first is None or second is None else (first, second)


_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
"""A number as JSON spells it."""


def _number(value: Any, other: Any) -> Any:
    """The number that a value is or spells: exact, but as a float beside a float."""
    if _kind(value) == "number":
        return value
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    with contextlib.suppress(ArithmeticError):  # an exponent beyond all bounds
        return float(value) if isinstance(other, float) else Decimal(value)
    return None


def _kind(value: Any) -> str:
    """What JSON calls a value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    return "text" if isinstance(value, str) else type(value).__name__


def _folded(value: Any) -> Any:
    """A text without case; anything else as it is."""
    return value.casefold() if isinstance(value, str) else value


def _truthy(value: Any) -> bool:
    """Whether a value that stands alone holds: neither absent, null nor false."""
    return value is not None and value is not False


def _matches(pattern: re.Pattern[str] | str | None, value: Any) -> bool:
    """Whether a pattern is found in a value's text; a pattern that is wrong is not."""
    if pattern is None or value is None:
        return False
    try:
        return re.search(pattern, _text(value)) is not None
    except (re.error, OverflowError, RecursionError, ValueError):
        return False


def _length(value: Any) -> int | None:
    """The size of an array, object or string; None for anything else."""
    sized = isinstance(value, str) or _is_array(value) or _is_object(value)
    return len(value) if sized else None
