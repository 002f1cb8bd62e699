"""What openapi-spec-validator says of a document, as records and as JSON."""

from __future__ import annotations

import json
from typing import Any

from arazzo_gen.record import record


@record
class Finding:
    """One finding of the library.

    Attributes:
        message: What is wrong, in a line.
        place: The tokens of the JSON Pointer of what is wrong.
        is_key: Whether the key at that place is meant, and not its value.
    """

    message: str
    place: tuple[str, ...]
    is_key: bool = False


@record
class Verdict:
    """The result of validating a document.

    Attributes:
        findings: The first findings.
        count: The number of all findings.
        failure: The name of the exception that the library raised; None where it raised none.
        is_late: Whether the worker process was stopped because it took too long.
        may_change: Whether another try may end in another way, as nothing is wrong with the
            document: there was no memory or no process, or it took too long.
    """

    findings: tuple[Finding, ...] = ()
    count: int = 0
    failure: str | None = None
    is_late: bool = False
    may_change: bool = False


def dumps(verdict: Verdict) -> bytes:
    """A verdict as JSON."""
    findings = [vars(each) for each in verdict.findings]
    return json.dumps({**vars(verdict), "findings": findings}).encode()


def loads(data: bytes) -> Verdict:
    """A verdict from JSON.

    Raises:
        ValueError: The data is no verdict.
    """
    try:
        raw = json.loads(data)
        findings = tuple(_read(each) for each in raw["findings"])
        count, failure, may_change = raw["count"], raw["failure"], raw["may_change"]
    except (TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError from None
    if type(count) is not int or type(failure) not in (str, type(None)):
        raise ValueError
    return Verdict(findings, count, failure, may_change=may_change is not False)


def _read(raw: dict[str, Any]) -> Finding:
    message, place, is_key = raw["message"], tuple(raw["place"]), raw["is_key"]
    if not all(isinstance(text, str) for text in (message, *place)) or type(is_key) is not bool:
        raise ValueError
    return Finding(message, place, is_key)
