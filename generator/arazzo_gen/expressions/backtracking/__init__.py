"""Which regular expressions take more than linear time on some strings."""
