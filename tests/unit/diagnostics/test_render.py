from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.diagnostics.model import Cause, Diagnostic, Note, Report, Severity
from arazzo_gen.diagnostics.render import render, render_concise, summary
from arazzo_gen.diagnostics.selection import Findings
from arazzo_gen.documents.loader import source_file
from arazzo_gen.source.span import SourceFile, Span


def span(file: SourceFile, line: int, column: int, length: int = 1) -> Span:
    return Span(file, line, column, line, column + length)


def error(place: Span | None, message: str = "it is wrong") -> Diagnostic:
    return Diagnostic("AZ202", Severity.ERROR, message, place)


DOCUMENT = source_file("steps:\n  - operationId: listRun\n    stepId: find\n", "shop.arazzo.yaml")


def test_a_diagnostic_shows_the_line_notes_and_help() -> None:
    found = Diagnostic(
        "AZ202",
        Severity.ERROR,
        "the operation `listRun` does not exist",
        span(DOCUMENT, 2, 18, 7),
        notes=(Note("in this step", span(DOCUMENT, 3, 13, 4)), Note("two sources were searched")),
        help="did you mean `listRuns`?",
    )
    assert render([found]) == (
        "shop.arazzo.yaml:2:18: error[AZ202]: the operation `listRun` does not exist\n"
        "   2 |   - operationId: listRun\n"
        "     |                  ^^^^^^^\n"
        "  shop.arazzo.yaml:3:13: note: in this step\n"
        "     3 |     stepId: find\n"
        "       |             ^^^^\n"
        "  note: two sources were searched\n"
        "  help: did you mean `listRuns`?\n"
    )


def test_a_diagnostic_without_a_place() -> None:
    assert render([error(None)]) == "error[AZ202]: it is wrong\n"


def test_nothing_is_rendered_as_nothing() -> None:
    assert render([]) == render_concise([]) == ""
    assert summary(Findings()) == ""


def test_diagnostics_are_in_the_order_of_the_documents() -> None:
    other = source_file("a\nb\n", "alpha.yaml")
    text = render(
        [
            error(span(DOCUMENT, 3, 5), "fourth"),
            error(span(DOCUMENT, 2, 18), "third"),
            error(span(other, 2, 1), "second"),
            error(None, "first"),
        ]
    )
    words = [text.index(word) for word in ("first", "second", "third", "fourth")]
    assert words == sorted(words)


def test_a_span_of_few_lines_is_underlined_on_each() -> None:
    file = source_file("a:\n  b: 1\n\n  c: 22\n\td: 3\n", "a.yaml")
    assert render([error(Span(file, 2, 3, 4, 7))]).splitlines()[1:] == [
        "   2 |   b: 1",
        "     |   ^^^^",
        "   4 |   c: 22",
        "     |   ^^^^",
    ]
    # It ends before the first character of line 5.
    assert render([error(Span(file, 4, 3, 5, 1))]).count("^") == 5


def test_of_a_span_of_many_lines_the_first_is_shown() -> None:
    file = source_file("a:\n" + "".join(f"  k{n}: {n}\n" for n in range(9)), "a.yaml")
    assert render([error(Span(file, 2, 3, 9, 8))]).splitlines()[1:] == [
        "   2 |   k0: 0",
        "     |   ^^^^^",
    ]


def test_of_a_long_block_scalar_the_first_lines_are_shown() -> None:
    file = source_file("a: >-\n" + "".join(f"  word{n}\n" for n in range(9)), "a.yaml")
    assert render([error(Span(file, 1, 4, 10, 8))]).splitlines()[1:] == [
        "   1 | a: >-",
        "     |    ^^",
        "   2 |   word0",
        "     |   ^^^^^",
        "   3 |   word1",
        "     |   ^^^^^",
        "     | ...",
    ]


def test_an_empty_span_gets_one_caret_and_one_past_the_end_too() -> None:
    file = source_file("a:\n", "a.yaml")
    assert render([error(Span(file, 1, 3, 1, 3))]).splitlines()[2] == "     |   ^"
    assert render([error(Span(file, 9, 3, 9, 3))]) == "a.yaml:9:3: error[AZ202]: it is wrong\n"


