"""The values that each function takes as parameters, once all sites that call it are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.ir.walk import LeafKey, leaf_key, leaves
from arazzo_gen.lower.bind.nulls import sent_as_null
from arazzo_gen.lower.bind.required import needed
from arazzo_gen.lower.names.identifiers import Names, identifier
from arazzo_gen.record import replace
from arazzo_gen.types import Json, Null, union, without_null
from arazzo_gen.typing.inputs import MISSING


class Reads:
    """Finds the reads of one workflow's functions.

    Inputs come first, in the order of their declaration; then values of steps, in order of use.

    Args:
        scope: The workflow.
        params: The keyword of the run function for each input, by the document's name.
        taken: Further keywords that step functions have.
        reserved: The names that the target reserves.
    """

    def __init__(
        self, scope: Scope, params: dict[str, str], taken: Iterable[str], reserved: Reserved
    ) -> None:
        self.scope = scope
        self.params = params
        self.taken = reserved.step | reserved.body | frozenset(taken)

    def of_step(self, draft: StepDraft) -> tuple[ir.Read, ...]:
        """The parameters of a step function."""
        must, nulls = needed(draft.call), sent_as_null(draft.call)
        return self._reads(leaves(draft.computed), must, nulls, draft.reaching)

    def of_choices(self, draft: StepDraft, choices: Sequence[ir.Choice]) -> tuple[ir.Read, ...]:
        """The parameters of a decision function besides the step's own result."""
        found = leaves(choices)
        own = draft.info.id
        outside = [x for x in found if not (isinstance(x, ir.StepOutput) and x.step == own)]
        return self._reads(outside, set(), set(), draft.reaching)

    def _reads(
        self,
        found: Sequence[ir.Leaf],
        must: set[LeafKey],
        nulls: set[LeafKey],
        reaching: Sequence[ir.Reaching],
    ) -> tuple[ir.Read, ...]:
        names = Names(self.taken)
        declared = list(self.params)
        inputs = [leaf for leaf in found if isinstance(leaf, ir.Input)]
        inputs.sort(key=lambda leaf: declared.index(leaf.name))
        others = [leaf for leaf in found if not isinstance(leaf, ir.Input)]
        named: list[tuple[ir.Leaf, str]] = []
        named += [(leaf, names.take(self.params[leaf.name])) for leaf in inputs]
        named += [(leaf, names.take(identifier(leaf.name, "value"))) for leaf in others]
        reads = (self._read(leaf, param, must, reaching) for leaf, param in named)
        return tuple(
            replace(read, type=union(read.leaf.type, Null()), unset=True)
            if leaf_key(read.leaf) in nulls and not read.required
            else read
            for read in reads
        )

    def _read(
        self, leaf: ir.Leaf, param: str, must: set[LeafKey], reaching: Sequence[ir.Reaching]
    ) -> ir.Read:
        wanted = leaf_key(leaf) in must
        if isinstance(leaf, ir.Input):
            decl = self.scope.inputs[leaf.name]
            given = decl.required or decl.default is not MISSING
            unset = decl.nullable and not given
            return ir.Read(leaf, param, leaf.type, given or (wanted and not unset), unset)
        if isinstance(leaf, ir.StepOutput):
            bound = self.scope.steps[leaf.step].outputs[leaf.name]
            certain = not bound.absent and all(leaf.step in each.ran for each in reaching)
        else:
            scope = self.scope.program.scopes[leaf.workflow]
            before = {each.key for _, each in self.scope.before}
            certain = not scope.outputs[leaf.name].absent and leaf.workflow in before
        required = wanted or certain
        return ir.Read(leaf, param, without_null(leaf.type), required)


def step_fields(
    draft: StepDraft, secret: Sequence[str], reserved: Reserved
) -> tuple[ir.OutputField, ...]:
    """The fields of a step's dataclass besides its response."""
    wanted = {name: identifier(name.removeprefix("$outputs."), "value") for name in draft.outputs}
    names = Names(reserved.body | reserved.step_fields).take_each(wanted)
    fields: list[ir.OutputField] = []
    for name, bound in draft.outputs.items():
        type_ = bound.expr.type
        required = not bound.absent and not isinstance(type_, Json)
        fields.append(
            ir.OutputField(
                name=name,
                field=names[name],
                type=type_ if required else without_null(type_),
                value=bound.expr,
                required=required,
                secret=name in secret,
            )
        )
    return tuple(fields)
