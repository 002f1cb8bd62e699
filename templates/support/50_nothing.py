_NOTHING: Final = object()
"""What a JSONPath gives where there is no node; not the same as null."""
