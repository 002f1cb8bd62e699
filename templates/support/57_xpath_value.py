def _xpath_value(found: object) -> Any:
    """The first node's text of what `elementpath` found, or the number or string."""
    if isinstance(found, list):
        nodes = cast("list[object]", found)
        return _xpath_value(nodes[0]) if nodes else None
    if isinstance(found, ElementTree.ElementTree):
        return _xpath_value(cast("Any", found).getroot())
    if isinstance(found, ElementTree.Element):
        return _xml_text(cast("ElementTree.Element", found))
    if found is None or isinstance(found, bool | int | float | str):
        return found
    try:
        return float(str(found))
    except ValueError:
        return str(found)
