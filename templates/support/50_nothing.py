_NOTHING: Final = object()  # no node, which is not the same as null
