def _xml_written(document: ElementTree.Element, text: str) -> str:
    """The root of a changed document as text, with the declaration that it had."""
    declaration = re.match(r"\s*<\?xml.*?\?>\s*", text, re.DOTALL)
    written = ElementTree.tostring(document[0], encoding="unicode")
    return (declaration[0] if declaration else "") + written
