"""The parser of runtime expressions (Arazzo 1.1, "Runtime Expressions").

What 1.0 and published documents write is read too: names with any character (1.0 has
`name = *CHAR`), `$inputs` and `$steps.x.outputs` as a whole, dots and brackets behind a body.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Final, Literal

from arazzo_gen.diagnostics.nearest import alone, nearest
from arazzo_gen.expressions.ast import (
    ComponentReference,
    Expression,
    Inputs,
    MessagePart,
    Method,
    Outputs,
    Pointer,
    SelfUri,
    SourceReference,
    StatusCode,
    StepOutput,
    Url,
    WorkflowValue,
)
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.navigation import (
    scan_navigation,
    split_name,
    to_pointer,
)
from arazzo_gen.lazy import pattern
from arazzo_gen.text.pointer import write

__all__ = ["ROOTS", "ExpressionError", "parse_expression", "split_name"]

ROOTS: Final = (
    "url",
    "method",
    "statusCode",
    "self",
    "request",
    "response",
    "message",
    "inputs",
    "outputs",
    "steps",
    "workflows",
    "sourceDescriptions",
    "components",
)

_ROOT = pattern(r"\$([A-Za-z_][A-Za-z0-9_]*)?")
_TOKEN = pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_STRICT = pattern(r"[A-Za-z0-9_-]+")
_SEARCH = pattern(r"\[\s*(?:\*|\?|:|-?[0-9]*\s*:)|\.\*|\.\.")
_FIELD = pattern(r"\.(inputs|outputs)(?=[.#\[]|$)")
_COMPONENTS: Final = ("parameters", "successActions", "failureActions", "inputs")
_INSTEAD: Final = {
    "body": "$response.body",
    "payload": "$message.payload",
    "status": "$statusCode",
    "status_code": "$statusCode",
    "headers": "$response.header.<name>",
    "header": "$response.header.<name>",
    "query": "$request.query.<name>",
    "path": "$request.path.<name>",
}
_SELECTOR = (
    "a Selector Object (Arazzo 1.1) takes a JSONPath: `{context: …, selector: …, type: jsonpath}`"
)


class _WrongError(Exception):
    """Carries an error out of the parser's functions."""

    def __init__(
        self,
        message: str,
        offset: int,
        help_text: str | None = None,
        end: int | None = None,
        right: str | None = None,
    ) -> None:
        super().__init__(message)
        self.error = ExpressionError(message, offset, help_text, end, right)


@functools.lru_cache(maxsize=1024)
def parse_expression(text: str) -> Expression | ExpressionError:
    """Read a text that is one runtime expression, without braces around it.

    Args:
        text: From the "$" to the end; nothing else around it.

    Returns:
        The tree, or what is wrong and where.
    """
    try:
        return _expression(text)
    except _WrongError as wrong:
        return wrong.error


def _expression(text: str) -> Expression:
    match = _ROOT.match(text)
    if match is None:
        raise _WrongError("a runtime expression starts with `$`", 0)
    brace = re.search(r"[{}]", text)
    if brace:
        raise _WrongError("an expression holds no braces", brace.start())
    root = match[1] or ""
    rest = text[match.end() :]
    simple = _SIMPLE.get(root)
    if simple is not None:
        if rest:
            raise _WrongError(
                f"nothing can follow `${root}`", match.end(), f"write `{{${root}}}` to embed it"
            )
        return simple
    parser = _PARSERS.get(root)
    if parser is None:
        raise _unknown_root(text, match)
    return parser(text, match.end())


def _unknown_root(text: str, match: re.Match[str]) -> _WrongError:
    root = match[1] or ""
    if root in _INSTEAD:
        help_text = f"write `{_INSTEAD[root]}`"
    else:
        near = nearest(root, ROOTS)
        help_text = f"did you mean `${near}`?" if near else f"there are ${', $'.join(ROOTS)}"
    if not root:
        return _WrongError("a name is missing after `$`", 0, help_text)
    meant = alone(root, ROOTS)
    right = f"${meant}" if meant is not None and root not in _INSTEAD else None
    return _WrongError(f"unknown expression `${root}`", 0, help_text, match.end(), right)


# --- $request, $response, $message ------------------------------------------------------


