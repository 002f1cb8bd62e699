"""The check of the IR passes what the compiler makes, and finds every kind of damage.

The tables say of every field that holds text which part it plays. The modules are those of the
documents in `tests/unit/lower` and of the four systems.
"""

from __future__ import annotations

import functools
import inspect
import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from arazzo_gen import ir, types
from arazzo_gen.record import replace
from lowering import checked, lowered_document
from refresh import lowered_documents
from unit.ir.records import Place, kind_name, kinds, records, with_changed

BAD = "no such name"
"""Nothing is called this, and it is no name of Python."""

NAMES = {
    "Input": "name", "StepOutput": "step name", "WorkflowOutput": "workflow name",
    "CalledOutput": "name", "types.Named": "key", "Read": "param", "OutputField": "field",
    "Decision": "function", "Step": "function cls variable", "Credential": "param",
    "Supplied": "param", "Request": "source", "WorkflowCall": "workflow args",
    "Reaching": "ran never",
    "Transfer": "workflow args", "Retry": "key first", "Goto": "step", "Run": "step action",
    "Guard": "action unless", "Loop": "poll", "Declare": "step", "Depend": "workflow variable args",
    "Machine": "variable poll first states", "DeferredJump": "action keys step",
    "InputParam": "param", "Return": "sets", "Finish": "sets", "ServerVariable": "name param",
    "Source": "key param constant", "Given": "workflow param", "Choice": "key",
    "Kept": "workflow variable", "Wait": "function decided",
    "Workflow": "function outputs_cls sources transfers", "Module": "type_names",
}  # fmt: skip
"""Fields with names: each that is damaged is found, wherever it stands."""

SOMETIMES = {
    "Required": "step name",  # where the value is an output of a step
    "Param": "name",  # where it is in the path
    "Request": "template",  # where it has parameters
    "Step": "id",  # where something runs it or reads it
    "OutputField": "name",  # where something reads it
    "InputParam": "name",  # where something reads it
    "Source": "url",  # where it has variables
    "Workflow": "id",  # where it is called
    "Choice": "name",  # where it ends the run
    "FailEnd": "action",  # where its action is one of several
    "Outcome": "key",  # where there is a decision
}
"""Fields with names that something may or may not refer to, or that may be any text."""

TEXTS = {
    "Matches": "pattern", "XPathHolds": "path version", "Compare": "op", "Length": "op",
    "Credential": "kind name scheme doc", "KeyPlace": "location name",
    "Param": "style shape content", "Criterion": "text",
    "Replacement": "target version", "FormField": "name style",
    "Request": "method path fixed_query", "Supplied": "name location doc",
    "Part": "name content_type headers", "XmlNames": "root names namespaces",
    "Body": "kind content_type charset", "Step": "doc", "At": "path",
    "InputParam": "doc", "ServerVariable": "choices default doc", "Source": "name",
    "Workflow": "summary description", "Text": "parts",
    "Module": "document file client http", "XPathValue": "path version",
    "ResponseHeader": "name",
    "RequestHeader": "name", "RequestQuery": "name", "ResponseBody": "media",
    "RequestBody": "media", "MapOf": "entries", "Required": "pointer",
    "types.Str": "format", "types.Literal": "values", "types.Property": "name doc",
    "types.ObjectDef": "hint doc", "types.AliasDef": "hint doc", "types.TypeTable": "defs",
}  # fmt: skip
"""Fields with text that nothing in the IR refers to."""

DROPPED = {
    "Module": "type_names", "Step": "reads", "Decision": "reads choices", "Run": "success",
    "JsonPathFinds": "bindings", "JsonPathValue": "bindings", "Replacement": "bindings",
    "Workflow": "transfers", "DeferredJump": "keys", "Guard": "unless body",
}  # fmt: skip
"""Parts of which none can be left out without being missed (of keys and bodies, the only one)."""

DROPPED_SOMETIMES = {
    "Module": "workflows sources", "Run": "failure", "Request": "path", "WorkflowCall": "args",
    "Workflow": "steps inputs outputs sources credentials supplied given flow", "Transfer": "args",
    "Depend": "args", "Step": "outputs", "Machine": "states", "Source": "variables",
}  # fmt: skip
"""Parts that are missed where something needs them."""

