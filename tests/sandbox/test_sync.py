"""sync: creating and updating in one call, and what it answers."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.sandbox.bodies import ISSUES, full_item, item, made, sync
from tests.sandbox.running import Box


def test_an_issue_with_everything(box: Box) -> None:
    ask = {"project_id": box.project_id}
    place = box.get(f"/rest/v1.0/projects/{box.project_id}/locations").json()[0]
    person = box.get(f"{ISSUES}/assignees", **ask).json()[0]
    trade = box.get(f"/rest/v1.0/companies/{box.company_id}/trades").json()[0]
    origin = {"title": "t", "origin_id": "o", "origin_type": "BcfTopic", "deep_link_url": "urn:x"}
    sent = full_item(
        box, description="Two\nlines", location_id=place["id"], assignee_id=person["id"], trade_id=trade["id"],
        due_date="20300131", priority="high", origin=origin, creation_source="navisworks",
    )  # fmt: skip
    issue = made(box, sent)[0]
    assert issue["issue_number"] == 1 and issue["status"] == "open" and issue["due_date"] == "2030-01-31"
    assert (issue["location"]["id"], issue["assignee"], issue["trade"]["id"]) == (place["id"], person, trade["id"])
    assert issue["origin"] == origin and issue["description"] == "Two\nlines" and issue["project_id"] == box.project_id
    assert issue["creation_source"] != "navisworks"  # ignored for third parties
    assert issue["created_by"]["login"] == "converter@example.com"
    assert issue["coordination_issue_file"]["id"] == sent["coordination_issue_file_id"]
    view = issue["viewpoints"][0]
    assert view["camera_data"] == sent["viewpoints"][0]["camera_data"] and view["render_mode"] == "shaded"
    assert view["snapshot"]["content_type"] == "image/png"
    shown = box.get(f"{ISSUES}/{issue['id']}", **ask, view="extended").json()
    assert shown == issue


def test_only_a_title_is_needed_and_the_server_makes_a_uuid(box: Box) -> None:
    answer = sync(box, {"title": "Short"})
    issue = answer["entities"][0]
    assert answer["errors"] == [] and len(issue["uuid"]) == 36 and issue["status"] == "open"


def test_numbers_count_per_project_and_are_never_given_twice(box: Box) -> None:
    issues = made(box, item(), item())
    assert [each["issue_number"] for each in issues] == [1, 2]
    box.call("DELETE", f"{ISSUES}/{issues[1]['id']}", params={"project_id": box.project_id})
    assert made(box, item())[0]["issue_number"] == 3


def test_an_item_with_an_id_changes_only_what_may_change(box: Box) -> None:
    issue = made(box, item(description="old", origin=None))[0]
    box.advance(60)
    other = {"uuid": str(uuid4()), "creation_source": "x", "coordination_issue_file_id": 5}
    changed = sync(box, {"id": issue["id"], "title": "New", "priority": "low", "due_date": None, **other})["entities"][
        0
    ]
    assert (changed["title"], changed["priority"], changed["description"]) == ("New", "low", "old")
    assert changed["uuid"] == issue["uuid"] and changed["coordination_issue_file"] is None
    assert changed["updated_at"] > issue["updated_at"] and changed["created_at"] == issue["created_at"]
    assert len(box.issues()) == 1


def test_null_clears_a_field(box: Box) -> None:
    issue = made(box, item(priority="high", due_date="2030-01-01"))[0]
    changed = sync(box, {"id": issue["id"], "title": "T", "priority": None, "due_date": None})["entities"][0]
    assert changed["priority"] is None and changed["due_date"] is None


def test_what_does_not_change_leaves_no_trace(box: Box) -> None:
    issue = made(box, item())[0]
    box.advance(60)
    same = sync(box, {"id": issue["id"], "title": issue["title"]})["entities"][0]
    assert same["updated_at"] == issue["updated_at"]


def test_an_update_needs_a_title(box: Box) -> None:
    issue = made(box, item())[0]
    assert sync(box, {"id": issue["id"], "priority": "low"})["errors"][0]["errors"] == {"title": ["can't be blank"]}


@pytest.mark.parametrize("unknown", [0, 5, "7", None, 2.5])
def test_an_unknown_id_is_an_item_error(box: Box, unknown: object) -> None:
    answer = sync(box, {"id": unknown, "title": "T"}, item())
    assert len(answer["entities"]) == 1
    assert answer["errors"] == [{"id": unknown, "title": "T", "errors": {"id": ["Entity with this ID not found"]}}]


def test_a_deleted_issue_is_an_item_error(box: Box) -> None:
    issue = made(box, item())[0]
    box.call("DELETE", f"{ISSUES}/{issue['id']}", params={"project_id": box.project_id})
    assert sync(box, {"id": issue["id"], "title": "T"})["errors"][0]["errors"] == {
        "id": ["Entity with this ID not found"]
    }


def test_refused_items_leave_the_others_alone(box: Box) -> None:
    answer = sync(box, item(title="Good"), item(title="x" * 81), item(title="Good too"))
    assert {each["title"] for each in answer["entities"]} == {"Good", "Good too"}
    assert answer["errors"][0]["errors"] == {"title": ["is too long (maximum is 80 characters)"]}
    assert len(box.issues()) == 2


def test_eighty_characters_are_not_eighty_bytes(box: Box) -> None:
    assert made(box, item(title="ü" * 80))[0]["title"] == "ü" * 80


def test_the_limit_of_a_batch(box: Box) -> None:
    assert len(sync(box, *({"title": f"{n}"} for n in range(1000)))["entities"]) == 1000
    body = {"project_id": box.project_id, "updates": [{"title": "T"}] * 1001}
    answer = box.call("PATCH", f"{ISSUES}/sync", json=body)
    assert answer.status_code == 400 and "at most 1000" in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"updates": []}, 400),
        ({"project_id": "text", "updates": []}, 400),
        ({"project_id": 1.5, "updates": []}, 400),
        ({"project_id": True, "updates": []}, 400),
        ({"project_id": 12, "updates": []}, 404),
        ({}, 400),
    ],
)
def test_the_envelope(box: Box, body: dict[str, object], status: int) -> None:
    assert box.call("PATCH", f"{ISSUES}/sync", json=body).status_code == status


@pytest.mark.parametrize("updates", [None, {}, "x", [1], [None]])
def test_updates_is_a_list_of_objects(box: Box, updates: object) -> None:
    body = {"project_id": box.project_id, "updates": updates}
    assert box.call("PATCH", f"{ISSUES}/sync", json=body).status_code == 400


@pytest.mark.parametrize("text", ["", "{", "[]", '{"project_id": NaN}', "[" * 100_000, "\xff"])
def test_a_body_is_a_json_object(box: Box, text: str) -> None:
    answer = box.call("PATCH", f"{ISSUES}/sync", data=text.encode("latin-1"))
    assert answer.status_code == 400, answer.text
