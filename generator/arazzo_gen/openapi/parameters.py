"""Reads the parameters of an operation of OpenAPI 3 ("Parameter Object")."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from arazzo_gen.diagnostics.model import Note
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import Location, OperationParameter, OperationRef
from arazzo_gen.openapi.path_keys import split_key
from arazzo_gen.openapi.reading import Reading, doc_of, flag, text_of
from arazzo_gen.record import replace
from arazzo_gen.text.node import Node

_LOCATIONS: dict[str, Location] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
    "querystring": "querystring",
}
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
    "querystring": ("form",),
}
_TEMPLATE = pattern(r"\{([^{}]+)\}")
_SET_BY_OTHERS = frozenset({"accept", "content-type", "authorization"})

Reader = Callable[[Reading, Node], OperationParameter | None]


def read_parameters(reading: Reading, ref: OperationRef) -> tuple[OperationParameter, ...]:
    """The parameters of the path item and of the operation; the operation's win."""
    nodes = parameter_nodes(reading, ref)
    return with_template(reading, ref, merge(reading, nodes, _read_parameter))


def parameter_nodes(reading: Reading, ref: OperationRef) -> list[Node]:
    """The Parameter Objects of the path item, then those of the operation."""
    found: list[Node] = []
    for owner in (ref.item, ref.node):
        for item in reading.items(owner.get("parameters"), "`parameters`"):
            node = reading.follow(item, "a parameter")
            if node is not None:
                found.append(node)
    return found


def lacks_parameters(reading: Reading, ref: OperationRef) -> bool:
    """Whether a parameter of the path item or the operation cannot be read, as its reference leads
    nowhere or it has no name: reported where they are read."""
    for owner in (ref.item, ref.node):
        written = owner.get("parameters")
        for item in written.items if written is not None else ():
            node = reading.refs.follow(item)
            if node is None or not text_of(node, "name") or not text_of(node, "in"):
                return True
    return False


def merge(
    reading: Reading, nodes: Iterable[Node], read: Reader
) -> dict[tuple[str, str], OperationParameter]:
    """Read parameters; of two with one name and location, the later one wins."""
    merged: dict[tuple[str, str], OperationParameter] = {}
    for node in nodes:
        parameter = read(reading, node)
        if parameter is not None:
            merged[parameter.location, parameter.name] = parameter
    return merged


def with_template(
    reading: Reading, ref: OperationRef, merged: dict[tuple[str, str], OperationParameter]
) -> tuple[OperationParameter, ...]:
    """Add a parameter for each part of the path template that none declares.

    A path parameter that is not in the template cannot be required.
    """
    path, query = split_key(ref.path)
    names = list(dict.fromkeys(_TEMPLATE.findall("&".join((path, *query)))))
    for key, parameter in merged.items():
        if key[0] == "path" and parameter.name not in names:
            message = f"the path has no place for the parameter {parameter.name!r}"
            hint = nearest(parameter.name, names)
            help_ = f"did you mean {hint!r}?" if hint else f"the path is {ref.path}"
            paths = reading.document.root.get("paths")
            at = paths.key_span(ref.path) if paths is not None and paths.get(ref.path) else None
            notes = [Note("the path", at)] if at is not None else []
            reading.report.add("AZ812", parameter.span, message, notes=notes, help=help_)
            merged[key] = replace(parameter, required=False)
    for name in names:
        in_query = f"{{{name}}}" not in path and ("query", name) in merged
        if ("path", name) not in merged and not in_query:
            if not lacks_parameters(reading, ref):
                message = f"the path has {{{name}}}, which no parameter of {ref.method} declares"
                hint = f"add `{{name: {name}, in: path, required: true, …}}` to its parameters"
                reading.report.add("AZ810", ref.span, message, help=hint)
            merged["path", name] = OperationParameter(
                name, "path", True, "simple", False, False, None, None, None, None, ref.span
            )
    return tuple(merged.values())


def name_and_location(reading: Reading, node: Node) -> tuple[str, Location] | None:
    """The name and location of a parameter; a warning and None where one is missing."""
    name, place = text_of(node, "name"), text_of(node, "in")
    if not name:
        reading.broken(node.span, "this parameter has no name")
        return None
    if place not in _LOCATIONS:
        known = "path, query, header or cookie"
        said = f"`in` is {place!r}, not {known}" if place else "it has no `in`"
        reading.broken(node.span, f"the parameter {name!r} cannot be sent: {said}")
        return None
    return name, _LOCATIONS[place]


def is_required(node: Node, name: str, location: Location) -> bool:
    """Whether a value must be sent. Path parameters always; never the three headers whose
    parameters the specification says to ignore."""
    if location == "header" and name.lower() in _SET_BY_OTHERS:
        return False
    return location == "path" or flag(node, "required")


def schema_default(reading: Reading, schema: Node | None) -> Node | None:
    """The `default` of a schema, beside its `$ref` or in the schema to which that leads."""
    if schema is None:
        return None
    own = schema.get("default")
    if own is not None:
        return own
    behind = reading.refs.follow(schema)
    return behind.get("default") if behind is not None else None


def _read_parameter(reading: Reading, node: Node) -> OperationParameter | None:
    identity = name_and_location(reading, node)
    if identity is None:
        return None
    name, location = identity
    content, schema = _content(reading, node)
    style = _style(reading, node, location)
    return OperationParameter(
        name=name,
        location=location,
        required=is_required(node, name, location),
        style=style,
        explode=flag(node, "explode", style in ("form", "cookie")),
        allow_reserved=_allow_reserved(reading, node, location),
        content=content,
        schema=schema,
        default=schema_default(reading, schema),
        description=doc_of(node),
        span=node.span,
    )


def _allow_reserved(reading: Reading, node: Node, location: Location) -> bool:
    """Whether reserved characters stay as they are: outside of queries since OpenAPI 3.2."""
    if location != "query" and (location != "path" or reading.document.version != "3.2"):
        return False
    return flag(node, "allowReserved")


def _style(reading: Reading, node: Node, location: Location) -> str:
    known = _STYLES[location]
    style = text_of(node, "style")
    if style is None:
        return known[0]
    if style not in known:
        message = f"the style {style!r} does not exist in {location}; {known[0]!r} is used"
        reading.broken(node.entries["style"].span, message)
        return known[0]
    return style


def _content(reading: Reading, node: Node) -> tuple[str | None, Node | None]:
    """The media type and the schema of a parameter."""
    for content_type, media in reading.entries(node.get("content"), "`content`"):
        found = reading.follow(media, "a media type")
        return content_type, found.get("schema") if found is not None else None
    return None, node.get("schema")
