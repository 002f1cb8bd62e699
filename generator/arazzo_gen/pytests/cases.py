"""The text of one test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from arazzo_gen import ir
from arazzo_gen.ir.walk import leaves
from arazzo_gen.play.again import contexts_of
from arazzo_gen.play.model import Exchange, Play, Raised
from arazzo_gen.pytests.constants import Constants
from arazzo_gen.pytests.further import Told
from arazzo_gen.python.steps.known import told
from arazzo_gen.python.text.literal import docstring, literal, sentence, string
from arazzo_gen.record import record

_FEW = 3


@record
class Case:
    """A test: its name, and the run that it is of."""

    name: str
    run: Told


def case_text(module: ir.Module, constants: Constants, case: Case) -> str:
    """The text of a test."""
    play = case.run.play
    lines = []
    if said := list(_remarks(play)):
        lines.append(docstring("\n\n".join(said)))
    function = "function" if module.client == "both" else _FUNCTIONS[module.client][0]
    exchanges = f"[{_grouped([constants.exchange(each) for each in play.exchanges])}]"
    if case.run.is_moved:
        lines += [f"exchanges = {exchanges}", *constants.moved()]
        exchanges = "exchanges"
    lines.append(f"played = play({function}, {exchanges}, {constants.arguments(case.run)})")
    if isinstance(play.ending, Raised):
        lines += _raised(module, play.ending, play.exchanges)
        lines += _steps_told(module, case.run, play.ending.step)
    else:
        lines.append(f"assert played.outputs == {constants.outputs(play, play.ending)}")
    waits = [round(each.wait, 6) for each in play.exchanges if each.wait is not None]
    lines.append(f"assert played.waits == [{_grouped([literal(each) for each in waits])}]")
    body = "\n".join(f"    {line}" for line in lines)
    if module.client == "both":
        return f"@sync_and_async\ndef {case.name}(function: Function) -> None:\n{body}"
    return f"def {case.name}() -> None:\n{body}"


_FUNCTIONS = {"both": ("run", "run_async"), "sync": ("run",), "async": ("run_async",)}


def functions_of(module: ir.Module) -> Sequence[str]:
    """The functions of a module that its tests call."""
    return _FUNCTIONS[module.client]


def _remarks(play: Play) -> Iterator[str]:
    """What the answers of a play have that the document does not allow, each said once."""
    remarks = (each for one in play.exchanges if one.answer for each in one.answer.remarks)
    yield from (sentence(each[:1].upper() + each[1:]) for each in dict.fromkeys(remarks))


def _raised(module: ir.Module, ending: Raised, exchanges: Sequence[Exchange]) -> list[str]:
    """What a test says of an error."""
    lines = [
        f"error = played.raised({ending.kind})",
        f"assert error.step_id == {string(ending.step)}",
    ]
    if ending.kind == "StepFailed":
        lines += [_is("error.criterion", ending.criterion), _is("error.action", ending.action)]
    step = _step_of(module, ending.step)
    if ending.kind == "PollTimeout" and exchanges and step is not None and step.wait is not None:
        lines.append(f"assert error.attempts == {exchanges[-1].attempt}")
    if ending.kind in ("StepFailed", "PollTimeout"):
        if ending.status is None:
            lines.append("assert error.response is None")
        else:
            lines.append("assert error.response is not None")
            lines.append(f"assert error.response.status_code == {ending.status}")
    if ending.kind in ("MissingValue", "UnsendableValue", "InvalidValue"):
        lines.append(_is("error.name", ending.name))
    if ending.kind == "MissingValue" and (pointer := _pointer(module, ending)) is not None:
        lines.append(_is("error.pointer", pointer))
    lines.append(f"assert error.outputs == {literal(dict(ending.outputs))}")
    return lines


def _step_of(module: ir.Module, step_id: str) -> ir.Step | None:
    """The step of an id; None where workflows share it."""
    steps = [each for workflow in module.workflows for each in workflow.steps]
    found = [each for each in steps if each.id == step_id]
    return found[0] if len(found) == 1 else None


def _steps_told(module: ir.Module, run: Told, failed: str) -> Iterator[str]:
    """What a test says of the outputs that an error has of the steps before it."""
    main = module.workflows[0]
    exchanges = run.play.exchanges
    if not exchanges or exchanges[-1].workflow != main.id:
        return
    steps = contexts_of(module, run.play, run.tolerate)[-1].steps
    for step in main.steps:
        if step.id == failed or step.id not in steps:
            continue
        # A run keeps of a step what something reads later.
        others = tuple(each for each in main.steps if each is not step)
        read = {
            leaf.name
            for leaf in leaves((others, main.outputs, main.flow))
            if isinstance(leaf, ir.StepOutput) and leaf.step == step.id
        }
        values = {each.name: steps[step.id].get(each.name) for each in told(step)}
        present = {name: each for name, each in values.items() if each is not None}
        place = f"error.steps[{string(step.id)}]"
        if read.issuperset(values):
            yield f"assert {place} == {literal(present)}"
        else:
            for name in sorted(read.intersection(present)):
                yield f"assert {place}[{string(name)}] == {literal(present[name])}"


def _pointer(module: ir.Module, ending: Raised) -> str | None:
    """The expression of the output that is missing; None where it is not certain."""
    step = _step_of(module, ending.step)
    fields = [each for each in step.outputs if each.name == ending.name] if step else []
    return ir.spelled(fields[0].value) if len(fields) == 1 else None


def _is(what: str, value: str | None) -> str:
    return f"assert {what} is None" if value is None else f"assert {what} == {string(value)}"


def _grouped(items: Sequence[str]) -> str:
    """The items of a list; the same thing several times in a row is written once."""
    parts: list[str] = []
    for item, group in groupby(items):
        count = len(list(group))
        parts += [f"*[{item}] * {count}"] if count > _FEW else [item] * count
    return ", ".join(parts)
