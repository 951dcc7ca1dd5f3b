"""What people changed in Procore is left and listed: with a lost ledger, in the middle of a run, week after week."""

from __future__ import annotations

from typing import Any

from converter.app.publishing import options_of, project_ledger, publish
from converter.events import Event, StageStarted
from tests.app.bcf_views import archive
from tests.app.between import Between
from tests.app.exactly_once import writes
from tests.app.publishing import QuickClock, Site
from tests.app.weekly import Row, Weeks, report


def edit(site: Site, issue: dict[str, Any], **fields: object) -> None:
    body = {"project_id": site.box.project_id, "coordination_issue": fields}
    path = f"/rest/v1.0/coordination_issues/{issue['id']}"
    assert site.box.call("PATCH", path, json=body).status_code == 200


def lose_ledger(site: Site) -> None:
    for file in site.folder.glob("ledger.db*"):
        file.unlink()


def test_a_lost_ledger_overwrites_nothing_people_changed(site: Site) -> None:
    run = site.convert(site.report(3))
    site.publish(run)
    issue = site.box.issues()[0]
    edit(site, issue, title="By a person", description="by a person")
    lose_ledger(site)
    before = len(writes(site))
    for found in (3, 0):
        done = site.publish(run)
        assert done.summary.edited == {issue["uuid"]: ("description", "title")} and len(writes(site)) == before
        assert done.summary.counts["found in Procore"] == found and done.summary.counts["unchanged"] == 3
        assert [each.code for each in done.diagnostics] == ["PUB001"] * bool(found), "said once"
        if found:
            assert (
                f"3 issues are in Procore that this ledger ({site.folder / 'ledger.db'})" in done.diagnostics[0].message
            )
    site.publish(run, force_fields=True)
    shown = {each["uuid"]: each for each in site.box.issues()}[issue["uuid"]]
    assert shown["title"] == issue["title"] and shown["description"] == issue["description"]


def test_an_issue_that_people_deleted_is_not_refused_when_the_ledger_is_lost(site: Site) -> None:
    """Its uuid is taken by what lies in the recycle bin, and the list does not show it."""
    run = site.convert(site.report(2))
    site.publish(run)
    gone = site.box.issues()[0]
    path = f"/rest/v1.0/coordination_issues/{gone['id']}"
    params = {"project_id": site.box.project_id}
    assert site.box.call("DELETE", path, params=params).status_code in {200, 204}
    lose_ledger(site)
    done = site.publish(run)
    assert done.exit_code == 0 and done.summary.withheld == {gone["uuid"]: "deleted in Procore"}
    before = len(writes(site))
    assert site.publish(run).summary.withheld == {gone["uuid"]: "deleted in Procore"}
    assert len(writes(site)) == before, "it is known now"
    path = f"/rest/v1.0/coordination_issues/recycle_bin/{gone['id']}"
    assert site.box.call("PATCH", path, json=params).status_code == 204
    before = len(writes(site))
    done = site.publish(run)
    assert not done.summary.withheld and done.summary.counts["unchanged"] == 2 and len(writes(site)) == before


def test_a_uuid_that_is_taken_by_nobody_knows_what_is_told_in_words(site: Site, middle: Between) -> None:
    more = {"target__base_url": middle.url}
    run = site.convert(site.report(2))
    site.publish(run, **more)
    gone = site.box.issues()[0]
    path = f"/rest/v1.0/coordination_issues/{gone['id']}"
    site.box.call("DELETE", path, params={"project_id": site.box.project_id})
    lose_ledger(site)
    middle.hook = lambda _method, path: (403, {"errors": "no"}) if "recycle_bin" in path else None
    done = site.publish(run, **more)
    assert done.exit_code == 4 and list(done.summary.rejected) == [gone["uuid"]]
    assert "already been taken" in done.summary.rejected[gone["uuid"]]
    assert "it was deleted there, or the account may not see it" in done.summary.rejected[gone["uuid"]]


