"""The program to write: what `lower/` makes of a document and `python/` turns into text.

Frozen and printable. Python identifiers are final here (one name allocator made them in
`lower/`); Python text is not: expressions, conditions, types and control flow are trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.text.node import JsonValue
from arazzo_gen.types import Type, TypeTable

# --- Expressions ------------------------------------------------------------------------
#
# A leaf is absent when its value is None at run time (`UNSET` for an input with `unset`).
# Everything built on an absent leaf is absent too: `At` of it, `Text` with it.


@dataclass(frozen=True, slots=True)
class Const:
    """A constant of the document (any JSON value)."""

    value: JsonValue
    type: Type


@dataclass(frozen=True, slots=True)
class Input:
    """An input of the workflow, by the document's name."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class StepOutput:
    """An output of a step of the same workflow, by the document's names."""

    step: str
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class WorkflowOutput:
    """An output of a workflow that this one depends on, by the document's names."""

    workflow: str
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class CalledOutput:
    """`$outputs.name` in a step that calls a workflow: an output of the called one."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class StatusCode:
    """The response's status, an int; None where there is no response."""

    type: Type


@dataclass(frozen=True, slots=True)
class RequestUrl:
    """The URL that the request went to, as text."""

    type: Type


@dataclass(frozen=True, slots=True)
class RequestMethod:
    """The request's method."""

    type: Type


@dataclass(frozen=True, slots=True)
class ResponseHeader:
    """A header of the response (str), by any case; absent where it is not there."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class ResponseBody:
    """The response's body: parsed ("json"), or as text ("text": XML, plain text)."""

    media: Literal["json", "text"]
    type: Type


@dataclass(frozen=True, slots=True)
class RequestHeader:
    """A header of the request as it was sent."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """A query parameter of the request as it was sent (str)."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class RequestBody:
    """The body of the request as it was sent: parsed ("json") or as text."""

    media: Literal["json", "text"]
    type: Type


