"""Writes one step: its dataclass, its functions, and the private functions behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from arazzo_gen import ir
from arazzo_gen.ir.walk import leaf_key, leaves
from arazzo_gen.python.context import Context, keeps_failed
from arazzo_gen.python.expressions.conditions import failed
from arazzo_gen.python.expressions.helpers import StepFunctions
from arazzo_gen.python.expressions.sharing import known_present, read_key, shared_operands
from arazzo_gen.python.expressions.values import compile_expr, indented
from arazzo_gen.python.modes import Mode
from arazzo_gen.python.servers import (
    base_url,
    base_urls,
    source_params,
    url_param,
    variable_names,
    variable_params,
)
from arazzo_gen.python.signatures import (
    field_declaration,
    keyword_param,
    ordered,
    read_param,
    target,
)
from arazzo_gen.python.steps.calls import (
    call_arguments,
    given_params,
    outputs_annotation,
)
from arazzo_gen.python.steps.decisions import decision_function
from arazzo_gen.python.steps.docs import step_doc
from arazzo_gen.python.steps.known import known_function, told
from arazzo_gen.python.steps.parsing import is_kept
from arazzo_gen.python.steps.requests import request_lines
from arazzo_gen.python.text.code import Code, Scope, read_code, required
from arazzo_gen.python.text.literal import code, docstring, literal, ruler, string
from arazzo_gen.python.text.names import LocalNames
from arazzo_gen.record import record

_RESPONSE = (
    "response: httpx.Response = field(default_factory=_blank, repr=False, compare=False)",
    '"""The response; an empty one where none is given."""',
)
"""The field of a response, with its docstring."""


@record
class StepText:
    """The finished text of a step's section."""

    title: str
    asked: str
    dataclass: str
    public: list[str]
    functions: list[str]
    private: list[str]
    """Functions that are written only where something uses them."""


