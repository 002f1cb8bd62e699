def _xml_escaped(value: Any) -> Any:
    """A value inside XML text, its markup as entities; what is absent stays absent."""
    if value is None:
        return None
    text = _xml_text_of(value).replace("&", "&amp;")
    text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&apos;")
