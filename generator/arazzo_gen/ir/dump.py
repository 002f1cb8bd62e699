"""A module of the IR as indented text, for `--emit ir` and for tests.

The text has every field of every record that is not its default. It is the same on every machine:
it names sources by keyword and types by name, since their keys hold paths. It is made for people
and for comparing; nothing reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath.write import write_query
from arazzo_gen.ir.dump_flow import FlowDump
from arazzo_gen.ir.dump_values import Names, flat, laid_out, path, quoted, word
from arazzo_gen.types import AliasDef

Lines = list[str]


def dump(module: ir.Module) -> str:
    """The text of a module, with a line break at its end."""
    return "\n".join(_Dump(module).module()) + "\n"


def indented(lines: Iterable[str]) -> Lines:
    """Lines one level further in."""
    return [f"    {line}" if line else line for line in lines]


class _Dump:
    """Writes one module."""

    def __init__(self, module: ir.Module) -> None:
        self._module = module
        self._names = Names(module)
        self._sources = {source.key: source.param for source in module.sources}
        self._flow = FlowDump(self._names)

    def module(self) -> Lines:
        """The module, its workflows, then the types that they name."""
        module = self._module
        lines = [f"module {quoted(module.file)}", *indented(self._settings())]
        for workflow in module.workflows:
            lines += ["", *self._workflow(workflow)]
        types_ = self._types()
        return [*lines, *(["", "types", *indented(types_)] if types_ else [])]

    def _settings(self) -> Lines:
        module = self._module
        lines = [f"document {quoted(module.document)}"]
        if module.client != "both":
            lines.append(f"client {module.client}")
        if module.http != "httpx":
            lines.append(f"http {module.http}")
        if module.validate:
            lines.append("validate")
        if module.max_response_bytes is not None:
            lines.append(f"max_response_bytes {module.max_response_bytes}")
        if module.durable:
            lines.append("durable")
        for source in module.sources:
            url = f" = {quoted(source.url)}" if source.url is not None else ""
            lines.append(f"source {source.param} of {word(source.name)}: {source.constant}{url}")
            for variable in source.variables:
                lines += indented(_variable(variable))
        return lines

    def _types(self) -> Lines:
        """The definitions of all types that have been named so far, and of those in them."""
        lines: Lines = []
        done = 0
        while done < len(self._names.labels):
            key, label = self._names.labels[done]
            lines += self._definition(key, label)
            done += 1
        return lines

    def _definition(self, key: str, label: str) -> Lines:
        found, written = self._module.types.defs.get(key), self._names.written.get(key)
        if found is None:
            return [f"missing {label}"]
        head = label if written in (None, label) else f"{label} as {written}"
        head += f" hint {word(found.hint)}" if found.hint != written else ""
        head += " sent" if found.sent else ""
        doc = _doc(found.doc)
        if isinstance(found, AliasDef):
            return [f"alias {head} = {self._names.type(found.type)}", *indented(doc)]
        lines = doc
        for prop in found.properties:
            mark = "" if prop.required else "?"
            lines.append(f"{word(prop.name)}{mark}: {self._names.type(prop.type)}")
            lines += indented(_doc(prop.doc))
        if found.extra is not None:
            lines.append(f"others: {self._names.type(found.extra)}")
        return [f"object {head}", *indented(lines)]

    # --- Workflows ----------------------------------------------------------------------

    def _workflow(self, workflow: ir.Workflow) -> Lines:
        lines = [f"function {workflow.function}", f"class {workflow.outputs_cls}"]
        if workflow.summary is not None:
            lines.append(f"summary {quoted(workflow.summary)}")
        if workflow.description is not None:
            lines.append(f"description {quoted(workflow.description)}")
        lines += [f"source {self._source(key)}" for key in workflow.sources]
        for credential in workflow.credentials:
            lines += _credential(credential)
        for each in workflow.supplied:
            lines += self._supplied(each)
        lines += [f"transfers to {word(each)}" for each in workflow.transfers]
        lines += [
            f"given {each.param} = {path('workflows', each.workflow)}" for each in workflow.given
        ]
        lines += [
            f"kept {each.variable} = {path('workflows', each.workflow)}" for each in workflow.kept
        ]
        for item in workflow.inputs:
            lines += self._input(item)
        for output in workflow.outputs:
            lines += self._output(output)
        for step in workflow.steps:
            lines += ["", *self._step(step)]
        lines += ["", "flow", *indented(self._flow.block(workflow.flow))]
        return [f"workflow {word(workflow.id)}", *indented(lines)]

    def _source(self, key: str) -> str:
        """How a source is written: by its keyword, which holds no path as its key does."""
        return self._sources.get(key, quoted(key))

    def _input(self, item: ir.InputParam) -> Lines:
        marks = ", required" * item.required + ", unset" * item.unset + ", secret" * item.secret
        before = f"input {word(item.name)} as {item.param}: {self._names.type(item.type)}{marks}"
        if item.default is None:
            return [before, *indented(_doc(item.doc))]
        default = self._names.expr(item.default, item.type)
        return [*laid_out(f"{before} = ", default), *indented(_doc(item.doc))]

    def _supplied(self, each: ir.Supplied) -> Lines:
        named = f"{each.location} {word(each.name)}: {self._names.type(each.type)}"
        line = f"supplied {each.param} for {named}{', required' * each.required}"
        return [line, *indented(_doc(each.doc))]

    def _output(self, field: ir.OutputField) -> Lines:
        marks = ", required" * field.required + ", secret" * field.secret
        before = f"output {word(field.name)} as {field.field}: {self._names.type(field.type)}"
        value = self._names.expr(field.value, field.type)
        return laid_out(f"{before}{marks} = ", value)

    # --- Steps --------------------------------------------------------------------------

    def _step(self, step: ir.Step) -> Lines:
        lines = [f"function {step.function}", f"class {step.cls}", f"variable {step.variable}"]
        lines += _doc(step.doc)
        if step.lenient:
            lines.append("lenient")
        if step.timeout is not None:
            lines.append(f"timeout {step.timeout!r}")
        lines += [self._read(read) for read in step.reads]
        if isinstance(step.call, ir.Request):
            lines += self._request(step.call)
        else:
            lines += self._flow.call(step.call)
        for criterion in step.criteria:
            lines.append(f"criterion {quoted(criterion.text)}")
            lines += indented(laid_out("", self._names.cond(criterion.cond)))
        for output in step.outputs:
            lines += self._output(output)
        for on, decision in (("success", step.success), ("failure", step.failure)):
            if decision is not None:
                lines += self._decision(on, decision)
        if step.wait is not None:
            lines += self._wait(step.wait)
        return [f"step {word(step.id)}", *indented(lines)]

    def _wait(self, wait: ir.Wait) -> Lines:
        decided = f", action by {wait.decided}" if wait.decided is not None else ""
        lines = [self._read(read) for read in wait.reads]
        lines += self._flow.block((wait.run,))
        rest = ("" if wait.tolerant else ", all failures handled") + ", spent" * wait.spent
        return [f"wait by {wait.function}{decided}{rest}", *indented(lines)]

    def _read(self, read: ir.Read) -> str:
        marks = ", required" * read.required + ", unset" * read.unset
        leaf = flat(self._names.expr(read.leaf, read.type))
        return f"read {read.param}: {self._names.type(read.type)}{marks} = {leaf}"

    def _decision(self, on: str, decision: ir.Decision) -> Lines:
        marks = ", own" * decision.own + ", exhaustive" * decision.exhaustive
        lines = [self._read(read) for read in decision.reads]
        for choice in decision.choices:
            head = f"choice {word(choice.key)}"
            head += f" named {word(choice.name)}" if choice.name != choice.key else ""
            head += f" limit {choice.limit}" if choice.limit is not None else ""
            if choice.cond is None:
                lines.append(head)
            else:
                lines += laid_out(f"{head} if ", self._names.cond(choice.cond))
        return [f"decide {on} by {decision.function}{marks}", *indented(lines)]

    # --- Requests -----------------------------------------------------------------------

    def _request(self, request: ir.Request) -> Lines:
        lines: Lines = []
        pieces = [p if isinstance(p, str) else f"{{{p.name}}}" for p in request.path]
        if "".join(pieces) != request.template or _neighbours(request.path):
            lines.append(f"pieces {' '.join(map(quoted, pieces))}")
        lines += [f"query {quoted(part)}" for part in request.fixed_query]
        for place, params in (
            ("path", [piece for piece in request.path if isinstance(piece, ir.Param)]),
            ("query", request.query),
            ("header", request.headers),
            ("cookie", request.cookies),
        ):
            for param in params:
                lines += self._param(place, param)
        if request.querystring is not None:
            lines += self._param("querystring", request.querystring)
        if request.body is not None:
            lines += self._body(request.body)
        for credential in request.credentials:
            lines += _credential(credential)
        for each in request.supplied:
            lines += self._supplied(each)
        if request.key is not None:
            lines.append(f"key {request.key.location} {word(request.key.name)}")
        source, template = self._source(request.source), quoted(request.template)
        return [f"request {word(request.method)} {source} {template}", *indented(lines)]

    def _param(self, place: str, param: ir.Param) -> Lines:
        marks = [param.style, *(["exploded"] if param.explode else [])]
        marks += [param.shape] if param.shape != "any" else []
        marks += ["reserved"] if param.allow_reserved else []
        marks += [f"content {param.content}"] if param.content is not None else []
        before = f"{place} {word(param.name)} ({', '.join(marks)}) = "
        return laid_out(before, self._names.expr(param.value))

    def _body(self, body: ir.Body) -> Lines:
        lines: Lines = []
        if body.charset is not None:
            lines.append(f"charset {word(body.charset)}")
        if body.open_type:
            lines.append("open_type")
        for field in body.fields:
            marks = ", exploded" * field.explode + ", reserved" * field.allow_reserved
            lines.append(f"field {word(field.name)} ({field.style}{marks})")
        for part in body.parts:
            lines += _part(part)
        if body.xml is not None:
            lines += _xml(body.xml)
        for replacement in body.replacements:
            lines += self._replacement(replacement)
        before = f"body {body.kind} {quoted(body.content_type)} = "
        return [*laid_out(before, self._names.expr(body.value)), *indented(lines)]

    def _replacement(self, replacement: ir.Replacement) -> Lines:
        target = replacement.target
        if isinstance(target, tuple):
            kind, shown = "pointer", quoted("".join(f"/{_escaped(token)}" for token in target))
        elif isinstance(target, str):
            kind, shown = "xpath", quoted(target)
        else:
            kind, shown = "jsonpath", write_query(target)
        version = f" {quoted(replacement.version)}" if replacement.version is not None else ""
        lines = laid_out(f"replace {kind} {shown}{version} = ", self._names.expr(replacement.value))
        for binding in replacement.bindings:
            lines += laid_out("    binding ", self._names.expr(binding))
        return lines


def _neighbours(path: Sequence[str | ir.Param]) -> bool:
    """Whether a path has literal pieces that could be one, or that look like a parameter."""
    literal = [isinstance(piece, str) for piece in path]
    looks = any(isinstance(piece, str) and "{" in piece for piece in path)
    return looks or any(pair == (True, True) for pair in pairwise(literal))


def _part(part: ir.Part) -> Lines:
    kind = f" {quoted(part.content_type)}" if part.content_type is not None else ""
    lines = [f"header {word(name)} = {quoted(value)}" for name, value in part.headers]
    return [f"part {word(part.name)}{kind}{' file' * part.is_file}", *indented(lines)]


def _xml(xml: ir.XmlNames) -> Lines:
    lines = [f"name {quoted(place)} = {quoted(name)}" for place, name in xml.names]
    for place, namespaces in xml.namespaces:
        lines += [
            f"namespace {quoted(place)} {quoted(name)} = {quoted(url)}" for name, url in namespaces
        ]
    return [f"xml {quoted(xml.root) if xml.root is not None else 'rootless'}", *indented(lines)]


def _variable(variable: ir.ServerVariable) -> Lines:
    """A server variable: its keyword, its default, and the values that it may have."""
    default = f" = {quoted(variable.default)}" if variable.default is not None else ""
    choices = f" in {' '.join(map(quoted, variable.choices))}" if variable.choices else ""
    head = f"variable {variable.param} of {word(variable.name)}{choices}{default}"
    return [head, *indented(_doc(variable.doc))]


def _credential(credential: ir.Credential) -> Lines:
    named = f"{credential.kind} {word(credential.name)} scheme {word(credential.scheme)}"
    return [f"credential {credential.param}: {named}", *indented(_doc(credential.doc))]


def _doc(text: str | None) -> Lines:
    return [f"doc {quoted(text)}"] if text is not None else []


def _escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")
