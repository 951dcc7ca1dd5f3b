"""Changes over real HTTP: exactly what differs goes out, ids are looked up once, and rights are seen before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from converter.app.configuration import load
from converter.app.converting import convert
from converter.app.online_checkup import online_checkup
from converter.app.publishing import project_ledger
from converter.publisher import sending
from converter.publisher.ledger import Kind
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.issues_api import SyncOutcome
from tests.app.bcf_views import archive
from tests.app.publishing import QuickClock, Site
from tests.app.runs import NOW
from tests.sandbox.running import Box, running

WRITES = ("POST", "PATCH", "PUT", "DELETE")
COUNT = 3
SYNC = "/rest/v1.0/coordination_issues/sync"
EVERYTHING = """
[[rules]]
[rules.set]
assignee = "mep@example.com"
trade = "HVAC"
location = ["Tower", "Level 7"]
watchers = ["reader@example.com", "admin@example.com"]
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running("--set", "spike_limit=100000", "--set", "hour_limit=100000", "--set", "new_fields=known") as box:
        yield box


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The items of every sync call, as they went out."""
    found: list[dict[str, Any]] = []
    real = sending.sync

    def noting(connection: Connection, body: bytes, *rest: Any) -> SyncOutcome:
        found.extend(json.loads(body)["updates"])
        return real(connection, body, *rest)

    monkeypatch.setattr(sending, "sync", noting)
    return found


def converted(site: Site, count: int, rules: str, name: str) -> Path:
    """A run of a report with mapping rules."""
    file = site.folder / f"{name}.toml"
    file.write_text(rules, encoding="utf-8")
    flags = {"target.project_id": site.box.project_id, "target.bim_file": "Tower.nwd", "grouping.by": "none"}
    nowhere = Path("/nowhere")
    settings = load(config_file=file, folder=nowhere, user_folder=nowhere, environment={}, flags=flags)
    return convert([site.report(count)], site.folder / name, settings, NOW).folder


def asked(site: Site) -> list[tuple[str, str]]:
    return [(each["method"], each["path"]) for each in site.box.requests() if "oauth" not in each["path"]]


def writes(site: Site) -> list[str]:
    return [path for method, path in asked(site) if method in WRITES]


def by_title(site: Site, title: str) -> dict[str, Any]:
    (found,) = [each for each in site.box.issues() if each["title"] == title]
    return found


def test_one_changed_title_is_one_call_with_one_item_of_id_and_title(site: Site, sent: list[dict[str, Any]]) -> None:
    first = site.convert(archive(site.folder / "first.bcf", COUNT, "ab"), "first")
    site.publish(first)
    issue, before = by_title(site, "Pipe 2"), len(writes(site))
    sent.clear()
    changed = archive(site.folder / "first.bcf", COUNT, "ab", titles={2: "Pipe 2 and the beam"})
    second = site.convert(changed, "second", first)
    done = site.publish(second)
    assert writes(site)[before:] == [SYNC] and done.summary.counts["updated"] == 1
    assert sent == [{"id": issue["id"], "title": "Pipe 2 and the beam"}]
    assert by_title(site, "Pipe 2 and the beam")["id"] == issue["id"]
    before = len(writes(site))
    assert site.publish(second).exit_code == 0 and len(writes(site)) == before, "and then no write at all"


def test_an_update_of_unknown_outcome_is_settled_by_its_id(site: Site, sent: list[dict[str, Any]]) -> None:
    first = site.convert(archive(site.folder / "first.bcf", COUNT, "a"), "first")
    site.publish(first)
    changed = archive(site.folder / "first.bcf", COUNT, "a", titles={2: "Two", 3: "Three"})
    second = site.convert(changed, "second", first)
    site.box.fault("drop-after,path=/sync")
    assert site.publish(second).exit_code == 4
    sent.clear()
    done = site.publish(second)
    assert done.exit_code == 0 and sent == [] and done.summary.counts["settled"] == 2
    site.box.fault("refuse,path=/sync,items=0")
    changed = archive(site.folder / "first.bcf", COUNT, "a", titles={1: "One", 3: "Three again"})
    done = site.publish(site.convert(changed, "third", second))
    assert len(done.summary.rejected) == 1 and done.summary.counts["updated"] == 2 and not done.summary.unknown


def test_a_title_that_only_goes_along_is_not_taken_for_ours(site: Site, sent: list[dict[str, Any]]) -> None:
    """A person changed the title; we change the priority: their title goes along, and stays theirs for ever."""
    first = site.convert(site.report(1), "first")
    site.publish(first)
    (issue,) = site.box.issues()
    body = {"project_id": site.box.project_id, "coordination_issue": {"title": "By a person"}}
    assert site.box.call("PATCH", f"/rest/v1.0/coordination_issues/{issue['id']}", json=body).status_code == 200
    urgent = '[[rules]]\nset = {priority = "critical", title = "By a rule"}'
    second = converted(site, 1, urgent, "second")
    for _ in range(2):
        done = site.publish(second)
        assert list(done.summary.edited.values()) == [("title",)]
        (shown,) = site.box.issues()
        assert (shown["title"], shown["priority"]) == ("By a person", "critical")
    assert [set(each) for each in sent[1:]] == [{"id", "title", "priority"}]


# Look-ups


def test_a_second_run_looks_nothing_up_and_watchers_are_compared(site: Site) -> None:
    run = converted(site, COUNT, EVERYTHING, "run")
    site.publish(run)
    shown = site.box.issues()
    assert all(each["assignee"] and each["trade"] and each["location"] for each in shown)
    assert all(len(each["watcher_ids"]) == 2 for each in shown)
    before = asked(site)
    done = site.publish(run)
    assert done.summary.counts["unchanged"] == COUNT
    assert {path for _, path in asked(site)[len(before) :]} <= {
        "/rest/v1.0/coordination_issues",
        "/rest/v1.0/bim_model_revisions",
    }


def test_watchers_that_people_changed_stay_theirs(site: Site, sent: list[dict[str, Any]]) -> None:
    run = converted(site, 1, EVERYTHING, "run")
    site.publish(run)
    (issue,) = site.box.issues()
    assert issue["watcher_ids"] == sorted(issue["watcher_ids"]) and issue["watcher_ids"]
    body = {"project_id": site.box.project_id, "coordination_issue": {"watcher_ids": []}}
    assert site.box.call("PATCH", f"/rest/v1.0/coordination_issues/{issue['id']}", json=body).status_code == 200
    sent.clear()
    other = EVERYTHING.replace('"reader@example.com", "admin@example.com"', '"mep@example.com"')
    again = converted(site, 1, other, "again")
    done = site.publish(again)
    assert sent == [] and done.summary.edited == {issue["uuid"]: ("watcher_ids",)}
    site.publish(again, force_fields=True)
    (shown,) = site.box.issues()
    assert [set(each) for each in sent] == [{"id", "title", "watcher_ids"}] and len(shown["watcher_ids"]) == 1


def by_field(site: Site, field: str) -> set[int]:
    """The ids in a field of all issues; of the watchers each one."""
    issues = site.box.issues()
    if field == "watchers":
        return {number for each in issues for number in each["watcher_ids"]}
    return {each[field]["id"] for each in issues}


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        (Kind.LOCATION, ("Tower", "Level 7"), "location"),
        (Kind.PERSON, "mep@example.com", "assignee"),
        (Kind.WATCHER, "reader@example.com", "watchers"),
        (Kind.TRADE, "HVAC", "trade"),
        (Kind.BIM_FILE, "Tower.nwd", "coordination_issue_file"),
    ],
)
def test_an_id_that_is_no_longer_known_is_looked_up_anew(site: Site, kind: Kind, name: Any, field: str) -> None:
    site.publish(converted(site, 1, EVERYTHING, "one"))
    with project_ledger(site.settings().settings, QuickClock()) as ledger:
        right = ledger.lookups.all(kind)[name].procore_id
    shown = by_field(site, field)
    assert shown == {right} if field != "watchers" else right in shown
    with project_ledger(site.settings().settings, QuickClock()) as ledger, ledger.writing("a test"):
        ledger.lookups.keep(kind, {name: 999_999_999})
    done = site.publish(converted(site, COUNT, EVERYTHING, "three"))
    assert done.exit_code == 0 and done.summary.counts["created"] == COUNT - 1 and not done.summary.rejected
    assert by_field(site, field) == shown
    assert writes(site).count(SYNC) == 3, "one for the first run, two for the second"
    with project_ledger(site.settings().settings, QuickClock()) as ledger:
        found = ledger.lookups.get(kind, name)
    assert found is not None and found.procore_id == right


# The right to close


def solved(site: Site, count: int = COUNT) -> Path:
    first = site.convert(site.report(count, name="first.xml"), "first")
    site.publish(first)
    return site.convert(site.report(count, name="second.xml", solved=2), "second", first)


def test_without_admin_nothing_is_tried_and_the_issues_are_named(site: Site) -> None:
    second = solved(site)
    site.box.set(rights="standard")
    before = len(writes(site))
    done = site.publish(second)
    assert done.exit_code == 4 and len(writes(site)) == before
    closing = {each["uuid"] for each in json.loads((second / "plan.json").read_bytes())["issues"]
               if each["action"] == "close"}  # fmt: skip
    assert set(done.summary.left_open) == closing and len(closing) == 2
    assert all("needs Admin" in why and "has Standard" in why and "administrator" in why
               for why in done.summary.left_open.values())  # fmt: skip
    site.box.set(rights="admin")
    done = site.publish(second)
    assert done.exit_code == 0 and done.summary.counts["closed"] == 2
    assert ("GET", "/rest/v1.0/settings/permissions") in asked(site)


def test_standard_opens_again_what_it_made(site: Site) -> None:
    second = solved(site)
    site.publish(second)
    site.box.set(rights="standard")
    third = site.convert(site.report(COUNT, name="third.xml", grid="C-3 : Level 2"), "third", second)
    assert site.publish(third).summary.counts["opened again"] == 2


def test_where_the_rights_cannot_be_seen_the_refusal_tells(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    second = solved(site)
    site.box.set(rights="standard")
    monkeypatch.setattr("converter.publisher.procore.permissions.PATH", "/rest/v1.0/nothing_here")
    done = site.publish(second)
    assert done.exit_code == 4 and len(done.summary.rejected) == 2 and not done.summary.left_open
    assert all("only an Admin" in why for why in done.summary.rejected.values())


def test_rights_are_asked_for_only_when_there_is_something_to_close(site: Site) -> None:
    site.publish(site.convert(site.report(COUNT)))
    assert ("GET", "/rest/v1.0/settings/permissions") not in asked(site)


@pytest.mark.parametrize(("rights", "status"), [("admin", "ok"), ("standard", "note"), ("read_only", "note")])
def test_the_checkup_says_whether_the_account_may_close(site: Site, rights: str, status: str) -> None:
    site.box.set(rights=rights)
    checks = {each.name: each for each in online_checkup(site.settings().settings, QuickClock())}
    assert checks["closing issues"].state == status
    assert rights.replace("_", " ") in checks["closing issues"].message.casefold()
