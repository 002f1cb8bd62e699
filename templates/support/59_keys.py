def _keys(value: object) -> list[str | int]:
    """The names of an object, the indexes of an array; none of anything else."""
    if isinstance(value, Mapping):
        return list(cast("Mapping[str, object]", value))
    return list(range(len(_elements(value))))