def _message(text: str, at: int) -> Expression:
    message: Literal["request", "response", "message"]
    message = "request" if text[1:at] == "request" else "message"
    if text[1:at] == "response":
        message = "response"
    match = re.compile(r"\.([A-Za-z_]+)").match(text, at)
    if match is None:
        part = "payload" if message == "message" else "body"
        raise _WrongError(f"a part is missing after `${message}`", at, f"write `${message}.{part}`")
    word, at = match[1], match.end()
    if word in ("body", "payload"):
        return _body(text, at, message, "body" if word == "body" else "payload")
    if word in ("header", "headers"):
        return _header(text, at, message, plural=word == "headers")
    if word in ("query", "path"):
        name = _rest(text, at, f"the name of a {word} parameter")
        return MessagePart(message, "query" if word == "query" else "path", name)
    if word.lower() in ("status", "statuscode", "status_code"):
        raise _WrongError(
            f"a message has no part `{word}`", match.start(1), "write `$statusCode`", at
        )
    parts = ("header", "query", "path", "body", "payload")
    near = nearest(word, parts)
    raise _WrongError(
        f"a message has no part `{word}`",
        match.start(1),
        f"did you mean `${message}.{near}`?" if near else "there are header, query, path, body",
        at,
        alone(word, parts),
    )


def _header(
    text: str, at: int, message: Literal["request", "response", "message"], *, plural: bool
) -> MessagePart:
    name = _rest(text, at, "the name of a header")
    token = _TOKEN.match(name)
    stop = token.end() if token else 0
    if stop != len(name):
        raise _WrongError(
            f"a header's name cannot hold {name[stop]!r}",
            at + 1 + stop,
            f"write `${message}.header.{name[:stop] or '<name>'}`",
        )
    if not plural:
        return MessagePart(message, "header", name)
    return MessagePart(message, "header", name, written=text, right=f"${message}.header.{name}")


def _body(
    text: str,
    at: int,
    message: Literal["request", "response", "message"],
    part: Literal["body", "payload"],
) -> MessagePart:
    rest = text[at:]
    head = text[:at]
    if not rest or rest == "#" or rest.startswith("#/"):
        return MessagePart(message, part, pointer=_pointer(text, at))
    if rest[0] in "#/":
        pointer = _tokens(rest[1:], at + 1)
    else:
        search = _SEARCH.search(rest)
        if search:
            raise _WrongError(
                "an expression leads to one value: it takes no wildcard, slice or filter",
                at + search.start(),
                _SELECTOR,
                at + search.end(),
            )
        path, stop = scan_navigation(text, at)
        if stop != len(text):
            raise _WrongError(
                f"`{text[stop:]}` cannot follow here", stop, f"write `{head}#/name`", len(text)
            )
        pointer = to_pointer(path)
    right = f"{head}#{write(pointer)}"
    return MessagePart(message, part, pointer=pointer, written=text, right=right)


def _pointer(text: str, at: int) -> Pointer:
    """The JSON Pointer behind a "#" at `at`; the empty one where the text ends there."""
    rest = text[at:]
    if rest in ("", "#"):
        return ()
    if not rest.startswith("#/"):
        raise _WrongError(
            "a JSON Pointer starts with `/`", at + 1, f"write `{text[: at + 1]}/{rest[1:]}`"
        )
    return _tokens(rest[2:], at + 2)


def _tokens(text: str, at: int) -> Pointer:
    wrong = re.search(r"~(?![01])", text)
    if wrong:
        raise _WrongError(
            "`~` stands in a JSON Pointer for `~0` or `~1` only",
            at + wrong.start(),
            "write `~0` for a `~`",
        )
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text.split("/"))


def _rest(text: str, at: int, what: str) -> str:
    if text[at : at + 1] != "." or at + 1 == len(text):
        raise _WrongError(f"{what} is missing", at, f"write `{text[:at]}.<name>`")
    return text[at + 1 :]


# --- $inputs, $outputs, $steps, $workflows ----------------------------------------------


def _name_and_pointer(text: str, at: int) -> tuple[str, Pointer]:
    """`.name#/pointer` at `at`; both empty where the text ends there."""
    if at == len(text):
        return "", ()
    if text[at] == "#":
        raise _WrongError("a name comes before `#`", at, f"write `{text[:at]}.<name>`")
    if text[at] != ".":
        raise _WrongError(
            f"`{text[at:]}` cannot follow `{text[:at]}`",
            at,
            f"write `{text[:at]}.<name>`",
            len(text),
        )
    name, mark, _ = text[at + 1 :].partition("#")
    if not name.strip():
        raise _WrongError("a name is missing", at, f"write `{text[:at]}.<name>`")
    search = _SEARCH.search(name)
    if search:
        start = at + 1 + search.start()
        raise _WrongError(
            "an expression leads to one value: it takes no wildcard, slice or filter",
            start,
            _SELECTOR,
            at + 1 + search.end(),
        )
    return name, _pointer(text, at + 1 + len(name)) if mark else ()


