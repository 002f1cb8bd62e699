"""Tests of the functions of steps, each called alone: its outputs and its response, and that it
refuses a base URL with a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arazzo_gen import ir
from arazzo_gen.play.again import contexts_of
from arazzo_gen.play.conditions import holds
from arazzo_gen.play.context import UNSET, Context, MissingError, NotPlayed
from arazzo_gen.play.model import Exchange, Returned
from arazzo_gen.play.values import value
from arazzo_gen.pytests.constants import Constants
from arazzo_gen.pytests.further import Told
from arazzo_gen.pytests.names import Names, name_of_function
from arazzo_gen.python.text.literal import literal, string
from arazzo_gen.record import replace
from arazzo_gen.text.node import JsonValue


def tests_alone(
    module: ir.Module, constants: Constants, runs: Sequence[Told], names: Names
) -> Iterator[str]:
    """The texts of the tests: one for each step that a run which returns calls with success.

    Args:
        module: The module.
        constants: What is usual.
        runs: The runs of the other tests.
        names: Takes the names of the tests.
    """
    done: set[tuple[str, str]] = set()
    for run in runs:
        if not isinstance(run.play.ending, Returned) or run.tolerate or run.is_moved:
            continue
        if all((each.workflow, each.step) in done for each in run.play.exchanges):
            continue
        contexts = contexts_of(module, run.play)
        for exchange, context in zip(run.play.exchanges, contexts, strict=False):
            key = (exchange.workflow, exchange.step)
            step = module.workflow(key[0]).step(key[1])
            if key in done or exchange.answer is None:
                continue
            made = _outputs(step, replace(context, answer=exchange.answer))
            if made is not None:
                done.add(key)
                name = names.take(f"test_{step.function.strip('_')}_alone")
                yield _text(module, constants, step, exchange, context, made, name)


def _outputs(step: ir.Step, context: Context) -> dict[str, JsonValue] | None:
    """The outputs of a step by field; None where it fails, or they cannot be told."""
    try:
        if context.answer is None or not (step.criteria or 200 <= context.answer.status < 300):
            return None
        if not all(holds(each.cond, context) for each in step.criteria):
            return None
        made = {each.field: value(each.value, context) for each in step.outputs}
    except (NotPlayed, MissingError):
        return None
    required = [made[each.field] for each in step.outputs if each.required]
    return None if None in required else made


def _text(
    module: ir.Module,
    constants: Constants,
    step: ir.Step,
    exchange: Exchange,
    context: Context,
    outputs: dict[str, JsonValue],
    name: str,
) -> str:
    assert isinstance(step.call, ir.Request)
    assert exchange.answer is not None
    source = next(each for each in module.sources if each.key == step.call.source)
    base = constants.base(source)
    functions = [name_of_function(step.function + end) for end in ("", "_async")]
    entries = {each.param: value(each.leaf, context) for each in step.reads}
    given = {
        param: each for param, each in entries.items() if each is not None and each is not UNSET
    }
    given |= {
        each.param: context.keywords[each.param]
        for each in step.call.keywords
        if each.param in context.keywords
    }
    pairs = [f"{string(param)}: {literal(each)}" for param, each in given.items()]
    if source.url is None or source.variables:
        pairs.append(f'"base_url": {base}')
    kinds = {"both": functions, "sync": functions[:1], "async": functions[1:]}[module.client]
    function = "function" if len(kinds) > 1 else kinds[0]
    lines = [
        f"arguments: dict[str, Any] = {{{', '.join(pairs)}}}",
        f"played = play({function}, [{constants.exchange(exchange)}], arguments)",
        f"assert played.outputs == {literal(outputs)}",
        f"assert played.returned.response.request.method == {string(exchange.sent.method)}",
        f'refused = {{**arguments, "base_url": f"{{{base}}}?no"}}',
        f"error = play({function}, [], refused).raised(UnsendableValue)",
        f"assert error.step_id == {string(step.id)}",
        f"assert error.name == {string(source.param)}",
    ]
    body = "\n".join(f"    {line}" for line in lines)
    if len(kinds) == 1:
        return f"def {name}() -> None:\n{body}"
    head = f'@pytest.mark.parametrize("function", [{", ".join(kinds)}])'
    return f"{head}\ndef {name}(function: Function) -> None:\n{body}"
