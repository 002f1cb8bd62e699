"""What `init` writes for the APIs of the corpus: the outputs alone are here, without the sentences
that they take from these APIs. The tests are skipped where the corpus is not on the machine.

    python tests/corpus/test_corpus_init.py    # writes them again
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from corpus.published import corpus

GOLDENS = Path(__file__).with_name("init")
EVANGELIST = "published/api-evangelist+"

APIS: dict[str, list[str]] = {
    "airtable": [f"{EVANGELIST}airtable/openapi/airtable-audit-logs-api-openapi.yml"],
    "bnpl": ["oai-examples/1.0.0/bnpl-openapi.yaml"],
    "cafe": ["published/Redocly+redocly-cli/resources/cafe.yaml"],
    "docusign": [f"{EVANGELIST}docusign/openapi/docusign-esignature-openapi.yml"],
    "github": [
        f"{EVANGELIST}github/openapi/github-repo-actions-api-openapi.yml",
        "--poll",
        "createWorkflowDispatchEvent,getWorkflowRun",
    ],
    "knock-bulk": [
        "knock/openapi/knock-users-api-openapi.yml",
        "knock/openapi/knock-objects-api-openapi.yml",
        "knock/openapi/knock-tenants-api-openapi.yml",
        "knock/openapi/knock-bulk-operations-api-openapi.yml",
    ],
    "logz-io": [f"{EVANGELIST}logz-io/openapi/logz-io-api-openapi.yml"],
    "openai": [f"{EVANGELIST}openai/openapi/openai-openapi-master.yml"],
    "replicate": [
        f"{EVANGELIST}replicate/openapi/replicate-openapi.yml",
        "--poll",
        "predictions.create,predictions.get",
    ],
    "salesforce": [f"{EVANGELIST}salesforce/openapi/salesforce-bulk-api-2-openapi.yml"],
}
"""What `init` is given, by the name of the golden; paths are from the corpus' folder."""

NO_JOB = [
    "oai-examples/1.0.0/pet-coupons.openapi.yaml",
    "published/Redocly+museum-openapi-example/openapi.yaml",
    f"{EVANGELIST}airtable/openapi/airtable-metadata-api-openapi.yml",
]
"""APIs without a job."""

pytestmark = pytest.mark.skipif(not corpus().is_dir(), reason="the corpus is not on this machine")


_PROSE = re.compile(
    r"""^(\ *)((?:summary|description):)\ .*\n  # the field, with what its line holds
    (?:\1\ +.*\n)*                              # and with the lines that go on with it""",
    re.MULTILINE | re.VERBOSE,
)


def without_prose(document: str) -> str:
    """A document without its summaries and descriptions: sentences of the API's author."""
    return _PROSE.sub(r"\1\2 ...\n", document)


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus())


@pytest.mark.parametrize("name", APIS)
def test_init_writes_what_is_checked_in(name: str) -> None:
    said = CliRunner().invoke(main, ["init", *APIS[name]])
    assert said.exit_code == 0, said.stderr
    expected = (GOLDENS / f"{name}.arazzo.yaml").read_text(encoding="utf-8")
    assert without_prose(said.stdout) == expected, "run this file as a program, and review the diff"


@pytest.mark.parametrize("name", APIS)
def test_what_is_written_has_no_finding_of_its_own_and_builds(name: str, tmp_path: Path) -> None:
    given = APIS[name]
    path = tmp_path / "jobs.arazzo.yaml"
    said = CliRunner().invoke(main, ["init", *given, "-o", str(path)])
    assert said.exit_code == 0, said.output
    options = ["--allow-path", str(corpus()), "--validate", "off", "--ignore", "AZ610,AZ8"]
    built = CliRunner().invoke(
        main, ["build", "--strict", str(path), "-o", str(tmp_path), *options]
    )
    assert built.exit_code == 0, built.output
    count = path.read_text(encoding="utf-8").count("- workflowId: ")
    assert len(list(tmp_path.glob("*.py"))) == count > 0


@pytest.mark.parametrize("api", NO_JOB)
def test_an_api_without_a_job_has_none(api: str) -> None:
    said = CliRunner().invoke(main, ["init", api])
    assert (said.exit_code, said.stdout) == (1, "")


def test_no_document_of_the_corpus_ends_in_a_traceback() -> None:
    paths = sorted(
        path for path in corpus().rglob("*") if path.suffix in (".yml", ".yaml", ".json")
    )
    assert len(paths) > 80
    for path in paths:
        said = CliRunner().invoke(main, ["init", str(path), "--all"])
        assert said.exit_code in (0, 1)
        assert said.exception is None or isinstance(said.exception, SystemExit), path


if __name__ == "__main__":
    os.chdir(corpus())
    GOLDENS.mkdir(exist_ok=True)
    for name, given in APIS.items():
        written = CliRunner().invoke(main, ["init", *given])
        (GOLDENS / f"{name}.arazzo.yaml").write_text(
            without_prose(written.stdout), encoding="utf-8"
        )
