"""One small function per rule, each with its code."""
