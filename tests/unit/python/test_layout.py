"""Text is laid out as black lays it out, or black is asked."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import black
import pytest
from random_statements import Statements

from arazzo_gen.python.layout import KNOWN_STYLES, formatting, lay_out
from arazzo_gen.python.layout.formatting import CHECK, formatted
from arazzo_gen.python.support.pieces import formatted_pieces, pieces
from arazzo_gen.templates_path import templates_folder

HEAD = '# A module.\n"""What it does."""\n\nfrom __future__ import annotations\n\nimport httpx\n\n'
ROOT = Path(__file__).resolve().parents[3]


def by_black(text: str) -> str:
    return black.format_str(text, mode=black.Mode())


def in_blocks(statement: str, depth: int) -> str:
    opened = "".join("    " * level + f"if level_{level}:\n" for level in range(depth))
    return opened + textwrap.indent(statement, "    " * depth) + "\n"


EXACT = {
    "what fits stays on one line": ("x = f( a,b )", "x = f(a, b)"),
    "a call is split at its last brackets": (
        "x = client.build_request("
        "'GET', an_address_that_is_quite_long, headers=headers, json=[12])",
        """
        x = client.build_request(
            "GET", an_address_that_is_quite_long, headers=headers, json=[12]
        )
        """,
    ),
    "what does not fit there either gets a line for each argument": (
        "return PollInstance(status=_require(_get(body, 'result', 'status'), 'pollInstance', "
        "'status'), response=response)",
        """
        return PollInstance(
            status=_require(_get(body, "result", "status"), "pollInstance", "status"),
            response=response,
        )
        """,
    ),
    "a comma at the end asks for a line for each item": (
        "x = [1, 2,]",
        """
        x = [
            1,
            2,
        ]
        """,
    ),
    "a comma that makes a tuple does not": ("x = (1,)", "x = (1,)"),
    "the only parameter gets a comma": (
        "def a_function_with_quite_a_long_name_indeed(parameter: dict[str, str] | None) -> "
        "Literal['x']:\n    pass",
        """
        def a_function_with_quite_a_long_name_indeed(
            parameter: dict[str, str] | None,
        ) -> Literal["x"]:
            pass
        """,
    ),
    "a name that alone is too long stays": (
        f"class A:\n    def {'f' * 90}(self, one: int, two: int) -> None:\n        pass",
        f"""
        class A:
            def {"f" * 90}(
                self, one: int, two: int
            ) -> None:
                pass
        """,
    ),
    "a condition gets parentheses": (
        "if first_condition_that_is_long and second_condition_that_is_long and "
        "third_condition_of_all:\n    pass",
        """
        if (
            first_condition_that_is_long
            and second_condition_that_is_long
            and third_condition_of_all
        ):
            pass
        """,
    ),
    "parentheses that are not needed go": ("return (a or b)", "return a or b"),
    "a choice between values gets parentheses among arguments": (
        "f(first_argument_of_the_call, the_value_if_it_is_there if it_is_there_at_all else "
        "another_one)",
        """
        f(
            first_argument_of_the_call,
            the_value_if_it_is_there if it_is_there_at_all else another_one,
        )
        """,
    ),
    "strings side by side are split": (
        'return client.get(f"{base_url}/accounts/{_path(account_id)}/workflows/" '
        'f"{_path(name)}/instances")',
        """
        return client.get(
            f"{base_url}/accounts/{_path(account_id)}/workflows/" f"{_path(name)}/instances"
        )
        """,
    ),
    "a union in an annotation": (
        "some_quite_long_name_of_a_value: dict[str, SomeType] | list[SomeOtherType] | "
        "Callable[[str], None] = None",
        """
        some_quite_long_name_of_a_value: (
            dict[str, SomeType] | list[SomeOtherType] | Callable[[str], None]
        ) = None
        """,
    ),
    "and in a template": (r'x = f"say \"{hi}\""', """x = f'say "{hi}"'"""),
    "comments behind items": (
        'X = TypedDict("X", {\n"a": int,  # one\n"b": "NotRequired[str]",\n"c": str,  # three\n})',
        """
        X = TypedDict(
            "X",
            {
                "a": int,  # one
                "b": "NotRequired[str]",
                "c": str,  # three
            },
        )
        """,
    ),
    "quotes that save backslashes": (r'''x = "say \"hi\""''', """x = 'say "hi"'"""),
    "exponents and hexadecimal digits": ("x = 1e+16 + 0xff", "x = 1e16 + 0xFF"),
    "a slice of what is computed": ("x = a[f(b):]", "x = a[f(b) :]"),
    "a long pattern with a name": (
        f"match a:\n    case '{'b' * 40}' | '{'c' * 40}' as d:\n        pass",
        f"""
        match a:
            case (
                "{"b" * 40}"
                | "{"c" * 40}" as d
            ):
                pass
        """,
    ),
    "names that are imported": (
        "from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator, "
        "Mapping",
        """
        from collections.abc import (
            AsyncGenerator,
            Callable,
            Generator,
            Iterable,
            Iterator,
            Mapping,
        )
        """,
    ),
}


@pytest.mark.parametrize("name", EXACT)
def test_a_rule(name: str) -> None:
    given, expected = EXACT[name]
    laid_out = lay_out(f"{HEAD}{given}\n")
    assert laid_out is not None
    assert laid_out.split("import httpx\n")[1].strip() == textwrap.dedent(expected).strip()


@pytest.mark.layout
@pytest.mark.parametrize("name", EXACT)
def test_a_rule_is_one_of_black(name: str) -> None:
    given, _ = EXACT[name]
    assert lay_out(f"{HEAD}{given}\n") == by_black(f"{HEAD}{given}\n")


BLANK = [
    "class A:\n    x: int\nclass B:\n    x: int\nx = 1\n",
    'class A:\n    """About it."""\n    x: int\n    def f(self) -> None:\n        pass\n'
    "    def g(self) -> None:\n        pass\n    y = 1\nz = 1\n",
    'def f() -> None:\n    """About it."""\n    def g() -> None:\n        pass\n    g()\nf()\n',
    "x = 1\n# About it.\ndef f() -> None:\n    pass\n",
    "x = 1\n\n\n\n\n# --- Ruler ---\n\n\n\n@a\n@b\nclass A:\n    x: int\n",
    "if a:\n    def f() -> None:\n        pass\nelse:\n    x = 1\n",
    "if a:\n    import b\n    x = 1\n\n\n\n    y = 1\nelse:\n    pass\n",
    "import a\n\n\n\nx = 1\n",
    'X: Final = 1\n"""About it."""\ny = 1  # about y\n',
    'def f() -> None:\n    """One line.\n    """\n    pass\n',
    'def f() -> None:\n    """First.\n\n    Then: more.\n        Set in.\n    """\n    pass\n',
]


@pytest.mark.layout
@pytest.mark.parametrize("text", BLANK)
def test_blank_lines(text: str) -> None:
    assert lay_out(HEAD + text) == by_black(HEAD + text)


ASKED = [
    "x = [\n    # one\n    1,\n    2,\n]",
    "x = [\n    1,\n    2  # two\n]",
    "x = [\n    1,  # type: ignore\n    2,\n]",
    "x = a ** b",
    "x = u'a'",
    "x = '''a'''",
    "x = 1; y = 2",
    "if a: b = 1",
    "x = a \\\n    + b",
    "# fmt: off\nx = 1",
    "match a:\n    case [b, c]:\n        pass",
    "def f[T](x: T) -> T:\n    pass",
    "x = a[::b]",
    "print(x)\n# The end.",
    "\tx = 1",
]


@pytest.mark.parametrize("text", ASKED)
def test_what_is_not_known_is_left_to_black(text: str) -> None:
    assert lay_out(f"{HEAD}{text}\n") is None


def test_black_is_asked_about_what_is_not_known() -> None:
    text = f"{HEAD}x = a ** (b+c)\n"
    assert formatted(text) == by_black(text)


def test_another_black_is_asked_about_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "_installed_style", lambda: max(KNOWN_STYLES) + 1)
    monkeypatch.setattr(formatting, "_by_black", lambda text: "from black")
    assert formatted(f"{HEAD}x = 1\n") == "from black"


def test_a_layout_that_black_would_not_leave_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "lay_out", lambda text, _: text + "\n\n")
    monkeypatch.setattr(formatting, "_installed_style", lambda: max(KNOWN_STYLES))
    monkeypatch.setenv(CHECK, "1")
    with pytest.raises(RuntimeError):
        formatted(f"{HEAD}x = 1\n")


@pytest.mark.layout
@pytest.mark.parametrize("seed", range(6))
def test_random_statements(seed: int) -> None:
    statements = Statements(seed)
    known = 0
    for number in range(80):
        text = HEAD + in_blocks(statements.statement(), number % 4)
        laid_out = lay_out(text)
        if laid_out is not None:
            assert laid_out == by_black(text), text
            known += 1
    assert known >= 72


@pytest.mark.layout
@pytest.mark.parametrize("path", sorted((templates_folder() / "support").glob("*.py")), ids=str)
def test_the_support_code_is_known(path: Path) -> None:
    text = f"{HEAD}\n\n{path.read_text(encoding='utf-8')}"
    assert lay_out(text) == by_black(text)


@pytest.mark.layout
@pytest.mark.parametrize("path", sorted((templates_folder() / "support").glob("*.py")), ids=str)
def test_the_support_code_is_formatted(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    texts = [piece.text for piece in pieces() if piece.text in written]
    assert set(texts) <= formatted_pieces()
    text = "\n\n\n".join([f"{HEAD}HERE = 1", *texts]) + "\n"
    assert by_black(text) == text == lay_out(text, formatted_pieces())


def test_what_is_formatted_changes_nothing() -> None:
    for path in sorted((ROOT / "generated").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert lay_out(text, formatted_pieces()) == lay_out(text) == text


def test_a_build_that_is_certain_does_not_import_black() -> None:
    is_known = formatting._installed_style() in KNOWN_STYLES  # else black is asked about all
    code = (
        "import sys; from pathlib import Path\n"
        "from arazzo_gen.python.layout.formatting import formatted\n"
        f"formatted({HEAD!r} + 'x = 1\\n')\n"
        f"sys.exit(('black' in sys.modules) is {is_known})"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(ROOT / "generator")}
    )
