def _xpath_variable(value: object) -> object:
    """A value as XPath compares it: a text that spells a number as that number."""
    if isinstance(value, bool | int | float):
        return value
    number = _xml_number(_text(value))
    return _text(value) if math.isnan(number) else number
