"""The library's metaschemas, compiled with jsonschema-rs.

Only they are compiled; a stranger's schema is data here. They are rewritten first, so that three
things are as they are in the library: it reads patterns with Python's `re`, it checks `format` in
schemas alone, and nothing is looked up but in its own files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn, TypeAlias
from urllib.parse import urldefrag, urljoin

from arazzo_gen.openapi.clean import library, texts
from arazzo_gen.openapi.clean.library import UnknownLibraryError
from arazzo_gen.record import record

_Check: TypeAlias = Callable[[str], bool]

_DRAFT_4: Final = "http://json-schema.org/draft-04/schema#"
_DIALECTS: Final = {
    "2.0": _DRAFT_4,
    "3.0": _DRAFT_4,
    "3.1": "https://spec.openapis.org/oas/3.1/dialect/base",
    "3.2": "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
}
"""What the schemas of a document are held against, by the document's version."""

_DRAFTS: Final = {
    _DRAFT_4: "Draft4",
    "https://json-schema.org/draft/2020-12/schema": "Draft202012",
}
"""What jsonschema-rs calls the drafts that the metaschemas themselves are written in."""

_MAPS: Final = frozenset(
    {"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"}
)
_LISTS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SCHEMAS: Final = frozenset(
    {"additionalItems", "additionalProperties", "contains", "else", "if", "items", "not"}
    | {"propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"}
)
_KEPT: Final = frozenset(
    {"$anchor", "$dynamicAnchor", "const", "dependentRequired", "enum", "exclusiveMaximum"}
    | {"exclusiveMinimum", "maxContains", "maxItems", "maxLength", "maxProperties"}
    | {"maximum", "minContains", "minItems", "minLength", "minProperties", "minimum"}
    | {"multipleOf", "required", "type", "uniqueItems"}
)
_DROPPED: Final = frozenset(
    {"$comment", "$schema", "$vocabulary", "default", "deprecated", "description", "example"}
    | {"examples", "title"}
)
"""What says nothing about which values are valid."""

_FORMATS: Final[Mapping[str, _Check]] = {
    "iri": texts.is_uri,
    "iri-reference": texts.is_uri_reference,
    "regex": texts.is_regex,
    "uri": texts.is_uri,
    "uri-reference": texts.is_uri_reference,
}

_OF_KEYS: Final = re.compile(
    r"(?:[^\\.\[\](){}*+?|]|\\[d./$\\-]|\[(?:[^\\\[\]^]|\\[.-])+\]|[()|*+?]|\(\?:|\{\d\})*"
)
"""The patterns of keys that Rust and Python read alike, as long as keys are plain."""


@record
class Metaschemas:
    """What the documents of one version are held against.

    Attributes:
        allow_document: Whether a whole document is valid.
        allow_schema: Whether one schema in it is.
        dialect: The address of the metaschema of schemas.
    """

    allow_document: Callable[[object], bool]
    allow_schema: Callable[[object], bool]
    dialect: str


def compile_metaschemas(version: str) -> Metaschemas:
    """Compile what the documents of a version are held against.

    Raises:
        UnknownLibraryError: The library's files have something that this module does not know.
        ImportError: jsonschema-rs is not installed, or cannot be loaded.
    """
    library.check_rules()
    document = library.document_schema(version)
    others = list(library.metaschemas(version))
    return Metaschemas(
        # The schema of Swagger 2.0 refers to the metaschema, too.
        _compiled(_id(document), [document, *(others if version == "2.0" else ())], {}),
        _compiled(_DIALECTS[version], others, _FORMATS),
        _DIALECTS[version],
    )


