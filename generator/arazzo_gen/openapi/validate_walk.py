"""openapi-spec-validator's walk over schemas, for documents in which many refer to one another.

The library walks by recursion, keeps what it has seen in lists, and holds each schema against the
metaschema in Python. Here the same walk has a list of what is still to be seen, and sets; and what
`clean/` allows is not held against the metaschema again. What is found, and in which order, is the
same: the steps are those of `SchemaValidator.__call__` in the library's `validation/keywords.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from arazzo_gen.openapi.clean.plain import is_plain
from arazzo_gen.openapi.clean.references import References, is_reference, names_of_properties
from arazzo_gen.openapi.clean.verdict import known_metaschemas
from arazzo_gen.openapi.validate_places import note


class OddDocumentError(Exception):
    """A document that the library must walk through itself."""


def walking(cls: Any, version: str, root: Mapping[str, Any]) -> Any:
    """A validator class of the library with this walk, for one document.

    Args:
        cls: The class.
        version: The version of OpenAPI.
        root: The document.

    Raises:
        OddDocumentError: The document is odd, the library that is installed is not known, or
            jsonschema-rs is not there: the class must be used as it is.
    """
    metaschemas = known_metaschemas(version)
    if metaschemas is None or not is_plain(root):
        raise OddDocumentError
    if root.get("jsonSchemaDialect", metaschemas.dialect) != metaschemas.dialect:
        raise OddDocumentError
    part = _walk(cls.keyword_validators["schema"], References(root), metaschemas.allow_schema)
    changed: dict[str, Any] = {"keyword_validators": {**cls.keyword_validators, "schema": part}}
    if metaschemas.allow_document(root):
        changed["schema_validator"] = _Silent()
    return type(cls.__name__, (cls,), changed)


class _Silent:
    """A validator that finds nothing."""

    def iter_errors(self, root: object) -> Iterator[Any]:
        return iter(())


class _Inner:
    """A schema inside another, which is walked through next."""

    def __init__(self, path: Any) -> None:
        self.path = path


def _walk(part: Any, references: References, allow_schema: Callable[[object], bool]) -> Any:
    """The part of the library that looks at schemas, with this walk."""

    class Walk(part):  # type: ignore[misc]
        def __init__(self, registry: Any) -> None:
            super().__init__(registry)
            self._checked: set[int] = set()
            self._visited: set[int] = set()

        def __call__(self, schema: Any) -> Iterator[Any]:
            stack = [(schema, self._steps(schema, is_top=True))]
            while stack:
                path, steps = stack[-1]
                for found in steps:
                    if isinstance(found, _Inner):
                        below = _short(found.path, references)
                        stack.append((below, self._steps(below, is_top=False)))
                        break
                    yield note(found, "schema", path)
                else:
                    stack.pop()

        def _steps(self, schema: Any, *, is_top: bool) -> Iterator[Any]:
            value = schema.read_value()
            if not isinstance(value, (Mapping, bool)):
                raise OddDocumentError
            if is_top and id(value) not in self._checked:
                self._checked.add(id(value))
                allowed = allow_schema(value)
                error = None if allowed else self._validate_schema_meta(schema, value)
                if error is not None:
                    yield error
                    return
            if id(value) in self._visited:
                return
            self._visited.add(id(value))
            yield from map(_Inner, _parts(schema))
            if is_top and "allOf" in schema:
                yield from _lacking(schema, value, references)
            if "default" in schema:
                default = (schema / "default").read_value()
                can_be_null = "nullable" in schema and (schema / "nullable").read_value() is True
                if default is not None or not can_be_null:
                    yield from self.default_validator(schema, default)

    return Walk


def _parts(schema: Any) -> Iterator[Any]:
    """The schemas inside a schema, in the order of the library."""
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            yield from schema / key
    for key in ("not", "items"):
        if key in schema:
            yield schema / key
    if "properties" in schema:
        yield from dict((schema / "properties").items()).values()


def _lacking(schema: Any, value: Any, references: References) -> Iterator[Any]:
    """An error where a schema requires properties that none of its parts has."""
    from openapi_spec_validator.validation.exceptions import ExtraParametersError

    required = (schema / "required").read_value() if "required" in schema else []
    properties = (schema / "properties").keys() if "properties" in schema else []
    missing = set(required or []) - set(properties or [])
    if missing:
        # The order of what is left depends on the sizes of these sets: they are the library's.
        left = list(missing - names_of_properties(value, references))
        if left:
            yield ExtraParametersError(f"Required list has not defined properties: {left}")


def _short(path: Any, references: References) -> Any:
    """The path of a schema from the root, where it is a reference: the library makes it longer with
    each reference, and its caches look at the whole of it."""
    around = path.parent.read_value()
    written = around[path.parts[-1]]
    tokens = references.tokens(written["$ref"]) if is_reference(written) else None
    return path if tokens is None else path._clone_with_parts(tokens)
