"""The records of expressions, which compute the values of a workflow.

A leaf is absent when its value is None at run time (`UNSET` for a read with `unset`).
Everything built on an absent leaf is absent too: `At` of it, `Text` with it.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal, TypeAlias

from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.record import record
from arazzo_gen.text.keys import key_of
from arazzo_gen.text.node import JsonValue
from arazzo_gen.types import Type


@record
class Const:
    """A constant of the document (any JSON value); 1, 1.0 and True are three."""

    value: JsonValue
    type: Type

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Const) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> Hashable:
        return (key_of(self.value), self.type)


@record
class Input:
    """An input of the workflow, by the document's name."""

    name: str
    type: Type


@record
class StepOutput:
    """An output of a step of the same workflow, by the document's names."""

    step: str
    name: str
    type: Type


@record
class WorkflowOutput:
    """An output of a workflow that this one depends on, by the document's names."""

    workflow: str
    name: str
    type: Type


@record
class CalledOutput:
    """`$outputs.name` in a step that calls a workflow: an output of the called one."""

    name: str
    type: Type


@record
class Supplied:
    """A required parameter that no step gives: a keyword that every function which needs it has.

    `name` and `location` are the parameter's. required: callers must give it; otherwise it is
    absent when it is None, and the client's own headers apply.
    """

    param: str
    name: str
    location: Literal["query", "header", "cookie", "querystring"]
    type: Type
    required: bool
    doc: str | None = None


@record
class StatusCode:
    """The response's status, an int; None where there is no response."""

    type: Type


@record
class RequestUrl:
    """The URL that the request went to, as text."""

    type: Type


@record
class ResponseHeader:
    """A header of the response (str), by any case; absent where it is not there."""

    name: str
    type: Type


@record
class ResponseBody:
    """The response's body: parsed ("json"), as text ("text": XML, plain text), or parsed where it
    is JSON and as text where it is not ("any")."""

    media: Literal["json", "text", "any"]
    type: Type


@record
class RequestHeader:
    """A header of the request as it was sent."""

    name: str
    type: Type


@record
class RequestQuery:
    """A query parameter of the request as it was sent (str)."""

    name: str
    type: Type


@record
class RequestBody:
    """The body of the request as it was sent: parsed ("json") or as text."""

    media: Literal["json", "text"]
    type: Type


@record
class At:
    """The value at a path inside another; absent where the path leads nowhere.

    An int is an array index (or, should the value be an object, that number as a key).
    """

    base: Expr
    path: tuple[str | int, ...]
    type: Type


@record
class Text:
    """Text with values in it: scalars as JSON spells them, objects and arrays as JSON."""

    parts: tuple[str | Expr, ...]
    type: Type


@record
class XmlEscaped:
    """A value inside XML text, which it cannot break out of; `cdata`: in a CDATA section."""

    value: Expr
    cdata: bool
    type: Type


@record
class ListOf:
    """An array of a payload; an absent item is left out."""

    items: tuple[Expr, ...]
    type: Type


@record
class MapOf:
    """An object of a payload; an absent value is left out with its key."""

    entries: tuple[tuple[str, Expr], ...]
    type: Type


@record
class Required:
    """A value that the request needs: `MissingValue(step, name, pointer)` where it is absent.

    `pointer` is the runtime expression of the value, as `spelled` gives it.
    """

    value: Expr
    step: str
    name: str
    pointer: str | None
    type: Type


@record
class OrNull:
    """A value inside JSON of which None is null, instead of absent."""

    value: Expr
    type: Type


@record
class JsonPathValue:
    """A JSONPath selector: the node of a singular query, the list of nodes of any other.

    `bindings` are the values of the runtime expressions embedded in the query, in the order of
    the query's `Bound` nodes.
    """

    base: Expr
    query: jsonpath.Query
    bindings: tuple[Expr, ...]
    type: Type


@record
class XPathValue:
    """An XPath selector on text that is XML: the first node's text, or the number or string."""

    base: Expr
    path: str | Text
    version: str
    type: Type


Expr: TypeAlias = (
    Const
    | Input
    | StepOutput
    | WorkflowOutput
    | CalledOutput
    | Supplied
    | StatusCode
    | RequestUrl
    | ResponseHeader
    | ResponseBody
    | RequestHeader
    | RequestQuery
    | RequestBody
    | At
    | Text
    | XmlEscaped
    | ListOf
    | MapOf
    | Required
    | OrNull
    | JsonPathValue
    | XPathValue
)

Leaf: TypeAlias = Input | StepOutput | WorkflowOutput
"""What a step reads from outside its own request and response."""
