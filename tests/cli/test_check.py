"""``converter check`` as it is called in a job."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import jsonschema_rs
import pytest

from tests.cli.run import Shell
from tests.conftest import SAMPLES
from tests.report.ci.sarif_rules import SCHEMA

WEEK_1 = SAMPLES / "week-1" / "Building (everything).xml"
WEEK_2 = SAMPLES / "week-2" / "Building (everything).xml"


@pytest.fixture(autouse=True)
def _nobodys_job(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "TF_BUILD"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def reports(converter: Shell) -> Path:
    """The second week in a folder of the repository, the first as its baseline."""
    assert converter("check", WEEK_1, "--write-baseline", "baseline.jsonl", "--group-by", "none").code == 0
    folder = converter.folder / "reports"
    folder.mkdir()
    shutil.copy(WEEK_2, folder / "Tower.xml")
    return folder


GRACE = "[[gate.grace]]\nuntil = 9999-12-31\nreason = 'agreed'\nseverity = '{severity}'\n"
CALL = ("check", "reports", "--baseline", "baseline.jsonl", "--group-by", "none")


def test_a_gate_that_fails_ends_with_1_and_says_why(converter: Shell, reports: Path) -> None:
    done = converter(*CALL)
    assert done.code == 1 and done.out.startswith("gate failed: 3 new, ")
    assert "BROKEN  new issues: 3, at most 0" in done.out and "fails:" in done.out
    assert "::" not in done.out and "##vso" not in done.out


def test_a_gate_that_passes_ends_with_0(converter: Shell, reports: Path) -> None:
    done = converter(*CALL, "--max-new", 3)
    assert done.code == 0 and done.out.startswith("gate passed: 3 new, ")
    assert "new, within the limits:" in done.out


def test_options_are_limits(converter: Shell, reports: Path) -> None:
    assert converter(*CALL, "--max-new", -1, "--max-open", 10).code == 1
    assert converter(*CALL, "--max-new", -1, "--ratchet", "issues").code == 0


def test_every_output_is_written_and_can_be_read(converter: Shell, reports: Path) -> None:
    done = converter(
        *CALL, "--junit", "out/j.xml", "--sarif", "out/s.sarif", "--summary", "out/s.md", "--code-quality", "out/q.json"
    )
    assert done.code == 1
    suites = ElementTree.parse(converter.folder / "out/j.xml").getroot()
    assert suites.get("failures") == "4"  # three issues and the limit they break
    sarif = json.loads((converter.folder / "out/s.sarif").read_text(encoding="utf-8"))
    assert jsonschema_rs.validator_for(SCHEMA).is_valid(sarif)
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "reports/Tower.xml" and place["region"]["startLine"] > 1
    quality = json.loads((converter.folder / "out/q.json").read_text(encoding="utf-8"))
    paths = {each["location"]["path"] for each in quality if each["severity"] != "info"}
    assert paths == {"reports/Tower.xml"}  # what was not tested again stands in last week's report
    assert (converter.folder / "out/s.md").read_text(encoding="utf-8").startswith("## Gate failed: 3 new")
    assert sorted(path.name for path in converter.folder.iterdir()) == ["baseline.jsonl", "out", "reports"]


def test_json_is_one_document(converter: Shell, reports: Path) -> None:
    done = converter(*CALL, "--json", "--junit", "j.xml")
    assert done.json["passed"] is False and done.json["exit_code"] == done.code == 1
    assert done.json["counts"]["failed"] == 3 and done.json["files"] == ["j.xml"]
    assert done.json["limits"] == [{"name": "new issues", "count": 3, "most": 0, "holds": False}]
    failed = [each for each in done.json["issues"] if each["outcome"] == "failed"]
    assert all(each["places"][0]["file"] == "reports/Tower.xml" and each["uuid"] is None for each in failed)


def test_a_job_of_github_gets_annotations_and_a_summary(
    converter: Shell, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(converter.folder / "step.md"))
    (converter.folder / "step.md").write_text("before\n", encoding="utf-8")
    done = converter(*CALL)
    errors = [line for line in done.out.splitlines() if line.startswith("::error ")]
    assert len(errors) == 4 and errors[0].startswith("::error file=reports/Tower.xml,line=")
    assert (converter.folder / "step.md").read_text(encoding="utf-8").startswith("before\n## Gate failed")
    assert "::error" not in converter(*CALL, "--annotations", "none").out


def test_with_json_annotations_are_messages(converter: Shell, reports: Path) -> None:
    done = converter(*CALL, "--json", "--annotations", "github")
    assert done.json["passed"] is False and "::error " in done.err


def test_a_job_of_azure_gets_log_lines_and_shows_the_summary(
    converter: Shell, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_BUILD", "True")
    done = converter(*CALL, "--summary", "s.md")
    lines = [line for line in done.out.splitlines() if line.startswith("##vso[")]
    assert lines[0].startswith("##vso[task.logissue type=error;sourcepath=reports/Tower.xml;linenumber=")
    assert lines[-1] == f"##vso[task.uploadsummary]{(converter.folder / 's.md').resolve()}"


def test_a_report_cannot_give_orders_to_the_service(
    converter: Shell, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_BUILD", "True")
    evil = "##vso[task.setvariable variable=x]y"
    text = (reports / "Tower.xml").read_text(encoding="utf-8").replace("Structure vs Ducts", evil)
    (reports / "Tower.xml").write_text(text, encoding="utf-8")
    done = converter(*CALL)
    commands = [line for line in (done.out + done.err).splitlines() if "##vso[" in line]
    assert commands and all(line.count("##vso[") == 1 and "task.logissue" in line for line in commands)


def test_neither_can_the_name_of_a_file(converter: Shell, reports: Path) -> None:
    for name in ("##vso[task.complete]x.xml", "::stop-commands::y.xml"):
        (reports / name).write_text("<exchange><batchtest>", encoding="utf-8")
    done = converter("check", *sorted(reports.glob("*.xml")), "--baseline", "baseline.jsonl")
    assert done.code == 3 and "task.complete" in done.err and "##vso[" not in done.out + done.err
    (reports / "Tower.xml").unlink()
    nothing = converter("check", "reports")
    assert nothing.code == 3 and "task.complete" in nothing.err and "##vso[" not in nothing.out + nothing.err


def test_without_a_baseline_it_says_how_to_make_one(converter: Shell) -> None:
    done = converter("check", WEEK_1)
    assert done.code == 1 and "GAT001" in done.err


def test_a_run_folder_is_taken_as_input_and_as_baseline(converter: Shell) -> None:
    for week, name in ((WEEK_1, "one"), (WEEK_2, "two")):
        assert converter("convert", week, "-o", name, "--project-id", 5, "--group-by", "none").code == 0
    done = converter("check", "two", "--baseline", "one", "--json")
    assert done.code == 1 and done.json["counts"]["failed"] == 3
    assert all(each["uuid"] is None for each in done.json["issues"])


def test_what_is_wrong_about_the_call_ends_with_2(converter: Shell, reports: Path) -> None:
    (converter.folder / "converter.toml").write_text("[gate]\nratchet = 'isues'\n", encoding="utf-8")
    done = converter(*CALL)
    assert done.code == 2 and "did you mean issues" in done.err
    (converter.folder / "converter.toml").write_text("[gate]\ngrace = [{until = 2026-01-01, reason = 'x'}]\n")
    assert converter(*CALL).code == 2
    assert converter("check", "reports", "--baseline", "nowhere").code == 2


def test_settings_of_the_gate_come_from_the_file(converter: Shell, reports: Path) -> None:
    toml = """
