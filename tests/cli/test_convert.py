"""``converter convert``, ``report``, ``config`` and ``doctor``, from the outside."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.run import Shell
from tests.conftest import SAMPLES
from tests.navisworks import clash, document, test_element

WEEK_1 = SAMPLES / "week-1" / "Building (everything).xml"
FILES = {
    "batches", "clashes.jsonl", "diagnostics.jsonl", "placeholders.json", "plan.json", "report.html", "run.json",
    "snapshots",
}  # fmt: skip


def test_a_report_becomes_a_run_folder(converter: Shell) -> None:
    done = converter("convert", WEEK_1, "-o", "run", "--project-id", 12345)
    assert done.code == 0
    assert {each.name for each in (converter.folder / "run").iterdir()} == FILES
    assert "issues to publish" in done.out and str(Path("run") / "report.html") in done.out


def test_without_a_project_the_message_says_what_to_set_and_where(converter: Shell) -> None:
    refused = converter("convert", WEEK_1, "-o", "run")
    assert refused.code == 2 and not (converter.folder / "run").exists()
    for way in ("--project-id", "CONVERTER_TARGET__PROJECT_ID", "converter.toml", "[target]"):
        assert way in refused.err


def test_the_project_may_come_from_file_environment_or_option(
    converter: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def project() -> int:
        assert converter("convert", WEEK_1, "-o", "run", *options).code == 0
        body = json.loads((converter.folder / "run" / "batches" / "sync-0001.json").read_bytes())
        return int(body["project_id"])

    options: list[object] = []
    (converter.folder / "converter.toml").write_text("[target]\nproject_id = 1\n", encoding="utf-8")
    assert project() == 1
    monkeypatch.setenv("CONVERTER_TARGET__PROJECT_ID", "598134325540867")
    assert project() == 598134325540867
    options = ["--project-id", 3]
    assert project() == 3


def test_a_broken_report_does_not_hold_up_the_others(converter: Shell) -> None:
    folder = converter.folder / "reports"
    folder.mkdir()
    (folder / "bad.xml").write_text(document(test_element(clash(1)))[:-40], encoding="utf-8")
    (folder / "good.xml").write_text(document(test_element(clash(2))), encoding="utf-8")
    done = converter("convert", "reports", "-o", "run", "--project-id", 5, "--json")
    assert done.code == 3
    assert done.json["counts"]["clashes"] == 1
    assert {Path(each["path"]).name: each["used"] for each in done.json["inputs"]} == {
        "bad.xml": False,
        "good.xml": True,
    }


def test_a_report_without_anything_live_is_no_error(converter: Shell) -> None:
    (converter.folder / "r.xml").write_text(document(test_element(clash(1, status="resolved"))), encoding="utf-8")
    assert converter("convert", "r.xml", "-o", "run", "--project-id", 5).code == 0
    assert not list((converter.folder / "run" / "batches").iterdir())
    assert "nothing to publish" in (converter.folder / "run" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--batch-size", 1001], "publish.batch_size"),
        (["--batch-size", 0], "publish.batch_size"),
        (["--project-id", -1], "target.project_id"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--executor", "magic"], "magic"),
        (["--group-by", "colour"], "colour"),
    ],
)
def test_wrong_options_are_named(converter: Shell, options: list[object], words: str) -> None:
    refused = converter("convert", WEEK_1, "-o", "run", "--project-id", 5, *options)
    assert refused.code == 2 and words in refused.err and "Traceback" not in refused.err


def test_the_page_can_be_mailed(converter: Shell) -> None:
    converter("convert", WEEK_1, "-o", "run", "--project-id", 5)
    assert converter("report", "run", "-o", "page.html").code == 0
    page = (converter.folder / "page.html").read_text(encoding="utf-8")
    assert "snapshots/" not in page and page.count("data:image/jpeg;base64,") >= 22
    (converter.folder / "empty").mkdir()
    refused = converter("report", "empty", "-o", "page.html")
    assert refused.code == 3 and "no run folder" in refused.err


def test_config_init_writes_a_file_that_works_and_never_over_another(converter: Shell) -> None:
    assert converter("config", "init").code == 0
    path = converter.folder / "converter.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("# project_id", "project_id"), encoding="utf-8")
    refused = converter("config", "init")
    assert refused.code == 2 and "--force" in refused.err
    shown = {row["key"]: row for row in converter("config", "show", "--json").json["settings"]}
    assert shown["target.project_id"]["value"] == 12345 and "converter.toml" in shown["target.project_id"]["origin"]
    assert shown["grouping.by"] == {"key": "grouping.by", "value": "auto", "origin": "default"}
    assert converter("config", "init", "--force").code == 0


def test_a_secret_is_never_shown(converter: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERTER_TARGET__CLIENT_SECRET", "canary-4711")
    converter("convert", WEEK_1, "-o", "run", "--project-id", 5)
    shown = [converter("config", "show"), converter("config", "show", "--json"), converter("doctor", "--json")]
    assert not [each for each in shown if "canary" in each.out + each.err]
    for path in (converter.folder / "run").rglob("*.json*"):
        assert "canary" not in path.read_text(encoding="utf-8")
    assert "canary" not in (converter.folder / "run" / "report.html").read_text(encoding="utf-8")


def test_doctor_says_what_is_missing(converter: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = converter("doctor")
    assert missing.code == 2 and "target.project_id is not set" in missing.out and "--project-id" in missing.out
    monkeypatch.setenv("CONVERTER_TARGET__PROJECT_ID", "7")
    checks = {check["name"]: check for check in converter("doctor", "--json").json["checks"]}
    assert checks["project"]["state"] == "ok" and checks["packages"]["state"] == "ok"
    assert converter("doctor").code == 0


def test_an_earlier_run_never_gives_way_to_nothing(converter: Shell) -> None:
    converter("convert", WEEK_1, "-o", "run", "--project-id", 5)
    (converter.folder / "half.xml").write_bytes(WEEK_1.read_bytes()[:9_000])
    refused = converter("convert", "half.xml", "-o", "run", "--project-id", 5)
    assert refused.code == 3 and "half.xml:" in refused.err and "still there" in refused.err
    assert len(json.loads((converter.folder / "run" / "plan.json").read_bytes())["issues"]) == 26


def test_a_folder_without_reports_is_told(converter: Shell) -> None:
    refused = converter("convert", SAMPLES / "models", "-o", "run", "--project-id", 5)
    assert refused.code == 3 and "no clash report" in refused.err and not (converter.folder / "run").exists()


def test_an_input_without_clashes_is_told(converter: Shell) -> None:
    done = converter("convert", SAMPLES / "viewpoints", "-o", "run", "--project-id", 5)
    assert done.code == 0 and "PLN016" in done.err


def test_a_damaged_run_is_an_input_error(converter: Shell) -> None:
    converter("convert", WEEK_1, "-o", "run", "--project-id", 5)
    for text in ('{"version": 1}', '{"version": 9}', "[]", "{"):
        (converter.folder / "run" / "run.json").write_text(text, encoding="utf-8")
        refused = converter("report", "run", "-o", "sub/page.html")
        assert refused.code == 3 and "Convert the report again" in refused.err


def test_a_name_no_system_takes_is_a_wrong_call(converter: Shell) -> None:
    assert converter("convert", WEEK_1, "-o", "x" * 500, "--project-id", 5).code == 2


def test_a_picture_that_was_cut_off_is_not_uploaded(converter: Shell) -> None:
    shutil.copytree(SAMPLES / "week-1", "reports")
    for path in Path("reports").rglob("*.jpg"):
        path.write_bytes(path.read_bytes()[:2_000])
    done = converter("convert", "reports/Building (everything).xml", "-o", "run", "--project-id", 5, "--json")
    assert done.json["counts"]["pictures"] == 0 and "PIC006" in done.err and "cut off" in done.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[target]\nproject_id = "12345"', "without quotes"),
        ("[grouping]\nby = 'groups'", "auto, report, none"),
        ("[issues]\nlink = 'https://x/{guid}'", "{uuid}"),
        ("[reports]\ntime_zone = 'Europe/Berln'", "did you mean Europe/Berlin?"),
        ("[bcf]\ntypes = { clash = 'crash' }", "crash: not one of"),
        ("[targt]\nproject_id = 1", "did you mean target?"),
    ],
)
def test_a_wrong_configuration_names_the_next_step(converter: Shell, text: str, words: str) -> None:
    (converter.folder / "converter.toml").write_text(text, encoding="utf-8")
    refused = converter("convert", WEEK_1, "-o", "run", "--project-id", 5)
    assert refused.code == 2 and words in refused.err


def test_an_environment_variable_with_one_underscore_is_not_passed_over(
    converter: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVERTER_TARGET_PROJECT_ID", "5")
    refused = converter("convert", WEEK_1, "-o", "run")
    assert refused.code == 2 and "CONVERTER_TARGET__PROJECT_ID" in refused.err


def test_messages_are_json_lines_when_asked(converter: Shell) -> None:
    (converter.folder / "r.xml").write_text(document(test_element(clash(status="weird"))), encoding="utf-8")
    done = converter("--log-format", "json", "convert", "r.xml", "-o", "run", "--project-id", 5)
    events = [json.loads(line) for line in done.err.splitlines()]
    assert {"StageStarted", "Diagnostic", "StageFinished"} <= {each["event"] for each in events}
    assert [each["code"] for each in events if each["event"] == "Diagnostic"] == ["NWX020"]


def test_the_numbers_of_the_summary_add_up(converter: Shell) -> None:
    done = converter("convert", SAMPLES / "week-1", "-o", "run", "--project-id", 5)
    lines = {line.rsplit(None, 1)[0]: int(line.rsplit(None, 1)[1]) for line in done.out.splitlines()[:5]}
    assert lines["clashes read"] == 146 == sum(count for name, count in lines.items() if name.startswith("  "))


def test_of_two_copies_the_one_with_pictures_is_used(converter: Shell) -> None:
    shutil.copytree(SAMPLES / "week-1", "b")
    Path("a").mkdir()
    shutil.copy(WEEK_1, "a")
    done = converter("convert", "a", "b/Building (everything).xml", "-o", "run", "--project-id", 5, "--json")
    assert done.json["counts"]["viewpoints"] == 24


@pytest.mark.parametrize("command", ["convert", "check"])
def test_what_is_named_as_a_model_and_is_none_is_an_error(converter: Shell, command: str) -> None:
    report = SAMPLES / "week-1" / "Building (everything).xml"
    more = ("-o", "out", "--project-id", 5) if command == "convert" else ()
    done = converter(command, report, *more, "--ifc", SAMPLES / "week-2" / "Building (everything).xml")
    assert (
        done.code == 2 and "is no IFC model, but navisworks-xml" in done.err and not (converter.folder / "out").exists()
    )


def test_where_nothing_can_be_used_it_is_said_and_an_earlier_run_stays(converter: Shell) -> None:
    (converter.folder / "clash.pdf").write_bytes(b"%PDF-1.7\n")
    converter("convert", SAMPLES / "week-1", "-o", "run", "--project-id", 5)
    before = (converter.folder / "run" / "plan.json").read_bytes()
    done = converter("convert", "clash.pdf", "-o", "run", "--project-id", 5)
    assert done.code == 3 and "None of the input could be used" in done.err and "clash.pdf" in done.err
    assert (converter.folder / "run" / "plan.json").read_bytes() == before
    empty = converter("convert", "clash.pdf", "-o", "new", "--project-id", 5)
    assert empty.code == 3 and "clash.pdf" in empty.err


def test_notes_that_are_counted_are_lines_of_the_file(converter: Shell) -> None:
    done = converter("convert", SAMPLES / "week-1", "-o", "out", "--project-id", 5)
    with (converter.folder / "out" / "diagnostics.jsonl").open(encoding="utf-8") as lines:
        infos = sum(json.loads(line)["severity"] == "info" for line in lines)
    assert infos and f"{infos:,} more notes in " in done.out
