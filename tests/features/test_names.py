"""Names of the document become Python identifiers that stay when the document grows."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import textwrap

import pytest

from features.flow_documents import Feature, returned
from features.one_call import Made, call
from playback import Mode, both_modes, on


def keywords(*names: str) -> list[str]:
    """The keywords of the inputs of a workflow."""
    made = declaring(*names)
    own = {"client", "api_url", "polling", "on_step"}
    return [name for name in made.module.run.__kwdefaults__ or {} if name not in own]


def declaring(*names: str) -> Made:
    properties = "\n".join(f"{json.dumps(name, ensure_ascii=False)}: {{}}" for name in names)
    return call("requestBody: {payload: $inputs}", inputs=properties, operation=ANYTHING)


ANYTHING = "requestBody: {content: {application/json: {schema: {}}}}"

LETTERS = Feature("""
    workflows:
      - workflowId: order
        inputs:
          type: object
          required: [größe, 名前, имя]
          properties:
            größe: {type: object, properties: {höhe: {type: string}}}
            名前: {type: string}
            имя: {type: string}
        steps:
          - stepId: hinzufügen
            operationId: addNote
            requestBody: {payload: $inputs}
            outputs: {schlüssel: $response.body#/id}
        outputs: {schlüssel: $steps.hinzufügen.outputs.schlüssel}
""")


@both_modes
def test_letters_outside_ascii_are_transliterated(mode: Mode) -> None:
    sent = {"größe": {"höhe": "1"}, "名前": "b", "имя": "c"}
    outcome = LETTERS.run(
        mode,
        [on("POST", "/v1/notes", json=sent).reply({"id": "n"})],
        grosse={"höhe": "1"},
        ming_qian="b",
        imya="c",
    )
    assert returned(outcome) == {"schlussel": "n"}
    assert "def hinzufugen(" in LETTERS.code
    assert 'Grosse = TypedDict(\n    "Grosse",' in LETTERS.code


def test_the_module_needs_no_library_for_it() -> None:
    assert "anyascii" not in LETTERS.code


def test_the_file_of_a_workflow_and_the_names_that_help_offers() -> None:
    made = Feature("workflows: [{workflowId: größe, steps: [{stepId: имя, operationId: a}]}]")
    assert list(made.built.files) == ["grosse"]
    assert "write `grosse`" in made.built.report
    assert "write `imya`" in made.built.report


@pytest.mark.parametrize("order", list(itertools.permutations(["größe", "名前", "имя"])))
def test_the_order_of_inputs_gives_no_names(order: tuple[str, ...]) -> None:
    expected = {"größe": "grosse", "名前": "ming_qian", "имя": "imya"}
    assert keywords(*order) == [expected[name] for name in order]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["userId", "user_id", "user_id_2"], ["user_id", "user_id_3", "user_id_2"]),
        (["a_2", "a", "A", "b"], ["a_2", "a", "a_3", "b"]),
        (["größe", "grosse"], ["grosse", "grosse_2"]),
        (["—", "→", "client"], ["input", "input_2", "client_"]),
    ],
)
def test_only_names_that_come_out_alike_depend_on_each_other(
    names: list[str], expected: list[str]
) -> None:
    assert keywords(*names) == expected


def test_outputs_that_come_out_alike_leave_the_others_as_they_are() -> None:
    made = call("outputs: {aB: $statusCode, a_b: $statusCode, a_b_2: $url}")
    values = made.module.Outputs.__dataclass_fields__
    assert list(values) == ["a_b", "a_b_3", "a_b_2"]


def test_only_names_outside_ascii_load_the_library() -> None:
    code = textwrap.dedent("""
        import sys
        from arazzo_gen.lower.names.identifiers import identifier
        assert identifier("userId", "input") == "user_id"
        assert "anyascii" not in sys.modules
        assert identifier("größe", "input") == "grosse"
        assert "anyascii" in sys.modules
    """)
    subprocess.run([sys.executable, "-c", code], check=True)
