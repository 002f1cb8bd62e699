def _json_length(value: object) -> object:
    """The number of characters, elements or members; of anything else `_NOTHING`."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list | dict):
        return len(cast("list[object] | dict[str, object]", value))
    return _NOTHING
