"""People at work while the outcome of a request is unknown: what they do stays, whatever became of the request."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.publishing import Site

ISSUES = "/rest/v1.0/coordination_issues"


def in_doubt(site: Site, fault: str) -> tuple[Path, int]:
    """A week later title and description of the one issue are others; nobody knows whether Procore has them."""
    first = site.convert(site.report(1, name="first.xml"), "first")
    assert site.publish(first).exit_code == 0
    (issue,) = site.box.issues()
    second = site.convert(site.report(1, name="second.xml", grid="C-3 : Level 2"), "second", first)
    site.box.fault(f"{fault},path=/sync")
    assert site.publish(second).exit_code == 4
    return second, issue["id"]


def edit(site: Site, number: int, **fields: str) -> None:
    body = {"project_id": site.box.project_id, "coordination_issue": fields}
    token = site.box.person("admin@example.com")
    assert site.box.call("PATCH", f"{ISSUES}/{number}", json=body, token=token).status_code == 200


@pytest.mark.parametrize("fault", ["drop-before", "drop-after"])
def test_an_edit_made_while_an_update_is_in_doubt_stays(site: Site, fault: str) -> None:
    run, number = in_doubt(site, fault)
    edit(site, number, title="What people call it")
    assert site.publish(run).exit_code == 0
    (issue,) = site.box.issues()
    assert issue["title"] == "What people call it"
    assert "C-3" in issue["description"], "the field nobody touched is ours"


@pytest.mark.parametrize("fault", ["drop-before", "drop-after"])
def test_an_update_in_doubt_is_settled(site: Site, fault: str) -> None:
    run, _ = in_doubt(site, fault)
    assert site.publish(run).exit_code == 0
    (issue,) = site.box.issues()
    assert "C-3" in issue["title"] + issue["description"]
    third = site.convert(site.report(1, name="third.xml", grid="D-4 : Level 3"), "third", run)
    assert site.publish(third).exit_code == 0
    assert "D-4" in site.box.issues()[0]["description"]


@pytest.mark.parametrize("edited", [{"priority": "high"}, {"title": "What people call it"}])
@pytest.mark.parametrize("fault", ["drop-before", "drop-after"])
def test_a_field_nobody_touched_goes_on_being_ours(site: Site, fault: str, edited: dict[str, str]) -> None:
    """A person changes another field meanwhile; what the plan says of the description still reaches Procore later."""
    run, number = in_doubt(site, fault)
    edit(site, number, **edited)
    assert site.publish(run).exit_code == 0
    third = site.convert(site.report(1, name="third.xml", grid="D-4 : Level 3"), "third", run)
    assert site.publish(third).exit_code == 0
    (issue,) = site.box.issues()
    assert "D-4" in issue["description"]
