"""Finds the installed files that say what openapi-spec-validator holds documents against.

Nothing of the library is imported: that takes longer than a small build.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from typing import Any, Final

_SPEC: Final = "openapi_spec_validator"
_SCHEMA: Final = "openapi_schema_validator"
_DRAFTS: Final = "jsonschema_specifications"

_RULES: Final = {
    _SPEC: ("validation/keywords.py", "validation/validators.py"),
    _SCHEMA: ("_dialects.py", "_format.py", "_keywords.py", "_types.py", "validators.py"),
}
"""The files with the rules that no metaschema says: `rules.py` and `defaults.py` follow them."""

KNOWN: Final = frozenset(
    {
        # openapi-spec-validator 0.8.5 and 0.9.0
        "553aaeff8b56c88735e8b037d92e96f48fa78f5655393b8b388b2b821727ad53",
        # openapi-schema-validator 0.8.0 and 0.8.1
        "5d2c9708dd5e52cc851014738224de269f98a507302c2815bff79bdf03bab030",
        # openapi-schema-validator 0.9.0
        "e2312f645ef6b11a7a36f1ac5d143f7aac812fb66af25815b8c6d8fa7c2781af",
    }
)
"""The hashes of those files, by package, that `rules.py` and `defaults.py` were compared with."""

_DOCUMENTS: Final = (_SPEC, "resources/schemas/v{}/schema.json")
_DIALECTS: Final = {
    "2.0": ((_DRAFTS, "schemas/draft4"),),
    "3.0": ((_DRAFTS, "schemas/draft4"),),
    "3.1": ((_SCHEMA, "schemas/oas3.1"), (_DRAFTS, "schemas/draft202012")),
    "3.2": ((_SCHEMA, "schemas/oas3.2"), (_DRAFTS, "schemas/draft202012")),
}
"""Where the metaschemas of the schemas in a document are, by the document's version."""


class UnknownLibraryError(Exception):
    """The library that is installed is another one than this folder knows."""


def check_rules() -> None:
    """Make sure that the library has the rules that this folder follows.

    Raises:
        UnknownLibraryError: It has others, or its files are not where they should be.
    """
    for package in _RULES:
        if rules_of(package) not in KNOWN:
            raise UnknownLibraryError(package)


def rules_of(package: str) -> str:
    """A hash of the files of a package that hold rules.

    Raises:
        UnknownLibraryError: They are not there.
    """
    total = sha256()
    for name in _RULES[package]:
        total.update(sha256(_read(package, name)).digest())
    return total.hexdigest()


def document_schema(version: str) -> Any:
    """The schema that the library holds a whole document of a version against.

    Raises:
        UnknownLibraryError: It is not there.
    """
    package, path = _DOCUMENTS
    return _json(_read(package, path.format(version)))


def metaschemas(version: str) -> Iterator[Any]:
    """The metaschemas of the schemas in a document of a version, and what they refer to.

    Raises:
        UnknownLibraryError: They are not there.
    """
    for package, path in _DIALECTS[version]:
        top = os.path.join(_folder(package), path)
        for folder, _, names in sorted(os.walk(top)):
            for name in sorted(names):
                yield _json(_read(package, os.path.join(folder, name)))


def has_package(name: str) -> bool:
    """Whether a package is installed."""
    return find_spec(name) is not None


def _folder(package: str) -> str:
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if len(places) != 1:
        raise UnknownLibraryError(package)
    return places[0]


def _read(package: str, path: str) -> bytes:
    try:
        with open(os.path.join(_folder(package), path), "rb") as stream:
            return stream.read()
    except OSError as error:
        raise UnknownLibraryError(package) from error


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise UnknownLibraryError from error
