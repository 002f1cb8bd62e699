"""Words that people write for the fields of the specification, by the object they stand in.

They come from other formats of workflows, from OpenAPI and from other objects of Arazzo itself. A
word counts only where its field is missing. Case and punctuation make no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Final, TypeAlias

from arazzo_gen.arazzo.kinds import Kind
from arazzo_gen.text.node import Node

_Table: TypeAlias = dict[str, str]

_TABLES: Final[dict[str, _Table]] = {
    "an Arazzo document": {
        "sourceDescriptions": "source sources sourceDescription sourceDescriptors apis api "
        "openapis services specs specifications descriptions imports",
        "workflows": "workflow flows flow scenarios jobs pipelines",
        "components": "component definitions reusable shared",
        "info": "metadata meta information about",
    },
    "the info": {
        "title": "name label heading",
        "version": "apiVersion docVersion revision",
        "description": "desc details text",
    },
    "a source description": {
        "name": "id key alias title sourceName sourceId",
        "url": "uri path file href location src source ref $ref link address document",
        "type": "kind format specType",
    },
    "a workflow": {
        "workflowId": "id name workflow workflowName key operationId flow flowId",
        "inputs": "input inputSchema schema inputParameters args arguments variables vars",
        "steps": "step tasks task stages stage sequence activities states calls",
        "outputs": "output out results result returns return exports response",
        "dependsOn": "depends needs requires dependencies after dependency prerequisites",
        "successActions": "onSuccess success onSuccessActions onSucceeded",
        "failureActions": "onFailure failure onError onFailureActions onFail errorActions",
        "parameters": "params param commonParameters",
    },
    "a step": {
        "stepId": "id name step key stepName taskId",
        "operationId": "operation op opId call operationName endpointId invoke uses",
        "operationPath": "operationRef operationPointer path endpoint operationUrl",
        "workflowId": "workflow flow workflowRef subWorkflow callWorkflow",
        "parameters": "params param args arguments inputs input with variables requestParameters "
        "queryParameters pathParameters headers query",
        "requestBody": "body request payload data json requestPayload content form",
        "successCriteria": "success criteria criterion successCondition successConditions "
        "conditions condition assert asserts assertions expect expects expectations test tests "
        "checks validate validations expectedStatus status statusCode",
        "onSuccess": "success successActions successAction then next actions onComplete",
        "onFailure": "failure failureActions failureAction onError catch error onFail onFailed "
        "else retry retries retryPolicy",
        "outputs": "output out results result returns return extract exports export capture "
        "captures save store set register",
        "dependsOn": "depends needs requires after dependencies dependency runAfter",
        "timeout": "timeoutMs timeLimit maxTime",
    },
    "a parameter": {
        "name": "id key param parameter field parameterName",
        "in": "location loc where place position paramType type",
        "value": "val content default example expression expr from data source",
    },
    "a success action": {
        "name": "id actionName",
        "type": "action kind do actionType",
        "stepId": "step id target to next nextStep targetStep",
        "workflowId": "workflow flow targetWorkflow",
        "criteria": "if when conditions criterion successCriteria failureCriteria on where",
        "parameters": "params args arguments inputs with",
    },
    "a criterion": {
        "condition": "expression expr criterion criteria test check assert if when query rule "
        "predicate matches",
        "context": "target on subject source in",
        "type": "kind language lang",
    },
    "an expression type": {"type": "kind language name", "version": "draft"},
    "a selector": {
        "context": "source from target",
        "selector": "query expression expr path select pointer",
        "type": "kind language lang",
    },
    "a request body": {
        "contentType": "mediaType mimeType media mime type encoding format",
        "payload": "body content data json value example text form",
        "replacements": "replace replacement substitutions overrides patches patch",
    },
    "a replacement": {
        "target": "path pointer location to key name at selector field",
        "value": "with replacement by val source expression",
    },
    "the components": {
        "inputs": "schemas input schema",
        "parameters": "params",
        "successActions": "onSuccess success actions",
        "failureActions": "onFailure failure onError",
    },
}
_TABLES["a failure action"] = {
    **_TABLES["a success action"],
    "retryAfter": "delay wait interval after backoff retryDelay retryInterval waitTime sleep",
    "retryLimit": "retries limit attempts maxRetries maxAttempts retryCount count max times",
}

_EXCLUSIVE: Final = (
    frozenset({"operationId", "operationPath", "channelPath", "workflowId", "x-operation"}),
)
"""Fields of which a step has one: where it has, none of the others is missing."""


def meant_field(key: str, value: Node, kind: Kind, present: Container[str]) -> str | None:
    """The field for which an unknown one most likely stands, by its name and its value.

    Args:
        key: The unknown field.
        value: What stands there.
        kind: The object.
        present: The fields that the object has.

    Returns:
        A field of the object that is missing; None where none is meant.
    """
    fitting = [
        field
        for field in _words(kind).get(_bare(key), ())
        if not _is_there(field, kind, present) and _SHAPES.get(field, _anything)(value)
    ]
    if len(fitting) == 2 and "onSuccess" in fitting:
        fitting = ["onSuccess"] if _holds_actions(value) else [fitting[0]]
    return fitting[0] if fitting else None


def as_field(field: str, value: Node) -> Node:
    """What stands under a word, as the field that is meant would hold it: a payload without its
    Request Body Object is put into one, and taken out of a map of media types."""
    if field == "payload" and len(value.entries) == 1:
        media, inner = next(iter(value.entries.items()))
        return inner if "/" in media else value  # a map of media types, as OpenAPI has it
    known = {"payload", "contentType", "replacements"}
    if field != "requestBody" or known & value.entries.keys():
        return value
    span = (value.file, value.line, value.column, value.end_line, value.end_column)
    return Node({"payload": value}, *span, {"payload": Node("payload", *span)})


def _is_there(field: str, kind: Kind, present: Container[str]) -> bool:
    groups = _EXCLUSIVE if kind.noun == "a step" else ()
    return any(each in present for each in next((g for g in groups if field in g), (field,)))


_WORDS: dict[str, dict[str, tuple[str, ...]]] = {}


def _words(kind: Kind) -> dict[str, tuple[str, ...]]:
    """The fields that a word may mean in an object, the likeliest first."""
    if kind.noun not in _WORDS:
        found: dict[str, tuple[str, ...]] = {}
        for field, words in _TABLES.get(kind.noun, {}).items():
            for word in words.split():
                bare = _bare(word)
                found[bare] = (*found.get(bare, ()), field)
        _WORDS[kind.noun] = found
    return _WORDS[kind.noun]


def _bare(word: str) -> str:
    return "".join(char for char in word.casefold() if char.isalnum() or char == "$")


# --- What a field may hold ------------------------------------------------------------------


def _anything(value: Node) -> bool:
    return True


def _is_text(value: Node) -> bool:
    return value.text is not None


def _is_one_of(words: Iterable[str]) -> Callable[[Node], bool]:
    known = frozenset(words)
    return lambda value: value.text is not None and value.text in known


def _is_structure(value: Node) -> bool:
    return value.kind in ("object", "array")


def _is_number(value: Node) -> bool:
    return value.kind in ("integer", "number") or (value.text or "").isdecimal()


def _holds_actions(value: Node) -> bool:
    items = value.items or [value]
    return any({"type", "stepId", "workflowId", "goto"} & item.entries.keys() for item in items)


_SHAPES: Final[dict[str, Callable[[Node], bool]]] = {
    "in": _is_one_of(("path", "query", "header", "cookie", "querystring", "body", "formData")),
    "stepId": _is_text,
    "workflowId": _is_text,
    "operationId": _is_text,
    "operationPath": _is_text,
    "workflows": _is_structure,
    "steps": _is_structure,
    "parameters": _is_structure,
    "onFailure": _is_structure,
    "onSuccess": _is_structure,
    "timeout": _is_number,
    "retryAfter": _is_number,
    "retryLimit": _is_number,
}
"""What must stand under a word for it to mean a field; a word alone is enough for the others."""
