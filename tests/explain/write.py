"""Writes anew what the explanations give, and the reference page: `make docs`.

    PYTHONPATH=tests python tests/explain/write.py

What is different afterwards is to be read before it is committed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import reference
import sessions

from arazzo_gen.diagnostics.codes import CODES


def main() -> None:
    """Run every wrong document, then write the page."""
    for stale in set(sessions.HERE.glob("AZ*.txt")) - set(map(sessions.expected, CODES)):
        stale.unlink()
    for code in CODES:
        with tempfile.TemporaryDirectory() as folder:
            text = sessions.wrong(code, Path(folder)).text
        sessions.expected(code).write_text(text, encoding="utf-8")
    reference.PAGE.write_text(reference.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
