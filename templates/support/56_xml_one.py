def _xml_one(texts: list[str]) -> str:
    """The text where XPath takes at most one node."""
    if len(texts) > 1:
        raise ValueError("more than one node")
    return texts[0] if texts else ""
