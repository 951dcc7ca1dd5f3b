"""Viewpoints beside sync, what they are associated with, and how they come back in Procore's format."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.sandbox.bodies import BOX, CAMERA, ISSUES, bim_file, full_item, item, made, uploaded
from tests.sandbox.running import Box

VIEWPOINTS = "/rest/v1.0/bim_viewpoints"
PLANES = [{"location": {"x": 0.0, "y": 0.0, "z": 9.0}, "direction": {"x": 0, "y": 0, "z": -1}, "unit": "ft"}]
AUTODESK_CAMERA = {
    "Type": "AutodeskCommonCamera", "Version": 1, "UnitsToMetersScaleFactor": 0.3048, "Position": [1, 2, 3],
    "ViewDirection": [0, 1, 0], "UpDirection": [0, 0, 1], "Projection": "Perspective", "VerticalExtent": 10.0,
    "TargetDistance": 5.0,
}  # fmt: skip
AUTODESK_BOX = {
    "Type": "ClipPlaneSet",
    "OrientedBox": {"Box": [[0, 0, 0], [1, 2, 3]], "Rotation": [0, 0, 0]},
    "Unit": "ft",
}
AUTODESK_PLANES = {"Type": "ClipPlaneSet", "Planes": [{"Normal": [0, 0, 1], "Distance": 3}]}


def view(box: Box, **more: Any) -> dict[str, Any]:
    return {"bim_file_id": bim_file(box), "upload_uuid": uploaded(box), "camera_data": json.dumps(CAMERA), **more}


def post(box: Box, one: dict[str, Any]) -> Any:
    return box.call("POST", VIEWPOINTS, json={"project_id": box.project_id, "bim_viewpoint": one})


def read_back(box: Box, camera: object, section: object = None) -> dict[str, Any]:
    """The viewpoint of an issue in Procore's format."""
    sent = full_item(box)
    sent["viewpoints"][0]["camera_data"] = json.dumps(camera)
    sent["viewpoints"][0]["sections_data"] = None if section is None else json.dumps(section)
    number = made(box, sent)[0]["id"]
    ask = {"project_id": box.project_id, "view": "extended", "viewpoint_format": "procore"}
    return dict(box.get(f"{ISSUES}/{number}", **ask).json()["viewpoints"][0])


def test_one_viewpoint(box: Box) -> None:
    number = str(uuid4())
    answer = post(box, view(box, name="One", uuid=number, redlines_data='{"lines": []}'))
    assert answer.status_code == 201 and answer.json()["uuid"] == number
    shown = box.get(f"{VIEWPOINTS}/{answer.json()['id']}", project_id=box.project_id)
    assert shown.json() == answer.json() and json.loads(shown.json()["camera_data"]) == CAMERA


@pytest.mark.parametrize("left", ["bim_file_id", "upload_uuid", "camera_data"])
def test_what_a_viewpoint_needs(box: Box, left: str) -> None:
    wrong = view(box)
    del wrong[left]
    answer = post(box, wrong)
    assert answer.status_code == 400 and answer.json()["errors"] == {left: ["is missing"]}


def test_the_name_of_the_upload_differs_from_sync(box: Box) -> None:
    wrong = view(box)
    wrong["snapshot_upload_uuid"] = wrong.pop("upload_uuid")
    assert set(post(box, wrong).json()["errors"]) == {"upload_uuid", "snapshot_upload_uuid"}


def test_a_batch_takes_a_hundred(box: Box) -> None:
    good = view(box)
    body = {"project_id": box.project_id, "bim_viewpoints": [good, {**good, "camera_data": "no"}, good]}
    answer = box.call("POST", f"{VIEWPOINTS}/batch", json=body).json()
    assert len(answer["bim_viewpoints"]) == 2 and list(answer["errors"][0]["errors"]) == ["camera_data"]
    assert (
        len(
            box.call("POST", f"{VIEWPOINTS}/batch", json={**body, "bim_viewpoints": [good] * 100}).json()[
                "bim_viewpoints"
            ]
        )
        == 100
    )
    assert box.call("POST", f"{VIEWPOINTS}/batch", json={**body, "bim_viewpoints": [good] * 101}).status_code == 400


def test_a_further_viewpoint_of_an_issue(box: Box) -> None:
    issue = made(box, full_item(box))[0]
    more = post(box, view(box, name="Second")).json()["id"]
    path = f"{VIEWPOINTS}/{more}/associations"
    body = {"project_id": box.project_id, "procore_item": {"item_id": issue["id"], "item_type": "CoordinationIssue"}}
    for _ in range(2):  # a second time changes nothing
        assert box.call("POST", path, json=body).status_code == 204
    assert [each["name"] for each in box.issues()[0]["viewpoints"]] == ["View", "Second"]
    ask = {"project_id": box.project_id, "item_id": issue["id"], "item_type": "CoordinationIssue"}
    assert box.call("DELETE", path, params=ask).status_code == 204
    assert box.call("DELETE", path, params=ask).status_code == 404
    assert len(box.issues()[0]["viewpoints"]) == 1


