"""Changes the clients of the four systems in many places, and counts the changes that the tests
which `build --tests` writes notice: `make mutants`.

    python tests/mutants.py [--only knock,wave] [--most 120] [--least 0.95] [--survivors]

A mutant has one change in the functions of a workflow or of its steps: another operator, another
constant, a condition turned round, a statement or an argument left out. The support code, which is
the same in all modules, has tests of its own. The mutants of a module are spread evenly over it.
Changes that no caller of `run` can see are left out: to the name of an action that nothing asks
for, and to what an error would tell of a step behind which the run cannot raise any more.
"""

from __future__ import annotations

import argparse
import ast
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from arazzo_gen.text.words import snake

ROOT = Path(__file__).resolve().parents[1]
SYSTEMS = ("knock", "cloudflare", "knowledge_stack", "wave")
_SECONDS = 20

_OPERATORS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE,
    ast.LtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A changed module: where and how, and its tree."""

    line: int
    what: str
    tree: ast.Module


class TooLongError(Exception):
    """The tests of a mutant do not end."""


# --- Mutants ----------------------------------------------------------------------------

Change = Callable[[], str]


def mutants(source: str, most: int) -> list[Mutant]:
    """Mutants of a module, `most` at the most."""
    count = len(list(_changes(ast.parse(source), source)))
    step = max(1.0, count / most)
    chosen = sorted({int(number * step) for number in range(min(count, most))})
    found = []
    for number in chosen:
        tree = ast.parse(source)
        line, change = list(_changes(tree, source))[number]
        found.append(Mutant(line, change(), tree))
    return found


def _changes(tree: ast.Module, source: str) -> Iterator[tuple[int, Change]]:
    """The changes that a tree can get, each with its line."""
    hidden = Hidden(tree, source)
    begin, end = (source[: source.index(f"# --- {s}")].count("\n") for s in ("The w", "Support"))
    for node in tree.body:
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if is_function and begin < node.lineno < end:
            found = list(_dropped(node.body))
            for statement in node.body:
                if not _is_docstring(statement):
                    found += _of_node(statement)
            yield from (each for each in found if each[0] not in hidden.lines)


class Hidden:
    """The lines of a module whose change shows nowhere.

    Attributes:
        lines: Their numbers.
    """

    def __init__(self, tree: ast.Module, source: str) -> None:
        self.lines: set[int] = set()
        own = source[: source.index("# --- Support")]
        late: dict[str, list[bool]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.endswith(("_success", "_failure")):
                self._note_names(node, own)
            for name in ("body", "orelse"):
                body = getattr(node, name, None)
                for at, each in enumerate(body if isinstance(body, list) else ()):
                    step = _step_noted(each)
                    if step is not None:
                        after = body[at + 1 : at + 2] or _behind(tree, node)
                        is_late = bool(after) and _only_returns(after[0])
                        late.setdefault(step, []).append(is_late)
                        self.lines |= {each.lineno} if is_late else set()
        steps = {step for step, found in late.items() if all(found)}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.endswith("_known"):
                self._note_rows(node, steps)

    def _note_names(self, node: ast.FunctionDef, own: str) -> None:
        """Note where the names of actions are returned that stand nowhere else."""
        text = ast.get_source_segment(own, node) or ""
        for each in ast.walk(node):
            if isinstance(each, ast.Return) and isinstance(each.value, ast.Constant):
                name = f'"{each.value.value}"'
                if own.count(name) == text.count(name):
                    self.lines.add(each.lineno)

    def _note_rows(self, node: ast.FunctionDef, steps: Collection[str]) -> None:
        """Note what is told of steps behind which nothing raises."""
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and ast.unparse(each.func) == "_get":
                step = each.args[1]
                if isinstance(step, ast.Constant) and step.value in steps:
                    self.lines |= set(range(each.lineno, (each.end_lineno or each.lineno) + 1))
        functions = {snake(step) for step in steps}
        if node.name.removeprefix("_").removesuffix("_known") in functions:
            self.lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def _step_noted(node: ast.AST) -> str | None:
    """The step of `known["step"] = ...`; None for anything else."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Subscript):
        return None
    target = node.targets[0]
    is_known = ast.unparse(target.value) == "known" and isinstance(target.slice, ast.Constant)
    return str(target.slice.value) if is_known else None  # type: ignore[attr-defined]


def _behind(tree: ast.Module, block: ast.AST) -> list[ast.stmt]:
    """The statement behind a `try`; none for another block."""
    for node in ast.walk(tree) if isinstance(block, ast.Try) else ():
        body = getattr(node, "body", None)
        if isinstance(body, list) and block in body:
            return list(body[body.index(block) + 1 :][:1])
    return []


def _only_returns(node: ast.stmt) -> bool:
    """Whether a statement returns outputs of which none can be missing."""
    return isinstance(node, ast.Return) and "_require(" not in ast.unparse(node)


def _of_node(node: ast.AST) -> Iterator[tuple[int, Change]]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.AnnAssign):
        if node.value is not None:
            yield from _of_node(node.value)
        return
    if isinstance(node, ast.Compare):
        yield line, lambda: _swap(node)
    elif isinstance(node, ast.BoolOp):
        yield line, lambda: _join(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool):
        yield line, lambda: _other_constant(node)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield line, lambda: _turn(node)
    elif isinstance(node, ast.Call):
        for keyword in node.keywords:
            yield line, lambda keyword=keyword: _without(node, keyword)  # type: ignore[misc]
    for name in ("body", "orelse", "handlers", "finalbody"):
        inner = getattr(node, name, None)
        if isinstance(inner, list):
            yield from _dropped(inner)
    for child in ast.iter_child_nodes(node):
        yield from _of_node(child)


