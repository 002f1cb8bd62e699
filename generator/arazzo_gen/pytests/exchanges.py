"""Requests and answers as the code that `playback.py` has for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arazzo_gen.play.model import Answer, Sent, SentBody
from arazzo_gen.python.text.literal import fstring, literal, string
from arazzo_gen.text.node import JsonValue

LEFT_OUT: Mapping[str, str] = {
    "query": "()", "headers": "{}", "cookies": "{}", "form": "None", "text": '""',
    "content_type": "None", "json": "NO_JSON", "lines": "None", "parts": "None",
}  # fmt: skip
"""The parts of a request as they are where a test does not say them."""

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


def request_code(sent: Sent, base: tuple[str, str], step: str) -> str:
    """The code that expects a request.

    Args:
        sent: The request.
        base: The name of the constant of its base URL, and that URL.
        step: The id of the step that sends it.
    """
    parts = request_parts(sent, base)
    method, url = parts.pop("method"), parts.pop("url")
    named = "".join(f", {name}={code}" for name, code in parts.items())
    return f"on({method}, {url}{named}, step={string(step)})"


def request_parts(sent: Sent, base: tuple[str, str]) -> dict[str, str]:
    """The code of each part of a request that is not empty, by its keyword."""
    parts = {"method": string(sent.method), "url": fstring([(base[0], True), (sent.path, False)])}
    if sent.query:
        parts["query"] = _pairs(sent.query)
    if sent.headers:
        parts["headers"] = literal(dict(sent.headers))
    if sent.cookies:
        parts["cookies"] = literal(dict(sent.cookies))
    if sent.body is not None:
        parts |= _body_parts(sent.body)
    return parts


def _body_parts(body: SentBody) -> dict[str, str]:
    kind = body.content_type.partition(";")[0].strip()
    parts, usual = _content(body)
    return parts if kind == usual else {**parts, "content_type": string(kind)}


def _content(body: SentBody) -> tuple[dict[str, str], str | None]:
    """The code of what a body has, and the content type that goes without saying with it."""
    if body.kind == "json":
        return {"json": literal(body.value)}, _JSON
    if isinstance(body.value, list):
        pairs = [each for each in body.value if isinstance(each, list) and len(each) == 2]
        named = [(str(name), str(value)) for name, value in pairs]
        if body.kind == "form":
            return {"form": _pairs(named)}, _FORM
        if body.kind == "multipart" and not any(map(_is_escaped, (name for name, _ in named))):
            return {"parts": _pairs(named)}, _MULTIPART
        if body.kind == "lines" and "charset=" not in body.content_type:
            return {"lines": literal(body.value)}, None
    known = isinstance(body.value, str) and body.kind in ("text", "xml")
    return {"text": literal(body.value) if known else "None"}, None


def _is_escaped(name: str) -> bool:
    """Whether a part's name is sent in another spelling, which may be that of another name, too."""
    return not name.isprintable() or any(char in name for char in '"%\\')


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    """Pairs as an object, where each name is there once."""
    if len({name for name, _ in pairs}) == len(pairs):
        return literal(dict(pairs))
    return f"[{', '.join(f'({string(name)}, {string(value)})' for name, value in pairs)}]"


def answer_code(answer: Answer, body: str | None) -> str:
    """The code that gives an answer, behind that of its request.

    Args:
        answer: The answer.
        body: The code of its body; None to write it out.
    """
    given: list[str] = []
    if answer.content_type is not None:
        code = body if body is not None else literal(answer.body)
        given.append(f"text={code}" if is_text(answer) else code)
        usual = None if is_text(answer) else _JSON
        if answer.content_type != usual:
            given.append(f"content_type={string(answer.content_type)}")
    if answer.status != 200:
        given.append(f"status={answer.status}")
    if answer.headers:
        headers: dict[str, JsonValue] = dict(answer.headers)
        given.append(f"headers={literal(headers)}")
    return f".reply({', '.join(given)})"


def is_text(answer: Answer) -> bool:
    """Whether the body of an answer is a text, and no JSON value."""
    kind = (answer.content_type or "").partition(";")[0].strip().lower()
    return isinstance(answer.body, str) and not (kind == _JSON or kind.endswith("+json"))
