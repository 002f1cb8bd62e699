def _put(root: Any, places: list[tuple[Any, str | int]], value: object) -> Any:
    """A value whose places have another value each; they were found before one is set."""
    for parent, key in places:
        parent[key] = value
    return root
