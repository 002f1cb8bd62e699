"""Finds in the schema of an answer what a loop needs: the id, the status, a sign of the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen.init.names import is_bare_id, noun, thing_of_id, vocabulary, words
from arazzo_gen.init.states import Sorted, sort
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.node import Node
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.walk import property_names, walk

_STATUS = frozenset({"status", "state", "phase"})
_INNER = frozenset((word,) for word in _STATUS)
_OF_THE_JOB = vocabulary(
    "job task run execution process processing operation request current overall provisioning"
    " batch lifecycle workflow export import report build deployment order transaction payment"
    " progress async query result completion onboarding training indexing rendering encoding"
    " transcoding importing conversion"
)
_WRAPPERS = vocabulary(
    "data result response payload body content attributes properties item object resource job task"
    " operation run execution batch export import report metadata"
)
_DONE = frozenset({"done", "finished", "completed", "complete", "ready", "is_done", "is_finished"})
_DONE |= {"is_complete", "is_completed", "is_ready", "has_finished"}
_QUOTED = pattern(r"[`'\"]([A-Za-z][A-Za-z_ -]{1,30})[`'\"]")
_LISTED = pattern(r"(?i)(?:one of|values?(?: are| is)?|either|can be|may be)[:\s]+([^.\n]{3,200})")
_SEPARATOR = pattern(r"\s*(?:,|/|\||\bor\b|\band\b)\s*")
_WORD = pattern(r"[A-Za-z][A-Za-z_-]{1,30}")
_MOST_VALUES = 60
_DEEPEST = 3


@record
class View:
    """An object in an answer that may be the thing itself, and where it is."""

    pointer: tuple[str, ...]
    schema: Node
    names: tuple[str, ...]


@record
class Status:
    """A property that says how a job goes.

    Attributes:
        pointer: Where it is in the answer.
        values: Its values, sorted; empty where the document lists none.
        is_listed: Whether its schema lists them; otherwise they stand in its description.
        view: The object that it is a property of.
    """

    pointer: tuple[str, ...]
    values: Sorted
    is_listed: bool
    view: View


@record
class Done:
    """A boolean that says that a job is over."""

    pointer: tuple[str, ...]
    view: View


@record
class Id:
    """A property that holds the id of a thing; `is_named` where its name says of what."""

    pointer: tuple[str, ...]
    is_named: bool
    view: View


def _suffix(name: str) -> str:
    """What kind of an id a name is: an id or one of its other names, a name, a token, a key."""
    last = words(name)[-1:]
    return last[0] if last and last[0] in ("name", "token", "key") else "id"


def _may_hold_id(name: str) -> bool:
    """Whether a name is that of an id: it says so, or names a job, as `{task: "t1"}` does."""
    found = words(name)
    is_id = len(thing_of_id(name)) < len(found)
    return is_id or found[-1:] in (("task",), ("job",), ("operation",))


class Schemas:
    """Looks properties up in the schemas of answers."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes

    def views(self, schema: Node, nouns: Sequence[str] = ()) -> list[View]:
        """The answer itself, and the objects in it that only wrap or are wrapped.

        Args:
            schema: The schema of the answer.
            nouns: What the answer is about: `job` is looked into, too, where it is a job.
        """
        found: list[View] = []
        pending: list[tuple[tuple[str, ...], Node]] = [((), schema)]
        while pending and len(found) < 20:
            pointer, here = pending.pop(0)
            names = property_names(self.nodes, here, sent=False)
            found.append(View(pointer, here, names))
            if len(pointer) == _DEEPEST:
                continue
            wrappers = {*((word,) for word in (*_WRAPPERS, *nouns)), tuple(nouns)}
            for name in names:
                is_many = name.endswith("s") and name not in ("properties", "attributes", "results")
                if (noun(name) in wrappers or name in _WRAPPERS) and not is_many:
                    below = self.property(here, name)
                    if below is not None and self._is_object(below):
                        pending.append(((*pointer, name), below))
        return found

    def property(self, schema: Node, name: str) -> Node | None:
        """The schema of a property; None where it is unknown."""
        return walk(self.nodes, schema, (name,), "Value", sent=False).schema

    def statuses(self, views: Sequence[View], nouns: Sequence[str]) -> Iterator[Status]:
        """The properties that may say how a job goes, those of outer objects first.

        Args:
            views: The objects of the answer.
            nouns: What the answer is about.
        """
        for view in views:
            for name in view.names:
                if not self._is_status(name, nouns):
                    continue
                schema = self.property(view.schema, name)
                if schema is None:
                    continue
                pointer = (*view.pointer, name)
                if self._is_object(schema):
                    yield from self._inner(view, schema, pointer)
                elif self._is_text(schema):
                    yield self._status(view, schema, pointer)

    def done(self, views: Sequence[View]) -> Done | None:
        """The boolean that says that a job is over."""
        for view in views:
            for name in view.names:
                schema = (
                    self.property(view.schema, name) if "_".join(words(name)) in _DONE else None
                )
                if schema is not None and self.nodes.shape(schema).kinds == {"boolean"}:
                    return Done((*view.pointer, name), view)
        return None

    def id(self, views: Sequence[View], parameter: str, owner: tuple[str, ...]) -> Id | None:
        """The property that holds what a parameter of another operation wants.

        Args:
            views: The objects of the answer.
            parameter: The name of the parameter.
            owner: What stands before it in its path: job for `/jobs/{id}`.
        """
        things = {thing_of_id(parameter), owner} - {()}
        if owner:
            things |= {owner[-1:]}

        def is_named(name: str) -> bool:
            is_same = words(name) == words(parameter) and not is_bare_id(name)
            is_like = _suffix(name) == _suffix(parameter) and _may_hold_id(name)
            return is_same or (is_like and thing_of_id(name) in things)

        def is_bare(name: str) -> bool:
            # The id of a thing is not its name, though both may say which one it is.
            is_id = words(name) == ("id",) and _suffix(parameter) == "id"
            return is_bare_id(name) and (is_id or words(name) == words(parameter)[-1:])

        def is_other(name: str) -> bool:
            is_id = _suffix(parameter) == "id"
            return (
                is_id
                and is_bare_id(name)
                and words(name)[-1] in ("uuid", "guid", "gid", "sid", "uid")
            )

        for fits in (is_named, is_bare, is_other):
            for view in views:
                for name in view.names:
                    if fits(name) and self._is_scalar(view, name):
                        return Id((*view.pointer, name), fits is is_named, view)
        return None

    # --- Parts --------------------------------------------------------------------

    def _is_scalar(self, view: View, name: str) -> bool:
        schema = self.property(view.schema, name)
        if schema is None:
            return False
        kinds = self.nodes.shape(schema).kinds
        return not kinds or bool(kinds & {"string", "integer", "number"})

    def _is_status(self, name: str, nouns: Sequence[str]) -> bool:
        found = words(name)
        if not found or found[-1] not in _STATUS:
            return False
        return all(word in _OF_THE_JOB or word in nouns for word in found[:-1])

    def _inner(self, view: View, schema: Node, pointer: tuple[str, ...]) -> Iterator[Status]:
        names = property_names(self.nodes, schema, sent=False)
        # Beside a status, its code or its name may be numbers or texts for people.
        for name in sorted(names, key=lambda name: words(name)[-1:] not in _INNER):
            if words(name)[-1:] in _INNER or words(name) in (("code",), ("value",), ("name",)):
                below = self.property(schema, name)
                if below is not None and self._is_text(below):
                    yield self._status(view, below, (*pointer, name))

    def _status(self, view: View, schema: Node, pointer: tuple[str, ...]) -> Status:
        values = self.values(schema)
        if values:
            return Status(pointer, sort(values), True, view)
        return Status(pointer, sort(self._said(schema)), False, view)

    def values(self, schema: Node, depth: int = 0) -> list[str]:
        """The texts that the schema of a property lists."""
        shape = self.nodes.shape(schema)
        found = [value for value in shape.enum or () if isinstance(value, str)]
        if not found and depth < 4:
            for group in shape.groups:
                for branch in group:
                    target = self.nodes.target(branch)
                    if target is not None:
                        found += self.values(target, depth + 1)
        return list(dict.fromkeys(found))[:_MOST_VALUES]

    def _said(self, schema: Node) -> list[str]:
        """The values that the description of a property lists."""
        text = self.nodes.shape(schema).doc or ""
        found = _QUOTED.findall(text)
        if len(found) < 2:
            listed = _LISTED.search(text)
            parts = _SEPARATOR.split(listed[1]) if listed is not None else []
            found = [part.strip() for part in parts if _WORD.fullmatch(part.strip())]
        return list(dict.fromkeys(found))[:_MOST_VALUES] if len(found) > 1 else []

    def _is_object(self, schema: Node) -> bool:
        shape = self.nodes.shape(schema)
        return "object" in shape.kinds or (not shape.kinds and bool(shape.groups))

    def _is_text(self, schema: Node) -> bool:
        shape = self.nodes.shape(schema)
        if shape.kinds:
            return "string" in shape.kinds
        return not shape.groups or bool(self.values(schema))
