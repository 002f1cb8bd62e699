"""Where a comment that ignores findings is found, and which line it is about."""

from __future__ import annotations

import time

import pytest

from arazzo_gen.diagnostics.comments import Comments
from arazzo_gen.diagnostics.model import Diagnostic, Severity
from arazzo_gen.documents.loader import source_file
from arazzo_gen.source.span import SourceFile, Span

COMMENT = "# arazzo-gen: ignore[AZ701]"


def lines(text: str) -> list[int]:
    """The lines on which a finding is ignored in a file that holds this text."""
    file = source_file(text, "a.yaml")
    comments = Comments([file])
    return [
        number
        for number in range(1, text.count("\n") + 2)
        if comments.ignore(finding(file, number))
    ]


def finding(
    file: SourceFile, line: int, severity: Severity = Severity.WARNING, code: str = "AZ701"
) -> Diagnostic:
    return Diagnostic(code, severity, "it is wrong", Span(file, line, 1, line, 2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 {}\nb: 2\n", [1]),
        ("{}\na: 1\nb: 2\n", [2]),
        ("a:\n  {}\n  # another comment\n  - 1\n  - 2\n", [4]),
        ("{}\n{}\na: 1\n", [3]),
        ("a: {{b: 1, {}\n  c: 2}}\n", [1]),
        ("a: [名前🚀, {}\n  2]\n", [1]),
        ("a: 1 {}\r\nb: 2\r\n", [1]),
        ("a: '1' {}\nb: &x !!str 2 {}\n", [1, 2]),
        ("- {}\n  a: 1\n", [1]),
        ("a: > {}\n  text\n  text\nb: 1\n", [1, 2, 3]),
        ("a: &x |- {}\n  text\n", [1, 2]),
        ("{}\na: text\n  text\nb: 1\n", [2, 3]),
        ("a: 'text\n  text' {}\nb: 1\n", [1, 2]),
        ("a: text\n{}\n", [3]),
        # Text, not comments.
        ("a: 1{}\n", []),
        ("a: '{}'\nb: \"{}\"\n", []),
        ("a: ' {}'\nb: \"x\n {}\"\n", []),
        ("a: |\n  {}\n  b {}\n", []),
        ("a: >2\n    {}\n", []),
        ("? |\n  {}\n: 1\n", []),
        # A block scalar has ended before a line that is less indented.
        ("a:\n  b: |\n    text\n  {}\n  c: 1\n", [5]),
        # What follows is not YAML, which is an error of its own.
        ("a: 1 {}\nb: 'x\n", [1]),
    ],
)
def test_a_comment_is_about_a_line(text: str, expected: list[int]) -> None:
    assert lines(text.format(COMMENT, COMMENT)) == expected


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("#arazzo-gen:ignore[AZ701]", ["AZ701"]),
        ("#  arazzo-gen:  ignore  [ AZ701 ,AZ702 ]  because", ["AZ701", "AZ702"]),
        ("# see below; arazzo-gen: ignore[AZ701]", []),
        ("# arazzo-gen: ignored[AZ701]", []),
        ("# arazzo-gen: ignore[az701]", []),
        ("# arazzo-gen: ignore[AZ701", []),
        ("# arazzo-gen: ignore[AZ7]", []),
    ],
)
def test_a_comment_names_codes(comment: str, codes: list[str]) -> None:
    file = source_file(f"a: 1 {comment}\n", "a.yaml")
    comments = Comments([file])
    ignored = [c for c in ("AZ701", "AZ702") if comments.ignore(finding(file, 1, code=c))]
    assert ignored == codes


def test_an_error_is_not_ignored_and_that_is_said() -> None:
    file = source_file(f"a: 1 {COMMENT}\n", "a.yaml")
    comments = Comments([file])
    assert not comments.ignore(finding(file, 1, Severity.ERROR))
    (idle,) = comments.idle(())
    assert idle.message == "AZ701 is an error here, and errors cannot be ignored"
    assert idle.span == Span(file, 1, 27, 1, 32)


def test_only_in_a_document_is_it_wrong_to_ignore_nothing() -> None:
    file = source_file(f"a: 1 {COMMENT}\n", "a.yaml")
    assert Comments([file]).idle(()) == []
    (idle,) = Comments([file]).idle({file.path})
    assert (idle.code, idle.message) == ("AZ007", "there is no AZ701 here to ignore")


def test_many_comments_take_no_time() -> None:
    count = 5_000
    text = f"{COMMENT}\n" * count + "".join(f"k{n}: 1 {COMMENT}\n" for n in range(count))
    file = source_file(text, "a.yaml")
    start = time.perf_counter()
    comments = Comments([file])
    assert all(comments.ignore(finding(file, count + n)) for n in range(1, count))
    assert len(comments.idle({file.path})) == count + 1
    assert time.perf_counter() - start < 5
