"""Rules that ask for the state see the true one, whichever memory knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.app.run_folder import PLAN_FILE, read_json
from tests.app.publishing import Site
from tests.app.weekly import Row, Weeks, report
from tests.sandbox.running import Box

STATES = ("new", "persistent", "moved", "reidentified", "regressed")
RULES = tuple({"when": {"state": state}, "set": {"issue_type": "clash", "trade": f"was {state}"}} for state in STATES)
REPORTS = (
    [Row(1), Row(2), Row(3), Row(4)],
    [Row(1), Row(2, 12), Row(3, moved_m=1), Row(4, status="resolved"), Row(5)],
    [Row(1, 31), Row(2, 12), Row(3, moved_m=1), Row(4, 34), Row(5, moved_m=1), Row(6)],
)
EXPECTED = (
    {1: "new", 2: "new", 3: "new", 4: "new"},
    {1: "persistent", 2: "reidentified", 3: "moved", 5: "new"},
    {1: "reidentified", 2: "persistent", 3: "persistent", 4: "regressed", 5: "moved", 6: "new"},
)


@pytest.fixture
def weeks(server: Box, tmp_path: Path) -> Weeks:
    server.reset()
    return Weeks(Site(server, tmp_path), RULES)


def trades(folder: Path) -> dict[int, str]:
    """What the rules made of the open issues, by pair."""
    issues = [each for each in read_json(folder, PLAN_FILE)["issues"] if each["action"] not in {"withhold", "close"}]
    return {
        int(each["sources"][0]["name"].removeprefix("Clash")): each["trade"].removeprefix("was ") for each in issues
    }


def test_with_run_folders(weeks: Weeks, tmp_path: Path) -> None:
    before = None
    for number, (rows, expected) in enumerate(zip(REPORTS, EXPECTED, strict=True)):
        path = report(tmp_path / f"{number}.xml", rows)
        before = weeks.plan(path, before).rename(tmp_path / f"run {number}")
        assert trades(before) == expected


def test_with_the_ledger(weeks: Weeks, tmp_path: Path) -> None:
    for number, (rows, expected) in enumerate(zip(REPORTS, EXPECTED, strict=True)):
        path = report(tmp_path / f"{number}.xml", rows)
        for _ in range(2):  # published again it says the same
            weeks.publish(path)
            assert trades(weeks.out) == expected


def test_what_was_not_published_is_new_when_its_report_is_tried_again(weeks: Weeks, tmp_path: Path) -> None:
    path = report(tmp_path / "1.xml", REPORTS[0])
    weeks.publish(path, limit=1)
    weeks.publish(path)
    assert weeks.actions() == {"create": 3, "update": 1}, "its trade is not in Procore yet"
    assert trades(weeks.out) == EXPECTED[0]