[gate]
max_new = -1
max_new_by = { severity = { high = 0 }, level = { "Level *" = 3 } }

[[gate.grace]]
until = 9999-12-31
reason = "agreed"
test = "structure vs pipes"
"""
    (converter.folder / "converter.toml").write_text(toml, encoding="utf-8")
    done = converter(*CALL, "--json")
    assert {each["name"] for each in done.json["limits"]} >= {"new issues, severity high", "new issues, level Level *"}
    assert done.json["counts"]["grace"] > 0 and done.json["grace"][0]["until"] == "9999-12-31"
    assert converter("config", "show", "--json").code == 0


def test_input_that_cannot_be_used_ends_with_3(converter: Shell, reports: Path) -> None:
    (reports / "bad.xml").write_text("<exchange><batchtest>", encoding="utf-8")
    assert converter(*CALL).code == 3
    (converter.folder / "baseline.jsonl").write_text("{}", encoding="utf-8")
    done = converter(*CALL)
    assert done.code == 3 and "cannot be used as a baseline" in done.err


def test_an_output_that_cannot_be_written_ends_with_2(converter: Shell, reports: Path) -> None:
    assert converter(*CALL, "--junit", "baseline.jsonl/j.xml").code == 2


def test_an_input_that_cannot_be_read_is_in_every_output(converter: Shell) -> None:
    (converter.folder / "bad.xml").write_text("<exchange><batchtest>", encoding="utf-8")
    done = converter("check", "bad.xml", "--junit", "j.xml", "--sarif", "s.json", "--summary", "s.md", "--json")
    assert done.code == 3 and done.json["unused"][0]["file"] == "bad.xml" and "no clash report" in done.err
    root = ElementTree.parse(converter.folder / "j.xml").getroot()
    assert root.get("errors") == "1" and next(root.iter("testcase")).get("name") == "input: bad.xml"
    sarif = json.loads((converter.folder / "s.json").read_text(encoding="utf-8"))
    assert jsonschema_rs.validator_for(SCHEMA).is_valid(sarif)
    assert [each["ruleId"] for each in sarif["runs"][0]["results"]] == ["input"]
    assert sarif["runs"][0]["invocations"][0]["executionSuccessful"] is False
    summary = (converter.folder / "s.md").read_text(encoding="utf-8")
    assert summary.startswith("## Gate incomplete: 0 new, 1 input not used") and "| bad.xml |" in summary


def test_one_bad_input_among_others_is_named_beside_their_verdict(converter: Shell, reports: Path) -> None:
    (reports / "bad.xml").write_text("<exchange><batchtest>", encoding="utf-8")
    done = converter(*CALL, "--max-new", -1, "--junit", "j.xml")
    assert done.code == 3 and done.out.startswith("gate incomplete: 3 new, ")
    names = [each.get("name") for each in ElementTree.parse(converter.folder / "j.xml").getroot().iter("testcase")]
    assert names[0] == "input: reports/bad.xml" and len(names) > 5


def test_without_a_baseline_that_is_said_once(converter: Shell) -> None:
    done = converter("check", WEEK_1, "--summary", "s.md")
    assert "the earlier run does not have it" not in done.out and done.err.count("there is no baseline") == 1
    assert "the earlier run" not in (converter.folder / "s.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["[gate.max_new_by.severity]\nurgent = 0\n", GRACE.format(severity="urgent")])
def test_a_severity_there_is_not_is_an_error(converter: Shell, reports: Path, place: str) -> None:
    (converter.folder / "converter.toml").write_text(place, encoding="utf-8")
    done = converter(*CALL)
    assert done.code == 2 and "'urgent' is not one of critical, high, medium, low, none" in done.err


def test_a_limit_for_what_is_not_in_the_run_is_said(converter: Shell, reports: Path) -> None:
    toml = "[gate]\nmax_new = -1\nmax_new_by = { level = { 'Levle 2' = 0, none = 0 }, test = { 'Walls*' = 0 } }\n"
    (converter.folder / "converter.toml").write_text(toml, encoding="utf-8")
    done = converter(*CALL, "--junit", "j.xml", "--summary", "s.md", "--json")
    said = [each["message"] for each in done.json["diagnostics"] if each["code"] == "GAT008"]
    assert len(said) == 2 and "no level of this run is called 'Levle 2'; there are Level " in said[0]
    assert "GAT008" in done.err and "GAT008" in (converter.folder / "s.md").read_text(encoding="utf-8")
    assert "Levle 2" in next(ElementTree.parse(converter.folder / "j.xml").getroot().iter("system-out")).text  # type: ignore[operator]
