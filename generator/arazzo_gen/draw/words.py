"""Conditions of the IR in words: "status is queued, processing or paused", "HTTP 404".

A sentence says exactly what the condition says. Where none would, the condition is spelled as a
document spells it.
"""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir, types
from arazzo_gen.draw.spelling import constant, shown_value, source_text
from arazzo_gen.ir.rewrite import rewritten
from arazzo_gen.ir.walk import joined
from arazzo_gen.record import record, replace
from arazzo_gen.text.listing import listed

_COMPARED: dict[str, str] = {
    "==": "is", "!=": "is not", "<": "is less than", "<=": "is at most",
    ">": "is more than", ">=": "is at least",
}  # fmt: skip


def in_words(cond: ir.Cond, step: ir.Step) -> str:
    """A condition in words.

    Args:
        cond: The condition.
        step: The step that it belongs to.
    """
    made = {each.name: each.value for each in step.outputs if _has_name(each.value)}

    def definition(part: object) -> ir.Expr | None:
        if isinstance(part, ir.StepOutput) and part.step == step.id:
            return made.get(part.name)
        return None

    # What an author wrote of the response may be lowered to an output that holds it.
    return _Words(step.id).part(rewritten(cond, definition)).text


def _has_name(value: ir.Expr) -> bool:
    """Whether a value is one that a runtime expression names."""
    is_picked = isinstance(value, ir.JsonPathValue | ir.XPathValue)
    return not is_picked and ir.spelled(value) is not None


def all_in_words(conds: Sequence[ir.Cond], step: ir.Step) -> str:
    """Conditions in words that hold together; "" for none."""
    return in_words(ir.All(tuple(conds)), step) if conds else ""


@record
class _Part:
    """A part of a sentence; `joins`: it is put together of several, and goes into parentheses
    inside another."""

    text: str
    joins: bool = False

    @property
    def inside(self) -> str:
        return f"({self.text})" if self.joins else self.text


class _Words:
    """Says the conditions of one step."""

    def __init__(self, step: str) -> None:
        self._step = step

    def part(self, cond: ir.Cond) -> _Part:
        """A condition as a part of a sentence."""
        match cond:
            case ir.Compare():
                return self._equal([cond]) or self._comparison(cond)
            case ir.Any():
                return self._joined(list(joined(cond)), "or")
            case ir.All():
                return self._all(list(joined(cond)))
            case ir.Not():
                return self._not(cond.item)
            case ir.Truthy():
                # Neither absent, null nor false; of a boolean that is true.
                is_bool = isinstance(cond.value.type, types.Bool)
                said = "is true" if is_bool else "is neither null nor false"
                return self._about(cond, cond.value, "", said)
            case ir.Exists():
                return self._about(cond, cond.value, "", "is there")
            case ir.Length():
                said = f"{_COMPARED[cond.op]} {constant(cond.size)}"
                return self._about(cond, cond.value, "the length of ", said)
            case ir.Matches() if isinstance(cond.pattern, str):
                said = f"matches {constant(cond.pattern, quotes=True)}"
                return self._about(cond, cond.value, "", said)
        return _Part(source_text(cond))

    def _about(self, cond: ir.Cond, value: ir.Expr, before: str, said: str) -> _Part:
        name = shown_value(value, self._step)
        return _Part(f"{before}{name} {said}" if name is not None else source_text(cond))

    def _not(self, item: ir.Cond) -> _Part:
        """A negation. Comparisons for equality are turned round; others are not, since what has no
        order is neither less nor more."""
        turned = _turned(item)
        return self.part(turned) if turned is not None else _Part(f"not ({self.part(item).text})")

    # --- Comparisons --------------------------------------------------------------------

    def _comparison(self, cond: ir.Compare) -> _Part:
        left, right = shown_value(cond.left, self._step), shown_value(cond.right, self._step)
        if left is None or right is None:
            return _Part(source_text(cond))
        return _Part(f"{left} {_COMPARED[cond.op]} {right}")

    def _equal(self, group: Sequence[ir.Compare]) -> _Part | None:
        """Comparisons of one value with constants, all with == or all with !=, as one part.

        None where there is no such sentence.
        """
        sides = [found for each in group if (found := _sides(each)) is not None]
        name = shown_value(sides[0][0], self._step) if sides else None
        if name is None:
            return None
        values = list(dict.fromkeys(constant(const.value) for _, const in sides))
        several, op = len(values) > 1, group[0].op
        is_code = all(type(const.value) is int for _, const in sides)
        if isinstance(sides[0][0], ir.StatusCode) and is_code:
            text = f"HTTP {listed(values, 'or')}"
            return _Part(text if op == "==" else f"not {text}", several)
        if op == "==":
            return _Part(f"{name} is {listed(values, 'or')}", several)
        said = f"neither {listed(values, 'nor')}" if several else f"not {values[0]}"
        return _Part(f"{name} is {said}", several)

    # --- And, or ------------------------------------------------------------------------

    def _all(self, items: Sequence[ir.Cond]) -> _Part:
        found = _status_range(items)
        if found is None:
            return self._joined(items, "and")
        text, rest = found
        parts = [_Part(text, " or " in text), *self._parts(rest, "!=")]
        return _combined(parts, "and")

    def _joined(self, items: Sequence[ir.Cond], word: str) -> _Part:
        return _combined(self._parts(items, "==" if word == "or" else "!="), word)

    def _parts(self, items: Sequence[ir.Cond], op: str) -> list[_Part]:
        """The parts of conditions; those that compare one value with constants become one."""
        groups: dict[object, list[ir.Cond]] = {}
        for number, item in enumerate(items):
            turned = _turned(item.item) if isinstance(item, ir.Not) else None
            item = item if turned is None else turned
            sides = _sides(item)
            key: object = number
            if sides is not None and isinstance(item, ir.Compare) and item.op == op:
                key = (sides[0], item.loose)
            groups.setdefault(key, []).append(item)
        parts: list[_Part] = []
        for group in groups.values():
            compared = [item for item in group if isinstance(item, ir.Compare)]
            whole = self._equal(compared) if len(compared) == len(group) > 1 else None
            parts += [whole] if whole is not None else map(self.part, group)
        return parts


