def _children(value: object) -> list[object]:
    """The elements of an array, the values of an object; none of anything else."""
    if isinstance(value, Mapping):
        return list(cast("Mapping[str, object]", value).values())
    return _elements(value)
