"""What a step sends: its parameters and its body, each from an input or an earlier step."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from arazzo_gen.init.endpoints import Endpoint
from arazzo_gen.init.inputs import Inputs, described
from arazzo_gen.init.names import camel, is_bare_id, words
from arazzo_gen.init.segments import owner
from arazzo_gen.init.yaml_text import Tree, is_writable
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Media, Operation, OperationParameter, SchemeUse
from arazzo_gen.typing.walk import property_names, walk

_SET_BY_OTHERS = frozenset({"accept", "content-type", "host", "content-length", "user-agent"})
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_MOST_PROPERTIES = 40
_VAGUE = frozenset({"name", "key", "slug", "code", "number", "version", "body"})


class Requests:
    """Writes the requests of a workflow, whose steps share inputs."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def step(
        self,
        endpoint: Endpoint,
        known: Mapping[str, str],
        also: Endpoint | None = None,
        names: Mapping[str, str] | None = None,
        without: Collection[str] = (),
    ) -> dict[str, Tree]:
        """The fields `parameters` and `requestBody` of a step.

        Args:
            endpoint: The operation that it calls.
            known: Expressions for parameters, by their names.
            also: An earlier operation: parameters that are optional are given if it has them.
            names: Names of path parameters there, by their names here.
            without: Names of optional parameters that are left out.
        """
        operation = endpoint.operation
        credentials = self._credentials(operation)
        given: list[Tree] = []
        for parameter in operation.parameters:
            place = (parameter.location, parameter.name.lower())
            if place in credentials:
                continue
            is_dropped = parameter.name.lower() in without and not parameter.required
            if is_dropped or not self._is_given(parameter, known, also):
                continue
            value = known.get(parameter.name) or self._value(endpoint, parameter, names or {})
            given.append({"name": parameter.name, "in": parameter.location, "value": value})
        for use, value in credentials.values():
            location = "header" if use.kind in ("bearer", "basic") else use.kind
            given.append({"name": use.parameter, "in": location, "value": value})
        tree: dict[str, Tree] = {}
        if given:
            tree["parameters"] = given
        body = self._body(endpoint)
        if body is not None:
            tree["requestBody"] = body
        return tree

    # --- Parameters ---------------------------------------------------------------

    def _is_given(
        self, parameter: OperationParameter, known: Mapping[str, str], also: Endpoint | None
    ) -> bool:
        if parameter.location == "header" and parameter.name.lower() in _SET_BY_OTHERS:
            return False
        if parameter.required or parameter.name in known:
            return True
        if parameter.location in ("path", "querystring") or _is_deprecated(parameter):
            return False
        if also is None:
            return True
        theirs = {(one.location, one.name) for one in also.operation.parameters}
        return (parameter.location, parameter.name) in theirs

    def _value(
        self, endpoint: Endpoint, parameter: OperationParameter, names: Mapping[str, str]
    ) -> Tree:
        nodes = endpoint.api.schemas.nodes
        schema = described(
            nodes,
            parameter.schema,
            parameter.description,
            is_secret=parameter.name.lower() == "authorization",
        )
        only = _only(schema)
        if parameter.required and only is not None:
            return only
        name, location = parameter.name, parameter.location
        if name in names:
            name, location = names[name], "path"
        key = (location, name)
        required = parameter.required and "default" not in schema
        return self._inputs.use(key, _wanted(endpoint, parameter), schema, required=required)

    def _credentials(self, operation: Operation) -> dict[tuple[str, str], tuple[SchemeUse, str]]:
        """What the first alternative of its security needs; nothing where it is optional."""
        alternatives = operation.security
        if not all(alternatives):
            return {}
        usable = [uses for uses in alternatives if all(one.kind != "none" for one in uses)]
        found: dict[tuple[str, str], tuple[SchemeUse, str]] = {}
        for use in usable[0] if usable else ():
            location = "header" if use.kind in ("bearer", "basic") else use.kind
            schema: dict[str, Tree] = {"type": "string", "format": "password"}
            schema["description"] = _said(use)
            key = ("security", location, use.parameter)
            value = self._inputs.use(key, camel(use.name) or "apiKey", schema, required=True)
            if use.kind in ("bearer", "basic"):
                value = f"{use.kind.capitalize()} {{{value}}}"
            found[location, use.parameter.lower()] = (use, value)
        return found

    # --- Bodies -------------------------------------------------------------------

    def _body(self, endpoint: Endpoint) -> dict[str, Tree] | None:
        body = endpoint.operation.body
        media = _chosen(body.media) if body is not None else None
        if body is None or media is None:
            return None
        content_type = "application/json" if is_json(media.content_type) else media.content_type
        if is_json(media.content_type) and media.content_type.partition(";")[0].endswith("json"):
            content_type = media.content_type
        payload: Tree = self._properties(endpoint, media)
        if payload is None:
            schema = described(endpoint.api.schemas.nodes, media.schema)
            payload = self._inputs.use(("body",), "body", schema, required=body.required)
        return {"contentType": content_type, "payload": payload}

    def _properties(self, endpoint: Endpoint, media: Media) -> dict[str, Tree] | None:
        """An object with an input for each property; None where it is better given as a whole."""
        nodes = endpoint.api.schemas.nodes
        is_form = media.content_type.startswith(_FORMS)
        if media.schema is None or not (is_form or is_json(media.content_type)):
            return None
        shape = nodes.shape(media.schema)
        if shape.groups or shape.kinds != {"object"} or shape.null:
            return None
        names = [n for n in property_names(nodes, media.schema, sent=True) if is_writable(n)]
        if not names or len(names) > _MOST_PROPERTIES or shape.required - set(names):
            return None
        payload: dict[str, Tree] = {}
        for name in names:
            schema = walk(nodes, media.schema, (name,), "Value", sent=True).schema
            tree = described(nodes, schema)
            required, only = name in shape.required, _only(tree)
            if required and only is not None:
                payload[name] = only
                continue
            required = required and "default" not in tree
            payload[name] = self._inputs.use(("body", name), name, tree, required=required)
        return payload


def _only(schema: Mapping[str, Tree]) -> str | int | float | None:
    """The one value that a schema allows; None where there are more, or it is no constant."""
    values = schema.get("enum")
    if not isinstance(values, list) or len(values) != 1:
        return None
    (only,) = values
    if isinstance(only, str):
        return only if "$" not in only and is_writable(only) else None
    return only if isinstance(only, (int, float)) else None


def _is_deprecated(parameter: OperationParameter) -> bool:
    schema = parameter.schema
    flag = schema.get("deprecated") if schema is not None else None
    return flag is not None and flag.value is True


def _wanted(endpoint: Endpoint, parameter: OperationParameter) -> str:
    """The name of the input for a parameter: `workflowKey` for the `key` of a workflow's path."""
    name = parameter.name
    if parameter.location == "path" and (is_bare_id(name) or set(words(name)) <= _VAGUE):
        for place, segment in enumerate(endpoint.segments):
            if segment.is_parameter and segment.text == name:
                thing = owner(endpoint.segments, place)
                return camel(*thing, name) if thing else name
    return name


def _chosen(media: tuple[Media, ...]) -> Media | None:
    """The content type to send: JSON if there is one, then a form."""
    for one in media:
        if is_json(one.content_type):
            return one
    for one in media:
        if one.content_type.startswith(_FORMS):
            return one
    return media[0] if media else None


def _said(use: SchemeUse) -> str:
    if use.kind == "bearer":
        return "Token, sent as a Bearer token."
    if use.kind == "basic":
        return "User name and password as HTTP Basic has them: user:password in base64."
    return f"API key, sent as {use.parameter}."
