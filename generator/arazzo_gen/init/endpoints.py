"""The operations of the APIs that are looked at, with what finding a job asks of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.init.names import singular, words
from arazzo_gen.init.samples import sample_schema
from arazzo_gen.init.schemas import Done, Schemas, Status, View
from arazzo_gen.init.segments import Segment, last_literal, segments
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import OpenApiDocument, Operation, OperationRef, Response
from arazzo_gen.openapi.operations import find_by_id, operations, read_operation
from arazzo_gen.openapi.path_keys import split_key
from arazzo_gen.record import record
from arazzo_gen.text.node import Node
from arazzo_gen.typing.nodes import Nodes

_STATUS_WORDS = frozenset({"status", "state", "progress"})


@record(eq=False)
class Api:
    """An OpenAPI document, and the name of its source description."""

    name: str
    url: str
    document: OpenApiDocument
    schemas: Schemas
    report: Report


class Endpoint:
    """An operation. What costs something is read when it is first asked for."""

    def __init__(self, api: Api, ref: OperationRef, *, may_wait: bool) -> None:
        self.api = api
        self._may_wait = may_wait
        self.ref = ref
        self.segments = segments(split_key(ref.path)[0])

    @property
    def label(self) -> str:
        """How messages call the operation."""
        return self.ref.operation_id or f"{self.ref.method} {self.ref.path}"

    @cached_property
    def has_own_id(self) -> bool:
        """Whether it has an `operationId` that no other operation of its document has."""
        name = self.ref.operation_id
        return name is not None and len(find_by_id(self.api.document, name)) == 1

    @cached_property
    def operation(self) -> Operation:
        """The operation itself."""
        return read_operation(self.api.document, self.ref, self.api.document.refs, self.api.report)

    @cached_property
    def response(self) -> Response | None:
        """The answer to a request that succeeds: of several the first with a JSON body."""
        good = [one for one in self.operation.responses if one.status.startswith("2")]
        good.sort(key=lambda one: one.status == "202")
        for one in good:
            if any(is_json(media.content_type) and media.schema for media in one.media):
                return one
        if not good:
            good = [one for one in self.operation.responses if one.status == "default"]
        return good[0] if good else None

    @cached_property
    def schema(self) -> Node | None:
        """The schema of the JSON of that answer, or that of an example of it."""
        for media in self.response.media if self.response is not None else ():
            if is_json(media.content_type) and media.schema is not None:
                return media.schema
        return sample_schema(self.ref.node, self.api.document.refs, self.text)

    @cached_property
    def statuses(self) -> frozenset[str]:
        """The keys of its responses."""
        return frozenset(one.status for one in self.operation.responses)

    @property
    def waits(self) -> bool:
        """Whether it answers 202 as long as a job goes on, and 200 when it is over."""
        return self._may_wait and {"200", "202"} <= self.statuses and not self._is_list

    @property
    def _is_list(self) -> bool:
        last = words(self.segments[-1].text) if self.segments else ()
        is_plural = bool(last) and singular(last[-1]) != last[-1]
        return is_plural and not self.segments[-1].is_parameter

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """What its path is about: the words of its last literal that is no `status`."""
        path = self.thing
        return last_literal(path)

    @property
    def thing(self) -> tuple[Segment, ...]:
        """Its path without `status` at the end."""
        last = self.segments[-1:]
        if last and not last[0].is_parameter and set(words(last[0].text)) & _STATUS_WORDS:
            return self.segments[:-1]
        return self.segments

    @cached_property
    def views(self) -> list[View]:
        """The objects in its answer that may be the thing itself."""
        if self.schema is None:
            return []
        return self.api.schemas.views(self.schema, self.nouns)

    @cached_property
    def status(self) -> Status | None:
        """The property that says how the job goes; of several the one whose values say most."""
        found = list(self.api.schemas.statuses(self.views, self.nouns))
        return max(found, key=_worth, default=None)

    @cached_property
    def done(self) -> Done | None:
        """The boolean that says that the job is over."""
        return self.api.schemas.done(self.views)

    @cached_property
    def text(self) -> str:
        """What its document says of it."""
        answers = [self.ref.node.get("responses")]
        parts = [self.operation.summary, self.operation.description]
        for answer in answers[0].entries.values() if answers[0] is not None else ():
            found = answer.get("description")
            parts.append(found.text if found is not None else None)
        return "\n".join(part for part in parts if part)


def _worth(status: Status) -> tuple[bool, bool, bool, int]:
    values = status.values
    return values.is_job, bool(values.goes_on), bool(values.kinds), -len(status.pointer)


def endpoints(apis: Sequence[Api]) -> list[Endpoint]:
    """All operations, in the order of the documents."""
    found: list[Endpoint] = []
    for api in apis:
        refs = operations(api.document)
        reads = [ref for ref in refs if ref.method == "GET"]
        waiting = [ref for ref in reads if _has_202(ref)]
        # Where most operations have a 202, it was written by rote.
        may_wait = len(waiting) < 4 or len(waiting) * 5 < len(reads)
        found += [Endpoint(api, ref, may_wait=may_wait) for ref in refs]
    return found


def _has_202(ref: OperationRef) -> bool:
    responses = ref.node.get("responses")
    return responses is not None and responses.get("202") is not None


def new_api(name: str, url: str, document: OpenApiDocument, report: Report) -> Api:
    """An API whose operations are looked at."""
    return Api(name, url, document, Schemas(Nodes(document.refs)), report)
