"""What the commands show, as transcripts.

A folder has documents and transcripts. A transcript is commands, each followed by what it
writes to both streams and by its exit status; the commands of one run one after another in a
copy of the folder. What has changed is taken over with

    ACCEPT=1 pytest tests/reports

and is to be read before it is committed.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.cli import main
from arazzo_gen.diagnostics.codes import CODES
from command_line import CliRunner

HERE = Path(__file__).parent
TRANSCRIPTS = sorted(HERE.glob("*/*.txt"))


def names(path: Path) -> str:
    return path.relative_to(HERE).with_suffix("").as_posix()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


def play(transcript: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the commands of a transcript; what it should say."""
    work = folder / transcript.parent.name
    shutil.copytree(transcript.parent, work)
    monkeypatch.chdir(work)
    parts: list[str] = []
    for command in re.findall(r"^\$ arazzo-gen (.*)$", transcript.read_text(), re.MULTILINE):
        words, _, given = command.partition(" < ")
        standard_input = Path(given).read_bytes() if given else None
        done = CliRunner().invoke(
            main, shlex.split(words), prog_name="arazzo-gen", input=standard_input
        )
        parts.append(f"$ arazzo-gen {command}\n")
        for stream, text in (("stdout", done.stdout), ("stderr", done.stderr)):
            parts.append(f"--- {stream}\n{text}" if text else "")
        parts.append(f"--- status {done.exit_code}\n")
    return "".join(parts)


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=names)
def test_a_transcript(transcript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = transcript.read_text()
    said = play(transcript, tmp_path, monkeypatch)
    if os.environ.get("ACCEPT"):
        transcript.write_text(said)
    else:
        assert said == expected


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=names)
def test_nothing_in_it_acts_on_a_terminal(transcript: Path) -> None:
    text = transcript.read_text()
    assert not [c for c in text if c != "\n" and unicodedata.category(c)[0] == "C"]


def test_a_diff_leaves_stdout_to_the_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(HERE / "clean", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(
        main, shlex.split("build shop.arazzo.yaml -o out --diff --format json")
    )
    assert json.loads(done.stdout)["diagnostics"] == []
    assert done.stderr.startswith("--- /dev/null\n+++ out/list.py\n")
    assert done.exit_code == 1


# --- The standards of the formats -----------------------------------------------------


def outputs(form: str) -> list[str]:
    """What the transcripts have on stdout in a format."""
    pattern = rf"^\$ [^\n]*--format {form}\n(?:--- stdout\n(.*?))?(?=^---)"
    texts = [
        text
        for path in TRANSCRIPTS
        for text in re.findall(pattern, path.read_text(), re.MULTILINE | re.DOTALL)
    ]
    assert len(texts) > 3
    return texts


def test_json_is_as_the_page_of_the_command_line_says() -> None:
    for text in outputs("json"):
        document = json.loads(text)
        assert list(document) == ["version", "diagnostics", "summary"]
        assert list(document["summary"]) == ["errors", "warnings", "notes", "ignored", "known"]
        place = ["file", "line", "column", "end_line", "end_column"]
        for one in document["diagnostics"]:
            assert list(one) == ["code", "severity", "message", *place, "help", "notes", "edits"]
            assert one["code"] in CODES
            assert all(list(note) == ["message", *place] for note in one["notes"])
            assert all(list(edit) == [*place, "text", "safe"] for edit in one["edits"])


def test_github_commands_are_whole() -> None:
    command = re.compile(r"::(error|warning|notice) ([^\n]*?)::([^\n]*)")
    for line in (line for text in outputs("github") for line in text.splitlines()):
        found = command.fullmatch(line)
        assert found is not None, line
        listed = dict(part.split("=", 1) for part in found[2].split(","))
        assert set(listed) - {"col", "endColumn"} == {"file", "line", "endLine", "title"}
        assert ("col" in listed) == (listed["line"] == listed["endLine"])
        assert all("%" not in re.sub("%(25|0A|0D|3A|2C)", "", part) for part in found.groups())
        assert all(":" not in value for value in listed.values())


def test_github_counts_paths_from_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    said = play(HERE / "places" / "github.txt", tmp_path, monkeypatch)
    assert "::error file=places/shop.arazzo.yaml,line=" in said


def test_sarif_keeps_to_its_standard() -> None:
    """Sections of SARIF 2.1.0, as far as the logs use them."""
    for text in outputs("sarif"):
        log = json.loads(text)
        assert (log["version"], len(log["runs"])) == ("2.1.0", 1)  # 3.13
        assert log["$schema"].endswith("sarif-schema-2.1.0.json")
        run = log["runs"][0]
        assert run["columnKind"] == "unicodeCodePoints"  # 3.14.17, or "utf16CodeUnits"
        driver = run["tool"]["driver"]  # 3.19
        assert driver["name"] == "arazzo-gen"
        rules = driver["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules)
        for rule in rules:  # 3.49
            assert rule["shortDescription"]["text"]
            assert rule["fullDescription"]["text"].endswith(".")
            assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        for result in run["results"]:  # 3.27
            _check_result(result, rules)


def _check_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    assert set(result) <= {
        "ruleId",
        "ruleIndex",
        "level",
        "message",
        "locations",
        "partialFingerprints",
        "relatedLocations",
        "fixes",
    }
    for value in result["partialFingerprints"].values():  # 3.27.17: no line, nothing of a machine
        assert re.fullmatch(r"[0-9a-f]{16}:\d+", value)
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]  # 3.27.6
    assert result["level"] in ("error", "warning", "note")  # 3.27.10
    related = result.get("relatedLocations", [])
    ids = [location["id"] for location in related]
    assert len(set(ids)) == len(ids)  # 3.28.2
    for message in (result["message"], *(location["message"] for location in related)):
        # 3.11.5: braces are doubled where they are no placeholder; 3.11.6: so are no links.
        assert not re.search(r"[{}]", message["text"].replace("{{", "").replace("}}", ""))
        assert not re.search(r"(?<!\\)\[[^\[\]]*\]\(", message["text"])
    for location in (*result["locations"], *related):
        physical = location["physicalLocation"]
        _check_place(physical["artifactLocation"], physical["region"])
    for fix in result.get("fixes", []):  # 3.55
        for change in fix["artifactChanges"]:  # 3.56
            for replaced in change["replacements"]:  # 3.57
                _check_place(change["artifactLocation"], replaced["deletedRegion"])
                assert isinstance(replaced["insertedContent"]["text"], str)


def _check_place(artifact: dict[str, Any], region: dict[str, int]) -> None:
    assert re.fullmatch(r"[\w.~!$&'()*+,;=:@/%-]+", artifact["uri"])
    start = (region["startLine"], region["startColumn"])  # 3.30: from 1, the end is exclusive
    assert (1, 1) <= start <= (region["endLine"], region["endColumn"])
