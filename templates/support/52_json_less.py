def _json_less(left: object, right: object) -> bool:
    """Whether a number or string comes before another; nothing else has an order."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left < right
    return False
