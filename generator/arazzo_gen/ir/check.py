"""Proves of a module of the IR that every name in it is defined and that every jump lands.

A mistake here is one of the compiler, never of a document: tests run the check, builds do not.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator, Sequence

from arazzo_gen import ir, types
from arazzo_gen.ir.check_expressions import ExpressionCheck
from arazzo_gen.ir.check_flow import FlowCheck
from arazzo_gen.ir.check_steps import StepCheck
from arazzo_gen.ir.check_tree import Findings, doubles, parts
from arazzo_gen.ir.flow_walk import called_workflows, flow_names
from arazzo_gen.ir.reserved import Reserved


def check(module: ir.Module, reserved: Reserved) -> list[str]:
    """The mistakes in a module that was lowered for a target which reserves some names.

    Returns:
        A line for each mistake: the path of the record, and what is wrong with it.
    """
    findings = Findings()
    if not module.workflows:
        findings.add("workflows", "there is none")
        return findings.lines
    _ModuleCheck(module, reserved.suffixes, findings).run()
    return findings.lines


class _ModuleCheck:
    """Checks the module's top level, then its workflows one by one."""

    def __init__(self, module: ir.Module, suffixes: tuple[str, ...], findings: Findings) -> None:
        self._module = module
        self._suffixes = suffixes
        self._findings = findings

    def run(self) -> None:
        """Check everything."""
        module = self._module
        self._types()
        self._sources()
        self._top_level()
        ids = [workflow.id for workflow in module.workflows]
        self._once("workflows", "a workflow", ids)
        self._reached()
        for index, workflow in enumerate(module.workflows):
            self._workflow(f"workflows[{index}]", workflow)

    # --- The module's own level ---------------------------------------------------------

    def _types(self) -> None:
        module, defs = self._module, self._module.types.defs
        self._once("type_names", "the key", [key for key, _ in module.type_names])
        for index, (key, name) in enumerate(module.type_names):
            self._name(f"type_names[{index}]", name)
            if key not in defs:
                self._findings.add(f"type_names[{index}]", f"there is no type {key!r}")
        for place, part in parts(module, ""):
            if isinstance(part, types.Named) and part.key not in defs:
                self._findings.add(place, f"there is no type {part.key!r}")
        named = {key for key, _ in module.type_names}
        for place, type_ in _signature_types(module):
            for key in sorted(_reached_types(type_, module.types) - named):
                self._findings.add(place, f"the type {key!r} is reached and has no name")

    def _sources(self) -> None:
        sources = self._module.sources
        self._once("sources", "the key", [source.key for source in sources])
        self._once("sources", "the keyword", [source.param for source in sources])
        for index, source in enumerate(sources):
            self._name(f"sources[{index}].param", source.param)
            self._name(f"sources[{index}].constant", source.constant)
            for number, variable in enumerate(source.variables):
                self._name(f"sources[{index}].variables[{number}].param", variable.param)
            names = {variable.name for variable in source.variables}
            if names != set(source.url_parts[1::2]):
                self._findings.add(f"sources[{index}].variables", "they are not those of the URL")

    def _top_level(self) -> None:
        """Check that names at the top level of the module are unique."""
        module = self._module
        names: list[str] = [source.constant for source in module.sources]
        names += dict.fromkeys(name for _, name in module.type_names)
        for workflow in module.workflows:
            names += [*self._forms(workflow.function), workflow.outputs_cls]
            for step in workflow.steps:
                names += [*self._forms(step.function), step.cls]
                decisions = (step.success, step.failure)
                names += [each.function for each in decisions if each is not None]
                if step.wait is not None:
                    names += self._forms(step.wait.function)
                    names += self._forms(step.wait.decided) if step.wait.decided else []
        self._once("module", "the top-level name", names)

    def _forms(self, function: str) -> list[str]:
        """The names that the target makes of the name of a function."""
        return [function + suffix for suffix in ("", *self._suffixes)]

    def _reached(self) -> None:
        """Check that every workflow but the first is called, and that calls have no cycle."""
        calls = {
            workflow.id: set(called_workflows(workflow)) for workflow in self._module.workflows
        }
        seen: set[str] = set()

        def visit(key: str, path: tuple[str, ...]) -> None:
            if key in path:
                self._findings.add("workflows", f"{key!r} calls itself in the end")
                return
            if key not in seen:
                seen.add(key)
                for called in sorted(calls.get(key, ())):
                    visit(called, (*path, key))

        visit(self._module.workflows[0].id, ())
        for index, workflow in enumerate(self._module.workflows):
            if workflow.id not in seen:
                self._findings.add(f"workflows[{index}]", "nothing calls it")

    # --- One workflow -------------------------------------------------------------------

    def _workflow(self, place: str, workflow: ir.Workflow) -> None:
        self._name(f"{place}.function", workflow.function)
        self._name(f"{place}.outputs_cls", workflow.outputs_cls)
        self._once(f"{place}.steps", "a step", [step.id for step in workflow.steps])
        self._parameters(place, workflow)
        self._fields(f"{place}.outputs", workflow.outputs)
        self._passed_on(place, workflow)
        expressions = ExpressionCheck(self._module, workflow, self._findings)
        for index, output in enumerate(workflow.outputs):
            expressions.check(f"{place}.outputs[{index}].value", output.value)
        for index, step in enumerate(workflow.steps):
            where = f"{place}.steps[{index}]"
            for field in ("function", "cls", "variable"):
                self._name(f"{where}.{field}", getattr(step, field))
            if step.wait is not None:
                for name in filter(None, (step.wait.function, step.wait.decided)):
                    self._name(f"{where}.wait", name)
            self._fields(f"{where}.outputs", step.outputs)
            StepCheck(self._module, workflow, step, expressions, self._findings).run(where)
        FlowCheck(workflow, expressions, self._findings).run(f"{place}.flow")

    def _parameters(self, place: str, workflow: ir.Workflow) -> None:
        """Check that the parameters and local variables of a run function are unique."""
        self._once(f"{place}.inputs", "an input", [item.name for item in workflow.inputs])
        known = {source.key: source for source in self._module.sources}
        own = [known[key] for key in workflow.sources if key in known]
        names = [item.param for item in workflow.inputs]
        names += [item.param for item in workflow.given]
        names += [item.variable for item in workflow.kept]
        names += [item.param for item in workflow.keywords]
        names += [source.param for source in own]
        names += dict.fromkeys(each.param for source in own for each in source.variables)
        names += [step.variable for step in workflow.steps]
        given = [item.param for item in workflow.given]
        names += [name for name in flow_names(workflow.flow) if name not in given]
        for name in names:
            self._name(place, name)
        self._once(place, "the local name", names)

    def _passed_on(self, place: str, workflow: ir.Workflow) -> None:
        """Check that a workflow has the sources and keywords of those that it calls."""
        keys = {source.key for source in self._module.sources}
        by_id = {each.id: each for each in self._module.workflows}
        self._once(f"{place}.sources", "the source", workflow.sources)
        for key in workflow.sources:
            if key not in keys:
                self._findings.add(f"{place}.sources", f"there is no source {key!r}")
        own = {each.param for each in workflow.credentials}
        for called in sorted(set(called_workflows(workflow))):
            other = by_id.get(called)
            if other is None:
                continue  # reported where it is called
            for key in sorted(set(other.sources) - set(workflow.sources)):
                self._findings.add(f"{place}.sources", f"{called!r} needs the source {key!r}")
            for param in sorted({each.param for each in other.credentials} - own):
                self._findings.add(f"{place}.credentials", f"{called!r} needs {param!r}")
            for each in other.supplied:
                if each not in workflow.supplied:
                    self._findings.add(f"{place}.supplied", f"{called!r} needs {each.param!r}")
        for field in ("given", "kept"):
            for index, item in enumerate(getattr(workflow, field)):
                if item.workflow not in by_id:
                    text = f"there is no workflow {item.workflow!r}"
                    self._findings.add(f"{place}.{field}[{index}]", text)

    # --- Names --------------------------------------------------------------------------

    def _fields(self, place: str, fields: Sequence[ir.OutputField]) -> None:
        self._once(place, "the output", [field.name for field in fields])
        self._once(place, "the field", [field.field for field in fields])
        for index, field in enumerate(fields):
            self._name(f"{place}[{index}].field", field.field)

    def _name(self, place: str, name: str) -> None:
        if not name.isidentifier() or keyword.iskeyword(name):
            self._findings.add(place, f"{name!r} is no name of Python")

    def _once(self, place: str, what: str, names: Iterable[str]) -> None:
        for name in doubles(names):
            self._findings.add(place, f"{what} {name!r} is there twice")


