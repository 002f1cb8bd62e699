def _i_regexp(pattern: object) -> str:
    """An I-Regexp (RFC 9485) for `re`; what is none matches nothing."""
    if not isinstance(pattern, str):
        return "(?!)"
    parts: list[str] = []
    inside = False
    for token in re.findall(r"\\[pP]\{\w+\}|\\.|.", pattern, re.DOTALL):
        if token[:2] in ("\\p", "\\P"):
            found = _category(token[3:-1], token[1] == "p")
            token = found if inside else f"[{found}]"
        elif token == "[":
            token, inside = ("\\[" if inside else "["), True
        elif token == "]":
            inside = False
        elif not inside and token == "$":
            token = r"\Z"
        elif not inside and token == ".":
            token = r"[^\n\r]"
        parts.append(token)
    try:
        re.compile("".join(parts))
    except (re.error, OverflowError, RecursionError):
        return "(?!)"
    return "".join(parts)
