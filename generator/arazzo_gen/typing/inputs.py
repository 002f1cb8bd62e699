"""The inputs of a workflow, from their JSON Schema (Arazzo 1.1, "Workflow Object")."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import JsonValue, Node, Span
from arazzo_gen.types import Type
from arazzo_gen.typing.schema import Types


class Missing(enum.Enum):
    """The one value that says "no default"; null is a default."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True)
class InputDecl:
    """An input. `type` is without null, which `nullable` stands for."""

    name: str
    schema: Node | None
    type: Type
    nullable: bool
    required: bool
    default: JsonValue | Missing
    description: str | None
    secret: bool
    span: Span


def read_inputs(
    schema: Node | None, refs: Refs, types: Types, report: Report
) -> tuple[InputDecl, ...]:
    """The inputs that a workflow declares, in document order.

    Args:
        schema: The workflow's `inputs` as written; None where there is none.
        refs: Follows `$ref`s.
        types: Makes the types.
        report: Gets warnings for what is not an object schema.
    """
    raise NotImplementedError
