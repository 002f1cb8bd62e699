"""Tries a large number of documents and mutants: `python -m verdicts`, which `make fuzz` runs."""

from __future__ import annotations

import sys
import time

from verdicts.proof import check_clean, made_documents, mutants, published


def main() -> int:
    """Fail at the first document of which something is said that the library does not say."""
    for name, documents, asks_all in (
        ("made", made_documents(300), True),
        ("mutants", mutants(3_000), False),
        ("published", published(5), True),
    ):
        start = time.monotonic()
        counts = check_clean(documents, asks_all=asks_all)
        said = ", ".join(f"{count} {what}" for what, count in counts.items())
        print(f"verdicts {name}: {said} in {time.monotonic() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
