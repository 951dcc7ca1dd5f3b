"""``converter inspect``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.run import Shell
from tests.conftest import SAMPLES
from tests.navisworks import clash, document, test_element

KEYS = {
    "path", "kind", "version", "producer", "units", "tests", "clashes", "groups", "topics", "viewpoints", "comments",
    "comment_texts", "snapshots", "snapshots_named", "statuses", "group_statuses", "schema", "elements", "storeys", "matches", "readable", "diagnostics",
}  # fmt: skip


def test_the_json_document_has_the_keys_of_the_contract(converter: Shell) -> None:
    (file,) = converter("inspect", SAMPLES / "week-1" / "Building (everything).xml", "--json").json["files"]
    assert set(file) == KEYS
    assert (file["kind"], file["units"], file["readable"]) == ("navisworks-xml", "m", True)
    assert (file["tests"], file["clashes"], file["groups"], file["snapshots"]) == (3, 63, 9, 72)
    assert sum(file["statuses"].values()) == 63


def test_diagnostics_have_code_severity_message_and_place(converter: Shell) -> None:
    path = converter.folder / "odd.xml"
    path.write_text(document(test_element(clash(status="weird"))), encoding="utf-8")
    shown = converter("inspect", path, "--json")
    (odd,) = shown.json["files"][0]["diagnostics"]
    assert shown.code == 0
    assert (odd["code"], odd["severity"]) == ("NWX020", "warning") and "weird" in odd["message"]
    assert odd["location"]["file"] == str(path) and odd["location"]["line"] > 1


def test_a_folder_is_searched_and_what_is_no_report_is_left_alone(converter: Shell) -> None:
    shown = converter("inspect", SAMPLES, "--json")
    kinds = [file["kind"] for file in shown.json["files"] if file["readable"]]
    assert shown.code == 0
    assert kinds.count("navisworks-xml") == 7 and kinds.count("navisworks-viewpoints") == 1
    alone = [file for file in shown.json["files"] if not file["readable"]]
    assert {each["diagnostics"][0]["code"] for each in alone} == {"FIL004"}


def test_a_named_file_that_is_no_report_is_an_error(converter: Shell) -> None:
    (converter.folder / "notes.txt").write_text("hello", encoding="utf-8")
    shown = converter("inspect", "notes.txt")
    assert shown.code == 3 and "FIL002" in shown.out


def test_malformed_xml_is_told_with_line_column_and_last_good_clash(converter: Shell) -> None:
    text = document(test_element(clash(1) + clash(2).replace("</clashobjects>", "</nonsense>")))
    (converter.folder / "bad.xml").write_text(text, encoding="utf-8")
    shown = converter("inspect", "bad.xml")
    line = text[: text.index("</nonsense>")].count("\n") + 1
    assert shown.code == 3 and f"bad.xml:{line}:" in shown.out and "'Clash1'" in shown.out


def test_an_empty_folder_is_told(converter: Shell) -> None:
    (converter.folder / "empty").mkdir()
    assert converter("inspect", "empty").code == 3


@pytest.mark.parametrize("executor", ["serial", "threads", "processes"])
def test_every_executor_gives_the_same(converter: Shell, executor: str) -> None:
    serial = converter("inspect", SAMPLES / "week-1", "--json")
    assert converter("inspect", SAMPLES / "week-1", "--json", "--executor", executor).out == serial.out


def test_progress_goes_to_stderr_also_as_json_lines(converter: Shell) -> None:
    plain = converter("inspect", SAMPLES / "week-2", "--json")
    assert "inspecting" in plain.err and plain.json
    lines = converter("--log-format", "json", "inspect", SAMPLES / "week-2", "--json").err.splitlines()
    assert json.loads(lines[0])["event"] == "StageStarted"


def test_the_table_shows_names_as_they_are(converter: Shell, tmp_path: Path) -> None:
    path = tmp_path / "[bold]x[red].xml"
    path.write_text(document(test_element(clash(1, status="weird"), name="[red]T")), encoding="utf-8")
    assert "[bold]x[red].xml" in converter("inspect", path).out.replace("\n", "")


def test_missing_pictures_are_named_and_counted(converter: Shell, tmp_path: Path) -> None:
    path = tmp_path / "r.xml"
    path.write_text(document(test_element(clash(1, attributes=' href="r_files\\cd000001.jpg"'))), encoding="utf-8")
    assert "0 of 1" in converter("inspect", path).out
    (file,) = converter("inspect", path, "--json").json["files"]
    assert (file["snapshots"], file["snapshots_named"]) == (0, 1)
    assert [each["code"] for each in file["diagnostics"]] == ["PIC001"]


@pytest.mark.parametrize("width", [60, 80, 119])
def test_a_narrow_terminal_gets_a_block_for_each_file(
    converter: Shell, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = converter("inspect", SAMPLES / "week-1").out.splitlines()
    place = lines.index("Building (everything).xml")
    assert " ".join(line.strip() for line in lines[place + 1 : place + 3]).startswith("navisworks-xml in m, 3 tests, ")
    assert "  46 new, 4 approved, 7 active, 6 reviewed" in lines and "topics" not in "".join(lines)
    assert all(len(line) <= width for line in lines if line.startswith("  "))


def test_columns_are_honoured_where_nobody_looks(converter: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "130")
    head = converter("inspect", SAMPLES / "week-1").out.splitlines()[1]
    assert head.split() == ["file", "kind", "units", "tests", "clashes", "groups", "pictures", "statuses"]
    assert len(head.rstrip()) <= 130
    monkeypatch.delenv("COLUMNS")
    assert "statuses" in converter("inspect", SAMPLES / "week-1").out


@pytest.mark.parametrize("width", [50, 80, 100])
def test_a_global_id_is_never_folded(converter: Shell, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    model = SAMPLES / "models" / "IFC4" / "Structure.ifc"
    wide = converter("elements", model, "--json").out.splitlines()
    monkeypatch.setenv("COLUMNS", str(width))
    shown = converter("elements", model).out.split()
    assert {json.loads(line)["guid"] for line in wide} <= set(shown)


@pytest.mark.parametrize("width", [60, 120])
def test_settings_are_shown_as_toml(converter: Shell, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    (converter.folder / "converter.toml").write_text(
        "[target]\nproject_id = 5\n[bcf]\nclosed = ['zu']\n[gate]\nmax_new_by = { level = { 'Level 1' = 0 } }\n"
    )
    shown = " ".join(converter("config", "show").out.split())
    assert "false" in shown and "False" not in shown and "()" not in shown
    assert '["zu"]' in shown and '{ level = { "Level 1" = 0 } }' in shown


def test_pictures_a_report_uses_are_not_left_alone(converter: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copytree(SAMPLES / "week-1", folder, dirs_exist_ok=True)
    (folder / "photo.jpg").write_bytes(b"x")
    assert "1 other file left alone" in converter("inspect", folder).out
    assert converter("convert", folder, "-o", "out", "--project-id", 5).code == 0
    lines = (converter.folder / "out" / "diagnostics.jsonl").read_text(encoding="utf-8").splitlines()
    notes = [json.loads(line) for line in lines]
    assert [each["location"]["file"] for each in notes if each["code"] == "FIL004"] == [str(folder / "photo.jpg")]
