"""`build --emit ir` goes the way that modules go, with the same flags; and what a target is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from arazzo_gen import ir, output, present, targets
from arazzo_gen.cli import main
from arazzo_gen.config import Options
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.python.target import PythonTarget
from command_line import CliRunner, Result
from lowering import lowered_document
from refresh import document

NAME = "trigger_workflow_track_recipient_run"


def build(folder: Path, *flags: str) -> Result:
    return CliRunner().invoke(main, ["build", str(document("knock")), "-o", str(folder), *flags])


def test_it_is_written_checked_and_compared_as_modules_are(tmp_path: Path) -> None:
    assert build(tmp_path, "--emit", "ir", "--check").exit_code == 1
    assert build(tmp_path, "--emit", "ir").stdout == f"written    {tmp_path / NAME}.ir\n"
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}.ir"]
    assert build(tmp_path, "--emit", "ir").stdout == f"unchanged  {tmp_path / NAME}.ir\n"
    for look in ("--check", "--diff"):
        done = build(tmp_path, "--emit", "ir", look)
        assert (done.exit_code, done.stdout) == (0, "")
    path = tmp_path / f"{NAME}.ir"
    path.write_text(path.read_text().replace("\n    flow\n", "\n    fl0w\n"))
    done = build(tmp_path, "--emit", "ir", "--diff")
    assert done.exit_code == 1
    assert "\n-    fl0w\n+    flow\n" in done.stdout


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.ir").write_text("mine\n")
    done = build(tmp_path, "--emit", "ir")
    assert done.exit_code == 1
    assert "AZ902" in done.stderr
    assert (tmp_path / f"{NAME}.ir").read_text() == "mine\n"


def test_modules_are_what_is_written_without_it(tmp_path: Path) -> None:
    build(tmp_path)
    build(tmp_path, "--emit", "ir")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{NAME}.ir", f"{NAME}.py"]
    plain = (tmp_path / f"{NAME}.py").read_bytes()
    build(tmp_path, "--emit", "python")
    assert (tmp_path / f"{NAME}.py").read_bytes() == plain


def test_the_options_of_a_module_show(tmp_path: Path) -> None:
    flags = ["--client", "sync", "--http", "httpx2", "--validate-responses"]
    build(tmp_path, "--emit", "ir", *flags, "--max-response-bytes", "7")
    lines = (tmp_path / f"{NAME}.ir").read_text().splitlines()
    assert {"    client sync", "    http httpx2", "    validate"} < set(lines)
    assert "    max_response_bytes 7" in lines


@pytest.mark.parametrize("emit", ["python", "ir"])
def test_every_file_of_a_target_says_that_it_may_be_replaced(emit: str) -> None:
    options = Options(documents=(), cwd=Path(), emit=emit)  # type: ignore[arg-type]
    target = targets.chosen(options)
    module = lowered_document(document("knock"))[0]
    files = target.files(module)
    assert files
    for name, text in {**files, **target.common(files)}.items():
        assert text.startswith(f"{present.FIRST_LINE}:")
        assert output.check({name: text}, Path("none"), None) == [name]  # type: ignore[arg-type]


class Package:
    """A target as a layout with a shared file would be: modules, and one file beside them."""

    def reserved(self) -> Reserved:
        """The names that Python keeps."""
        return PythonTarget().reserved()

    def files(self, module: ir.Module) -> Mapping[str, str]:
        """The module, and a test of it."""
        (name,) = PythonTarget().files(module)
        head = f"{present.FIRST_LINE}.\nfrom _runtime import "
        return {name: f"{head}{module.workflows[0].steps[0].cls}\n", f"test_{name}": f"{head}t\n"}

    def common(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """What all of them import."""
        needed = sorted(text.split()[-1] for text in files.values())
        return {"_runtime.py": f"{present.FIRST_LINE}.\n# {' '.join(needed)}\n"}


def test_a_target_may_write_files_beside_the_modules_and_one_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "chosen", lambda options: Package())
    # The cache has what the real target writes of the same document.
    command = ["build", str(document("cloudflare")), "-o", str(tmp_path), "--no-cache"]
    assert CliRunner().invoke(main, command).exit_code == 0
    stems = ["create_instance_and_wait", "pause_and_resume", "send_event_and_wait"]
    wanted = {"_runtime.py", *(f"{s}.py" for s in stems), *(f"test_{s}.py" for s in stems)}
    assert {path.name for path in tmp_path.iterdir()} == wanted
    shared = (tmp_path / "_runtime.py").read_text().splitlines()[1]
    assert shared == "# CreateInstance Pause SendEvent t t t"
    assert CliRunner().invoke(main, [*command, "--check"]).exit_code == 0
