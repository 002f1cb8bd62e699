"""Control flow of the IR as text, for `dump`: statements as nested blocks, jumps behind `->`."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.ir.dump_values import Names, laid_out, path, quoted, word


class FlowDump:
    """Writes blocks of statements.

    Args:
        names: The names of types.
    """

    def __init__(self, names: Names) -> None:
        self._names = names

    def block(self, block: ir.Block) -> list[str]:
        """The lines of the statements of a block."""
        return [line for statement in block for line in self._statement(statement)]

    def call(self, call: ir.WorkflowCall) -> list[str]:
        """The lines of a call of a workflow."""
        return [f"call {path('workflows', call.workflow)}", *self._args(call.args)]

    def _args(self, args: tuple[tuple[str, ir.Expr], ...]) -> list[str]:
        return [
            line
            for name, value in args
            for line in laid_out(f"    {word(name)} = ", self._names.expr(value))
        ]

    def _inside(self, block: ir.Block) -> list[str]:
        return [f"    {line}" for line in self.block(block)]

    def _statement(self, statement: ir.Stmt) -> list[str]:
        match statement:
            case ir.Run():
                return self._run(statement)
            case ir.Guard():
                keys = ", ".join(map(word, statement.unless))
                head = f"guard unless {statement.action} in ({keys})"
                lines = [head + reaching_text(statement.reaching)]
                lines += self._inside(statement.body)
                if statement.otherwise:
                    lines += ["otherwise", *self._inside(statement.otherwise)]
                return lines
            case ir.Loop():
                return [f"loop {statement.poll}", *self._inside(statement.body)]
            case ir.DeferredJump():
                keys = ", ".join(map(word, statement.keys))
                head = f"deferred {statement.action} in ({keys}) of {word(statement.step)}"
                return self._jump(head, statement.jump)
            case ir.Declare():
                return [f"declare {word(statement.step)}"]
            case ir.Depend():
                mark = ", given" * statement.given
                head = (
                    f"depend {statement.variable}{mark} = {path('workflows', statement.workflow)}"
                )
                return [head, *self._args(statement.args)]
            case ir.Finish():
                return [f"finish{_sets(statement)}{reaching_text(statement.reaching)}"]
        return self._machine(statement)

    def _machine(self, machine: ir.Machine) -> list[str]:
        head = f"machine {machine.variable} first {word(machine.first)} poll {machine.poll}"
        lines = [head]
        for name, block in machine.states:
            lines.append(f"    state {word(name)}")
            lines += [f"    {line}" for line in self._inside(block)]
        return lines

    def _run(self, run: ir.Run) -> list[str]:
        kept = f" keep {run.action}" if run.action is not None else ""
        lines = [f"run {word(run.step)}{kept}{reaching_text(run.reaching)}"]
        for on, outcomes in (("success", run.success), ("failure", run.failure)):
            for outcome in outcomes:
                key = word(outcome.key) if outcome.key is not None else "otherwise"
                lines += [f"    {line}" for line in self._jump(f"{on} {key}", outcome.jump)]
        return lines

    def _jump(self, before: str, jump: ir.Jump) -> list[str]:
        head = f"{before} -> "
        match jump:
            case ir.Return():
                return [f"{head}return{_sets(jump)}{reaching_text(jump.reaching)}"]
            case ir.Transfer():
                place = path("workflows", jump.workflow)
                return [
                    f"{head}transfer {place}{reaching_text(jump.reaching)}",
                    *self._args(jump.args),
                ]
            case ir.FailEnd():
                return [f"{head}fail {quoted(jump.action)}{reaching_text(jump.reaching)}"]
            case ir.Goto():
                return [f"{head}goto {word(jump.step)}{', wait' * jump.wait}"]
            case ir.Retry():
                return self._retry(head, jump)
        return [head + type(jump).__name__.lower()]

    def _retry(self, head: str, retry: ir.Retry) -> list[str]:
        after = f" after {retry.after!r}" if retry.after is not None else ""
        line = f"{head}retry {word(retry.key)}{after}"
        if isinstance(retry.first, str):
            line += f" first {word(retry.first)}"
        lines = [line + reaching_text(retry.reaching)]
        if isinstance(retry.first, ir.WorkflowCall):
            lines += [f"    {part}" for part in self.call(retry.first)]
        return lines


def _sets(leave: ir.Return | ir.Finish) -> str:
    """The outputs that an exit sets, where others do not."""
    return f" sets {', '.join(map(word, leave.sets))}" if leave.sets else ""


def reaching_text(reaching: ir.Reaching) -> str:
    """A reaching state as text: ` [ran: a, b; never: c]`."""
    parts = [
        f"{name}: {', '.join(map(word, sorted(steps)))}"
        for name, steps in (("ran", reaching.ran), ("never", reaching.never))
        if steps
    ]
    return f" [{'; '.join(parts)}]" if parts else ""