def test_tabs_and_wide_characters_keep_the_caret_under_its_place() -> None:
    file = source_file("\ta: x\n名前: wrong\ne\u0301: wrong\n", "a.yaml")
    lines = [
        render([error(span(file, 1, 5))]).splitlines(),
        render([error(span(file, 2, 5, 5))]).splitlines(),
        render([error(span(file, 3, 5, 5))]).splitlines(),
    ]
    assert lines[0][1:] == ["   1 |     a: x", "     |        ^"]
    assert lines[1][1:] == ["   2 | 名前: wrong", "     |       ^^^^^"]
    assert lines[2][1:] == ["   3 | e\u0301: wrong", "     |    ^^^^^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    file = source_file("a: " + "x" * 5000 + "HERE" + "y" * 5000 + "\n", "a.json")
    _, line, carets = render([error(span(file, 1, 5004, 4))]).splitlines()
    assert len(line) < 130
    assert line[carets.index("^") :].startswith("HERE")
    assert carets.count("^") == 4
    assert line[7:].startswith("...")
    assert line.endswith("...")


def test_a_long_span_is_underlined_as_far_as_it_is_shown() -> None:
    file = source_file("x" * 5000 + "\n", "a.yaml")
    _, line, carets = render([error(span(file, 1, 1, 5000))]).splitlines()
    assert len(carets) <= len(line) < 130


def test_wide_text_is_cut_by_columns() -> None:
    file = source_file("名" * 500 + "HERE" + "前" * 500 + "\n", "a.yaml")
    _, line, carets = render([error(span(file, 1, 501, 4))]).splitlines()
    assert sum(1 + (c in "名前") for c in line) < 130
    assert len(carets) == sum(1 + (c in "名前") for c in line[: line.index("HERE") + 4])


def test_emoji_and_what_cannot_be_seen() -> None:
    file = source_file("a\u0300\u0301: 🚀 x\u200bwrong\u3164\n", "a.yaml")
    _, line, carets = render([error(span(file, 1, 10, 5))]).splitlines()
    assert line == "   1 | a\u0300\u0301: 🚀 x\\u200bwrong\\u3164"
    assert carets == "     |" + " " * (1 + len("a: ") + 2 + len(" x\\u200b")) + "^^^^^"


def test_marks_do_not_climb_over_other_lines() -> None:
    file = source_file("a" + "\u0301" * 5000 + ": wrong\n", "a.yaml")
    _, line, carets = render([error(span(file, 1, 5004, 5))]).splitlines()
    assert len(line) < 200
    assert carets.rstrip().endswith("^^^^^")
    assert render([error(span(file, 1, 1))]).count("\u0301") == 3


def test_concise_is_a_line_each() -> None:
    found = [error(span(DOCUMENT, 2, 18, 7)), error(None, "two\nlines")]
    assert render_concise(found) == (
        "error[AZ202]: two\\nlines\nshop.arazzo.yaml:2:18: error[AZ202]: it is wrong\n"
    )
    assert "\x1b[1;31merror[AZ202]\x1b[0m" in render_concise(found, colour=True)


def test_documents_cannot_paint_the_terminal() -> None:
    nasty = "\x1b[2J\x1b]0;owned\x07\u202eevil\u2066\x9b1m\x08\r\u2028\u200b\ue000"
    file = source_file(f'"{nasty}"\n'.replace("\r", ""), f"{nasty}.json")
    found = Diagnostic(
        "AZ202",
        Severity.ERROR,
        f"no {nasty}\n",
        span(file, 1, 1, 5),
        notes=(Note(nasty, span(file, 1, 1, 3)),),
        help=nasty,
    )
    text = render([found])
    assert "\\x1b[2J" in text
    assert "\\u202e" in text
    assert not [c for c in text if c != "\n" and unicodedata.category(c)[0] in "CZ" and c != " "]


def test_a_message_that_quotes_a_whole_document_is_cut() -> None:
    assert len(render([error(None, "x" * 100_000)])) < 1000


def test_colour_is_only_there_when_asked_for() -> None:
    found = error(span(DOCUMENT, 2, 18, 7))
    plain, coloured = render([found]), render([found], colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[AZ202]\x1b[0m" in coloured
    import click

    assert click.unstyle(coloured) == plain


def test_the_summary_counts() -> None:
    report = Report()
    report.add("AZ202", None, "a")
    assert summary(Findings(tuple(report.diagnostics))) == "1 error"
    report.add("AZ202", None, "b")
    report.add("AZ303", None, "c")
    found = tuple(report.diagnostics)
    assert summary(Findings(found)) == "2 errors, 1 warning"
    assert summary(Findings(found, 3)) == "2 errors, 1 warning (3 more ignored)"
    assert summary(Findings(found, 0, 1)) == "2 errors, 1 warning; errors cannot be ignored"
    assert summary(Findings((), 2)) == "2 ignored"


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.text(max_size=300),
    st.integers(1, 4),
    st.integers(1, 320),
    st.integers(0, 3),
    st.integers(1, 320),
)
def test_any_text_and_place_can_be_rendered(
    text: str, line: int, column: int, lines: int, end: int
) -> None:
    file = source_file(text, "a.yaml")
    shown = render([error(Span(file, line, column, line + lines, end))])
    lines = shown.splitlines()
    assert all(unicodedata.category(c)[0] != "C" for line in lines for c in line)
    assert len(lines) in (1, 3, 5, 7, 8)


def same(line: int, hint: str | None = "write it", cause: Cause | None = None) -> Diagnostic:
    place = span(DOCUMENT, line, 1)
    return Diagnostic("AZ303", Severity.WARNING, "it is wrong", place, help=hint, cause=cause)


def test_findings_of_one_cause_are_one_block() -> None:
    other = Diagnostic("AZ402", Severity.WARNING, "it is wrong", span(DOCUMENT, 1, 3))
    places = [Span(DOCUMENT, 1, column, 1, column + 1) for column in range(1, 7)]
    found = [Diagnostic("AZ303", Severity.WARNING, "no", place, help="yes") for place in places]
    assert render([*found, other], listing=lambda code: f"list {code}") == (
        "shop.arazzo.yaml:1:1: warning[AZ303]: no\n"
        "   1 | steps:\n"
        "     | ^\n"
        "  shop.arazzo.yaml:1:2: note: here too\n"
        "     1 | steps:\n"
        "       |  ^\n"
        "  shop.arazzo.yaml:1:3: note: here too\n"
        "     1 | steps:\n"
        "       |   ^\n"
        "  help: yes\n"
        "  note: 3 more places: `list AZ303`\n"
        "\n"
        "shop.arazzo.yaml:1:3: warning[AZ402]: it is wrong\n"
        "   1 | steps:\n"
        "     |   ^\n"
    )


def test_up_to_three_are_shown_one_by_one() -> None:
    found = [same(line) for line in (1, 2, 3)]
    assert render(found).count("warning[AZ303]") == render(found).count("help: write it") == 3


def test_another_help_is_shown_at_its_place() -> None:
    found = [same(1, "a"), same(1, "b"), same(2, "a"), same(3, "c")]
    shown = render(found)
    assert shown.count("warning[AZ303]") == 1
    assert "note: here too: b\n" in shown
    assert "note: here too\n" in shown
    assert "help: a\n  note: 1 more place: `arazzo-gen check DOC --select AZ303" in shown


def test_two_of_a_named_cause_are_one_block_with_its_help() -> None:
    cause = Cause("moved", "all have moved")
    shown = render([same(1, "one", cause), same(2, "two", cause)])
    assert shown.count("warning[AZ303]") == 1
    assert shown.endswith("  help: all have moved\n")
    assert "help: one" in render([same(1, "one", cause)])
    assert render_concise([same(1, "one", cause), same(2, "two", cause)]).count("AZ303") == 2
