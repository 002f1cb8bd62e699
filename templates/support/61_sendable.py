def _sendable(
    values: dict[str, Any], step_id: str, *, cookies: bool = False
) -> dict[str, str]:
    """Headers or cookies, each one line of ASCII without blanks around it."""
    for name, value in values.items():
        if not _is_header_value(value) or (cookies and ";" in value):
            raise UnsendableValue(step_id, name)
    return values


def _is_header_value(value: Any) -> bool:
    return (
        isinstance(value, str)
        and value.isascii()
        and value.replace("\t", " ").isprintable()
        and value == value.strip()
    )


class _Encoding:
    """Around the making of a request, whose texts must all have an encoding."""

    def __init__(self, step_id: str) -> None:
        self._step_id = step_id

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: object, _traceback: object) -> None:
        if isinstance(error, UnicodeEncodeError):
            # It would keep the text, which may be a secret.
            error.args, error.object = (), ""
            raise UnsendableValue(self._step_id, None) from None
