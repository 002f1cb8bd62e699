def _equal(left: Any, right: Any) -> bool:
    """`==` of a simple condition: text without case, a numeric text as a number."""
    return _json_equal(*_paired(left, right))


def _compare(
    left: Any,
    operator: Literal["<", "<=", ">", ">="],
    right: Any,
    *,
    strict: bool = False,
) -> bool:
    """Whether two numbers or two texts are in an order; other values have none."""
    if not strict:
        left, right = _paired(left, right)
    if _kind(left) != _kind(right) or _kind(left) not in ("number", "text"):
        return strict and "=" in operator and _json_equal(left, right)
    if operator in ("<", "<="):
        return bool(left < right or (operator == "<=" and left == right))
    return bool(left > right or (operator == ">=" and left == right))


def _paired(left: Any, right: Any) -> tuple[Any, Any]:
    """Two values as a simple condition compares them."""
    if _kind(left) == _kind(right) == "text":
        return left.casefold(), right.casefold()
    if _kind(left) == "number":
        return left, _numeric(right)
    if _kind(right) == "number":
        return _numeric(left), right
    return left, right


def _numeric(value: Any) -> Any:
    """A text that spells a number as that number."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return float(value)
    return value


def _kind(value: Any) -> str:
    """What JSON calls a value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
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
