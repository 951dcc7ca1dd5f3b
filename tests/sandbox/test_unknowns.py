"""Every unknown of the documentation, both ways: a publisher must be right whichever Procore turns out to be."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import requests

from converter.sandbox.switches import SWITCHES, Switches
from tests.sandbox.bodies import BOX, CAMERA, ISSUES, bim_file, full_item, item, made, png, sync, uploaded
from tests.sandbox.running import TIMEOUT_S, Box

ROOT = Path(__file__).resolve().parents[2]


def test_every_switch_is_tried_here_or_elsewhere_and_documented() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    document = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    for name, switch in SWITCHES.items():
        assert f"{name}=" in tests, name
        row = next((line for line in document.splitlines() if line.startswith(f"| `{name}` |")), "")
        assert f"`{switch.default}`" in row, name
        for value in switch.values:
            assert f"`{value}`" in row, (name, value)


@pytest.mark.parametrize(
    "wrong", ["duplicate_uuid", "duplicate_uuid=maybe", "max_batch=many", "max_batch=-1", "colour=red"]
)
def test_a_switch_that_cannot_be_set(wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong.partition("=")[0]):
        Switches([wrong])


# 1. A uuid that exists


def twice(box: Box) -> tuple[dict[str, Any], dict[str, Any]]:
    first = item(title="First")
    original = made(box, first)[0]
    return original, sync(box, {**first, "title": "Second"})


def test_a_repeated_uuid_fails(box: Box) -> None:
    answer = twice(box)[1]
    assert answer["errors"][0]["errors"] == {"uuid": ["has already been taken"]} and len(box.issues()) == 1


def test_a_repeated_uuid_creates(box: Box) -> None:
    box.set(duplicate_uuid="create")
    original, answer = twice(box)
    assert answer["entities"][0]["id"] != original["id"] and len({each["uuid"] for each in box.issues()}) == 1


def test_a_repeated_uuid_updates(box: Box) -> None:
    box.set(duplicate_uuid="update")
    original, answer = twice(box)
    assert answer["entities"][0]["id"] == original["id"]
    assert [each["title"] for each in box.issues()] == ["Second"]


@pytest.mark.parametrize("switch", ["error", "update"])
def test_a_repeated_uuid_within_one_batch_and_in_other_letters(box: Box, switch: str) -> None:
    box.set(duplicate_uuid=switch)
    first = item()
    answer = sync(box, first, {**first, "uuid": first["uuid"].upper()})
    assert len(box.issues()) == 1 and len(answer["errors"]) == (switch == "error")


@pytest.mark.parametrize(("switch", "count"), [("error", 0), ("update", 0), ("create", 1)])
def test_the_uuid_of_an_issue_in_the_bin_stays_taken(box: Box, switch: str, count: int) -> None:
    box.set(duplicate_uuid=switch)
    first = item()
    number = made(box, first)[0]["id"]
    box.call("DELETE", f"{ISSUES}/{number}", params={"project_id": box.project_id})
    assert len(sync(box, first)["entities"]) == count


@pytest.mark.parametrize(("switch", "status"), [("error", 409), ("update", 409), ("create", 201)])
def test_a_repeated_uuid_by_post(box: Box, switch: str, status: int) -> None:
    box.set(duplicate_uuid=switch)
    body = {"project_id": box.project_id, "coordination_issue": item()}
    assert box.call("POST", ISSUES, json=body).status_code == 201
    assert box.call("POST", ISSUES, json=body).status_code == status


# 2. Status on update


@pytest.mark.parametrize(("switch", "status"), [("ignored", "open"), ("honoured", "closed")])
def test_status_on_update(box: Box, switch: str, status: str) -> None:
    box.set(status_on_update=switch)
    number = made(box, item())[0]["id"]
    assert sync(box, {"id": number, "title": "T", "status": "closed"})["entities"][0]["status"] == status


def test_closing_by_sync_needs_an_admin(box: Box) -> None:
    box.set(status_on_update="honoured", rights="standard")
    number = made(box, item())[0]["id"]
    answer = sync(box, {"id": number, "title": "T", "status": "closed"})
    assert list(answer["errors"][0]["errors"]) == ["status"]


# 3. Errors: what is echoed, in which order, and what they do to the others


def test_errors_echo_everything(box: Box) -> None:
    box.set(errors_echo="full")
    wrong = item(title="", priority="low", viewpoints=[{"render_mode": "xray"}])
    answer = sync(box, wrong)["errors"][0]
    assert {name: value for name, value in answer.items() if name != "errors"} == wrong


def test_errors_echo_the_attributes_of_2018(box: Box) -> None:
    box.set(errors_echo="reduced")
    wrong = item(title="", priority="low", viewpoints=[{"render_mode": "xray", "name": "V"}])
    answer = sync(box, wrong)["errors"][0]
    assert set(answer) == {"uuid", "title", "status", "viewpoints", "errors"} and answer["viewpoints"] == [
        {"name": "V"}
    ]


@pytest.mark.parametrize(("switch", "same"), [("submitted", True), ("shuffled", False)])
def test_order_of_answers(box: Box, switch: str, same: bool) -> None:
    box.set(answer_order=switch)
    good, bad = [item(title=f"{n}") for n in range(8)], [item(title="") for _ in range(8)]
    answer = sync(box, *good, *bad)
    assert ([each["title"] for each in answer["entities"]] == [str(n) for n in range(8)]) is same
    assert ([each["uuid"] for each in answer["errors"]] == [each["uuid"] for each in bad]) is same


@pytest.mark.parametrize(("switch", "count"), [("per_item", 1), ("all_or_nothing", 0)])
def test_one_bad_item(box: Box, switch: str, count: int) -> None:
    box.set(sync_transaction=switch)
    answer = sync(box, item(), item(title=""))
    assert len(answer["entities"]) == len(box.issues()) == count and len(answer["errors"]) == 1


@pytest.mark.parametrize(("switch", "key"), [("errors", "errors"), ("message", "message")])
def test_shape_of_refusals(box: Box, switch: str, key: str) -> None:
    box.set(error_shape=switch)
    answer = box.call("POST", ISSUES, json={"project_id": box.project_id, "coordination_issue": {"title": ""}})
    assert key in answer.json() and "title" in answer.text


# 4.-7. Viewpoints


def empty(box: Box, camera: object, section: object = BOX) -> bool:
    """Whether a viewpoint comes back empty in Procore's format."""
    sent = full_item(box)
    sent["viewpoints"][0] |= {"camera_data": json.dumps(camera), "sections_data": json.dumps(section)}
    number = made(box, sent)[0]["id"]
    ask = {"project_id": box.project_id, "view": "extended", "viewpoint_format": "procore"}
    view = box.get(f"{ISSUES}/{number}", **ask).json()["viewpoints"][0]
    return view.get("camera_data") is None


