"""Makes OpenAPI documents of all versions from a seed, nearly all of them valid."""

from __future__ import annotations

import random
from typing import Any, Final

VERSIONS: Final = ("2.0", "3.0", "3.1", "3.2")
_METHODS: Final = ("get", "put", "post", "delete", "patch")
_PATTERNS: Final = (
    "^[a-z0-9-]+$",
    r"^\d{4}-\d{2}$",
    "^(?:a|b)*c?$",
    r"[\w.+-]+@\w+",
    "^(?!x)y{1,3}",
)
_WORDS: Final = ("id", "name", "größe", "state", "at", "x-y", "$ref_", "日本", "a b", "items")


def document(version: str, seed: int) -> dict[str, Any]:
    """A document of a version of OpenAPI; the same seed gives the same."""
    return _Maker(version, random.Random(f"{version} {seed}")).document()


class _Maker:
    def __init__(self, version: str, rng: random.Random) -> None:
        self._version = version
        self._rng = rng
        self._is_new = version in ("3.1", "3.2")
        self._schemas = "definitions" if version == "2.0" else "components/schemas"
        self._count = rng.randint(1, 6)

    def document(self) -> dict[str, Any]:
        made: dict[str, Any] = {"info": {"title": "T", "version": "1", "x-a": [1, {"b": None}]}}
        if self._version == "2.0":
            made["swagger"] = "2.0"
        else:
            made["openapi"] = {"3.0": "3.0.3", "3.1": "3.1.1", "3.2": "3.2.0"}[self._version]
            made["servers"] = [
                {"url": "https://a.example/{v}", "variables": {"v": {"default": "1"}}}
            ]
        if self._chance(2):
            made["tags"] = [{"name": f"t{number}"} for number in range(self._rng.randint(1, 3))]
            if self._version == "3.2" and self._chance(2):
                made["tags"].append({"name": "below", "parent": "t0", "kind": "nav"})
        schemas = {f"S{number}": self._schema(number, 2) for number in range(self._count)}
        if self._version == "2.0":
            made["definitions"] = schemas
        else:
            schemes = {"key": {"type": "apiKey", "in": "header", "name": "k"}}
            made["components"] = {"schemas": schemas, "securitySchemes": schemes}
        made["paths"] = {f"/p{number}/{{id}}": self._item(number) for number in range(2)}
        return made

    def _item(self, number: int) -> dict[str, Any]:
        item: dict[str, Any] = {"parameters": [self._parameter("id", "path")]}
        for method in self._rng.sample(_METHODS, self._rng.randint(1, 3)):
            item[method] = self._operation(f"{method}{number}")
        if self._version == "3.2" and self._chance(3):
            item["query"] = self._operation(f"query{number}")
            item["additionalOperations"] = {"COPY": self._operation(f"copy{number}")}
        return item

    def _operation(self, name: str) -> dict[str, Any]:
        names = self._rng.sample(("q", "r", "s"), self._rng.randint(0, 3))
        made: dict[str, Any] = {
            "operationId": name,
            "parameters": [self._parameter(each, self._pick("query", "header")) for each in names],
            "responses": {"200": self._response(), "default": {"description": "No"}},
        }
        if self._version != "2.0" and self._chance(2):
            made["requestBody"] = {"content": self._content()}
        return made

    def _parameter(self, name: str, place: str) -> dict[str, Any]:
        made: dict[str, Any] = {"name": name, "in": place}
        if place == "path":
            made["required"] = True
        elif self._chance(2):
            made["description"] = self._pick("A", "größer", "two\nlines")
        if self._version != "2.0":
            return made | {"schema": self._scalar() if self._chance(2) else self._ref()}
        made |= self._pick(
            {"type": "string", "enum": ["a", "b"], "default": "a"},
            {"type": "integer", "format": "int32", "minimum": 0, "default": 5},
            {"type": "array", "items": {"type": "string"}, "collectionFormat": "csv"},
        )
        return made

    def _response(self) -> dict[str, Any]:
        made: dict[str, Any] = {"description": "Yes"}
        if self._version == "2.0":
            return made | {"schema": self._schema(self._count, 2)}
        return made | {"content": self._content()}

    def _content(self) -> dict[str, Any]:
        media = {"schema": self._schema(self._count, 2), "example": {"$id": 1, "a": [1, 1.5]}}
        return {"application/json": media}

    def _schema(self, number: int, depth: int) -> Any:
        """A schema that is made of schemas with lower numbers alone, so that none is its own."""
        kind = self._rng.randint(0, 8)
        if depth == 0 or kind <= 2:
            return self._scalar()
        if kind == 3:
            made: dict[str, Any] = {"type": "array", "items": self._schema(number, depth - 1)}
            return made | ({"default": []} if self._chance(4) else {"minItems": 1})
        if kind == 4 and number:
            return {"$ref": f"#/{self._schemas}/S{self._rng.randrange(min(number, self._count))}"}
        if kind == 5:
            parts = [self._schema(0, 0), self._object(number, depth - 1)]
            names = self._rng.sample(sorted(parts[1]["properties"]), 1)
            return {"allOf": parts, "required": names} if self._chance(2) else {"allOf": parts}
        if kind == 6 and self._version != "2.0":
            return {self._pick("anyOf", "oneOf"): [self._scalar(), self._object(number, depth - 1)]}
        if kind == 7 and self._is_new:
            return self._pick(
                True,
                {"type": ["string", "null"], "default": None},
                {"const": 3, "examples": [3], "$comment": "c", "$defs": {"a": {"type": "null"}}},
                {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
                {
                    "if": {"type": "string"},
                    "then": {"minLength": 1},
                    "unevaluatedProperties": False,
                },
            )
        return self._object(number, depth - 1)

    def _object(self, number: int, depth: int) -> dict[str, Any]:
        names = self._rng.sample(_WORDS, self._rng.randint(1, 4))
        made: dict[str, Any] = {
            "type": "object",
            "properties": {name: self._schema(number, depth) for name in names},
        }
        if self._chance(2):
            made["required"] = self._rng.sample(names, 1)
        if self._chance(3):
            made["additionalProperties"] = self._pick(True, False, {"type": "integer"})
        if self._chance(4):
            made["properties"]["self"] = self._ref()
        return made

    def _scalar(self) -> dict[str, Any]:
        made: dict[str, Any] = self._pick(
            {"type": "string"},
            {"type": "string", "enum": ["a", "b"], "default": "b"},
            {"type": "string", "pattern": self._pattern(), "example": "größe"},
            {"type": "string", "format": self._pick("date-time", "uri", "color"), "maxLength": 9},
            {"type": "string", "minLength": 1, "default": self._pick("a", "ab", "größe")},
            {"type": "integer", "minimum": 0, "maximum": 2**62, "default": self._pick(0, 7)},
            {"type": "integer", "format": "int32", "default": self._pick(1, -(2**31) + 1)},
            {"type": "number", "multipleOf": 0.5, "maximum": 100.0, "example": 1e3},
            {"type": "number", "minimum": 0, "default": self._pick(0.5, 3)},
            {"type": "boolean", "default": self._pick(True, False)},
        )
        if self._version == "3.0" and self._chance(4):
            made = made | {"nullable": True}
        return made | ({"description": "Größe: \n 1"} if self._chance(4) else {})

    def _pattern(self) -> str:
        odd = r"(?i)a\p{L}"  # which is no regex of Python
        return odd if self._chance(40) else self._pick(*_PATTERNS)

    def _ref(self) -> dict[str, Any]:
        return {"$ref": f"#/{self._schemas}/S{self._rng.randrange(self._count)}"}

    def _chance(self, one_in: int) -> bool:
        return self._rng.randrange(one_in) == 0

    def _pick(self, *choices: Any) -> Any:
        return self._rng.choice(choices)
