"""A black that is asked for each definition once lays out modules as one that is asked for all."""

from __future__ import annotations

import black
import pytest

from arazzo_gen.python import render
from building import build_paths
from quick_black import quick
from refresh import document


def by_black(text: str) -> str:
    return black.format_str(text, mode=black.Mode())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Modules as the compiler writes them, before they are laid out."""
    texts: list[str] = []

    def noted(text: str, *rest: object) -> str:
        texts.append(text)
        return formatted(text, *rest)

    formatted = render.formatted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "formatted", noted)
        build_paths(
            [document("wave"), document("knock")], tmp_path_factory.mktemp("built"), "--no-cache"
        )
    return texts


def test_modules_are_laid_out_as_by_black(written: list[str]) -> None:
    given: list[int] = []

    def counted(text: str) -> str:
        given.append(len(text))
        return by_black(text)

    lay_out = quick(counted)
    assert [lay_out(text) for text in written] == [by_black(text) for text in written]
    assert given[-1] < len(written[-1]) / 2


def test_a_text_with_empty_lines_and_a_module_of_one_part_are_laid_out() -> None:
    ended = "x = 'a'\n\n\ndef f( ): pass\n\n\ny = '''\n\n\n'''"
    texts = ["x = '''a\n\n\nb'''\n", "x = 'a'\n", ended]
    lay_out = quick(by_black)
    for text in texts * 2:
        assert lay_out(text) == by_black(text)