def orthogonal() -> dict[str, Any]:
    pose = {name: value for name, value in CAMERA["perspective_camera"].items() if name != "field_of_view"}
    return {"orthogonal_camera": {**pose, "view_to_world_scale": 9.0, "vertical_extent": 9.0}}


@pytest.mark.parametrize(("switch", "gone"), [("kept", False), ("emptied", True)])
def test_an_orthogonal_camera(box: Box, switch: str, gone: bool) -> None:
    box.set(orthogonal_camera=switch)
    assert empty(box, orthogonal()) is gone and empty(box, CAMERA) is False


def with_(**changes: object) -> dict[str, Any]:
    return {"perspective_camera": {**CAMERA["perspective_camera"], **changes}}


@pytest.mark.parametrize(("switch", "gone"), [("radians", True), ("degrees", False)])
def test_a_field_of_view_of_45(box: Box, switch: str, gone: bool) -> None:
    box.set(field_of_view=switch)
    assert empty(box, with_(field_of_view=45)) is gone


@pytest.mark.parametrize(("switch", "gone"), [("ft", True), ("any", False)])
def test_metres(box: Box, switch: str, gone: bool) -> None:
    box.set(units=switch)
    assert empty(box, with_(unit="m")) is gone and empty(box, with_(unit="ft")) is False


