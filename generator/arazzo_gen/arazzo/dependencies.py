"""The `dependsOn` of workflows and steps (sections "Workflow Object" and "Step Object")."""

from __future__ import annotations

import re

from arazzo_gen.arazzo.fields import Fields
from arazzo_gen.arazzo.model import Text
from arazzo_gen.arazzo.names import check_unique
from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import Node

_STEP_ELSEWHERE = pattern(
    r"\$workflows\.[^.]+\.steps\.[^.]+\Z|\$sourceDescriptions\.[^.]+\.[^.]+\.steps\.[^.]+\Z"
)
_WORKFLOW_ELSEWHERE = pattern(r"\$sourceDescriptions\.[^.#]+[.#].+\Z")
_STEP_HELP = (
    "write a stepId, `$workflows.<workflowId>.steps.<stepId>` or "
    "`$sourceDescriptions.<name>.<workflowId>.steps.<stepId>`"
)
_WORKFLOW_HELP = "write a workflowId or `$sourceDescriptions.<name>.<workflowId>`"


def read_step_dependencies(step: Fields) -> tuple[Text, ...]:
    """Read the steps that a step waits for, as written."""
    return _read(step, _STEP_ELSEWHERE, r"\$steps\.([^.]+)\Z", _STEP_HELP)


def read_workflow_dependencies(workflow: Fields) -> tuple[Text, ...]:
    """Read the workflows that run before a workflow, as written."""
    return _read(workflow, _WORKFLOW_ELSEWHERE, r"\$workflows\.([^.]+)\Z", _WORKFLOW_HELP)


def _read(fields: Fields, elsewhere: re.Pattern[str], local: str, help_: str) -> tuple[Text, ...]:
    reader = fields.reader

    def read(node: Node) -> Text | None:
        if node.text is None:
            reader.wrong_type(node, "a string", "an item of `dependsOn`")
            return None
        if node.text and (not node.text.startswith("$") or elsewhere.match(node.text)):
            return Text(node.text, node.span)
        here = re.match(local, node.text)
        reader.error(
            "AZ119",
            node.span,
            f"`{node.text}` is not a reference that `dependsOn` can have",
            help=f"write `{here.group(1)}`" if here else help_,
        )
        return None

    found = reader.each(fields.some_items("dependsOn"), read)
    check_unique(((text.value, text) for text in found), "the dependency", reader)
    return found
