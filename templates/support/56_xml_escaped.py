def _xml_escaped(value: Any) -> Any:
    """A value inside XML text, its markup as entities; what is absent stays absent."""
    if value is None:
        return None
    return _text(value).translate(
        str.maketrans(
            {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
        )
    )
