"""Writes the statements of a run function: steps, guards, loops and machines."""

from __future__ import annotations

from typing import Literal, TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.attempts import ONWARD, deferred, is_retried, until_success, waits
from arazzo_gen.ir.walk import leaf_key, leaves
from arazzo_gen.python.expressions.values import indented
from arazzo_gen.python.runs.guards import (
    Joined,
    before_retries,
    deferring,
    joined,
    preceded,
)
from arazzo_gen.python.runs.outcomes import (
    Around,
    Jump,
    Outcomes,
    Raise,
    equal,
    reads_response,
    unequal,
)
from arazzo_gen.python.signatures import ordered
from arazzo_gen.python.text.literal import literal, string
from arazzo_gen.record import replace

Place: TypeAlias = Literal["block", "loop", "machine"]
"""What follows the end of a block: the next statement, the next round of a loop, the next state."""


class Statements(Outcomes):
    """Writes the blocks of one run function, sync or async."""

    # --- Blocks -------------------------------------------------------------------------

    def block(self, block: ir.Block, place: Place = "block") -> list[str]:
        """The statements of a block, with a blank line between those of two steps."""
        lines, falls = self._sequence(block, loops=place != "block")
        if place != "block" and falls:
            lines.append("break")
        return lines

    def _sequence(self, block: ir.Block, *, loops: bool = False) -> tuple[list[str], bool]:
        """The statements of a block, and whether control reaches the statement behind them."""
        lines: list[str] = []
        falls, index = True, 0
        block = tuple(stmt for stmt in block if not isinstance(stmt, ir.Declare))
        while index < len(block):
            stmt, follow = block[index], block[index + 1 : index + 2]
            tail = loops and index == len(block) - 1
            how = self._joined(stmt, follow[0]) if follow else None
            if how is not None and isinstance(stmt, ir.Run) and isinstance(follow[0], ir.Guard):
                written, falls = self._run_guarded(stmt, follow[0], how)
                index += 1
            else:
                written, falls = self._statement(stmt, tail=tail)
            if lines and written:
                lines.append("")
            lines += written
            index += 1
        return lines, falls

    def _statement(self, stmt: ir.Stmt, *, tail: bool) -> tuple[list[str], bool]:
        if isinstance(stmt, ir.Run):
            return self._run(stmt, tail=tail)
        if isinstance(stmt, ir.DeferredJump):
            return self._deferred_jump(stmt, tail=tail)
        if isinstance(stmt, ir.Guard):
            return self._guard(stmt)
        if isinstance(stmt, ir.Loop):
            return self._loop(stmt), True
        if isinstance(stmt, ir.Machine):
            return self._states(stmt), True
        if isinstance(stmt, ir.Depend):
            return self._depend(stmt), True
        assert isinstance(stmt, ir.Finish)
        return self._values.outputs(stmt), False

    def _depend(self, stmt: ir.Depend) -> list[str]:
        lines, call = self._values.workflow_call(stmt.workflow, stmt.args, ir.Reaching())
        self._values.depend(stmt.workflow, stmt.variable)
        if stmt.given:
            kept = f"{stmt.variable} = {call}"
            return [f"if {stmt.variable} is None:", *indented([*lines, kept])]
        return [*lines, f"{stmt.variable} = {call}" if stmt.variable in self._usage.read else call]

    # --- Guards -------------------------------------------------------------------------

    def _guard(self, stmt: ir.Guard) -> tuple[list[str], bool]:
        return self._branches(unequal(stmt.action, stmt.unless), stmt)

    def _branches(self, test: str, stmt: ir.Guard) -> tuple[list[str], bool]:
        """A guard with both of its branches."""
        body, falls = self._sequence(stmt.body)
        inner = stmt.otherwise[0] if len(stmt.otherwise) == 1 else None
        if isinstance(inner, ir.Guard) and inner.action == stmt.action:
            keys = tuple(key for key in stmt.unless if key not in inner.unless)
            lines, others = self._branches(equal(stmt.action, keys), inner)
            rest = [f"el{lines[0]}", *lines[1:]] if lines else []
        else:
            lines, others = self._sequence(stmt.otherwise)
            rest = ["else:", *indented(lines)] if lines else []
        if not body and not rest:
            return [], True
        return [f"if {test}:", *indented(body or ["pass"]), *rest], falls or others

    def _joined(self, stmt: ir.Stmt, follow: ir.Stmt) -> Joined | None:
        """Whether a step and the guard behind it are joined."""
        if not isinstance(stmt, ir.Run) or not isinstance(follow, ir.Guard):
            return None
        return joined(stmt, follow, self._values.step(stmt.step), self._guarded_once)

    def _run_guarded(self, stmt: ir.Run, guard: ir.Guard, how: Joined) -> tuple[list[str], bool]:
        """A step joined with the guard behind it, which tests the action without a variable."""
        values = self._values
        step = values.step(stmt.step)
        around = Around(step, "", False, self._machine, "")
        call = self._attempt(stmt)
        if how == "if" and step.success is not None:
            first, subject = self._subject(step.success, [step.variable], step, stmt.after_success)
            lines, falls = self._branches(unequal(subject, guard.unless), guard)
            return [*call, *first, *lines], falls
        failed, failure_falls = self._failed(replace(stmt, action=None), around)
        body, falls = self._sequence(guard.body)
        written = ["try:", *indented(call), *self._except(failed)]
        if body:
            written += ["else:", *indented(body)]
        return written, falls or failure_falls

    def _loop(self, stmt: ir.Loop) -> list[str]:
        self._polls.append(stmt.poll)
        outer, self._machine = self._machine, None
        body = self.block(stmt.body, "loop")
        self._machine = outer
        self._polls.pop()
        return [*self.counting(stmt.poll, body), "while True:", *indented(body)]

    def _states(self, stmt: ir.Machine) -> list[str]:
        self._polls.append(stmt.poll)
        outer, self._machine = self._machine, stmt
        cases: list[str] = []
        for state, block in stmt.states:
            cases += [f"case {string(state)}:", *indented(self.block(block, "machine"))]
        self._machine = outer
        self._polls.pop()
        names = ", ".join(string(state) for state, _ in stmt.states)
        body = [f"match {stmt.variable}:", *indented(cases)]
        head = [f"{stmt.variable}: Literal[{names}] = {string(stmt.first)}"]
        head += self.counting(stmt.poll, body)
        return [*head, "while True:", *indented(body)]

    # --- One step -----------------------------------------------------------------------

    def _run(self, stmt: ir.Run, *, tail: bool) -> tuple[list[str], bool]:
        step = self._values.step(stmt.step)
        poll = self._polls[-1] if self._polls else ""
        around = Around(step, "", tail, self._machine, poll)
        if is_retried(stmt):
            return self._retried(stmt, around)
        call = self._attempt(stmt)
        if not stmt.failure:
            lines, falls = self._succeeded(stmt, around)
            return call + lines, falls
        failed, failure_falls = self._failed(stmt, around)
        lines, falls = self._succeeded(stmt, around)
        if step.wait is not None and failed == ["raise"]:
            return call + lines, falls
        written = ["try:", *indented(call), *self._except(failed)]
        again = around.tail and any(isinstance(o.jump, ir.Continue | ir.Goto) for o in stmt.failure)
        if (failure_falls or again) and lines:
            lines = ["else:", *indented(lines)]
        return written + lines, falls or failure_falls

    def _except(self, lines: list[str]) -> list[str]:
        name = self._values.locals.failure
        uses = any(name in line for line in lines)
        head = f"except StepFailed as {name}:" if uses else "except StepFailed:"
        return [head, *indented(lines or ["pass"])]

    def _succeeded(self, stmt: ir.Run, around: Around) -> tuple[list[str], bool]:
        """What follows a success."""
        step = around.step
        outcomes = [(outcome.key, outcome.jump) for outcome in stmt.success]
        if step.success is None:
            key, jump = outcomes[0] if outcomes else (None, ir.Proceed())
            lines, falls = self._jump(jump, around, success=True)
            if stmt.action is not None and not isinstance(jump, ir.Return | ir.Transfer):
                lines = [f"{stmt.action} = {literal(key)}", *lines]
            return lines, falls
        if stmt.action is None and all(isinstance(j, ir.Proceed) for _, j in outcomes):
            return self._jump(ir.Proceed(), around, success=True)
        args = [step.variable]
        return self._decided(step.success, args, list(outcomes), stmt, around, success=True)

    def _failed(self, stmt: ir.Run, around: Around) -> tuple[list[str], bool]:
        """What follows a failure, in the `except` block."""
        step = around.step
        lines: list[str] = []
        if around.again:
            lines = self._lost_first(stmt, around)
        if step.lenient:
            lines += self._lenient(step, stmt.reaching, around)
        outcomes: list[tuple[str | None, Jump]] = [(o.key, o.jump) for o in stmt.failure]
        if step.failure is None:
            key, jump = outcomes[0]
            written, falls = self._jump(jump, around, success=False)
            if stmt.action is not None and not isinstance(jump, ir.FailEnd | ir.Transfer):
                written = [f"{stmt.action} = {literal(key)}", *written]
            return lines + written, falls
        if not step.failure.exhaustive:
            outcomes.append((None, Raise()))
        args = [self._failure_argument(step.failure, around)]
        written, falls = self._decided(step.failure, args, outcomes, stmt, around, success=False)
        return lines + written, falls

    def _lenient(self, step: ir.Step, reaching: ir.Reaching, around: Around) -> list[str]:
        """Keep the outputs of a failed response, if something reads them; nothing of an attempt
        that got none."""
        http = isinstance(step.call, ir.Request)
        if step.variable not in (self._usage.unset if http else self._usage.read):
            return []
        outputs = f"{self._values.locals.failure}.outputs"
        given = self._failed_response(around) if http else outputs
        if around.again and not http:
            given = f"{{}} if {around.again} else {outputs}"
        return self._outputs_kept(step, reaching, given)

    def _outputs_kept(self, step: ir.Step, reaching: ir.Reaching, given: str) -> list[str]:
        """Keep the outputs of a failed step, of its response or of what a called workflow set."""
        scope = self._values.scope(reaching)
        keys = {leaf_key(leaf) for leaf in leaves(step.outputs)}
        args = [given] + [
            self._values.read_argument(read, step.id, scope)
            for read in ordered(step.reads)
            if leaf_key(read.leaf) in keys
        ]
        kept = f"_{step.function}_outputs({', '.join(args)})"
        http = isinstance(step.call, ir.Request)
        if http:
            kept = f"{kept} if {given} is not None else None"
        return [*scope.take(), f"{step.variable} = {kept}", *self._known(step, failed=http)]

    def _lost_first(self, stmt: ir.Run, around: Around) -> list[str]:
        """What follows on a failure of what a retry runs first: it is one without a response, and
        what a step has left of its outputs is kept, if something reads it."""
        names, lines = self._values.locals, []
        for jump in before_retries(stmt):
            step = self._values.step(jump.first) if isinstance(jump.first, str) else None
            if step is not None and step.lenient and step.variable in self._usage.unset:
                http = isinstance(step.call, ir.Request)
                given = f"{names.failure}.{'response' if http else 'outputs'}"
                kept = self._outputs_kept(step, jump.reaching, given)
                lines += [f"if {around.again} == {string(jump.key)}:", *indented(kept)]
        return [*lines, f"{names.response} = None if {around.again} else {self._answer}"]

    def _before(self, stmt: ir.Run, around: Around) -> list[str]:
        """What runs before the next attempt of a step, at the beginning of that."""
        lines: list[str] = []
        for jump in before_retries(stmt) if around.again else []:
            response = self._values.locals.response if reads_response(jump) else None
            word = "elif" if lines else "if"
            first = [*self._first(jump, response), f"{around.again} = None"]
            lines += [f"{word} {around.again} == {string(jump.key)}:", *indented(first)]
        return lines

    def _decided(
        self,
        decision: ir.Decision,
        args: list[str],
        outcomes: list[tuple[str | None, Jump]],
        stmt: ir.Run,
        around: Around,
        *,
        success: bool,
    ) -> tuple[list[str], bool]:
        """The call of a decision function, and the outcomes of its actions."""
        wait = around.step.wait
        if wait is not None and success and wait.on_success:
            return self._dispatch(stmt.action or "", outcomes, around, success=True)
        if wait is not None and not success and wait.on_failure:
            return self._named(outcomes, stmt, around)
        reaching = stmt.after_success if success else stmt.after_failure
        lines, subject = self._subject(decision, args, around.step, reaching)
        if stmt.action is not None:
            lines.append(f"{stmt.action} = {subject}")
            subject = stmt.action
        written, falls = self._dispatch(subject, outcomes, around, success=success)
        return lines + written, falls

    # --- Retries ------------------------------------------------------------------------

    def _retried(self, stmt: ir.Run, around: Around) -> tuple[list[str], bool]:
        """A step in a loop of its attempts, which ends when no retry is due."""
        if until_success(stmt):
            return self._retried_until_success(stmt, around)
        return self._retried_until_decided(stmt, around)

    def _attempts(self, stmt: ir.Run, around: Around) -> list[str]:
        """The head of the loop of a step's attempts."""
        names = self._values.locals
        lines = [f"{names.retries} = {self._counted_retries(around.step)}"]
        if before_retries(stmt):
            around.again = names.again
            once = len(preceded(self._values.workflow.flow)) == 1
            lines.append(f"{names.again}{': str | None' if once else ''} = None")
        return [*lines, "while True:"]

    def _retried_until_success(self, stmt: ir.Run, around: Around) -> tuple[list[str], bool]:
        """A step whose failures are retried or end the run: the outcomes of a success are behind
        the loop."""
        step = around.step
        outer_tail, around.tail = around.tail, True
        head = self._attempts(stmt, around)
        call = [*self._before(stmt, around), *self._call(step, stmt.reaching)]
        failed, _ = self._failed(replace(stmt, action=None), around)
        around.tail, around.again = outer_tail, ""
        body = ["try:", *indented(call), *self._except(failed), "else:", "    break"]
        lines, falls = self._succeeded(stmt, around)
        if lines == [f"return {step.variable}"] and call[-1].startswith(f"{step.variable} = "):
            call[-1] = f"return {call[-1].removeprefix(f'{step.variable} = ')}"
            return [*head, *indented(["try:", *indented(call), *self._except(failed)])], False
        return [*head, *indented(body), *(["", *lines] if lines else [])], falls

    def _retried_until_decided(self, stmt: ir.Run, around: Around) -> tuple[list[str], bool]:
        """A step whose actions leave the loop in several ways: a variable keeps the taken one."""
        values, step = self._values, around.step
        outcomes = stmt.outcomes
        later = deferred(stmt)
        falls = any(isinstance(each.jump, ir.Proceed) for each in outcomes)
        action = stmt.action or (values.locals.outcome if later else None)
        inner = replace(
            stmt,
            success=tuple(deferring(each) for each in stmt.success),
            failure=tuple(deferring(each) for each in stmt.failure),
            action=action,
        )
        outer_tail, around.tail = around.tail, True
        head = self._attempts(stmt, around)
        call = [*self._before(stmt, around), *self._call(step, stmt.reaching)]
        body = call
        if stmt.failure:
            failed, _ = self._failed(inner, around)
            failed = self._keep_response(failed, later, success=False, around=around)
            succeeded, _ = self._succeeded(inner, around)
            succeeded = self._keep_response(succeeded, later, success=True, around=around)
            body = ["try:", *indented(call), *self._except(failed)]
            body += ["else:", *indented(succeeded)]
        else:
            succeeded, _ = self._succeeded(inner, around)
            body = call + self._keep_response(succeeded, later, success=True, around=around)
        around.tail, around.again = outer_tail, ""
        lines = [*head, *indented(body)]
        if not later or action is None:
            return lines, falls
        around.response = values.locals.response
        ways: list[tuple[str | None, Jump]] = [
            (each.key, each.jump) for each in outcomes if isinstance(each.jump, ONWARD)
        ]
        written, falls = self._dispatch(action, ways, around, success=True)
        return [*lines, "", *written], falls

    def _keep_response(
        self, lines: list[str], later: list[ir.Outcome], *, success: bool, around: Around
    ) -> list[str]:
        """Keep the response for the wait of a jump that is taken behind the loop."""
        if not any(waits(each.jump) for each in later):
            return lines
        values = self._values
        response = values.response(around.step) if success else self._failed_response(around)
        if response == values.locals.response:
            return lines
        return [f"{values.locals.response} = {response}", *lines]
