"""Finds texts that name what a workflow declares, but not as the specification writes it."""

from __future__ import annotations

from arazzo_gen.analysis.scope import Scope
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.navigation import split_name
from arazzo_gen.expressions.spellings import Place, Spelling, find_spellings


def meant(scope: Scope, text: str, place: Place = "value") -> list[Spelling]:
    """The stretches of a text that name something of the workflow, from left to right.

    Args:
        scope: The workflow.
        text: The text, as the document has it.
        place: Where it stands.
    """
    if not any(char in text for char in "$.{[<") and "status" not in text.casefold():
        return []
    found = find_spellings(text, scope.inputs, scope.output_names, place)
    return [each for each in found if _declares(scope, each.expression) and _is_odd(each, place)]


def is_text(scope: Scope, text: str) -> bool:
    """Whether a constant is sure to be meant as the text that it is."""
    return "$" not in text and not meant(scope, text)


def _is_odd(found: Spelling, place: Place) -> bool:
    """Whether a stretch is not as likely a text of its own, such as `response.body` is."""
    is_message = isinstance(found.expression, ast.MessagePart | ast.StatusCode)
    return place != "value" or not is_message or found.text[0] in "${[<"


def _declares(scope: Scope, expression: ast.Expression) -> bool:
    match expression:
        case ast.Inputs():
            return split_name(expression.name, scope.inputs) is not None
        case ast.StepOutput():
            info = scope.steps.get(expression.step)
            names = [o.name.value for o in info.step.outputs] if info is not None else []
            return split_name(expression.name, names) is not None
        case ast.WorkflowValue():
            return expression.workflow in scope.depends
        case ast.Outputs():
            return any(
                info.called is not None
                and expression.name in [o.name.value for o in info.called.workflow.outputs]
                for info in scope.order
            )
        case _:
            return True
