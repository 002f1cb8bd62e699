_HEADER_VALUE: Final = re.compile(r"([!-~]([\t -~]*[!-~])?)?")


def _sendable(
    values: Mapping[str, Any], step_id: str, *, cookies: bool = False
) -> dict[str, str]:
    """Headers or cookies, each one line of ASCII without blanks around it."""
    for name, value in values.items():
        fits = isinstance(value, str) and _HEADER_VALUE.fullmatch(value) is not None
        if not fits or (cookies and ";" in value):
            raise UnsendableValue(step_id, name)
    return dict(values)


@contextlib.contextmanager
def _encoding(step_id: str) -> Generator[None]:
    """Around the making of a request, whose texts must all have an encoding."""
    try:
        yield
    except UnicodeEncodeError as error:
        # It would keep the text, which may be a secret.
        error.args, error.object = (), ""
        raise UnsendableValue(step_id, None) from None
