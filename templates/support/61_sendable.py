_HEADER_VALUE: Final = re.compile(r"([!-~]([\t -~]*[!-~])?)?")
"""One line of visible ASCII, without blanks around it (RFC 9110, section 5.5)."""


def _sendable(
    values: Mapping[str, Any], step_id: str, *, cookies: bool = False
) -> dict[str, str]:
    """Headers or cookies whose values can be sent as they are."""
    for name, value in values.items():
        fits = isinstance(value, str) and _HEADER_VALUE.fullmatch(value) is not None
        if not fits or (cookies and ";" in value):
            raise UnsendableValue(step_id, name)
    return dict(values)
