"""Measures builds and clients side by side, in one run; `make bench` writes RESULTS.md."""
