def _at(value: object, *path: str | int) -> object:
    """The node at names and indexes, or `_NOTHING`."""
    for key in path:
        if isinstance(key, str) and isinstance(value, Mapping):
            value = cast("Mapping[str, object]", value).get(key, _NOTHING)
        elif isinstance(key, int) and isinstance(value, (list, tuple)):
            items = cast("Sequence[object]", value)
            inside = -len(items) <= key < len(items)
            value = items[key] if inside else _NOTHING
        else:
            return _NOTHING
    return value
