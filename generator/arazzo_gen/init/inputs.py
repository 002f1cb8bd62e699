"""The inputs of a workflow: what parameters, bodies and credentials of its operations need."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from arazzo_gen.init.names import camel
from arazzo_gen.init.yaml_text import Prose, Tree, clean, is_writable
from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import Node
from arazzo_gen.typing.nodes import Nodes

_SIMPLE = pattern(r"[A-Za-z_][A-Za-z0-9_-]*")
_SENTENCE = pattern(r"(?<=[a-z)`'\"0-9]{2})\.\s")
_TAGS = pattern(r"<[A-Za-z/][^<>]*>")
_LONGEST = 160
_MOST_VALUES = 40


class Inputs:
    """Gives each thing that a caller says one input."""

    def __init__(self) -> None:
        self._names: dict[Hashable, str] = {}
        self._schemas: dict[str, Mapping[str, Tree]] = {}
        self._required: list[str] = []

    def use(self, key: Hashable, wanted: str, schema: Mapping[str, Tree], *, required: bool) -> str:
        """The expression of an input.

        Args:
            key: What it is; the same thing is one input.
            wanted: Its name, if nothing else has it.
            schema: Its schema.
            required: Whether a caller must give it.
        """
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = self._free(wanted)
            self._schemas[name] = schema
        if required and name not in self._required:
            self._required.append(name)
        return f"$inputs.{name}"

    def tree(self) -> dict[str, Tree] | None:
        """The schema of all inputs, the required ones first; None where there are none."""
        if not self._schemas:
            return None
        required = [name for name in self._schemas if name in self._required]
        others = [name for name in self._schemas if name not in self._required]
        tree: dict[str, Tree] = {"type": "object"}
        if required:
            tree["required"] = required
        tree["properties"] = {name: self._schemas[name] for name in (*required, *others)}
        return tree

    def _free(self, wanted: str) -> str:
        name = wanted if _SIMPLE.fullmatch(wanted) else camel(wanted)
        name = name if _SIMPLE.fullmatch(name) else f"input{name}"
        known = {other.lower().replace("_", "").replace("-", "") for other in self._schemas}
        free, count = name, 2
        while free.lower().replace("_", "").replace("-", "") in known:
            free, count = f"{name}{count}", count + 1
        return free


def described(
    nodes: Nodes, schema: Node | None, text: str | None = None, *, is_secret: bool = False
) -> dict[str, Tree]:
    """The schema of an input for a value of a schema of the API.

    Args:
        nodes: Reads schemas.
        schema: The API's schema; None where there is none.
        text: The description of a parameter, which goes before that of its schema.
        is_secret: Whether the value must not be shown.
    """
    tree = _shape(nodes, schema, 0) if schema is not None else {}
    if is_secret:
        tree = {"type": "string", "format": "password"}
    said = summary(text or (nodes.shape(schema).doc if schema is not None else None))
    if said:
        tree["description"] = Prose(said)
    return tree


def _shape(nodes: Nodes, schema: Node, depth: int) -> dict[str, Tree]:
    shape = nodes.shape(schema)
    kinds = sorted(shape.kinds)
    tree: dict[str, Tree] = {}
    types: list[Tree] = [*kinds, *(["null"] if shape.null else [])]
    if kinds:
        tree["type"] = types[0] if len(types) == 1 else types
    if shape.format and not shape.binary and kinds in (["string"], ["integer"], ["number"]):
        tree["format"] = clean(shape.format)
    texts = [value for value in shape.enum or () if isinstance(value, str)]
    is_short = shape.enum is not None and 0 < len(shape.enum) <= _MOST_VALUES
    if shape.enum and is_short and depth < 2 and all(map(is_writable, texts)):
        tree["enum"] = list(shape.enum)
    if "array" in kinds and len(shape.items) == 1 and depth < 2:
        items = _shape(nodes, shape.items[0], depth + 1)
        if items:
            tree["items"] = items
    default = shape.default
    if depth == 0 and default is not None and not isinstance(default.value, (dict, list)):
        fits = (
            not kinds or default.kind in kinds or (default.kind == "integer" and "number" in kinds)
        )
        fits = fits and (not shape.enum or default.value in shape.enum)
        fits = fits and (default.text is None or is_writable(default.text))
        if fits and default.value is not None:
            tree["default"] = default.value
    return tree


def summary(text: str | None) -> str:
    """The first sentence of a text, without markup."""
    if not text:
        return ""
    whole = clean(_TAGS.sub(" ", text).replace("`", ""))
    found = _SENTENCE.search(whole)
    short = whole[: found.start() + 1] if found is not None else whole
    if len(short) <= _LONGEST:
        return short.strip()
    cut = short[:_LONGEST].rpartition(" ")[0].rstrip(" ,;:")
    return f"{cut or short[:_LONGEST]} ..."
