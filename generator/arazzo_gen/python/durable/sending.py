"""Writes the class `Steps`, which sends the requests of durable runs."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.ir.walk import leaf_key, leaves
from arazzo_gen.python.context import Context, is_secret_keyword
from arazzo_gen.python.durable.plan import Plan, Planned
from arazzo_gen.python.expressions.values import indented
from arazzo_gen.python.modes import ASYNC, Mode
from arazzo_gen.python.servers import source_params, variable_names
from arazzo_gen.python.signatures import ordered
from arazzo_gen.python.steps.decisions import takes_retries
from arazzo_gen.python.steps.step import StepWriter
from arazzo_gen.python.text.literal import docstring, literal, string
from arazzo_gen.record import record

_ABOUT = """\
Sends the requests of durable runs: no journal has its clients and keys.

Keys are looked up by the account of a run whenever a request is sent.
"""

_CALL = '''\
async def __call__(
    self, step_id: str, args: Mapping[str, object], attempt: int = 1
) -> StoredStep:
    """Run a step, and say what is to be stored of it.

    Args:
        step_id: The step, as the journal was asked for it.
        args: What the journal was asked with.
        attempt: Which request of a poll it is.
    """'''


@record
class StepsText:
    """The class, and the private functions that it uses."""

    text: str
    functions: tuple[str, ...]


class StepsWriter:
    """Writes the class of one module."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._context = plan.context
        self._functions: list[str] = []
        self._polls = any(each.kind == "poll" for each in plan.steps)
        self._secrets = any(each.has_secrets for each in plan.steps)
        self._refers = any(arg.secret for each in plan.steps for arg in each.given)

    def write(self) -> StepsText:
        """The class."""
        methods = [self._call()]
        methods += [self._method(each) for each in self._plan.steps]
        methods += [self._secret()] if self._refers else []
        body = self._fields()
        for method in methods:
            body += ["", *method.split("\n")]
        head = ["@dataclass(frozen=True, slots=True, kw_only=True, eq=False)", "class Steps:"]
        head += ["    " + docstring(_ABOUT, 4), ""]
        return StepsText("\n".join([*head, *indented(body)]), tuple(self._functions))

    # --- Fields -------------------------------------------------------------------------

    def _fields(self) -> list[str]:
        context = self._context
        main = context.module.workflows[0]
        lines = ["client: Callable[[], httpx.AsyncClient] = field(repr=False)"]
        lines.append('"""Gives the client of the event loop that runs."""')
        lines += [
            _lookup(item.param, context.types.of(item.type, inputs=True), item.required)
            for item in self._plan.looked_up
        ]
        for keyword in self._looked_up_keywords():
            if isinstance(keyword, ir.Credential):
                lines.append(_lookup(keyword.param, "str | None", is_needed=False))
            else:
                type_ = context.types.of(keyword.type, inputs=True)
                lines.append(_lookup(keyword.param, type_, keyword.required))
        lines += source_params(context, main.sources)
        lines.append(f"{ASYNC.on_step} = None")
        lines.append('"""Called after every request that is sent."""')
        if self._secrets:
            lines.append(_memory("_secrets"))
        if self._polls:
            lines.append(_memory("_polls"))
        return lines

    def _looked_up_keywords(self) -> list[ir.Keyword]:
        """The keywords of requests that a lookup gives: credentials and other secrets."""
        context = self._context
        items = context.module.workflows[0].keywords
        return [each for each in items if each in context.unstored and is_secret_keyword(each)]

    # --- Methods ------------------------------------------------------------------------

    def _call(self) -> str:
        cases: list[str] = []
        for each in self._plan.steps:
            args = f"cast({each.args}, args){', attempt' if each.kind == 'poll' else ''}"
            call = f"return await self._{each.step.function}({args})"
            cases += [f"case {string(each.name)}:", f"    {call}"]
        cases += ["case _:", '    raise ValueError(f"this module has no step {step_id!r}")']
        body = ["try:", "    match step_id:", *indented(indented(cases))]
        body += ["except WorkflowError as error:", "    return _stored_failure(error)"]
        return "\n".join([_CALL, *indented(body)])

    def _method(self, planned: Planned) -> str:
        step = planned.step
        attempt = ", attempt: int" if planned.kind == "poll" else ""
        head = f"async def _{step.function}(self, args: {planned.args}{attempt}) -> StoredStep:"
        body = self._poll(planned) if planned.kind == "poll" else self._single(planned)
        return "\n".join([head, *indented(body)])

    def _single(self, planned: Planned) -> list[str]:
        call = self._sent(planned)
        success = self._succeeded(planned)
        reads_result = any("result" in line for line in success)
        call = [*call[:-1], f"result = {call[-1]}" if reads_result else call[-1]]
        failed = self._failed(planned)
        if failed:
            call = ["try:", *indented(call), "except StepFailed as failure:", *indented(failed)]
        return [*call, *success]

    def _asked_for(self, step: ir.Step) -> bool:
        """Whether the workflow asks for the action on success with which a loop has ended."""
        wait = step.wait
        return wait is not None and (wait.decided is not None or not wait.on_success)

    def _succeeded(self, planned: Planned) -> list[str]:
        """What is stored of a success."""
        step, decision = planned.step, planned.step.success
        given = self._stored(planned)
        if decision is None:
            if self._plan.waits(planned) and planned.kind != "poll":
                made = f"_chosen(StoredStep({given}), None, response=result.response)"
                return [f"return {made}"]
            return [f"return StoredStep({given})"]
        args = ["result", *(["held"] if _counts(decision) else [])]
        action = self._decided(planned, decision, args)
        if planned.kind == "poll":
            action = "action" if self._asked_for(step) else ""
            action = f"action={action}" if action else ""
            return [f"return StoredStep({', '.join(filter(None, [given, action]))})"]
        if not self._plan.waits(planned):
            return [f"return StoredStep({', '.join(filter(None, [given, f'action={action}']))})"]
        if not _counts(decision):
            made = f"_chosen(StoredStep({given}), {action}, None, result.response)"
            return [f"return {made}"]
        made = f"_chosen(StoredStep({given}), action, held.actions, result.response)"
        return ["held = _Held()", f"action = {action}", f"return {made}"]

    def _stored(self, planned: Planned) -> str:
        """The argument with the outputs that are stored; secrets stay in memory."""
        plain = [string(f.field) for f in planned.stored if not f.secret]
        secret = [string(f.field) for f in planned.stored if f.secret]
        outputs = f"_outputs({', '.join(['result', *plain])})"
        if secret:
            kept = f"_outputs({', '.join(['result', *secret])})"
            key = f"args[{string(planned.key)}]"
            parts = [f"**{outputs}"] if plain else []
            parts.append(f"**_hidden(self._secrets, {key}, {kept})")
            return f"outputs={{{', '.join(parts)}}}"
        return f"outputs={outputs}" if plain else ""

    def _failed(self, planned: Planned) -> list[str]:
        """What is stored of a failure, where that is more than the error."""
        step, decision = planned.step, planned.step.failure
        lenient = step.lenient and any(not field.secret for field in planned.stored)
        if decision is None and not lenient:
            return []
        args, lines = ["failure"], []
        if decision is not None:
            held = ["held"] if _counts(decision) else []
            lines += ["held = _Held()"] if held else []
            action = self._decided(planned, decision, ["failure.response", *held])
            args += [action, *(["held.actions"] if held else [])]
        made = f"_stored_failure({', '.join(args)})"
        if not lenient:
            return [*lines, f"return {made}"]
        return [*lines, f"stored = {made}", *self._kept(planned), "return stored"]

    def _kept(self, planned: Planned) -> list[str]:
        """The statements that keep the outputs of a failed response."""
        step = planned.step
        keys = {leaf_key(leaf) for field in step.outputs for leaf in leaves(field.value)}
        reads = [read for read in ordered(step.reads) if leaf_key(read.leaf) in keys]
        args = ["failure.response", *(self._value(planned, read) for read in reads)]
        names = [string(field.field) for field in planned.stored if not field.secret]
        kept = f"_{step.function}_outputs({', '.join(args)})"
        return [
            "if failure.response is not None:",
            f"    kept = {kept}",
            f'    stored["outputs"] = _outputs({", ".join(["kept", *names])})',
        ]

    def _poll(self, planned: Planned) -> list[str]:
        step, wait = planned.step, planned.step.wait
        assert wait is not None
        names = (planned.polling, planned.since, planned.key)
        polling, since, key = (f"args[{string(name)}]" for name in names)
        lines = [f"asked = _Asked({polling}, {since}, attempt, self._polls, {key})"]
        again = f"asked.again({string(step.id)}, {{}}.response)"
        call = self._sent(planned)
        failed = self._poll_failed(planned, wait, again.format("failure"))
        call = [*call[:-1], f"result = {call[-1]}"]
        if failed:
            lines += ["try:", *indented(call), "except StepFailed as failure:", *indented(failed)]
        else:
            lines += call
        going = again.format("result")
        if step.success is None:
            # A loop that only a failure goes on with, or one that a success always does.
            always = bool(wait.on_success)
            return [*lines, f"return {going}"] if always else [*lines, *self._succeeded(planned)]
        action = self._decided(planned, step.success, ["result"])
        lines.append(f"action = {action}")
        keys = [key for key in wait.on_success if key is not None]
        if wait.on_success:
            tests = [_one_of("action", sorted(keys))] if keys else []
            tests += ["action is None"] if None in wait.on_success else []
            lines += [f"if {' or '.join(tests)}:", f"    return {going}"]
        return [*lines, *self._succeeded(planned)]

    def _poll_failed(self, planned: Planned, wait: ir.Wait, going: str) -> list[str]:
        """What follows a failure of a poll: it is asked again, ridden out, or stored."""
        decision = planned.step.failure
        if decision is None:
            if wait.on_failure:
                return [f"return {going}"]
            if not wait.tolerant:
                return self._failed(planned)
            kept = self._failed(planned) or ["raise"]
            return ["if asked.tolerates(failure):", f"    return {going}", *kept]
        args = ["failure.response"]
        lines = [f"action = {self._decided(planned, decision, args)}"]
        keys = sorted(key for key in wait.on_failure if key is not None)
        tests = [_one_of("action", keys)] if keys else []
        if wait.tolerant:
            tests.append("action is None and asked.tolerates(failure)")
        if tests:
            joined = " or ".join(f"({test})" if " and " in test else test for test in tests)
            lines += [f"if {joined if len(tests) > 1 else tests[0]}:", f"    return {going}"]
        if not planned.step.lenient or all(field.secret for field in planned.stored):
            return [*lines, "return _stored_failure(failure, action)"]
        stored = ["stored = _stored_failure(failure, action)"]
        return [*lines, *stored, *self._kept(planned), "return stored"]

    # --- Values -------------------------------------------------------------------------

    def _decided(self, planned: Planned, decision: ir.Decision, args: list[str]) -> str:
        values = [self._value(planned, read) for read in decision.reads]
        return f"{decision.function}({', '.join([*args, *values])})"

    def _value(self, planned: Planned, read: ir.Read) -> str:
        """What a function is given in the place of a value of the workflow."""
        account = f"args[{string(planned.account)}]"
        if isinstance(read.leaf, ir.Input):
            lookup = self._plan.lookup(planned.workflow, read.leaf.name)
            if lookup is not None:
                return self._looked_up(lookup, account, read)
        arg = next(a for a in planned.given if leaf_key(a.read.leaf) == leaf_key(read.leaf))
        key = string(arg.name)
        value = f"args[{key}]"
        if arg.read.unset:
            value = f"args.get({key}, UNSET)" if read.unset else f"args.get({key})"
        if arg.secret:
            return f"await self._secret({account}, {value})"
        return value

    def _looked_up(self, lookup: str, account: str, read: ir.Read) -> str:
        """The call of a lookup, or what stands for an input that is left out."""
        item = next(each for each in self._plan.looked_up if each.param == lookup)
        if item.required:
            return f"self.{lookup}({account})"
        absent = "UNSET" if read.unset else "None"
        if item.default is not None:
            absent = literal(item.default.value)
        if absent == "None":
            return f"_of(self.{lookup}, {account})"
        return f"self.{lookup}({account}) if self.{lookup} is not None else {absent}"

    def _keyword(self, planned: Planned, item: ir.Keyword) -> str:
        if item not in self._context.unstored:
            return f"args[{string(item.param)}]"
        use = planned.use
        if use is not None and use.keyword == item:
            return f"args[{string(planned.key)}]"
        account = f"args[{string(planned.account)}]"
        if isinstance(item, ir.Supplied) and item.required:
            return f"self.{item.param}({account})"
        return f"_of(self.{item.param}, {account})"

    def _sent(self, planned: Planned) -> list[str]:
        """The statements that send the request, the last of which is the result."""
        step, use = planned.step, planned.use
        if use is not None and use.step is not None and use.read is not None:
            step = use.step
            self._functions += KeyedStep(self._context, planned, step).parts()
        args = ["self.client()"]
        for read in ordered(step.reads):
            if use is not None and use.step is not None and read is use.read:
                value = f"args[{string(planned.key)}]"
            else:
                value = self._value(planned, read)
                if use is not None and read is use.read:
                    value = self._or_key(planned, read, value)
            args.append(f"{read.param}={value}")
        args += [f"{i.param}={self._keyword(planned, i)}" for i in planned.call.keywords]
        source = self._context.sources[planned.call.source]
        url = f"self.{source.param}"
        if source.variables:
            variables = [f"self.{name}" for name in variable_names([source])]
            url = f"{self._context.base_urls[source.key]}({', '.join([url, *variables])})"
        args += [f"base_url={url}", "on_step=self.on_step"]
        name = ASYNC.name(step.function)
        if step is not planned.step:
            name = keyed_name(step)
        return [f"await {name}({', '.join(args)})"]

    def _or_key(self, planned: Planned, read: ir.Read, value: str) -> str:
        """A value that a run may leave out, and the key in its place."""
        key = f"args[{string(planned.key)}]"
        if read.unset and value.endswith(", UNSET)"):
            return f"{value.removesuffix('UNSET)')}{key})"
        return f"_or_key({value}, {key})"

    def _secret(self) -> str:
        return '''\
async def _secret(self, account: str | None, value: Any) -> Any:
    """The secret that a reference stands for."""
    if not isinstance(value, dict):
        return value
    found = cast(dict[str, Any], value)
    if "input" in found:
        return _of(getattr(self, found["input"]), account)
    return await _found_secret(self, self._secrets, found)'''