@pytest.mark.parametrize(("switch", "turned"), [("radians", False), ("degrees", True)])
def test_a_rotation_of_90(box: Box, switch: str, turned: bool) -> None:
    box.set(box_rotation=switch)
    sent = full_item(box)
    section = {**BOX, "rotation": {"x": 0, "y": 0, "z": 90}}
    sent["viewpoints"][0]["sections_data"] = json.dumps(section)
    number = made(box, sent)[0]["id"]
    ask = {"project_id": box.project_id, "view": "extended", "viewpoint_format": "procore"}
    planes = json.loads(box.get(f"{ISSUES}/{number}", **ask).json()["viewpoints"][0]["sections_data"])
    assert (abs(planes[0]["direction"]["x"]) < 1e-9) is turned


@pytest.mark.parametrize(("switch", "key"), [("nulls", True), ("omitted", False)])
def test_an_empty_viewpoint(box: Box, switch: str, key: bool) -> None:
    box.set(empty_viewpoint=switch)
    sent = full_item(box)
    sent["viewpoints"][0]["camera_data"] = "{}"
    number = made(box, sent)[0]["id"]
    ask = {"project_id": box.project_id, "view": "extended", "viewpoint_format": "procore"}
    assert ("camera_data" in box.get(f"{ISSUES}/{number}", **ask).json()["viewpoints"][0]) is key


# 8. Parents in a visibility


@pytest.mark.parametrize(("switch", "hidden"), [("hide_children", [1, 2, 3]), ("alone", [1])])
def test_a_parent_in_a_visibility(box: Box, switch: str, hidden: list[int]) -> None:
    box.set(parent_ids=switch)
    objects = [{"id": 1}, {"id": 2, "parent_id": 1}, {"id": 3, "parent_id": 2}, {"id": 4}]
    model = box.own("POST", "/models", json={"objects": objects})
    sent = full_item(box)
    sent["coordination_issue_file_id"] = model["bim_file_id"]
    sent["viewpoints"][0]["visibility"] = {"default_visibility": True, "exceptions": {"object_ids": [1]}}
    made(box, sent)
    assert box.issues()[0]["viewpoints"][0]["hidden_object_ids"] == hidden


# 9. and 12. Limits


@pytest.mark.parametrize(("limit", "status"), [(0, 200), (200, 413)])
def test_size_of_a_body(box: Box, limit: int, status: int) -> None:
    box.set(max_body_bytes=limit)
    body = {"project_id": box.project_id, "updates": [item(description="x" * 500)]}
    assert box.call("PATCH", f"{ISSUES}/sync", json=body).status_code == status


@pytest.mark.parametrize(("limit", "status"), [(0, 200), (300, 414)])
def test_length_of_an_address(box: Box, limit: int, status: int) -> None:
    box.set(max_url_bytes=limit)
    ask = {"project_id": box.project_id, "filters[search]": "x" * 500}
    assert box.get(ISSUES, **ask).status_code == status
    assert box.call("POST", f"{ISSUES}/list", json={"project_id": box.project_id}).status_code == 200


@pytest.mark.parametrize(("limit", "count"), [(0, 1), (100, 0)])
def test_length_of_texts(box: Box, limit: int, count: int) -> None:
    box.set(max_json_chars=limit)
    assert len(sync(box, full_item(box))["entities"]) == count
    box.set(max_json_chars=0, max_description_chars=limit)
    assert len(sync(box, item(description="x" * 101))["entities"]) == count


@pytest.mark.parametrize(("limit", "status"), [(0, 200), (2, 422)])
def test_values_of_a_filter(box: Box, limit: int, status: int) -> None:
    box.set(max_filter_values=limit)
    number = box.own("POST", "/models", json={})["bim_model_revision_id"]
    ask = {"project_id": box.project_id, "filters[value][]": ["a", "b", "c"]}
    assert box.get(f"/rest/v1.0/bim_model_revisions/{number}/properties", **ask).status_code == status


@pytest.mark.parametrize(("limit", "count"), [(20, 1), (1, 0)])
def test_number_of_attachments(box: Box, limit: int, count: int) -> None:
    box.set(max_attachments=limit)
    assert len(sync(box, item(attachment_upload_uuids=[uploaded(box), uploaded(box)]))["entities"]) == count


