"""Source files, positions, YAML and JSON readers, JSON Pointer."""
