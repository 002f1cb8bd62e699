def _elements(value: object) -> list[object]:
    """The elements of an array; none of anything else."""
    return cast("list[object]", value) if isinstance(value, list) else []
