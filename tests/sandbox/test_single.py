"""Issues one at a time, rights, the recycle bin, history."""

from __future__ import annotations

from typing import Any

import requests

from tests.sandbox.bodies import ISSUES, elsewhere, full_item, item, made, sync, uploaded
from tests.sandbox.running import Box


def patch(box: Box, number: int, token: str | None = None, **fields: Any) -> requests.Response:
    body = {"project_id": box.project_id, "coordination_issue": fields}
    return box.call("PATCH", f"{ISSUES}/{number}", json=body, token=token)


def show(box: Box, number: int, **params: Any) -> requests.Response:
    return box.get(f"{ISSUES}/{number}", project_id=box.project_id, **params)


def test_post_makes_one(box: Box) -> None:
    body = {"project_id": box.project_id, "coordination_issue": full_item(box)}
    answer = box.call("POST", ISSUES, json=body)
    assert answer.status_code == 201 and answer.json()["uuid"] == body["coordination_issue"]["uuid"]
    assert len(answer.json()["viewpoints"]) == 1


def test_views(box: Box) -> None:
    number = made(box, full_item(box))[0]["id"]
    assert show(box, number, view="compact").json() == {"id": number}
    normal, extended = show(box, number, view="normal").json(), show(box, number, view="extended").json()
    left_out = set(extended) - set(normal)
    assert {"attachments", "viewpoints", "linked_procore_items", "updated_by"} <= left_out and "title" in normal
    assert show(box, number, view="full").status_code == 400
    assert show(box, number, viewpoint_format="bcf").status_code == 400
    assert box.get(f"{ISSUES}/{number}", project_id=elsewhere(box)).status_code == 404


def test_patch_closes_and_reopens(box: Box) -> None:
    number = made(box, item())[0]["id"]
    assert patch(box, number, status="closed").json()["status"] == "closed"
    assert patch(box, number, status="open").json()["status"] == "open"
    changes = box.get(f"{ISSUES}/{number}/status_changes", project_id=box.project_id).json()
    assert [(each["old_status"], each["new_status"]) for each in changes] == [("closed", "open"), ("open", "closed")]


def test_patch_needs_no_title_and_takes_documented_fields_only(box: Box) -> None:
    number = made(box, item())[0]["id"]
    assert patch(box, number, priority="low").json()["priority"] == "low"
    assert patch(box, number, title="").status_code == 400
    assert patch(box, number, status="in_progress").status_code == 400
    assert patch(box, number, uuid=item()["uuid"]).status_code == 406
    assert patch(box, 7, title="T").status_code == 404


def test_patch_can_only_remove_an_origin(box: Box) -> None:
    origin = {"title": "t", "origin_id": "o", "origin_type": "BcfTopic", "deep_link_url": "urn:x"}
    number = made(box, item(origin=origin))[0]["id"]
    assert patch(box, number, origin=origin).status_code == 400
    assert patch(box, number, origin=None).json()["origin"] is None


def test_only_the_assignee_says_ready_for_review(box: Box) -> None:
    people = box.get(f"{ISSUES}/assignees", project_id=box.project_id).json()
    mep = next(each for each in people if each["login"] == "mep@example.com")
    number = made(box, item(assignee_id=mep["id"]))[0]["id"]
    assert patch(box, number, status="ready_for_review").status_code == 400
    own = box.person("mep@example.com")
    assert patch(box, number, own, status="ready_for_review", priority="low").status_code == 403
    assert patch(box, number, own, priority="low").status_code == 403
    assert patch(box, number, own, status="ready_for_review").json()["status"] == "ready_for_review"


