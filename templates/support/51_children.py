def _children(value: object) -> list[object]:
    """The elements of an array, the values of an object; none of anything else."""
    if isinstance(value, dict):
        return list(cast("dict[str, object]", value).values())
    return cast("list[object]", value) if isinstance(value, list) else []