TWINS = {
    "Step": "id function cls variable", "OutputField": "name field", "InputParam": "name param",
    "Choice": "key", "Read": "param", "Credential": "param", "Supplied": "param",
    "Workflow": "id function outputs_cls",
}  # fmt: skip
"""Names that stand beside each other and must differ."""


def pairs(table: dict[str, str]) -> list[tuple[str, str]]:
    """The kinds and fields of a table."""
    return [(kind, field) for kind, names in table.items() for field in names.split()]


def each(table: dict[str, str]) -> pytest.MarkDecorator:
    """Runs a test for each field of a table."""
    found = pairs(table)
    return pytest.mark.parametrize(("kind", "field"), found, ids=[".".join(one) for one in found])


@functools.cache
def modules() -> tuple[ir.Module, ...]:
    """What is damaged."""
    return tuple(module for path in lowered_documents() for module in lowered_document(path))


@functools.cache
def occurrences() -> dict[str, list[tuple[ir.Module, Place, Any]]]:
    """Where each kind of record stands."""
    found: dict[str, list[tuple[ir.Module, Place, Any]]] = defaultdict(list)
    for module in modules():
        for place, record in records(module):
            found[kind_name(type(record))].append((module, place, record))
    return found


def places(kind: str, field: str, most: int = 12) -> Iterator[tuple[ir.Module, Place, Any]]:
    """Some of the places where a field of a kind of record is not empty."""
    found = (
        (module, (*place, field), getattr(record, field))
        for module, place, record in occurrences()[kind]
        if getattr(record, field) and place[:1] != ("types",)
    )
    known = (
        (m, place, value) for m, place, value in found if not isinstance(value, ir.WorkflowCall)
    )
    yield from itertools.islice(known, most)


def damaged(value: Any) -> Any:
    """A value with a name in it that does not exist."""
    if isinstance(value, str):
        return BAD
    if isinstance(value, frozenset):
        return value | {BAD}
    first = value[0]
    return (BAD, *value[1:]) if isinstance(first, str) else ((BAD, first[1]), *value[1:])


def test_what_the_compiler_makes_is_fine() -> None:
    assert {module.file: checked(module) for module in modules() if checked(module)} == {}


def test_the_tables_have_every_field_with_text() -> None:
    known = {*pairs(NAMES), *pairs(SOMETIMES), *pairs(TEXTS)}
    assert len(known) == sum(map(len, (pairs(NAMES), pairs(SOMETIMES), pairs(TEXTS))))
    found = {
        (kind_name(kind), name)
        for kind in kinds()
        if not kind_name(kind).startswith("jsonpath.")
        for name, annotation in inspect.get_annotations(kind).items()
        if any(word in annotation for word in ("str", "Literal[", "Operator"))
        or annotation.startswith("tuple[tuple[")
    }
    assert found == known


@each(NAMES)
def test_a_name_that_does_not_exist_is_found(kind: str, field: str) -> None:
    tried = 0
    for module, place, value in places(kind, field):
        tried += 1
        assert checked(with_changed(module, place, damaged(value))), (module.file, place)
    assert tried, "no document under tests/unit/lower has this field"


@each(SOMETIMES)
def test_a_name_that_something_refers_to_is_missed(kind: str, field: str) -> None:
    found = [
        checked(with_changed(module, place, damaged(value)))
        for module, place, value in places(kind, field, most=100)
    ]
    assert any(found)


@each(DROPPED)
def test_a_part_that_is_left_out_is_found(kind: str, field: str) -> None:
    tried = 0
    for module, place, value in places(kind, field):
        only = field in ("keys", "unless", "body")
        for index in range(len(value) if not only else len(value) == 1):
            tried += 1
            left = (*value[:index], *value[index + 1 :])
            assert checked(with_changed(module, place, left)), (module.file, place, index)
    assert tried


