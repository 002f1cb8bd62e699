"""The Arazzo document as its parser gives it: every text with its place, Reusable Objects already
replaced by what they refer to, nothing looked up yet (Arazzo 1.1, "Schema")."""

from __future__ import annotations

from typing import Literal, TypeAlias

from arazzo_gen.record import record
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text.node import Node


@record
class Text:
    """A string of the document with its place."""

    value: str
    span: Span


SourceType: TypeAlias = Literal["openapi", "arazzo", "asyncapi"]


@record
class SourceDescription:
    """A Source Description Object. `type` is None where the document leaves it out."""

    name: Text
    url: Text
    type: SourceType | None
    span: Span


SelectorType: TypeAlias = Literal["jsonpath", "xpath", "jsonpointer"]


@record
class Selector:
    """A Selector Object (1.1). `version` is the default of its type where none is given."""

    context: Text
    selector: Text
    type: SelectorType
    version: str
    span: Span


@record
class Output:
    """One entry of a step's or a workflow's outputs.

    `value` is the expression, a Selector, or (a dialect) a constant node.
    """

    name: Text
    value: Text | Selector | Node


@record
class Parameter:
    """A Parameter Object; `location` is None where `in` is left out.

    `value` is the node as written; Selector Objects in it are found with
    `arazzo_gen.arazzo.parser.as_selector`.
    """

    name: Text
    location: Literal["path", "query", "querystring", "header", "cookie"] | None
    value: Node
    span: Span


@record
class Criterion:
    """A Criterion Object. `version` is the default of its type where none is given.

    `untyped` is where the `context` of a criterion without `type` is written.
    """

    condition: Text
    context: Text | None
    type: Literal["simple", "regex", "jsonpath", "xpath"]
    version: str | None
    span: Span
    untyped: Span | None = None


@record
class Action:
    """A Success or Failure Action Object.

    `retry_after` is in seconds, `retry_limit` counts further attempts; both None where left out.
    `type` "retry" under onSuccess is a dialect that the parser lets through with a warning.
    """

    name: Text
    type: Literal["end", "goto", "retry"]
    on: Literal["success", "failure"]
    step_id: Text | None
    workflow_id: Text | None
    parameters: tuple[Parameter, ...]
    retry_after: float | None
    retry_limit: int | None
    criteria: tuple[Criterion, ...]
    span: Span


@record
class Replacement:
    """A Payload Replacement Object.

    `type` is None where `targetSelectorType` is left out (JSON Pointer for JSON, XPath for XML).
    """

    target: Text
    type: SelectorType | None
    version: str | None
    value: Node
    span: Span


@record
class RequestBody:
    """A Request Body Object."""

    content_type: Text | None
    payload: Node | None
    replacements: tuple[Replacement, ...]
    span: Span


@record
class OperationId:
    """A step's `operationId`, as written."""

    text: Text


@record
class OperationPath:
    """A step's `operationPath`, as written."""

    text: Text


@record
class ChannelPath:
    """A step's `channelPath` (AsyncAPI), as written."""

    text: Text


@record
class WorkflowTarget:
    """A step's `workflowId`, as written."""

    text: Text


Target: TypeAlias = OperationId | OperationPath | ChannelPath | WorkflowTarget


@record
class Step:
    """A Step Object. `timeout` is in milliseconds.

    `on_success` and `on_failure` are the step's own actions; the workflow's are merged when
    lowered. `action` and `correlation_id` belong to AsyncAPI steps.
    """

    id: Text
    description: str | None
    target: Target
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    success_criteria: tuple[Criterion, ...]
    on_success: tuple[Action, ...]
    on_failure: tuple[Action, ...]
    outputs: tuple[Output, ...]
    timeout: int | None
    depends_on: tuple[Text, ...]
    action: Literal["send", "receive"] | None
    correlation_id: Text | None
    span: Span


@record
class Workflow:
    """A Workflow Object. `inputs` is its JSON Schema, `$ref`s not followed."""

    id: Text
    summary: str | None
    description: str | None
    inputs: Node | None
    depends_on: tuple[Text, ...]
    steps: tuple[Step, ...]
    success_actions: tuple[Action, ...]
    failure_actions: tuple[Action, ...]
    outputs: tuple[Output, ...]
    parameters: tuple[Parameter, ...]
    span: Span


@record
class Document:
    """An Arazzo document.

    Attributes:
        file: The file it was read from.
        root: Its tree, for `$ref`s into it.
        version: (1, 0) or (1, 1).
        self_uri: `$self` as written, or None.
        base_uri: What relative references are resolved against (section "Establishing the
            Base URI").
        broken: Ids of workflows left out because their structure is wrong (already reported).
        partial: The broken workflows of which nothing had to be left out. They are not built, but
            they are checked, so that all their errors are shown at once.
        sources_lost: Whether a source description with an error was left out of `sources`: what
            the others do not have may be in that one.
    """

    file: SourceFile
    root: Node
    version: tuple[int, int]
    self_uri: Text | None
    base_uri: str
    title: str | None
    description: str | None
    sources: tuple[SourceDescription, ...]
    workflows: tuple[Workflow, ...]
    broken: tuple[str, ...] = ()
    partial: tuple[Workflow, ...] = ()
    sources_lost: bool = False
