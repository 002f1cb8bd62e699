def _xml_number(text: str) -> float:
    """The number that a text spells, or NaN."""
    spelled = text.strip(" \t\r\n")
    if re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", spelled, re.ASCII):
        return float(spelled)
    return float("nan")
