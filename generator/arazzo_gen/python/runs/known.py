"""Writes the function that gives an error the outputs of a workflow, as far as they are known."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import dependencies
from arazzo_gen.ir.walk import leaves
from arazzo_gen.python.context import Context
from arazzo_gen.python.expressions.helpers import StepFunctions
from arazzo_gen.python.expressions.values import compile_expr, indented
from arazzo_gen.python.text.code import Code, Scope
from arazzo_gen.python.text.literal import string
from arazzo_gen.python.text.names import LocalNames
from arazzo_gen.record import record


@record
class KnownFunction:
    """The function, and what `run` gives it.

    Attributes:
        text: The function; "" where an error that leaves the workflow tells no outputs.
        name: Its name.
        steps: Its parameter for the outputs of the steps.
        reads: What it reads besides: inputs, and the variables with outputs of other workflows.
    """

    text: str = ""
    name: str = ""
    steps: str = "_"
    reads: tuple[str, ...] = ()

    @property
    def argument(self) -> str:
        """The expression of a function of the steps' outputs alone, inside of `run`."""
        if not self.text:
            return "lambda _: {}"
        if not self.reads:
            return self.name
        return f"lambda {self.steps}: {self.name}({', '.join([self.steps, *self.reads])})"


def known_function(
    context: Context, workflow: ir.Workflow, functions: StepFunctions
) -> KnownFunction:
    """The function that gives an error the outputs of a workflow.

    Args:
        context: The module.
        workflow: The workflow.
        functions: Collects the functions and constants that the outputs refer to.
    """
    tells = workflow.id not in context.handled
    outputs = [each for each in workflow.outputs if tells and not each.secret]
    if not outputs:
        return KnownFunction()
    variables = {each.workflow: each.variable for each in workflow.kept}
    variables |= {each.workflow: each.variable for each in dependencies(workflow.flow)}
    inputs = {each.name: each for each in workflow.inputs}
    local = LocalNames([*variables.values(), *(each.param for each in inputs.values())])
    steps = local.pick("steps")

    def code(leaf: ir.Leaf) -> Code:
        if isinstance(leaf, ir.Input):
            return _input(inputs[leaf.name])
        if isinstance(leaf, ir.StepOutput):
            return Code(f"_get({steps}, {string(leaf.step)}, {string(leaf.name)})", optional=True)
        called = context.module.workflow(leaf.workflow)
        field = next(each.field for each in called.outputs if each.name == leaf.name)
        return Code(f"getattr({variables[leaf.workflow]}, {string(field)}, None)", optional=True)

    scope = Scope(code, local, functions)
    values = [(each.name, compile_expr(each.value, scope).nullable()) for each in outputs]
    lines = [
        f'"""The outputs of `{workflow.function}`, as far as its steps have given them."""',
        *scope.take(),
        f"return _present({{{', '.join(f'{string(name)}: {text}' for name, text in values)}}})",
    ]
    read = leaves(tuple(each.value for each in outputs))
    others = [inputs[leaf.name].param for leaf in read if isinstance(leaf, ir.Input)]
    others += [variables[leaf.workflow] for leaf in read if isinstance(leaf, ir.WorkflowOutput)]
    name = context.private_name(f"_{workflow.function}_known")
    params = [f"{steps}: Mapping[str, Any]", *(f"{each}: Any" for each in dict.fromkeys(others))]
    text = "\n".join([f"def {name}({', '.join(params)}) -> dict[str, object]:", *indented(lines)])
    return KnownFunction(text, name, steps, tuple(dict.fromkeys(others)))


def _input(item: ir.InputParam) -> Code:
    """The code of an input, which may have been left out."""
    lacking = not item.required and item.default is None
    guard = f"{item.param} is not {'UNSET' if item.unset else 'None'}"
    return Code(item.param, (guard,) if lacking else (), bare=True)
