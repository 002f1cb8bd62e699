from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.config import ConfigError, Searched
from arazzo_gen.paths.named import Named, Search

ARAZZO = "arazzo: 1.0.1\n"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """A folder with documents, other files, and folders that nobody means."""
    texts = {
        "project/b.yaml": ARAZZO,
        "project/a.arazzo.yaml": ARAZZO,
        "project/c.yml": "openapi: 3.1.0\n",
        "project/readme.txt": ARAZZO,
        "project/deep/er/d.json": '{"arazzo": "1.0.1"}',
        "project/[odd].yaml": ARAZZO,
        "project/.hidden/e.yaml": ARAZZO,
        "project/node_modules/f.yaml": ARAZZO,
        "outside/g.yaml": ARAZZO,
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "project/link.yaml").symlink_to("../outside/g.yaml")
    (tmp_path / "project/inside.yaml").symlink_to("b.yaml")
    (tmp_path / "project/linked").symlink_to("../outside")
    return tmp_path / "project"


def find(folder: Path, *texts: str, exclude: tuple[str, ...] = ()) -> Named:
    return Search(folder, folder, exclude).find(texts)


def test_a_folder_has_the_documents_below_it(folder: Path) -> None:
    named = find(folder, ".")
    assert [path.as_posix() for path in named.documents] == [
        "[odd].yaml",
        "a.arazzo.yaml",
        "b.yaml",
        "deep/er/d.json",
    ]
    assert (named.passed_over, named.excluded) == (2, 0)  # c.yml, and the link that leads out


def test_each_document_is_there_once_and_in_the_order_that_is_given(folder: Path) -> None:
    named = find(folder, "b.yaml", "deep", str(folder / "b.yaml"), "inside.yaml", "*.yaml")
    assert [path.as_posix() for path in named.documents] == [
        "b.yaml",
        "deep/er/d.json",
        "[odd].yaml",
        "a.arazzo.yaml",
        "link.yaml",
    ]


def test_a_file_whose_name_is_a_pattern_is_that_file(folder: Path) -> None:
    assert find(folder, "[odd].yaml").documents == (Path("[odd].yaml"),)


def test_a_file_that_is_named_is_taken_whatever_it_holds(folder: Path) -> None:
    assert find(folder, "c.yml", "missing.yaml", "-").documents == (
        Path("c.yml"),
        Path("missing.yaml"),
        Path("-"),
    )


def test_what_is_excluded_is_left_out_even_where_it_is_named(folder: Path) -> None:
    named = find(folder, ".", "b.yaml", "deep/er/d.json", exclude=("deep", "b.*"))
    assert [path.as_posix() for path in named.documents] == [
        "[odd].yaml",
        "a.arazzo.yaml",
        "inside.yaml",  # under another name
    ]
    assert (named.passed_over, named.excluded) == (2, 1)
    assert find(folder, "deep", exclude=("deep",)) == Named((), 0, 1, (Searched(folder / "deep"),))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("*.none", r"nothing matches `\*\.none`"),
        ("no/*.yaml", "nothing matches"),
        ("*/../x", "leads out of the folders that it finds"),
        ("empty", "there is no Arazzo document in the folder `empty`"),
    ],
)
def test_what_finds_nothing_is_said(folder: Path, text: str, message: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(ConfigError, match=message):
        find(folder, text)
