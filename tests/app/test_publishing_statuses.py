"""Closing and opening again: what we did is remembered at once, and what people do after it is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.app.publishing import project_ledger, reconcile_before_planning
from converter.errors import TransientError
from converter.publisher.ledger import RunState
from tests.app.between import Between
from tests.app.publisher_process import kill_at
from tests.app.publishing import QuickClock, Site
from tests.app.weekly import Row, Weeks, report

BOTH = (Row(1), Row(2))
SOLVED = tuple(Row(number, status="resolved") for number in (1, 2))


@pytest.fixture
def weeks(site: Site) -> Weeks:
    return Weeks(site)


def set_status(site: Site, status: str, now: str) -> None:
    """A person gives another status to every issue that has the status ``now``."""
    for issue in site.box.issues():
        if issue["status"] == now:
            body = {"project_id": site.box.project_id, "coordination_issue": {"status": status}}
            path = f"/rest/v1.0/coordination_issues/{issue['id']}"
            assert site.box.call("PATCH", path, json=body).status_code == 200


def weekly(weeks: Weeks, number: int, rows: tuple[Row, ...]) -> Path:
    return report(weeks.site.folder / f"{number}.xml", rows)


def test_a_clash_that_comes_back_after_a_publish_broke_off_is_opened_again(weeks: Weeks, middle: Between) -> None:
    """The second closing fails, and with it the run; the first one was done, and is remembered."""
    more = {"target__base_url": middle.url}
    weeks.publish(weekly(weeks, 1, BOTH), **more)
    closings: list[str] = []
    remembered: list[int] = []

    def fail(method: str, path: str) -> tuple[int, object] | None:
        if method == "PATCH" and "/sync" not in path:
            closings.append(path)
            with project_ledger(weeks.site.settings(**more).settings, QuickClock()) as ledger:
                recalled = ledger.clashes.recall()
                assert recalled is not None
                remembered.append(sum(each.is_closed for each in recalled.issues))
            return (503, {}) if len(closings) > 1 else None
        return None

    middle.hook = fail
    with pytest.raises(TransientError):
        weeks.publish(weekly(weeks, 2, SOLVED), **more)
    middle.hook = lambda _method, _path: None
    assert weeks.statuses() == {"open": 1, "closed": 1}
    assert remembered[:2] == [0, 1], "the first closing is written down before the second one is asked for"
    weeks.publish(weekly(weeks, 3, (*BOTH, Row(3))), **more)
    assert weeks.statuses() == {"open": 3}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_publisher_that_was_killed_at_a_closing(site: Site, weeks: Weeks, moment: str) -> None:
    """SIGKILL around the PATCH: the next week knows from Procore's list whether the issue is closed."""
    weeks.publish(weekly(weeks, 1, BOTH))
    run = weeks.plan(weekly(weeks, 2, SOLVED))
    # the request for an issue is the only PATCH whose path goes on with its number
    kill_at(site, run, f"hold-{moment},method=PATCH,path=/coordination_issues/4")
    expected = {"open": 2} if moment == "before" else {"open": 1, "closed": 1}
    assert weeks.statuses() == expected
    weeks.publish(weekly(weeks, 3, (*BOTH, Row(3))))
    assert weeks.statuses() == {"open": 3}
    with project_ledger(site.settings().settings, QuickClock()) as ledger:
        assert ledger.issues.unsettled() == []


def test_only_after_a_run_that_broke_off_procore_is_asked_before_planning(weeks: Weeks, middle: Between) -> None:
    more = {"target__base_url": middle.url}
    settings = weeks.site.settings(**more)
    run = weeks.plan(weekly(weeks, 1, BOTH), **more)
    weeks.site.publish(run, **more)
    before = len(weeks.site.box.requests())
    reconcile_before_planning(settings, clock=QuickClock())
    assert len(weeks.site.box.requests()) == before
    middle.hook = lambda method, _path: (503, {}) if method == "GET" else None
    with pytest.raises(TransientError):
        weeks.site.publish(run, **more)
    middle.hook = lambda _method, _path: None
    with project_ledger(settings.settings, QuickClock()) as ledger:
        assert ledger.runs(1)[0].state is RunState.FAILED
    before = len(weeks.site.box.requests())
    reconcile_before_planning(settings, clock=QuickClock())
    assert len(weeks.site.box.requests()) > before


def test_what_people_open_after_our_closing_is_theirs_also_when_the_same_run_comes_again(site: Site) -> None:
    first = site.convert(site.report(2, name="first.xml"), "first")
    site.publish(first)
    second = site.convert(site.report(2, name="second.xml", solved=1), "second", first)
    assert site.publish(second).summary.counts["closed"] == 1
    (closed,) = [issue for issue in site.box.issues() if issue["status"] == "closed"]
    set_status(site, "open", now="closed")
    for _ in range(2):
        done = site.publish(second)
        assert done.summary.edited == {closed["uuid"]: ("status",)} and not done.summary.counts["closed"]
        assert {issue["status"] for issue in site.box.issues()} == {"open"}
    assert site.publish(second, force_fields=True).summary.counts["closed"] == 1
    assert sorted(issue["status"] for issue in site.box.issues()) == ["closed", "open"]


def test_closed_is_counted_only_when_procore_says_so(site: Site, middle: Between) -> None:
    more = {"target__base_url": middle.url}
    first = site.convert(site.report(2, name="first.xml"), "first")
    site.publish(first, **more)
    second = site.convert(site.report(2, name="second.xml", solved=1), "second", first)
    ours = lambda method, path: method == "PATCH" and "/sync" not in path  # noqa: E731
    middle.hook = lambda method, path: (200, {"id": 1, "status": "open"}) if ours(method, path) else None
    done = site.publish(second, **more)
    assert done.exit_code == 4 and not done.summary.counts["closed"] and done.summary.counts["unchanged"] == 1
    assert ["“open”" in why for why in done.summary.left_open.values()] == [True]
    middle.hook = lambda _method, _path: None
    done = site.publish(second, **more)
    assert done.exit_code == 0 and done.summary.counts["closed"] == 1
    assert done.summary.counts["unchanged"] == 1, "what was closed is not unchanged"


def test_what_people_close_while_it_still_clashes_is_told_every_time(site: Site) -> None:
    run = site.convert(site.report(2))
    site.publish(run)
    first = site.box.issues()[0]
    body = {"project_id": site.box.project_id, "coordination_issue": {"status": "closed"}}
    assert site.box.call("PATCH", f"/rest/v1.0/coordination_issues/{first['id']}", json=body).status_code == 200
    for _ in range(2):
        done = site.publish(run)
        assert done.summary.closed_by_people == [first["uuid"]] and done.exit_code == 0
    solved = site.convert(site.report(2, name="second.xml", solved=2), "second", run)
    assert site.publish(solved).summary.closed_by_people == []