class KeyedStep(StepWriter):
    """Writes the private form of a step's function whose request has the key besides."""

    def __init__(self, context: Context, planned: Planned, step: ir.Step) -> None:
        super().__init__(context, planned.workflow, step)

    def parts(self) -> list[str]:
        """The function, and the one that makes its request."""
        assert isinstance(self._step.call, ir.Request)
        return [self._function(ASYNC), self._request(self._step.call)]

    @property
    def _request_function(self) -> str:
        return f"_{self._step.function}_keyed_request"

    def _head(self, mode: Mode, params: list[str]) -> str:
        written = mode.head(self._step.function, params, self._step.cls)
        return written.replace(mode.name(self._step.function), keyed_name(self._step), 1)

    def _doc(self, mode: Mode) -> str:
        return f"As `{mode.name(self._step.function)}`, with a key by which the API knows a repeat."


def keyed_name(step: ir.Step) -> str:
    """The name of that function."""
    return f"_{step.function}_keyed{ASYNC.suffix}"


def _counts(decision: ir.Decision | None) -> bool:
    return decision is not None and takes_retries(decision)


def _one_of(subject: str, keys: list[str]) -> str:
    if len(keys) == 1:
        return f"{subject} == {string(keys[0])}"
    return f"{subject} in ({', '.join(map(string, keys))})"


def _lookup(name: str, type_: str, is_needed: bool) -> str:
    """The field of a lookup: what is secret, by the account."""
    lookup = f"Callable[[str | None], {type_}]"
    if is_needed:
        return f"{name}: {lookup} = field(repr=False)"
    return f"{name}: {lookup} | None = field(default=None, repr=False)"


def _memory(name: str) -> str:
    return f"{name}: dict[str, Any] = field(default_factory=dict[str, Any], init=False, repr=False)"
