"""Generated modules as their readers see them: no wide lines, no text where a name will do."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.python.text.literal import WIDTH
from building import Built, build
from playback import both_modes, execute, on
from typecheck import mypy_findings

LONG = "/administration/organisations/departments/{department}/members/{member}"


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _zoo() -> dict[str, Any]:
    """An API with unions of long names, with properties that are no names, and a tree."""
    animals = {
        f"{kind}OfTheNorthernHemisphere": _object("sort", sort={"const": kind}, size={})
        for kind in ("Bear", "Walrus", "Fox")
    }
    tree = _object("sub-trees", **{"sub-trees": {"type": "array", "items": _ref("Tree")}})
    cage = _object(
        "cage-number",
        "animal",
        **{"cage-number": {"type": "integer"}},
        animal=_ref("Animal"),
        alternate={"type": "array", "items": _ref("Animal")},
        tree=_ref("Tree"),
        rest={},
    )
    schemas = {**animals, "Animal": {"anyOf": [_ref(n) for n in animals]}, "Tree": tree}
    answer = {"content": {"application/json": {"schema": cage}}, "description": "ok"}
    names = ("department", "member")
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]
    get = {"operationId": "getCage", "parameters": parameters, "responses": {"200": answer}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "servers": [{"url": "https://zoo.example.com"}],
        "components": {"schemas": schemas},
        "paths": {LONG: {"get": get}},
    }


def _workflow(**step: Any) -> dict[str, Any]:
    inputs = {"department": {"type": "string"}, "member": {"type": "string"}}
    parameters = [{"name": n, "in": "path", "value": f"$inputs.{n}"} for n in inputs]
    return {
        "arazzo": "1.0.1",
        "info": {"title": "Zoo", "version": "1"},
        "sourceDescriptions": [{"name": "zoo", "url": "./zoo.openapi.yaml", "type": "openapi"}],
        "workflows": [
            {
                "workflowId": "visit",
                "inputs": _object(*inputs, **inputs),
                "steps": [
                    {
                        "stepId": "look",
                        "operationId": "getCage",
                        "parameters": parameters,
                        "outputs": {"cage": "$response.body"},
                        **step,
                    }
                ],
                "outputs": {"cage": "$steps.look.outputs.cage"},
            }
        ],
    }


def _built(folder: Path, **step: Any) -> Built:
    documents = {"zoo.arazzo.yaml": _workflow(**step), "zoo.openapi.yaml": _zoo()}
    built = build(folder, documents)
    assert built.status == 0, built.report
    return built


def test_types_are_names_where_they_can_be(tmp_path: Path) -> None:
    built = _built(tmp_path)
    text = built.text
    assert (
        "Animal: TypeAlias = (\n"
        "    BearOfTheNorthernHemisphere\n"
        "    | WalrusOfTheNorthernHemisphere\n"
        "    | FoxOfTheNorthernHemisphere\n"
        ")\n"
    ) in text
    assert '"cage-number": int,' in text
    assert '"alternate": NotRequired[list[Animal]],' in text
    assert '"rest": NotRequired[JsonValue],' in text
    assert '"sub-trees": "list[Tree]",' in text
    assert built.module.Tree.__annotations__.keys() == {"sub-trees"}
    assert mypy_findings(list(built.files.values()), tmp_path) == ""


@pytest.mark.parametrize("words", range(9, 16))
def test_no_line_is_too_wide(tmp_path: Path, words: int) -> None:
    text = _built(tmp_path, description=" ".join(["sixes"] * words)).text
    wide = [line for line in text.split("\n") if len(line) > WIDTH]
    assert wide == []


def test_a_long_url_is_cut_before_the_segment_that_is_too_much(tmp_path: Path) -> None:
    assert (
        "            f\"{_base_url(base_url, 'zoo_url')}/administration/organisations\"\n"
        '            f"/departments/{_path(department)}/members/{_path(member)}",\n'
    ) in _built(tmp_path).text


ENDS = [
    {"name": f"{name}", "type": "end", "criteria": [{"condition": f"$statusCode == {status}"}]}
    for name, status in (("gone", 404), ("denied", 403))
]
RETRY = {"name": "again", "type": "retry", "criteria": [{"condition": "$statusCode == 503"}]}


@both_modes
@pytest.mark.parametrize(("status", "action"), [(404, "gone"), (403, "denied"), (500, None)])
@pytest.mark.parametrize(
    ("actions", "name"), [(ENDS, "action"), ([*ENDS, RETRY], "taken")], ids=["ends", "retry too"]
)
def test_actions_that_end_the_run_alike_are_written_once(
    tmp_path: Path, mode: Any, status: int, action: str | None, actions: list[Any], name: str
) -> None:
    built = _built(tmp_path, onFailure=actions)
    assert f'case "gone" | "denied" as {name}:' in built.text
    assert built.text.count(f"failure.action = {name}\n") == 2
    path = LONG.format(department="d", member="m")
    inputs = {"department": "d", "member": "m"}
    answers = [on("GET", path).reply({"cage-number": 7}, status=status)]
    failed = execute(built.module, mode, answers, **inputs)
    assert failed.error.action == action
    assert failed.error.outputs == {"cage": {"cage-number": 7}}


def test_actions_that_are_all_that_can_happen_need_no_match(tmp_path: Path) -> None:
    last = {"name": "broken", "type": "end"}
    text = _built(tmp_path, onFailure=[*ENDS, last]).text
    assert "failure.action = _look_on_failure(failure.response)\n" in text
    assert 'case "gone"' not in text


def test_a_text_that_is_compared_twice_is_folded_once(tmp_path: Path) -> None:
    """And one that is also read as it is keeps its own spelling there."""
    sort = "$response.body#/animal/sort"
    failures = [
        {"name": name, "type": "end", "criteria": [{"condition": f"{sort} == '{name}'"}]}
        for name in ("Bear", "Walrus")
    ]
    built = _built(
        tmp_path,
        onFailure=failures,
        successCriteria=[{"condition": f"{sort} != 'Bear'"}, {"condition": f"{sort} != 'Walrus'"}],
        outputs={"cage": "$response.body", "sort": sort},
    )
    assert built.text.count("_folded(_get(") == 1
    assert built.text.count("_folded(sort)") == 2
    path = LONG.format(department="d", member="m")
    inputs = {"department": "d", "member": "m"}
    for sort, action in (("WALRUS", "Walrus"), ("bear", "Bear"), ("fox", None)):
        answers = [on("GET", path).reply({"animal": {"sort": sort}})]
        outcome = execute(built.module, "sync", answers, **inputs)
        assert getattr(outcome.error, "action", None) == action


def test_no_local_hides_a_builtin(tmp_path: Path) -> None:
    """A local is named after what it holds; parameters are the interface, and keep their names."""
    built = _built(
        tmp_path,
        successCriteria=[
            {"condition": f"$response.body#/{name} != '{value}'"}
            for name in ("type", "id")
            for value in ("bear", 7)
        ],
    )
    hidden = {
        node.id
        for node in ast.walk(ast.parse(built.text))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    } & set(dir(builtins))
    assert hidden == set()
    assert "type_ = " in built.text
    path = LONG.format(department="d", member="m")
    answer = on("GET", path).reply({"type": "fox", "id": 8})
    assert execute(built.module, "sync", [answer], department="d", member="m").error is None


def test_the_docstring_says_which_inputs_nothing_reads(tmp_path: Path) -> None:
    document = _workflow()
    inputs = document["workflows"][0]["inputs"]["properties"]
    inputs["tags"] = {"type": "array", "items": {"type": "string"}, "default": ["a"]}
    inputs["plan"] = {"type": "object", "default": {"a": 1}, "description": "The plan"}
    inputs["day"] = {"type": "string", "format": "date"}
    built = build(tmp_path, {"zoo.arazzo.yaml": document, "zoo.openapi.yaml": _zoo()})
    assert built.status == 0, built.report
    doc = " ".join(built.module.run.__doc__.split())
    unread = "Nothing in this workflow reads it."
    assert f"plan: The plan. {unread}" in doc
    assert f"tags: The input `tags`. {unread}" in doc
    assert "member: The input `member`. tags:" in doc
    assert doc.count(unread) == 3
    assert "if plan is None" not in built.text
