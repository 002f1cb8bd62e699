def _places(parent: object, *keys: str | int) -> list[tuple[Any, str | int]]:
    """Those of the names and indexes that a value has, each with the value."""
    return [(parent, key) for key in keys if _at(parent, key) is not _NOTHING]
