def _size(value: object) -> object:
    """`value.length`: a property of that name, else the length."""
    named = _at(value, "length")
    return _json_length(value) if named is _NOTHING else named
