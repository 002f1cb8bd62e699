"""The model of an OpenAPI document's parts that steps use, the same for 2.0, 3.0, 3.1 and 3.2.

Schemas stay nodes (`$ref`s not followed): `typing/` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from arazzo_gen.openapi.refs import Refs
from arazzo_gen.record import record
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node

Version: TypeAlias = Literal["2.0", "3.0", "3.1", "3.2"]
Location: TypeAlias = Literal["path", "query", "header", "cookie", "querystring"]
SchemeKind: TypeAlias = Literal["bearer", "basic", "header", "query", "cookie", "none"]


@record
class Header:
    """A header of a response, by its name as the document spells it."""

    name: str
    schema: Node | None
    required: bool


@record
class Media:
    """One content type of a body, and its schema.

    `encoding` is the map of Encoding Objects by property name, as written. `example` is an example
    of the body, `examples` the map of Example Objects by name, as written.
    """

    content_type: str
    schema: Node | None
    encoding: Node | None
    span: Span
    example: Node | None = None
    examples: Node | None = None


@record
class Response:
    """A response. `status` is "200", a range such as "2XX", or "default"."""

    status: str
    media: tuple[Media, ...]
    headers: tuple[Header, ...]
    span: Span


@record
class OperationParameter:
    """A parameter of an operation, with the defaults of `style` and `explode` applied.

    `style` is a style of OpenAPI 3, or "tsv" (Swagger 2.0, values divided by tabs). `content` is
    the media type of a parameter that has `content` instead of a style. `default` is the
    schema's.
    """

    name: str
    location: Location
    required: bool
    style: str
    explode: bool
    allow_reserved: bool
    content: str | None
    schema: Node | None
    default: Node | None
    description: str | None
    span: Span


@record
class Body:
    """The request body of an operation."""

    required: bool
    media: tuple[Media, ...]
    span: Span


@record
class SchemeUse:
    """A security scheme that an operation requires.

    OAuth 2 and OpenID Connect are bearer; another scheme of HTTP is the whole Authorization header;
    mutual TLS, HTTP schemes that need a conversation and what is unknown are "none". `parameter`
    is the name of the header, query parameter or cookie ("Authorization" for bearer and basic,
    "" for "none").
    """

    name: str
    kind: SchemeKind
    parameter: str
    description: str | None
    span: Span


@record
class ServerVariable:
    """A variable of a server's URL that has more than one value (OpenAPI 3.1, "Server Variable
    Object").

    Attributes:
        name: As the URL has it, between braces.
        default: Its value where the caller gives none; None where the document has no default, or
            one that is a placeholder.
        choices: The values of its enum; () where it may have any.
        doubt: Why a default that is written is none; None where there is nothing to say.
        span: Where the default stands, or the variable.
    """

    name: str
    default: str | None
    choices: tuple[str, ...]
    description: str | None
    doubt: str | None
    span: Span


@record
class Server:
    """The base URL of operations, without a slash at its end.

    Attributes:
        url: Absolute, with each of the `variables` between braces; None where the document gives
            no absolute one.
        variables: Those that have more than one value.
        placeholder: Where a URL stands that would be the one, but is a placeholder.
    """

    url: str | None
    variables: tuple[ServerVariable, ...] = ()
    placeholder: Span | None = None


@record
class Operation:
    """An operation, merged with the parts of its path item and its document that apply to it.

    Attributes:
        source: The name of the source description it was found in.
        method: In upper case.
        path: The path template.
        query: The parts of the query that is written in its key: "versioning", "id={id}".
        security: The alternatives, each of which is satisfied by all of its schemes together;
            () where nothing is required, and an empty alternative where security is optional.
        server: The base URL.
        is_partial: Whether a parameter of it cannot be read, which has been reported: it may have
            others than `parameters`.
    """

    source: str
    method: str
    path: str
    query: tuple[str, ...]
    operation_id: str | None
    summary: str | None
    description: str | None
    parameters: tuple[OperationParameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    security: tuple[tuple[SchemeUse, ...], ...]
    server: Server
    deprecated: bool
    span: Span
    document: OpenApiDocument
    is_partial: bool = False

    def response(self, status: int) -> Response | None:
        """The response that is declared for a status, for its range or by default (OpenAPI 3.1,
        "Responses Object"); None where there is none."""
        declared = {each.status: each for each in self.responses}
        keys = (str(status), f"{status // 100}XX", "default")
        return next((declared[key] for key in keys if key in declared), None)


@record
class OperationRef:
    """A reference to an operation that is found, but not read yet."""

    path: str
    method: str
    operation_id: str | None
    item: Node
    node: Node
    span: Span


@record(eq=False)
class OperationIndex:
    """The operations of a document, in document order.

    `by_place` has them by path and by key of the path item, such as ("/a", "get").
    """

    all: tuple[OperationRef, ...]
    by_id: Mapping[str, tuple[OperationRef, ...]]
    by_place: Mapping[tuple[str, str], OperationRef]


@record(frozen=False, eq=False)
class OpenApiDocument:
    """An OpenAPI document whose top level has been read.

    Attributes:
        source: The name of the source description.
        root: The whole document.
        server: The root's base URL, as `Operation.server`.
        retrieved: Where the document is on the web; None for one that is a file only.
        refs: Follows the references in it.
        index: Its operations; `operations.py` makes it when it is first used.
        keys: The API keys among its security schemes; `security.py` reads them when they are
            first asked for.
    """

    source: str
    root: Node
    version: Version
    title: str | None
    server: Server
    refs: Refs
    retrieved: str | None = None
    index: OperationIndex | None = None
    keys: tuple[SchemeUse, ...] | None = None
