def _json_at_most(left: object, right: object) -> bool:
    """Whether a value is equal to another, or comes before it."""
    return _json_less(left, right) or _json_equal(left, right)