def _inputs(text: str, at: int) -> Expression:
    return Inputs(*_name_and_pointer(text, at))


def _outputs(text: str, at: int) -> Expression:
    return Outputs(*_name_and_pointer(text, at))


def _steps(text: str, at: int) -> Expression:
    step = _rest(text, at, "the id of a step")
    match = re.search(r"\.outputs(?=[.#\[]|$)", step.partition("#")[0])
    if match is None or match.start() == 0:
        first, dot, _ = step.partition(".")
        if not dot:
            raise _WrongError(
                f"`{text}` does not say that it means an output",
                len(text),
                f"write `$steps.{first}.outputs.<name>`",
            )
        return StepOutput(first, *_name_and_pointer(text, at + 1 + len(first)), short=True)
    return StepOutput(step[: match.start()], *_name_and_pointer(text, at + 1 + match.end()))


def _workflows(text: str, at: int) -> Expression:
    workflow = _rest(text, at, "the id of a workflow")
    match = _FIELD.search(workflow.partition("#")[0])
    first = workflow.partition(".")[0]
    if match is None or match.start() == 0:
        raise _WrongError(
            f"`{text}` does not say whether it means an input or an output",
            at + 1 + len(first),
            f"write `$workflows.{first}.outputs.<name>`",
            len(text),
        )
    steps = workflow.find(".steps.", 0, match.start())
    if steps > 0:
        raise _WrongError(
            "the steps of another workflow cannot be read",
            at + 1 + steps,
            f"write `$workflows.{first}.outputs.<name>`",
            len(text),
        )
    name, pointer = _name_and_pointer(text, at + 1 + match.end())
    field: Literal["inputs", "outputs"] = "inputs" if match[1] == "inputs" else "outputs"
    return WorkflowValue(workflow[: match.start()], field, name, pointer)


# --- $sourceDescriptions, $components ---------------------------------------------------


def _sources(text: str, at: int) -> Expression:
    source, _, reference = _rest(text, at, "the name of a source description").partition(".")
    strict = _STRICT.match(source)
    stop = strict.end() if strict else 0
    if stop != len(source):
        raise _WrongError(
            f"a source's name cannot hold {source[stop]!r}",
            at + 1 + stop,
            f"write `$sourceDescriptions.{source[:stop] or '<name>'}.url`",
        )
    if not reference:
        raise _WrongError(
            "the operation, workflow or field of the source is missing",
            len(text),
            f"write `$sourceDescriptions.{source}.<operationId>`",
        )
    match = _FIELD.search(reference.partition("#")[0])
    if match is None or match.start() == 0:
        return SourceReference(source, reference)
    name, pointer = _name_and_pointer(text, len(text) - len(reference) + match.end())
    field: Literal["inputs", "outputs"] = "inputs" if match[1] == "inputs" else "outputs"
    return WorkflowValue(reference[: match.start()], field, name, pointer, source)


def _components(text: str, at: int) -> Expression:
    kind, _, name = _rest(text, at, "the kind of component").partition(".")
    if kind not in _COMPONENTS:
        near = nearest(kind, _COMPONENTS)
        raise _WrongError(
            f"there are no components `{kind}`",
            at + 1,
            f"did you mean `{near}`?" if near else f"there are {', '.join(_COMPONENTS)}",
            at + 1 + len(kind),
        )
    if not name:
        raise _WrongError(
            "the component's name is missing", len(text), f"write `$components.{kind}.<name>`"
        )
    return ComponentReference(kind, name)


_SIMPLE: Final[dict[str, Expression]] = {
    "url": Url(),
    "method": Method(),
    "statusCode": StatusCode(),
    "self": SelfUri(),
}

_PARSERS: Final[dict[str, Callable[[str, int], Expression]]] = {
    "request": _message,
    "response": _message,
    "message": _message,
    "inputs": _inputs,
    "outputs": _outputs,
    "steps": _steps,
    "workflows": _workflows,
    "sourceDescriptions": _sources,
    "components": _components,
}
