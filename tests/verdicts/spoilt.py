"""Changes documents here and there, as mistakes and malice do."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any, Final, TypeAlias

_Place: TypeAlias = tuple[Any, Any]

_VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 1.0, 1.5, 2**63, -(2**70), 1e300, float("nan"), float("inf"),
    "", "a", "a b", "1", "٣", "a\n", "\ud800", "\x00", "(", "[a", "(?i)x", "a{2,1}", "^[z-a]$", "*",
    "http://a b", "://", "#", "#/", "%zz", "2024-02-30", "string", "integer", "null", "array",
    "object", "path", "query", "default", "200", "3.1.0", "4.0.0", "https://json-schema.org/schema",
    [], [1, 1], [1, 1.0], [True, 1], ["a", "a"], ["string", "string"], ["string", "null"], [[]],
    [None], [{}], {}, {"a": 1}, {"$ref": "#/nowhere"}, {"$ref": "#"}, {"$ref": "a.yaml"},
    {"$ref": "http://a.example/"}, {"$ref": 1}, {"$ref": "#/paths"}, {"$ref": "#/info/title"},
    {"type": "strin"}, {"type": "file"}, {"type": ["string"]}, {"type": "null"}, {"items": []},
    {"$ref": "#/components/schemas/S0"}, {"$ref": "#/definitions/S0"}, {"allOf": []},
    {"default": None}, {"type": "string", "default": 1}, {"type": "integer", "default": 1.0},
    {"type": "boolean", "default": 1}, {"enum": [1], "default": True}, {"enum": []},
    {"maximum": 1, "exclusiveMaximum": True, "default": 1}, {"exclusiveMinimum": 1, "default": 1},
    {"format": "int32", "default": 2**31}, {"format": "uri", "default": "a b"},
    {"required": ["gone"], "allOf": [{"type": "object"}]}, {"$schema": "http://a.example/"},
    {"$id": "http://a.example/b"}, {"$anchor": "a"}, {"$dynamicRef": "#meta"}, {1: 2},
)  # fmt: skip

_KEYS: Final = (
    "$anchor", "$defs", "$dynamicRef", "$id", "$ref", "$schema", "additionalItems", "allOf",
    "anyOf", "additionalOperations", "additionalProperties", "const", "content", "contentSchema",
    "default",
    "definitions", "dependentSchemas", "deprecated", "discriminator", "enum", "examples", "explode",
    "example", "exclusiveMaximum", "exclusiveMinimum", "externalDocs", "format", "get", "if", "in",
    "items", "itemSchema", "jsonSchemaDialect", "maximum", "maxItems", "minItems", "minLength",
    "minProperties", "multipleOf", "name", "not", "nullable", "oneOf", "operationId", "parameters",
    "parent", "pattern", "patternProperties", "prefixItems", "properties", "propertyNames", "query",
    "readOnly", "required", "responses", "schema", "security", "style", "tags", "title", "type",
    "unevaluatedProperties", "uniqueItems", "unknown", "webhooks", "writeOnly", "x-a", "xml", "٣",
    "", "200", "2XX", "20٣", "/p0/{id", "/a\n", "a b", 1, None,
)  # fmt: skip


def mutant(document: dict[str, Any], seed: int) -> dict[str, Any]:
    """A copy of a document with one to three changes; the same seed gives the same."""
    rng = random.Random(seed)
    changed = copy.deepcopy(document)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        places = _places(changed)
        if not places:
            break
        rng.choice(_CHANGES)(rng, places, rng.choice(places))
    return changed


def _places(root: Any) -> list[_Place]:
    """Every value but the root, as what holds it and its key there."""
    found: list[_Place] = []
    pending = [root]
    seen: set[int] = set()
    while pending:
        holder = pending.pop()
        if not isinstance(holder, (dict, list)) or id(holder) in seen:
            continue
        seen.add(id(holder))
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        found += [(holder, key) for key in keys]
        pending += [holder[key] for key in keys]
    return found


def _delete(rng: random.Random, places: list[_Place], place: _Place) -> None:
    del place[0][place[1]]


def _replace(rng: random.Random, places: list[_Place], place: _Place) -> None:
    place[0][place[1]] = copy.deepcopy(rng.choice(_VALUES))


def _add(rng: random.Random, places: list[_Place], place: _Place) -> None:
    holder, _ = place
    value = copy.deepcopy(rng.choice(_VALUES))
    if isinstance(holder, dict):
        holder[rng.choice(_KEYS)] = value
    else:
        holder.append(value)


def _rename(rng: random.Random, places: list[_Place], place: _Place) -> None:
    holder, key = place
    if isinstance(holder, dict):
        holder[rng.choice(_KEYS)] = holder.pop(key)
    else:
        holder.insert(0, holder.pop())


def _copy(rng: random.Random, places: list[_Place], place: _Place) -> None:
    """Put what stands elsewhere here; a copy of what is around this place may be very large."""
    holder, key = rng.choice(places)
    value = copy.deepcopy(holder[key])
    place[0][place[1]] = value


def _double(rng: random.Random, places: list[_Place], place: _Place) -> None:
    holder, key = place
    if isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder[rng.choice(_KEYS)] = copy.deepcopy(holder[key])


_CHANGES: Final[tuple[Callable[[random.Random, list[_Place], _Place], None], ...]] = (
    _delete, _replace, _replace, _add, _add, _rename, _copy, _double,
)  # fmt: skip
