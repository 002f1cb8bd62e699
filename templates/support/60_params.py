def _segment(text: str) -> str:
    """A text as one segment of a path, or in one."""
    # A segment "." or ".." would lead to another path.
    return text.replace(".", "%2E") if text in (".", "..") else quote(text, safe="")


def _path(value: Any) -> str:
    """A text, number or boolean as one segment of a path."""
    return _segment(_filled(_scalar(value)))


def _path_reserved(value: Any) -> str:
    """The same, with the delimiters that may stand in a segment."""
    return _reserved_path(_filled(_scalar(value)))


def _scalar(value: Any) -> str:
    """A text, number or boolean in a path."""
    if isinstance(value, str):
        return value
    if not isinstance(value, (int, float)):
        raise _Refused(None, "a value in its path is no text, number or boolean")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _filled(segment: str) -> str:
    """A segment of a path, which would lead elsewhere if it were empty."""
    if not segment:
        raise _Refused(None, "a value in its path is empty")
    return segment


def _reserved_path(text: str) -> str:
    """A text in a path, with the delimiters that may stand in one of its segments."""
    return _segment(text) if text in (".", "..") else _unquoted(text, ":@!$&'()*+,;=")


def _unquoted(text: str, safe: str) -> str:
    """A text percent-encoded, but for some characters and what is encoded already."""
    parts = re.split("(%[0-9A-Fa-f]{2})", text)
    return "".join(
        part if index % 2 else quote(part, safe=safe)
        for index, part in enumerate(parts)
    )


def _path_list(
    value: Any, *, explode: bool = False, encode: Callable[[str], str] = _segment
) -> str:
    """A value of any kind as a path segment, its items with commas between."""
    return _filled(",".join(_pairs_or_items(value, explode, encode)))


def _path_delimited(value: Any, delimiter: str) -> str:
    """A value as a path segment, its items with a delimiter between."""
    return _filled(delimiter.join(_pairs_or_items(value, False, _segment)))


def _label(
    value: Any, *, explode: bool = False, encode: Callable[[str], str] = _segment
) -> str:
    """A path segment in the style `label`: `.a,b`, or `.a.b` exploded."""
    items = _pairs_or_items(value, explode, encode)
    text = "." + ("." if explode else ",").join(items)
    return text if text.strip(".") else text.replace(".", "%2E")


def _matrix(
    name: str,
    value: Any,
    *,
    explode: bool = False,
    encode: Callable[[str], str] = _segment,
) -> str:
    """A path segment in the style `matrix`: `;name=a,b`, or `;name=a;name=b`."""
    items = _pairs_or_items(value, explode, encode)
    if explode and _is_object(value):
        parts = items
    else:
        values = items if explode else [",".join(items)]
        parts = [f"{quote(name, safe='')}={item}" for item in values]
    # What is empty has no equals sign (RFC 6570, section 3.2.7).
    return _filled("".join(f";{part.removesuffix('=')}" for part in parts))


def _pairs_or_items(
    value: Any, explode: bool, encode: Callable[[str], str]
) -> list[str]:
    """The percent-encoded items of an array, parts of an object, or one scalar."""
    if _is_object(value):
        pairs = [(_segment(_text(k)), encode(_text(v))) for k, v in _entries(value)]
        if explode:
            return [f"{name}={text}" for name, text in pairs]
        return [text for pair in pairs for text in pair]
    return [encode(_text(item)) for item in _items(value)]


def _items(value: Any) -> list[Any]:
    """The items of an array, or a value alone; what is absent or null is left out."""
    values: list[Any] = value if _is_array(value) else [value]
    return [item for item in values if item is not None]


def _entries(value: Any) -> list[tuple[Any, Any]]:
    """The entries of an object; those that are null are left out."""
    if not _is_object(value):
        return []
    return [(name, item) for name, item in value.items() if item is not None]


def _encoded(value: Any) -> str:
    """A value in a query, percent-encoded."""
    return quote(_text(value), safe="")


def _reserved(value: Any) -> str:
    """A value in a query, with the delimiters of RFC 3986 that may stand in one."""
    return _unquoted(_text(value), ":/?@!$'()*,;=")


def _form(
    name: str, value: Any, *, encode: Callable[[Any], str] = _encoded
) -> list[str]:
    """A query parameter in the style `form`, exploded: an array repeats its name."""
    if _is_object(value):
        return [f"{_encoded(key)}={encode(item)}" for key, item in _entries(value)]
    return [f"{_encoded(name)}={encode(item)}" for item in _items(value)]


