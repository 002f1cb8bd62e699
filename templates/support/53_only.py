def _only(nodes: list[object]) -> object:
    """The node, if there is exactly one."""
    return nodes[0] if len(nodes) == 1 else _NOTHING
