def _cdata(value: Any) -> Any:
    """A value inside a CDATA section, which it cannot end; absent stays absent."""
    if value is None:
        return None
    return _xml_text_of(value).replace("]]>", "]]]]><![CDATA[>")
