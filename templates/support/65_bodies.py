def _json_content(value: Any) -> bytes | None:
    """A JSON body for a media type of its own, or none where there is no value."""
    return None if value is None else _json_text(value).encode()


def _content(value: Any) -> bytes | None:
    """A body that is bytes, an open file or text; anything else goes as JSON."""
    if value is None or isinstance(value, bytes):
        return value
    if _is_array(value) and len(value) == 3 and isinstance(value[0], str):
        return _content(value[1])  # a file with its name and type
    if hasattr(value, "read"):
        return _content(value.read())
    return _text(value).encode()


def _fields(value: Any) -> dict[str, Any]:
    """The fields of a form: an array repeats its name, an object goes as JSON."""
    return {
        name: [_text(part) for part in _items(item)]
        for name, item in _entries(value)
    }


def _styled_form(value: Any, styles: Mapping[str, tuple[str, bool]]) -> str:
    """A url-encoded form whose properties have styles of their own."""
    parts: list[str] = []
    for name, item in _entries(value):
        style, explode = styles.get(name, ("form", True))
        delimiter = {"spaceDelimited": "%20", "pipeDelimited": "|"}.get(style, ",")
        if style == "deepObject":
            parts += _deep(name, item)
        elif explode:
            parts += _form(name, item)
        else:
            parts += _delimited(name, item, delimiter)
    return "&".join(parts)


def _parts(value: Any, files: Mapping[str, str]) -> list[tuple[str, Any]]:
    """The parts of a multipart body; `files` gives the content types of those files."""
    parts: list[tuple[str, Any]] = []
    for name, item in _entries(value):
        for one in [item] if _is_file(item) else _items(item):
            if _is_array(one):
                parts.append((name, one))
            elif isinstance(one, bytes) or hasattr(one, "read"):
                kind = files.get(name, "application/octet-stream")
                label = getattr(one, "name", name)
                file = label if isinstance(label, str) else name
                parts.append((name, (file.replace("\\", "/").split("/")[-1], one, kind)))
            elif name in files:
                parts.append((name, (name, _text(one).encode(), files[name])))
            else:
                parts.append((name, (None, _text(one).encode())))
    return parts


def _is_file(value: object) -> bool:
    """Whether a value is a file with its name and type."""
    return isinstance(value, tuple)


def _replaced(body: Any, pointer: tuple[str, ...], value: Any) -> Any:
    """The body with a value set at a JSON Pointer; objects on the way are made."""
    if not pointer:
        return value
    token, rest = pointer[0], pointer[1:]
    if _is_array(body):
        items: list[Any] = list(body)
        index = len(items) if token == "-" else int(token) if token.isdecimal() else -1
        if index == len(items):
            items.append(_replaced(None, rest, value))
        elif 0 <= index < len(items):
            items[index] = _replaced(items[index], rest, value)
        return items
    entries: dict[str, Any] = dict(body) if _is_object(body) else {}
    entries[token] = _replaced(entries.get(token), rest, value)
    return entries
