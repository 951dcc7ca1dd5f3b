"""What must hold after any publish that ends well: Procore, the plan and the ledger say the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from converter.app.publishing import project_ledger
from converter.app.wanted_issues import wanted_issues
from converter.plan.issues import Action
from converter.publisher.clock import Clock
from converter.publisher.ledger import IssueEntry, IssueState
from converter.publisher.wanted import Place, Wanted
from tests.app.publishing import QuickClock, Site
from tests.sandbox.running import TIMEOUT_S

WRITES = ("POST", "PATCH", "PUT", "DELETE")
PLAIN = ("title", "description", "issue_type", "priority", "due_date")
"""Fields whose names and values are the same in a plan and in an issue."""


def writes(site: Site) -> list[str]:
    """Every request that was meant to change something in Procore, but for signing in."""
    asked = site.box.requests()
    return [each["path"] for each in asked if each["method"] in WRITES and "/oauth/" not in each["path"]]


def check_settled(
    site: Site, *runs: Path, clock: Clock | None = None, without: Collection[str] = (), **more: object
) -> dict[str, dict[str, Any]]:
    """After ``runs`` were published, one after the other: each issue once, as planned, and the ledger agrees.

    ``without`` are uuids whose fields are not looked at, for people changed them. Gives the issues by uuid.
    """
    wanted = wanted_of(runs)
    rows = site.box.own("GET", "/issues?deleted=true")
    assert Counter(each["uuid"] for each in rows) == Counter(list(wanted)), "each issue exactly once"
    issues = {str(each["uuid"]): each for each in rows}
    for uuid, each in wanted.items():
        check_viewpoint(site, issues[uuid], each)
        if uuid not in without:
            check_fields(issues[uuid], each)
    entries = ledger_of(site, clock, **more)
    assert {uuid: entry.procore_id for uuid, entry in entries.items()} == {uuid: issues[uuid]["id"] for uuid in issues}
    assert {entry.state for entry in entries.values()} == {IssueState.ACCEPTED}
    check_files(site)
    return issues


def wanted_of(runs: Iterable[Path]) -> dict[str, Wanted]:
    """What the runs want of each issue they make: its picture as first planned, the rest as planned last."""
    found: dict[str, Wanted] = {}
    for run in runs:
        for each in wanted_issues(run)[1]:
            if each.action is Action.CREATE:
                found.setdefault(each.uuid, each)
            elif (made := found.get(each.uuid)) is not None and each.action is not Action.WITHHOLD:
                # an update carries no viewpoint; a closing carries no fields at all
                status = each.status if each.action in (Action.CLOSE, Action.REOPEN) else made.status
                found[each.uuid] = replace(made, item={**made.item, **each.item}, status=status)
    return found


def check_viewpoint(site: Site, issue: dict[str, Any], wanted: Wanted) -> None:
    """Each viewpoint once, with its camera and the very picture that was planned."""
    planned = [(_sha256(wanted.own_uploads()), wanted.item["viewpoints"][0]["camera_data"])]
    planned += [(_sha256(view.uploads()), view.item["camera_data"]) for view in wanted.views]
    there = []
    for view in issue["viewpoints"]:
        picture = site.box.session.get(view["snapshot"]["url"], timeout=TIMEOUT_S).content
        there.append((hashlib.sha256(picture).hexdigest(), view["camera_data"]))
    assert sorted(there) == sorted(planned)


def _sha256(places: Iterable[Place]) -> str:
    (picture,) = places
    return picture.sha256


def check_fields(issue: dict[str, Any], wanted: Wanted) -> None:
    """Fields and status are those of the plan."""
    planned = {name: wanted.item[name] for name in PLAIN if name in wanted.item}
    assert {name: issue[name] for name in planned} == planned
    assert issue["status"] == (wanted.status or "open")


def ledger_of(site: Site, clock: Clock | None = None, **more: object) -> dict[str, IssueEntry]:
    """Every issue the ledger knows; none of them in doubt."""
    with project_ledger(site.settings(**more).settings, clock or QuickClock()) as ledger:
        assert ledger.issues.unsettled() == []
        return {entry.uuid: entry for entry in ledger.issues.all()}


def check_files(site: Site) -> None:
    """No BIM file was made twice."""
    names = [row["name"] for row in site.box.get("/rest/v1.0/bim_files", project_id=site.box.project_id).json()]
    assert len(names) == len(set(names)) >= 1
