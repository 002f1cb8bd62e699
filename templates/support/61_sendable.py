def _sendable(
    values: dict[str, Any], step_id: str, *, cookies: bool = False
) -> dict[str, str]:
    """Headers or cookies, each one line of ASCII without blanks around it."""
    for name, value in values.items():
        fits = isinstance(value, str) and value.isascii() and value == value.strip()
        if not (fits and value.replace("\t", " ").isprintable()):
            raise UnsendableValue(step_id, name)
        if cookies and ";" in value:
            raise UnsendableValue(step_id, name)
    return values


def _unencodable(step_id: str, error: UnicodeEncodeError) -> UnsendableValue:
    """What to raise for a text that has no encoding, which may be a secret."""
    error.args, error.object = (), ""  # the error is kept as the context
    return UnsendableValue(step_id, None)
