"""Checks the control flow of the IR: every jump lands, and every reaching state is right.

The check follows the statements as they would run. It works out from them which steps have surely
run at each statement, and which surely have not, and compares that with each `Reaching`.
"""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.ir.check_expressions import ExpressionCheck
from arazzo_gen.ir.check_tree import Findings, doubles
from arazzo_gen.ir.flow_walk import jumps, retried_first, runs, transfers
from arazzo_gen.ir.walk import steps_read
from arazzo_gen.record import fresh, record, replace


@record
class State:
    """The state before a statement.

    `ran` are the steps that have surely run, `may` those that may have. `actions` is what the
    variables of guards may hold: the variable, the step, and the key of its action or "".
    """

    ran: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    actions: frozenset[tuple[str, str, str]] = frozenset()


@record(frozen=False)
class Enclosing:
    """The innermost loop or machine around a statement.

    `exits` collects the states in which jumps leave it. `states` are the states of a machine.
    """

    is_machine: bool
    states: frozenset[str] = frozenset()
    exits: list[State] = fresh(factory=list)


class FlowCheck:
    """Checks the flow of one workflow.

    Args:
        workflow: The workflow.
        expressions: Checks its expressions.
        findings: Takes what is wrong.
    """

    def __init__(
        self, workflow: ir.Workflow, expressions: ExpressionCheck, findings: Findings
    ) -> None:
        self._workflow = workflow
        self._expressions = expressions
        self._findings = findings
        self._steps = {step.id: step for step in workflow.steps}
        self._declared: set[str] = set()
        self._firsts: frozenset[str] = frozenset()

    def run(self, place: str) -> None:
        """Check the whole flow."""
        flow = self._workflow.flow
        statements = list(ir.statements(flow))
        declared = [each.step for each in statements if isinstance(each, ir.Declare)]
        self._declared = set(declared)
        self._firsts = _touched(flow) - {run.step for run in runs(flow)}
        for step in doubles(declared):
            self._findings.add(place, f"{step!r} is declared twice")
        ran = [run.step for run in runs(flow)]
        for step in doubles(ran):
            self._findings.add(place, f"{step!r} is run by two statements")
        state = self._block(place, flow, State(), None)
        if state is not None:
            self._findings.add(place, "it ends without a Finish")
        self._decided(set(ran))
        self._transfers(place)

    def _decided(self, ran: set[str]) -> None:
        """Check that steps which no statement runs have no decisions."""
        for step in self._workflow.steps:
            lenient = step.lenient and step.id not in self._firsts
            if step.id not in ran and (step.success or step.failure or lenient):
                self._findings.add("steps", f"{step.id!r} decides, and nothing runs it")

    def _transfers(self, place: str) -> None:
        found = set(transfers(self._workflow.flow))
        if found != set(self._workflow.transfers):
            text = f"it hands over to {sorted(found)}, and `transfers` says otherwise"
            self._findings.add(place, text)

    # --- Statements ---------------------------------------------------------------------

    def _block(
        self, place: str, block: ir.Block, state: State | None, enclosing: Enclosing | None
    ) -> State | None:
        """Check a block; the state behind it, or None where no path leads there."""
        for index, statement in enumerate(block):
            where = f"{place}[{index}]"
            if state is None:
                self._findings.add(where, "nothing gets here")
                return None
            state = self._statement(where, statement, state, enclosing)
        return state

    def _statement(
        self, place: str, statement: ir.Stmt, state: State, enclosing: Enclosing | None
    ) -> State | None:
        match statement:
            case ir.Run():
                return self._run(place, statement, state, enclosing)
            case ir.Guard():
                return self._guard(place, statement, state, enclosing)
            case ir.Loop():
                return self._loop(place, statement, state)
            case ir.Machine():
                return self._machine(place, statement, state)
            case ir.DeferredJump():
                return self._deferred_jump(place, statement, state, enclosing)
            case ir.Declare():
                self._step(place, statement.step)
                return state
            case ir.Depend():
                return self._depend(place, statement, state)
        self._reaching(place, statement.reaching, state)
        self._outputs(place, statement.reaching, statement.sets)
        return None

    def _run(
        self, place: str, run: ir.Run, state: State, enclosing: Enclosing | None
    ) -> State | None:
        step = self._step(place, run.step)
        state = replace(state, may=state.may | _before_attempts(run, step))
        self._reaching(place, run.reaching, state)
        if step is None:
            return state
        self._reads(
            place, run.reaching, step, (step.call, step.success, step.failure, step.criteria)
        )
        self._asked(place, run, step)
        self._keys(place, run, step)
        won = replace(state, ran=state.ran | {step.id}, may=state.may | {step.id})
        lost = state
        if step.lenient and isinstance(step.call, ir.WorkflowCall):
            lost = won  # what the workflow returned is there; a request may have got no response
        elif step.lenient:
            lost = replace(state, ran=state.ran - {step.id}, may=state.may | {step.id})
        if run.action is not None:
            keys = (outcome.key or "" for outcome in (*run.success, *run.failure))
            kept = state.actions | {(run.action, step.id, key) for key in keys}
            won, lost = replace(won, actions=kept), replace(lost, actions=kept)
        after: list[State] = []
        for name, outcomes, then in (("success", run.success, won), ("failure", run.failure, lost)):
            for index, outcome in enumerate(outcomes):
                where = f"{place}.{name}[{index}]"
                if self._jump(where, outcome.jump, then, enclosing, step, failed=name == "failure"):
                    after.append(then)
                if isinstance(outcome.jump, ir.Retry):
                    again = replace(then, ran=then.ran - {step.id}, may=then.may | {step.id})
                    self._retry(where, outcome, outcome.jump, again, step)
        return _join(after)

    def _guard(
        self, place: str, guard: ir.Guard, state: State, enclosing: Enclosing | None
    ) -> State | None:
        self._action(f"{place}.action", guard.action, guard.unless, state)
        self._reaching(place, guard.reaching, state)
        if not guard.body:
            self._findings.add(place, "it guards nothing")
        after = self._block(f"{place}.body", guard.body, state, enclosing)
        other = self._block(f"{place}.otherwise", guard.otherwise, state, enclosing)
        return _join([each for each in (after, other) if each is not None])

    def _loop(self, place: str, loop: ir.Loop, state: State) -> State | None:
        enclosing = Enclosing(is_machine=False)
        entry = replace(state, may=state.may | _touched(loop.body))
        after = self._block(f"{place}.body", loop.body, entry, enclosing)
        return _join([*enclosing.exits, *([after] if after is not None else [])])

    def _machine(self, place: str, machine: ir.Machine, state: State) -> State | None:
        names = [name for name, _ in machine.states]
        for name in doubles(names):
            self._findings.add(place, f"the state {name!r} is there twice")
        if machine.first not in names:
            self._findings.add(f"{place}.first", f"there is no state {machine.first!r}")
        enclosing = Enclosing(is_machine=True, states=frozenset(names))
        inside = state
        for name, block in machine.states:
            self._step(place, name)
            inside = replace(inside, may=inside.may | _touched(block))
        for index, (_, block) in enumerate(machine.states):
            after = self._block(f"{place}.states[{index}]", block, inside, enclosing)
            enclosing.exits += [after] if after is not None else []
        return _join(enclosing.exits)

    def _deferred_jump(
        self, place: str, deferred: ir.DeferredJump, state: State, enclosing: Enclosing | None
    ) -> State | None:
        self._action(f"{place}.action", deferred.action, deferred.keys, state)
        if (deferred.action, deferred.step) not in {kept[:2] for kept in state.actions}:
            self._findings.add(
                f"{place}.step", f"{deferred.action!r} has no action of {deferred.step!r}"
            )
        step = self._step(place, deferred.step)
        if step is not None:
            self._jump(f"{place}.jump", deferred.jump, state, enclosing, step, failed=False)
        return state

    def _depend(self, place: str, depend: ir.Depend, state: State) -> State:
        self._expressions.check(f"{place}.args", depend.args)
        self._expressions.arguments(place, depend.workflow, depend.args)
        given = {(each.workflow, each.param) for each in self._workflow.given}
        if depend.given is not ((depend.workflow, depend.variable) in given):
            self._findings.add(
                f"{place}.variable", f"`given` says otherwise of {depend.variable!r}"
            )
        return state

    # --- Jumps --------------------------------------------------------------------------

    def _jump(
        self,
        place: str,
        jump: ir.Jump,
        state: State,
        enclosing: Enclosing | None,
        step: ir.Step,
        *,
        failed: bool,
    ) -> bool:
        """Check a jump; whether the statement that follows is reached by it."""
        match jump:
            case ir.Proceed():
                return True
            case ir.Break() | ir.Continue() | ir.Goto():
                self._leave(place, jump, state, enclosing)
            case ir.Return():
                self._reaching(place, jump.reaching, state)
                self._outputs(place, jump.reaching, jump.sets)
            case ir.FailEnd():
                if not failed:
                    self._findings.add(place, "there is no failure here to end with")
                self._reaching(place, jump.reaching, state)
                self._outputs(place, jump.reaching)
            case ir.Transfer():
                self._reaching(place, jump.reaching, state)
                self._call(place, jump.workflow, jump.args, jump.reaching, step)
            case ir.Retry():
                pass  # `_retry` checks it, together with its outcome
        return False

    def _leave(self, place: str, jump: ir.Jump, state: State, enclosing: Enclosing | None) -> None:
        """Check a jump inside the innermost loop or machine, or out of it."""
        if enclosing is None:
            self._findings.add(place, "there is no loop around it")
        elif isinstance(jump, ir.Break):
            enclosing.exits.append(state)
        elif isinstance(jump, ir.Continue) and enclosing.is_machine:
            self._findings.add(place, "there is a machine around it, and no loop")
        elif isinstance(jump, ir.Goto) and jump.step not in enclosing.states:
            self._findings.add(place, f"there is no state {jump.step!r}")

    def _retry(
        self, place: str, outcome: ir.Outcome, retry: ir.Retry, state: State, step: ir.Step
    ) -> None:
        self._reaching(place, retry.reaching, state)
        if retry.key != outcome.key:
            self._findings.add(f"{place}.jump.key", f"{retry.key!r} is not the outcome's action")
        if isinstance(retry.first, str):
            first = self._step(f"{place}.jump.first", retry.first)
            if first is not None:
                self._reads(place, retry.reaching, first, first.call)
        elif retry.first is not None:
            self._call(place, retry.first.workflow, retry.first.args, retry.reaching, step)

    def _call(
        self,
        place: str,
        workflow: str,
        args: tuple[tuple[str, ir.Expr], ...],
        reaching: ir.Reaching,
        step: ir.Step,
    ) -> None:
        self._expressions.check(f"{place}.jump.args", args, step.call)
        self._expressions.arguments(f"{place}.jump", workflow, args)
        self._reads(place, reaching, None, args)

    # --- Actions ------------------------------------------------------------------------

    def _keys(self, place: str, run: ir.Run, step: ir.Step) -> None:
        """Check that there is an outcome for each action that can be taken, and for no other."""
        inside = step.wait.goes_on if step.wait is not None else frozenset()
        sides = (("success", run.success, step.success), ("failure", run.failure, step.failure))
        for name, outcomes, decision in sides:
            keys = [outcome.key for outcome in outcomes]
            if decision is None:
                fine = len(keys) == 1 if name == "success" else len(keys) <= 1 and None not in keys
                if not fine:
                    self._findings.add(f"{place}.{name}", f"no decision, and outcomes on {keys}")
                continue
            wanted: list[str | None] = [c.key for c in decision.choices if c.key not in inside]
            if name == "success" and not decision.exhaustive:
                wanted.append(None)
            if keys != wanted:
                self._findings.add(f"{place}.{name}", f"outcomes on {keys}, and actions {wanted}")
            self._limits(f"{place}.{name}", outcomes, decision)

    def _asked(self, place: str, run: ir.Run, step: ir.Step) -> None:
        """Check that the loop over a step says its action where the workflow goes on by it."""
        if step.wait is None or not step.wait.on_success:
            return
        several = any(each.jump != run.success[0].jump for each in run.success)
        if several and run.action is None:
            self._findings.add(
                place, "it does not keep the action that the loop over the step gives"
            )
        if (run.action is not None) is not (step.wait.decided is not None):
            self._findings.add(place, "the loop over the step gives no action, or gives it in vain")

    def _limits(self, place: str, outcomes: tuple[ir.Outcome, ...], decision: ir.Decision) -> None:
        """Check that retries have a limit, and that an end on failure has its action's name."""
        choices = {choice.key: choice for choice in decision.choices}
        for index, outcome in enumerate(outcomes):
            choice = choices.get(outcome.key or "")
            retried = isinstance(outcome.jump, ir.Retry)
            if choice is not None and (choice.limit is not None) is not retried:
                self._findings.add(f"{place}[{index}]", "retries have a limit, and nothing else")
            action = outcome.jump.action if isinstance(outcome.jump, ir.FailEnd) else None
            if choice is not None and action not in (None, choice.name):
                text = f"{action!r} is not the name of the action"
                self._findings.add(f"{place}[{index}].jump.action", text)

    def _action(self, place: str, action: str, keys: tuple[str, ...], state: State) -> None:
        """Check that a variable of a guard can hold each of the actions that the guard asks for."""
        held = {key for name, _, key in state.actions if name == action}
        if not held:
            self._findings.add(place, f"no step has kept its action in {action!r}")
            return
        for key in keys:
            if key not in held:
                self._findings.add(place, f"{action!r} never holds the action {key!r}")
        if not keys:
            self._findings.add(place, "it asks for no action")

    # --- What is reaching ------------------------------------------------------------------

    def _step(self, place: str, step: str) -> ir.Step | None:
        if step not in self._steps:
            self._findings.add(place, f"there is no step {step!r}")
        return self._steps.get(step)

    def _reaching(self, place: str, reaching: ir.Reaching, state: State) -> None:
        for step in sorted(reaching.ran | reaching.never):
            self._step(f"{place}.reaching", step)
        for step in sorted(reaching.ran - state.ran):
            self._findings.add(f"{place}.reaching.ran", f"{step!r} may not have run")
        for step in sorted(reaching.never & state.may):
            self._findings.add(f"{place}.reaching.never", f"{step!r} may have run")

    def _outputs(self, place: str, reaching: ir.Reaching, sets: tuple[str, ...] = ()) -> None:
        optional = {output.name for output in self._workflow.outputs if not output.required}
        for name in sorted(set(sets) - optional):
            self._findings.add(f"{place}.sets", f"no output {name!r} may be None elsewhere")
        values = tuple(output.value for output in self._workflow.outputs)
        self._reads(place, reaching, None, values)

    def _reads(self, place: str, reaching: ir.Reaching, own: ir.Step | None, tree: object) -> None:
        """Check that a step is declared if it is read where it may or may not have run."""
        for step in sorted(steps_read(tree) - ({own.id} if own is not None else set())):
            sure = step in reaching.ran or step in reaching.never
            if not sure and step not in self._declared and step in self._steps:
                self._findings.add(place, f"{step!r} is read, and not declared")


def _join(states: list[State]) -> State | None:
    """The state where several paths meet."""
    if not states:
        return None
    joined = states[0]
    for state in states[1:]:
        joined = State(
            joined.ran & state.ran, joined.may | state.may, joined.actions | state.actions
        )
    return joined


def _before_attempts(run: ir.Run, step: ir.Step | None) -> frozenset[str]:
    """The steps that may have run before an attempt of a step: those that its retries run first,
    and the step itself where an earlier attempt leaves its outputs."""
    left = run.outcomes if step is not None and step.lenient else run.success
    retried = any(isinstance(outcome.jump, ir.Retry) for outcome in left)
    return frozenset(_touched((run,)) - (frozenset() if retried else {run.step}))


def _touched(block: ir.Block) -> frozenset[str]:
    """The steps that a block runs: those of its statements, and those that retries run first."""
    firsts = (retried_first(j) for statement in ir.statements(block) for j in jumps(statement))
    ran = (run.step for run in runs(block))
    return frozenset(ran) | frozenset(first for first in firsts if first is not None)
