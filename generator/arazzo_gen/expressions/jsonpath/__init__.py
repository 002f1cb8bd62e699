"""JSONPath (RFC 9535): text to a checked syntax tree."""
