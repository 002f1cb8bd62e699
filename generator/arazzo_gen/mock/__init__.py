"""`arazzo-gen mock`: a local server that plays the APIs of workflows."""