def test_other_limits(box: Box) -> None:
    box.set(max_batch=1, default_per_page=1, max_per_page=1, token_seconds=60, spike_seconds=5, hour_seconds=60)
    body = {"project_id": box.project_id, "updates": [item(), item()]}
    assert box.call("PATCH", f"{ISSUES}/sync", json=body).status_code == 400
    sync(box, item())
    sync(box, item())
    assert len(box.get(ISSUES, project_id=box.project_id).json()) == 1
    assert box.get(ISSUES, project_id=box.project_id, per_page=9).headers["Per-Page"] == "1"
    box.advance(61)
    assert box.get("/rest/v1.0/me").status_code == 401


# 10. Names of properties


@pytest.mark.parametrize("place", ["IFC/GLOBALID", "Element/IfcGUID", "Item/GUID"])
@pytest.mark.parametrize("element", ["Element ID/Value", "Element/Id"])
def test_where_a_model_keeps_ids(box: Box, place: str, element: str) -> None:
    box.set(guid_property=place, element_id_property=element)
    objects = [{"id": 1, "guid": "abc", "element_id": 7}]
    number = box.own("POST", "/models", json={"objects": objects})["bim_model_revision_id"]
    rows = box.get(f"/rest/v1.0/bim_model_revisions/{number}/properties", project_id=box.project_id).json()
    assert {(f"{row['category']}/{row['name']}", row["value"]) for row in rows} == {(place, "abc"), (element, "7")}


# 11. and 17. Uploads


@pytest.mark.parametrize(("switch", "count"), [("refused", 0), ("accepted", 1)])
def test_an_upload_of_v21(box: Box, switch: str, count: int) -> None:
    box.set(v21_uploads=switch)
    path = f"/rest/v2.1/companies/{box.company_id}/projects/{box.project_id}/uploads"
    part = {"size": len(png()), "sha256": hashlib.sha256(png()).hexdigest()}
    body = {"file_name": "view.png", "file_size": len(png()), "content_type": "image/png", "segments": [part]}
    upload = box.call("POST", path, json=body).json()["data"]
    segment = upload["segments"][0]
    headers = {**segment["headers"], "Content-Type": "application/octet-stream"}
    etag = requests.put(segment["url"], data=png(), headers=headers, timeout=TIMEOUT_S).headers["ETag"]
    done = box.call("PATCH", f"{path}/{upload['upload_id']}", json={"part_etags": [etag]}).json()["data"]
    assert done["status"] == "available"
    sent = full_item(box)
    sent["viewpoints"][0]["snapshot_upload_uuid"] = upload["upload_id"]
    assert len(sync(box, sent)["entities"]) == count


def test_refusals_of_v2_have_their_own_shape(box: Box) -> None:
    path = f"/rest/v2.1/companies/{box.company_id}/projects/{box.project_id}/uploads"
    error = box.call("POST", path, json={}).json()["error"]
    assert error["code"] == "BAD_REQUEST" and error["details"][0]["reason_code"] == "INVALID_PROPERTY"


@pytest.mark.parametrize(("switch", "count"), [("allowed", 1), ("once", 0)])
def test_one_picture_for_two_issues(box: Box, switch: str, count: int) -> None:
    box.set(upload_reuse=switch)
    first = full_item(box)
    made(box, first)
    assert len(sync(box, {**first, "uuid": item()["uuid"]})["entities"]) == count


@pytest.mark.parametrize(("types", "count"), [("image/png,image/jpeg", 0), ("image/gif", 1), ("any", 1)])
def test_kinds_of_pictures(box: Box, types: str, count: int) -> None:
    box.set(snapshot_types=types)
    sent = full_item(box) if types != "image/gif" else {**item(), "coordination_issue_file_id": bim_file(box)}
    view = {"camera_data": json.dumps(CAMERA), "snapshot_upload_uuid": uploaded(box, b"GIF89a and so on")}
    assert len(sync(box, {**sent, "viewpoints": [view]})["entities"]) == count


@pytest.mark.parametrize(("limit", "count"), [(0, 1), (10, 0)])
def test_size_of_pictures(box: Box, limit: int, count: int) -> None:
    sent = full_item(box)
    box.set(max_snapshot_bytes=limit)
    assert len(sync(box, sent)["entities"]) == count


# 13. Idempotency


