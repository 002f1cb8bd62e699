"""Tries a large number of documents and mutants: `python -m verdicts`, which `make fuzz` runs."""

from __future__ import annotations

import sys
import time

from verdicts.proof import check_clean, check_walk, made_documents, mutants, published


def main() -> int:
    """Fail at the first document of which something is said that the library does not say."""
    for name, check in (
        ("made", lambda: check_clean(made_documents(300), asks_all=True)),
        ("mutants", lambda: check_clean(mutants(3_000), asks_all=False)),
        ("published", lambda: check_clean(published(5), asks_all=True)),
        ("walk made", lambda: check_walk(made_documents(300))),
        ("walk mutants", lambda: check_walk(mutants(900))),
        ("walk published", lambda: check_walk(published(20))),
    ):
        start = time.monotonic()
        counts = check()
        said = ", ".join(f"{count} {what}" for what, count in counts.items())
        print(f"verdicts {name}: {said} in {time.monotonic() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
