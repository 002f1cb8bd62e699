"""What tells one finding from another in the next version of a document, whatever line it is on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from arazzo_gen.diagnostics.model import Diagnostic
from arazzo_gen.source.span import Span

_LENGTH = 16


def fingerprints(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """A fingerprint for each of some findings, such as "3f9a2c51d0e4b7a6:1".

    It depends on the code, the message and the text of the line, without its indent. Of findings
    in one file that have all these in common, the number behind the colon tells which it is.

    Args:
        diagnostics: All findings, in the order in which they are shown.
    """
    counts: Counter[tuple[str, str]] = Counter()
    found: list[str] = []
    for one in diagnostics:
        print_ = _hash(one)
        place = (one.span.file.name if one.span else "", print_)
        counts[place] += 1
        found.append(f"{print_}:{counts[place]}")
    return found


def _hash(found: Diagnostic) -> str:
    parts = "\0".join((found.code, found.message, _line(found.span)))
    data = parts.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:_LENGTH]


def _line(span: Span | None) -> str:
    return span.file.line(span.line).strip() if span is not None else ""
