def _xml_with(
    text: str,
    document: ElementTree.Element,
    targets: Iterable[ElementTree.Element],
    value: object,
) -> str:
    """An XML text with a value in some elements; all else stays as it is written."""
    source = text.encode()
    written = _xml_escaped(_text(value)).replace("\r", "&#13;").encode()
    parts: list[bytes] = []
    done = 0
    for _, tag, end in _xml_tags(source, document, targets):
        if tag.start() < done:
            continue  # it was inside another target, and is gone
        if tag[2]:
            parts += [source[done : tag.start(2)], b">", written, b"</", tag[1], b">"]
        else:
            parts += [source[done : tag.end()], written]
        done = tag.end() if tag[2] else end
    return b"".join([*parts, source[done:]]).decode()


def _xml_with_attribute(
    text: str,
    document: ElementTree.Element,
    targets: Iterable[ElementTree.Element],
    name: str,
    value: object,
) -> str:
    """An XML text with a value in the attributes of that name of some elements."""
    source = text.encode()
    written = f'"{_xml_escaped(_text(value))}"'.replace("\r", "&#13;")
    written = written.replace("\n", "&#10;").replace("\t", "&#9;")
    parts: list[bytes] = []
    done = 0
    for element, tag, _ in _xml_tags(source, document, targets):
        found = _XML_ATTRIBUTE.finditer(source, tag.start(), tag.end())
        own = [each for each in found if not re.match(rb"xmlns(:|$)", each[1])]
        for place in (each for key, each in zip(element.attrib, own) if key == name):
            parts += [source[done : place.start(2)], written.encode()]
            done = place.end(2)
    return b"".join([*parts, source[done:]]).decode()


_XML_TAG: Final = re.compile(rb"<([^\s/>]+)(?:[^\"'/>]|\"[^\"]*\"|'[^']*')*(/?)>")
"""A start tag: its name, and the slash of an empty element."""


_XML_ATTRIBUTE: Final = re.compile(rb"\s([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
"""An attribute: its name, and its value in quotes."""


def _xml_tags(
    source: bytes,
    document: ElementTree.Element,
    targets: Iterable[ElementTree.Element],
) -> list[tuple[ElementTree.Element, re.Match[bytes], int]]:
    """The elements of an XML text in order, with their start tags and ends."""
    wanted = set(targets)
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    parser = expat.ParserCreate("utf-8")

    def start(*_: object) -> None:
        opened.append(len(spans))
        spans.append((parser.CurrentByteIndex, 0))

    def end(_: object) -> None:
        number = opened.pop()
        spans[number] = (spans[number][0], parser.CurrentByteIndex)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(source, True)
    found: list[tuple[ElementTree.Element, re.Match[bytes], int]] = []
    for element, span in zip(document[0].iter(), spans):
        tag = _XML_TAG.match(source, span[0])
        if element in wanted and tag is not None:
            found.append((element, tag, span[1]))
    return found
