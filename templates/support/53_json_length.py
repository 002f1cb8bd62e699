def _json_length(value: object) -> object:
    """The number of characters, elements or members; of anything else `_NOTHING`."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, (list, tuple, Mapping)):
        return len(cast("Sequence[object] | Mapping[str, object]", value))
    return _NOTHING
