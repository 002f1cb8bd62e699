"""`python -m arazzo_gen`."""

from __future__ import annotations

from arazzo_gen.cli import main

if __name__ == "__main__":
    main(prog_name="arazzo-gen")
