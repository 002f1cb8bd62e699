"""Criteria of type jsonpath: a query that finds nodes, or the dialect of a bare filter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from one_call import Made, call

from playback import execute


def jsonpath(
    condition: str, inputs: str = "", *, type_: str = "jsonpath", context: str = ""
) -> Made:
    """A step that succeeds when a JSONPath criterion holds."""
    criterion = f"{{context: '{context or '$response.body'}', condition: {json.dumps(condition)}"
    return call(f"successCriteria: [{criterion}, type: {type_}}}]", inputs=inputs)


PETS = {
    "pets": [
        {"name": "Rex", "age": 3, "tags": ["dog", "big"], "owner": None, "sold": False},
        {"name": "Tom", "age": 7, "tags": [], "owner": {"name": "Ann"}, "sold": True},
    ],
    "count": 2,
    "status": "done",
    "null": None,
    "no": False,
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("$", True),
        ("$.pets", True),
        ("$.nothing", False),
        ("$.null", True),
        ("$.no", True),
        ("$.pets[0].owner", True),
        ("$.pets[2]", False),
        ("$.pets[-1].owner.name", True),
        ("$['pets'][*]['name']", True),
        ("$..name", True),
        ("$..nothing", False),
        ("$.pets[0:1]", True),
        ("$.pets[5:]", False),
        ("$.pets[?@.age > 5]", True),
        ("$.pets[?@.age > 7]", False),
        ("$.pets[?@.name == 'Rex']", True),
        ("$.pets[?@.name == 'rex']", False),
        ("$.pets[?@.age == '3']", False),
        ("$.pets[?@.sold == true && @.age >= 7]", True),
        ("$.pets[?@.sold && @.age < 7]", True),
        ("$.pets[?!@.owner]", False),
        ("$.pets[?@.owner == null]", True),
        ("$.pets[?length(@.tags) == 2]", True),
        ("$.pets[?length(@.tags) > 2]", False),
        ("$.pets[?count(@.tags[*]) == 0]", True),
        ("$.pets[?match(@.name, 'R.x')]", True),
        ("$.pets[?match(@.name, 'e')]", False),
        ("$.pets[?search(@.name, 'e')]", True),
        ("$.pets[?value(@..name) == 'Rex']", True),
        ("$.pets[?@.tags[?@ == 'dog']]", True),
        ("$.pets[?@.tags[?@ == 'cat']]", False),
        ("$[?count(@.*) > 1]", True),
        ("$[?$.count == 2]", True),
        ("$.pets[?@.age < $.count]", False),
        ("$.pets[?count(@.tags[?@ == 'cat' || @ == 'dog']) > 0]", True),
        ("$.pets[?1 > count(@.tags[?@ == 'dog'])]", True),
        ("$[?count($.pets[*].nothing) != 0]", False),
        ("$[?!(count($.pets[*].name) >= 1)]", False),
        ("$[?count($) == 0]", False),
        ("$[?count($.pets) == 0]", False),
        ("$[?count($.nothing) <= 0]", True),
    ],
)
def test_a_query_holds_when_it_finds_a_node(query: str, found: bool) -> None:
    made = jsonpath(query)
    assert made.codes == []
    assert made.holds(PETS) is found


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("$.status == 'done'", True),
        ("$.status == 'Done'", False),
        ("$.status != 'open'", True),
        ('$.status == "done"', True),
        ("$.count > 1", True),
        ("$.count >= 3", False),
        ("$.status == 'open' || $.status == 'done'", True),
        ("$.status == 'done' && $.count == 3", False),
        ("($.count == 3 || $.count == 2) && $.no == false", True),
        ("!($.count == 3)", True),
        ("$.nothing == null", True),
        ("$.null == null", True),
        ("$.nothing != 'x'", True),
        ("$.nothing == null && count($.pets[?@.age > 1]) == 2", True),
        ("$.null != null || !(count($.pets[*]) == 3 && $.count == 2)", True),
        ("$.pets.length > 0", True),
        ("$.pets.length == 2", True),
        ("length($.pets) == 2", True),
        ("$.pets[0].name == 'Rex'", True),
        ("$.pets[?(@.age > 5)].length > 0", True),
        ("$.pets[?(@.age > 9)].length > 0", False),
        ("count($.pets[?@.age > 1]) == 2", True),
        ("$.status.length == 4", True),
        ("$.count.length == 1", False),
    ],
)
def test_a_bare_filter_is_a_dialect(condition: str, holds: bool) -> None:
    made = jsonpath(condition)
    assert made.built.status == 0, made.built.report
    assert set(made.codes) <= {"AZ402"}
    assert made.holds(PETS) is holds


def test_whether_there_are_nodes_is_asked_without_counting_them() -> None:
    body = {"pets": [{"name": "Rex"}]}
    for condition, held in (
        ("$.pets[?(@.name == 'Rex')].length == 0", False),
        ("$.pets[?(@.name == 'Tom')].length == 0", True),
        ("$.pets[?(@.name == 'Rex')].length >= 1", True),
    ):
        made = jsonpath(condition)
        assert made.holds(body) is held
        assert "len(" not in made.code.partition("def _call_test(")[2].partition("\n\n\n")[0]
        assert "any(" in made.code.partition("def _call_test(")[2].partition("\n\n\n")[0]


def test_a_bare_filter_says_what_to_write() -> None:
    made = jsonpath("$.status == 'done'")
    assert made.codes == ["AZ402"]
    assert "write a simple condition: `$response.body#/status == 'done'`" in made.built.report


@pytest.mark.parametrize(
    "condition",
    ["$.pets[?@.name == '{$inputs.name}']", "$.pets[?@.name == $inputs.name]"],
)
def test_an_input_in_a_filter_is_a_value_not_text(condition: str) -> None:
    made = jsonpath(condition, inputs="name: {type: string}")
    assert made.holds(PETS, name="Rex")
    assert not made.holds(PETS, name="Max")
    assert not made.holds(PETS)
    for hostile in ("' || true || '", "x'] || $[?@ != 'x", "\\", "'", '"', "{$inputs.name}"):
        assert not made.holds(PETS, name=hostile)
        assert made.holds({"pets": [{"name": hostile}]}, name=hostile)


def test_an_input_in_longer_text_of_a_filter() -> None:
    made = jsonpath("$.pets[?@.name == 'the {$inputs.name}']", inputs="name!: {type: string}")
    assert made.holds({"pets": [{"name": "the '"}]}, name="'")
    assert not made.holds(PETS, name="Rex")


@pytest.mark.parametrize(("want", "found"), [(3, True), (4, False), ("3", False), (True, False)])
def test_an_input_in_a_filter_keeps_its_type(want: Any, found: bool) -> None:
    made = jsonpath("$.pets[?@.age == $inputs.age]", inputs="age!: {}")
    assert made.holds(PETS, age=want) is found


def test_an_input_in_a_bare_filter() -> None:
    made = jsonpath("$.status == $inputs.want", inputs="want!: {type: string}")
    assert made.holds(PETS, want="done")
    assert not made.holds(PETS, want="DONE")


def test_inputs_in_the_parts_of_a_bare_filter() -> None:
    made = jsonpath(
        "$.status == $inputs.a && count($.pets[?@.name == $inputs.b]) == 1 && $.count == $inputs.c",
        inputs="a!: {}\nb!: {}\nc!: {}",
    )
    assert made.holds(PETS, a="done", b="Rex", c=2)
    assert not made.holds(PETS, a="done", b="Max", c=2)
    assert not made.holds(PETS, a="done", b="Rex", c=3)


def test_the_older_draft() -> None:
    version = "{type: jsonpath, version: draft-goessner-dispatch-jsonpath-00}"
    made = jsonpath("$.pets[?(@.age > 5 && @.name == 'Tom')]", type_=version)
    assert made.holds(PETS)
    assert not made.holds({"pets": []})
    assert jsonpath("$.pets[(@.length-1)]", type_=version).built.status in (0, 1)
    assert jsonpath("$..pets[?(@.tags.length > 1)]", type_=version).holds(PETS)


def test_the_version_can_be_named() -> None:
    made = jsonpath("$.pets[?@.age > 5]", type_="{type: jsonpath, version: rfc9535}")
    assert made.holds(PETS)
    assert made.codes == []


@pytest.mark.parametrize(
    "query",
    ["$.pets[", "$.pets[?@.age >]", "#/pets", "$.pets[?nope(@)]", "a contains 1", "$.a[?@.a == 1"],
)
def test_what_cannot_be_read_is_an_error(query: str) -> None:
    made = jsonpath(query)
    assert made.built.status == 1
    assert made.codes == ["AZ403"]


def test_a_context_inside_the_body() -> None:
    made = jsonpath("$[?@.age > 5]", context="$response.body#/pets")
    assert made.holds(PETS)
    assert not made.holds({"pets": []})
    assert not made.holds({})


def test_a_body_that_is_no_json_holds_nothing() -> None:
    made = jsonpath("$")
    assert not made.holds(text="<html>")
    assert not made.holds(text="{broken")
    assert not made.holds(status=204)
    assert made.holds({})


def test_json_with_a_wrong_or_missing_header_is_json() -> None:
    made = jsonpath("$.a")
    assert made.holds(text='{"a": 1}', headers={"Content-Type": "text/html"})
    assert made.holds(text='{"a": 1}')


def test_inputs_as_context() -> None:
    made = jsonpath("$.tags[?@ == 'x']", context="$inputs.data", inputs="data!: {type: object}")
    assert made.holds({}, data={"tags": ["x"]})
    assert not made.holds({}, data={"tags": []})
    # What a caller may pass in the place of a dict or a list.
    from types import MappingProxyType

    outcome = execute(made.module, "sync", [_anything()], data=MappingProxyType({"tags": ("x",)}))
    assert outcome.error is None


def _anything() -> Any:
    from one_call import Whatever

    return Whatever().reply({})
