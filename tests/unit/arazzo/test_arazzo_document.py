"""The root of a document: version, info, base URI, sources, and what is wrong with them."""

from __future__ import annotations

import pytest

from arazzo_gen.arazzo.model import OperationId, WorkflowTarget
from unit.arazzo.reading import read, read_workflows

REST = """
info: {title: T, version: '1'}
sourceDescriptions: [{name: api, url: api.yaml}]
workflows: [{workflowId: w, steps: [{stepId: s, operationId: op}]}]
"""


def test_a_plain_document_is_read_without_findings() -> None:
    document = read("arazzo: 1.0.1" + REST).whole
    assert document.version == (1, 0)
    assert document.title == "T"
    assert [source.url.value for source in document.sources] == ["api.yaml"]
    assert document.sources[0].type is None
    workflow = document.workflows[0]
    assert workflow.id.value == "w"
    assert isinstance(workflow.steps[0].target, OperationId)


@pytest.mark.parametrize("version", ["1.1.0", "1.1.7", "'1.1.0'", "1.1.0-rc1"])
def test_patch_versions_make_no_difference(version: str) -> None:
    assert read(f"arazzo: {version}" + REST).whole.version == (1, 1)


@pytest.mark.parametrize(("version", "full"), [("1.0", "1.0.1"), ("'1.1'", "1.1.0")])
def test_a_short_version_is_accepted_with_a_warning(version: str, full: str) -> None:
    got = read(f"arazzo: {version}" + REST)
    assert got.found == [f"AZ124 warning: {version}"]
    assert full in (got.only.help or "")
    assert got.document is not None


@pytest.mark.parametrize("version", ["2", "1.2.0", "latest", "[1, 0]", "true", "null", "10.0.0"])
def test_other_versions_are_refused_at_the_value(version: str) -> None:
    got = read(f"arazzo: {version}" + REST)
    assert got.found == [f"AZ101 error: {version}"]
    assert got.document is None


@pytest.mark.parametrize("text", ["[a, b]", "plain", "42"])
def test_what_is_not_a_map_is_not_a_document(text: str) -> None:
    got = read(text)
    assert got.document is None
    assert got.only.code == "AZ101"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("openapi: 3.1.0", "OpenAPI"),
        ("swagger: '2.0'", "OpenAPI"),
        ("asyncapi: 3.0.0", "AsyncAPI"),
        ("name: thing", "no `arazzo`"),
    ],
)
def test_a_document_of_another_format_is_named(text: str, word: str) -> None:
    got = read("x-first: 1\n" + text)
    assert got.document is None
    assert got.only.code == "AZ101"
    assert word in got.only.message


def test_info_is_only_warned_of() -> None:
    body = REST.replace("info: {title: T, version: '1'}", "info: {version: 1.0, titel: T}")
    got = read("arazzo: 1.0.1" + body)
    assert [d.code for d in got.diagnostics] == ["AZ104", "AZ103"]
    assert got.errors == []
    assert got.document is not None
    assert got.document.title == "T"
    assert got.diagnostics[0].help == "did you mean `title`?"


@pytest.mark.parametrize("gone", ["info", "sourceDescriptions", "workflows"])
def test_a_missing_part_is_named_once(gone: str) -> None:
    kept = [line for line in REST.splitlines() if not line.startswith(gone)]
    got = read("arazzo: 1.0.1" + "\n".join(kept))
    assert got.only.code == "AZ102"
    assert f"`{gone}`" in got.only.message
    assert (got.errors == []) == (gone == "info")


@pytest.mark.parametrize("key", ["sourceDescriptions", "workflows"])
def test_an_empty_part_is_an_error_at_its_key(key: str) -> None:
    kept = [line for line in REST.splitlines() if not line.startswith(key)]
    got = read("arazzo: 1.0.1" + "\n".join([*kept, f"{key}: []"]))
    assert got.found == [f"AZ107 error: {key}: []"]


@pytest.mark.parametrize(
    ("own", "base"),
    [
        ("https://a.example/flows/w.yaml", "https://a.example/flows/w.yaml"),
        ("flows/w.yaml", "file:///docs/flows/w.yaml"),
        ("../w.yaml", "file:///w.yaml"),
        (None, "file:///docs/doc.yaml"),
    ],
)
def test_base_uri(own: str | None, base: str) -> None:
    line = f"\n$self: {own}" if own else ""
    document = read("arazzo: 1.1.0" + line + REST, name="docs/doc.yaml").whole
    assert document.base_uri == base
    assert (document.self_uri.value if document.self_uri else None) == own


def test_self_has_no_fragment() -> None:
    got = read("arazzo: 1.1.0\n$self: https://a.example/w#/workflows" + REST)
    assert got.found == ["AZ120 error: #/workflows"]
    assert "`https://a.example/w`" in (got.only.help or "")


def test_a_uri_that_cannot_be_read_is_an_error() -> None:
    got = read("arazzo: 1.1.0\n$self: 'http://[a'" + REST)
    assert got.found == ["AZ120 error: 'http://[a'"]


