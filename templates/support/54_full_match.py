def _full_match(pattern: str, value: object) -> bool:
    """Whether the value is text that matches from end to end."""
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None
