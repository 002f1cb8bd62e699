def _search(pattern: str, value: object) -> bool:
    """Whether the value is text that has a match in it."""
    return isinstance(value, str) and re.search(pattern, value) is not None