@dataclass(frozen=True, slots=True)
class At:
    """The value at a path inside another; absent where the path leads nowhere.

    An int is an array index (or, should the value be an object, that number as a key).
    """

    base: Expr
    path: tuple[str | int, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Text:
    """Text with values in it: scalars as JSON spells them, objects and arrays as JSON."""

    parts: tuple[str | Expr, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class XmlEscaped:
    """A value inside XML text, which it cannot break out of; `cdata`: in a CDATA section."""

    value: Expr
    cdata: bool
    type: Type


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array of a payload; an absent item is left out."""

    items: tuple[Expr, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object of a payload; an absent value is left out with its key."""

    entries: tuple[tuple[str, Expr], ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Required:
    """A value that the request needs: `MissingValue(step, name)` where it is absent."""

    value: Expr
    step: str
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class JsonPathValue:
    """A JSONPath selector: the node of a singular query, the list of nodes of any other.

    `bindings` are the values of the runtime expressions embedded in the query, in the order of
    the query's `Bound` nodes.
    """

    base: Expr
    query: jsonpath.Query
    bindings: tuple[Expr, ...]
    type: Type


@dataclass(frozen=True, slots=True)
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
    | StatusCode
    | RequestUrl
    | RequestMethod
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
    | JsonPathValue
    | XPathValue
)

Leaf: TypeAlias = Input | StepOutput | WorkflowOutput
"""What a step reads from outside its own request and response."""


# --- Conditions -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`. `loose`: as simple conditions compare (strings without case, a numeric
    string against a number as a number); otherwise as JSONPath compares."""

    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr
    loose: bool = True


@dataclass(frozen=True, slots=True)
class All:
    """All of them hold."""

    items: tuple[Cond, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of them holds."""

    items: tuple[Cond, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    item: Cond


@dataclass(frozen=True, slots=True)
class Truthy:
    """A value that stands alone: neither absent, null nor false."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Exists:
    """A value is there, null included (a bare path in a JSONPath dialect)."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Matches:
    """A regular expression is found in a value's text (Python's `re` syntax)."""

    value: Expr
    pattern: str | Text


@dataclass(frozen=True, slots=True)
class JsonPathFinds:
    """A JSONPath query gives at least one node; a `Test` (the bare-filter dialect) holds."""

    base: Expr
    query: jsonpath.Query | jsonpath.Test
    bindings: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class XPathHolds:
    """An XPath expression has the effective boolean value true."""

    base: Expr
    path: str | Text
    version: str


@dataclass(frozen=True, slots=True)
class Length:
    """`path.length op number` of the bare-filter dialect: the size of an array, object, string."""

    op: Literal["==", "!=", "<", "<=", ">", ">="]
    value: Expr
    size: int | float


Cond: TypeAlias = (
    Compare | All | Any | Not | Truthy | Exists | Matches | JsonPathFinds | XPathHolds | Length
)


# --- Requests ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a request, serialized as the OpenAPI operation says.

    `shape` is what the operation's schema says of the value ("any" where it says nothing);
    `content` is the media type of a `content` parameter. A value that is absent leaves the
    parameter out; a required one is wrapped in `Required` already.
    """

    name: str
    value: Expr
    style: str
    explode: bool
    shape: Literal["primitive", "array", "object", "any"] = "any"
    allow_reserved: bool = False
    content: str | None = None


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
    querystring: Expr | None = None
    body: Body | None = None
    credentials: tuple[Credential, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkflowCall:
    """A step that calls a workflow: `args` by the called workflow's input names (document's)."""

    workflow: str
    args: tuple[tuple[str, Expr], ...]


# --- Steps ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """A value that a function takes as a parameter.

    required: never None; the caller wraps what may be absent in `_require`.
    unset: the default is `UNSET` and None is a value of its own.
    `type` is the type without the None that stands for "absent".
    """

    leaf: Leaf
    param: str
    type: Type
    required: bool
    unset: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """A success criterion: `text` is what the error shows."""

    text: str
    cond: Cond


@dataclass(frozen=True, slots=True)
class OutputField:
    """A field of a step's or workflow's outputs.

    `required`: the types promise it; `MissingValue` where it is absent. Otherwise `| None`.
    `secret` keeps it out of the repr.
    """

    name: str
    field: str
    type: Type
    value: Expr
    required: bool
    secret: bool = False
    doc: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """An action that a decision may name: `key` is unique in the step, `limit` is a retry's."""

    key: str
    name: str
    cond: Cond | None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A function that says which action is to be taken: the first that holds, or None.

    `function` is its name; `reads` are what its criteria need beyond the step's result (or, for
    a failure, beyond the response). `own` says that they read the step's own outputs.
    `exhaustive`: the last choice always holds, so that it never returns None.
    """

    function: str
    choices: tuple[Choice, ...]
    reads: tuple[Read, ...]
    own: bool
    exhaustive: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its functions, its dataclass, its decisions.

    `variable` is its local name in the run function. `criteria` is empty for "any 2xx".
    `lenient`: a failure handler reads its outputs, so that they are also evaluated for a
    response that failed. `timeout` is in seconds.
    """

    id: str
    function: str
    cls: str
    variable: str
    doc: str | None
    call: Request | WorkflowCall
    reads: tuple[Read, ...]
    criteria: tuple[Criterion, ...]
    outputs: tuple[OutputField, ...]
    success: Decision | None = None
    failure: Decision | None = None
    lenient: bool = False
    timeout: float | None = None


# --- Control flow -----------------------------------------------------------------------
#
# `ran` and `never` are the steps that have surely, or surely not, run at a place: the values of
# all others may be None there.


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the step variables at a place."""

    ran: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proceed:
    """Go on with what follows."""


@dataclass(frozen=True, slots=True)
class Break:
    """Leave the innermost loop."""


@dataclass(frozen=True, slots=True)
class Continue:
    """Run the innermost loop again, after the wait of its `_Poll`."""


@dataclass(frozen=True, slots=True)
class Return:
    """End the workflow with its outputs."""

    known: Known


@dataclass(frozen=True, slots=True)
class Transfer:
    """`goto` a workflow: return what it returns."""

    workflow: str
    args: tuple[tuple[str, Expr], ...]
    known: Known


@dataclass(frozen=True, slots=True)
class FailEnd:
    """An `end` action on failure: `StepFailed` with `action` and `outputs` set."""

    action: str
    known: Known


@dataclass(frozen=True, slots=True)
class Retry:
    """Try the step again: wait, then run `first` (a step or a workflow call), then the step."""

    key: str
    after: float | None
    first: str | WorkflowCall | None
    known: Known


@dataclass(frozen=True, slots=True)
class Goto:
    """Inside a `Machine`: the next state; `wait` when it closes a loop."""

    step: str
    wait: bool


Jump: TypeAlias = Proceed | Break | Continue | Return | Transfer | FailEnd | Retry | Goto


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows on one action (`key`), or on none (None)."""

    key: str | None
    jump: Jump


