"""Types: the nodes, and JSON Schema to them."""
