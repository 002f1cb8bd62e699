def _json_content(value: Any) -> bytes | None:
    """A JSON body with a media type of its own; none where the value is absent."""
    return None if value is None else _json_text(value).encode()


def _json_in(value: Any, charset: str) -> bytes | None:
    """A JSON body in another charset than UTF-8; none where the value is absent."""
    return None if value is None else _json_ascii(value).encode(charset)


def _json_ascii(value: Any) -> str:
    """A value as compact JSON of ASCII characters, which all charsets have."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"), default=_plain)


def _json_lines(value: Any) -> bytes | None:
    """The items of a list, each as JSON on a line of its own; text goes as it is."""
    if not _is_array(value):
        return _content(value)
    return "".join(f"{_json_text(item)}\n" for item in value).encode()


def _json_lines_in(value: Any, charset: str) -> bytes | None:
    """The same in another charset than UTF-8."""
    if not _is_array(value):
        return _content(value, charset)
    return "".join(f"{_json_ascii(item)}\n" for item in value).encode(charset)


def _content(value: Any, charset: str = "utf-8") -> bytes | None:
    """A body that is bytes, an open file or text; anything else goes as JSON."""
    if value is None or isinstance(value, bytes):
        return value
    if _is_file(value):
        return _content(value[1], charset)
    if hasattr(value, "read"):
        seekable = getattr(value, "seekable", None)
        if seekable is not None and seekable():
            value.seek(0)  # another attempt sends the whole file again
        return _content(value.read(), charset)
    if isinstance(value, Iterator):
        return b"".join(cast("Iterator[bytes]", value))
    return _text(value).encode(charset)


def _file_type(value: Any, otherwise: str) -> str:
    """The content type that a file comes with."""
    return value[2] if _is_file(value) else otherwise


def _fields(value: Any) -> dict[str, Any]:
    """The fields of a form: an array repeats its name, an object goes as JSON."""
    return {
        name: [_text(part) for part in _items(item)] for name, item in _entries(value)
    }


def _styled_form(
    value: Any,
    styles: Mapping[str, tuple[str, bool]],
    *,
    as_json: tuple[str, ...] = (),
    reserved: tuple[str, ...] = (),
) -> str:
    """A url-encoded form whose fields have styles of their own."""
    delimiters = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tsv": "%09"}
    parts: list[str] = []
    for name, item in _entries(value):
        style, explode = styles.get(
            name, ("json" if _is_object(item) else "form", True)
        )
        encode = _reserved if name in reserved else _encoded
        if style == "json" or name in as_json:
            parts += _form(name, _json_text(item))
        elif style == "deepObject":
            parts += _deep(name, item, encode=encode)
        elif explode:
            parts += _form(name, item, encode=encode)
        else:
            delimiter = delimiters.get(style, ",")
            parts += _delimited(name, item, delimiter, encode=encode)
    return "&".join(parts)


def _parts(
    value: Any,
    step_id: str,
    *,
    files: Mapping[str, str] | None = None,
    types: Mapping[str, str] | None = None,
    headers: Mapping[str, Mapping[str, str]] | None = None,
) -> list[tuple[str, Any]]:
    """The parts of a multipart body: a list repeats its name.

    `files` and `types` give the content types of files and of other parts.
    """
    parts: list[tuple[str, Any]] = []
    for name, item in _entries(value):
        more = (headers or {}).get(name)
        for one in [item] if _is_file(item) else _items(item):
            if _is_file(one):
                _sendable({name: one[2]}, step_id)
            part = _part(name, one, (files or {}).get(name), (types or {}).get(name))
            for text in (name, part[0] or ""):
                text.encode()  # httpx may encode it only while it sends
            parts.append((name, part if more is None else (*part, more)))
    return parts


def _part(name: str, one: Any, file_type: str | None, type_: str | None) -> Any:
    """A part with its file name, content and type, as httpx takes it."""
    if _is_file(one):
        return one
    if isinstance(one, bytes) or hasattr(one, "read"):
        label = getattr(one, "name", name)
        file = label if isinstance(label, str) else name
        kind = file_type or type_ or "application/octet-stream"
        return (file.replace("\\", "/").split("/")[-1], one, kind)
    if file_type is not None:
        return (name, _text(one).encode(), file_type)
    if type_ is None and (_is_object(one) or _is_array(one)):
        type_ = "application/json"
    return (None, _text(one).encode(), type_)


def _as_multipart(request: httpx.Request, kind: str) -> httpx.Request:
    """The request with another kind of multipart body than a form."""
    written = request.headers.get("Content-Type", "")
    if written.startswith("multipart/form-data"):
        request.headers["Content-Type"] = written.replace(
            "multipart/form-data", kind, 1
        )
    return request


def _is_file(value: object) -> bool:
    """Whether a value is a file with its name and type."""
    return isinstance(value, tuple) and len(cast("tuple[object, ...]", value)) == 3


def _replaced(body: Any, pointer: tuple[str, ...], value: Any) -> Any:
    """The body with a value set at a JSON Pointer; objects on the way are made."""
    if not pointer:
        return value
    token, rest = pointer[0], pointer[1:]
    if _is_array(body):
        items: list[Any] = list(body)
        if token in ("-", str(len(items))):
            return [*items, _replaced(None, rest, value)]
        if not re.fullmatch("0|[1-9][0-9]{0,8}", token) or int(token) >= len(items):
            reason = f"a replacement is at {token!r} of an array of {len(items)}"
            raise _Refused(None, reason)
        items[int(token)] = _replaced(items[int(token)], rest, value)
        return items
    entries: dict[str, Any] = dict(body) if _is_object(body) else {}
    entries[token] = _replaced(entries.get(token), rest, value)
    return entries
