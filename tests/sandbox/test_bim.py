"""BIM files, view folders, published models with their objects and properties."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.sandbox.bodies import bim_file, elsewhere, full_item, made
from tests.sandbox.running import Box

FILES, FOLDERS = "/rest/v1.0/bim_files", "/rest/v1.0/bim_view_folders"
OBJECTS = [
    {"id": 1, "value": "Services.nwc"},
    {"id": 2, "value": "Duct", "parent_id": 1, "guid": "0aAbBcCdDeEfFgGhHiIjJk", "element_id": 501},
    {
        "id": 3,
        "value": "Pipe",
        "parent_id": 1,
        "guid": "1aAbBcCdDeEfFgGhHiIjJk",
        "properties": [
            {"category": "Item", "name": "Length", "value": "3.2 ft", "typed_value": 3.2, "uom": "ft", "curated": True}
        ],
    },
]


@pytest.fixture
def model(box: Box) -> dict[str, int]:
    corner = {"x": 0, "y": 0, "z": 0}
    body = {"name": "Federated.nwd", "objects": OBJECTS, "min_boundary": corner}
    return dict(box.own("POST", "/models", json=body))


def test_a_file_is_made_and_found(box: Box) -> None:
    number = bim_file(box, "One.nwd")
    bim_file(box, "Two.nwd")
    listed = box.get(FILES, project_id=box.project_id)
    assert [each["name"] for each in listed.json()] == ["One.nwd", "Two.nwd"] and listed.headers["Total"] == "2"
    chosen = box.get(FILES, project_id=box.project_id, **{"filters[id]": f"[{number}]"})
    assert [each["id"] for each in chosen.json()] == [number]
    shown = box.get(f"{FILES}/{number}", project_id=box.project_id).json()
    assert set(shown) == {"id", "name", "uuid", "project_id", "company_id", "created_at", "updated_at"}
    assert box.get(f"{FILES}/{number}", project_id=elsewhere(box)).status_code == 404
    assert box.get(FILES, project_id=box.project_id, **{"filters[name]": "One.nwd"}).status_code == 400


@pytest.mark.parametrize("wrong", [{"name": "A.nwd"}, {"uuid": str(uuid4())}, {"name": "A.nwd", "uuid": "no"}])
def test_a_file_needs_name_and_uuid(box: Box, wrong: dict[str, str]) -> None:
    body = {"project_id": box.project_id, "bim_file": wrong}
    assert box.call("POST", FILES, json=body).status_code == 400


def test_a_file_is_renamed_and_deleted_while_nothing_hangs_on_it(box: Box) -> None:
    number = bim_file(box)
    body = {"project_id": box.project_id, "bim_file": {"name": "Other.nwd"}}
    assert box.call("PATCH", f"{FILES}/{number}", json=body).json()["name"] == "Other.nwd"
    ask = {"project_id": box.project_id}
    assert box.call("DELETE", f"{FILES}/{number}", params=ask).status_code == 204
    used = made(box, full_item(box))[0]["coordination_issue_file"]["id"]
    assert box.call("DELETE", f"{FILES}/{used}", params=ask).status_code == 400


def test_folders_by_name_and_by_path(box: Box) -> None:
    file = bim_file(box)
    ask = {"project_id": box.project_id, "bim_view_folder": {"name": "Clashes", "bim_file_id": file}}
    top = box.call("POST", FOLDERS, json=ask)
    assert top.status_code == 201
    nested: dict[str, Any] = {
        "project_id": box.project_id,
        "bim_view_folder": {"path": ["Clashes", "HVAC"], "bim_file_id": file},
    }
    first = box.call("POST", "/rest/v1.0/nested_bim_view_folders", json=nested)
    second = box.call("POST", "/rest/v1.0/nested_bim_view_folders", json=nested)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() and first.json()["parent_id"] == top.json()["id"]
    assert len(box.get(FOLDERS, project_id=box.project_id, **{"filters[bim_file_id]": file}).json()) == 2
    batch = {"project_id": box.project_id, "bim_view_folders": [{"path": ["B"], "bim_file_id": file}, {"path": ["C"]}]}
    answer = box.call("POST", "/rest/v1.0/nested_bim_view_folders/batch", json=batch).json()
    assert [each["name"] for each in answer["bim_view_folders"]] == ["B"]
    assert answer["errors"][0]["errors"] == {"bim_file_id": ["is missing"]}


def test_a_folder_needs_a_file_of_the_project(box: Box) -> None:
    ask = {"project_id": box.project_id, "bim_view_folder": {"name": "Clashes", "bim_file_id": 5}}
    assert box.call("POST", FOLDERS, json=ask).json()["errors"] == {"bim_file_id": ["Entity with this ID not found"]}


def test_a_published_model(box: Box, model: dict[str, int]) -> None:
    ask = {"project_id": box.project_id}
    models = box.get("/rest/v1.0/bim_models", **ask, **{"filters[has_revisions]": "true", "filters[search]": "feder"})
    assert [each["id"] for each in models.json()] == [model["bim_model_id"]]
    assert box.get("/rest/v1.0/bim_models", **ask, **{"filters[has_revisions]": "false"}).json() == []
    file = {"filters[bim_file_id]": model["bim_file_id"], "filters[publish_status]": "ready"}
    revision = box.get("/rest/v1.0/bim_model_revisions", **ask, **file).json()[0]
    assert revision["object_definition"]["id"] == model["property_file_id"]
    assert revision["min_boundary"] == {"x": "0", "y": "0", "z": "0"} and revision["revision"] == 1
    assert box.own("POST", "/models", json={"name": "Federated.nwd"})["bim_file_id"] == model["bim_file_id"]
    newest = box.get("/rest/v1.0/bim_model_revisions", **ask, sort="-revision").json()
    assert [each["revision"] for each in newest] == [2, 1]


def test_a_revision_without_artifacts_is_unpublished(box: Box) -> None:
    file = bim_file(box)
    body: dict[str, Any] = {"project_id": box.project_id, "bim_model": {"title": "M", "bim_file_id": file}}
    model = box.call("POST", "/rest/v1.0/bim_models", json=body).json()
    body = {"project_id": box.project_id, "bim_model_revision": {"bim_model_id": model["id"], "bim_file_id": file}}
    revision = box.call("POST", "/rest/v1.0/bim_model_revisions", json=body)
    assert revision.status_code == 201 and revision.json()["publish_status"] == "unpublished"
    path = f"/rest/v1.0/bim_model_revisions/{revision.json()['id']}/objects"
    assert box.get(path, project_id=box.project_id).status_code == 422


def test_objects_by_both_addresses(box: Box, model: dict[str, int]) -> None:
    paths = [
        f"/rest/v1.0/bim_model_revisions/{model['bim_model_revision_id']}",
        f"/rest/v1.0/bim_property_files/{model['property_file_id']}",
    ]
    for path in paths:
        listed = box.get(f"{path}/objects", project_id=box.project_id, per_page=2)
        assert listed.json() == [{"id": 1, "value": "Services.nwc"}, {"id": 2, "value": "Duct"}]
        assert listed.headers["Total"] == "3" and 'rel="next"' in listed.headers["Link"]
        query = {"filters[query]": "PIP", "project_id": box.project_id}
        assert [each["id"] for each in box.get(f"{path}/objects", **query).json()] == [3]
        assert box.get(f"{path}/objects", project_id=elsewhere(box)).status_code == 404


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [2, 2, 3, 3]),
        ({"filters[value][]": ["0aAbBcCdDeEfFgGhHiIjJk", "1aAbBcCdDeEfFgGhHiIjJk"]}, [2, 3]),
        ({"filters[value]": "0AABBCCDDEEFFGGHHIIJJK"}, []),
        ({"filters[category][]": "IFC", "filters[name][]": "GLOBALID"}, [2, 3]),
        ({"filters[category][]": "IFC", "filters[value][]": "501"}, []),
        ({"filters[object_id][]": [3]}, [3, 3]),
        ({"filters[query]": "element id"}, [2]),
        ({"filters[has_uom]": "true"}, [3]),
        ({"filters[curated_list]": "false"}, [2, 2, 3]),
    ],
)
def test_properties_by_filter(box: Box, model: dict[str, int], filters: dict[str, Any], found: list[int]) -> None:
    path = f"/rest/v1.0/bim_model_revisions/{model['bim_model_revision_id']}/properties"
    answer = box.get(path, project_id=box.project_id, **filters)
    assert [each["object_id"] for each in answer.json()] == found
    for each in answer.json():
        assert set(each) == {"object_id", "category", "name", "typed_value", "uom", "value"}