def test_later_fields_in_an_early_document_are_honoured_with_a_warning() -> None:
    got = read("arazzo: 1.0.1\n$self: https://a.example/w" + REST)
    assert got.found == ["AZ109 warning: $self: https://a.example/w"]
    assert got.document is not None
    assert got.document.base_uri == "https://a.example/w"


def test_schema_and_extensions_are_silent_and_other_fields_are_not() -> None:
    got = read("arazzo: 1.1.0\n$schema: s\nx-a: 1\nworkflow: 3" + REST)
    assert got.found == ["AZ104 warning: workflow: 3"]
    assert got.only.help == "leave it out, or write `x-workflow` if it is an extension"


def test_sources_are_checked_one_by_one() -> None:
    got = read(
        """\
        arazzo: 1.1.0
        info: {title: T, version: '1'}
        sourceDescriptions:
          - name: a b
            url: a.yaml
          - name: events
            url: e.yaml
            type: raml
          - name: events
            url: f.yaml
          - url: g.yaml
          - nonsense
        workflows: [{workflowId: w, steps: [{stepId: s, operationId: op}]}]
        """
    )
    assert got.found == [
        "AZ112 warning: a b",
        "AZ106 error: raml",
        "AZ102 error: url: g.yaml",
        "AZ103 error: nonsense",
        "AZ105 error: events",
    ]
    assert got.document is not None
    assert [source.name.value for source in got.document.sources] == ["a b", "events"]
    assert got.document.sources_lost
    assert [workflow.id.value for workflow in got.document.workflows] == ["w"]


def test_a_wrong_workflow_leaves_the_others() -> None:
    got = read_workflows(
        """
        - workflowId: bad
          steps: [{stepId: s}]
        - workflowId: good
          steps: [{stepId: s, workflowId: bad}]
        """
    )
    assert got.document is not None
    assert [workflow.id.value for workflow in got.document.workflows] == ["good"]
    assert got.document.broken == ("bad",)
    assert isinstance(got.document.workflows[0].steps[0].target, WorkflowTarget)


def test_workflow_ids_are_unique() -> None:
    got = read_workflows(
        """
        - {workflowId: w, steps: [{stepId: s, operationId: op}]}
        - {workflowId: w, steps: [{stepId: s, operationId: op}]}
        """
    )
    assert got.only.code == "AZ105"
    assert got.only.span is not None
    assert got.only.span.line == 6
    assert got.only.notes[0].span is not None
    assert got.only.notes[0].span.line == 5
    assert got.document is not None
    assert got.document.broken == ("w",)
    assert got.document.workflows == ()
    assert len(got.document.partial) == 2


@pytest.mark.parametrize(
    ("workflow", "found"),
    [
        ("{workflowId: w}", "AZ102"),
        ("{workflowId: w, steps: []}", "AZ107"),
        ("{workflowId: w, steps: {}}", "AZ103"),
        ("{workflowId: '', steps: [{stepId: s, operationId: op}]}", "AZ107"),
        ("{workflowId: 7, steps: [{stepId: s, operationId: op}]}", "AZ103"),
        ("{steps: [{stepId: s, operationId: op}]}", "AZ102"),
        ("{workflowId: w, inputs: [], steps: [{stepId: s, operationId: op}]}", "AZ103"),
        ("text", "AZ103"),
        (
            "{workflowId: w, steps: [{stepId: s, operationId: op}], dependsOn: [$workflows.a]}",
            "AZ119",
        ),
        ("{workflowId: w, steps: [{stepId: s, operationId: op}], dependsOn: [a, a]}", "AZ105"),
        ("{workflowId: w, steps: [{stepId: s, operationId: op}], dependsOn: a}", "AZ103"),
    ],
)
def test_one_mistake_in_a_workflow_is_one_finding(workflow: str, found: str) -> None:
    got = read_workflows(f"- {workflow}")
    assert got.only.code == found
    assert got.document is not None
    assert got.document.workflows == ()


def test_workflow_dependencies_are_kept_as_written() -> None:
    got = read_workflows(
        """
        - workflowId: w
          dependsOn: [first, $sourceDescriptions.other.second]
          steps: [{stepId: s, operationId: op}]
        """
    )
    dependencies = got.whole.workflows[0].depends_on
    assert [one.value for one in dependencies] == ["first", "$sourceDescriptions.other.second"]


def test_odd_ids_are_warned_of() -> None:
    got = read_workflows("- {workflowId: a/b, steps: [{stepId: c d, operationId: op}]}")
    assert [d.code for d in got.diagnostics] == ["AZ112", "AZ112"]
    assert got.errors == []


def test_description_of_another_type_is_only_warned_of() -> None:
    got = read_workflows("- {workflowId: w, summary: 1, steps: [{stepId: s, operationId: op}]}")
    assert got.found[0].startswith("AZ103 warning: 1")
    assert got.workflow.summary is None
