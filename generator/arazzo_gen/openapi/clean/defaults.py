"""Whether a default surely fits the schema that it stands in.

Only keywords that are simple to follow are followed. The library's own rules for them are in
openapi-schema-validator's `_keywords.py`, `_types.py` and `_format.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeGuard

from arazzo_gen.openapi.clean import texts

_MOST_PARTS: Final = 100
"""The most schemas that one default is held against."""

_NOTES: Final = frozenset(
    {"$comment", "default", "deprecated", "description", "example", "examples", "externalDocs"}
    | {"nullable", "readOnly", "title", "writeOnly", "xml"}
    # Of a parameter of Swagger 2.0, which is its own schema.
    | {"allowEmptyValue", "collectionFormat", "in", "name"}
)
"""Keywords that no value fails."""

_OPEN_FORMATS: Final = frozenset({"byte", "double", "float", "int32", "int64", "password"})
"""The formats whose checks, as far as they look at numbers, are known."""


def is_surely_right(
    value: object,
    schema: Mapping[str, Any],
    target: Callable[[Any], Any],
    *,
    is_draft_4: bool,
) -> bool:
    """Whether a value surely fits a schema.

    Args:
        value: The default.
        schema: The schema, which is no reference.
        target: Follows the reference that a schema may be.
        is_draft_4: Whether it is a schema of OpenAPI 2.0 or 3.0, which has no null.
    """
    if value is None and is_draft_4:
        return False
    pending: list[Any] = [schema]
    for _ in range(_MOST_PARTS):
        if not pending:
            return True
        part = pending.pop()
        if not _fits_alone(value, part, is_draft_4):
            return False
        if part is not True:
            pending += [_whole(each, target) for each in part.get("allOf", ())]
            if "anyOf" in part:
                # One is enough. Which one is seen without a search, or the library is asked.
                pending += _first(value, [_whole(e, target) for e in part["anyOf"]], is_draft_4)
    return False


def _whole(schema: Any, target: Callable[[Any], Any]) -> Any:
    """What a schema says; None where that is at a reference and beside it."""
    if isinstance(schema, dict) and "$ref" in schema and not schema.keys() <= _NOTES | {"$ref"}:
        return None
    return target(schema)


def _first(value: object, schemas: list[Any], is_draft_4: bool) -> list[Any]:
    """The first of some schemas that a value may fit; None where it surely fits none."""
    fitting = [each for each in schemas if _fits_alone(value, each, is_draft_4)]
    return fitting[:1] or [None]


def _fits_alone(value: object, schema: Any, is_draft_4: bool) -> bool:
    """Whether a value surely fits the keywords of a schema that hold no schemas."""
    if schema is True:
        return True
    if not isinstance(schema, dict) or (is_draft_4 and not _is_of_one_type(schema)):
        return False
    return all(_fits(word, value, schema) for word in schema if word not in ("allOf", "anyOf"))


def _is_of_one_type(schema: Mapping[str, Any]) -> bool:
    return isinstance(schema.get("type", "string"), str)


def _fits(word: str, value: object, schema: Mapping[str, Any]) -> bool:
    """Whether a value surely fits one keyword of a schema."""
    if word in _NOTES or word.startswith("x-"):
        return True
    rule = _RULES.get(word)
    return rule is not None and rule(value, schema[word], schema)


def _type(value: object, written: Any, schema: Mapping[str, Any]) -> bool:
    names = written if isinstance(written, list) else [written]
    return any(type(value) in _TYPES.get(name, ()) for name in names)


def _enum(value: object, allowed: Any, schema: Mapping[str, Any]) -> bool:
    if type(value) not in (str, int, bool):
        return False
    return any(type(each) is type(value) and each == value for each in allowed)


def _format(value: object, name: Any, schema: Mapping[str, Any]) -> bool:
    if isinstance(value, str):
        if name == "uri-reference":
            return texts.is_uri_reference(value)
        return name == "password" or (name == "uri" and texts.is_uri(value))
    if type(value) is int and name in ("int32", "int64"):
        return abs(value) < (2**31 if name == "int32" else 2**63)
    return value is None or type(value) is bool or name in _OPEN_FORMATS


def _minimum(value: object, least: Any, schema: Mapping[str, Any]) -> bool:
    return _is_number(value) and (value > least or (value == least and not _is_strict(schema)))


def _maximum(value: object, most: Any, schema: Mapping[str, Any]) -> bool:
    return _is_number(value) and (value < most or (value == most and not _is_strict(schema)))


def _is_number(value: object) -> TypeGuard[int | float]:
    return type(value) in (int, float)


def _is_strict(schema: Mapping[str, Any]) -> bool:
    """Whether a bound is none of the values: Draft 4 has `exclusiveMinimum: true` for that."""
    return "exclusiveMinimum" in schema or "exclusiveMaximum" in schema


def _exclusive_minimum(value: object, least: Any, schema: Mapping[str, Any]) -> bool:
    return isinstance(least, bool) or bool(_is_number(value) and value > least)


def _exclusive_maximum(value: object, most: Any, schema: Mapping[str, Any]) -> bool:
    return isinstance(most, bool) or bool(_is_number(value) and value < most)


def _min_length(value: object, least: Any, schema: Mapping[str, Any]) -> bool:
    return isinstance(value, str) and len(value) >= int(least)


def _max_length(value: object, most: Any, schema: Mapping[str, Any]) -> bool:
    return isinstance(value, str) and len(value) <= int(most)


def _of_empty(value: object, inside: Any, schema: Mapping[str, Any]) -> bool:
    """A keyword about what is in a list or map, where nothing is in it."""
    return value in ([], {}) or not isinstance(value, (list, dict))


def _most_items(value: object, most: Any, schema: Mapping[str, Any]) -> bool:
    return value == [] or not isinstance(value, list)


def _of_no_map(value: object, inside: Any, schema: Mapping[str, Any]) -> bool:
    return not isinstance(value, dict)


_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}

_RULES: Final[dict[str, Callable[[object, Any, Mapping[str, Any]], bool]]] = {
    "additionalProperties": _of_empty,
    "enum": _enum,
    "exclusiveMaximum": _exclusive_maximum,
    "exclusiveMinimum": _exclusive_minimum,
    "format": _format,
    "items": _of_empty,
    "maxItems": _most_items,
    "maxLength": _max_length,
    "maximum": _maximum,
    "minLength": _min_length,
    "minimum": _minimum,
    "properties": _of_empty,
    "required": _of_no_map,
    "type": _type,
    "uniqueItems": _of_empty,
}