def test_changes_are_sent_before_pictures_go_up(site: Site) -> None:
    """Uploads may take hours: what people change meanwhile is not overwritten by what was seen before."""
    path = site.folder / "a.bcf"
    first = site.convert(archive(path, 2, "a"), "first")
    site.publish(first)
    second = site.convert(archive(path, 4, "a", titles={1: "Pipe 1 new"}), "second", first)
    settings, edited = site.settings(), []

    def someone(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage == "uploading" and not edited:
            edited.extend(each for each in site.box.issues() if each["title"].startswith("Pipe 1"))
            edit(site, edited[0], title="A person's title")

    done = publish(second, settings, options_of(settings.settings), someone, QuickClock())
    assert done.summary.counts["updated"] == 1 and [each["title"] for each in edited] == ["Pipe 1 new"]
    assert "A person's title" in {each["title"] for each in site.box.issues()}


def rule(**fields: object) -> tuple[dict[str, Any], ...]:
    return ({"when": {}, "set": fields},)


def test_what_was_left_to_people_is_planned_again_and_can_be_overruled(site: Site) -> None:
    weeks, path = Weeks(site, rule(priority="low")), report(site.folder / "1.xml", [Row(1)])
    weeks.publish(path)
    (issue,) = site.box.issues()
    edit(site, issue, priority="critical")
    weeks.rules = rule(priority="high")
    for _ in range(2):
        done = weeks.publish(path)
        assert done.summary.edited == {issue["uuid"]: ("priority",)}
        assert site.box.issues()[0]["priority"] == "critical"
    site.publish(weeks.plan(path), force_fields=True)
    assert site.box.issues()[0]["priority"] == "high"
    weeks.publish(path)
    assert weeks.actions() == {"unchanged": 1}


def test_a_trade_that_is_there_later_is_set_then(site: Site, middle: Between) -> None:
    more = {"target__base_url": middle.url}
    weeks, path = Weeks(site, rule(trade="HVAC")), report(site.folder / "1.xml", [Row(1)])
    middle.hook = lambda _method, path: (200, []) if path.partition("?")[0].endswith("/trades") else None
    assert weeks.publish(path, **more).summary.left_out == {"trade: HVAC": 1}
    middle.hook = lambda _method, _path: None
    assert weeks.publish(path, **more).summary.counts["updated"] == 1
    assert site.box.issues()[0]["trade"]["name"] == "HVAC"
    weeks.publish(path, **more)
    assert weeks.actions() == {"unchanged": 1}


def test_nothing_is_said_to_be_sent_again_after_a_publish_that_broke_off(site: Site) -> None:
    """CMP007 is for run folders that do not know what was sent; the ledger does."""
    weeks, path = Weeks(site), report(site.folder / "1.xml", [Row(1), Row(2)])
    run = weeks.plan(path)
    site.box.fault("drop-after,path=/sync")
    assert site.publish(run).exit_code == 4
    with project_ledger(site.settings().settings, QuickClock()) as ledger:
        assert len(ledger.issues.unsettled()) == 2
    done = weeks.publish(path)
    assert done.summary.counts["unchanged"] == 2 and not done.summary.counts["updated"]
    assert "CMP007" not in (weeks.out / "diagnostics.jsonl").read_text(encoding="utf-8")


def test_another_run_that_is_put_into_the_folder_meanwhile_changes_nothing(site: Site) -> None:
    run = site.convert(site.report(3))
    settings, done_once = site.settings(), []

    def someone(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage == "making issues" and not done_once:
            done_once.append(site.convert(report(site.folder / "other.xml", [Row(50), Row(51)])))

    done = publish(run, settings, options_of(settings.settings), someone, QuickClock())
    assert done_once == [run] and done.exit_code == 0 and done.summary.counts["created"] == 3
    assert {each["title"] for each in site.box.issues()} == {*done.titles.values()} and len(done.titles) == 3
