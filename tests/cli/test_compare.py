"""``converter compare`` as people and programs call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import Shell
from tests.conftest import SAMPLES

WEEK_1, WEEK_2 = SAMPLES / "week-1" / "Building (everything).xml", SAMPLES / "week-2" / "Building (everything).xml"
COUNTS = {
    "new": 3, "persistent": 45, "moved": 2, "reidentified": 9, "regressed": 0, "resolved": 5, "unretested": 0,
    "suppressed": 4,
}  # fmt: skip


def test_the_document_of_the_contract(converter: Shell) -> None:
    done = converter("compare", WEEK_1, "--with", WEEK_2, "--json")
    assert done.code == 0
    assert done.json["counts"] == COUNTS
    assert len(done.json["clashes"]) == 66
    truth = {each["week_2_guid"]: each for each in json.loads((SAMPLES / "TRUTH.json").read_bytes())["clashes"]}
    for each in done.json["clashes"]:
        assert {"state", "old_guid", "new_guid", "key", "reason"} <= each.keys()
        assert each["reason"]
        if each["new_guid"]:
            assert (each["state"], each["old_guid"]) == (
                truth[each["new_guid"]]["truth"],
                truth[each["new_guid"]]["week_1_guid"],
            )
    assert done.json["probable"] == []


def test_the_same_run_has_changed_in_nothing(converter: Shell) -> None:
    counts = converter("compare", WEEK_2, "--with", WEEK_2, "--json").json["counts"]
    assert {name for name, count in counts.items() if count} == {"persistent", "suppressed"}


def test_run_folders_and_reports_are_one_and_the_same(converter: Shell, tmp_path: Path) -> None:
    for name, report in (("old", WEEK_1), ("new", WEEK_2)):
        assert converter("convert", report, "-o", tmp_path / name, "--project-id", 1, "--no-pictures").code == 0
    of_reports = converter("compare", WEEK_1, "--with", WEEK_2, "--json").json
    for old, new in ((tmp_path / "old", WEEK_2), (WEEK_1, tmp_path / "new"), (tmp_path / "old", tmp_path / "new")):
        of_folders = converter("compare", old, "--with", new, "--json").json
        assert of_folders["counts"] == COUNTS
        assert of_folders["clashes"] == of_reports["clashes"]


def test_several_paths_on_both_sides_and_options_behind_them(converter: Shell) -> None:
    headers = SAMPLES / "week-1" / "Building (group headers).xml"
    done = converter(
        "compare", headers, WEEK_1, "--with", WEEK_2, WEEK_2.with_suffix(".xml"), "--json", "--executor", "threads"
    )
    assert done.json["counts"] == COUNTS
    assert converter("compare", "--with", WEEK_2, "--json", WEEK_1).json["counts"] == COUNTS
    assert converter("compare", WEEK_1, f"--with={WEEK_2}", "--json").json["counts"] == COUNTS


def test_a_table_for_people(converter: Shell) -> None:
    out = converter("compare", WEEK_1, "--with", WEEK_2).out
    assert "found again under another guid" in out
    assert "Clash4 → Clash4 (2)" in out
    assert "its point moved by 600 mm" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["compare", WEEK_1], 2, "--with"),
        (["compare", "--with", WEEK_2], 2, "OLD"),
        (["compare", WEEK_1, "--with"], 2, "--with"),
        (["compare", WEEK_1, "--with", SAMPLES / "README.md"], 3, "nothing to compare"),
        (["compare", WEEK_1, "--with", WEEK_2, SAMPLES / "README.md"], 3, "neither a clash report"),
    ],
)
def test_calls_that_cannot_be_answered(converter: Shell, arguments: list[object], code: int, words: str) -> None:
    done = converter(*arguments)
    assert done.code == code
    assert words in done.err


def test_settings_count(converter: Shell, tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text("[identity]\nmoved_mm = 600.0\n", encoding="utf-8")
    assert converter("compare", WEEK_1, "--with", WEEK_2, "--config", config, "--json").json["counts"]["moved"] == 0


def test_what_was_not_tested_again_is_a_warning(converter: Shell) -> None:
    done = converter("compare", WEEK_1, "--with", SAMPLES / "week-1" / "Building (group headers).xml", "--json")
    assert done.code == 0
    assert "CMP005" in done.err
    assert done.json["counts"]["resolved"] == 0


def test_a_damaged_run_folder_is_told(converter: Shell, tmp_path: Path) -> None:
    assert converter("convert", WEEK_1, "-o", tmp_path / "run", "--project-id", 1, "--no-pictures").code == 0
    (tmp_path / "run" / "clashes.jsonl").write_text('{"kind": "clash"}\n', encoding="utf-8")
    done = converter("compare", tmp_path / "run", "--with", WEEK_2)
    assert done.code == 3
    assert "is damaged" in done.err
