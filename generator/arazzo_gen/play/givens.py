"""The inputs and keywords with which a workflow is called in a play: they say what they are."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.play.described import Described
from arazzo_gen.play.samples import Samples
from arazzo_gen.play.strings import sample_text
from arazzo_gen.play.valid import is_valid
from arazzo_gen.play.wanted import wanted_of
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.types import Bool, Int, List, Map, Number, Type, TypeTable, without_null
from arazzo_gen.types import Literal as OneOf
from arazzo_gen.typing.nodes import Nodes


def inputs_of(module: ir.Module, described: Described, samples: Samples) -> dict[str, JsonValue]:
    """Values of the inputs of the module's own workflow that have no default.

    All are given where the schema of the inputs allows them together; else those alone that are
    required. Their values are what the operations take, too, to which they go: one whose schema
    says less than that of a parameter has a value of the parameter's.
    """
    workflow = module.workflows[0]
    schema = described.inputs.get(workflow.id)
    wanted = wanted_of(module, described, samples.nodes)
    given: dict[str, JsonValue] = {}
    for each in workflow.inputs:
        places = wanted.get(each.name, [])
        if each.default is not None and _fits(samples.nodes, each.default.value, places):
            continue
        part = samples.part(schema, (each.name,)) if schema is not None else None
        if part is not None:
            value = samples.of(part, sent=True, words=(each.name,))
        else:
            value = _of_type(each.type, each.name, module.types)
        given[each.name] = _wanted(value, part, places, each.name, samples)
    if is_valid(samples.nodes, schema, given, sent=True):
        return given
    needed = {each.name for each in workflow.inputs if each.required}
    fewer = {name: value for name, value in given.items() if name in needed}
    return fewer if is_valid(samples.nodes, schema, fewer, sent=True) else given


def _wanted(
    value: JsonValue, part: Node | None, places: Sequence[Node], name: str, samples: Samples
) -> JsonValue:
    """A value of an input that fits all places to which it goes; the one that is given if none
    does."""
    if _fits(samples.nodes, value, places):
        return value
    for place in places:
        other = samples.of(place, sent=True, words=(name,))
        if is_valid(samples.nodes, part, other, sent=True) and _fits(samples.nodes, other, places):
            return other
    return value


def _fits(nodes: Nodes, value: JsonValue, places: Sequence[Node]) -> bool:
    """Whether a value is valid at all places to which it goes, as it is or as text."""
    texts = [value, str(value)] if isinstance(value, int | float) else [value]
    return all(any(is_valid(nodes, place, each, sent=True) for each in texts) for place in places)


def keywords_of(module: ir.Module) -> dict[str, str]:
    """Values of the credentials and of the parameters that callers supply."""
    given: dict[str, str] = {}
    for keyword in module.workflows[0].keywords:
        text = sample_text((keyword.param,))
        if isinstance(keyword, ir.Credential) and keyword.kind == "basic":
            text = "the-user:the-password"
        given[keyword.param] = text
    return given


def _of_type(type_: Type, name: str, table: TypeTable) -> JsonValue:
    """A value of an input whose schema cannot be looked up."""
    found = table.resolve(without_null(type_))
    if isinstance(found, OneOf):
        return found.values[0]
    if isinstance(found, Bool):
        return True
    if isinstance(found, Int | Number):
        return 1
    if isinstance(found, List):
        return []
    if isinstance(found, Map):
        return {}
    return sample_text((name,))
