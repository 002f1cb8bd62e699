"""The records of requests and of calls of workflows."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.ir.values import Expr, Supplied
from arazzo_gen.record import record

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""The methods of requests that only read, and may be sent again (RFC 9110, section 9.2.1)."""


@record
class Param:
    """One parameter of a request, serialized as the OpenAPI operation says.

    `shape` is what the operation's schema says of the value ("any" where it says nothing);
    `content` is how the value of a `content` parameter becomes text: as JSON, or as the text that
    it is (OpenAPI 3.1, "Fixed Fields for use with content"). A value that is absent leaves the
    parameter out; a required one is wrapped in `Required` already.
    """

    name: str
    value: Expr
    style: str
    explode: bool
    shape: Literal["primitive", "array", "object", "any"] = "any"
    allow_reserved: bool = False
    content: Literal["json", "text"] | None = None


@record
class Replacement:
    """A value to set in the body before it is sent; a target that is not there is created
    (JSON Pointer), or skipped (JSONPath, XPath). `bindings` are those of a JSONPath."""

    target: tuple[str, ...] | jsonpath.Query | str
    value: Expr
    version: str | None = None
    bindings: tuple[Expr, ...] = ()


@record
class FormField:
    """A field of a form that is not written as usual; the style "json" is JSON text."""

    name: str
    style: str
    explode: bool
    allow_reserved: bool = False


@record
class Part:
    """A part of a multipart body that is a file, or has a content type or headers of its own."""

    name: str
    content_type: str | None
    is_file: bool
    headers: tuple[tuple[str, str], ...] = ()


@record
class XmlNames:
    """The names of an object's parts in XML.

    `root` is None where the object's only key is the root. `names` and `namespaces` are by the
    path of keys, such as "/tags/name": "@id" is an attribute, "tags/tag" a list in an element of
    its own, "" the text itself; the namespaces are attributes.
    """

    root: str | None
    names: tuple[tuple[str, str], ...] = ()
    namespaces: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


@record
class Body:
    """A request's body. `kind` is how it is written; `content_type` is the header's value.

    json: any expression. form, multipart: a `MapOf` or an expression that gives an object;
    text, xml: an expression that gives text (anything else as JSON, or as XML with `xml`).
    binary: bytes. lines: a list, each item a line of JSON. `open_type`: a file's own content type
    goes before `content_type`. `charset` is that of texts where it is not UTF-8.
    """

    kind: Literal["json", "form", "multipart", "text", "xml", "binary", "lines"]
    content_type: str
    value: Expr
    replacements: tuple[Replacement, ...] = ()
    fields: tuple[FormField, ...] = ()
    parts: tuple[Part, ...] = ()
    xml: XmlNames | None = None
    open_type: bool = False
    charset: str | None = None


@record
class Credential:
    """A security scheme that the step's parameters do not satisfy: an optional keyword.

    kind: bearer and basic go into Authorization (basic takes "user:password"), the others into
    the header, query parameter or cookie called `name`.
    """

    param: str
    kind: Literal["bearer", "basic", "header", "query", "cookie"]
    name: str
    scheme: str
    doc: str | None = None


Keyword: TypeAlias = Credential | Supplied
"""A keyword that has one meaning in all functions of a module: a part of requests."""


@record
class KeyPlace:
    """Where an operation takes an idempotency key, by which it knows a request that comes again.

    `name` is that of a header, of a query parameter or of a member of the JSON body.
    """

    location: Literal["header", "query", "body"]
    name: str


@record
class Request:
    """One HTTP request. `source` is the key of the module's `Source`; `path` alternates literal
    text (already percent-encoded) and parameters. `fixed_query` is spelled already too. `key` is
    where the operation takes an idempotency key."""

    method: str
    source: str
    path: tuple[str | Param, ...]
    template: str
    query: tuple[Param, ...] = ()
    headers: tuple[Param, ...] = ()
    cookies: tuple[Param, ...] = ()
    querystring: Param | None = None
    body: Body | None = None
    credentials: tuple[Credential, ...] = ()
    fixed_query: tuple[str, ...] = ()
    key: KeyPlace | None = None

    @property
    def keywords(self) -> tuple[Keyword, ...]:
        """The keywords of the step's function that are the same in every function."""
        return (*self.credentials, *self.supplied)

    @property
    def supplied(self) -> tuple[Supplied, ...]:
        """The values of parameters that callers have to supply."""
        whole = (self.querystring,) if self.querystring is not None else ()
        params = (*self.query, *self.headers, *self.cookies, *whole)
        return tuple(each.value for each in params if isinstance(each.value, Supplied))


@record
class WorkflowCall:
    """A step that calls a workflow: `args` by the called workflow's input names (document's)."""

    workflow: str
    args: tuple[tuple[str, Expr], ...]
