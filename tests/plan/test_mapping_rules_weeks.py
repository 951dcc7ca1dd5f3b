"""Rules from week to week: due dates stay, states are known."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from converter.app.configuration import load
from converter.app.converting import convert
from tests.conftest import SAMPLES

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)
RULES = """
[target]
project_id = 12345
[[rules]]
set = { due = "+7d", trade = "{state}" }
[[rules]]
when = { state = "new" }
set = { priority = "high" }
"""


def run(
    folder: Path, week: str, now: datetime, against: Path | None = None, rules: str = RULES
) -> dict[str, dict[str, Any]]:
    """The issues of a week by uuid, for those that somebody has to look at."""
    folder.mkdir()
    (folder / "converter.toml").write_text(rules, encoding="utf-8")
    settings = load(config_file=None, folder=folder, user_folder=folder, environment={}, flags={})
    out = folder / "run"
    convert([SAMPLES / week / "Building (everything).xml"], out, settings, now, against=against)
    issues = json.loads((out / "plan.json").read_bytes())["issues"]
    return {each["uuid"]: each for each in issues if each["action"] in ("create", "update", "unchanged", "reopen")}


def test_a_due_date_counts_from_the_day_it_was_first_set(tmp_path: Path) -> None:
    first = run(tmp_path / "1", "week-1", MONDAY)
    second = run(tmp_path / "2", "week-2", MONDAY + timedelta(days=7), tmp_path / "1" / "run")
    known, new = second.keys() & first.keys(), second.keys() - first.keys()
    assert known and {first[uuid]["due_date"] for uuid in first} == {"2026-03-16"}
    assert {second[uuid]["due_date"] for uuid in known} == {"2026-03-16"}
    assert {second[uuid]["due_date"] for uuid in new} <= {"2026-03-23"}
    third = run(tmp_path / "3", "week-2", MONDAY + timedelta(days=14), tmp_path / "2" / "run")
    assert {uuid: each["due_date"] for uuid, each in third.items()} == {
        uuid: each["due_date"] for uuid, each in second.items()
    }


def test_a_changed_rule_counts_from_the_same_day(tmp_path: Path) -> None:
    run(tmp_path / "1", "week-1", MONDAY)
    longer = RULES.replace("+7d", "+14d")
    changed = run(tmp_path / "2", "week-1", MONDAY + timedelta(days=7), tmp_path / "1" / "run", longer)
    assert {each["due_date"] for each in changed.values()} == {"2026-03-23"}
    assert all("due_date" in each["changed_fields"] for each in changed.values())


def test_what_is_new_is_told_from_what_stays(tmp_path: Path) -> None:
    first = run(tmp_path / "1", "week-1", MONDAY)
    assert {each["priority"] for each in first.values()} == {"high"} and {each["trade"] for each in first.values()} == {
        "new"
    }
    second = run(tmp_path / "2", "week-1", MONDAY, tmp_path / "1" / "run")
    assert {each["priority"] for each in second.values()} == {None}
    assert {each["trade"] for each in second.values()} == {"persistent"}
