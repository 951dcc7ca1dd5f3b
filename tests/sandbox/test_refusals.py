"""Every documented refusal of an item, one by one: nothing is made, and the field is named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.bodies import (
    BOX,
    CAMERA,
    ISSUES,
    bim_file,
    elsewhere,
    errors_of,
    full_item,
    item,
    sync,
    uploaded,
    viewpoint,
)
from tests.sandbox.running import Box

ORIGIN = {"title": "t", "origin_id": "o", "origin_type": "BcfTopic", "deep_link_url": "urn:x"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", None),
        ("title", ""),
        ("title", "   "),
        ("title", 5),
        ("title", "x" * 81),
        ("uuid", "no uuid"),
        ("uuid", "12345678123456781234567812345678"),
        ("status", "done"),
        ("status", "blocked"),
        ("status", "ready_for_review"),
        ("status", "moved_to_observation"),
        ("issue_type", "collision"),
        ("priority", "urgent"),
        ("due_date", "31.01.2030"),
        ("due_date", "2030-02-30"),
        ("due_date", "2030-1-1"),
        ("due_date", 20300101),
        ("description", 5),
        ("location_id", 5),
        ("location_id", "5"),
        ("location_id", 5.0),
        ("location_id", True),
        ("location_id", 2**63),
        ("assignee_id", 5),
        ("trade_id", 5),
        ("bim_model_id", 5),
        ("coordination_issue_file_id", 5),
        ("coordination_issue_file_id", 0),
        ("origin", "text"),
        *(("origin", {k: v for k, v in ORIGIN.items() if k != left}) for left in ORIGIN),
        ("origin", {**ORIGIN, "origin_id": 5}),
        ("attachment_upload_uuids", ["upload:of-nothing"]),
        ("attachment_upload_uuids", "text"),
        ("viewpoints", "text"),
        ("viewpoints", ["text"]),
        ("document_container_metadata", "text"),
    ],
)
def test_one_wrong_field(box: Box, field: str, value: object) -> None:
    assert list(errors_of(box, item(**{field: value}))) == [field]
    assert box.issues() == []


def test_a_title_is_required(box: Box) -> None:
    assert errors_of(box, {"description": "x"}) == {"title": ["can't be blank"]}


def test_all_wrong_fields_are_named_at_once(box: Box) -> None:
    assert set(errors_of(box, item(title="", priority="x", due_date="x"))) == {"title", "priority", "due_date"}


def test_a_location_of_another_project(box: Box) -> None:
    number = box.get(f"/rest/v1.0/projects/{elsewhere(box)}/locations").json()[0]["id"]
    assert errors_of(box, item(location_id=number)) == {"location_id": ["does not belong to this project"]}


def test_a_file_of_another_project(box: Box) -> None:
    body = {"project_id": elsewhere(box), "bim_file": {"name": "A.nwd", "uuid": item()["uuid"]}}
    number = box.call("POST", "/rest/v1.0/bim_files", json=body).json()["id"]
    assert list(errors_of(box, item(coordination_issue_file_id=number))) == ["coordination_issue_file_id"]


@pytest.mark.parametrize("login", ["reader@example.com", "nobody@example.com"])
def test_an_assignee_without_rights_on_the_tool(box: Box, login: str) -> None:
    users = box.get(f"/rest/v1.0/projects/{box.project_id}/users").json()
    number = next(each["id"] for each in users if each["login"] == login)
    assert "permission" in errors_of(box, item(assignee_id=number))["assignee_id"][0]


def test_a_trade_of_another_company(box: Box) -> None:
    trades = box.get(f"/rest/v1.0/companies/{box.company_id}/trades").json()
    assert errors_of(box, item(trade_id=trades[-1]["id"] + 1)) == {"trade_id": ["Entity with this ID not found"]}


def test_a_viewpoint_without_a_file(box: Box) -> None:
    wrong = item(viewpoints=[viewpoint(uploaded(box))])
    assert errors_of(box, wrong) == {"coordination_issue_file_id": ["is required when viewpoints is present"]}


def test_two_viewpoints(box: Box) -> None:
    wrong = full_item(box)
    wrong["viewpoints"] *= 2
    assert errors_of(box, wrong) == {"viewpoints": ["only one viewpoint is allowed"]}


def test_a_file_and_a_drawing(box: Box) -> None:
    wrong = item(coordination_issue_file_id=bim_file(box), drawing_revision_id=9)
    assert list(errors_of(box, wrong)) == ["drawing_revision_id"]


@pytest.mark.parametrize("left", ["snapshot_upload_uuid", "camera_data"])
def test_a_viewpoint_without_what_it_needs(box: Box, left: str) -> None:
    wrong = full_item(box)
    del wrong["viewpoints"][0][left]
    assert errors_of(box, wrong) == {f"viewpoints.{left}": ["is missing"]}


TEXTS = ["", "no json", "{", '{"a": NaN}', "[Infinity]", '{"a": -Infinity}', "[1e999]", "[" * 200_000]


@pytest.mark.parametrize("field", ["camera_data", "sections_data", "redlines_data"])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_texts_that_are_no_finite_json(box: Box, field: str, text: str) -> None:
    wrong = full_item(box)
    wrong["viewpoints"][0][field] = text
    assert errors_of(box, wrong)[f"viewpoints.{field}"][0].startswith("is not valid JSON")


@pytest.mark.parametrize("value", [CAMERA, 5, [BOX]])
def test_objects_where_texts_belong(box: Box, value: Any) -> None:
    wrong = full_item(box)
    wrong["viewpoints"][0]["camera_data"] = value
    assert errors_of(box, wrong) == {"viewpoints.camera_data": ["is not a string"]}


@pytest.mark.parametrize(
    "visibility",
    [
        {},
        {"default_visibility": "true"},
        {"default_visibility": True, "exceptions": []},
        {"default_visibility": True, "exceptions": {"object_ids": [1.5]}},
        {"default_visibility": True, "exceptions": {"object_ids": ["1"]}},
        {"default_visibility": True, "exceptions": {"object_ranges": [[1]]}},
        {"default_visibility": True, "exceptions": {"object_ranges": [[1, 0]]}},
        {"default_visibility": True, "exceptions": {"object_ranges": [1, 2]}},
        "all",
    ],
)  # fmt: skip
def test_a_visibility_of_another_shape(box: Box, visibility: object) -> None:
    wrong = full_item(box)
    wrong["viewpoints"][0]["visibility"] = visibility
    if visibility == {"default_visibility": True, "exceptions": []}:
        assert sync(box, wrong)["errors"] == []  # no exceptions, said oddly
    else:
        assert list(errors_of(box, wrong)) == ["viewpoints.visibility"]


@pytest.mark.parametrize(("field", "value"), [("render_mode", "wire"), ("view_folder_id", 7), ("name", 5)])
def test_other_fields_of_a_viewpoint(box: Box, field: str, value: object) -> None:
    wrong = full_item(box)
    wrong["viewpoints"][0][field] = value
    assert list(errors_of(box, wrong)) == [f"viewpoints.{field}"]


def test_a_snapshot_that_is_no_picture(box: Box) -> None:
    wrong = full_item(box)
    wrong["viewpoints"][0]["snapshot_upload_uuid"] = uploaded(box, b"<svg/>")
    assert "is not a picture" in errors_of(box, wrong)["viewpoints.snapshot_upload_uuid"][0]


def test_an_update_is_checked_as_well(box: Box) -> None:
    number = sync(box, item())["entities"][0]["id"]
    for field, value in {"title": "x" * 81, "priority": "x", "location_id": 5, "due_date": "x"}.items():
        wrong = {"id": number, "title": "T", field: value}
        assert list(sync(box, wrong)["errors"][0]["errors"]) == [field]


def test_post_refuses_what_sync_refuses(box: Box) -> None:
    for wrong in (item(title="x" * 81), item(priority="x"), item(viewpoints=[viewpoint(uploaded(box))])):
        body = {"project_id": box.project_id, "coordination_issue": wrong}
        answer = box.call("POST", ISSUES, json=body)
        assert answer.status_code == 400 and answer.json()["errors"], answer.text
    assert box.issues() == []


def test_paths_and_methods_that_do_not_exist(box: Box) -> None:
    assert box.get("/rest/v1.0/coordination_issues/comments").status_code == 404
    assert box.call("PUT", f"{ISSUES}/sync", json={}).status_code == 405
    assert box.get("/rest/v1.0/nothing").json() == {"errors": "Not found"}
