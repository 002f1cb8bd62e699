"""Binds `$request.*`, `$response.*`, `$statusCode`, `$url` and `$method`."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, Content, nothing
from arazzo_gen.analysis.inherited import merged_actions, request_parameters
from arazzo_gen.analysis.responses import (
    Answer,
    lacking_body,
    lacking_header,
    read_answer,
    read_failure,
)
from arazzo_gen.analysis.scope import StepInfo
from arazzo_gen.analysis.statuses import says_status
from arazzo_gen.arazzo.model import Criterion, Parameter
from arazzo_gen.diagnostics.model import Edit, Note
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.expressions import ast
from arazzo_gen.lower.bind.pointers import into
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.values import bind_value
from arazzo_gen.lower.names.identifiers import class_name
from arazzo_gen.openapi.declared import is_credential, needed
from arazzo_gen.openapi.media import is_json, media_for, preferred
from arazzo_gen.openapi.model import Operation, Response
from arazzo_gen.record import record, replace
from arazzo_gen.source.span import Span
from arazzo_gen.types import Int, Json, Str, nullable, union

_SECRET_HEADERS = ("authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key")


@record
class MessageBinder:
    """Binds the expressions that read a step's own request and response."""

    binder: Binder

    def bind(self, expression: ast.Expression, span: Span) -> Bound:
        """Bind an expression; a constant null where the phase has no such value (reported)."""
        binder = self.binder
        step = binder.step
        if isinstance(expression, ast.MessagePart) and expression.message == "message":
            message = "`$message` belongs to AsyncAPI steps, which are not supported yet"
            binder.scope.report.add("AZ205", span, message)
            return nothing()
        if step is not None and step.target is None:
            return nothing()  # the step's target is wrong, which has been reported
        if step is None or step.operation is None or binder.phase == "outputs":
            return self._no_message(span)
        if isinstance(expression, ast.Method):
            method = step.operation.operation.method.upper()
            return Bound(ir.Const(method, Str()), absent=False)
        if isinstance(expression, ast.MessagePart):
            self._warn(expression, span)
            if expression.message == "request":
                return self._request(expression, step, span)
            return self._response(expression, step, span)
        if binder.phase == "request":
            return self._too_early(span)
        if isinstance(expression, ast.StatusCode):
            return Bound(ir.StatusCode(Int()), absent=False)
        return Bound(ir.RequestUrl(Str()), absent=False, secret=self._url_is_secret(step))

    # --- The request --------------------------------------------------------------------

    def _request(self, part: ast.MessagePart, step: StepInfo, span: Span) -> Bound:
        given = self._given(part, step)
        if part.part == "path" or self.binder.phase == "request":
            if given is None:
                message = f"the step gives no {part.part} parameter {part.name!r}"
                if part.part == "body":
                    message = "the request body cannot be read before it is sent"
                self.binder.scope.report.add("AZ302", span, message)
                return nothing()
            return given
        if part.part == "body":
            return self._request_body(part, step, span)
        secret = _is_key(step, part.part, part.name) or (given is not None and given.secret)
        if part.part == "header":
            secret = secret or part.name.lower() in _SECRET_HEADERS
            return Bound(ir.RequestHeader(part.name, Str()), absent=given is None, secret=secret)
        return Bound(ir.RequestQuery(part.name, Str()), absent=given is None, secret=secret)

    def _given(self, part: ast.MessagePart, step: StepInfo) -> Bound | None:
        """A parameter that the step gives, bound in the phase of the request."""
        for parameter in _parameters(self.binder, step):
            name = parameter.name.value
            same = name.lower() == part.name.lower() if part.part == "header" else name == part.name
            if parameter.location == part.part and same:
                return bind_value(self.binder.at_request(), parameter.value)
        return None

    def _request_body(self, part: ast.MessagePart, step: StepInfo, span: Span) -> Bound:
        body = step.step.request_body
        operation = step.operation.operation if step.operation is not None else None
        media = operation.body.media if operation is not None and operation.body else ()
        content_type = body.content_type.value if body is not None and body.content_type else ""
        chosen = media_for(media, content_type) if content_type else preferred(media)
        declared = content_type or (chosen.content_type if chosen else "application/json")
        secret = any(decl.secret for decl in self.binder.scope.inputs.values())
        sent = (replace(chosen, content_type=declared),) if chosen else ()
        payload = body.payload if body is not None else None
        content = Content("the request body", sent, is_sent=True, payload=payload)
        if is_json(declared) or part.pointer:
            expr = ir.RequestBody("json", Json())
            whole = Bound(expr, absent=True, secret=secret, content=content)
            return into(self.binder, whole, part.pointer, span, "the request body")
        expr = ir.RequestBody("text", Str())
        return Bound(expr, absent=False, secret=secret, content=content)

    def _url_is_secret(self, step: StepInfo) -> bool:
        """Whether the URL may contain an API key or another secret."""
        assert step.operation is not None
        operation = step.operation.operation
        if any(use.kind == "query" for uses in operation.security for use in uses):
            return True
        if any(is_credential(operation, "query", each.name) for each in needed(operation, False)):
            return True
        return any(
            is_credential(operation, parameter.location, parameter.name.value)
            or bind_value(self.binder.at_request(), parameter.value).secret
            for parameter in _parameters(self.binder, step)
            if parameter.location in ("path", "query", "querystring")
        )

    # --- The response -------------------------------------------------------------------

    def _response(self, part: ast.MessagePart, step: StepInfo, span: Span) -> Bound:
        if self.binder.phase == "request":
            return self._too_early(span)
        answer = self.answer(step)
        if part.part == "header":
            return self._header(part.name, answer)
        if part.part in ("query", "path"):
            message = f"a response has no {part.part} parameters"
            rest = f"{part.part}.{part.name}"
            hint = f"did you mean `$request.{rest}`?"
            edits = [Edit(span, f"$response.{rest}", f"$request.{rest}", is_safe=False)]
            self.binder.scope.report.add("AZ302", span, message, help=hint, edits=edits)
            return nothing()
        return self._body(part, step, answer, span)

    def answer(self, step: StepInfo) -> Answer:
        """What the step's response can hold; worked out, with its warnings, at the first call."""
        failed = self.binder.failed
        if failed is not None and step.operation is not None:
            return read_failure(step.operation.operation, step.step.success_criteria, failed)
        if step.answer is None:
            assert step.operation is not None
            operation = step.operation.operation
            step.answer = read_answer(
                operation, step.step.success_criteria, self._action_criteria(step)
            )
            if step.answer.undeclared:
                self._undeclared(step, operation, step.answer.undeclared)
        return step.answer

    def _action_criteria(self, step: StepInfo) -> list[Criterion]:
        """The criteria of the actions of a step, which may name further statuses."""
        workflow = self.binder.scope.workflow
        actions = [
            *merged_actions(step.step.on_success, workflow.success_actions),
            *merged_actions(step.step.on_failure, workflow.failure_actions),
        ]
        return [criterion for action in actions for criterion in action.criteria]

    def _header(self, name: str, answer: Answer) -> Bound:
        declared = {header.name.lower(): header for header in answer.headers}
        header = declared.get(name.lower())
        required = header is not None and header.required
        secret = name.lower() in _SECRET_HEADERS
        lacking = lacking_header(answer, name.lower())
        expr = ir.ResponseHeader(name, Str())
        return Bound(expr, absent=not required, secret=secret, lacking=lacking)

    def _body(self, part: ast.MessagePart, step: StepInfo, answer: Answer, span: Span) -> Bound:
        assert step.operation is not None
        operation = step.operation.operation
        name = operation.operation_id or f"{operation.method} {operation.path}"
        failed = self.binder.failed is not None
        owner = f"the failed response of {name}" if failed else f"the response of {name}"
        content = Content(owner, answer.declared)
        if answer.media == "text":
            if part.pointer:
                whole = Bound(ir.ResponseBody("json", Json()), absent=True, content=content)
                return into(self.binder, whole, part.pointer, span, content.owner)
            return Bound(ir.ResponseBody("text", Str()), absent=False, content=content)
        hint = class_name(operation.operation_id or step.id, "Step") + "Response"
        schemas = answer.schemas or None
        media = "json" if part.pointer else answer.media
        if schemas is None:
            whole = Bound(ir.ResponseBody(media, Json()), absent=True)
        elif part.pointer:
            whole = Bound(ir.ResponseBody("json", Json()), failed, schemas, hint=hint)
        else:
            types = self.binder.scope.types
            type_ = union(*(types.of(schema, hint, json=True) for schema in schemas))
            body = ir.ResponseBody(media, type_)
            whole = Bound(body, failed or nullable(type_), schemas, hint=hint)
        whole = replace(whole, content=content)
        found = into(self.binder, whole, part.pointer, span, content.owner)
        lacking = lacking_body(answer, part.pointer, self.binder.scope.types, hint)
        return replace(found, absent=found.absent or bool(lacking), lacking=lacking)

    # --- Reports ------------------------------------------------------------------------

    def _undeclared(
        self, step: StepInfo, operation: Operation, responses: Sequence[Response]
    ) -> None:
        """Report a step that cannot succeed as its operation is declared (AZ702)."""
        name = operation.operation_id or f"{operation.method} {operation.path}"
        declared = ", ".join(response.status for response in responses)
        notes = [Note("the first that it declares", responses[0].span)]
        about = [each for each in step.step.success_criteria if says_status(each)]
        if about:
            span = about[0].condition.span
            message = f"{name} declares no response that the success criteria allow"
        else:
            span = step.step.target.text.span
            message = (
                f"{name} declares no 2xx response, and the step has no criterion of its status"
            )
        hint = f"it declares {declared}"
        self.binder.scope.report.add("AZ702", span, message, help=hint, notes=notes)

    def _warn(self, part: ast.MessagePart, span: Span) -> None:
        if part.right is not None and not self.binder.mutes_dialects:
            message, hint = "this is not how the specification writes it", f"write `{part.right}`"
            edits = [Edit(span, part.written, part.right)]
            self.binder.scope.report.add("AZ303", span, message, help=hint, edits=edits)

    def _no_message(self, span: Span) -> Bound:
        if self.binder.inapplicable is not None:
            self.binder.inapplicable.append(span)
            return nothing()
        if self.binder.phase == "outputs":
            message = "the workflow's outputs see no request and no response"
            hint = "read a step's output: `$steps.<stepId>.outputs.<name>`"
        else:
            message = "a step that calls a workflow has no request and no response"
            hint = "read what the workflow returned: `$outputs.<name>`"
        self.binder.scope.report.add("AZ302", span, message, help=hint)
        return nothing()

    def _too_early(self, span: Span) -> Bound:
        message = "there is no response yet when the request is made"
        hint = None
        names = [info.id for info in self.binder.scope.order]
        step = self.binder.step
        if step is not None and step.index > 0:
            previous = nearest(names[step.index - 1], names)
            hint = f"read an output of a step before: `$steps.{previous}.outputs.<name>`"
        self.binder.scope.report.add("AZ302", span, message, help=hint)
        return nothing()


def _is_key(step: StepInfo, location: str, name: str) -> bool:
    """Whether the step's operation takes an API key as this parameter."""
    assert step.operation is not None
    return is_credential(step.operation.operation, location, name)


def _parameters(binder: Binder, step: StepInfo) -> list[Parameter]:
    """The parameters of the step's request."""
    assert step.operation is not None
    operation = step.operation.operation
    return request_parameters(binder.scope.workflow, step.step, operation)
