"""What is known of a workflow before anything of it is lowered."""
