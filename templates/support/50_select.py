def _select(value: object, *keys: str | int) -> Iterator[object]:
    """The nodes at those of the names and indexes that a value has."""
    for key in keys:
        node = _at(value, key)
        if node is not _NOTHING:
            yield node
