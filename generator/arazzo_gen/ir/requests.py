"""Requests, and calls of workflows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.ir.values import Expr


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Replacement:
    """A value to set in the body before it is sent; a target that is not there is created
    (JSON Pointer), or skipped (JSONPath, XPath). `bindings` are those of a JSONPath."""

    target: tuple[str, ...] | jsonpath.Query | str
    value: Expr
    version: str | None = None
    bindings: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body. `kind` is how it is written; `content_type` is the header's value.

    json: any expression. form, multipart: a `MapOf` or an expression that gives an object;
    text, xml: an expression that gives text (anything else as JSON). binary: bytes.
    `styles` gives, for form and multipart, the style and explode of properties that have an
    `encoding`; `files` names the multipart properties that are files, with their content type.
    """

    kind: Literal["json", "form", "multipart", "text", "xml", "binary"]
    content_type: str
    value: Expr
    replacements: tuple[Replacement, ...] = ()
    styles: tuple[tuple[str, str, bool], ...] = ()
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `source` is the key of the module's `Source`; `path` alternates literal
    text (already percent-encoded) and parameters."""

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


@dataclass(frozen=True, slots=True)
class WorkflowCall:
    """A step that calls a workflow: `args` by the called workflow's input names (document's)."""

    workflow: str
    args: tuple[tuple[str, Expr], ...]