@pytest.mark.parametrize(("switch", "count"), [("ignored", 2), ("honoured", 1)])
def test_an_idempotency_token(box: Box, switch: str, count: int) -> None:
    box.set(idempotency_header=switch)
    body, token = {"title": "Once"}, {"Idempotency-Token": "token-1"}
    first, second = sync(box, body, headers=token), sync(box, body, headers=token)
    assert len(box.issues()) == count and (first == second) is (count == 1)
    sync(box, body, headers={"Idempotency-Token": "token-2"})
    assert len(box.issues()) == count + 1


# 14. Comments: no address is documented, so there is none


def test_no_address_takes_comments(box: Box) -> None:
    number = made(box, item())[0]["id"]
    for path in (f"{ISSUES}/{number}/comments", "/rest/v1.0/coordination_issue_activities"):
        assert box.call("POST", path, json={"project_id": box.project_id}).status_code == 404


# 15. Webhooks


@pytest.mark.parametrize(("switch", "there"), [("absent", False), ("present", True)])
def test_webhook_resources(box: Box, switch: str, there: bool) -> None:
    box.set(webhook_resource=switch)
    assert ("Coordination Issues" in box.get("/rest/v1.0/webhooks/resources").json()) is there


# 16. Configurable types, and the other newer fields


@pytest.mark.parametrize(("switch", "count"), [("unknown", 0), ("known", 1)])
def test_newer_fields(box: Box, switch: str, count: int) -> None:
    box.set(new_fields=switch)
    answer = sync(box, item(is_private=True, coordination_issue_type_id=5, watcher_ids=[]))
    assert len(answer["entities"]) == count
    if count:
        issue = answer["entities"][0]
        assert issue["is_private"] is True and issue["coordination_issue_type_id"] == 5
        changed = sync(box, {"id": issue["id"], "title": "T", "is_private": False})["entities"][0]
        assert changed["is_private"] is False


# What the tables leave open beside section 10


@pytest.mark.parametrize(("switch", "count"), [("refused", 0), ("ignored", 1)])
def test_fields_nobody_documents(box: Box, switch: str, count: int) -> None:
    box.set(unknown_fields=switch)
    assert len(sync(box, item(colour="red"))["entities"]) == count
    answer = box.get(ISSUES, project_id=box.project_id, **{"filters[uuid]": "x"})
    assert answer.status_code == (200 if count else 400)


@pytest.mark.parametrize(("switch", "status"), [("stored_as_open", "open"), ("kept", "in_progress")])
def test_a_new_issue_in_progress(box: Box, switch: str, status: str) -> None:
    box.set(in_progress=switch)
    assert made(box, item(status="in_progress"))[0]["status"] == status


@pytest.mark.parametrize(("switch", "there"), [("normal", False), ("extended", True)])
def test_the_view_of_show(box: Box, switch: str, there: bool) -> None:
    box.set(show_view=switch)
    number = made(box, item())[0]["id"]
    assert ("viewpoints" in box.get(f"{ISSUES}/{number}", project_id=box.project_id).json()) is there


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_status_without_company(box: Box, status: int) -> None:
    box.set(missing_company_status=status)
    token = {"Authorization": f"Bearer {box.sign_in()}"}
    assert requests.get(f"{box.base_url}/rest/v1.0/me", headers=token, timeout=TIMEOUT_S).status_code == status


@pytest.mark.parametrize(("switch", "status", "count"), [("error", 400, 1), ("create", 201, 2), ("return", 200, 1)])
def test_a_file_of_a_name_and_uuid_that_exist(box: Box, switch: str, status: int, count: int) -> None:
    box.set(duplicate_bim_file=switch)
    body = {"project_id": box.project_id, "bim_file": {"name": "A.nwd", "uuid": item()["uuid"]}}
    assert box.call("POST", "/rest/v1.0/bim_files", json=body).status_code == 201
    assert box.call("POST", "/rest/v1.0/bim_files", json=body).status_code == status
    assert len(box.get("/rest/v1.0/bim_files", project_id=box.project_id).json()) == count


def test_rights_and_tool_are_switches(box: Box) -> None:
    for switches in ({"rights": "none"}, {"rights": "admin", "tool": "off"}):
        box.set(**switches)
        assert box.get(ISSUES, project_id=box.project_id).status_code == 403
    box.set(rights="admin", tool="on")
    assert box.get(ISSUES, project_id=box.project_id).status_code == 200
