"""Extensions that other tools act on: what is not done here, and what to write instead.

Most extensions are for people or for tools of another kind, and nobody misses them. Some change
what is sent or when: a client without them does something else.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from arazzo_gen.arazzo.kinds import Kind
from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import Node

_CREDENTIALS = (
    "no credentials are sent by it",
    "name the scheme in the OpenAPI document's `security`: it becomes a keyword of the client",
)
_SERVER = (
    "requests go to the server of the OpenAPI document",
    "write the URL under `servers` there, or give the client another one when it runs",
)
_RETRY = ("nothing is tried again by it", "write an action of `type: retry` under `onFailure`")
_BACKOFF = (
    "each wait before a retry is as long as `retryAfter` or the server says",
    "write `retryAfter`, in seconds",
)
_WAIT = (
    "no step waits by it",
    "a loop waits as the client's `Polling` says; a retry has `retryAfter`",
)
_LOOP = ("the step runs once", "call a workflow for each item in your own code")
_CONDITION = ("the step runs in any case", "let an action of a step before it lead past it")
_SENDS = ("nothing of it is sent", "write it as `parameters` or `requestBody`")
_TESTS = ("nothing is tested by it", "write it as `successCriteria`")
_TIME = ("no time is limited by it", "write `timeout` (Arazzo 1.1), in milliseconds")
_OPERATION = (
    "the operation that the step names is called",
    "describe the request in an OpenAPI document and name it by `operationId`",
)
_INPUTS = ("nothing of it is an input", "write it under `inputs`")
_EVALUATED = (
    "the expressions in it are not evaluated",
    "use fields of the specification for what must happen",
)

_ACTS: Final[dict[str, tuple[str, str]]] = {
    word: what
    for words, what in (
        ("security auth authentication authorization credentials token apikey", _CREDENTIALS),
        ("server servers serverurl baseurl host baseuri", _SERVER),
        ("retry retries retrypolicy maxretries", _RETRY),
        ("backoff retrydelay", _BACKOFF),
        ("delay wait sleep pause interval polling poll", _WAIT),
        ("foreach loop repeat iterate parallel while until", _LOOP),
        ("if when condition skip skipif runif unless onlyif", _CONDITION),
        ("headers query params parameters body requestbody payload cookies", _SENDS),
        ("assert assertions asserts expect expectations tests", _TESTS),
        ("timeout timelimit", _TIME),
        ("operation request", _OPERATION),
        ("inputs env variables vars", _INPUTS),
    )
    for word in words.split()
}
"""By the extension's name without `x-`, the name of its tool, case and punctuation."""

_PLACES: Final = (
    "an Arazzo document",
    "a source description",
    "a workflow",
    "a step",
    "a success action",
    "a failure action",
    "a request body",
)

_TOOL = pattern(r"x-(?:redocly|respect|speakeasy(?:-test)?|jentic|specmatic)-", re.IGNORECASE)
_EXPRESSION = pattern(r"\$(?:inputs|steps|workflows|outputs)\.")
_MOST: Final = 200
"""How many values of an extension are looked at."""


def acting(key: str, value: Node, kind: Kind, present: Container[str]) -> tuple[str, str] | None:
    """What an extension does in other tools, and what to write instead.

    Args:
        key: The extension, with its `x-`.
        value: What stands there.
        kind: The object that has it.
        present: The fields of the object.

    Returns:
        None where nothing is missed without it, or where it is reported elsewhere.
    """
    if kind.noun not in _PLACES or value.value in (None, False, ""):
        return None
    tool = _TOOL.match(key)
    bare = "".join(char for char in key[tool.end() if tool else 2 :].lower() if char.isalnum())
    found = _ACTS.get(bare)
    targets = ("operationId", "operationPath", "workflowId", "channelPath")
    if found is _OPERATION and not any(each in present for each in targets):
        return None  # the step has no target, which is said
    return found or (_EVALUATED if holds_expressions(value) else None)


def holds_expressions(value: Node) -> bool:
    """Whether a text in a value holds a runtime expression that names something of the workflow."""
    for number, node in enumerate(value.walk()):
        if number == _MOST:
            return False
        if node.text is not None and _EXPRESSION.search(node.text):
            return True
    return False
