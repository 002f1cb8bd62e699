"""docs/ir.md has every record of the IR with every field of it, and no other."""

from __future__ import annotations

import re

from arazzo_gen.record import fields
from refresh import ROOT
from unit.ir.records import kind_name, kinds

PAGE = (ROOT / "docs" / "ir.md").read_text(encoding="utf-8")


def documented() -> dict[str, set[str]]:
    """The records of the page, and what stands in backticks of each."""
    found: dict[str, set[str]] = {}
    for section in re.split(r"^(?=##+ )", PAGE, flags=re.MULTILINE):
        heading = re.match(r"### (\w+)\n", section)
        rows = re.findall(r"^\| (`.+?) \| (.+) \|$", section, re.MULTILINE)
        if heading:
            found[heading.group(1)] = {name for row, _ in rows for name in _quoted(row)}
        elif "| record |" in section:
            found |= {name: _quoted(said) for row, said in rows for name in _quoted(row)}
    return found


def _quoted(text: str) -> set[str]:
    return set(re.findall(r"`([\w.]+)`", text))


def test_every_record_has_an_entry_and_no_other_has() -> None:
    names = {kind_name(kind) for kind in kinds() if not kind_name(kind).startswith("jsonpath.")}
    names |= {"Proceed", "Break", "Continue"}
    names |= {f"types.{name}" for name in ("Json", "Null", "Bool", "Int", "Number", "Binary")}
    assert documented().keys() == names


def test_every_field_is_named() -> None:
    said = documented()
    for kind in kinds():
        if not kind_name(kind).startswith("jsonpath."):
            wanted = set(fields(kind))
            wanted -= {"type"} if kind.__module__.endswith("ir.values") else set()
            assert wanted <= said[kind_name(kind)], kind_name(kind)


def test_a_record_with_a_heading_names_no_field_that_it_has_not() -> None:
    by_name = {kind_name(kind): kind for kind in kinds()}
    for heading in re.findall(r"^### (\w+)$", PAGE, re.MULTILINE):
        if heading in by_name:
            assert documented()[heading] == set(fields(by_name[heading])), heading
