def _cdata(value: Any) -> Any:
    """A value inside a CDATA section, which it does not end; absent stays absent."""
    return None if value is None else _text(value).replace("]]>", "]]]]><![CDATA[>")
