def _keys(value: object) -> list[str | int]:
    """The names of an object, the indexes of an array; none of anything else."""
    if isinstance(value, dict):
        return list(cast("dict[str, object]", value))
    return list(range(len(_elements(value))))