def _combined(parts: Sequence[_Part], word: str) -> _Part:
    texts = list(dict.fromkeys(part.inside for part in parts))
    if len(texts) == 1:
        return parts[0]
    return _Part(listed(texts, word), joins=True)


def _turned(item: ir.Cond) -> ir.Cond | None:
    """What says the opposite of a condition of comparisons for equality; None for any other."""
    match item:
        case ir.Not():
            return item.item
        case ir.Compare(op="=="):
            return replace(item, op="!=")
        case ir.Compare(op="!="):
            return replace(item, op="==")
        case ir.All() | ir.Any():
            turned = [_turned(each) for each in item.items]
            known = tuple(each for each in turned if each is not None)
            if len(known) == len(turned):
                return ir.Any(known) if isinstance(item, ir.All) else ir.All(known)
    return None


def _sides(cond: ir.Cond) -> tuple[ir.Expr, ir.Const] | None:
    """A value and the constant that it is compared with for equality; None for anything else."""
    if not isinstance(cond, ir.Compare) or cond.op not in ("==", "!="):
        return None
    cond = ir.constant_last(cond)
    if isinstance(cond.right, ir.Const) and not isinstance(cond.left, ir.Const):
        return cond.left, cond.right
    return None


# --- Ranges of status codes -----------------------------------------------------------


def _status_range(items: Sequence[ir.Cond]) -> tuple[str, list[ir.Cond]] | None:
    """The range of status codes that two of some conditions give, and the other conditions.

    None where there are no two such conditions, or more.
    """
    lows = [(item, low) for item in items if (low := _bound(item, (">=", ">"))) is not None]
    highs = [(item, high) for item in items if (high := _bound(item, ("<", "<="))) is not None]
    if len(lows) != 1 or len(highs) != 1 or lows[0][1] >= highs[0][1]:
        return None
    low, high = lows[0][1], highs[0][1]
    rest = [item for item in items if item is not lows[0][0] and item is not highs[0][0]]
    if low % 100 or high % 100 or high - low > 500:
        return f"HTTP {low} to {high - 1}", rest
    classes = [f"{number // 100}xx" for number in range(low, high, 100)]
    return f"HTTP {listed(classes, 'or')}", rest


def _bound(cond: ir.Cond, operators: tuple[str, str]) -> int | None:
    """The status code from which on, or before which, a comparison holds; None for no such one."""
    if not isinstance(cond, ir.Compare):
        return None
    cond = ir.constant_last(cond)
    number = cond.right
    if cond.op not in operators or not isinstance(cond.left, ir.StatusCode):
        return None
    if not isinstance(number, ir.Const) or type(number.value) is not int:
        return None
    return number.value + (cond.op in (">", "<="))
