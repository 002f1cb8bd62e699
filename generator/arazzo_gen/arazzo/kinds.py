"""The objects of the specification and their fixed fields, of 1.0 and of 1.1 ("Schema")."""

from __future__ import annotations

from arazzo_gen.record import record


@record
class Kind:
    """One object of the specification.

    Attributes:
        noun: What messages call it.
        title: What the specification calls it.
        fields: Its fixed fields since 1.0.
        later: Its fixed fields since 1.1.
        needed: The fields that must be there.
        prose: The fields that no client depends on.
    """

    noun: str
    title: str
    fields: tuple[str, ...]
    later: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    prose: tuple[str, ...] = ("summary", "description", "$schema")


DOCUMENT = Kind(
    "an Arazzo document",
    "the Arazzo Specification Object",
    ("arazzo", "info", "sourceDescriptions", "workflows", "components", "$schema"),
    ("$self",),
    needed=("info", "sourceDescriptions", "workflows"),
)
INFO = Kind(
    "the info",
    "an Info Object",
    ("title", "summary", "description", "version"),
    prose=("title", "summary", "description", "version"),
)
SOURCE = Kind(
    "a source description",
    "a Source Description Object",
    ("name", "url", "type"),
    needed=("name", "url"),
)
WORKFLOW = Kind(
    "a workflow",
    "a Workflow Object",
    (
        "workflowId",
        "summary",
        "description",
        "inputs",
        "dependsOn",
        "steps",
        "successActions",
        "failureActions",
        "outputs",
        "parameters",
    ),
    needed=("workflowId", "steps"),
)
STEP = Kind(
    "a step",
    "a Step Object",
    (
        "description",
        "stepId",
        "operationId",
        "operationPath",
        "workflowId",
        "parameters",
        "requestBody",
        "successCriteria",
        "onSuccess",
        "onFailure",
        "outputs",
    ),
    ("channelPath", "timeout", "correlationId", "action", "dependsOn"),
    needed=("stepId",),
)
PARAMETER = Kind(
    "a parameter",
    "a Parameter Object",
    ("name", "in", "value"),
    needed=("name", "in", "value"),
)
SUCCESS_ACTION = Kind(
    "a success action",
    "a Success Action Object",
    ("name", "type", "workflowId", "stepId", "criteria"),
    ("parameters",),
    needed=("type",),
)
FAILURE_ACTION = Kind(
    "a failure action",
    "a Failure Action Object",
    ("name", "type", "workflowId", "stepId", "retryAfter", "retryLimit", "criteria"),
    ("parameters",),
    needed=("type",),
)
COMPONENTS = Kind(
    "the components",
    "the Components Object",
    ("inputs", "parameters", "successActions", "failureActions"),
)
# The archived 1.0 schema has `version` beside `type`; published documents follow it.
CRITERION = Kind(
    "a criterion",
    "a Criterion Object",
    ("context", "condition", "type", "version"),
    needed=("condition",),
)
EXPRESSION_TYPE = Kind(
    "an expression type", "an Expression Type Object", ("type", "version"), needed=("type",)
)
SELECTOR = Kind(
    "a selector",
    "a Selector Object",
    ("context", "selector", "type"),
    needed=("context", "selector", "type"),
)
REQUEST_BODY = Kind(
    "a request body", "a Request Body Object", ("contentType", "payload", "replacements")
)
REPLACEMENT = Kind(
    "a replacement",
    "a Payload Replacement Object",
    ("target", "value"),
    ("targetSelectorType",),
    needed=("target", "value"),
)
