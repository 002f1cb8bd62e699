"""Steps that send a body, for the tests of requests."""

from __future__ import annotations

from one_call import Made, call

HOSTILE = ['"', "\\", '","admin":true,"x":"', "{$inputs.a}", "\n", "</a><b>", "&b=1", "é\u2028"]


def taking(content_type: str, schema: str = "{}", encoding: str = "{}") -> str:
    """An operation that takes one content type."""
    media = f"{{schema: {schema}, encoding: {encoding}}}"
    return f"requestBody: {{content: {{'{content_type}': {media}}}}}"


JSON = taking("application/json")


def sending(payload: str, *, inputs: str = "", operation: str = JSON, content: str = "") -> Made:
    """A step that sends a payload, written as YAML."""
    kind = f"contentType: '{content}', " if content else ""
    return call(f"requestBody: {{{kind}payload: {payload}}}", inputs=inputs, operation=operation)
