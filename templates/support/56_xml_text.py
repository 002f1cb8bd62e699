def _xml_text(element: ElementTree.Element) -> str:
    """All the text in an element: its string value in XPath."""
    return "".join(element.itertext())
