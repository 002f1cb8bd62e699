def _embedded_index(value: object) -> int:
    """An embedded value as an index; past every array if it is no whole number."""
    text = _text(value)
    return int(text) if re.fullmatch("0|-?[1-9][0-9]{0,15}", text) else sys.maxsize


def _embedded_name(value: object) -> str | int:
    """An embedded value as a name; an index past every array if it is absent."""
    return sys.maxsize if value is None else _text(value)
