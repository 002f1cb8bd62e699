def _descendants(value: object) -> Iterator[object]:
    """A node and everything below it, parents first."""
    pending = [value]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(_children(node)))
