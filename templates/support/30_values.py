def _json(response: httpx.Response) -> Any:
    """The body as JSON, or None."""
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def _kept_json(response: httpx.Response) -> Any:
    """The body as JSON, or None; it is parsed once, and kept with the response."""
    kept = response.extensions
    if "json" not in kept:
        kept["json"] = _json(response)
    return kept["json"]


def _json_or_text(response: httpx.Response) -> Any:
    """The body as JSON if it is that, else as text; None where it is empty."""
    value = _kept_json(response)
    kind = response.headers.get("Content-Type", "").lower()
    if _is_object(value) or _is_array(value) or "json" in kind:
        return value
    # Text stays text, even where it could be a number: "1.10" is a version.
    if value is None or kind.startswith("text/"):
        return _body_text(response) or None
    return value


_NO_CHARSETS: Final = re.compile("idna|mbcs|oem|punycode|.*unicode-escape|undefined")
"""Codecs of Python that are no charsets."""


def _body_text(response: httpx.Response) -> str:
    """The body as text; a charset that is none counts as UTF-8."""
    try:
        charset = codecs.lookup(response.encoding or "utf-8").name
        if not _NO_CHARSETS.fullmatch(charset):
            return response.content.decode(charset, "replace")
    except (LookupError, TypeError, ValueError):
        pass  # unknown, a codec of bytes, or a Content-Type that cannot be parsed
    return response.content.decode("utf-8", "replace")


def _sent_json(request: httpx.Request) -> Any:
    """The body of a request as JSON, or None."""
    try:
        return json.loads(request.content)
    except (ValueError, RecursionError, httpx.StreamError):
        return None


def _sent_text(request: httpx.Request) -> str | None:
    """The body of a request as text, or None where it was streamed."""
    try:
        return request.content.decode("utf-8", "replace")
    except httpx.StreamError:
        return None


def _get(value: Any, *path: str | int) -> Any:
    """The value at a path, or None; in an object, an index is a key."""
    for key in path:
        try:
            value = value[key if isinstance(key, str) or _is_array(value) else str(key)]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _has(value: Any, *path: str | int) -> bool:
    """Whether there is a value at a path, null included."""
    for key in path:
        try:
            value = value[key if _is_array(value) else str(key)]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _is_array(value: object) -> bool:
    return isinstance(value, (list, tuple))


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping)


def _first(nodes: Iterable[Any]) -> Any:
    """The first of some nodes, or None."""
    return next(iter(nodes), None)


def _any(nodes: Iterable[Any]) -> bool:
    """Whether there are nodes, null and false ones too."""
    return any(True for _ in nodes)


def _require(value: Any, step_id: str, name: str, pointer: str | None = None) -> Any:
    if value is None:
        raise MissingValue(step_id, name, pointer)
    return value


def _untyped(value: Any) -> Any:
    """A value whose type is another than the one that its place asks for."""
    return value


def _present(outputs: Mapping[str, object]) -> dict[str, object]:
    """The outputs that have a value."""
    return {name: value for name, value in outputs.items() if value is not None}


def _joined(*parts: Any) -> Any:
    """The parts as one text, or None where one is absent or has no spelling."""
    try:
        return None if None in parts else "".join(map(_text, parts))
    except (RecursionError, ValueError):
        return None


def _text(value: Any) -> str:
    """A value inside a text: a string as it is, anything else as JSON spells it."""
    return value if isinstance(value, str) else _json_text(value)
