"""``converter export``, from the outside."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from converter.cli.export import FORMATS
from converter.model.codes import CODES
from converter.report import EXPORTERS
from tests.app.runs import run
from tests.cli.run import Shell
from tests.conftest import SAMPLES
from tests.navisworks import clash, document, test_element
from tests.report.bcf.rules import problems

WEEK_1 = SAMPLES / "week-1" / "Building (everything).xml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("made") / "run", WEEK_1).folder


@pytest.fixture
def week(converter: Shell, made: Path) -> Path:
    """A run folder in the folder of the call."""
    shutil.copytree(made, converter.folder / "run")
    return converter.folder / "run"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_run_folder_becomes_an_archive_beside_it(converter: Shell, week: Path) -> None:
    before = names(week)
    done = converter("export", "run", "--format", "bcf")
    assert done.code == 0 and names(converter.folder) == {"run", "run.bcf"} and names(week) == before
    assert problems((converter.folder / "run.bcf").read_bytes()) == []
    assert done.out.splitlines() == [f"27 issues in {converter.folder / 'run.bcf'}"]


@pytest.mark.parametrize("argument", [".", "../run", "../run/"])
def test_the_archive_lies_beside_the_folder_however_it_is_named(
    converter: Shell, week: Path, monkeypatch: pytest.MonkeyPatch, argument: str
) -> None:
    monkeypatch.chdir(week)
    assert converter("export", argument, "--format", "bcf").code == 0
    assert (converter.folder / "run.bcf").is_file()


def test_another_file_can_be_named(converter: Shell, week: Path) -> None:
    assert converter("export", "run", "--format", "bcf", "-o", "to/week 1.bcfzip").code == 0
    assert names(converter.folder / "to") == {"week 1.bcfzip"} and names(converter.folder) == {"run", "to"}


def test_an_export_of_before_is_replaced_by_the_same_bytes(converter: Shell, week: Path) -> None:
    converter("export", "run", "--format", "bcf")
    first = (converter.folder / "run.bcf").read_bytes()
    assert converter("export", "run", "--format", "bcf").code == 0
    assert (converter.folder / "run.bcf").read_bytes() == first


def test_the_json_document_has_the_keys_of_the_contract(converter: Shell, week: Path) -> None:
    done = converter("export", "run", "--format", "bcf", "--json")
    assert done.code == 0 and set(done.json) == {"file", "issues", "left_out", "diagnostics"}
    assert (done.json["file"], done.json["issues"], done.json["left_out"]) == (str(converter.folder / "run.bcf"), 27, 0)
    for each in done.json["diagnostics"]:
        assert set(each) - {"count"} == {"code", "severity", "message", "location"}
        assert each["severity"] == CODES[each["code"]].severity and each["message"]
    assert "EXP003" in {each["code"] for each in done.json["diagnostics"]}


def test_messages_go_to_stderr_and_the_result_to_stdout(converter: Shell, week: Path) -> None:
    done = converter("export", "run", "--format", "bcf")
    assert "EXP003" in done.err and "EXP" not in done.out and done.out.strip() not in done.err


def test_messages_are_json_lines_when_asked(converter: Shell, week: Path) -> None:
    done = converter("--log-format", "json", "export", "run", "--format", "bcf", "--json")
    lines = [json.loads(line) for line in done.err.splitlines()]
    assert {each["event"] for each in lines} == {"Diagnostic"}
    assert [each["code"] for each in lines] == [each["code"] for each in done.json["diagnostics"]]


def test_importable_says_how_many_were_left_out(converter: Shell) -> None:
    text = document(test_element(clash(1) + clash(2, items=())))
    (converter.folder / "r.xml").write_text(text, encoding="utf-8")
    run(converter.folder / "run", converter.folder / "r.xml")
    done = converter("export", "run", "--format", "bcf", "--importable")
    assert done.code == 0 and done.out.strip().endswith("1 left out") and done.out.startswith("1 issues")
    assert converter("export", "run", "--format", "bcf", "--importable", "--json").json["left_out"] == 1


def test_settings_are_those_of_the_folder_or_of_the_file_named(converter: Shell, week: Path) -> None:
    (converter.folder / "converter.toml").write_text('[export]\nauthor = "here@example.org"\n', encoding="utf-8")
    (converter.folder / "other.toml").write_text('[export]\nauthor = "there@example.org"\n', encoding="utf-8")
    assert "here@example.org" in converter("export", "run", "--format", "bcf").err
    assert "there@example.org" in converter("export", "run", "--format", "bcf", "--config", "other.toml").err
    (converter.folder / "converter.toml").write_text('[export]\nauthor = "nobody"\n', encoding="utf-8")
    refused = converter("export", "run", "--format", "bcf", "-o", "x.bcf")
    assert refused.code == 2 and "export.author" in refused.err and not (converter.folder / "x.bcf").exists()


def test_the_forms_are_those_of_the_table(converter: Shell) -> None:
    assert set(FORMATS) == set(EXPORTERS) and len(FORMATS) == len(EXPORTERS)
    shown = converter("export", "--help").out
    assert all(form in shown for form in EXPORTERS)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run"], 2, "--format"),
        (["run", "--format", "bcf4"], 2, "bcf4"),
        (["nowhere", "--format", "bcf"], 2, "nowhere"),
        (["run/plan.json", "--format", "bcf"], 2, "plan.json"),
        (["run/batches", "--format", "bcf"], 3, "no run folder"),
        (["run", "--format", "bcf", "-o", "run"], 2, "cannot be written"),
        (["run", "--format", "bcf", "--config", "nowhere.toml"], 2, "nowhere.toml"),
    ],
)
def test_a_wrong_call_is_told_and_leaves_nothing(
    converter: Shell, week: Path, arguments: list[str], code: int, words: str
) -> None:
    refused = converter("export", *arguments)
    assert refused.code == code and words in refused.err and "Traceback" not in refused.err and not refused.out
    assert names(converter.folder) == {"run"}


def test_a_damaged_run_is_an_input_error(converter: Shell, week: Path) -> None:
    (week / "plan.json").write_text('{"version": 1}', encoding="utf-8")
    refused = converter("export", "run", "--format", "bcf", "--json")
    assert refused.code == 3 and "Convert the report again" in refused.err and not refused.out
    assert names(converter.folder) == {"run"}


def test_help_loads_no_exporter() -> None:
    code = "import sys; from converter.cli.main import main; main(['export', '--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    loaded = set(done.stderr.split())
    assert "converter.cli.export" in loaded
    assert not [name for name in loaded if name.startswith(("converter.report", "converter.app", "lxml", "PIL"))]
