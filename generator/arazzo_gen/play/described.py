"""What the documents say of a module's steps and inputs, beyond what the IR keeps."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen.openapi.model import Operation
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.record import record
from arazzo_gen.text.node import Node


@record
class Described:
    """What the documents say of one module. It stands beside the module: no target reads it.

    Attributes:
        operations: The operation of each step, by the ids of its workflow and itself; steps that
            call workflows have none.
        inputs: The schema of the inputs of each workflow, by its id; None where there is none.
        refs: Follows the references of all of them; what leads nowhere is not reported.
    """

    operations: Mapping[tuple[str, str], Operation]
    inputs: Mapping[str, Node | None]
    refs: Refs
