"""The records of the module, its workflows, their inputs and their sources."""

from __future__ import annotations

from typing import Literal

from arazzo_gen.ir.flow import Block
from arazzo_gen.ir.requests import Credential, Keyword
from arazzo_gen.ir.steps import OutputField, Step
from arazzo_gen.ir.values import Const, Supplied
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.types import Type, TypeTable

_VARIABLE = pattern(r"\{([^{}]*)\}")


@record
class InputParam:
    """An input of a workflow as a keyword-only parameter.

    required: no default. default: the schema's, or None. unset: the default is `UNSET`
    (nullable, optional). `type` is without the None that stands for "left out". secret: it must not
    be shown or stored.
    """

    name: str
    param: str
    type: Type
    required: bool
    default: Const | None = None
    unset: bool = False
    doc: str | None = None
    secret: bool = False


@record
class ServerVariable:
    """A variable of a server's URL, as a keyword of the functions that call the source.

    `default` is None where the document has none: callers then give a value, or the whole URL.
    `choices` are the values that it may have; () for any.
    """

    name: str
    param: str
    choices: tuple[str, ...] = ()
    default: str | None = None
    doc: str | None = None


@record
class Source:
    """An OpenAPI source that the module calls.

    `param` is the keyword of `run`, `constant` the module's constant with the first server's
    URL; `url` is None where the document has no absolute server URL (the keyword is then
    required and there is no constant). Where the server has `variables`, their names stand in `url`
    between braces, the keyword is optional and there is no constant either.
    """

    key: str
    name: str
    param: str
    constant: str
    url: str | None
    variables: tuple[ServerVariable, ...] = ()

    @property
    def url_parts(self) -> list[str]:
        """The URL, taken apart where it has variables: text, and at odd indexes their names."""
        if not self.variables:
            return [self.url or ""]
        return _VARIABLE.split(self.url or "")


@record
class Given:
    """The outputs of a workflow that has run already, as a keyword for callers that have them."""

    workflow: str
    param: str


@record
class Kept:
    """The outputs of a workflow that a retry runs first: `variable` keeps those of its last run,
    and None before its first."""

    workflow: str
    variable: str


@record
class Workflow:
    """One workflow: `function` is "run" for the module's own, "run_login" for a called one.

    `credentials` and `supplied` are those of its steps and of the workflows that it calls. `given`
    are dependencies that several workflows share, so that they run once. `kept` are the workflows
    that retries run first and of which outputs are read.
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
    kept: tuple[Kept, ...] = ()
    supplied: tuple[Supplied, ...] = ()

    @property
    def keywords(self) -> tuple[Keyword, ...]:
        """The keywords of its function that are the same in every function."""
        return (*self.credentials, *self.supplied)

    def step(self, step_id: str) -> Step:
        """The step of an id; KeyError where there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


@record
class Module:
    """One generated module. `workflows[0]` is its own; the others are called by it.

    `document` is the file name of the Arazzo document, `file` that of the module.
    `type_names` gives the Python name of every named type that is reached, in the order in
    which they are written.
    `validate`: the types of values that are read from responses are checked.
    `max_response_bytes`: no more of a response is read; None for any size. `durable`: a run has a
    form that is kept in a journal.
    """

    document: str
    file: str
    workflows: tuple[Workflow, ...]
    sources: tuple[Source, ...]
    types: TypeTable
    type_names: tuple[tuple[str, str], ...]
    client: Literal["both", "sync", "async"] = "both"
    http: Literal["httpx", "httpx2"] = "httpx"
    validate: bool = False
    max_response_bytes: int | None = None
    durable: bool = False

    def workflow(self, workflow_id: str) -> Workflow:
        """The workflow of an id; KeyError where there is none."""
        for workflow in self.workflows:
            if workflow.id == workflow_id:
                return workflow
        raise KeyError(workflow_id)
