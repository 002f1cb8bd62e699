"""The answers of operations: the usual one, those of other statuses, and what is unusual in one."""

from __future__ import annotations

from typing import Final

from arazzo_gen import ir
from arazzo_gen.openapi.media import is_json, media_for
from arazzo_gen.openapi.model import Media, Operation, Response
from arazzo_gen.openapi.refs import is_reference
from arazzo_gen.play.described import Described
from arazzo_gen.play.model import Answer
from arazzo_gen.play.reads import Read, reads_of
from arazzo_gen.play.samples import Samples
from arazzo_gen.play.valid import problems
from arazzo_gen.play.xml_samples import xml_sample
from arazzo_gen.record import replace
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.typing.nodes import Nodes

_BODILESS: Final = frozenset({204, 205, 304})
_JSON: Final = "application/json"


class Replies:
    """Makes the answers of the operations of a module's steps.

    Args:
        module: The module.
        described: What the documents say of it.
        seed: Another seed gives other values where the schemas leave a choice.
    """

    def __init__(self, module: ir.Module, described: Described, seed: int = 0) -> None:
        self.nodes = Nodes(described.refs)
        self.samples = Samples(self.nodes, seed)
        self._operations = described.operations
        self._reads = reads_of(module)
        self._known: dict[tuple[str, str, int], Answer] = {}

    def operation(self, workflow: str, step: str) -> Operation | None:
        """The operation of a step; None where it calls none."""
        return self._operations.get((workflow, step))

    def usual(self, workflow: str, step: str) -> Answer:
        """The answer of a step that succeeds, when nothing in particular is asked of it."""
        return self.of_status(workflow, step, self.statuses(workflow, step)[0])

    def statuses(self, workflow: str, step: str) -> list[int]:
        """The statuses that the operation declares: successes first, in the document's order."""
        operation = self.operation(workflow, step)
        found: list[int] = []
        for response in operation.responses if operation is not None else ():
            if response.status == "default":
                continue
            found.append(int(response.status.replace("X", "0")))
        good = [status for status in found if 200 <= status < 300]
        return [*(good or [200]), *(status for status in found if status not in good)]

    def of_status(self, workflow: str, step: str, status: int) -> Answer:
        """The answer of a step of a status."""
        key = (workflow, step, status)
        if key not in self._known:
            self._known[key] = self._made(workflow, step, status)
        return self._known[key]

    def _made(self, workflow: str, step: str, status: int) -> Answer:
        read = self._reads.get((workflow, step), Read())
        response = self.response(workflow, step, status)
        if response is None:
            return Answer(status)
        headers = [
            (header.name, self._text(header.schema, (step, header.name)))
            for header in response.headers
            if header.required or header.name.lower() in read.headers
        ]
        named = {name.lower() for name, _ in headers} | {"content-type", "retry-after"}
        if 200 <= status < 300:
            more = [name for name in read.headers if name not in named]
            headers += [(name, self._text(None, (step, name))) for name in more]
        media = _preferred(response)
        if media is None or status in _BODILESS:
            return Answer(status, tuple(headers))
        words = (step,) if status < 300 else (step, "error")
        reads = read if status < 300 else Read()
        body = self._body(media, words, reads)
        return Answer(status, tuple(headers), _concrete(media.content_type), body)

    def _body(self, media: Media, words: tuple[str, ...], read: Read) -> JsonValue:
        examples = self._examples(media)
        if is_json(media.content_type):
            if media.schema is None and not read.body and not examples:
                return {}
            return self.samples.of(media.schema, read.body, words=words, examples=examples)
        texts = [each for each in examples if isinstance(each, str)]
        if texts:
            return texts[0]
        if media.content_type.partition(";")[0].endswith(("/xml", "+xml")):
            return xml_sample(self.samples, media.schema, words)
        made = self.samples.of(media.schema, words=words)
        return made if isinstance(made, str) else f"the text of {words[0]}"

    def _examples(self, media: Media) -> list[JsonValue]:
        found = [media.example.plain()] if media.example is not None else []
        for each in media.examples.entries.values() if media.examples is not None else ():
            if is_reference(each):
                target = self.nodes.refs.follow(each)
                if target is None:
                    continue
                each = target
            value = each.get("value")
            if value is not None:
                found.append(value.plain())
        return found

    def _text(self, schema: Node | None, words: tuple[str, ...]) -> str:
        made = self.samples.of(schema, words=words)
        if isinstance(made, bool):
            return str(made).lower()
        return str(made) if isinstance(made, str | int | float) else "value"

    # --- What the document says of an answer --------------------------------------------

    def response(self, workflow: str, step: str, status: int) -> Response | None:
        """What the operation declares for a status; None where it declares nothing for it."""
        operation = self.operation(workflow, step)
        return operation.response(status) if operation is not None else None

    def schema(self, workflow: str, step: str, answer: Answer) -> Node | None:
        """The schema of the body of an answer; None where nothing is known."""
        operation = self.operation(workflow, step)
        return schema_of(operation, answer) if operation is not None else None

    def header_schema(self, workflow: str, step: str, status: int, name: str) -> Node | None:
        """The schema of a header of an answer; None where nothing is known."""
        response = self.response(workflow, step, status)
        for header in response.headers if response is not None else ():
            if header.name.lower() == name.lower():
                return header.schema
        return None

    def judged(self, workflow: str, step: str, answer: Answer) -> Answer:
        """An answer with remarks on what the document does not say of it."""
        remarks: list[str] = []
        operation = self.operation(workflow, step)
        response = self.response(workflow, step, answer.status)
        if response is None and operation is not None and operation.responses:
            remarks.append(f"the document declares no response with status {answer.status}")
        schema = self.schema(workflow, step, answer)
        for number, problem in enumerate(problems(self.nodes, schema, answer.body)):
            if number == 3:
                break
            place = problem.pointer or "the body"
            remarks.append(f"the schema does not allow it: {place} {problem.message}")
        return replace(answer, remarks=tuple(remarks))


def schema_of(operation: Operation, answer: Answer) -> Node | None:
    """The schema of the body of an answer in JSON; None where nothing is known."""
    response = operation.response(answer.status)
    if response is None or answer.content_type is None:
        return None
    media = media_for(response.media, answer.content_type)
    return media.schema if media is not None and is_json(media.content_type) else None


def _preferred(response: Response) -> Media | None:
    json = (each for each in response.media if is_json(each.content_type))
    return next(json, response.media[0] if response.media else None)


def _concrete(content_type: str) -> str:
    """A content type for a range: `*/*` is JSON here, `text/*` plain text."""
    essence = content_type.partition(";")[0].strip()
    if "*" not in essence and essence:
        return content_type
    return "text/plain" if essence.startswith("text/") else _JSON
