def _xml_text_of(value: Any) -> str:
    """A value as text of the characters that XML 1.0 has."""
    text = _text(value)
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text):
        raise _Refused(None, "a text has a character that XML cannot hold")
    return text