def _dropped(body: list[Any]) -> Iterator[tuple[int, Change]]:
    for number, statement in enumerate(body):
        if isinstance(statement, ast.stmt) and not _says_nothing(statement):
            yield statement.lineno, lambda at=number: _drop(body, at)  # type: ignore[misc]


def _says_nothing(statement: ast.stmt) -> bool:
    """Whether a function does the same without a statement: a docstring, a variable that gets its
    type and None, a `return None`."""
    if _is_docstring(statement) or isinstance(statement, ast.Pass):
        return True
    if not isinstance(statement, ast.AnnAssign | ast.Return):
        return False
    value = statement.value
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _is_docstring(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text and isinstance(node.value.value, str)  # type: ignore[attr-defined]


def _swap(node: ast.Compare) -> str:
    before = ast.unparse(node)
    node.ops[0] = _OPERATORS[type(node.ops[0])]()
    return f"{before} -> {ast.unparse(node)}"


def _join(node: ast.BoolOp) -> str:
    before = ast.unparse(node)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return f"{before} -> {ast.unparse(node)}"


def _other_constant(node: ast.Constant) -> str:
    before = node.value
    if isinstance(before, bool):
        node.value = not before
    elif isinstance(before, str):
        node.value = f"{before}x"
    else:
        assert isinstance(before, int | float)
        node.value = before + 1
    return f"{before!r} -> {node.value!r}"


def _turn(node: ast.If | ast.IfExp | ast.While) -> str:
    node.test = ast.UnaryOp(ast.Not(), node.test)
    return f"turned: {ast.unparse(node.test)}"


def _without(call: ast.Call, keyword: ast.keyword) -> str:
    call.keywords.remove(keyword)
    return f"left out: {ast.unparse(keyword)} of {ast.unparse(call.func)}"


def _drop(body: list[ast.stmt], at: int) -> str:
    before = ast.unparse(body[at]).split("\n")[0]
    body[at] = ast.copy_location(ast.Pass(), body[at])
    return f"dropped: {before}"


# --- Running tests ----------------------------------------------------------------------


def built(system: str, folder: Path) -> None:
    """Build a system with its tests into `clients` and `tests` of a folder."""
    document = ROOT / "tests" / "cases" / system / f"{system}.arazzo.yaml"
    command = [sys.executable, "-m", "arazzo_gen", "build", str(document), "-o", "clients"]
    subprocess.run([*command, "--tests", "tests"], cwd=folder, check=True, capture_output=True)


def notices(name: str, tree: ast.Module, tests: str) -> str | None:
    """The name of a test that fails on a module; None where all pass.

    Args:
        name: The name of the module.
        tree: Its tree.
        tests: The text of its tests.
    """
    module = ModuleType(f"clients.{name}")
    sys.modules[module.__name__] = module
    namespace: dict[str, Any] = {"__name__": f"test_{name}"}
    signal.alarm(_SECONDS)
    test = "import"
    try:
        exec(compile(ast.fix_missing_locations(tree), name, "exec"), module.__dict__)  # noqa: S102
        exec(compile(tests, f"test_{name}", "exec"), namespace)  # noqa: S102
        for test in [each for each in namespace if each.startswith("test_")]:
            for arguments in _parameters(namespace[test]):
                namespace[test](*arguments)
    except Exception:  # whatever it is, it shows
        return test
    finally:
        signal.alarm(0)
    return None


def _parameters(test: Any) -> list[tuple[Any, ...]]:
    """What a test is called with: each of its parameters, or nothing."""
    marks = getattr(test, "pytestmark", [])
    return [(each,) for mark in marks for each in mark.args[1]] or [()]


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLongError


@dataclass(frozen=True)
class Score:
    """How many mutants of a module there were, and those that no test noticed."""

    name: str
    count: int
    survivors: Sequence[Mutant]

    @property
    def killed(self) -> float:
        """The part that some test noticed."""
        return 1 - len(self.survivors) / self.count


def scores(system: str, most: int) -> Iterator[Score]:
    """The scores of the modules of a system."""
    signal.signal(signal.SIGALRM, _stop)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        built(system, folder)
        sys.path.insert(0, str(folder / "tests"))
        sys.modules.pop("playback", None)
        sys.modules["clients"] = ModuleType("clients")
        for path in sorted((folder / "clients").glob("*.py")):
            tests = (folder / "tests" / f"test_{path.name}").read_text()
            source = path.read_text()
            if (test := notices(path.stem, ast.parse(source), tests)) is not None:
                raise SystemExit(f"{path.stem}: {test} fails without a change")
            found = mutants(source, most)
            left = [each for each in found if notices(path.stem, each.tree, tests) is None]
            yield Score(path.stem, len(found), left)
        sys.path.remove(str(folder / "tests"))


def main(argv: Sequence[str] | None = None) -> int:
    """Print the scores; 1 where one is too low."""
    parser = argparse.ArgumentParser(description="Change clients, and run their tests.")
    parser.add_argument("--only", default=",".join(SYSTEMS), help="the systems, with commas")
    parser.add_argument("--most", type=int, default=120, help="mutants of each module, at most")
    parser.add_argument("--least", type=float, default=0.95, help="what tests must notice of them")
    parser.add_argument("--survivors", action="store_true", help="show what no test notices")
    given = parser.parse_args(argv)
    is_low = False
    for system in given.only.split(","):
        for score in scores(system, given.most):
            caught = score.count - len(score.survivors)
            line = f"{system:<16} {score.name:<38} {caught:>4} of {score.count:>4} noticed"
            print(f"{line}, {score.killed:.1%}", flush=True)
            is_low |= score.killed < given.least
            for each in score.survivors if given.survivors else ():
                print(f"    line {each.line}: {each.what}")
    return int(is_low)


if __name__ == "__main__":
    sys.exit(main())
