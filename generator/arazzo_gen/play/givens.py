"""The inputs and keywords with which a workflow is called in a play: they say what they are."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.play.described import Described
from arazzo_gen.play.samples import Samples
from arazzo_gen.play.strings import spoken
from arazzo_gen.play.valid import is_valid
from arazzo_gen.text.node import JsonValue
from arazzo_gen.types import Bool, Int, List, Map, Number, Type, TypeTable, without_null
from arazzo_gen.types import Literal as OneOf


def inputs_of(module: ir.Module, described: Described, samples: Samples) -> dict[str, JsonValue]:
    """Values of the inputs of the module's own workflow that have no default.

    All are given where the schema of the inputs allows them together; else those alone that are
    required.
    """
    workflow = module.workflows[0]
    schema = described.inputs.get(workflow.id)
    given: dict[str, JsonValue] = {}
    for each in workflow.inputs:
        if each.default is not None:
            continue
        part = samples.part(schema, (each.name,)) if schema is not None else None
        if part is not None:
            given[each.name] = samples.of(part, sent=True, words=(each.name,))
        else:
            given[each.name] = _of_type(each.type, each.name, module.types)
    if is_valid(samples.nodes, schema, given, sent=True):
        return given
    needed = {each.name for each in workflow.inputs if each.required}
    fewer = {name: value for name, value in given.items() if name in needed}
    return fewer if is_valid(samples.nodes, schema, fewer, sent=True) else given


def keywords_of(module: ir.Module) -> dict[str, str]:
    """Values of the credentials and of the parameters that callers supply."""
    given: dict[str, str] = {}
    for keyword in module.workflows[0].keywords:
        text = "the-" + (spoken((keyword.param,)) or "value")
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
    return "the-" + (spoken((name,)) or "value")
