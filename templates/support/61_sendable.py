def _sendable(values: dict[str, Any], step_id: str) -> dict[str, str]:
    """Headers or cookies, each one line of ASCII without blanks around it."""
    for name, value in values.items():
        fits = isinstance(value, str) and value.isascii() and value == value.strip()
        if not (fits and value.replace("\t", " ").isprintable()):
            reason = "a header or cookie is one line of ASCII, without blanks around it"
            raise UnsendableValue(step_id, name, reason)
    return values


def _sendable_cookies(values: dict[str, Any], step_id: str) -> dict[str, str]:
    """Cookies, each as a header can be sent, and without a semicolon."""
    for name, value in _sendable(values, step_id).items():
        if ";" in value:
            raise UnsendableValue(step_id, name, "a cookie has no semicolon")
    return values


class _Refused(ValueError):
    """A value cannot be sent: its name or None, and why. The step is added later."""


def _base_url(url: str, keyword: str) -> str:
    """A base URL without a slash at its end, since paths begin with one."""
    if "?" in url or "#" in url:
        raise _Refused(keyword, "a base URL has no query and no fragment")
    return url.rstrip("/")


def _unsendable(step_id: str, error: Exception) -> UnsendableValue:
    """What to raise where a request cannot be built; the error may hold a secret."""
    if isinstance(error, UnsendableValue):
        return error
    if isinstance(error, _Refused):
        return UnsendableValue(step_id, *error.args)
    if isinstance(error, UnicodeEncodeError):
        reason = "a text of its URL, body or cookies has no encoding there"
        error.object = ""
    elif isinstance(error, httpx.InvalidURL):
        reason = "its URL is too long, or none"
    elif isinstance(error, RecursionError):
        reason = "a value nests too deep"
    else:
        reason = f"a value has no form there ({type(error).__name__})"
    error.args = ()  # the error stays as the context, and may quote the value
    error.__cause__ = error.__context__ = None
    return UnsendableValue(step_id, None, reason)
