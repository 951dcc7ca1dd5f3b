"""A report that a newer one has followed: what it lacks closes nothing, and its words are not written back."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from converter.app.converting import convert
from converter.app.run_folder import CLASHES_FILE, PLAN_FILE, RUN_FILE, read_json, read_lines
from converter.model.diagnostics import Diagnostic
from tests.app.publishing import Site
from tests.app.runs import NOW, configuration
from tests.app.weekly import Row, Weeks, lines_of, plan_of, report
from tests.navisworks import document, test_element
from tests.sandbox.running import Box

WEEK_1 = [Row(number, status="new") for number in range(1, 5)]
# 1 is solved, 2 has moved, 5 and 6 are new
WEEK_2 = [Row(1, status="resolved"), Row(2, moved_m=2), Row(3), Row(4), Row(5, status="new"), Row(6, status="new")]
DAYS = {1: 2, 2: 2, 3: 2, 4: 2, 5: 9, 6: 9}
"""The day of March on which each pair was found."""


@pytest.fixture
def weeks(server: Box, tmp_path: Path) -> Weeks:
    server.reset()
    return Weeks(Site(server, tmp_path))


def dated(path: Path, rows: list[Row], *, status: str = "ok") -> Path:
    """A report whose clashes were found on the days of :data:`DAYS`."""
    days = iter([DAYS[row.pair] for row in rows])
    text = report(path, rows, status=status).read_text(encoding="utf-8")
    path.write_text(re.sub(r'day="2"', lambda _: f'day="{next(days)}"', text), encoding="utf-8")
    return path


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return dated(tmp_path / "1.xml", WEEK_1)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return dated(tmp_path / "2.xml", WEEK_2)


def told(folder: Path, code: str) -> list[str]:
    """The messages of a code in a run folder."""
    return [each["message"] for each in read_lines(folder, "diagnostics.jsonl") if each["code"] == code]


def converted(folder: Path, path: Path, against: Path | None = None, **flags: object) -> list[Diagnostic]:
    settings = configuration(**{"pictures__use": False, "grouping__by": "none", **flags})
    return list(convert([path], folder, settings, NOW, against=against).diagnostics)


def of(found: list[Diagnostic], code: str) -> list[str]:
    return [each.message for each in found if each.code == code]


def test_an_older_report_closes_nothing_and_writes_nothing_back(weeks: Weeks, first: Path, second: Path) -> None:
    """What it shows as open is opened again: that somebody sees. What it lacks would vanish unseen."""
    weeks.publish(first)
    weeks.publish(second)
    assert weeks.statuses() == {"open": 5, "closed": 1}
    words = {each["uuid"]: (each["title"], each["description"]) for each in weeks.site.box.issues()}
    for expected in ({"unchanged": 5, "reopen": 1}, {"unchanged": 6}):
        assert weeks.publish(first).exit_code == 0
        assert weeks.actions() == expected and weeks.statuses() == {"open": 6}
        assert {each["uuid"]: (each["title"], each["description"]) for each in weeks.site.box.issues()} == words
    assert weeks.publish(second).exit_code == 0
    assert weeks.actions()["close"] == 1, "the newest report is still known as the newest"
    assert weeks.statuses() == {"open": 5, "closed": 1}
    assert {each["uuid"]: (each["title"], each["description"]) for each in weeks.site.box.issues()} == words


def test_the_same_from_run_folders(first: Path, second: Path, tmp_path: Path) -> None:
    one, two, back = tmp_path / "run 1", tmp_path / "run 2", tmp_path / "back"
    converted(one, first)
    converted(two, second, one)
    found = converted(back, first, two)
    (message,) = of(found, "CMP010")
    assert "'Structure vs Ducts' (newest clash found 2026-03-02 08:26:29)" in message
    assert "a newer one since (newest clash found 2026-03-09 08:26:29)" in message and "--allow-older" in message
    assert not of(found, "CMP005") and not of(found, "CMP011") and not of(found, "PLN009")
    states = Counter(line["state"] for line in read_lines(back, CLASHES_FILE))
    assert states == {"persistent": 2, "moved": 1, "regressed": 1, "unretested": 2}
    known = {each["uuid"]: each["sent"] for each in read_json(two, PLAN_FILE)["issues"]}
    assert {each["sent"] == known[each["uuid"]] for each in read_json(back, PLAN_FILE)["issues"]} == {True}
    again = tmp_path / "again"
    assert not of(converted(again, second, back), "CMP010")
    done = Counter(each["action"] for each in read_json(again, PLAN_FILE)["issues"])
    assert done == {"unchanged": 5, "close": 1}


def test_both_memories_say_the_same_of_an_older_report(weeks: Weeks, first: Path, second: Path, tmp_path: Path) -> None:
    before = None
    folders = Weeks(Site(weeks.site.box, tmp_path / "folders"))
    folders.site.folder.mkdir()
    third = dated(tmp_path / "3.xml", [*WEEK_2[:-1], Row(6)])
    for number, path in enumerate([first, second, first, third, second, first]):
        kept = folders.plan(path, before).rename(tmp_path / f"run {number}")
        weeks.publish(path)
        assert plan_of(weeks.out) == plan_of(kept) and lines_of(weeks.out) == lines_of(kept)
        assert read_json(kept, RUN_FILE)["tests"] == read_json(weeks.out, RUN_FILE)["tests"]
        assert len(told(kept, "CMP010")) == (number in {2, 4, 5})
        before = kept


def test_going_back_on_purpose(first: Path, second: Path, tmp_path: Path) -> None:
    one, two, back = tmp_path / "run 1", tmp_path / "run 2", tmp_path / "back"
    converted(one, first)
    converted(two, second, one)
    assert not of(converted(back, first, two, identity__allow_older=True), "CMP010")
    done = [each["action"] for each in read_json(back, PLAN_FILE)["issues"]]
    assert done.count("close") == 2 and done.count("reopen") == 1
    assert not of(converted(tmp_path / "on", second, back), "CMP010"), "who went back can go on again"


def test_a_test_that_another_report_had_in_between_keeps_its_history(first: Path, second: Path, tmp_path: Path) -> None:
    """One test a file, published in turns."""
    other = tmp_path / "other.xml"
    other.write_text(document(test_element(Row(50).text(), name="Walls vs Pipes")), encoding="utf-8")
    before = None
    for number, path in enumerate([first, other, second, other, second]):
        folder = tmp_path / f"run {number}"
        assert not of(converted(folder, path, before), "CMP010")
        before = folder
    tests = {each["name"]: each for each in read_json(tmp_path / "run 3", RUN_FILE)["tests"]}
    assert tests["Structure vs Ducts"]["in_run"] is False and "in_run" not in tests["Walls vs Pipes"]
    assert of(converted(tmp_path / "back", first, before), "CMP010")


def test_a_report_of_a_test_that_was_not_run_again_is_no_newer_one(first: Path, tmp_path: Path) -> None:
    one, stale = tmp_path / "run 1", tmp_path / "stale"
    converted(one, first)
    converted(stale, dated(tmp_path / "stale.xml", WEEK_1, status="old"), one)
    assert not of(converted(tmp_path / "back", first, stale), "CMP010")
    newer = tmp_path / "newer"
    converted(newer, dated(tmp_path / "newer.xml", WEEK_2, status="old"), one)
    assert of(converted(tmp_path / "back again", first, newer), "CMP010"), "it has clashes the first one does not have"


def test_an_empty_report_is_no_evidence(first: Path, tmp_path: Path) -> None:
    """It looks the same before the first clash is found and after the last one is solved."""
    empty = report(tmp_path / "empty.xml", [])
    runs = [tmp_path / f"run {number}" for number in range(3)]
    converted(runs[0], empty)
    converted(runs[1], first, runs[0])
    assert not of(converted(runs[2], empty, runs[1]), "CMP010")
    assert {each["action"] for each in read_json(runs[2], PLAN_FILE)["issues"]} == {"close"}


def test_a_report_that_only_looks_older_is_used_with_a_warning(second: Path, first: Path, tmp_path: Path) -> None:
    """The earlier run was made without memory: nothing proves that the report is older."""
    two, back = tmp_path / "run 2", tmp_path / "back"
    converted(two, second)
    found = converted(back, first, two)
    (message,) = of(found, "CMP011")
    assert "found 2026-03-02 08:26:29" in message and "none of the 2 found in between" in message
    assert "4 others have an earlier status again" in message
    done = [each["action"] for each in read_json(back, PLAN_FILE)["issues"]]
    assert done.count("close") == 2


def test_the_newest_clashes_solved_are_no_older_report(second: Path, tmp_path: Path) -> None:
    """Listed as resolved they are no matter of doubt; and one that is still there shows that the report is newer."""
    two = tmp_path / "run 2"
    converted(two, second)
    listed = [*WEEK_2[1:4], Row(5, status="resolved"), Row(6, status="resolved")]
    assert not of(converted(tmp_path / "a", dated(tmp_path / "a.xml", listed), two), "CMP011")
    assert not of(converted(tmp_path / "b", dated(tmp_path / "b.xml", [*WEEK_2[1:4], Row(5)]), two), "CMP011")
