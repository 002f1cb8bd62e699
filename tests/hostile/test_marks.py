"""A mark in every text place of large documents, and where it lands in what is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import black
import large
import marks
import pytest
from containment import MARK
from directives import ACTIVE, ENCODING, aligned
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from landing import check_landing

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.remote.lock import Entry, write_lock

Change: TypeAlias = tuple[Any, str]
"""What is changed (a place, or a name), and what it becomes."""

WAYS = marks.ways()
PLACES = list(large.places())
ANY = [place for place in PLACES if WAYS.get(marks.label(place)) not in ("renamed", "fixed")]
FIXED = [place for place in PLACES if WAYS.get(marks.label(place)) == "fixed"]
STRUCTURE = {"type", "in", "$ref", "style", "scheme", "schemes", "discriminator", "propertyName"}
"""Keys whose text says what else is looked at: with a mark there, other marks would be lost."""
TURNS = st.sampled_from(range(101))
# 101 turns take each alignment to each place: EXAMPLES=17 runs them all. What fails is not made
# smaller, which would take minutes: the message names the place.
SETTINGS = settings(
    deadline=None,
    derandomize=True,
    max_examples=6,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def built(folder: Path, documents: Mapping[str, Any], **options: Any) -> dict[str, str]:
    """What is written of the documents, where nothing is wrong with them."""
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document))
    first = tuple(folder / name for name in documents if name.endswith(".arazzo.yaml"))
    given = Options(documents=first, cwd=folder, output=folder / "out", validate="off", **options)
    return compile_documents(given, Report())


def payload(at: int, turn: int) -> str:
    """A text that directs some tool; over all turns, each alignment comes to each place."""
    return aligned(ACTIVE[(at * 5 + turn * 7) % len(ACTIVE)], (at * 3 + turn) % 101)


def kind_of(place: large.Text) -> str:
    """Which places are changed together."""
    _, path, is_key = place
    if is_key:
        return "key"
    words = {key for key in path[-2:] if isinstance(key, str)}
    return "structure" if words & (STRUCTURE | {"required"}) else "text"


def changed(place: large.Text, at: int, turn: int) -> Change:
    """A place with what it becomes."""
    form = marks.FORMS[WAYS.get(marks.label(place), "whole")]
    return place, form(marks.original(place), payload(at, turn))


def written(
    folder: Path,
    changes: Sequence[Change],
    applied: Callable[[Sequence[Change]], Mapping[str, Any]],
    **options: Any,
) -> list[dict[str, str]]:
    """What is written with all the changes: in two parts where they do not go together."""
    files = built(folder, applied(changes), **options)
    if len(files) == large.MODULES:
        return [files]
    assert len(changes) > 1, f"{changes[0]} does not build: is it right in places.txt?"
    half = len(changes) // 2
    return [
        *written(folder, changes[:half], applied, **options),
        *written(folder, changes[half:], applied, **options),
    ]


def check_all(parts: Sequence[Mapping[str, str]], least: int) -> None:
    """Check where the mark is in all modules, and that it is there."""
    assert len(parts) <= 4, "too much is built apart: this takes long"
    assert sum(text.count(MARK) for files in parts for text in files.values()) >= least
    for files in parts:
        for name, text in files.items():
            check_landing(text, name)


def test_every_place_is_one_of_those_that_are_marked() -> None:
    labels = [marks.label(place) for place in PLACES]
    assert len(labels) == len(set(labels)) > 650
    assert set(WAYS) <= set(labels)
    assert set(WAYS.values()) <= {*marks.FORMS, "renamed", "fixed"}
    assert large.keywords() == set(large.KEYWORDS)
    for place in PLACES:
        way = WAYS.get(marks.label(place))
        assert way != "renamed" or marks.holds(marks.original(place), list(marks.RENAMED)), place
        assert way != "fixed" or place[1][-1] in marks.FIXED, place


@pytest.mark.parametrize(("kind", "least"), [("text", 300), ("structure", 4), ("key", 50)])
@SETTINGS
@given(turn=TURNS)
def test_a_mark_in_every_place(tmp_path: Path, kind: str, least: int, turn: int) -> None:
    changes = [changed(place, at, turn) for at, place in enumerate(ANY) if kind_of(place) == kind]
    check_all(written(tmp_path, changes, marks.marked), least)


@SETTINGS
@given(turn=TURNS)
def test_a_mark_in_every_name_that_others_refer_to(tmp_path: Path, turn: int) -> None:
    changes = [
        (name, marks.FORMS[form](name, payload(at, turn)))
        for at, (name, form) in enumerate(marks.RENAMED.items())
    ]
    check_all(written(tmp_path, changes, lambda part: marks.renamed(dict(part))), 50)


@settings(SETTINGS, max_examples=len(FIXED))
@given(place=st.sampled_from(FIXED), form=st.sampled_from(["whole", "after", "name"]))
def test_what_is_fixed_does_not_build(tmp_path: Path, place: large.Text, form: str) -> None:
    text = marks.FORMS[form](marks.original(place), payload(1, 1))
    assert not built(tmp_path, marks.marked([(place, text)])), (place, text)


@settings(SETTINGS, max_examples=3)
@given(turn=TURNS)
def test_a_mark_in_every_file_name(tmp_path: Path, turn: int) -> None:
    """Those of the documents, which the URLs of their sources name too."""
    names = {
        name: f"{payload(at, turn).replace('/', '|')}.{name.split('.', 1)[1]}"
        for at, name in enumerate(large.DOCUMENTS)
    }
    documents = {names[name]: document for name, document in large.DOCUMENTS.items()}
    for name, document in large.DOCUMENTS.items():
        if "sourceDescriptions" in document:
            (source,) = document["sourceDescriptions"]
            sources = [{**source, "url": quote(names[source["url"]])}]
            documents[names[name]] = {**document, "sourceDescriptions": sources}
    check_all([built(tmp_path, documents)], 4)


@pytest.mark.parametrize("turn", range(3))
def test_no_mark_in_the_first_lines_of_the_ir(tmp_path: Path, turn: int) -> None:
    changes = [changed(place, at, turn) for at, place in enumerate(ANY) if kind_of(place) == "text"]
    for files in written(tmp_path, changes, marks.marked, emit="ir"):
        assert all(name.endswith(".ir") for name in files)
        for text in files.values():
            check_first_lines(text)


@pytest.mark.parametrize("active", ACTIVE)
def test_no_mark_in_the_first_lines_of_the_lock_file(active: str) -> None:
    url = f"https://a.example/{aligned(active, 0)}"
    check_first_lines(write_lock({url: Entry("0" * 64, url)}))


def check_first_lines(text: str) -> None:
    """Check that Python would read no encoding in a file, and no text of a document."""
    for line in text.encode().split(b"\n")[:2]:
        assert not ENCODING.match(line)
        assert MARK.encode() not in line


def test_marked_modules_are_laid_out_as_black_does(tmp_path: Path) -> None:
    changes = [changed(place, at, 50) for at, place in enumerate(ANY) if kind_of(place) == "text"]
    names = {name: marks.FORMS[form](name, "y" * 60) for name, form in marks.RENAMED.items()}
    (values,) = written(tmp_path, changes, marks.marked)
    for text in [*values.values(), *built(tmp_path, marks.renamed(names)).values()]:
        assert black.format_str(text, mode=black.Mode()) == text
