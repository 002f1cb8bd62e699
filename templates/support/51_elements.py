def _elements(value: object) -> list[object]:
    """The elements of an array; none of anything else."""
    if isinstance(value, (list, tuple)):
        return list(cast("Sequence[object]", value))
    return []