def _compiled(
    name: str, schemas: Sequence[Any], formats: Mapping[str, _Check]
) -> Callable[[object], bool]:
    """What tells whether a value is valid under one of some schemas.

    Args:
        name: The address of that schema.
        schemas: It, and all that it refers to.
        formats: The formats that count; no other does.
    """
    import jsonschema_rs  # imported only where something is to be validated

    rewriter = _Rewriter({_id(each): each for each in schemas}, formats)
    draft = _looked_up(_DRAFTS, rewriter.schemas[name].get("$schema"))
    registry = jsonschema_rs.Registry(
        rewriter.resources(), draft=getattr(jsonschema_rs, draft), retriever=_refuse
    )
    validator = getattr(jsonschema_rs, f"{draft}Validator")(
        {"$schema": rewriter.schemas[name]["$schema"], "$ref": rewriter.address(name)},
        registry=registry,
        retriever=_refuse,
        formats=rewriter.checks,
        validate_formats=True,
        ignore_unknown_formats=False,
    )
    allows: Callable[[object], bool] = validator.is_valid
    return allows


class _Rewriter:
    """Rewrites schemas.

    Args:
        schemas: The schemas by their addresses.
        formats: The formats that count.
    """

    def __init__(self, schemas: Mapping[str, Any], formats: Mapping[str, _Check]) -> None:
        self.schemas = schemas
        self.checks: dict[str, _Check] = {}
        self._formats = formats
        self._numbers = {name: number for number, name in enumerate(schemas)}
        self._here = ""

    def address(self, name: str) -> str:
        """The address that a schema gets: under its own, jsonschema-rs would take its own copy."""
        return f"https://metaschema.invalid/{_looked_up(self._numbers, name)}"

    def resources(self) -> list[tuple[str, Any]]:
        """The schemas, rewritten, with the addresses that they get."""
        made: list[tuple[str, Any]] = []
        for name, schema in self.schemas.items():
            self._here = name
            inside = {key: value for key, value in schema.items() if key not in ("$id", "id")}
            # `$schema` says which draft this is written in.
            written = {"$schema": schema.get("$schema"), **self._schema(inside)}
            made.append((self.address(name), written))
        return made

    def _schema(self, schema: Any) -> Any:
        if isinstance(schema, bool):
            return schema
        made: dict[str, Any] = {}
        for word, value in schema.items():
            if word in _SCHEMAS and not isinstance(value, list):
                made[word] = self._schema(value)
            elif word in _LISTS:
                made[word] = [self._schema(each) for each in value]
            elif word in _MAPS:
                made[word] = {key: self._schema(each) for key, each in value.items()}
            elif word in ("$ref", "$dynamicRef"):
                made[word] = self._reference(value)
            elif word in _KEPT or (word == "dependencies" and _has_names_alone(value)):
                made[word] = value
            elif word not in _DROPPED and word not in ("format", "pattern"):
                raise UnknownLibraryError(word)
        for each in schema.get("patternProperties", ()):
            if not _OF_KEYS.fullmatch(each):
                raise UnknownLibraryError(each)
        self._add_check(schema, made)
        return made

    def _add_check(self, schema: Any, made: dict[str, Any]) -> None:
        """Let a schema check texts by functions of ours, under a format with a name of ours."""
        checks: list[_Check] = []
        if "pattern" in schema:
            checks.append(_searching(schema["pattern"]))
        if "format" in schema and self._formats:
            checks.append(_looked_up(self._formats, schema["format"]))
        if checks:
            made["format"] = f"check {len(self.checks)}"
            self.checks[made["format"]] = lambda text: all(check(text) for check in checks)

    def _reference(self, written: str) -> str:
        base, fragment = urldefrag(written)
        if not base:
            return f"#{fragment}"
        target = urljoin(self._here, base)
        # Draft 4 has an empty fragment in its address.
        name = target if target in self.schemas else f"{target}#"
        return f"{self.address(name)}#{fragment}"


def _id(schema: Any) -> str:
    found = schema.get("$id", schema.get("id", ""))
    return found if isinstance(found, str) else ""


def _looked_up(known: Mapping[str, Any], name: object) -> Any:
    if not isinstance(name, str) or name not in known:
        raise UnknownLibraryError(name)
    return known[name]


def _has_names_alone(dependencies: Mapping[str, object]) -> bool:
    return all(isinstance(each, list) for each in dependencies.values())


def _searching(pattern: str) -> _Check:
    search = re.compile(pattern).search
    return lambda text: search(text) is not None


def _refuse(address: str) -> NoReturn:
    raise ValueError(f"{address} is not read")
