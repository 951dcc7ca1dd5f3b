"""The self-check: takes what Procore documents, refuses what Procore documents as refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from converter.model.viewpoint import OrthogonalCamera
from converter.publisher.procore.encode import BimFile, batches_of
from converter.publisher.procore.validate import problems_of, schema_of
from tests.publisher.planned import full_issue, issue, viewpoint

LARGEST = 2**63 - 1
VIEW = "/updates/0/viewpoints/0"
VISIBILITY = {"default_visibility": True, "exceptions": {"object_ids": [24861, 46732], "object_ranges": [[24862, 24]]}}


def valid() -> dict[str, Any]:
    """A body of this project with everything in it."""
    (batch,) = batches_of(7, [full_issue()], BimFile(id=8), 10)
    body: dict[str, Any] = json.loads(batch.body)
    body["updates"][0]["viewpoints"][0]["visibility"] = deepcopy(VISIBILITY)
    return body


def problems(body: object) -> list[str]:
    return problems_of(json.dumps(body).encode())


def with_item(**changes: Any) -> dict[str, Any]:
    body = valid()
    body["updates"][0] |= changes
    return body


def with_view(**changes: Any) -> dict[str, Any]:
    body = valid()
    body["updates"][0]["viewpoints"][0] |= changes
    return body


def without(*names: str) -> dict[str, Any]:
    body = valid()
    for name in names:
        del body["updates"][0][name]
    return body


def camera_with(**changes: Any) -> str:
    camera = json.loads(valid()["updates"][0]["viewpoints"][0]["camera_data"])["perspective_camera"]
    camera |= changes
    return json.dumps({"perspective_camera": {name: value for name, value in camera.items() if value is not None}})


def visibility_with(**exceptions: Any) -> dict[str, Any]:
    return {"default_visibility": False, "exceptions": {"object_ids": [], "object_ranges": []} | exceptions}


def test_the_bodies_of_this_project_are_taken() -> None:
    flat = OrthogonalCamera((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 4.0)
    issues = [issue(1), full_issue(2), issue(3, viewpoint=viewpoint(3, camera=flat))]
    for bim_file in (BimFile(name="Federated"), BimFile(id=LARGEST)):
        for batch in batches_of(LARGEST, issues, bim_file, 2):
            assert problems_of(batch.body) == []
    assert problems(valid()) == []


@pytest.mark.parametrize("name", ["sync_request_create", "sync_request_create_latest_fields", "sync_request_update"])
def test_the_example_requests_of_procore_are_taken(shared_data: Path, name: str) -> None:
    assert problems_of((shared_data / "procore" / f"{name}.json").read_bytes()) == []


def test_the_example_view_of_procore_is_taken(shared_data: Path) -> None:
    example = json.loads((shared_data / "procore" / "viewpoint_B_bounding_box.json").read_bytes())["bim_viewpoint"]
    names = ("name", "view_folder_id", "camera_data", "redlines_data", "sections_data", "render_mode", "visibility")
    assert problems(with_view(**{name: example[name] for name in names})) == []


@pytest.mark.parametrize("name", ["viewpoint_A_autodesk", "viewpoint_C_clipping_planes"])
def test_sections_in_an_encoding_not_documented_for_sync_are_refused(shared_data: Path, name: str) -> None:
    example = json.loads((shared_data / "procore" / f"{name}.json").read_bytes())["bim_viewpoint"]
    found = problems(with_view(sections_data=example["sections_data"]))
    assert found and all(f"{VIEW}/sections_data" in line for line in found)


@pytest.mark.parametrize(
    "name", ["some_with_range", "less_than_half_hidden", "more_than_half_hidden", "openapi_example"]
)
def test_the_example_visibilities_of_procore_are_taken(shared_data: Path, name: str) -> None:
    example = json.loads((shared_data / "procore" / "visibility_examples.json").read_bytes())[name]
    visibility = {key: value for key, value in example.items() if not key.startswith("_")}
    assert problems(with_view(visibility=visibility)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 80},
        {"title": "é" * 80},
        {"due_date": "20260331"},
        {"location_id": LARGEST},
        {"id": 426},
        {"attachment_upload_uuids": ["u"] * 20},
        {"watcher_ids": [624, 625], "is_private": True},
        *({"status": status} for status in ("open", "in_progress", "blocked", "ready_for_review", "closed")),
        *({"priority": priority} for priority in ("low", "medium", "high", "critical")),
    ],
    ids=str,
)
def test_what_is_documented_is_taken(changes: dict[str, Any]) -> None:
    assert problems(with_item(**changes)) == []


def test_a_drawing_may_take_the_place_of_the_file() -> None:
    body = without("coordination_issue_file_id", "viewpoints")
    body["updates"][0]["drawing_revision_id"] = 3
    assert problems(body) == []


def test_a_thousand_items_are_taken_and_one_more_is_not() -> None:
    body = {"project_id": 7, "updates": [{"title": "t"}] * 1_000}
    assert problems(body) == []
    body["updates"] = [{"title": "t"}] * 1_001
    assert len(problems(body)) == 1


def refused_items() -> Iterator[Any]:
    yield pytest.param(without("title"), "title", id="no title")
    yield pytest.param(with_item(title=""), "/title", id="empty title")
    yield pytest.param(with_item(title="x" * 81), "/title", id="title of 81 characters")
    yield pytest.param(without("coordination_issue_file_id"), "coordination_issue_file_id", id="view without file")
    yield pytest.param(with_item(viewpoints=valid()["updates"][0]["viewpoints"] * 2), "/viewpoints", id="two views")
    yield pytest.param(with_item(drawing_revision_id=3), "/updates/0", id="drawing and file")
    for name in ("title", "origin_id", "origin_type", "deep_link_url"):
        body = valid()
        del body["updates"][0]["origin"][name]
        yield pytest.param(body, name, id=f"origin without {name}")
    yield pytest.param(
        with_item(origin={"title": 1, "origin_id": "", "origin_type": "", "deep_link_url": ""}),
        "/origin/title",
        id="origin title of a number",
    )
    for name, value in (("status", "new"), ("status", "Open"), ("priority", "urgent"), ("issue_type", "hard_clash")):
        yield pytest.param(with_item(**{name: value}), f"/{name}", id=f"{name} {value}")
    for value in ("31.03.2026", "2026-13-01", "2026-00-10", "2026-03-32", "2026-03-31T00:00:00Z", ""):
        yield pytest.param(with_item(due_date=value), "/due_date", id=f"due {value}")
    for value in ("", "5", "0b1a32a7-9cf4-4e53-bef4-3d70201b709", "{0b1a32a7-9cf4-4e53-bef4-3d70201b709a}"):
        yield pytest.param(with_item(uuid=value), "/uuid", id=f"uuid {value}")
    yield pytest.param(with_item(assignee="a@example.com"), "assignee", id="unknown field")
    yield pytest.param(with_item(attachment_upload_uuids=["u"] * 21), "/attachment_upload_uuids", id="21 attachments")
    for name in ("location_id", "assignee_id", "trade_id", "coordination_issue_file_id", "bim_model_id", "id"):
        for value in (1.5, "5", -1, 2**63, 2**64, 10**30, True, None, [5]):
            yield pytest.param(with_item(**{name: value}), f"/{name}", id=f"{name} {value}")


@pytest.mark.parametrize(("body", "named"), [*refused_items()])
def test_an_item_that_is_documented_as_refused_is_refused(body: dict[str, Any], named: str) -> None:
    found = problems(body)
    assert found and found[0].startswith("/updates/0") and named in found[0]


def refused_views() -> Iterator[Any]:
    for name in ("snapshot_upload_uuid", "camera_data"):
        body = valid()
        del body["updates"][0]["viewpoints"][0][name]
        yield pytest.param(body, name, id=f"no {name}")
    yield pytest.param(with_view(render_mode="wireframe"), "/render_mode", id="render mode")
    yield pytest.param(with_view(camera={}), "camera", id="unknown field")
    yield pytest.param(with_view(snapshot_upload_uuid=""), "/snapshot_upload_uuid", id="empty upload")
    cameras: dict[str, Any] = {
        "an object": {"perspective_camera": {}},
        "no JSON": "perspective",
        "cut off": camera_with()[:-1],
        "more than one": camera_with() + camera_with(),
        "a list": f"[{camera_with()}]",
        "empty": "{}",
        "not a number": camera_with(field_of_view=float("nan")),
        "infinite": camera_with(target_distance=float("inf")),
        "beyond all numbers": camera_with().replace('"field_of_view": 0.7854', '"field_of_view": 1e999'),
        "angle in degrees": camera_with(field_of_view=45),
        "no angle": camera_with(field_of_view=None),
        "no position": camera_with(camera_view_point=None),
        "no direction": camera_with(camera_direction=None),
        "no up": camera_with(camera_up_vector=None),
        "no target": camera_with(target_distance=None),
        "target at the eye": camera_with(target_distance=0),
        "flat position": camera_with(camera_view_point={"x": 0, "y": 0}),
        "position of texts": camera_with(camera_view_point={"x": "0", "y": 0, "z": 0}),
        "unknown unit": camera_with(unit="furlong"),
        "unknown key": camera_with(aspect=1.5),
        "orthogonal without height": camera_with(field_of_view=None).replace("perspective", "orthogonal"),
    }
    for name, text in cameras.items():
        yield pytest.param(with_view(camera_data=text), f"{VIEW}/camera_data", id=f"camera: {name}")
    corner = {"x": 0, "y": 0, "z": 0}
    sections: dict[str, Any] = {
        "no JSON": "box",
        "no rotation": json.dumps({"min_boundary": corner, "max_boundary": corner}),
        "other keys": json.dumps({"min": corner, "max": corner, "rotation": corner}),
        "one key more": json.dumps({"min_boundary": corner, "max_boundary": corner, "rotation": corner, "unit": "ft"}),
        "not finite": json.dumps(
            {"min_boundary": corner | {"x": float("nan")}, "max_boundary": corner, "rotation": corner}
        ),
    }
    for name, text in sections.items():
        yield pytest.param(with_view(sections_data=text), f"{VIEW}/sections_data", id=f"section: {name}")
    line = {"start_point": corner, "end_point": corner, "color": {"r": 1, "g": 0, "b": 0, "a": 1}, "thickness": 3}
    redlines: dict[str, Any] = {
        "no JSON": "lines",
        "unknown kind": json.dumps({"clouds": []}),
        "no colour": json.dumps({"lines": [{name: line[name] for name in ("start_point", "end_point", "thickness")}]}),
        "colour of 255": json.dumps({"lines": [line | {"color": {"r": 255, "g": 0, "b": 0}}]}),
    }
    for name, text in redlines.items():
        yield pytest.param(with_view(redlines_data=text), f"{VIEW}/redlines_data", id=f"redlines: {name}")
    for ranges in (
        [[1, 0]],
        [[1, -1]],
        [[1, 2, 3]],
        [[1]],
        [[]],
        [[-1, 2]],
        [[2**63, 1]],
        [[1.5, 2]],
        [1, 3],
        [["1", 3]],
    ):
        visibility = visibility_with(object_ranges=ranges)
        yield pytest.param(with_view(visibility=visibility), "/object_ranges", id=f"ranges {ranges}")
    for ids in ([-1], [2**63], [1.5], ["1"], [None], 5):
        yield pytest.param(with_view(visibility=visibility_with(object_ids=ids)), "/object_ids", id=f"ids {ids}")
    yield pytest.param(with_view(visibility={"default_visibility": True}), "exceptions", id="no exceptions")
    yield pytest.param(with_view(visibility=VISIBILITY | {"default_visibility": "yes"}), "/default", id="no boolean")


@pytest.mark.parametrize(("body", "named"), [*refused_views()])
def test_a_view_that_is_documented_as_refused_is_refused(body: dict[str, Any], named: str) -> None:
    found = problems(body)
    assert found and found[0].startswith(VIEW) and named in found[0]


@pytest.mark.parametrize(
    "body", [{}, [], {"project_id": 7}, {"project_id": 7, "updates": []}, {"updates": [{"title": "t"}]}]
)
def test_a_body_without_project_or_items_is_refused(body: object) -> None:
    assert problems(body)


@pytest.mark.parametrize("project", [-1, 2**63, 1.5, "7", None])
def test_a_project_that_is_no_id_is_refused(project: object) -> None:
    (line,) = problems(valid() | {"project_id": project})
    assert line.startswith("/project_id")


@pytest.mark.parametrize(
    "text", [b"", b"{", b"no json", b'{"project_id":NaN,"updates":[{"title":"t"}]}', b'{"project_id":7}}']
)
def test_what_is_no_json_is_one_problem(text: bytes) -> None:
    assert len(problems_of(text)) == 1


def test_a_problem_names_its_place_in_any_item() -> None:
    body = valid()
    body["updates"] = [*deepcopy(body["updates"]), {"title": "t"}, *deepcopy(body["updates"])]
    body["updates"][2]["uuid"] = "00000000-0000-0000-0000-000000000002"
    body["updates"][2]["viewpoints"][0]["camera_data"] = camera_with(field_of_view=45)
    assert problems(body)[0].startswith("/updates/2/viewpoints/0/camera_data/perspective_camera")


def test_no_more_than_twenty_problems_are_listed() -> None:
    assert len(problems({"project_id": 7, "updates": [{"title": ""}] * 30})) == 20
    body = valid()
    body["updates"][0]["viewpoints"][0]["sections_data"] = "{}"
    body["updates"] *= 30
    each = len(problems(body | {"updates": body["updates"][:1]}))
    assert 20 % each and len(problems(body)) == 20


def test_the_schemas_say_what_they_are_for() -> None:
    assert "coordination_issues/sync" in schema_of("sync.schema.json")["title"]
    assert schema_of("viewpoint.schema.json")["required"] == ["camera_data"]
