"""Follows a path into the values of a schema."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.openapi.refs import is_reference
from arazzo_gen.record import fresh, record
from arazzo_gen.text.node import Node
from arazzo_gen.typing.names import joined, singular
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.shape import Shape, component_name
from arazzo_gen.typing.tags import Tagged

_MAX_DEPTH = 12


@record
class Walk:
    """The end of a path into a value of a schema.

    Attributes:
        schema: The schema at the end; None where it is unknown (any value).
        optional: Whether a part of the path may be absent: a property that is not required, an
            array element, a parent that may be null. The type says whether the value itself may
            be null.
        failed_at: The index of the token that the schema does not have; None when it has all.
        candidates: The names that the schema has there.
        owner: The schema in which the failed token, or else the last one, was looked up.
        path: The tokens, those that index an array as ints.
        hint: The wanted name of the value's type.
        hidden: The index of the first token that names a property for the other direction only
            (`writeOnly` in what comes back); None where there is none.
    """

    schema: Node | None
    optional: bool
    failed_at: int | None
    candidates: tuple[str, ...]
    owner: Node | None
    path: tuple[str | int, ...]
    hint: str
    hidden: int | None = None


@record(frozen=False)
class _Found:
    """The result of one token: the schemas that its value may have.

    `known`: the schema declares the token. `any`: a value may have it, of unknown type. `sure`: a
    value always has it. `index`: the token is an array index. `hidden`: the property is for the
    other direction only. `names` are the declared properties.
    """

    nodes: list[Node] = fresh(factory=list)
    known: bool = False
    any: bool = False
    sure: bool = False
    index: bool = False
    hidden: bool = False
    names: list[str] = fresh(factory=list)


def walk(
    nodes: Nodes, schema: Node | None, path: Sequence[str | int], hint: str, *, sent: bool
) -> Walk:
    """Follow a path; see `Types.walk`."""
    finder = _Finder(nodes, sent)
    here, owner, optional = schema, None, False
    hidden: int | None = None
    done: list[str | int] = []
    for position, token in enumerate(path):
        if here is None or not isinstance(here.value, dict):
            done.append(_key(token, _Found(any=True)))
            here, optional = None, True
            continue
        owner = here
        found = finder.look_up(nodes.shape(here), token, set(), 0)
        if not (found.known or found.any):
            rest = tuple(path[position:])
            names = tuple(dict.fromkeys(found.names))
            return Walk(None, True, position, names, owner, (*done, *rest), hint, hidden)
        if found.hidden and hidden is None:
            hidden = position
        optional = optional or not found.sure or found.any
        hint = _part_hint(nodes, here, hint, token, found)
        done.append(int(token) if found.index else _key(token, found))
        here = None if found.any else nodes.merged("anyOf", found.nodes)
    return Walk(here, optional, None, (), owner, tuple(done), hint, hidden)


def property_names(nodes: Nodes, schema: Node | None, *, sent: bool) -> tuple[str, ...]:
    """The properties of a schema and of its alternatives."""
    if schema is None:
        return ()
    found = _Finder(nodes, sent).look_up(nodes.shape(schema), "\0", set(), 0)
    return tuple(dict.fromkeys(found.names))


class _Finder:
    """Looks tokens up in schemas.

    Args:
        nodes: The schemas.
        sent: Whether a caller sends the values; otherwise they come back from an API.
    """

    def __init__(self, nodes: Nodes, sent: bool) -> None:
        self._nodes = nodes
        self._sent = sent

    def look_up(self, shape: Shape, token: str | int, seen: set[int], depth: int) -> _Found:
        """Look a token up in a schema, its alternatives included."""
        own = self._own(shape, token)
        if depth > _MAX_DEPTH:
            return own
        seen = seen | shape.parts.keys()
        for group in shape.groups:
            found = self._in_group(shape, group, token, seen, depth)
            own.names.extend(found.names)
            # Subtypes may say more of a property than their base does.
            special = all(isinstance(branch, Tagged) for branch in group)
            if found.known and (not own.known or special or _is_silent(self._nodes, own.nodes)):
                sure = found.sure or own.sure
                hidden = found.hidden or own.hidden
                own = _Found(found.nodes, True, found.any, sure, found.index, hidden, own.names)
            elif found.any and not own.known:
                own.any = True
            elif found.sure and own.known:
                own.sure = True
        if shape.null:
            own.sure = False
        return own

    def _in_group(
        self, shape: Shape, group: list[Node], token: str | int, seen: set[int], depth: int
    ) -> _Found:
        """Look a token up in the alternatives of one `oneOf` or `anyOf`."""
        whole = _Found(sure=True, hidden=True)
        for branch in group:
            target = self._nodes.target(branch)
            if target is None or id(target) in seen:
                whole.sure = False
                continue
            inner = self._nodes.shape(branch)
            if inner.is_silent and shape.kinds:
                # It only names required properties.
                whole.sure = whole.sure and str(token) in inner.required
                continue
            found = self.look_up(inner, token, seen, depth + 1)
            whole.names.extend(found.names)
            whole.hidden = whole.hidden and (found.hidden or not found.known)
            whole.known = whole.known or found.known
            whole.any = whole.any or found.any
            whole.index = whole.index or found.index
            whole.sure = whole.sure and found.known and found.sure
            whole.nodes.extend(
                n for n in found.nodes if all(n is not other for other in whole.nodes)
            )
        whole.hidden = whole.hidden and whole.known
        return whole

    def _own(self, shape: Shape, token: str | int) -> _Found:
        """Look a token up in a schema without its alternatives."""
        kinds = shape.kinds
        if not kinds:
            said = shape.groups or shape.enum is not None or shape.null
            return _Found(any=not said)
        found = _Found()
        if "object" in kinds:
            self._property(shape, str(token), found)
        index = _index(token)
        if "array" in kinds and index is not None:
            _item(shape, index, found)
        if len(kinds) > 1 or shape.enum is not None:
            found.sure = False
        return found

    def _property(self, shape: Shape, name: str, found: _Found) -> None:
        known = {
            key: value for key, value in shape.properties.items() if self._nodes.allowed(value)
        }
        if name in known:
            schema = self._nodes.merged("allOf", known[name])
            found.nodes.extend([schema] if schema is not None else [])
            found.known = True
            found.hidden = self._nodes.hidden(known[name], sent=self._sent)
            found.sure = name in shape.required and not found.hidden
            found.names.extend(known)
            return
        # Only here: it reads the schema of each property.
        found.names.extend(
            key for key, value in known.items() if not self._nodes.hidden(value, sent=self._sent)
        )
        if shape.patterns or isinstance(shape.additional, Node):
            # Patterns are regular expressions of strangers, which never run here.
            extra = [shape.additional] if isinstance(shape.additional, Node) else []
            found.nodes.extend([*shape.patterns, *extra])
            found.known = True
        else:
            is_free = shape.additional is None and not shape.properties and not shape.groups
            has_subtypes = shape.discriminator is not None and not shape.groups
            open_ended = shape.additional is True or has_subtypes
            found.any = is_free or open_ended or name in shape.required


def _item(shape: Shape, index: int, found: _Found) -> None:
    found.index = True
    items = list(shape.items)
    if shape.prefix is not None and index < len(shape.prefix):
        items = [shape.prefix[index]]
    if items:
        found.nodes.extend(items)
        found.known = True
    else:
        found.any = True


def _is_silent(nodes: Nodes, schemas: list[Node]) -> bool:
    return all(nodes.shape(schema).is_silent for schema in schemas)


def _index(token: str | int) -> int | None:
    """A token as an array index (RFC 6901: digits without leading zeros)."""
    if isinstance(token, int):
        return token if token >= 0 else None
    if token.isascii() and token.isdecimal() and (token == "0" or token[0] != "0"):
        return int(token) if len(token) < 16 else None
    return None


def _key(token: str | int, found: _Found) -> str | int:
    """A token as a key; as an index if the value's type is unknown and it can be one."""
    index = _index(token)
    return index if found.any and not found.known and index is not None else str(token)


def _part_hint(nodes: Nodes, schema: Node, hint: str, token: str | int, found: _Found) -> str:
    """A name for the type behind a token: after the component that declares it, if there is one."""
    if is_reference(schema):
        target = nodes.refs.target(schema)
        if target is not None:
            hint = component_name(target) or hint
    if found.index:
        return singular(hint)
    owners = nodes.shape(schema).owners
    owner = owners.get(id(found.nodes[0]), hint) if len(found.nodes) == 1 else hint
    return joined(owner, str(token))
