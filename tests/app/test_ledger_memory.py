"""The ledger as memory: reports are published week after week, and no run folder is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.app.publishing import project_ledger
from converter.app.run_folder import CLASHES_FILE, PLAN_FILE, RUN_FILE, read_json, read_lines
from converter.errors import ConfigError, ConverterError
from tests.app.publishing import QuickClock, Site
from tests.app.weekly import Row, Weeks, report
from tests.sandbox.running import Box

WEEK_1 = [Row(number) for number in range(1, 7)]
# 2 is back under another guid, its old one listed as resolved; 3 is listed as resolved; 4 is simply not there; 7 is new.
WEEK_2 = [Row(1), Row(2, status="resolved"), Row(2, 12), Row(3, status="resolved"), Row(5), Row(6), Row(7)]
WEEK_3 = [Row(1), Row(2, 12), Row(3, 13), Row(4, 14), Row(5, 15), Row(6), Row(7)]


@pytest.fixture
def weeks(server: Box, tmp_path: Path) -> Weeks:
    server.reset()
    return Weeks(Site(server, tmp_path))


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return report(tmp_path / "1.xml", WEEK_1)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return report(tmp_path / "2.xml", WEEK_2)


@pytest.fixture
def third(tmp_path: Path) -> Path:
    return report(tmp_path / "3.xml", WEEK_3)


def test_three_weeks(weeks: Weeks, first: Path, second: Path, third: Path) -> None:
    assert weeks.publish(first).exit_code == 0
    assert weeks.statuses() == {"open": 6}
    uuids = {issue["uuid"] for issue in weeks.site.box.issues()}
    done = weeks.publish(second)
    assert weeks.actions() == {"create": 1, "unchanged": 4, "close": 2}
    assert weeks.states() == {
        1: "persistent", 2: "reidentified", 3: "resolved", 4: "resolved", 5: "persistent", 6: "persistent", 7: "new",
    }  # fmt: skip
    assert (done.summary.counts["created"], done.summary.counts["closed"]) == (1, 2)
    assert weeks.statuses() == {"open": 5, "closed": 2}
    done = weeks.publish(third)
    assert weeks.actions() == {"reopen": 2, "unchanged": 5}
    assert {pair for pair, state in weeks.states().items() if state == "regressed"} == {3, 4}
    assert done.summary.counts["opened again"] == 2
    assert weeks.statuses() == {"open": 7}
    assert uuids < {issue["uuid"] for issue in weeks.site.box.issues()}


def test_a_resolved_row_has_the_elements_it_lost_for_as_long_as_it_is_known(
    weeks: Weeks, first: Path, second: Path, tmp_path: Path
) -> None:
    weeks.publish(first)
    weeks.publish(second)
    for number in range(2):
        weeks.publish(report(tmp_path / f"again {number}.xml", [*WEEK_2, Row(20, 20 + number)]))
    resolved = [line for line in read_lines(weeks.out, CLASHES_FILE) if line["state"] == "resolved" and line["issue"]]
    assert sorted(line["name"] for line in resolved) == ["Clash3", "Clash4"]
    assert [(len(line["elements"]), line["missing_runs"]) for line in resolved] == [(2, 3), (2, 3)]


def test_publishing_the_same_report_again_writes_nothing_and_counts_nothing_twice(
    weeks: Weeks, first: Path, second: Path
) -> None:
    weeks.publish(first, identity__close_after=2)
    weeks.publish(second, identity__close_after=2)
    assert weeks.actions() == {"create": 1, "unchanged": 6}
    states = weeks.states()
    for _ in range(3):
        before = [each for each in weeks.site.box.requests() if each["method"] in {"PATCH", "POST"}]
        weeks.publish(second, identity__close_after=2)
        after = [each for each in weeks.site.box.requests() if each["method"] in {"PATCH", "POST"}]
        assert [each["path"] for each in after[len(before) :] if "oauth" not in each["path"]] == []
        assert weeks.states() == states, "what was new in this report is new in it"
    assert weeks.statuses() == {"open": 7}


def test_issues_are_closed_after_as_many_runs_as_asked(weeks: Weeks, first: Path, second: Path, tmp_path: Path) -> None:
    weeks.publish(first, identity__close_after=3)
    weeks.publish(second, identity__close_after=3)
    weeks.publish(report(tmp_path / "a.xml", [*WEEK_2, Row(8)]), identity__close_after=3)
    assert weeks.statuses() == {"open": 8}
    weeks.publish(report(tmp_path / "stale.xml", [*WEEK_2, Row(9)], status="old"), identity__close_after=3)
    assert weeks.statuses() == {"open": 9}, "a test that was not run again proves nothing"
    weeks.publish(report(tmp_path / "b.xml", [*WEEK_2, Row(8), Row(9)]), identity__close_after=3)
    assert weeks.statuses() == {"open": 7, "closed": 2}


def test_what_procore_refused_is_made_when_the_report_is_published_again(weeks: Weeks, first: Path) -> None:
    weeks.site.box.fault("refuse,path=/sync,items=0")
    assert weeks.publish(first).exit_code == 4
    assert weeks.statuses() == {"open": 5}
    weeks.publish(first)
    assert weeks.actions() == {"create": 1, "unchanged": 5}
    assert weeks.statuses() == {"open": 6}


def test_a_limit_leaves_the_rest_for_the_week_after(weeks: Weeks, first: Path, tmp_path: Path) -> None:
    weeks.publish(first, limit=2)
    assert weeks.statuses() == {"open": 2}
    weeks.publish(report(tmp_path / "next.xml", [*WEEK_1, Row(8)]))
    assert weeks.actions() == {"create": 5, "unchanged": 2}
    assert weeks.statuses() == {"open": 7}


def test_what_may_not_be_closed_is_closed_when_it_may(weeks: Weeks, first: Path, second: Path, tmp_path: Path) -> None:
    weeks.publish(first)
    weeks.site.box.set(rights="standard")
    assert weeks.publish(second).exit_code == 4
    assert weeks.statuses() == {"open": 7}
    weeks.site.box.set(rights="admin")
    weeks.publish(report(tmp_path / "next.xml", [*WEEK_2, Row(8)]))
    assert weeks.actions()["close"] == 2
    assert weeks.statuses() == {"open": 6, "closed": 2}


def test_what_people_opened_again_stays_open(weeks: Weeks, first: Path, second: Path, tmp_path: Path) -> None:
    weeks.publish(first)
    weeks.publish(second)
    closed = next(issue for issue in weeks.site.box.issues() if issue["status"] == "closed")
    body = {"project_id": weeks.site.box.project_id, "coordination_issue": {"status": "open"}}
    assert weeks.site.box.call("PATCH", f"/rest/v1.0/coordination_issues/{closed['id']}", json=body).status_code == 200
    weeks.publish(report(tmp_path / "next.xml", [*WEEK_2, Row(8)]))
    assert "close" not in weeks.actions()
    assert weeks.statuses() == {"open": 7, "closed": 1}


@pytest.mark.parametrize("fault", ["drop-after,path=/sync", "drop-before,path=/sync", "500-after,path=/sync"])
def test_a_week_that_broke_off_doubles_nothing_in_the_next(
    weeks: Weeks, first: Path, second: Path, third: Path, fault: str
) -> None:
    """The next report comes before the first one was tried again; what became of it has to be looked up first."""
    weeks.site.box.fault(fault)
    assert weeks.publish(first).exit_code == 4
    weeks.publish(second)
    there = len(weeks.site.box.issues())
    assert weeks.statuses()["open"] == 5 and there in {5, 7}
    weeks.publish(third)
    assert weeks.statuses() == {"open": 7}


def test_a_week_that_was_killed_before_its_end_was_written_down(
    weeks: Weeks, first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issues were made, and nobody wrote that down in the memory: nothing is done twice. A closing is written at once."""
    weeks.publish(first)
    with monkeypatch.context() as patched:
        patched.setattr("converter.app.ledger_memory.settle", lambda *_: pytest.fail("killed"))
        with pytest.raises(BaseException, match="killed"):
            weeks.publish(second)
    assert weeks.statuses() == {"open": 5, "closed": 2}
    weeks.publish(second)
    assert weeks.actions() == {"update": 1, "unchanged": 4}
    assert weeks.statuses() == {"open": 5, "closed": 2}
    weeks.publish(second)
    assert weeks.actions() == {"unchanged": 5}


