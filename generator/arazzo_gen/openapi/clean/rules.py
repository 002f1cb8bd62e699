"""The rules of openapi-spec-validator that no metaschema says, on plain data.

The library walks a document by recursion, from its root through every reference; this walks the
same places with a list of what is still to be seen. Its rules are in `validation/keywords.py` of
the library. Where one may be broken, or a place is not what it should be, that is `Unsure`: the
library is asked then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from string import Formatter
from typing import Any, Final

from arazzo_gen.openapi.clean.defaults import is_surely_right
from arazzo_gen.openapi.clean.references import References, Unsure, lacks_properties

_METHODS: Final = frozenset({"delete", "get", "head", "options", "patch", "post", "put", "trace"})


def check_rules(version: str, root: dict[str, Any], allow_schema: Callable[[object], bool]) -> None:
    """Make sure that a document breaks no rule that its metaschema does not say.

    Args:
        version: "2.0", "3.0", "3.1" or "3.2".
        root: The document, which its metaschema allows.
        allow_schema: Whether the metaschema of schemas allows one.

    Raises:
        Unsure: It may break one.
    """
    walk = _Walk(version, root, allow_schema)
    walk.tags()
    walk.paths()
    walk.components()


class _Walk:
    def __init__(
        self, version: str, root: dict[str, Any], allow_schema: Callable[[object], bool]
    ) -> None:
        self._version = version
        self._root = root
        self._allow_schema = allow_schema
        self._references = References(root)
        self._at = self._references.at
        self._checked: set[int] = set()
        self._visited: set[int] = set()
        self._operation_ids: set[str] = set()

    def tags(self) -> None:
        """Tags have different names; in OpenAPI 3.2 each has a parent that is there."""
        parents: dict[str, str | None] = {}
        for tag in map(self._map, self._list_in(self._root, "tags")):
            name = self._text(tag, "name")
            if name in parents:
                raise Unsure
            parents[name] = self._text(tag, "parent") if "parent" in tag else None
        if self._version == "3.2":
            for parent in parents.values():
                # A parent that has one may be in a circle: few have.
                if parent is not None and parents.get(parent, parent) is not None:
                    raise Unsure

    def paths(self) -> None:
        """Operations have different names, and parameters of one operation names or places."""
        for path, item in self._map_in(self._root, "paths").items():
            item = self._map(item)
            self._parameters(item)
            for operation in self._operations(item):
                self._operation(self._map(operation))
                self._path(path)

    def components(self) -> None:
        """The schemas among the components are right."""
        components = self._map_in(self._root, "components")
        for schema in self._map_in(components, "schemas").values():
            self._schema(schema)

    def _operations(self, item: Mapping[str, Any]) -> Iterator[Any]:
        is_new = self._version == "3.2"
        for key, value in item.items():
            if key in _METHODS or (is_new and key == "query"):
                yield value
        if is_new:
            yield from self._map_in(item, "additionalOperations").values()

    def _path(self, path: str) -> None:
        """The library can read a path; what it says of the names there, the compiler says too."""
        try:
            list(Formatter().parse(path))
        except ValueError:
            raise Unsure from None

    def _operation(self, operation: dict[str, Any]) -> None:
        if "operationId" in operation:
            name = self._text(operation, "operationId")
            if name in self._operation_ids:
                raise Unsure
            self._operation_ids.add(name)
        for response in self._map_in(operation, "responses").values():
            self._response(self._map(response))
        self._parameters(operation)

    def _response(self, response: dict[str, Any]) -> None:
        if self._version == "2.0":
            if "schema" in response:
                self._schema(response["schema"])
            return
        for media in self._map_in(response, "content").values():
            media = self._map(media)
            if "schema" in media:
                self._schema(media["schema"])

    def _parameters(self, owner: Mapping[str, Any]) -> None:
        """The parameters of an operation or a path are different ones."""
        found: set[tuple[str, str]] = set()
        for parameter in map(self._map, self._list_in(owner, "parameters")):
            if "schema" in parameter:
                self._schema(parameter["schema"])
            key = self._text(parameter, "name"), self._text(parameter, "in")
            if key in found:
                raise Unsure
            found.add(key)
            if self._version == "2.0" and "default" in parameter:
                self._default(parameter)

    def _schema(self, schema: Any) -> None:
        """Check a schema, and all that it is made of."""
        first = self._at(schema)
        if id(first) not in self._checked:
            self._checked.add(id(first))
            if not self._allow_schema(first):
                raise Unsure
        pending = [first]
        while pending:
            here = self._at(pending.pop())
            if isinstance(here, bool):
                continue
            here = self._map(here)
            if id(here) in self._visited:
                continue
            self._visited.add(id(here))
            pending += self._parts(here)
            pending += self._map_in(here, "properties").values()
            if "allOf" in here:
                self._required(here)
            if "default" in here:
                self._default(here)

    def _parts(self, schema: dict[str, Any]) -> list[Any]:
        """The schemas that a schema is made of, but for those of properties."""
        parts = [schema[key] for key in ("items", "not") if key in schema]
        for key in ("allOf", "anyOf", "oneOf"):
            parts += self._list_in(schema, key)
        return parts

    def _required(self, schema: dict[str, Any]) -> None:
        """A schema that is made of others requires no property that they do not have."""
        missing = {*self._list_in(schema, "required")}
        missing -= self._map_in(schema, "properties").keys()
        if missing and lacks_properties(schema, self._references, missing):
            raise Unsure

    def _default(self, schema: dict[str, Any]) -> None:
        """A schema allows its own default."""
        value = self._at(schema["default"])
        if value is None and schema.get("nullable") is True:
            return
        is_draft_4 = self._version in ("2.0", "3.0")
        if not is_surely_right(value, schema, self._at, is_draft_4=is_draft_4):
            raise Unsure

    def _map(self, value: Any) -> dict[str, Any]:
        found = self._at(value)
        if not isinstance(found, dict):
            raise Unsure
        return found

    def _map_in(self, owner: Mapping[str, Any], key: str) -> dict[str, Any]:
        return self._map(owner[key]) if key in owner else {}

    def _list_in(self, owner: Mapping[str, Any], key: str) -> list[Any]:
        found = self._at(owner[key]) if key in owner else []
        if not isinstance(found, list):
            raise Unsure
        return found

    def _text(self, owner: Mapping[str, Any], key: str) -> str:
        found = self._at(owner.get(key))
        if not isinstance(found, str):
            raise Unsure
        return found
