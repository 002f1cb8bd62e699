"""Writes decision functions, which say which action is taken."""

from __future__ import annotations

import re

from arazzo_gen import ir
from arazzo_gen.ir.walk import leaf_key, leaves, reads_message, steps_read
from arazzo_gen.python.context import Context, keeps_failed
from arazzo_gen.python.expressions.conditions import operand
from arazzo_gen.python.expressions.helpers import StepFunctions
from arazzo_gen.python.expressions.sharing import distinct_operands, shared_operands
from arazzo_gen.python.expressions.values import indented
from arazzo_gen.python.signatures import read_param
from arazzo_gen.python.steps.parsing import is_kept
from arazzo_gen.python.text.code import Code, Scope, read_code
from arazzo_gen.python.text.literal import WIDTH, literal, string
from arazzo_gen.python.text.names import LocalNames

_MARGIN = 8
"""The most blanks before a statement of a decision."""


def decision_function(
    context: Context,
    workflow: ir.Workflow,
    step: ir.Step,
    decision: ir.Decision,
    kind: str,
    functions: StepFunctions,
) -> str:
    """The function of a decision.

    Args:
        context: The module.
        workflow: The workflow of the step.
        step: The step that it belongs to.
        decision: The decision.
        kind: "onSuccess" or "onFailure".
        functions: Collects the helper functions of the step.
    """
    return _Writer(context, workflow, step, decision, kind, functions).write()


def takes_retries(decision: ir.Decision) -> bool:
    """Whether a decision function is given the counts of the retries."""
    return any(choice.limit is not None for choice in decision.choices)


def reads_failure(step: ir.Step, decision: ir.Decision) -> bool:
    """Whether a decision on failure is given the error itself: for what a called workflow
    returned."""
    return decision.own and isinstance(step.call, ir.WorkflowCall)


def retry_after(context: Context, workflow: ir.Workflow, step: ir.Step, key: str) -> float | None:
    """The seconds that the document has a retry of a step wait."""
    statements = context.statements_of(workflow, step.id)
    loop = [step.wait.run] if step.wait is not None else []
    for stmt in (*loop, *statements):
        for outcome in (*stmt.success, *stmt.failure) if isinstance(stmt, ir.Run) else ():
            if isinstance(outcome.jump, ir.Retry) and outcome.jump.key == key:
                return outcome.jump.after
    return None


