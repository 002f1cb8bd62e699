def _select(value: object, *keys: str | int) -> Iterator[object]:
    """The nodes under those of the names and indexes that are there."""
    for key in keys:
        node = _at(value, key)
        if node is not _NOTHING:
            yield node