def test_a_lost_ledger_doubles_nothing(weeks: Weeks, first: Path, second: Path, tmp_path: Path) -> None:
    weeks.publish(first)
    for file in tmp_path.glob("ledger.db*"):
        file.unlink()
    done = weeks.publish(second)
    assert done.summary.counts["found in Procore"] == 4
    assert weeks.statuses() == {"open": 7}, "of 3 and 4 nothing is known any more"
    done = weeks.publish(report(tmp_path / "next.xml", [*WEEK_2[:-1], Row(8)]))
    assert weeks.actions() == {"create": 1, "update": 4, "close": 1}
    assert done.summary.counts["updated"] == 0 and {*done.summary.edited.values()} == {("description",)}


def test_a_run_folder_that_was_planned_elsewhere_is_remembered(
    weeks: Weeks, first: Path, second: Path, third: Path
) -> None:
    weeks.publish(first)
    folder = weeks.plan(second, None)
    assert "close" not in weeks.actions()
    weeks.site.publish(folder)
    assert weeks.statuses() == {"open": 7}, "a plan without memory closes nothing"
    weeks.publish(third)
    assert weeks.states()[7] == "persistent" and weeks.actions() == {"unchanged": 7}


def test_what_a_plan_without_memory_does_not_know_is_not_forgotten(
    weeks: Weeks, first: Path, second: Path, tmp_path: Path
) -> None:
    weeks.publish(first)
    weeks.site.publish(weeks.plan(second, None))
    weeks.publish(report(tmp_path / "next.xml", [Row(1), Row(2, 12), Row(5), Row(6), Row(7)]))
    assert weeks.actions()["close"] == 2
    assert weeks.statuses() == {"open": 5, "closed": 2}