class _Writer:
    def __init__(
        self,
        context: Context,
        workflow: ir.Workflow,
        step: ir.Step,
        decision: ir.Decision,
        kind: str,
        functions: StepFunctions,
    ) -> None:
        self._context = context
        self._workflow = workflow
        self._keeps_failed = keeps_failed(context, workflow, step)
        self._step = step
        self._decision = decision
        self._failure = kind == "onFailure"
        self._kind = kind
        self._reads = {leaf_key(read.leaf): read for read in decision.reads}
        self._fields = {output.name: output for output in step.outputs}
        self._names = LocalNames([read.param for read in decision.reads])
        self._retries = self._names.pick("retries")
        self._http = isinstance(step.call, ir.Request)
        self._error = self._failure and reads_failure(step, decision)
        subject = "failure" if self._error else "response" if self._failure else "result"
        self._subject = self._names.pick(subject)
        self._response = f"{self._subject}.response" if self._error else self._subject
        self._scope = Scope(self._leaf, self._names, functions)
        if self._failure:
            self._scope.response = self._response
        elif self._http:
            self._scope.response = f"{self._subject}.response"
        self._scope.kept = is_kept(context, workflow, step)

    def write(self) -> str:
        decision = self._decision
        kind = "httpx.Response | None" if self._failure else self._step.cls
        if self._error:
            kind = "StepFailed"
        params = [f"{self._subject}: {kind}"]
        if takes_retries(decision):
            params.append(f"{self._retries}: _Retries")
        params += [read_param(self._context, read, default=False) for read in decision.reads]
        keys = list(dict.fromkeys(choice.key for choice in decision.choices))
        returns = f"Literal[{', '.join(map(literal, keys))}]"
        if not decision.exhaustive:
            returns += " | None"
        head = f"def {decision.function}({', '.join(params)}) -> {returns}:"
        doc = f'    """The first {self._kind} action whose criteria hold."""'
        return "\n".join([head, doc, *indented(self._body())])

    def _body(self) -> list[str]:
        choices = self._decision.choices
        conds = [choice.cond for choice in choices if choice.cond is not None]
        self._scope.shared = shared_operands(conds)
        self._scope.distinct = distinct_operands(conds)
        needs = [self._needs_response(choice) for choice in choices]
        if self._failure and any(needs):
            return self._answered() if all(needs) else self._nested(needs)
        return self._choices(choices)

    def _answered(self) -> list[str]:
        """Choices all of which need a response."""
        lines = self._choices(self._decision.choices)
        joined = self._joined(lines[:-1]) if lines[-1] == "return None" else None
        if joined is not None:
            return [*joined, lines[-1]]
        return [f"if {self._response} is None:", "    return None", *lines]

    def _joined(self, lines: list[str]) -> list[str] | None:
        """A choice that needs a response, of one test, as one with two; None where it is none."""
        test = f"if {self._response} is not None and {lines[0].removeprefix('if ')}"
        one = len(lines) == 2 and lines[0].startswith("if ")
        return [test, lines[1]] if one and len(test) + _MARGIN <= WIDTH else None

    def _nested(self, needs: list[bool]) -> list[str]:
        """Choices of which some need a response and some do not."""
        lines: list[str] = []
        position = 0
        choices = self._decision.choices
        while position < len(choices):
            stop = position
            while stop < len(choices) and needs[stop] == needs[position]:
                stop += 1
            part = choices[position:stop]
            if needs[position]:
                self._scope.forget()
                body = self._choices(part, last=False)
                guarded = [f"if {self._response} is not None:", *indented(body)]
                lines += self._joined(body) or guarded
                self._scope.forget()
            else:
                lines += self._choices(part, last=False)
            position = stop
        if lines and choices[-1].cond is None and choices[-1].limit is None:
            return lines
        return [*lines, "return None"]

    def _choices(self, choices: tuple[ir.Choice, ...], *, last: bool = True) -> list[str]:
        lines: list[str] = []
        scope = self._scope
        final = self._decision.choices[-1]
        for choice in choices:
            tests = [] if choice.cond in (None, ir.ANSWERED) else [operand(choice.cond, scope)]
            lines += scope.take()
            if choice.limit is not None:
                found = retry_after(self._context, self._workflow, self._step, choice.key)
                after = float(found or 0)
                due = f"{string(choice.key)}, {choice.limit}, {scope.response}, {after!r}"
                tests.append(f"{self._retries}.due({due})")
            always = self._decision.exhaustive and choice is final
            if not tests or always:
                return _tidied([*lines, f"return {string(choice.key)}"])
            lines += [f"if {' and '.join(tests)}:", f"    return {string(choice.key)}"]
        return _tidied([*lines, "return None"] if last else lines)

    def _needs_response(self, choice: ir.Choice) -> bool:
        if choice.cond is None:
            return False
        own = self._step.id in steps_read(choice.cond)
        return reads_message(choice.cond) or (own and self._decision.own and self._http)

    def _leaf(self, leaf: ir.Leaf) -> Code:
        own = self._decision.own and isinstance(leaf, ir.StepOutput) and leaf.step == self._step.id
        if not own:
            return read_code(self._reads[leaf_key(leaf)])
        field = self._fields[leaf.name]
        holder = self._lenient_outputs() if self._failure else self._subject
        text = f"{holder}.{field.field}"
        type_ = self._context.types.plain(field.type)
        if self._failure and not self._keeps_failed:
            # It may lack at run time, though its type says that it is there.
            return Code(text, optional=True, type=type_)
        promised = field.required and not self._keeps_failed
        guards = () if promised else (f"{text} is not None",)
        return Code(text, guards, type=type_, bare=True)

    def _lenient_outputs(self) -> str:
        """The local that holds the outputs of the failed response."""
        found = self._scope.found("outputs")
        if found is None:
            used = {leaf_key(leaf) for leaf in leaves(self._step.outputs)}
            reads = [read.param for read in self._decision.reads if leaf_key(read.leaf) in used]
            given = self._subject if self._http else f"{self._subject}.outputs"
            call = f"_{self._step.function}_outputs({', '.join([given, *reads])})"
            found = self._scope.bind("outputs", Code(call), "outputs")
        return found.text


def _tidied(lines: list[str]) -> list[str]:
    """The lines, where a body that only the next line reads is parsed in that line, if it fits."""
    kept: list[str] = []
    for index, line in enumerate(lines):
        found = re.fullmatch(r"(\w+) = (_(?:kept_)?json\([\w.]+\))", line)
        name = re.compile(rf"\b{found[1]}\b") if found else None
        counts = [len(name.findall(later)) for later in lines[index + 1 :]] if name else []
        if found is not None and name is not None and sum(counts) == 1 == counts[0]:
            joined = name.sub(found[2], lines[index + 1])
            if len(joined) + _MARGIN <= WIDTH:
                lines[index + 1] = joined
                continue
        kept.append(line)
    return kept
