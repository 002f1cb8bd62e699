"""Tells whether a document is surely clean: openapi-spec-validator would find nothing in it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from arazzo_gen.openapi.clean.metaschemas import Metaschemas, compile_metaschemas
from arazzo_gen.openapi.clean.plain import is_plain
from arazzo_gen.openapi.clean.references import Unsure
from arazzo_gen.openapi.clean.rules import check_rules


def is_surely_clean(version: str, root: Mapping[str, Any]) -> bool:
    """Whether the library finds nothing in a document. False where that is not sure.

    Nothing is read but the library's own files, and no document makes this raise.

    Args:
        version: The version of OpenAPI, such as "3.1".
        root: The document; its references stay inside it.
    """
    try:
        metaschemas = known_metaschemas(version)
        if metaschemas is None or type(root) is not dict or not is_plain(root):
            return False
        if root.get("jsonSchemaDialect", metaschemas.dialect) != metaschemas.dialect:
            return False
        if not metaschemas.allow_document(root):
            return False
        check_rules(version, root, metaschemas.allow_schema)
    except Unsure:
        return False
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # The library says what is the matter. A panic in Rust is no `Exception`.
        return False
    return True


@functools.cache
def known_metaschemas(version: str) -> Metaschemas | None:
    """What the documents of a version are held against; None where that is not known."""
    try:
        return compile_metaschemas(version)
    except Exception:
        # jsonschema-rs is not there or not as it was, or the library has what is not known here.
        return None