def _signature_types(module: ir.Module) -> Iterator[tuple[str, types.Type]]:
    """The types of signatures and dataclasses, each of which must have a name."""
    for index, workflow in enumerate(module.workflows):
        place = f"workflows[{index}]"
        for item in workflow.inputs:
            yield f"{place}.inputs", item.type
        for output in workflow.outputs:
            yield f"{place}.outputs", output.type
        for number, step in enumerate(workflow.steps):
            for output in step.outputs:
                yield f"{place}.steps[{number}].outputs", output.type
            decisions = [each for each in (step.success, step.failure) if each is not None]
            taken = [*step.reads, *(r for decision in decisions for r in decision.reads)]
            for read in [*taken, *(step.wait.reads if step.wait is not None else ())]:
                yield f"{place}.steps[{number}].reads", read.type


def _reached_types(type_: types.Type, table: types.TypeTable) -> set[str]:
    """The keys of the named types inside a type, without those that do not exist."""
    found: set[str] = set()
    pending = [type_]
    while pending:
        each = pending.pop()
        pending += types.children(each)
        if isinstance(each, types.Named) and each.key in table.defs and each.key not in found:
            found.add(each.key)
            made_of = table.defs[each.key]
            if isinstance(made_of, types.AliasDef):
                pending.append(made_of.type)
            else:
                pending += [prop.type for prop in made_of.properties]
    return found
