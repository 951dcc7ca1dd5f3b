"""Procore's own example bodies, with the ids of the sandbox: what is documented must be taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.bodies import ISSUES, bim_file, uploaded
from tests.sandbox.running import Box


@pytest.fixture
def samples(shared_data: Path) -> Path:
    folder = shared_data / "procore"
    if not folder.is_dir():
        pytest.skip("the folder with Procore's example bodies is not there")
    return folder


def read(samples: Path, name: str) -> Any:
    return json.loads((samples / name).read_text(encoding="utf-8"))


def ids(box: Box) -> dict[str, Any]:
    """Ids of the sandbox for the names that bodies use."""
    file = bim_file(box)
    person = box.get(f"{ISSUES}/assignees", project_id=box.project_id).json()[0]["id"]
    folder = {"project_id": box.project_id, "bim_view_folder": {"name": "F", "bim_file_id": file}}
    return {
        "project_id": box.project_id,
        "coordination_issue_file_id": file,
        "bim_file_id": file,
        "view_folder_id": box.call("POST", "/rest/v1.0/bim_view_folders", json=folder).json()["id"],
        "location_id": box.get(f"/rest/v1.0/projects/{box.project_id}/locations").json()[0]["id"],
        "assignee_id": person,
        "watcher_ids": [person],
        "trade_id": box.get(f"/rest/v1.0/companies/{box.company_id}/trades").json()[0]["id"],
        "bim_model_id": box.own("POST", "/models", json={})["bim_model_id"],
        "snapshot_upload_uuid": uploaded(box),
        "upload_uuid": uploaded(box),
        "attachment_upload_uuids": [uploaded(box)],
    }


def fitted(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [fitted(each, known) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: known.get(name, fitted(each, known)) for name, each in value.items()}


@pytest.mark.parametrize("name", ["sync_request_create.json", "sync_request_create_latest_fields.json"])
def test_documented_creates(box: Box, samples: Path, name: str) -> None:
    body = fitted(read(samples, name), ids(box))
    box.set(new_fields="known" if "latest" in name else "unknown")
    answer = box.call("PATCH", f"{ISSUES}/sync", json=body).json()
    assert answer["errors"] == [] and len(answer["entities"]) == len(body["updates"])
    example = read(samples, "issue_entity.json")
    issue = answer["entities"][0]
    assert set(example) <= set(issue)
    for part in ("coordination_issue_file", "location", "trade", "assignee", "origin"):
        assert set(example[part]) == set(issue[part]), part
    assert set(example["viewpoints"][0]) == set(issue["viewpoints"][0])
    assert set(example["attachments"][0]) == set(issue["attachments"][0])


def test_the_documented_update(box: Box, samples: Path) -> None:
    body = fitted(read(samples, "sync_request_update.json"), ids(box))
    first = {"project_id": box.project_id, "updates": [{"title": "Before"}]}
    number = box.call("PATCH", f"{ISSUES}/sync", json=first).json()["entities"][0]["id"]
    body["updates"] = [{**each, "id": number} for each in body["updates"]]
    answer = box.call("PATCH", f"{ISSUES}/sync", json=body).json()
    assert answer["errors"] == [] and answer["entities"][0]["title"] == body["updates"][0]["title"]


@pytest.mark.parametrize("letter", ["A_autodesk", "B_bounding_box", "C_clipping_planes"])
def test_documented_viewpoints(box: Box, samples: Path, letter: str) -> None:
    body = fitted(read(samples, f"viewpoint_{letter}.json"), ids(box))
    answer = box.call("POST", "/rest/v1.0/bim_viewpoints", json=body)
    assert answer.status_code == 201, answer.text


def test_documented_uploads(box: Box, samples: Path) -> None:
    path = f"/rest/v1.1/projects/{box.project_id}/uploads"
    plain = read(samples, "uploads_v11_nonsegmented.json")
    answer = box.call("POST", path, json=plain["request"]).json()
    assert set(answer) == set(plain["response"]) and {"key", "Content-Type"} <= set(answer["fields"])
    parts = read(samples, "uploads_v11_segmented.json")
    answer = box.call("POST", path, json={"response_filename": "a.pdf", **parts["create_request"]}).json()
    assert set(answer) == set(parts["create_response"]) and answer["status"] == parts["create_response"]["status"]
    for ours, example in zip(answer["segments"], parts["create_response"]["segments"], strict=True):
        assert ours["headers"] == example["headers"] and set(ours) == set(example)


def test_documented_shapes_of_bim_and_tokens(box: Box, samples: Path) -> None:
    example = read(samples, "bim_file_create.json")
    body = fitted(example["request"], ids(box))
    assert set(box.call("POST", "/rest/v1.0/bim_files", json=body).json()) == set(example["response_201"])
    found = read(samples, "bim_property_file_objects.json")[0]
    model = box.own("POST", "/models", json={"objects": [found], "min_boundary": {"x": 1, "y": 2, "z": 3}})
    path = f"/rest/v1.0/bim_property_files/{model['property_file_id']}/objects"
    assert box.get(path, project_id=box.project_id).json() == [found]
    revision = box.get(f"/rest/v1.0/bim_model_revisions/{model['bim_model_revision_id']}", project_id=box.project_id)
    assert set(revision.json()["min_boundary"]) == {"x", "y", "z"}
    token = read(samples, "token_client_credentials_response.json")
    form = {"grant_type": "client_credentials", "client_id": box.client_id, "client_secret": box.client_secret}
    answer = box.session.post(f"{box.login_url}/oauth/token", data=form, timeout=10).json()
    assert set(answer) == set(token) and answer["expires_in"] == token["expires_in"]


def test_documented_deletes_and_associations(box: Box, samples: Path) -> None:
    first = {"project_id": box.project_id, "updates": [{"title": "T"}]}
    number = box.call("PATCH", f"{ISSUES}/sync", json=first).json()["entities"][0]["id"]
    view = fitted(read(samples, "viewpoint_B_bounding_box.json"), ids(box))
    viewpoint = box.call("POST", "/rest/v1.0/bim_viewpoints", json=view).json()["id"]
    body = fitted(read(samples, "viewpoint_association_request.json"), {**ids(box), "item_id": number})
    path = f"/rest/v1.0/bim_viewpoints/{viewpoint}/associations"
    assert box.call("POST", path, json=body).status_code == 204
    body = fitted(read(samples, "bulk_delete_request.json"), {"project_id": box.project_id, "id": number})
    answer = box.call("POST", f"{ISSUES}/bulk_delete", json=body).json()
    assert set(answer) == set(read(samples, "bulk_delete_response.json")) and answer["errors"] == []
