def _xml_texts(element: ElementTree.Element) -> list[str]:
    """The text nodes of an element."""
    texts = [element.text, *(child.tail for child in element)]
    return [text for text in texts if text]
