@functools.lru_cache(maxsize=32)
def _category(name: str, positive: bool) -> str:
    """The ranges of the characters that are, or are not, in a Unicode category."""
    ranges: list[str] = []
    start: int | None = None
    for code in range(sys.maxunicode + 2):
        within = code <= sys.maxunicode and positive is unicodedata.category(
            chr(code)
        ).startswith(name)
        if within and start is None:
            start = code
        elif not within and start is not None:
            ranges.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = None
    return "".join(ranges)