def test_a_run_folder_overrules_the_ledger(weeks: Weeks, first: Path, second: Path, tmp_path: Path) -> None:
    old = weeks.site.convert(first, "old", pictures__use=False)
    weeks.site.publish(old)
    weeks.publish(second)
    weeks.publish(report(tmp_path / "next.xml", WEEK_1[:3]), old)
    assert weeks.actions() == {"unchanged": 3, "close": 3}
    assert weeks.states()[2] == "persistent", "in the run that was named it is under this guid"


def test_a_plan_that_does_not_know_the_last_run_is_refused(
    weeks: Weeks, first: Path, second: Path, third: Path
) -> None:
    weeks.publish(first)
    stale = weeks.plan(second).rename(weeks.site.folder / "stale")
    assert weeks.site.publish(stale).exit_code == 0
    assert weeks.site.publish(stale).exit_code == 0, "the same run again is not stale"
    weeks.publish(third)
    with pytest.raises(ConfigError, match="planned before another run was published"):
        weeks.site.publish(stale)
    assert weeks.statuses() == {"open": 7}


def test_a_plan_of_no_memory_is_stale_once_there_is_one(weeks: Weeks, first: Path, second: Path) -> None:
    empty = weeks.plan(second).rename(weeks.site.folder / "stale")
    assert read_json(empty, RUN_FILE)["against"]["memory"] is None
    weeks.publish(first)
    with pytest.raises(ConfigError, match="planned before"):
        weeks.site.publish(empty)


def test_other_groups_of_the_same_report_leave_no_issue_behind(weeks: Weeks, first: Path) -> None:
    weeks.publish(first)
    weeks.publish(first, grouping__by="test")
    assert weeks.actions() == {"update": 1, "close": 5}
    assert weeks.statuses() == {"open": 1, "closed": 5}


def test_converting_against_a_ledger_that_is_not_there_makes_none(weeks: Weeks, first: Path, tmp_path: Path) -> None:
    folder = weeks.plan(first)
    assert not (tmp_path / "ledger.db").exists()
    assert weeks.actions() == {"create": 6}
    assert read_json(folder, RUN_FILE)["against"] == {
        "ledger": f"sqlite:///{tmp_path / 'ledger.db'}", "memory": None, "counts": {},
    }  # fmt: skip


def test_converting_needs_no_network(weeks: Weeks, first: Path, second: Path) -> None:
    weeks.publish(first)
    before = len(weeks.site.box.requests())
    weeks.plan(second)
    assert weeks.actions() == {"create": 1, "unchanged": 4, "close": 2}
    assert len(weeks.site.box.requests()) == before


def test_a_company_has_to_be_set_for_the_ledger(weeks: Weeks, first: Path) -> None:
    with pytest.raises(ConfigError, match=r"target\.company_id"):
        weeks.plan(first, target__company_id=None)


def test_a_memory_that_cannot_be_read_is_said_so(weeks: Weeks, first: Path, second: Path) -> None:
    from converter.publisher.ledger.tables import MEMORY_CLASHES

    weeks.publish(first)
    with (
        project_ledger(weeks.site.settings().settings, QuickClock()) as ledger,
        ledger.writing("test"),
        ledger._session.write() as connection,
    ):
        connection.execute(MEMORY_CLASHES.update().values(record='{"key": 1}'))
    with pytest.raises(ConverterError, match="cannot be read"):
        weeks.plan(second)


def test_what_the_ledger_does_not_remember_of_an_issue_is_sent_again(weeks: Weeks, first: Path, second: Path) -> None:
    """What was refused in an update is no part of what was sent."""
    weeks.publish(first)
    weeks.site.box.fault("refuse,path=/sync,items=0")
    weeks.publish(first, issues__priority="high")
    plan = read_json(weeks.out, PLAN_FILE)
    assert {tuple(each["changed_fields"]) for each in plan["issues"]} == {("priority",)}
    weeks.publish(second, issues__priority="high")
    assert weeks.actions() == {"create": 1, "update": 1, "unchanged": 3, "close": 2}
    open_ones = [issue for issue in weeks.site.box.issues() if issue["status"] == "open"]
    assert {issue["priority"] for issue in open_ones} == {"high"}
