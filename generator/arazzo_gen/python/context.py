"""What all functions of one module share while it is written."""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen import ir, types
from arazzo_gen.python.annotations import Annotations
from arazzo_gen.python.checks import Checks
from arazzo_gen.python.code import Code
from arazzo_gen.python.literal import string
from arazzo_gen.python.support import pieces


class Context:
    """One module: its types, its sources, and the private names that are taken in it."""

    def __init__(self, module: ir.Module) -> None:
        self.module = module
        self.types = Annotations(module.types, dict(module.type_names))
        self.sources = {source.key: source for source in module.sources}
        self.private: set[str] = {*module.taken, *(piece.name for piece in pieces())}
        self.checks = Checks(self.types, self.private_name)
        self._statements: dict[str, dict[str, list[ir.Run | ir.Leap]]] = {}

    @property
    def client(self) -> str:
        """The annotation of a client that only builds requests."""
        return {
            "both": "httpx.Client | httpx.AsyncClient",
            "sync": "httpx.Client",
            "async": "httpx.AsyncClient",
        }[self.module.client]

    def statements_of(self, workflow: ir.Workflow, step_id: str) -> list[ir.Run | ir.Leap]:
        """The statements of a workflow that run a step, or jump from behind it."""
        if workflow.id not in self._statements:
            found = self._statements[workflow.id] = {}
            for stmt in ir.statements(workflow.flow):
                if isinstance(stmt, ir.Run | ir.Leap):
                    found.setdefault(stmt.step, []).append(stmt)
        return self._statements[workflow.id].get(step_id, [])

    def private_name(self, wanted: str) -> str:
        """A module-level name that nothing else has."""
        name, number = wanted, 1
        while name in self.private:
            number += 1
            name = f"{wanted}_{number}"
        self.private.add(name)
        return name

    def source_params(self, keys: Iterable[str]) -> list[str]:
        """The `<source>_url` parameters of a function."""
        params = []
        for key in keys:
            source = self.sources[key]
            default = f" = {source.constant}" if source.url is not None else ""
            params.append(f"{source.param}: str{default}")
        return params


def keeps_failed(context: Context, workflow: ir.Workflow, step: ir.Step) -> bool:
    """Whether steps that follow may see the outputs of a failed response of a step.

    Then no field of its dataclass is promised. Where a failure ends the run, only the error
    shows them.
    """
    if not step.lenient:
        return False
    jumps = [
        outcome.jump
        for stmt in context.statements_of(workflow, step.id)
        if isinstance(stmt, ir.Run)
        for outcome in stmt.failure
    ]
    return any(
        not isinstance(jump, ir.FailEnd | ir.Retry)
        or (isinstance(jump, ir.Retry) and jump.first is not None)
        for jump in jumps
    )


def read_code(read: ir.Read) -> Code:
    """A parameter that holds a value from outside the function."""
    if read.required:
        return Code(read.param, type=read.type, bare=True, parameter=True)
    missing = "UNSET" if read.unset else "None"
    guard = (f"{read.param} is not {missing}",)
    return Code(read.param, guard, type=read.type, bare=True, parameter=True)


def fitting(code: Code, wanted: types.Type, text: str, *, parameter: bool) -> str:
    """An expression where a type is wanted: untyped where checkers would refuse it."""
    if code.type is None or code.text == "None":
        return text
    widened = code.parameter and not parameter and _has_container(code.type)
    if not widened and _assignable(code.type, wanted):
        return text
    return f"_untyped({text})"


def required(code: Code, step: str, name: str, pointer: str | None) -> str:
    """A value that must be there; the error names its step, its name and where it should be."""
    if not code.may_lack:
        return code.text
    where = f", {string(pointer)}" if pointer is not None else ""
    return f"_require({code.nullable()}, {string(step)}, {string(name)}{where})"


def _has_container(type_: types.Type) -> bool:
    if isinstance(type_, types.List | types.Map | types.Tuple):
        return True
    return any(_has_container(child) for child in types.children(type_))


def _assignable(given: types.Type, wanted: types.Type) -> bool:
    """Whether checkers surely accept one type for the other."""
    if given == wanted or (isinstance(given, types.Str) and isinstance(wanted, types.Str)):
        return True
    if isinstance(given, types.Union):
        return all(_assignable(member, wanted) for member in given.members)
    if isinstance(wanted, types.Union):
        return any(_assignable(given, member) for member in wanted.members)
    scalars = (types.Null, types.Bool, types.Int, types.Number, types.Str, types.Literal)
    if isinstance(wanted, types.Json):
        return isinstance(given, scalars)
    if isinstance(wanted, types.Number):
        return isinstance(given, types.Int)
    if isinstance(given, types.Literal):
        if isinstance(wanted, types.Literal):
            return set(given.values) <= set(wanted.values)
        kinds = {types.Str: str, types.Int: int, types.Bool: bool}
        kind = kinds.get(type(wanted))
        return kind is not None and all(type(value) is kind for value in given.values)
    return False
