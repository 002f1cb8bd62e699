"""The text of one test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from arazzo_gen import ir
from arazzo_gen.play.model import Exchange, Play, Raised
from arazzo_gen.pytests.constants import Constants
from arazzo_gen.python.text.literal import docstring, literal, string
from arazzo_gen.record import record

_FEW = 3


@record
class Case:
    """A test: its name, and the play that it is of."""

    name: str
    play: Play


def case_text(module: ir.Module, constants: Constants, case: Case) -> str:
    """The text of a test."""
    play = case.play
    lines = []
    if said := list(_remarks(play)):
        lines.append(docstring("\n\n".join(said)))
    exchanges = _grouped([constants.exchange(each) for each in play.exchanges])
    function = "function" if module.client == "both" else _FUNCTIONS[module.client][0]
    lines.append(f"played = play({function}, [{exchanges}], {constants.arguments(play)})")
    if isinstance(play.ending, Raised):
        lines += _raised(play.ending, play.exchanges)
    else:
        lines.append(f"assert played.outputs == {constants.outputs(play.ending)}")
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
    yield from dict.fromkeys(remarks)


def _raised(ending: Raised, exchanges: Sequence[Exchange]) -> list[str]:
    """What a test says of an error."""
    lines = [
        f"error = played.raised({ending.kind})",
        f"assert error.step_id == {string(ending.step)}",
    ]
    if ending.kind == "StepFailed":
        lines += [_is("error.criterion", ending.criterion), _is("error.action", ending.action)]
    if ending.kind == "PollTimeout" and exchanges:
        lines.append(f"assert error.attempts == {exchanges[-1].attempt}")
    if ending.kind in ("StepFailed", "PollTimeout"):
        if ending.status is None:
            lines.append("assert error.response is None")
        else:
            lines.append("assert error.response is not None")
            lines.append(f"assert error.response.status_code == {ending.status}")
    if ending.kind in ("MissingValue", "UnsendableValue", "InvalidValue"):
        lines.append(_is("error.name", ending.name))
    lines.append(f"assert error.outputs == {literal(dict(ending.outputs))}")
    return lines


def _is(what: str, value: str | None) -> str:
    return f"assert {what} is None" if value is None else f"assert {what} == {string(value)}"


def _grouped(items: Sequence[str]) -> str:
    """The items of a list; the same thing several times in a row is written once."""
    parts: list[str] = []
    for item, group in groupby(items):
        count = len(list(group))
        parts += [f"*[{item}] * {count}"] if count > _FEW else [item] * count
    return ", ".join(parts)
