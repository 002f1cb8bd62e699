"""Reads the parameters, the body and the responses of an operation of Swagger 2.0."""

from __future__ import annotations

from arazzo_gen.openapi.bodies import read_status
from arazzo_gen.openapi.model import (
    Body,
    Header,
    Media,
    OperationParameter,
    OperationRef,
    Response,
)
from arazzo_gen.openapi.parameters import (
    is_required,
    merge,
    name_and_location,
    parameter_nodes,
    with_template,
)
from arazzo_gen.openapi.reading import Reading, doc_of, flag, text_of
from arazzo_gen.text.node import Node, Scalar

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"
_DELIMITED = {"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tsv"}


def swagger_parameters(
    reading: Reading, ref: OperationRef
) -> tuple[tuple[OperationParameter, ...], list[Node]]:
    """The parameters that are not part of the body, and the nodes of those that are."""
    plain: list[Node] = []
    body: dict[str, Node] = {}
    for node in parameter_nodes(reading, ref):
        place = text_of(node, "in")
        if place == "body":
            body["body"] = node
        elif place == "formData":
            body[f"form {text_of(node, 'name')}"] = node
        else:
            plain.append(node)
    merged = merge(reading, plain, _read_parameter)
    return with_template(reading, ref, merged), list(body.values())


def swagger_body(reading: Reading, ref: OperationRef, nodes: list[Node]) -> Body | None:
    """The request body that `in: body` or `in: formData` parameters describe."""
    if not nodes:
        return None
    consumes = _media_types(reading, ref, "consumes")
    whole = next((node for node in nodes if text_of(node, "in") == "body"), None)
    if whole is not None:
        types = consumes or [_JSON]
        schema = whole.get("schema")
        media = tuple(Media(name, schema, None, whole.span) for name in types)
        return Body(flag(whole, "required"), media, whole.span)
    has_files = any(text_of(node, "type") == "file" for node in nodes)
    fitting = [name for name in consumes if name in (_FORM, _MULTIPART)]
    if has_files or not fitting:
        fitting = [_MULTIPART if has_files else _FORM]
    schema, encoding = _form_schema(reading, nodes, ref.node.get("parameters") or ref.node)
    media = tuple(Media(name, schema, encoding, nodes[0].span) for name in fitting)
    return Body(any(flag(node, "required") for node in nodes), media, nodes[0].span)


def swagger_responses(reading: Reading, ref: OperationRef) -> tuple[Response, ...]:
    """The responses, in document order."""
    produces = _media_types(reading, ref, "produces") or [_JSON]
    found: list[Response] = []
    for key, value in reading.entries(ref.node.get("responses"), "`responses`"):
        status = read_status(reading, key, value)
        node = reading.follow(value, "a response") if status else None
        if status is None or node is None:
            continue
        schema = node.get("schema")
        types = produces if schema is not None else []
        examples = node.get("examples")
        media = tuple(
            Media(name, schema, None, node.span, examples.get(name) if examples else None)
            for name in types
        )
        headers = tuple(
            Header(name, header, False)
            for name, header in reading.entries(node.get("headers"), "`headers`")
        )
        found.append(Response(status, media, headers, node.span))
    return tuple(found)


def collection_style(reading: Reading, node: Node, location: str) -> tuple[str, bool]:
    """The style and explode that are equivalent to a `collectionFormat`.

    Only queries and forms can repeat a parameter's name (Swagger 2.0, "Parameter Object").
    """
    format_ = text_of(node, "collectionFormat") or "csv"
    known = ("csv", "multi", *_DELIMITED) if location in ("query", "form") else ("csv", *_DELIMITED)
    if format_ not in known:
        message = f"the collectionFormat {format_!r} does not exist in {location}; 'csv' is used"
        reading.broken(node.entries["collectionFormat"].span, message)
    elif format_ == "multi":
        return "form", True
    if format_ in _DELIMITED:
        return _DELIMITED[format_], False
    return ("form" if location in ("query", "form") else "simple"), False


def _read_parameter(reading: Reading, node: Node) -> OperationParameter | None:
    identity = name_and_location(reading, node)
    if identity is None:
        return None
    name, location = identity
    style, explode = collection_style(reading, node, location)
    return OperationParameter(
        name=name,
        location=location,
        required=is_required(node, name, location),
        style=style,
        explode=explode,
        allow_reserved=False,
        content=None,
        schema=node,
        default=node.get("default"),
        description=doc_of(node),
        span=node.span,
    )


def _media_types(reading: Reading, ref: OperationRef, key: str) -> list[str]:
    """`consumes` or `produces`, the operation's or else the document's."""
    written = ref.node.get(key)
    if written is None:
        written = reading.document.root.get(key)
    return [item.text for item in reading.items(written, f"`{key}`") if item.text]


def _form_schema(reading: Reading, nodes: list[Node], at: Node) -> tuple[Node, Node]:
    """The object schema of a form and its encodings, as OpenAPI 3 would have them.

    Args:
        reading: Reads the document.
        nodes: The parameters that are fields of the form.
        at: The schema's place, which is not that of a field: schemas are known by their places.
    """
    properties: dict[str, Node] = {}
    encoding: dict[str, Node] = {}
    required: list[Node] = []
    for node in nodes:
        name = text_of(node, "name")
        if not name:
            reading.broken(node.span, "this parameter has no name")
            continue
        properties[name] = node
        if flag(node, "required"):
            required.append(_made(name, node))
        if text_of(node, "type") == "array":
            style, explode = collection_style(reading, node, "form")
            entry = {"style": _made(style, node), "explode": _made(explode, node)}
            encoding[name] = _made(entry, node)
    parts: dict[str, Node] = {
        "type": _made("object", at),
        "properties": _made(properties, at),
        "required": _made(required, at),
    }
    return _made(parts, at), _made(encoding, at)


def _made(value: Scalar | list[Node] | dict[str, Node], at: Node) -> Node:
    """A synthetic node, with the span of the node that it was made from."""
    return Node(value, at.file, at.line, at.column, at.end_line, at.end_column)