def _delimited(
    name: str,
    value: Any,
    delimiter: str,
    *,
    encode: Callable[[Any], str] = _encoded,
) -> list[str]:
    """A query parameter whose items stand in one value, with a delimiter between."""
    items = _items(value)
    if _is_object(value):
        items = [part for entry in _entries(value) for part in entry]
    if not items:
        return []
    return [f"{_encoded(name)}={delimiter.join(encode(item) for item in items)}"]


def _deep(
    name: str, value: Any, *, encode: Callable[[Any], str] = _encoded
) -> list[str]:
    """A query parameter in the style `deepObject`: `name[key]=value`.

    Objects inside go on in brackets, arrays inside repeat the name.
    """
    if _is_object(value):
        return [
            part
            for key, item in _entries(value)
            for part in _deep(f"{name}[{key}]", item, encode=encode)
        ]
    return _form(name, value, encode=encode)


def _whole(value: Any) -> list[str]:
    """A query that is given as one value: text as it is, an object as a form."""
    if _is_object(value):
        return [part for key, item in _entries(value) for part in _form(key, item)]
    return [] if value is None else [_text(value).removeprefix("?")]


def _nameless(value: Any) -> list[str]:
    """A query that is one value without a name, percent-encoded."""
    return [] if value is None else [_encoded(value)]


def _with_query(request: httpx.Request, *parts: list[str]) -> httpx.Request:
    """The request with an encoded query, after the one that the client adds."""
    pieces = [request.url.query.decode("ascii"), *(p for part in parts for p in part)]
    query = "&".join(piece for piece in pieces if piece)
    if query:
        request.url = request.url.copy_with(query=query.encode())
    return request


def _header_delimited(value: Any, delimiter: str) -> str:
    """A header whose items have a delimiter between."""
    return delimiter.join(_text(item) for item in _items(value))


def _listed(value: Any, *, explode: bool = False) -> str:
    """A header of any kind: items with commas between."""
    if _is_object(value):
        equals = "=" if explode else ","
        return ",".join(f"{_text(k)}{equals}{_text(v)}" for k, v in _entries(value))
    return ",".join(_text(item) for item in _items(value))


def _cookie(value: Any) -> str:
    """A cookie's value; what cannot stand in one is percent-encoded."""
    return quote(_listed(value), safe="!#$&'()*+-./:<=>?@[]^_`{|}~,")


def _raw_cookie(value: Any) -> str:
    """A cookie's value as it is, but for what would end it."""
    return quote(_listed(value), safe="!#$&'()*+-./:<=>?@[]^_`{|}~, %\"\\")


def _cookies(
    name: str, value: Any, *, encode: Callable[[Any], str] = _cookie
) -> list[str]:
    """An exploded cookie: an array repeats its name, an object's parts have theirs."""
    named = [(name, item) for item in _items(value)]
    pairs = _entries(value) if _is_object(value) else named
    return [f"{_cookie_name(_text(key))}={encode(item)}" for key, item in pairs]


def _cookie_name(name: str) -> str:
    """A cookie's name; what cannot stand in one is percent-encoded."""
    return quote(name, safe="!#$&'*+-.^_`|~")


def _with_cookies(
    request: httpx.Request, cookies: Mapping[str, str], *exploded: list[str]
) -> httpx.Request:
    """The request with cookies in place of those of their names that the client has."""
    pairs = [f"{name}={value}" for name, value in cookies.items()]
    pairs += [pair for each in exploded for pair in each]
    names = {pair.partition("=")[0] for pair in pairs}
    known = request.headers.get("Cookie", "").split("; ")
    others = [pair for pair in known if pair and pair.partition("=")[0] not in names]
    if pairs:
        request.headers["Cookie"] = "; ".join([*others, *pairs])
    return request


def _basic(credentials: str) -> str:
    """The Authorization header of "user:password"."""
    return f"Basic {base64.b64encode(credentials.encode()).decode()}"


def _json_or_none(value: Any) -> str | None:
    """A value as JSON text; what is absent stays absent."""
    return None if value is None else _json_text(value)


def _json_text(value: Any) -> str:
    """A value as compact JSON, which has no NaN and no Infinity."""
    return json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
        default=_plain,
    )


def _plain(value: Any) -> Any:
    """A mapping or sequence of any kind as JSON takes it."""
    return dict(value) if _is_object(value) else list(value)
