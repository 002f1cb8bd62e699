def _xpath_select(
    text: object, path: str, parser: type[XPath1Parser], **values: object
) -> Any:
    """What `elementpath` finds in an XML text, or None where it cannot be evaluated."""
    document = _xml(text)
    if document is None or None in values.values():
        return None
    try:
        variables: dict[str, Any] = {
            name: _text(value) if name.startswith("t") else _xpath_variable(value)
            for name, value in values.items()
        }
        return elementpath.select(
            ElementTree.ElementTree(document[0]),
            path,
            parser=parser,
            variables=variables,
        )
    except (elementpath.ElementPathError, ArithmeticError, RecursionError, ValueError):
        return None