class StepWriter:
    """Writes one step."""

    def __init__(self, context: Context, workflow: ir.Workflow, step: ir.Step) -> None:
        self._context = context
        self._workflow = workflow
        self._step = step
        self.functions = StepFunctions(context, step.function)
        self._reads = {leaf_key(read.leaf): read for read in step.reads}
        self._params: dict[tuple[int, ...], list[str]] = {}
        self._kept = is_kept(context, workflow, step)

    def write(self) -> StepText:
        """The section of the step."""
        step = self._step
        public = [self._function(mode) for mode in self._context.modes]
        functions = []
        if isinstance(step.call, ir.Request):
            functions.append(self._request(step.call))
        if not self._has_no_result:
            functions.append(self._result())
        private = [known_function(step)] if len(told(step)) > 1 else []
        private += [self._lenient()] if step.lenient else []
        for kind, decision in (("onSuccess", step.success), ("onFailure", step.failure)):
            if decision is not None:
                private.append(
                    decision_function(
                        self._context, self._workflow, step, decision, kind, self.functions
                    )
                )
        public = [*self.functions.constants, *public]
        private += self.functions.functions
        title = ruler(f"{step.id}: {target(step)}")
        return StepText(title, self._asked(), self._dataclass(), public, functions, private)

    def _asked(self) -> str:
        """The constant that says in errors what the step asks; "" where no error says it."""
        step = self._step
        if not isinstance(step.call, ir.Request) and not step.criteria and step.timeout is None:
            return ""
        return f"{self._context.asked[step.function]} = {string(target(step))}"

    @property
    def _has_no_result(self) -> bool:
        """Whether nothing is read of what a called workflow returns."""
        step = self._step
        return not (isinstance(step.call, ir.Request) or step.criteria or step.outputs)

    # --- The dataclass ------------------------------------------------------------------

    def _dataclass(self) -> str:
        step = self._step
        lines = [
            "@dataclass(frozen=True, slots=True, kw_only=True)",
            f"class {step.cls}:",
            "    " + docstring(f"Outputs of the step {code(step.id)}.", 4),
            "",
        ]
        lenient = keeps_failed(self._context, self._workflow, step)
        for field in step.outputs:
            declared = field_declaration(self._context, field, lenient=lenient)
            lines += [f"    {line}" for line in declared]
        if isinstance(step.call, ir.Request):
            lines += [f"    {line}" for line in _RESPONSE]
        return "\n".join(lines).rstrip()

    # --- The step function --------------------------------------------------------------

    def _function(self, mode: Mode) -> str:
        step = self._step
        params = [
            f"client: {mode.client}",
            "*",
            *(self._param(read) for read in ordered(step.reads)),
        ]
        if isinstance(step.call, ir.Request):
            body = self._request_call(step.call, params, mode)
        else:
            body = self._workflow_call(step.call, params, mode)
        doc = docstring(self._doc(mode), 4)
        return "\n".join([self._head(mode, params), f"    {doc}", *indented(body)])

    def _head(self, mode: Mode, params: list[str]) -> str:
        return mode.head(self._step.function, params, self._step.cls)

    @property
    def _request_function(self) -> str:
        return f"_{self._step.function}_request"

    def _request_call(self, call: ir.Request, params: list[str], mode: Mode) -> list[str]:
        step = self._step
        source = self._context.sources[call.source]
        params += [keyword_param(self._context, item) for item in call.keywords]
        params += [url_param(source, "base_url"), *variable_params([source])]
        params.append(f"{mode.on_step} = None")
        names = LocalNames(self._taken("client", "base_url", "on_step"))
        request, response = names.pick("request"), names.pick("response")
        args = ["client", *self._used(call), *(i.param for i in call.keywords), "base_url"]
        limits = [f"seconds={step.timeout!r}"] if step.timeout is not None else []
        send = "_send_within" if limits else "_send"
        if self._context.module.max_response_bytes is not None:
            send = "_send_bounded"
            limits.insert(0, "size=MAX_RESPONSE_BYTES")
        handed = f"_in_time({request})" if self._workflow.id in self._context.bounded else request
        asked = self._context.asked[step.function]
        sent = mode.call(send, ["client", handed, string(step.id), asked, "on_step", *limits])
        result = ", ".join([response, *self._used((step.criteria, step.outputs))])
        made = [base_url(self._context, source, "base_url")] if source.variables else []
        return [
            *made,
            f"{request} = {self._request_function}({', '.join(args)})",
            f"{response} = {sent}",
            f"return _{step.function}_result({result})",
        ]

    def _workflow_call(self, call: ir.WorkflowCall, params: list[str], mode: Mode) -> list[str]:
        step = self._step
        called = self._called(call.workflow)
        params += given_params(self._context, called)
        keywords = self._context.handed(called.keywords, mode)
        params += [keyword_param(self._context, item) for item in keywords]
        params += source_params(self._context, called.sources) if mode.sends else []
        if called.id in self._context.waiting:
            params.append("polling: Polling | None = None")
        params += [f"{mode.on_step} = None"] if mode.sends else []
        names = LocalNames([param.partition(":")[0] for param in params])
        scope = self._scope(names)
        client = params[0].partition(":")[0]
        given = {item.workflow: item.param for item in called.given}
        args = call_arguments(
            self._context,
            called,
            call.args,
            scope,
            step.id,
            mode=mode,
            client=client,
            given=given,
        )
        local = names.pick("called")
        result = ", ".join([local, *self._used((step.criteria, step.outputs))])
        call_text = mode.call(called.function, args)
        lines = [call_text if self._has_no_result else f"{local} = {call_text}"]
        if step.timeout is not None:
            asked = self._context.asked[step.function]
            lines = [mode.within(string(step.id), asked, repr(step.timeout)), *indented(lines)]
        made = f"{step.cls}()" if self._has_no_result else f"_{step.function}_result({result})"
        lines.append(f"return {made}")
        urls = base_urls(self._context, called.sources) if mode.sends else []
        return [*urls, *scope.take(), *lines]

    def _called(self, workflow_id: str) -> ir.Workflow:
        """The workflow that the step calls."""
        return self._context.module.workflow(workflow_id)

    def _doc(self, mode: Mode) -> str:
        step = self._step
        if mode is not self._context.modes[0]:
            return mode.same_as(step.function)
        return step_doc(step)

    # --- Private functions --------------------------------------------------------------

    def _request(self, call: ir.Request) -> str:
        step = self._step
        reads = [read for read in ordered(step.reads) if read.param in self._used(call)]
        params = [f"client: {self._context.client}"]
        params += [self._param(read, default=False) for read in reads]
        params += [keyword_param(self._context, i, default=False) for i in call.keywords]
        params.append("base_url: str")
        scope = self._scope(LocalNames(self._taken("client", "base_url")))
        keyword = self._context.sources[call.source].param
        body = request_lines(call, scope, keyword, step)
        head = f"def {self._request_function}({', '.join(params)}) -> httpx.Request:"
        return "\n".join([head, *indented(body)])

    def _result(self) -> str:
        step = self._step
        used = self._used((step.criteria, step.outputs))
        reads = [read for read in ordered(step.reads) if read.param in used]
        params, scope = self._result_scope(reads)
        conds = [criterion.cond for criterion in step.criteria]
        scope.shared = shared_operands(conds, [output.value for output in step.outputs])
        lines: list[str] = []
        response, asked = scope.response or "None", self._context.asked[step.function]
        given = self._given(scope) if step.lenient else []
        if not step.criteria and scope.response:
            lines += [
                f"if not {response}.is_success:",
                f"    raise StepFailed({string(step.id)}, None, {response}, {asked})",
            ]
        for criterion in step.criteria:
            test = failed(criterion.cond, scope)
            text = string(criterion.text)
            error = f"StepFailed({string(step.id)}, {text}, {response}, {asked})"
            raised = [f"raise {error}"]
            if given:
                raised = [f"failure = {error}", *given, "raise failure"]
            lines += [*scope.take(), f"if {test}:", *indented(raised)]
        lines += self._construct(scope, lenient=False)
        head = f"def _{step.function}_result({', '.join(params)}) -> {step.cls}:"
        return "\n".join([head, *indented(lines)])

    def _result_scope(self, reads: Sequence[ir.Read]) -> tuple[list[str], Scope]:
        step = self._step
        params = [self._param(read, default=False) for read in reads]
        names = LocalNames([read.param for read in reads])
        scope = self._scope(names)
        if isinstance(step.call, ir.Request):
            scope.response = names.pick("response")
            return [f"{scope.response}: httpx.Response", *params], scope
        called = self._context.module.workflow(step.call.workflow)
        local = names.pick("called")
        fields = {field.name: field for field in called.outputs}

        def read_output(expr: ir.CalledOutput) -> Code:
            field = fields[expr.name]
            if called.transfers:
                return Code(f"getattr({local}, {string(field.field)}, None)", optional=True)
            text = f"{local}.{field.field}"
            guards = () if field.required else (f"{text} is not None",)
            return Code(text, guards, type=field.type, bare=True)

        scope.called = read_output
        return [f"{local}: {outputs_annotation(self._context, called)}", *params], scope

    def _given(self, scope: Scope) -> list[str]:
        """The statement that lets a failure have what the called workflow returned."""
        if isinstance(self._step.call, ir.Request) or scope.called is None:
            return []
        called = self._context.module.workflow(self._step.call.workflow)
        entries = []
        for each in called.outputs:
            code = scope.called(ir.CalledOutput(each.name, each.type))
            entries.append(f"{literal(each.name)}: {code.nullable()}")
        return [f"failure.outputs = _present({{{', '.join(entries)}}})"]

    def _lenient(self) -> str:
        step = self._step
        used = self._used(step.outputs)
        params = [self._param(r, default=False) for r in ordered(step.reads) if r.param in used]
        if not isinstance(step.call, ir.Request):
            return self._lenient_call(params)
        names = LocalNames(self._taken())
        scope = self._scope(names)
        scope.response = names.pick("response")
        scope.shared = shared_operands((), [output.value for output in step.outputs])
        lines = self._construct(scope, lenient=True)
        params.insert(0, f"{scope.response}: httpx.Response")
        head = f"def _{step.function}_outputs({', '.join(params)})"
        doc = '    """The outputs as far as they go, of a response that may have failed."""'
        return "\n".join([f"{head} -> {step.cls}:", doc, *indented(lines)])

    def _lenient_call(self, params: list[str]) -> str:
        step = self._step
        names = LocalNames(self._taken())
        scope = self._scope(names)
        local = names.pick("outputs")
        scope.called = lambda expr: Code(f"{local}.get({string(expr.name)})", optional=True)
        scope.shared = shared_operands((), [output.value for output in step.outputs])
        lines = self._construct(scope, lenient=True)
        params.insert(0, f"{local}: Mapping[str, Any]")
        head = f"def _{step.function}_outputs({', '.join(params)})"
        doc = '    """The outputs as far as they go, of a call that has failed."""'
        return "\n".join([f"{head} -> {step.cls}:", doc, *indented(lines)])

    def _construct(self, scope: Scope, *, lenient: bool) -> list[str]:
        step = self._step
        args = []
        present = known_present(criterion.cond for criterion in step.criteria)
        for output in step.outputs:
            code = compile_expr(output.value, scope)
            # What a criterion has found, no checker knows of anything with a type.
            found = code.type is None and read_key(output.value) in present
            if output.required and not lenient and code.may_lack and not found:
                text = required(code, step.id, output.name, ir.spelled(output.value))
            else:
                text = self._context.fitting.fit(
                    code, output.type, code.nullable(), parameter=False
                )
            if self._context.module.validate and not lenient:
                text = self._checked(output, text, scope)
            args.append(f"{output.field}={text}")
        if scope.response:
            args.append(f"response={scope.response}")
        return [*scope.take(), f"return {step.cls}({', '.join(args)})"]

    def _checked(self, output: ir.OutputField, text: str, scope: Scope) -> str:
        """An output whose type has been checked, after the statements that do it."""
        local = scope.names.pick(output.field)
        checks = self._context.checks
        failing = checks.failing(output, local)
        if failing is None:
            return text
        pointer = ir.spelled(output.value)
        named = [self._step.id, output.name, pointer, checks.expected(output.type)]
        scope.lines += [
            f"{local} = {text}",
            f"if {failing}:",
            f"    raise InvalidValue({', '.join(map(literal, named))})",
        ]
        return local

    # --- Parameters ---------------------------------------------------------------------

    def _param(self, read: ir.Read, *, default: bool = True) -> str:
        return read_param(self._context, read, default=default)

    def _used(self, item: object) -> list[str]:
        # A step is asked for the same few parts of it again and again.
        parts = item if isinstance(item, tuple) else (item,)
        found = tuple(map(id, parts))
        if found not in self._params:
            keys = {leaf_key(leaf) for leaf in leaves(parts)}
            used = [read.param for read in ordered(self._step.reads) if leaf_key(read.leaf) in keys]
            self._params[found] = used
        return self._params[found]

    def _taken(self, *own: str) -> Iterable[str]:
        step = self._step
        taken = {*own, *(read.param for read in step.reads)}
        if isinstance(step.call, ir.Request):
            taken |= {item.param for item in step.call.keywords}
            taken |= {*variable_names([self._context.sources[step.call.source]])}
        return taken

    def _scope(self, names: LocalNames) -> Scope:
        scope = Scope(lambda leaf: read_code(self._reads[leaf_key(leaf)]), names, self.functions)
        scope.kept = self._kept
        return scope