@pytest.mark.parametrize(
    ("item_type", "item_id", "status"),
    [("CoordinationIssue", 5, 404), ("Rfi", 5, 400), ("CoordinationIssue", "5", 400), (None, None, 400)],
)
def test_what_cannot_be_associated(box: Box, item_type: object, item_id: object, status: int) -> None:
    path = f"{VIEWPOINTS}/{post(box, view(box)).json()['id']}/associations"
    body = {"project_id": box.project_id, "procore_item": {"item_id": item_id, "item_type": item_type}}
    assert box.call("POST", path, json=body).status_code == status


def test_an_issue_in_the_bin_cannot_be_associated(box: Box) -> None:
    number = made(box, item())[0]["id"]
    box.call("DELETE", f"{ISSUES}/{number}", params={"project_id": box.project_id})
    path = f"{VIEWPOINTS}/{post(box, view(box)).json()['id']}/associations"
    body = {"project_id": box.project_id, "procore_item": {"item_id": number, "item_type": "CoordinationIssue"}}
    assert box.call("POST", path, json=body).status_code == 404


def test_a_box_comes_back_as_six_planes(box: Box) -> None:
    back = read_back(box, CAMERA, BOX)
    assert json.loads(back["camera_data"]) == CAMERA
    planes = json.loads(back["sections_data"])
    assert len(planes) == 6 and all(each["unit"] == "ft" for each in planes)
    west = next(each for each in planes if each["direction"]["x"] == -1)
    assert west["location"] == {"x": 5.0, "y": 10.0, "z": 5.0}  # what lies west of it is cut away


def test_planes_come_back_as_they_are(box: Box) -> None:
    back = json.loads(read_back(box, CAMERA, PLANES)["sections_data"])
    assert back == [{"location": {"x": 0, "y": 0, "z": 9}, "direction": {"x": 0, "y": 0, "z": -1}, "unit": "ft"}]


def test_autodesks_camera_and_box_are_converted(box: Box) -> None:
    back = read_back(box, AUTODESK_CAMERA, AUTODESK_BOX)
    camera = json.loads(back["camera_data"])["perspective_camera"]
    assert camera["camera_view_point"] == {"x": 1, "y": 2, "z": 3}
    assert camera["field_of_view"] == pytest.approx(1.5707963)
    assert len(json.loads(back["sections_data"])) == 6


def test_autodesks_planes_are_not(box: Box) -> None:
    # What they mean is documented in two contrary ways.
    assert read_back(box, CAMERA, AUTODESK_PLANES)["sections_data"] is None


def camera(**changes: object) -> dict[str, Any]:
    inner = {**CAMERA["perspective_camera"], **changes}
    return {"perspective_camera": {name: value for name, value in inner.items() if value != "left out"}}


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        5,
        {"camera": {}},
        camera(field_of_view="left out"),
        camera(target_distance="left out"),
        camera(field_of_view=0),
        camera(field_of_view=45),
        camera(target_distance=-1),
        camera(camera_direction={"x": 0, "y": 0, "z": 0}),
        camera(camera_view_point={"x": 0, "y": 0}),
        camera(camera_view_point={"x": "0", "y": 0, "z": 0}),
        camera(unit="yd"),
    ],
)
def test_a_camera_without_valid_conversion_is_kept_and_comes_back_empty(box: Box, document: object) -> None:
    back = read_back(box, document)
    assert back["camera_data"] is None and back["snapshot"]
    assert json.loads(box.issues()[0]["viewpoints"][0]["camera_data"]) == document


def test_hidden_objects_of_a_published_model(box: Box) -> None:
    objects = [{"id": 1}, {"id": 2, "parent_id": 1}, {"id": 3, "parent_id": 2}, {"id": 4}]
    model = box.own("POST", "/models", json={"name": "M.nwd", "objects": objects})
    sent = full_item(box)
    sent["coordination_issue_file_id"] = model["bim_file_id"]
    sent["viewpoints"][0]["visibility"] = {
        "default_visibility": True,
        "exceptions": {"object_ids": [2], "object_ranges": [[4, 9]]},
    }
    made(box, sent)
    assert box.issues()[0]["viewpoints"][0]["hidden_object_ids"] == [2, 3, 4]


@pytest.mark.parametrize(("switch", "count"), [("error", 1), ("create", 2), ("update", 1)])
def test_a_repeated_uuid_is_what_the_switch_says(box: Box, switch: str, count: int) -> None:
    box.set(duplicate_uuid=switch)
    one = view(box, uuid=str(uuid4()))
    body = {"project_id": box.project_id, "bim_viewpoints": [one]}
    answers = [box.call("POST", f"{VIEWPOINTS}/batch", json=body).json() for _ in range(2)]
    assert len({each["id"] for answer in answers for each in answer["bim_viewpoints"]}) == count
    assert [list(each["errors"]) for each in answers[1]["errors"]] == ([["uuid"]] if switch == "error" else [])
