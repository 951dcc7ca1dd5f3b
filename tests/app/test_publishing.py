"""Publishing over real HTTP against the sandbox: each issue exactly once, whatever happens on the way."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from converter.app.publishing import project_ledger, reconcile
from converter.errors import AuthError, ConfigError
from converter.publisher.ledger import IssueState, LedgerBusyError
from tests.app.publishing import QuickClock, Site

COUNT = 3
WRITES = ("POST", "PATCH", "PUT", "DELETE")
SYNC = "/rest/v1.0/coordination_issues/sync"


@pytest.fixture
def folder(site: Site) -> Path:
    return site.convert(site.report(COUNT))


def writes(site: Site) -> list[str]:
    return [
        each["path"].partition("?")[0]
        for each in site.box.requests()
        if each["method"] in WRITES and "oauth" not in each["path"]
    ]


def check_exactly_once(site: Site, count: int = COUNT) -> None:
    """Each issue is there once, with its viewpoint, and the ledger agrees."""
    issues = site.box.issues()
    assert len(issues) == count and len({each["uuid"] for each in issues}) == count
    assert all(len(each["viewpoints"]) == 1 for each in issues)
    with project_ledger(site.settings().settings, QuickClock()) as ledger:
        assert ledger.issues.counts() == {IssueState.ACCEPTED: count}
        ids = {entry.uuid: entry.procore_id for entry in ledger.issues.all()}
    assert ids == {each["uuid"]: each["id"] for each in issues}


def test_every_issue_is_made_with_its_picture_and_camera(site: Site, folder: Path) -> None:
    done = site.publish(folder)
    assert done.exit_code == 0 and done.summary.counts["created"] == COUNT
    check_exactly_once(site)
    assert Counter(writes(site))[SYNC] == 1


def test_publishing_again_without_a_change_writes_nothing(site: Site, folder: Path) -> None:
    site.publish(folder)
    before = len(writes(site))
    again = site.publish(folder)
    assert len(writes(site)) == before and again.summary.counts["unchanged"] == COUNT
    check_exactly_once(site)


def test_one_changed_title_is_one_item_of_what_changed(site: Site, folder: Path) -> None:
    site.publish(folder)
    before = len(writes(site))
    path = folder / "batches" / "sync-0001.json"
    title = site.box.issues()[0]["title"]
    path.write_bytes(path.read_bytes().replace(title.encode(), b"Another title"))
    plan = folder / "plan.json"
    plan.write_text(plan.read_text(encoding="utf-8").replace(title, "Another title"), encoding="utf-8")
    done = site.publish(folder)
    assert writes(site)[before:] == [SYNC] and done.summary.counts["updated"] == 1
    assert "Another title" in {each["title"] for each in site.box.issues()}
    check_exactly_once(site)


def test_a_refused_item_is_listed_and_the_others_go_on(site: Site, folder: Path) -> None:
    site.box.fault("refuse,path=/sync,items=1")
    done = site.publish(folder)
    assert done.exit_code == 4 and len(done.summary.rejected) == 1 and len(site.box.issues()) == COUNT - 1
    assert site.publish(folder).exit_code == 0
    check_exactly_once(site)


def edited(site: Site, **fields: Any) -> dict[str, Any]:
    """A person changes an issue in Procore."""
    issue = site.box.issues()[0]
    body = {"project_id": site.box.project_id, "coordination_issue": fields}
    assert site.box.call("PATCH", f"/rest/v1.0/coordination_issues/{issue['id']}", json=body).status_code == 200
    return issue


def test_what_people_change_stays_theirs(site: Site, folder: Path) -> None:
    site.publish(folder)
    issue = edited(site, title="Ours now")
    path = folder / "batches" / "sync-0001.json"
    path.write_bytes(path.read_bytes().replace(issue["title"].encode(), b"Planned anew"))
    before = len(writes(site))
    done = site.publish(folder)
    assert len(writes(site)) == before and done.summary.edited == {issue["uuid"]: ("title",)}
    assert "Ours now" in {each["title"] for each in site.box.issues()}
    site.publish(folder, force_fields=True)
    assert "Planned anew" in {each["title"] for each in site.box.issues()}


def test_what_people_delete_is_not_made_again(site: Site, folder: Path) -> None:
    site.publish(folder)
    issue = site.box.issues()[0]
    path = f"/rest/v1.0/coordination_issues/{issue['id']}"
    assert site.box.call("DELETE", path, params={"project_id": site.box.project_id}).status_code in (200, 204)
    done = site.publish(folder)
    assert done.summary.withheld == {issue["uuid"]: "deleted in Procore"}
    assert issue["uuid"] not in {each["uuid"] for each in site.box.issues() if not each.get("deleted_at")}


def test_a_lost_ledger_takes_in_what_is_there(site: Site, folder: Path) -> None:
    site.publish(folder)
    for file in site.folder.glob("ledger.db*"):
        file.unlink()
    before = len(writes(site))
    done = site.publish(folder)
    assert len(writes(site)) == before and done.summary.counts["found in Procore"] == COUNT
    check_exactly_once(site)


def test_two_publishers_at_once_are_one(site: Site, folder: Path) -> None:
    with (
        project_ledger(site.settings().settings, QuickClock()) as other,
        other.writing("another one"),
        pytest.raises(LedgerBusyError, match="another one"),
    ):
        site.publish(folder)
    site.publish(folder)
    check_exactly_once(site)


def test_a_limit_makes_so_many_and_the_next_run_the_rest(site: Site, folder: Path) -> None:
    site.publish(folder, limit=2)
    assert len(site.box.issues()) == 2
    site.publish(folder)
    check_exactly_once(site)


def test_wrong_credentials_stop_before_anything_is_written(site: Site, folder: Path) -> None:
    with pytest.raises(AuthError) as refused:
        site.publish(folder, target__client_secret="wrong-secret")
    assert "wrong-secret" not in str(refused.value) and not site.box.issues()


def test_a_plan_for_another_project_is_refused(site: Site, folder: Path) -> None:
    with pytest.raises(ConfigError, match="project"):
        site.publish(folder, target__project_id=1)


def test_reconcile_settles_what_is_in_doubt(site: Site, folder: Path) -> None:
    site.box.fault("drop-after,path=/sync")
    assert site.publish(folder).exit_code == 4
    assert reconcile(site.settings(), clock=QuickClock()).counts["settled"] == COUNT
    check_exactly_once(site)


@pytest.mark.parametrize(("far", "code"), [(0.0, None), (90_000.0, "PLN048")])
def test_a_published_model_elsewhere_is_told_before_anything_is_sent(
    site: Site, folder: Path, far: float, code: str | None
) -> None:
    """The points are at (1, 2, 3) metres; the boundary is in feet."""
    corners = {name: dict.fromkeys("xyz", far + value) for name, value in (("min", -50.0), ("max", 50.0))}
    site.box.own(
        "POST",
        "/models",
        json={"name": "Tower.nwd", "min_boundary": corners["min"], "max_boundary": corners["max"]},
    )
    done = site.publish(folder)
    assert [each.code for each in done.diagnostics] == ([] if code is None else [code])
    check_exactly_once(site)


def statuses(site: Site) -> list[str]:
    return sorted(each["status"] for each in site.box.issues())


def test_what_was_solved_is_closed_and_what_comes_back_is_opened_again(site: Site) -> None:
    first = site.convert(site.report(COUNT, name="first.xml"), "first")
    site.publish(first)
    second = site.convert(site.report(COUNT, name="second.xml", solved=1), "second", first)
    assert site.publish(second).summary.counts["closed"] == 1
    assert statuses(site) == ["closed", "open", "open"]
    before = len(writes(site))
    site.publish(second)
    assert len(writes(site)) == before
    third = site.convert(site.report(COUNT, name="third.xml", grid="C-3 : Level 2"), "third", second)
    assert site.publish(third).summary.counts["opened again"] == 1
    assert statuses(site) == ["open"] * COUNT
    check_exactly_once(site)


def test_a_plan_that_goes_on_what_was_never_published_makes_no_halves(site: Site) -> None:
    first = site.convert(site.report(COUNT, name="first.xml"), "first")
    second = site.convert(site.report(COUNT + 1, name="second.xml"), "second", first)
    done = site.publish(second)
    assert len(done.summary.withheld) == COUNT and len(site.box.issues()) == 1
    assert all("without --against" in why for why in done.summary.withheld.values())


def test_a_change_that_was_refused_is_sent_again(site: Site, folder: Path) -> None:
    site.publish(folder)
    path = folder / "batches" / "sync-0001.json"
    title = site.box.issues()[0]["title"]
    path.write_bytes(path.read_bytes().replace(title.encode(), b"Another title"))
    site.box.fault("refuse,path=/sync,items=0")
    assert site.publish(folder).exit_code == 4
    assert site.publish(folder).summary.counts["updated"] == 1
    check_exactly_once(site)
