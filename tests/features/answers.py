"""OpenAPI documents that answer with a schema, and what a build says of types."""

from __future__ import annotations

import json
import textwrap
from typing import Any

import yaml
from one_call import Made, openapi


def answer(schema: str, **fields: Any) -> dict[str, Any]:
    """An OpenAPI document whose operation answers with a schema."""
    document = openapi(json.dumps(fields))
    content = {"application/json": {"schema": yaml.safe_load(textwrap.dedent(schema))}}
    operation = document["paths"]["/call"]["post"]
    operation["responses"] = {"200": {"description": "", "content": content}}
    return document


def of_types(made: Made) -> list[tuple[str, str]]:
    """The findings of types: the code, and what is underlined."""
    return [(code, text) for code, text, _ in made.findings if code.startswith("AZ7")]
