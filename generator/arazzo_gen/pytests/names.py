"""Names of tests: each says which branch it takes, in the words of its condition."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen import ir
from arazzo_gen.draw.words import in_words
from arazzo_gen.lazy import pattern
from arazzo_gen.play.model import Branch, Raised
from arazzo_gen.pytests.further import Told
from arazzo_gen.text.words import snake

_MOST = 80
_JOINTS = frozenset({"and", "is", "neither", "nor", "not", "of", "or", "when", "while"})
"""Words with which no name ends."""
_IS = pattern(r"(?:[\w.\[\]]*\.)?(?:status|state) (is|is not)(.+)")

_OWN = frozenset({
    "arguments", "error", "exchanges", "function", "on", "play", "played", "refused",
    "sync_and_async", "without",
})  # fmt: skip
"""The names that a file of tests has for other things than functions of its module."""
_MEANT = ("client_", "pytest", "setup", "teardown", "test")
"""How names begin that pytest calls or takes for tests, and those of `name_of_function`."""


def name_of_function(function: str) -> str:
    """The name that a file of tests has for a function of its module: its own, where nothing else
    has it."""
    if function in _OWN or function.startswith(_MEANT):
        return f"client_{function}"
    return function


class Names:
    """Gives each name once: the second gets `_2`."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def take(self, wanted: str) -> str:
        """A name that is free, the wanted one or one as near as can be."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name


def name_of_test(module: ir.Module, run: Told) -> str:
    """The name of the test of a run."""
    branch, ending = run.play.branch, run.play.ending
    workflow = module.workflow(branch.workflow)
    step = workflow.step(branch.step)
    said = run.said or _said(workflow, step, branch, run.cond)
    if not run.said and isinstance(ending, Raised) and branch.kind == "none":
        said += " and the run raises" + (f" for {ending.name}" if ending.name else "")
    words = f"test_{(run.step or step.function).strip('_')}_{snake(said)}".split("_")
    while len("_".join(words)) > _MOST or words[-1] in _JOINTS:
        words.pop()
    return "_".join(words)


def _said(workflow: ir.Workflow, step: ir.Step, branch: Branch, part: ir.Cond | None = None) -> str:
    if branch.kind == "action":
        return _of_action(workflow, step, branch, part)
    if branch.kind == "spent":
        return f"gives up after the last retry of {branch.action}"
    decision = step.success if branch.kind == "none" else step.failure
    acts = decision is not None and len(decision.choices) > 0
    return {
        "none": "succeeds without an action" if acts else "succeeds",
        "fails": "fails without an action" if acts else "fails",
        "silent": "gets no response",
        "timeout": "is not done in time",
    }[branch.kind]


def _of_action(workflow: ir.Workflow, step: ir.Step, branch: Branch, part: ir.Cond | None) -> str:
    decision = step.success if branch.side == "success" else step.failure
    choices = decision.choices if decision is not None else ()
    cond = part or next((each.cond for each in choices if each.key == branch.key), None)
    said = _condition(cond, step) if cond is not None else ""
    verb, joint = f"takes {branch.action or branch.key}", "when"
    for jump in _jumps(workflow, step, branch):
        if isinstance(jump, ir.Continue):
            verb, joint = "goes on", "while"
        elif isinstance(jump, ir.Retry):
            verb = "is tried again"
        elif isinstance(jump, ir.FailEnd):
            verb = "ends the run"
        else:
            continue
        break
    return f"{verb} {joint} {said}" if said else verb


def _condition(cond: ir.Cond, step: ir.Step) -> str:
    """A condition in words; a status is "it", as the step is about what has it."""
    said = in_words(cond, step)
    found = _IS.fullmatch(said)
    return f"it {found[1]} {found[2]}" if found else said


def _jumps(workflow: ir.Workflow, step: ir.Step, branch: Branch) -> Iterator[ir.Jump]:
    """The jumps to which an action leads: that in the loop over the step, then the workflow's."""
    runs = [step.wait.run] if step.wait is not None else []
    runs += [
        each
        for each in ir.statements(workflow.flow)
        if isinstance(each, ir.Run) and each.step == step.id
    ]
    for run in runs:
        outcomes = run.success if branch.side == "success" else run.failure
        yield from (each.jump for each in outcomes if each.key == branch.key)


def branch_in_words(module: ir.Module, branch: Branch) -> str:
    """A branch as a sentence has it."""
    workflow = module.workflow(branch.workflow)
    return f"step {branch.step} {_said(workflow, workflow.step(branch.step), branch)}"
