"""Which boxes a picture of the HTML page has: what is inside what, and which lines leave it."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.diagnostics.excerpt import visible
from arazzo_gen.draw.chart import picture
from arazzo_gen.draw.html.boxes import boxes
from arazzo_gen.draw.html.layout import Box, Said, laid_out
from arazzo_gen.draw.model import Picture
from lowering import lowered_document
from refresh import document
from unit.draw.drawings import drawn
from unit.draw.reading import SHOP


def outline(found: Sequence[Box], margin: str = "") -> list[str]:
    """Boxes, a line for each and for each line that leaves it; what is inside is set in."""
    lines = []
    for box in found:
        lines.append(f"{margin}{box.look}: {' / '.join(said.text for said in box.head)}")
        lines += outline(box.inside, f"{margin}  ")
        names = {each.id: each.head[0].text for each in found}
        for exit_ in box.exits:
            target = names.get(exit_.target, "elsewhere")
            lines.append(f"{margin}  -{exit_.line}> {target}: {exit_.text}".rstrip(": "))
    return lines


def of(whole: Picture, workflow: str) -> list[str]:
    """The outline of the picture of a workflow."""
    [chart] = [each for each in whole.charts if each.workflow == workflow]
    return outline(boxes(whole, chart))


def test_knock() -> None:
    whole = picture(lowered_document(document("knock")))
    assert of(whole, "trigger-workflow-track-recipient-run") == [
        "end: Inputs / apiKey, workflowKey, recipientId, data?",
        "  -> triggerWorkflow",
        "step: triggerWorkflow / POST /v1/workflows/{key}/trigger",
        "  -> listRecipientRuns",
        "  -failure> StepFailed",
        "step: listRecipientRuns / GET /v1/workflow_recipient_runs",
        "  -> pollRecipientRun",
        "  -failure> StepFailed",
        "step: pollRecipientRun / GET /v1/workflow_recipient_runs/{id}",
        "  -> Outputs: runFinished: status is completed or cancelled",
        "  -loop> pollRecipientRun: ↻ runStillGoing: status is queued, processing or paused"
        " (waits 2 s to 30 s)",
        "  -> Outputs: otherwise",
        "  -failure> StepFailed",
        "end: Outputs / workflowRunId, recipientRunId, finalStatus",
        "end: StepFailed",
    ]


def test_a_called_workflow_is_inside_the_step_that_calls_it() -> None:
    found = of(picture(lowered_document(SHOP)), "order")
    start = found.index("frame: signIn / workflow signIn")
    assert found[start : start + 12] == [
        "frame: signIn / workflow signIn",
        "  end: Inputs / user, password",
        "    -> login",
        "  step: login / POST /login",
        "    -> Outputs",
        "    -loop> login: ↻ busy: HTTP 429 or 503 (at most 3 more times, waits 5 s)",
        "    -failure> StepFailed",
        "  end: Outputs / token",
        "  end: StepFailed",
        "  -> createOrder",
        "  -failure> StepFailed",
        "step: createOrder / POST /orders",
    ]
    assert "  -> signIn: signInAgain: before it tries again" in found


WORKFLOWS = """
    workflows:
      - workflowId: one
        steps: [{stepId: a, operationId: a}]
      - workflowId: two
        steps:
          - {stepId: first, workflowId: one}
          - {stepId: again, workflowId: one}
      - workflowId: three
        steps: [{stepId: call2, workflowId: two}]
      - workflowId: four
        steps: [{stepId: call3, workflowId: three}]
      - workflowId: five
        steps: [{stepId: call4, workflowId: four}]
"""


def test_a_workflow_is_drawn_where_it_is_called_first() -> None:
    found = of(drawn(WORKFLOWS), "two")
    assert "frame: first / workflow one" in found
    assert "  step: a / GET /a" in found
    assert "step: again / workflow one" in found
    assert found.count("  step: a / GET /a") == 1


def test_workflows_that_are_far_inside_are_named_only() -> None:
    found = of(drawn(WORKFLOWS), "five")
    assert [line for line in found if "workflow" in line] == [
        "frame: call4 / workflow four",
        "  frame: call3 / workflow three",
        "    frame: call2 / workflow two",
        "      step: first / workflow one",
        "      step: again / workflow one",
    ]


RETRIED = """
    workflows:
      - workflowId: other
        steps: [{stepId: b, operationId: b}]
      - workflowId: main
        steps:
          - stepId: a
            workflowId: other
            onFailure: [{name: again, type: retry, retryLimit: 1, workflowId: WHICH}]
      - workflowId: third
        steps: [{stepId: c, operationId: c}]
"""


def test_what_a_retry_of_a_calling_step_runs_first_is_shown() -> None:
    found = of(drawn(RETRIED.replace("WHICH", "third")), "main")
    assert "frame: a / workflow other" in found
    assert "  -> workflow third: again: before it tries again" in found
    assert "frame: workflow third" in found
    found = of(drawn(RETRIED.replace("WHICH", "other")), "main")
    assert "frame: a / workflow other" in found
    assert "  -> elsewhere: again: before it tries again → workflow other" in found
    assert "frame: workflow other" not in found


TRANSFER = """
    workflows:
      - workflowId: other
        steps: [{stepId: b, operationId: b}]
      - workflowId: main
        steps:
          - stepId: a
            operationId: a
            onSuccess: [{name: over, type: goto, workflowId: other}]
          - {stepId: c, operationId: c}
"""


def test_a_workflow_that_takes_over_has_a_box_of_its_own() -> None:
    found = of(drawn(TRANSFER), "main")
    assert "  -> workflow other: over" in found
    assert "frame: workflow other" in found
    assert "  step: b / GET /b" in found
    assert "unused: c / GET /c / nothing leads here" in found


def test_a_text_shows_what_cannot_be_seen() -> None:
    drawing = laid_out([Box("a", "step", (Said("a\u202eb\u200b\x07"),))])
    assert [text.text for text in drawing.texts] == ["a\\u202eb\\u200b\\x07"]
    assert all(visible(text.text) == text.text for text in drawing.texts)
