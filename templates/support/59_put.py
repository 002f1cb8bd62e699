def _put(root: Any, places: list[tuple[Any, str | int]], value: object) -> Any:
    """The root with a value set at each place; all were found before the first is."""
    for parent, key in places:
        parent[key] = value
    return root
