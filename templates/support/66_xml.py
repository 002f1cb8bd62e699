def _xml_content(
    value: Any,
    root: str,
    names: Mapping[str, str],
    *,
    namespaces: Mapping[str, Mapping[str, str]] | None = None,
    charset: str = "utf-8",
) -> bytes | None:
    """A body of XML: an object part by part, anything else as it is.

    Args:
        value: The object, or a text that is XML already.
        root: The name of the root element; "" where the object's only key is it.
        names: What parts are called in XML, by their path: "@id" is an attribute,
            "tags/tag" a list in an element of its own, "" the text itself.
        namespaces: Declarations of namespaces, by the path of their element.
        charset: The encoding.
    """
    if _is_file(value) or not (_is_object(value) or _is_array(value)):
        return _content(value, charset)
    spaces = namespaces or {}
    if root and _is_object(value):
        text = _xml_element(root, value, "", names, spaces)
    else:
        entries = _entries(value) if _is_object(value) else [(root or "items", value)]
        text = "".join(
            _xml_part(_xml_name(k), v, "", names, spaces) for k, v in entries
        )
    return text.encode(charset)


def _xml_part(
    name: str,
    value: Any,
    at: str,
    names: Mapping[str, str],
    namespaces: Mapping[str, Mapping[str, str]],
) -> str:
    """The elements of one property: several for a list without one of its own."""
    if not _is_array(value):
        return _xml_element(name, value, at, names, namespaces)
    wrapper, _, tag = name.rpartition("/")
    inside = "".join(
        _xml_element(tag, item, at, names, {} if wrapper else namespaces)
        for item in _items(value)
    )
    if not wrapper:
        return inside
    return f"<{wrapper}{_xml_attributes(namespaces.get(at, {}))}>{inside}</{wrapper}>"


def _xml_element(
    tag: str,
    value: Any,
    at: str,
    names: Mapping[str, str],
    namespaces: Mapping[str, Mapping[str, str]],
) -> str:
    """An element with the parts of an object, or the text of anything else."""
    attributes = dict(namespaces.get(at, {}))
    inside = "" if _is_object(value) else _xml_escaped(value)
    for key, item in _entries(value):
        place = f"{at}/{key}"
        name = names.get(place, key)
        if place not in names:
            _xml_name(key.removeprefix("@"))
        if name.startswith("@"):
            attributes[name[1:]] = _text(item)
        elif not name:
            inside += _xml_escaped(item)
        else:
            inside += _xml_part(name, item, place, names, namespaces)
    return f"<{tag}{_xml_attributes(attributes)}>{inside}</{tag}>"


def _xml_attributes(attributes: Mapping[str, str]) -> str:
    """Attributes as they stand in a start tag."""
    return "".join(
        f' {name}="{_xml_escaped(value)}"' for name, value in attributes.items()
    )


_XML_START: Final = (
    ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    "\U00010000-\U000effff"
)
"""The characters with which a name begins in XML 1.0."""


def _xml_name(name: str) -> str:
    """The name of an element or attribute, which may come from a response."""
    within = _XML_START + r"\-.0-9\xb7\u0300-\u036f\u203f\u2040"
    if not re.fullmatch(f"[{_XML_START}][{within}]*", name):
        raise _Refused(None, "a name is none in XML")
    return name