@dataclass(frozen=True, slots=True)
class Run:
    """Run a step, then follow its outcomes.

    `success` has an outcome for None and for every choice of `step.success`; with no decision
    there is one outcome, whose key is the action's or None. `failure` likewise; no outcome for
    None there: no action means that the error goes on.
    `action` is the variable that keeps the action for the guards that follow, or None.
    """

    step: str
    known: Known
    success: tuple[Outcome, ...]
    failure: tuple[Outcome, ...] = ()
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """Run the body unless the action kept in `action` is one of `unless`; `otherwise` if it is."""

    action: str
    unless: tuple[str, ...]
    body: Block
    otherwise: Block = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """Repeat the body until a Break or Return; `poll` is the variable of its `_Poll`.

    Falling off the end of the body leaves the loop, as a Break would.
    """

    poll: str
    body: Block


@dataclass(frozen=True, slots=True)
class Declare:
    """A step variable that may stay unset: None until its step has run."""

    step: str


@dataclass(frozen=True, slots=True)
class Depend:
    """Run a workflow that this one depends on; `variable` keeps its outputs.

    given: the variable is one of `Workflow.given`; the workflow runs only where it is None.
    """

    workflow: str
    variable: str
    args: tuple[tuple[str, Expr], ...]
    given: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """Return the outputs."""

    known: Known


@dataclass(frozen=True, slots=True)
class Machine:
    """Steps whose jumps fit no structure: a `match` on the next step.

    Each state is a step's block, in which the jumps between states are `Goto`; a state that
    falls off its end leaves the machine.
    """

    variable: str
    poll: str
    first: str
    states: tuple[tuple[str, Block], ...]


Stmt: TypeAlias = Run | Guard | Loop | Declare | Depend | Finish | Machine
Block: TypeAlias = tuple[Stmt, ...]


# --- The module -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InputParam:
    """An input of a workflow as a keyword-only parameter.

    required: no default. default: the schema's, or None. unset: the default is `UNSET`
    (nullable, optional). `type` is without the None that stands for "left out".
    """

    name: str
    param: str
    type: Type
    required: bool
    default: Const | None = None
    unset: bool = False
    doc: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An OpenAPI source that the module calls.

    `param` is the keyword of `run`, `constant` the module's constant with the first server's
    URL; `url` is None where the document has no absolute server URL (the keyword is then
    required and there is no constant).
    """

    key: str
    name: str
    param: str
    constant: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """The outputs of a workflow that has run already, as a keyword for callers that have them."""

    workflow: str
    param: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """One workflow: `function` is "run" for the module's own, "run_login" for a called one.

    `given` are dependencies that several workflows share, so that they run once.
    """

    id: str
    function: str
    outputs_cls: str
    summary: str | None
    description: str | None
    inputs: tuple[InputParam, ...]
    outputs: tuple[OutputField, ...]
    steps: tuple[Step, ...]
    flow: Block
    sources: tuple[str, ...]
    credentials: tuple[Credential, ...]
    transfers: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()

    def step(self, step_id: str) -> Step:
        """The step of an id; KeyError where there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


@dataclass(frozen=True, slots=True)
class Module:
    """One generated module. `workflows[0]` is its own; the others are called by it.

    `document` is the file name of the Arazzo document, `file` that of the module.
    `type_names` gives the Python name of every named type that is reached, in the order in
    which they are written. `taken` are the module-level names that are used already.
    """

    document: str
    file: str
    workflows: tuple[Workflow, ...]
    sources: tuple[Source, ...]
    types: TypeTable
    type_names: tuple[tuple[str, str], ...]
    client: Literal["both", "sync", "async"] = "both"
    http: Literal["httpx", "httpx2"] = "httpx"
    taken: frozenset[str] = field(default=frozenset())

    def workflow(self, workflow_id: str) -> Workflow:
        """The workflow of an id; KeyError where there is none."""
        for workflow in self.workflows:
            if workflow.id == workflow_id:
                return workflow
        raise KeyError(workflow_id)
