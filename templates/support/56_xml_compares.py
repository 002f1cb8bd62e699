def _xml_compares(
    text: str, operator: Literal["=", "<", "<=", ">", ">="], value: object
) -> bool:
    """Whether a node's text compares with a value: as numbers where that is one."""
    number = _xml_number(_text(value))
    if math.isnan(number):
        return operator == "=" and text == _text(value)
    left = _xml_number(text)
    if operator == "=":
        return left == number
    if operator in ("<", "<="):
        return left < number or (operator == "<=" and left == number)
    return left > number or (operator == ">=" and left == number)