def test_standard_edits_its_own_and_does_not_close(box: Box) -> None:
    box.set(rights="standard")
    other = box.person("admin@example.com")
    body = {"project_id": box.project_id, "coordination_issue": item()}
    theirs = box.call("POST", ISSUES, json=body, token=other).json()["id"]
    mine = made(box, item())[0]["id"]
    assert patch(box, mine, title="Mine").status_code == 200
    assert patch(box, mine, status="closed").status_code == 403
    assert patch(box, theirs, title="Mine").status_code == 403
    assert sync(box, {"id": theirs, "title": "Mine"})["errors"][0]["errors"]["base"]
    assert box.call("DELETE", f"{ISSUES}/{theirs}", params={"project_id": box.project_id}).status_code == 403
    assert sync(box, item(status="closed"))["errors"][0]["errors"]["status"]


def test_less_rights_and_no_tool(box: Box) -> None:
    box.set(rights="read_only")
    body = {"project_id": box.project_id, "updates": [item()]}
    assert box.get(ISSUES, project_id=box.project_id).status_code == 200
    assert box.call("PATCH", f"{ISSUES}/sync", json=body).status_code == 403
    box.set(rights="none")
    assert box.get(ISSUES, project_id=box.project_id).status_code == 403
    box.set(rights="admin", tool="off")
    assert box.get(ISSUES, project_id=box.project_id).status_code == 403


def test_the_recycle_bin(box: Box) -> None:
    first, second = made(box, item(), item())
    ask = {"project_id": box.project_id}
    assert box.call("DELETE", f"{ISSUES}/{first['id']}", params=ask).status_code == 204
    assert show(box, first["id"]).status_code == 404
    assert [each["id"] for each in box.get(ISSUES, **ask).json()] == [second["id"]]
    assert [each["id"] for each in box.get(f"{ISSUES}/recycle_bin", **ask).json()] == [first["id"]]
    assert box.get(f"{ISSUES}/recycle_bin/{first['id']}", **ask).json()["uuid"] == first["uuid"]
    assert box.call("PATCH", f"{ISSUES}/recycle_bin/{first['id']}", json=ask).status_code == 204
    assert show(box, first["id"]).status_code == 200
    assert box.call("PATCH", f"{ISSUES}/recycle_bin/{first['id']}", json=ask).status_code == 404


def test_bulk_delete(box: Box) -> None:
    issue = made(box, item())[0]
    body = {"project_id": box.project_id, "deletes": [{"id": issue["id"]}, {"id": 5}]}
    answer = box.call("POST", f"{ISSUES}/bulk_delete", json=body)
    assert answer.json() == {
        "entities": [{"id": issue["id"]}],
        "errors": [{"id": 5, "errors": {"id": ["Entity with this ID not found"]}}],
    }
    assert box.issues() == []


def test_assignments_write_history(box: Box) -> None:
    number = made(box, item())[0]["id"]
    person = box.get(f"{ISSUES}/assignees", project_id=box.project_id).json()[-1]
    body = {"project_id": box.project_id, "coordination_issue_assignment": {"assignee_id": person["id"]}}
    answer = box.call("POST", f"{ISSUES}/{number}/assignments", json=body)
    assert answer.status_code == 201 and answer.json()["new_assignee_id"] == person["id"]
    history = box.get(f"{ISSUES}/{number}/change_history", project_id=box.project_id).json()
    assert [(each["column"], each["new_value"]) for each in history] == [("assignee_id", str(person["id"]))]


def test_attachments_can_be_taken_off(box: Box) -> None:
    issue = made(box, item(attachment_upload_uuids=[uploaded(box), uploaded(box)]))[0]
    first, second = (each["id"] for each in issue["attachments"])
    path, ask = f"{ISSUES}/{issue['id']}/attachments/{first}", {"project_id": box.project_id}
    assert box.call("DELETE", path, params=ask).status_code == 204
    assert box.call("DELETE", path, params=ask).status_code == 404
    assert [each["id"] for each in box.issues()[0]["attachments"]] == [second]


def test_edits_by_hand_are_seen(box: Box) -> None:
    number = made(box, item())[0]["id"]
    patch(box, number, box.person("coordinator@example.com"), title="By hand")
    shown = show(box, number, view="extended").json()
    assert shown["title"] == "By hand" and shown["updated_by"]["login"] == "coordinator@example.com"
