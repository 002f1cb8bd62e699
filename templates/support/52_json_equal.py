def _json_equal(left: object, right: object) -> bool:
    """Whether two JSON values are equal: true is not 1, but 1 is 1.0."""
    pending = [(left, right)]
    while pending:
        a, b = pending.pop()
        if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
            ours, theirs = cast("Sequence[object]", a), cast("Sequence[object]", b)
            if len(ours) != len(theirs):
                return False
            pending.extend(zip(ours, theirs))
        elif isinstance(a, Mapping) and isinstance(b, Mapping):
            mine = cast("Mapping[str, object]", a)
            other = cast("Mapping[str, object]", b)
            if mine.keys() != other.keys():
                return False
            pending.extend((item, other[key]) for key, item in mine.items())
        elif isinstance(a, bool) or isinstance(b, bool):
            if a is not b:
                return False
        elif a != b:
            return False
    return True