@each(DROPPED_SOMETIMES)
def test_a_part_that_something_needs_is_missed(kind: str, field: str) -> None:
    found = [
        checked(with_changed(module, place, (*value[:index], *value[index + 1 :])))
        for module, place, value in places(kind, field, most=100)
        for index in range(len(value))
    ]
    assert any(found)


@each(TWINS)
def test_a_name_that_is_there_twice_is_found(kind: str, field: str) -> None:
    tried = 0
    for module, place, _ in occurrences()[kind]:
        if not place or not isinstance(place[-1], int):
            continue  # it stands alone
        beside = (*place[:-1], place[-1] - 1)
        for other, where, twin in occurrences()[kind]:
            if other is module and where == beside:
                tried += 1
                changed = with_changed(module, (*place, field), getattr(twin, field))
                assert checked(changed), (module.file, place)
        if tried > 8:
            break
    assert tried


# --- Jumps and what is known ----------------------------------------------------------


def flows(kind: type[Any]) -> Iterator[tuple[ir.Module, Place, Any]]:
    """Where a kind of statement or jump stands."""
    yield from occurrences()[kind.__name__][:20]


def test_a_jump_out_of_no_loop_is_found() -> None:
    for module, place, _ in flows(ir.Proceed):
        depth = place.count("body") + place.count("states")
        for jump in (ir.Continue(), ir.Break(), ir.Goto("nowhere", False)):
            changed = checked(with_changed(module, place, jump))
            if depth == 0 or isinstance(jump, ir.Goto):
                assert changed, (module.file, place, jump)


def test_an_end_without_a_finish_and_what_stands_behind_it_are_found() -> None:
    for module in modules():
        flow = module.workflows[0].flow
        finish = flow[-1]
        if not isinstance(finish, ir.Finish):
            continue
        for damaged_flow in (flow[:-1], (*flow, finish)):
            assert checked(with_changed(module, ("workflows", 0, "flow"), damaged_flow))


@pytest.mark.parametrize("field", ["ran", "never"])
def test_a_step_that_may_or_may_not_have_run_is_not_known(field: str) -> None:
    tried = 0
    for module, place, known in flows(ir.Reaching):
        workflow = module.workflows[int(place[1])]
        for step in workflow.steps:
            if step.id not in known.ran | known.never:
                tried += 1
                changed = replace(known, **{field: getattr(known, field) | {step.id}})
                assert checked(with_changed(module, place, changed)), (module.file, place, step.id)
    assert tried


def test_a_step_that_is_read_and_may_be_unset_is_declared() -> None:
    for module, place, declare in flows(ir.Declare):
        block = module
        for key in place[:-1]:
            block = block[key] if isinstance(key, int) else getattr(block, key)  # type: ignore[index]
        left = tuple(each for each in block if each is not declare)  # type: ignore[attr-defined]
        found = checked(with_changed(module, place[:-1], left))
        assert any("is read, and not declared" in line for line in found)


def test_a_finding_says_where() -> None:
    module = modules()[0]
    place = ("workflows", 0, "steps", 1, "reads", 0, "leaf", "name")
    found = checked(with_changed(module, place, "apiKeyy"))
    assert "workflows[0].steps[1].reads[0].leaf: there is no input 'apiKeyy'" in found


def test_workflows_that_call_each_other_or_that_nothing_calls_are_found() -> None:
    (module,) = (each for each in modules() if each.file == "called_workflows.py")
    steps = module.workflows[1].steps
    call = ir.WorkflowCall(module.workflows[0].id, (("user", ir.Const("a", types.Str())),))
    again = with_changed(module, ("workflows", 1, "steps"), (replace(steps[0], call=call),))
    assert any("calls itself in the end" in line for line in checked(again))
    lost = replace(module.workflows[1], id="lost", function="run_lost", outputs_cls="Lost")
    lost = replace(lost, steps=(), flow=(ir.Finish(ir.Reaching()),), outputs=())
    found = checked(replace(module, workflows=(*module.workflows, lost)))
    assert found == ["workflows[2]: nothing calls it"]
    assert checked(replace(module, workflows=())) == ["workflows: there is none"]
