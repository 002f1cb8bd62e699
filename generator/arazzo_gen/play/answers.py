"""Reads the answers of plays as generated modules read responses: their headers and bodies."""

from __future__ import annotations

import json
from typing import Any

from arazzo_gen.play.model import Answer
from arazzo_gen.play.spelling import is_array, is_object, json_text


def text_of(answer: Answer) -> str:
    """The body of an answer as it is sent; "" where it has none."""
    body, kind = answer.body, answer.content_type
    if body is None and (kind is None or not _is_json(kind)):
        return ""
    if isinstance(body, str) and (kind is None or not _is_json(kind)):
        return body
    try:
        return json_text(body)
    except ValueError:  # an infinite number, which some APIs send all the same
        return json.dumps(body)


def content_of(answer: Answer) -> bytes:
    """The same as bytes."""
    return text_of(answer).encode("utf-8", "replace")


def json_of(answer: Answer) -> Any:
    """The body as JSON, whatever its type says; None where it is none."""
    body, kind = answer.body, answer.content_type
    if kind is not None and _is_json(kind):
        return body
    if body is None or not isinstance(body, str):
        return body
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def value_of(answer: Answer) -> Any:
    """The body as JSON if it is that, else as text; None where it is empty."""
    value, kind = json_of(answer), (answer.content_type or "").lower()
    if is_object(value) or is_array(value) or "json" in kind:
        return value
    if value is None or kind.startswith("text/"):
        return text_of(answer) or None
    return value


def header_of(answer: Answer, name: str) -> str | None:
    """A header of an answer, by any case; several of one name with commas between."""
    wanted = name.lower()
    found = [value for key, value in answer.headers if key.lower() == wanted]
    if not found and wanted == "content-type":
        return answer.content_type
    return ", ".join(found) if found else None


def _is_json(kind: str) -> bool:
    essence = kind.partition(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))
