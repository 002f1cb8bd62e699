"""Sphinx and mkdocs render the docstrings of modules without a warning, and text of documents never
changes their parts."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.python.text.literal import docstring, headline, summary
from corpus import published
from hostile import whole
from rendered.rendered_install import BIN, is_installed
from rendered.sites import Sites, built_sites
from rendered.wild import PIECES, WILD

pytestmark = [
    pytest.mark.skipif(not is_installed(), reason="`make rendered` installs Sphinx and mkdocs"),
    pytest.mark.xdist_group("rendered"),
]

ROOT = Path(__file__).resolve().parents[2]
NODES = {
    *["Text", "block_quote", "bullet_list", "document", "emphasis", "enumerated_list", "field"],
    *["field_body", "field_list", "field_name", "list_item", "literal", "literal_block"],
    *["paragraph", "reference", "strong", "title_reference"],
}
"""What reStructuredText may read: paragraphs, lists, code, and our own sections as fields."""

TAGS = {"blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
"""What Markdown may become."""


def compiled(folder: Path, documents: dict[str, Any], **options: Any) -> dict[str, str]:
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document))
    first = next(name for name in documents if ".arazzo." in name)
    given = Options(
        documents=(folder / first,), cwd=folder, output=folder / "out", validate="off", **options
    )
    return compile_documents(given, Report())


def wild_modules(folder: Path, turn: int) -> dict[str, str]:
    """The modules of a large document, with a wild text in each place for text."""
    documents: dict[str, Any] = dict(whole.DOCUMENTS)
    free = ("summary", "description", "title")
    at = turn * 7
    for name, document in whole.DOCUMENTS.items():
        for path, is_key in whole.texts(document):
            if not is_key and path[-1] in free and path[-2:-1] != ("schema",):
                documents[name] = whole.replaced(documents[name], path, WILD[at % len(WILD)])
                at += 1
    for old, new in (("colour", "colour_ |x| `*a"), ("X-Trace", "X-*Trace_"), ("login", "log`in_")):
        documents = {n: whole.everywhere(d, old, new) for n, d in documents.items()}
    return compiled(folder, documents, keep_going=True)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """The pages of the checked-in modules, of the same as a package, and of wild texts."""
    modules = {path.stem: path.read_text() for path in sorted(ROOT.glob("generated/*/*.py"))}
    assert len(modules) == 6
    knock = ROOT / "tests" / "cases" / "knock" / "knock.arazzo.yaml"
    options = Options(
        documents=(knock,), cwd=ROOT, output=ROOT / "clients", validate="off", layout="package"
    )
    for name, text in compile_documents(options, Report()).items():
        modules[f"clients.{Path(name).stem}".removesuffix(".__init__")] = text
    for turn in range(2):
        found = wild_modules(tmp_path_factory.mktemp("wild"), turn)
        assert len(found) == 4
        modules.update({f"wild{turn}_{Path(name).stem}": text for name, text in found.items()})
    return built_sites(tmp_path_factory.mktemp("sites"), modules)


def test_sphinx_warns_of_nothing(sites: Sites) -> None:
    assert sites.sphinx_said == ""


def test_mkdocs_warns_of_nothing(sites: Sites) -> None:
    assert sites.mkdocs_said == ""


def test_a_reader_of_sphinx_finds_what_a_function_takes_and_raises(sites: Sites) -> None:
    page = (sites.sphinx / "trigger_workflow_track_recipient_run.html").read_text()
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))
    assert "trigger_workflow: POST /v1/workflows/{key}/trigger" in shown
    for function in ("run", "run_async", "wait_for_recipient_run", "wait_for_recipient_run_async"):
        _, _, own = page.partition(f'id="trigger_workflow_track_recipient_run.{function}"')
        own, _, _ = own.partition('<dt class="sig')
        for param in ("api_key", "client", "polling", "on_step"):
            assert f"<strong>{param}</strong>" in own, (function, param)
    assert "<strong>StepFailed</strong>" in page


def test_a_reader_of_mkdocs_finds_them_too(sites: Sites) -> None:
    page = (sites.mkdocs / "trigger_workflow_track_recipient_run" / "index.html").read_text()
    for function in ("run", "run_async", "wait_for_recipient_run", "wait_for_recipient_run_async"):
        _, _, own = page.partition(f'<h2 id="trigger_workflow_track_recipient_run.{function}"')
        own, _, _ = own.partition("<h2 ")
        assert "api_key" in own
        assert own.count("Parameters:") == 1, function


def test_both_show_the_steps_of_a_module_as_a_list(sites: Sites) -> None:
    wanted = ["execute_workflow: POST /workflows/{workflowId}/execute"]
    wanted += ["fetch_result: GET /runs/{runId}, repeated by wait_for_result"]
    wanted += ["source: wave.arazzo.yaml, workflow execute-workflow"]
    pages = (sites.sphinx / "execute_workflow.html", sites.mkdocs / "execute_workflow/index.html")
    for page in pages:
        _, heading, below = page.read_text().partition("<p>Its steps and its source:</p>")
        assert heading, page
        shown, _, _ = below.partition("</ul>")
        items = [" ".join(re.sub(r"<[^>]*>", "", item).split()) for item in shown.split("<li>")]
        assert items[1:] == wanted, page


def test_modules_of_published_documents(tmp_path: Path) -> None:
    folder = published.corpus()
    if not folder.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {folder}")
    modules: dict[str, str] = {}
    for case in published.cases():
        found = compile_documents(published.options_of(folder, case.path, case.options), Report())
        # The first of each document: those of one document describe the same API.
        for name, text in sorted(found.items())[:1]:
            modules[f"m{len(modules)}_{Path(name).stem}"] = text
    assert len(modules) > 5
    sites = built_sites(tmp_path, dict(sorted(modules.items())[:: len(modules) // 15 + 1]))
    assert sites.sphinx_said == ""
    assert sites.mkdocs_said == ""


@pytest.fixture(scope="module")
def judge() -> Iterator[subprocess.Popen[str]]:
    """A process that says how the tools read a docstring."""
    command = [BIN / "python", Path(__file__).with_name("judge.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.text(alphabet="ab_*|`:. -\\([<>#=+1\n", max_size=40),
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(TEXTS)
@example("a\n\n___")
@example(">>> a word, and more of them | a | b | [a](https://b.c/d_e)[a](https://b.c/d::: x")
@example("- Returns:\n    a: b\n\nRaises:\n    KeyError: Never.")
def test_no_text_changes_the_parts_of_a_docstring(judge: subprocess.Popen[str], text: str) -> None:
    args = f"Args:\n    x: {headline(text) or 'Ours.'}\n    y: Ours."
    body = f"{summary(text) or 'Ours.'}\n\n{args}\n\nRaises:\n    StepFailed: Ours."
    tree = ast.parse(f"def f():\n    {docstring(body, 4)}")
    assert isinstance(tree.body[0], ast.FunctionDef)
    assert judge.stdin is not None
    assert judge.stdout is not None
    judge.stdin.write(json.dumps(ast.get_docstring(tree.body[0])) + "\n")
    judge.stdin.flush()
    found = json.loads(judge.stdout.readline())
    assert found["warnings"] == ""
    assert found["fields"] == ["param x", "param y", "raises StepFailed"]
    assert found["sections"] == ["text", "parameters", "raises"]
    assert set(found["nodes"]) <= NODES
    assert set(found["tags"]) <= TAGS
