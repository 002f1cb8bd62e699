"""Files, and places in them."""
