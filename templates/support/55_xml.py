def _xml(text: object) -> ElementTree.Element | None:
    """An XML text as an element around its root, or None where it is none.

    A document type is refused: entities could expand without end, or read files.
    """
    if not isinstance(text, str):
        return None
    checker = expat.ParserCreate()
    checker.StartDoctypeDeclHandler = _refuse_doctype
    document = ElementTree.Element("document")
    try:
        checker.Parse(text, True)
        document.append(ElementTree.fromstring(text))
    except (expat.ExpatError, ElementTree.ParseError, ValueError):
        return None
    return document
