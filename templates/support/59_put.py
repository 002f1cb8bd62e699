def _put(root: Any, places: list[tuple[Any, str | int]], value: object) -> Any:
    """A value with another in some places, all found before the first is set."""
    for parent, key in places:
        parent[key] = value
    return root
