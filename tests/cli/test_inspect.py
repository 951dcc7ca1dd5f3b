"""``converter inspect``."""

from __future__ import annotations

import json
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
