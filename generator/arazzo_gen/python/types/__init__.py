"""Types as annotations, and checks of values against them."""
